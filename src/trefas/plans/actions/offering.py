"""Offering help and recording the answer. A yes orders what the method says at once, in the same transaction."""

import uuid
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from trefas.files import policy as files_policy
from trefas.files.definitions import definition_of, said
from trefas.files.models import File
from trefas.methods import Order as MethodOrder
from trefas.methods import orders_after
from trefas.plans import policy
from trefas.plans.actions._shared import (
    Order,
    day_of,
    happened,
    later,
    make_task,
    not_in_future,
    open_file,
    sentences,
    tell,
)
from trefas.plans.models import Answer, Channel, Offer, OfferAnswer, Path, Task, TaskKind
from trefas.plans.reading import standing_orders, unit_at
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms

EVENT = {Answer.YES: "accepted", Answer.NO: "declined"}


@action
def offer_help(
    *, by: Acting, file_id: uuid.UUID, kind: str, channel: str, now: datetime, text: str = "",
    offered_at: datetime | None = None, next_try_on: date | None = None,
) -> Offer:  # fmt: skip
    """Offer help of a kind that the definition has; records the event `offered`."""
    file, when = open_file(by, file_id, "offer"), offered_at or now
    names = {term.id: said(term.name) for term in definition_of(file).offers}
    if kind not in names or channel not in Channel.values:
        raise RefusedError(_("Choose what is offered and how it is told."))
    not_in_future(when, now)
    later(next_try_on, day_of(now))
    offer = Offer.objects.create(
        room_id=file.room_id, file=file, person_id=file.person_id, kind=kind, channel=channel,
        text=text.strip() or None, offered_at=when, offered_by_id=by.user_id, next_try_on=next_try_on, recorded_at=now,
    )  # fmt: skip
    happened(by, file, "offered", day_of(when), now, subject=kind, text=sentences(names[kind], text))
    tell("offer.made", file, {"offer": offer.pk}, kind=kind)
    return offer


@action
def answer_offer(
    *, by: Acting, offer_id: uuid.UUID, answer: str, now: datetime, text: str = "",
    answered_at: datetime | None = None, next_try_on: date | None = None,
) -> tuple[OfferAnswer, list[Task]]:  # fmt: skip
    """Record an answer. A yes makes the method's orders at once; returns the answer and the tasks made."""
    offer, when = _locked(by, offer_id), answered_at or now
    files_policy.demand(policy.may_answer(offer, answer))
    not_in_future(when, now)
    later(next_try_on, day_of(now))
    file = open_file(by, offer.file_id, "offer")
    given = OfferAnswer.objects.create(
        room_id=offer.room_id, offer=offer, person_id=offer.person_id, answer=answer, text=text.strip() or None,
        answered_at=when, recorded_at=now, by_id=by.user_id,
    )  # fmt: skip
    if answer in EVENT:
        happened(by, file, EVENT[Answer(answer)], day_of(when), now, subject=offer.kind, text=text.strip())
    _note(offer, given, next_try_on)
    made = _orders(by, file, offer, when, now) if answer == Answer.YES else []
    tell("offer.answered", file, {"offer": offer.pk}, answer=answer)
    return given, made


@action
def choose_path(*, by: Acting, offer_id: uuid.UUID, path: str, now: datetime) -> Offer:
    """Say whether the central exit unit or the local intervention group helps on; the former has to be told."""
    offer = _locked(by, offer_id)
    if offer.answer != Answer.YES or path not in Path.values:
        raise RefusedError(_("Choose where the person is helped on, after a yes."))
    file = open_file(by, offer.file_id, "offer")
    offer.path = path
    offer.save(update_fields=["path"])
    if path == Path.EXIT_UNIT and by.room_kind != "exit_unit":
        make_task(by, file, _telling(file, offer, "exit_unit", "", day_of(now)), now)
    tell("offer.path", file, {"offer": offer.pk}, path=path)
    return offer


def _locked(by: Acting, offer_id: uuid.UUID) -> Offer:
    files_policy.demand(files_policy.holds(by, "offer"))
    return Offer.objects.select_for_update().get(room_id__in=open_rooms(), pk=offer_id)


def _note(offer: Offer, given: OfferAnswer, next_try_on: date | None) -> None:
    """Keep the latest answer on the offer. An answer that came before the one already noted changes nothing of it."""
    if offer.answered_at is not None and given.answered_at < offer.answered_at and given.answer != Answer.YES:
        return
    offer.answer, offer.answered_at = given.answer, given.answered_at
    offer.next_try_on = None if given.answer == Answer.YES else next_try_on
    offer.save(update_fields=["answer", "answered_at", "next_try_on"])


def _orders(by: Acting, file: File, offer: Offer, when: datetime, now: datetime) -> list[Task]:
    """Make what a yes orders: own tasks here; for another authority the task to tell it, never a row in its room."""
    standing = standing_orders(file)
    wanted = [one for one in orders_after(definition_of(file), "accepted") if one.id not in standing]
    return [make_task(by, file, _ordered(by, file, offer, one, when), now) for one in wanted]


def _ordered(by: Acting, file: File, offer: Offer, order: MethodOrder, when: datetime) -> Order:
    due = day_of(when) + timedelta(days=order.days)
    if order.owner == by.room_kind:
        return Order(TaskKind.ORDER, due, order=order.id, source=offer.pk)
    return _telling(file, offer, order.owner, order.id, due)


def _telling(file: File, offer: Offer, kind: str, order: str, due: date) -> Order:
    return Order(
        TaskKind.TELL, due, order=order, to_kind=kind, to_unit=unit_at(file, kind, due), items=[("offer", offer.pk)],
        source=offer.pk,
    )  # fmt: skip
