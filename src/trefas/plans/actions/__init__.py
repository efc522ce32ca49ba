"""Every write of a plan, by what it is for. Each takes keywords, `by=` the acting person, and records its event."""

from trefas.plans.actions.contacting import record_contact
from trefas.plans.actions.detaining import change_release, record_custody, record_release
from trefas.plans.actions.giving_over import give_over
from trefas.plans.actions.handing_over import complete_hand_over, hand_over
from trefas.plans.actions.measuring import (
    Plan,
    carry_out_measure,
    decide_measure,
    drop_measure,
    end_measure,
    plan_measure,
)
from trefas.plans.actions.offering import answer_offer, choose_path, offer_help
from trefas.plans.actions.ordering import prepare_order, take_orders
from trefas.plans.actions.picturing import add_threat, drop_task, finish_task, no_longer_current, order_acute
from trefas.plans.actions.reviewing import Look, review
from trefas.plans.actions.second_looking import agree_to_ending, propose_ending, send_ending_back, take_ending_back
from trefas.plans.actions.supporting import Start, end_support, follow_up_support, start_support

__all__ = [
    "Look",
    "Plan",
    "Start",
    "add_threat",
    "agree_to_ending",
    "answer_offer",
    "carry_out_measure",
    "change_release",
    "choose_path",
    "complete_hand_over",
    "decide_measure",
    "drop_measure",
    "drop_task",
    "end_measure",
    "end_support",
    "finish_task",
    "follow_up_support",
    "give_over",
    "hand_over",
    "no_longer_current",
    "offer_help",
    "order_acute",
    "plan_measure",
    "prepare_order",
    "propose_ending",
    "record_contact",
    "record_custody",
    "record_release",
    "review",
    "send_ending_back",
    "start_support",
    "take_ending_back",
    "take_orders",
]
