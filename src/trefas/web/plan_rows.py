"""The rows of the plan's panels: what is offered, given, to be done, known and decided, each with its own page."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from trefas.files.definitions import said
from trefas.files.models import File
from trefas.methods import Method
from trefas.plans.models import (
    Answer,
    Direction,
    Measure,
    MeasureState,
    Offer,
    Support,
    Task,
    TaskKind,
    Threat,
)
from trefas.plans.policy import LOST
from trefas.web import disclosed_words
from trefas.web.dates import clock, due_cell, full_date, long_date, short_date
from trefas.web.file_frame import Opened
from trefas.web.plan_acts import telling_url

Names = Mapping[uuid.UUID, str]
TELLING = frozenset({TaskKind.TELL, TaskKind.TELL_RECEIVER, TaskKind.HAND_OVER})
TONES = {Answer.YES: "ok", Answer.NO: "", Answer.NO_ANSWER: "warn"}


def named(rows: Sequence[Any], code: str) -> str:
    """Return the name of a definition's row, else the code itself."""
    return next((said(row.name) for row in rows if row.id == code), code)


def offer_rows(one: Opened, method: Method, offers: Sequence[Offer]) -> list[dict[str, Any]]:
    """One row an offer: its latest answer as a tag, every answer with its day."""
    return [
        {
            "title": named(method.offers, offer.kind),
            "url": reverse("plan_answer", args=[one.file.pk, offer.pk]),
            "tag": offer.get_answer_display() if offer.answer else _("No answer yet"),
            "tone": TONES.get(Answer(offer.answer), "") if offer.answer else "warn",
            "text": _offered(offer),
        }
        for offer in offers
    ]


def _offered(offer: Offer) -> list[str]:
    told = [_("Offered %(day)s") % {"day": long_date(offer.offered_at)}]
    told += [_answered(each["answer"], date.fromisoformat(each["on"])) for each in said_of(offer)]
    lines = [f"{', '.join(told)}.", *([offer.text] if offer.text else [])]
    if offer.next_try_on:
        lines.append(_("Next try %(day)s.") % {"day": long_date(offer.next_try_on)})
    return [*lines, str(offer.get_path_display())] if offer.path else lines


def _answered(answer: str, on: date) -> str:
    return f"{str(Answer(answer).label).lower()} {long_date(on)}"


def said_of(offer: Offer) -> list[dict[str, str]]:
    """Return the answers that `offers_of` brought with an offer."""
    found: list[dict[str, str]] = getattr(offer, "said", [])
    return found


def support_rows(one: Opened, method: Method, supports: Sequence[Support], names: Names) -> list[dict[str, Any]]:
    """One row a support: its goal, who answers for it, the next follow-up or what came of it."""
    return [_support(one, method, row, names) for row in supports]


def _support(one: Opened, method: Method, row: Support, names: Names) -> dict[str, Any]:
    owner = f"{names.get(row.owner_id, '')}. {row.ground}."
    shown = {"title": named(method.supports, row.kind), "text": [row.goal, owner]}
    if row.ended_on:
        ended = _("Ended %(day)s") % {"day": short_date(row.ended_on)}
        return shown | {"tag": ended, "text": [row.goal, owner, row.outcome or ""]}
    told = due_cell(row.follow_up_on, one.today)
    return shown | {
        "url": reverse("plan_follow_up", args=[one.file.pk, row.pk]),
        "tag": _("Follow up %(day)s") % {"day": told.text},
        "tone": told.tone,
    }


def task_rows(one: Opened, method: Method, tasks: Sequence[Task], names: Names, units: Names) -> list[dict[str, Any]]:
    """One row an open task: what, who, by when; one to tell somebody also leads to the disclosure."""
    return [_task(one, method, row, names, units) for row in tasks]


def _task(one: Opened, method: Method, row: Task, names: Names, units: Names) -> dict[str, Any]:
    if row.done_at is not None and row.receipt is not None:
        return _sent(one, method, row, names, units)
    told = due_cell(row.due_on, one.today)
    return {
        "title": task_title(row, method, units),
        "url": telling_url(row) if row.kind in TELLING else reverse("plan_task", args=[one.file.pk, row.pk]),
        "close_url": reverse("plan_task", args=[one.file.pk, row.pk]) if row.kind in TELLING else "",
        "tag": told.text,
        "tone": told.tone,
        "text": names.get(row.owner_id, ""),
    }


def _sent(one: Opened, method: Method, row: Task, names: Names, units: Names) -> dict[str, Any]:
    """What has been ordered from another authority: whether it is received there, which is all that they tell."""
    receipt = row.receipt
    if receipt is None or row.done_at is None:
        raise ValueError("The order has not been sent.")
    tag, tone = disclosed_words.state_words().get(receipt.state, receipt.state), "warn"
    if receipt.state in LOST:
        tag, tone = _("Order it again"), "late"
    who = names.get(row.done_by_id, "") if row.done_by_id else ""
    told = {"day": long_date(row.done_at), "time": clock(row.done_at), "who": who}
    return {
        "title": task_title(row, method, units),
        "url": reverse("plan_order", args=[one.file.pk, row.pk]),
        "tag": tag, "tone": "ok" if receipt.state == "registered" else tone,
        "text": _("Ordered %(day)s %(time)s by %(who)s.") % told,
    }  # fmt: skip


def task_title(row: Task, method: Method, units: Names) -> str:
    """Return a task in words, verb first."""
    unit = units.get(row.to_unit_id, "") if row.to_unit_id else ""
    if row.kind in (TaskKind.ORDER, TaskKind.ORDERED):
        return named(method.orders, row.order)
    if row.kind == TaskKind.TELL and row.order:
        what = {"who": unit or kind_words(row.to_kind), "what": named(method.orders, row.order)}
        return _("Order from %(who)s: %(what)s") % what if row.done_at is None else _("%(who)s: %(what)s") % what
    if row.kind == TaskKind.TELL:
        return _("Tell %(who)s of the yes") % {"who": unit or kind_words(row.to_kind)}
    if row.kind == TaskKind.TELL_RECEIVER:
        return _("Tell %(who)s that following has ended") % {"who": unit}
    if row.kind == TaskKind.HAND_OVER:
        return _("Disclose to %(who)s, which takes over") % {"who": unit}
    return _("Prepare the release") if row.kind == TaskKind.BEFORE_RELEASE else str(row.text)


def kind_words(kind: str) -> str:
    """Return a kind of authority in running text."""
    words = {
        "police": _("the police"),
        "social_services": _("the social services"),
        "prison_and_probation": _("the probation service"),
        "exit_unit": _("the exit unit"),
    }
    return words.get(kind, kind)


def threat_rows(one: Opened, threats: Sequence[Threat], direction: Direction, names: Names) -> list[dict[str, Any]]:
    """One row an entry of one side: the day, the words, the source and who judged it; what is past is last."""
    mine = sorted((row for row in threats if row.direction == direction), key=lambda row: row.past_since is not None)
    return [_threat(one, row, names) for row in mine]


def _threat(one: Opened, row: Threat, names: Names) -> dict[str, Any]:
    source = _("Rests on something received.") if row.received_id else _("Rests on an own note.")
    judged = _("Judged %(day)s by %(who)s.") % {
        "day": long_date(row.decided_at), "who": names.get(row.decided_by_id, "")
    }  # fmt: skip
    shown: dict[str, Any] = {"title": full_date(row.on), "text": [row.text, f"{source} {judged}"]}
    if row.past_since:
        past = _("No longer current since %(day)s") % {"day": short_date(row.past_since)}
        return shown | {"tag": past, "text": [*shown["text"], row.past_reason or ""]}
    return shown | {"url": reverse("plan_past", args=[one.file.pk, row.pk])}


def measure_rows(one: Opened, method: Method, measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """One row a measure: its ground, its facts, how far it has come; planned ones are the authority's own."""
    return [
        {
            "title": named(method.measures, row.kind),
            "url": _measure_url(one.file, row),
            "tag": row.get_state_display(),
            "text": [f"{row.ground}.", *row.facts, *([row.outcome] if row.outcome else [])],
        }
        for row in measures
    ]


def _measure_url(file: File, row: Measure) -> str:
    over = row.state in (MeasureState.ENDED, MeasureState.DROPPED)
    return "" if over else reverse("plan_measure", args=[file.pk, row.pk])
