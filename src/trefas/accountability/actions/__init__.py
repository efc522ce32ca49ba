"""Every write of accountability: each with `by=` and its audit event."""

from trefas.accountability.actions.answering import (
    hand_over,
    has_safe_way,
    make_answer,
    rule_item,
    rule_words,
    take_answer,
)
from trefas.accountability.actions.contesting import Ruled, decide_request, point_out
from trefas.accountability.actions.notifying import Telling, notify
from trefas.accountability.actions.requesting import (
    Asking,
    Guarding,
    assess_request,
    guard_request,
    pass_on_request,
    register_request,
)

__all__ = [
    "Asking", "Guarding", "Ruled", "Telling", "assess_request", "decide_request", "guard_request", "hand_over",
    "has_safe_way", "make_answer", "notify", "pass_on_request", "point_out", "register_request", "rule_item",
    "rule_words", "take_answer",
]  # fmt: skip
