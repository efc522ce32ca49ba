"""What an answer takes: statements to the database, of any kind and on either login."""

from collections.abc import Callable
from typing import Any

from django.db import connections


def costing(ask: Callable[[], Any]) -> tuple[Any, int]:
    """Return the answer and how many statements it took."""
    taken = 0

    def counted(execute: Callable[..., Any], *given: Any) -> Any:
        nonlocal taken
        taken += 1
        return execute(*given)

    with connections["default"].execute_wrapper(counted), connections["rooms"].execute_wrapper(counted):
        answer = ask()
    return answer, taken


def differ(one: Callable[[], Any], other: Callable[[], Any]) -> str:
    """Return the two numbers of statements when they differ, twice and both ways round; else nothing.

    What a process looks up once and keeps (names of staff, the day's rules) would else be counted for whoever is first.
    """
    costs = [0, 0]
    for turn in ((one, other), (other, one)):
        costs = [costing(ask)[1] for ask in turn]
        if costs[0] == costs[1]:
            return ""
    return f"{costs[1]} and {costs[0]} statements"
