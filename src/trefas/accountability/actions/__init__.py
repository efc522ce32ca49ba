"""Every write of accountability: each with `by=` and its audit event."""

from trefas.accountability.actions.answering import (
    hand_over,
    has_safe_way,
    make_answer,
    rule_item,
    rule_words,
    take_answer,
)
from trefas.accountability.actions.barring import propose_barrings
from trefas.accountability.actions.beforehand import (
    Standing,
    prepare_for_emergency,
    review_opened,
    take_back_beforehand,
)
from trefas.accountability.actions.breaking import (
    Question,
    break_glass,
    forget_questions,
    review_break,
    why_refused,
)
from trefas.accountability.actions.contesting import Ruled, decide_request, note_erased, point_out
from trefas.accountability.actions.erasing import carry_out, propose_decided, propose_due, sign
from trefas.accountability.actions.exporting import export_log
from trefas.accountability.actions.handling import name_handler, remove_handler
from trefas.accountability.actions.joining import merge_protected
from trefas.accountability.actions.keeping import end_keeping, keep
from trefas.accountability.actions.lapsing import lapse_beforehand
from trefas.accountability.actions.moving import change_protection, move_again, protect_person, release_person
from trefas.accountability.actions.notifying import Telling, notify
from trefas.accountability.actions.prolonging import Prolonging, prolong_request
from trefas.accountability.actions.replaying import replay
from trefas.accountability.actions.requesting import (
    Asking,
    Guarding,
    assess_request,
    guard_request,
    pass_on_request,
    register_request,
)
from trefas.accountability.actions.retiring import retire_pair
from trefas.accountability.actions.reviewing import conclude_review, queue_reviews

__all__ = [
    "Asking", "Guarding", "Prolonging", "Question", "Ruled", "Standing", "Telling", "assess_request", "break_glass",
    "carry_out",
    "change_protection", "conclude_review", "decide_request", "end_keeping", "export_log", "forget_questions",
    "guard_request", "hand_over", "has_safe_way", "keep", "lapse_beforehand", "make_answer", "merge_protected",
    "move_again", "name_handler", "note_erased", "notify", "pass_on_request", "point_out", "prepare_for_emergency",
    "prolong_request",
    "propose_barrings", "propose_decided", "propose_due", "protect_person", "queue_reviews", "register_request",
    "release_person", "remove_handler", "replay", "retire_pair", "review_break", "review_opened", "rule_item",
    "rule_words", "sign", "take_answer", "take_back_beforehand", "why_refused",
]  # fmt: skip
