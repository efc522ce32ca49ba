"""No change hides behind a permission to read: followed through the code from each view, not tried."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

from tests.matrix.addresses import Address, addresses
from trefas.authorities.roles import MANDATES

# It lets somebody look; nothing may be changed on it alone.
READING = {"review_log"}
# Views that take a form and ask for no mandate, and why that is right.
WITHOUT = {
    "choose_unit": "with which of her own memberships she acts",
    "unlock": "asks for her own password again and stores nothing",
    "language": "her own language",
    "search": "reads; a form, so that no name stands in an address",
    "disclosure_preview": "reads: what the answers so far would mean, stored by another view",
    "analysis_export": "reads: gives a file of what was just counted",
    "log_extract": "reads: an extract of the log, which is itself in the log",
    "read_review": "says that readings were looked at, which is what this mandate is for",
    "witness": "another installation's checkpoint, let in by its signature and by nobody's role",
    "analysis_trend": "counts in a file that is never kept",
    "analysis_near_repeat": "counts in a file that is never kept",
    "analysis_pilot": "counts in a file that is never kept",
    "analysis_effect": "counts in a file that is never kept",
}


def mandates(function: Callable[..., Any], seen: set[Any]) -> set[str]:
    """The mandates that are named in what a function calls, and in every function of ours that it calls."""
    function = inspect.unwrap(function)
    if function in seen or not isinstance(function, FunctionType):
        return set()
    seen.add(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found: set[str] = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        texts = [one.value for one in ast.walk(call) if isinstance(one, ast.Constant)]
        found |= {text for text in texts if isinstance(text, str) and text in MANDATES}
        called = _called(call.func, function.__globals__)
        if getattr(called, "__module__", "").startswith("trefas."):
            found |= mandates(called, seen)
    return found


def _called(there: ast.expr, known: dict[str, Any]) -> Any:
    """What is called, when it is a name of the module or stands in a module that it names."""
    if isinstance(there, ast.Name):
        return known.get(there.id)
    if isinstance(there, ast.Attribute):
        owner = _called(there.value, known)
        return getattr(owner, there.attr, None) if isinstance(owner, ModuleType) else None
    return None


def changing() -> Iterator[Address]:
    """The addresses of ours that take a form."""
    for address in addresses():
        ours = isinstance(inspect.unwrap(address.view), FunctionType) and address.family != "account"
        if ours and (address.verbs is None or "POST" in address.verbs):
            yield address


def test_whoever_may_only_read_changes_nothing() -> None:
    without = {one.name for one in changing() if not mandates(one.view, set()) - READING}
    assert without == set(WITHOUT)


def test_the_code_was_followed() -> None:
    """Proves that the test above looked: what these ask for stands in an action, a helper and the view itself."""
    by_name = {one.name: mandates(one.view, set()) for one in changing()}
    assert "follow" in by_name["plan_support"]
    assert "sign_off" in by_name["proposal"]
    assert by_name["membership_grant"] == {"administer"}


def test_every_view_of_ours_says_which_verbs_it_speaks() -> None:
    silent = {one.name for one in addresses() if one.verbs is None and one.view.__module__.startswith("trefas.")}
    assert silent == set()
