"""What goes with a person who moves between a room and an inner room in it: every table says it, or the build fails.

A row goes with her when the extract finds it (extracts.ways), or by a link of EXTRA. What is made anew in the other
room stands in ANEW, and what stays in STAYS, each with its reason.
"""

import uuid
from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from trefas.accountability.extracts import LINKED, Link, rows_about, ways
from trefas.disclosures.models import Receipt, ReceivedItem
from trefas.persons.models import Person
from trefas.rooms.fields import SealedField
from trefas.rooms.models import RoomModel
from trefas.rooms.securing import room_models

_OF_THE_UNIT = "It is about how the unit works."
ANEW = {
    "rooms.SubjectKey": "The keys in the one room are destroyed, and others made in the other.",
    "persons.SearchToken": "Hashed with the room's own key.",
    "persons.ImportRow": "Part of a list about many: her row is taken out, and the list sealed anew.",
    "persons.Import": "The list itself stays, without the file she stood in and under another key.",
    "files.KeptDefinition": "How a method was written: the other room gets a copy.",
    "disclosures.KeptRulebook": "How the rules were written: the other room gets a copy.",
    "files.Draft": "Unfinished words about her are thrown away: they lie under the key of the one who wrote them.",
}
STAYS = {
    "rooms.RoomKey": "The key of the room itself.",
    "rooms.ProposedAct": "Ids and codes that two people agreed on; it is part of the log.",
    "persons.RememberedColumns": _OF_THE_UNIT,
    "persons.Barring": "It is about who works in the room; it bars her wherever in it the person lies.",
    "disclosures.RuleSignature": _OF_THE_UNIT,
    "disclosures.Outgoing": "Sealed and on its way to another authority; found by its number; it names nobody.",
    "files.FileNumber": "One series for the room and those in it, so that a number never tells where a file lies.",
    "files.ListChoice": _OF_THE_UNIT,
    "files.Meeting": "Time, place and units; no word about anybody.",
    "files.MeetingItem": "A random number on an agenda, as for somebody the room never followed.",
    "evaluation.PublishedFigures": "Counts, and never of fewer than five.",
}


def _envelopes(rooms: Sequence[uuid.UUID], people: Sequence[uuid.UUID]) -> QuerySet[ReceivedItem, uuid.UUID]:
    return ReceivedItem.objects.filter(room_id__in=rooms, person_id__in=people).values_list("envelope_id", flat=True)


def _sent(rooms: Sequence[uuid.UUID], people: Sequence[uuid.UUID]) -> QuerySet[Receipt, uuid.UUID]:
    found = Receipt.objects.filter(room_id__in=rooms, assessment__person_id__in=people)
    return found.values_list("envelope", flat=True)


# Rows that no key of theirs ties to her: what came to the room is tied to what was filed by the envelope's number.
EXTRA: dict[str, Link] = {
    "disclosures.Envelope": lambda rooms, people: Q(pk__in=_envelopes(rooms, people)),
    "disclosures.Receipt": lambda rooms, people: (
        Q(assessment__person_id__in=people) | Q(direction="in", envelope__in=_envelopes(rooms, people))
    ),
    "disclosures.Breach": lambda rooms, people: (
        Q(assessment__person_id__in=people)
        | Q(envelope__in=_envelopes(rooms, people))
        | Q(envelope__in=_sent(rooms, people))
    ),
    "accountability.Erasure": lambda _rooms, people: Q(subject__in=people),
    "accountability.Withheld": lambda _rooms, people: Q(request__person_id__in=people),
}


def carried() -> list[type[RoomModel]]:
    """Return the tables whose rows go with a person, in the order of their names."""
    apart = ANEW.keys() | STAYS.keys()
    found = [model for model in room_models() if model._meta.label not in apart and _is_reached(model)]
    return sorted(found, key=lambda model: model._meta.label)


def _is_reached(model: type[RoomModel]) -> bool:
    return model._meta.label in EXTRA or model._meta.label in LINKED or bool(ways(model))


def problems() -> list[str]:
    """Return the tables that nobody has said anything about, and stale entries of the lists; empty when all is well."""
    known = {model._meta.label for model in room_models()}
    said = ANEW.keys() | STAYS.keys() | {model._meta.label for model in carried()}
    return sorted(known - said) + sorted((ANEW.keys() | STAYS.keys() | EXTRA.keys()) - known)


def everybody(person: Person) -> list[uuid.UUID]:
    """Return the person and all that was merged into her, at any remove."""
    found, latest = [person.pk], [person.pk]
    while latest:
        merged = Person.objects.filter(room_id=person.room_id, merged_into_id__in=latest).exclude(pk__in=found)
        latest = list(merged.values_list("pk", flat=True))
        found += latest
    return found


def belongings(model: type[RoomModel], room_id: uuid.UUID, people: Sequence[uuid.UUID]) -> Iterator[RoomModel]:
    """Yield the rows of a carried table that go with the people."""
    link = EXTRA.get(model._meta.label)
    if link is None:
        yield from rows_about(model, [room_id], people)
    else:
        yield from model._default_manager.filter(link([room_id], people), room_id=room_id)


def sealed_fields(model: type[RoomModel]) -> list[SealedField]:
    """Return the fields of a table that must be sealed anew under the other room's keys."""
    return [field for field in model._meta.local_fields if isinstance(field, SealedField)]
