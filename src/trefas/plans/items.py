"""What of a plan may be disclosed: orders, offers, support and measures. What the police plan is none of them."""

import uuid
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.authorities.models import RoomKind
from trefas.disclosures.items import ORDER, Described, Given, register
from trefas.files.definitions import definition_of, said
from trefas.files.models import File
from trefas.methods import Order
from trefas.plans.models import Measure, MeasureState, Offer, Support, Task, TaskKind
from trefas.rooms import entry

# What the law package calls what a room of the kind holds of somebody (`trefas.law.words`).
CATEGORIES = {
    RoomKind.SOCIAL_SERVICES: "social_services_case",
    RoomKind.EXIT_UNIT: "social_services_case",
    RoomKind.POLICE: "police_intelligence",
    RoomKind.PRISON_AND_PROBATION: "prison_and_probation",
}
CARRIED_OUT = frozenset({MeasureState.CARRIED_OUT, MeasureState.ENDED})
Ids = list[uuid.UUID] | None


def register_kinds(note_given: Given) -> None:
    """Register the four kinds with the disclosures; `note_given` is what follows here when an order has been sent."""
    register(ORDER, _orders, given=note_given, orders=True)
    for kind, describe in (("offer", _offers), ("support", _supports), ("measure", _measures)):
        register(kind, describe)


def _categories() -> tuple[str, ...]:
    return (CATEGORIES.get(RoomKind(entry.current().acting.room_kind), "contact_details"),)


def order_of(file: File, order: str) -> Order:
    """Return an order of the file's definition; raises KeyError for one that it does not have."""
    return {one.id: one for one in definition_of(file).orders}[order]


def _orders(room_id: uuid.UUID, person_id: uuid.UUID, ids: Ids) -> list[Described]:
    asked = Task.objects.filter(room_id=room_id, person_id=person_id, kind=TaskKind.TELL).exclude(order="")
    found = asked.filter(done_at=None) if ids is None else asked.filter(pk__in=ids)
    return [_order(task) for task in found.select_related("file")]


def _order(task: Task) -> Described:
    """Say what is ordered, after what, and by when: no more of the offer than its kind and the time of the yes."""
    name = said(order_of(task.file, task.order).name)
    extra = {"method": task.file.method, "order": task.order, "due_on": task.due_on.isoformat()}
    return Described(
        ORDER, task.pk, _("Order: %(what)s") % {"what": name}, _after(task), task.made_at.isoformat(), "fact",
        _categories(), extra=extra,
    )  # fmt: skip


def _after(task: Task) -> str:
    due = _("To be done by %(day)s.") % {"day": task.due_on.isoformat()}
    offer = Offer.objects.filter(room_id=task.room_id, pk=task.source).first() if task.source else None
    if offer is None or offer.answered_at is None:
        return due
    names = {term.id: said(term.name) for term in definition_of(task.file).offers}
    when = f"{timezone.localtime(offer.answered_at):%Y-%m-%d %H:%M}"
    yes = _("The person said yes to this offer: %(offer)s, %(when)s.") % {"offer": names[offer.kind], "when": when}
    return f"{yes} {due}"


def _offers(room_id: uuid.UUID, person_id: uuid.UUID, ids: Ids) -> list[Described]:
    found = Offer.objects.filter(room_id=room_id, person_id=person_id).select_related("file")
    return [_offer(one) for one in (found if ids is None else found.filter(pk__in=ids))]


def _offer(offer: Offer) -> Described:
    names = {term.id: said(term.name) for term in definition_of(offer.file).offers}
    told = [str(offer.get_answer_display()) if offer.answer else "", offer.text or ""]
    return Described(
        "offer", offer.pk, names[offer.kind], ". ".join(part for part in told if part),
        (offer.answered_at or offer.offered_at).isoformat(), "fact", _categories(),
    )  # fmt: skip


def _supports(room_id: uuid.UUID, person_id: uuid.UUID, ids: Ids) -> list[Described]:
    found = Support.objects.filter(room_id=room_id, person_id=person_id).select_related("file")
    return [_support(one) for one in (found if ids is None else found.filter(pk__in=ids))]


def _support(support: Support) -> Described:
    names = {kind.id: said(kind.name) for kind in definition_of(support.file).supports}
    text = ". ".join(part for part in (support.goal, support.outcome or "") if part)
    happened = f"{support.starts_on.isoformat()}T00:00:00+00:00"
    return Described("support", support.pk, names[support.kind], text, happened, "fact", _categories())


def _measures(room_id: uuid.UUID, person_id: uuid.UUID, ids: Ids) -> list[Described]:
    found = Measure.objects.filter(room_id=room_id, person_id=person_id).select_related("file")
    return list(_shareable(found if ids is None else found.filter(pk__in=ids)))


def _shareable(measures: Iterable[Measure]) -> Iterable[Described]:
    for measure in measures:
        kind = {one.id: one for one in definition_of(measure.file).measures}[measure.kind]
        if measure.state != MeasureState.DROPPED and (kind.shared_when_planned or measure.state in CARRIED_OUT):
            yield _measure(measure, said(kind.name))


def _measure(measure: Measure, name: str) -> Described:
    text = ". ".join([str(measure.get_state_display()), *measure.facts])
    happened = (measure.decided_at or measure.planned_at).isoformat()
    return Described("measure", measure.pk, name, text, happened, "fact", _categories())
