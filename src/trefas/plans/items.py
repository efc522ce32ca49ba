"""What of a plan may be disclosed: offers, support and measures. What the police plan is none of them."""

import uuid
from collections.abc import Iterable

from trefas.authorities.models import RoomKind
from trefas.disclosures.items import Described, register
from trefas.files.definitions import definition_of, said
from trefas.plans.models import Measure, MeasureState, Offer, Support
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


def register_kinds() -> None:
    """Register the three kinds with the disclosures."""
    for kind, describe in (("offer", _offers), ("support", _supports), ("measure", _measures)):
        register(kind, describe)


def _categories() -> tuple[str, ...]:
    return (CATEGORIES.get(RoomKind(entry.current().acting.room_kind), "contact_details"),)


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
