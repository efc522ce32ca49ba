"""Everything one room holds about a person, found through the tables themselves: a new table is in it by being one.

A row is about a person when it is hers, points to her, or points to a row that does. What is reached in another way
stands in LINKED, and what is about no person in NOBODY, each with its reason; `problems` names every table that is
neither, and the build and `trefas doctor` fail on it.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import models
from django.db.models import Q, QuerySet

from trefas.accountability.extract_values import Organisation, Value, values_of
from trefas.authorities.models import Unit
from trefas.files.models import File, MeetingItem
from trefas.persons.models import Person
from trefas.rooms.fields import RoomForeignKey
from trefas.rooms.models import RoomModel
from trefas.rooms.securing import room_models

_KEYS = "It holds keys, and no word about anybody."
_ORGANISATION = "It is about how the unit works."
NOBODY = {
    "rooms.RoomKey": _KEYS,
    "rooms.SubjectKey": _KEYS,
    "rooms.ProposedAct": "Codes and ids of an act that takes two people; the act itself is told where it was done.",
    "persons.Import": "A list of many people: what it says of one is in its rows.",
    "persons.RememberedColumns": _ORGANISATION,
    "persons.Barring": "It is about who works here, and is her own private matter: never the person's.",
    "disclosures.RuleSignature": _ORGANISATION,
    "disclosures.KeptRulebook": _ORGANISATION,
    "disclosures.Envelope": "Sealed until it is registered; then it is a received item.",
    "disclosures.Outgoing": "Sealed to another authority while it is on its way; assessment and receipt are shown.",
    "files.FileNumber": _ORGANISATION,
    "files.KeptDefinition": _ORGANISATION,
    "files.ListChoice": _ORGANISATION,
    "files.Draft": "Not finished (dataskyddslagen 5 kap. 2 §, brottsdatalagen 4 kap. 6 §); it goes with the session.",
    "evaluation.PublishedFigures": "Counts, and never of fewer than five.",
    "accountability.Erasure": "That a period of the law is over; it says nothing that the law does not.",
    "accountability.Withheld": "What was kept back would be told by it.",
}
# Keyed hashes to search by: they say nothing that the values they were made of do not.
WITHOUT_WORDS = frozenset({"persons.SearchToken"})
WHEN = ("happened_at", "on", "at", "received_at", "registered_at", "proposed_at", "made_at", "started_at")


@dataclass(frozen=True)
class Item:
    """One row as the person may see it: `key` = "files.note:<id>", `source` an authority, `units` those it names."""

    key: str
    label: str
    on: date | None
    source: str
    values: tuple[Value, ...]
    units: frozenset[uuid.UUID] = frozenset()
    categories: tuple[str, ...] = ()

    def without(self, names: frozenset[str]) -> "Item":
        """Return the item without some of its fields."""
        return replace(self, values=tuple(value for value in self.values if value.name not in names))


def _numbers(rooms: Sequence[uuid.UUID], people: Sequence[uuid.UUID]) -> QuerySet[File, uuid.UUID | None]:
    found = File.objects.filter(room_id__in=rooms, person_id__in=people, cooperation__isnull=False)
    return found.values_list("cooperation", flat=True)


Link = Callable[[Sequence[uuid.UUID], Sequence[uuid.UUID]], Q]
LINKED: dict[str, Link] = {
    "files.Cooperation": lambda rooms, people: Q(number__in=_numbers(rooms, people)),
    "files.MeetingItem": lambda rooms, people: Q(cooperation__in=_numbers(rooms, people)),
    "files.Meeting": lambda rooms, people: Q(
        pk__in=MeetingItem.objects.filter(room_id__in=rooms, cooperation__in=_numbers(rooms, people)).values("meeting")
    ),
}


def ways(model: type[RoomModel]) -> list[str]:
    """Return the look-ups from a table to the person its rows are about; none for LINKED and NOBODY."""
    if model is Person:
        return ["pk"]
    if model._meta.label in NOBODY or model._meta.label in LINKED:
        return []
    return _pointing(model, set())


def _pointing(model: type[models.Model], seen: set[type[models.Model]]) -> list[str]:
    keys = [field for field in model._meta.local_fields if isinstance(field, RoomForeignKey)]
    direct = [f"{field.name}_id" for field in keys if field.related_model is Person]
    if direct:
        return direct
    further = [field for field in keys if field.related_model not in {model, *seen}]
    return [
        f"{field.name}__{way}"
        for field in further
        if field.related_model._meta.label not in NOBODY
        for way in _pointing(field.related_model, seen | {model})
    ]


def problems() -> list[str]:
    """Return the tables that nobody has said anything about, and stale entries of the lists; empty when all is well."""
    known = {model._meta.label: model for model in room_models()}
    lost = [label for label, model in known.items() if label not in NOBODY and label not in LINKED and not ways(model)]
    return sorted(lost) + sorted((set(NOBODY) | set(LINKED)) - set(known))


def covered() -> list[type[RoomModel]]:
    """Return every table that an extract reads, in the order of their names."""
    found = [model for model in room_models() if model._meta.label in LINKED or ways(model)]
    return sorted(found, key=lambda model: model._meta.label)


def same_person(person: Person) -> list[uuid.UUID]:
    """Return the person and the rows that were merged into her."""
    merged = Person.objects.filter(room_id=person.room_id, merged_into_id=person.pk).values_list("id", flat=True)
    return [person.pk, *merged]


def collect(person: Person) -> list[Item]:
    """Return everything that the person's own room holds about her, table by table, oldest first within each."""
    people = same_person(person)
    organisation = Organisation.of(person.room_id, people)
    found = []
    for model in covered():
        rows = rows_about(model, [person.room_id], people)
        made = [_item(row, organisation) for row in rows]
        found += sorted(made, key=lambda item: (item.on or date.min, item.key))
    return found


def rows_about(model: type[RoomModel], rooms: Sequence[uuid.UUID], people: Sequence[uuid.UUID]) -> Iterator[RoomModel]:
    """Yield the rows of a table that are about a person; each once."""
    label = model._meta.label
    if label in LINKED:
        wanted = LINKED[label](rooms, people)
    else:
        wanted = Q(pk__in=[])
        for way in ways(model):
            wanted |= Q(**{f"{way}__in": people})
    yield from model._default_manager.filter(wanted, room_id__in=rooms)


def _item(row: RoomModel, organisation: Organisation) -> Item:
    label = row._meta.label
    found = values_of(row, organisation)
    if label in WITHOUT_WORDS:
        found = []
    units = organisation.units_in(row)
    return Item(
        key=f"{row._meta.label_lower}:{row.pk}",
        label=label,
        on=_day(row),
        source=_source(row, organisation),
        values=tuple(found),
        units=units,
        categories=tuple(getattr(row, "information", ()) or ()),
    )


def _day(row: RoomModel) -> date | None:
    dated = [name for name in WHEN if getattr(row, name, None)]
    fields = row._meta.local_fields
    dated += [field.attname for field in fields if isinstance(field, models.DateField | models.DateTimeField)]
    for name in dated:
        found = getattr(row, name, None)
        if found is not None:
            return found.date() if isinstance(found, datetime) else found
    return None


def _source(row: RoomModel, organisation: Organisation) -> str:
    sender = getattr(row, "sender_id", None)
    unit: Unit | None = organisation.units.get(sender) if sender else None
    return organisation.authority_of(unit) if unit else organisation.own
