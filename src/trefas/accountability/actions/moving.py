"""A person moves from a room into an inner room in it, or back: sealed anew, old keys destroyed, in both chains."""

import base64
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, connections
from django.db.models import Q
from django.utils.translation import gettext as _

from trefas.accountability.actions._lists import seal_again, take_out
from trefas.accountability.actions.beforehand import end_for_move
from trefas.accountability.belongings import belongings, carried, everybody, sealed_fields
from trefas.accountability.handling import handlers_of
from trefas.audit.events import Event
from trefas.disclosures.models import Assessment, KeptRulebook
from trefas.files.models import Cooperation, Draft, File, KeptDefinition, Proposal
from trefas.persons import search
from trefas.persons.actions import write_tokens
from trefas.persons.actions.protecting import open_inner_room
from trefas.persons.models import Merge, Person, Protection, SearchToken
from trefas.rooms import entry, tombstones
from trefas.rooms.actions import action, new_room_key
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import RoomModel, SubjectKey
from trefas.rooms.opening import open_rooms
from trefas.rooms.tombstones import Moved

T = TypeVar("T", bound=RoomModel)
Values = dict[str, str | None]


@dataclass
class Load:
    """What is carried: {table: {row id: {column: sealed value}}}, whose keys go, and the ids of every row."""

    rows: dict[str, dict[str, Values]] = field(default_factory=dict)
    subjects: set[uuid.UUID] = field(default_factory=set)
    ids: set[uuid.UUID] = field(default_factory=set)


@action
def protect_person(
    *,
    by: Acting,
    person_id: uuid.UUID,
    protection: Protection,
    handlers: Sequence[uuid.UUID],
    now: datetime,
    room_id: uuid.UUID | None = None,
) -> Person:
    """Move a person with all that is hers into an inner room: a new one for the handlers, or the one of `room_id`.

    Nothing stays in the room around that tells of her. Work of those who are no handlers falls to the acting one.
    """
    _demand_mandate(by)
    if protection is Protection.NONE:
        raise RefusedError(_("Choose the level of protection."))
    if room_id is not None and not _is_in_use(by, room_id):
        raise RefusedError(_("Choose one of the files for named handlers that you handle."))
    person = locked_person(by.room_id, person_id)
    to_room = room_id or open_inner_room(by, handlers, now)
    move_to(by, person, to_room, protection, now)
    return Person.objects.get(room_id=to_room, pk=person.pk)


def move_to(by: Acting, person: Person, to_room: uuid.UUID, protection: Protection, now: datetime) -> None:
    """Move a locked person into an inner room and give her its protection; called by actions only."""
    people = _move(by, person, to_room, now)
    Person.objects.filter(room_id=to_room, pk__in=people).update(protection=protection)
    _hand_over(by.user_id, to_room, people)
    _note("in", by.room_id, to_room, people, protection, now)
    ids, codes = {"person": people}, {"level": protection.value}
    entry.current().record(Event("protection.given", ids=ids, codes=codes), room_id=to_room)


@action
def release_person(*, by: Acting, person_id: uuid.UUID, now: datetime) -> Person:
    """Move a person who needs protection no more out of her inner room, with all that is hers."""
    _demand_mandate(by)
    inner = Person.objects.filter(room_id__in=open_rooms(), pk=person_id).exclude(room_id=by.room_id)
    found = inner.values_list("room_id", flat=True).first()
    if found is None:
        raise RefusedError(_("She has no file for named handlers only."))
    people = _move(by, locked_person(found, person_id), by.room_id, now)
    Person.objects.filter(room_id=by.room_id, pk__in=people).update(protection=Protection.NONE)
    _note("out", by.room_id, found, people, Protection.NONE, now)
    entry.current().record(Event("protection.ended", ids={"person": people}))
    return Person.objects.get(room_id=by.room_id, pk=person_id)


@action
def move_again(*, by: Acting, moved: Moved, now: datetime) -> int:
    """After a restore: move in again whom an older backup has brought back to the room around; returns how many.

    By the service account. The room of her handlers is opened with the same number where the backup has none, for those
    of them who still work here; when none does, it waits for one to be named, as whenever all have left.
    """
    if moved.inner not in open_rooms():
        with connections[entry.ROOMS].cursor() as cursor:
            cursor.execute("SELECT open_inner_room_again(%s, %s::uuid[])", [moved.inner, list(moved.handlers)])
        entry.current().opens = None
        new_room_key(moved.inner, now=now)
    people = [one for person in _back_in(by.room_id, moved) for one in _move(by, person, moved.inner, now)]
    Person.objects.filter(room_id=moved.inner, pk__in=people).update(protection=moved.level)
    if handlers := handlers_of(moved.inner):
        _hand_over(handlers[0], moved.inner, people)
    entry.current().record(Event("person.moved_again", counts={"people": len(people)}))
    return len(people)


def _back_in(room_id: uuid.UUID, moved: Moved) -> Iterator[Person]:
    """Yield who is to move, each time anew: those merged into each other then need not have been so in the backup."""
    for subject in moved.subjects:
        person = Person.objects.filter(room_id=room_id, pk=subject).first()
        while person is not None and person.merged_into_id is not None:
            person = Person.objects.filter(room_id=room_id, pk=person.merged_into_id).first()
        if person is not None:
            yield locked_person(room_id, person.pk)


@action
def change_protection(*, by: Acting, person_id: uuid.UUID, protection: Protection, now: datetime) -> Person:
    """Change the level of somebody in an inner room; to end it is to move her out."""
    _demand_mandate(by)
    inner = Person.objects.select_for_update().filter(room_id__in=open_rooms(), pk=person_id)
    person = inner.exclude(room_id=by.room_id).first()
    if person is None or protection is Protection.NONE:
        raise RefusedError(_("Choose the level of protection."))
    person.protection, person.version = protection, person.version + 1
    person.save(update_fields=["protection", "version"])
    ids, codes = {"person": [person.pk]}, {"level": protection.value}
    entry.current().record(Event("protection.changed", ids=ids, codes=codes), room_id=person.room_id)
    return person


def _is_in_use(by: Acting, room_id: uuid.UUID) -> bool:
    # One that everybody has left holds the log of what was read there, and takes nobody in again.
    inside = room_id != by.room_id and room_id in open_rooms()
    return inside and Person.objects.filter(room_id=room_id).exists()


def _demand_mandate(by: Acting) -> None:
    if not by.may("protect"):
        raise RefusedError(_("Your role does not open files for named handlers. Ask your manager."))


def locked_person(room_id: uuid.UUID, person_id: uuid.UUID) -> Person:
    """Return a person with her row locked; raises RefusedError when she has gone, or into another."""
    person = Person.objects.select_for_update().filter(room_id=room_id, pk=person_id).first()
    if person is None or person.merged_into_id is not None:
        raise RefusedError(_("She is not here any more. Search for her again."))
    return person


def _move(by: Acting, person: Person, to_room: uuid.UUID, now: datetime) -> list[uuid.UUID]:
    """Carry a locked person and those merged into her; returns their ids."""
    from_room, people = person.room_id, everybody(person)
    end_for_move(from_room, people, now)
    _copy_definitions(from_room, to_room, people)
    _forget_parted(from_room, people)
    load = _load(from_room, to_room, people)
    SearchToken.objects.filter(room_id=from_room, person_id__in=people).delete()
    _throw_drafts(from_room, load.ids)
    lists = take_out(from_room, people)
    gone, ring = sorted(load.subjects | {one.list_id for one in lists}), entry.current().keys
    joined = SubjectKey.objects.filter(room_id=from_room, subject__in=gone, also_for__isnull=False)
    pairs = list(joined.values_list("subject", "also_for"))
    _carry(by, from_room, to_room, load, gone, people)
    ring.drop(from_room, gone)
    for subject, other in pairs:
        ring.let_open(to_room, subject, other)
    seal_again(from_room, lists)
    for moved in Person.objects.filter(room_id=to_room, pk__in=people):
        write_tokens(moved, _words(moved))
    return people


def _forget_parted(room_id: uuid.UUID, people: Sequence[uuid.UUID]) -> None:
    """A merge that was undone ties her to somebody who stays, and would tell of her there; the chain keeps it."""
    undone = Merge.objects.filter(room_id=room_id, undone_at__isnull=False)
    undone.filter(Q(kept_id__in=people) ^ Q(merged_id__in=people)).delete()


def _load(from_room: uuid.UUID, to_room: uuid.UUID, people: Sequence[uuid.UUID]) -> Load:
    load = Load()
    for model in carried():
        rows = {str(row.pk): row for row in belongings(model, from_room, people)}
        if rows:
            load.rows[model._meta.db_table] = {key: _sealed_anew(row, to_room, load) for key, row in rows.items()}
            load.ids |= {row.pk for row in rows.values()}
    return load


def _sealed_anew(row: RoomModel, to_room: uuid.UUID, load: Load) -> Values:
    """Seal a row's values for the other room. Nobody sees them, so no read is logged."""
    ring, from_room, made = entry.current().keys, row.room_id, Values()
    for one in sealed_fields(type(row)):
        value = row.__dict__[one.attname]
        made[str(one.column)] = None
        if value is not None:
            clear, subject = ring.open_and_tell(from_room, row.subject_id, one.associated(row), value)
            load.subjects |= {row.subject_id, subject}
            row.room_id = to_room
            sealed = ring.seal(to_room, subject, one.associated(row), clear)
            row.room_id = from_room
            made[str(one.column)] = base64.b64encode(sealed).decode()
    return made


def _carry(
    by: Acting,
    from_room: uuid.UUID,
    to_room: uuid.UUID,
    load: Load,
    gone: Sequence[uuid.UUID],
    people: Sequence[uuid.UUID],
) -> None:
    # The number of the move is all that joins the two chains; the outer one never says who.
    move, outer = uuid.uuid4(), by.room_id
    bodies = []
    for room_id in (from_room, to_room):
        ids = {"move": [move]} | ({} if room_id == outer else {"person": list(people)})
        way = "out" if room_id == from_room else "in"
        bodies.append(Event("person.moved", ids=ids, codes={"way": way}).body(entry.current().actor()))
    try:
        with connections[entry.ROOMS].cursor() as cursor:
            cursor.execute(
                "SELECT move_person(%s, %s, %s, %s::uuid[], %s, %s)",
                [from_room, to_room, json.dumps(load.rows), list(gone), *bodies],
            )
            # What still points to her from the room she left shows now, and not when everything is thought done.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise RefusedError(_("Somebody is writing about her just now. Try again in a while.")) from error


def _words(person: Person) -> Iterator[tuple[str, str]]:
    yield from search.name_words(person.given_name, person.family_name, *(person.aliases or []))
    if person.identity_number:
        yield search.NUMBER, str(person.identity_number)


def _throw_drafts(room_id: uuid.UUID, ids: set[uuid.UUID]) -> None:
    places = Draft.objects.filter(room_id=room_id).values_list("pk", "place")
    named = {str(one) for one in ids}
    about = [pk for pk, place in places if any(part in named for part in place.replace("/", ":").split(":"))]
    Draft.objects.filter(room_id=room_id, pk__in=about).delete()


def _copy_definitions(from_room: uuid.UUID, to_room: uuid.UUID, people: Sequence[uuid.UUID]) -> None:
    of_files = File.objects.filter(room_id=from_room, person_id__in=people)
    versions = set(of_files.values_list("method_version", flat=True))
    proposals = Proposal.objects.filter(room_id=from_room, person_id__in=people)
    versions |= set(proposals.values_list("method_version", flat=True))
    spines = Cooperation.objects.filter(room_id=from_room, number__in=of_files.values("cooperation"))
    versions |= set(spines.values_list("method_version", flat=True))
    rulebooks = Assessment.objects.filter(room_id=from_room, person_id__in=people).values("rulebook")
    definitions = KeptDefinition.objects.filter(room_id=from_room, content_hash__in=versions)
    KeptDefinition.objects.bulk_create([_copy(one, to_room) for one in definitions], ignore_conflicts=True)
    kept = KeptRulebook.objects.filter(room_id=from_room, version__in=rulebooks)
    KeptRulebook.objects.bulk_create([_copy(one, to_room) for one in kept], ignore_conflicts=True)


def _copy(row: T, to_room: uuid.UUID) -> T:
    row.pk, row.room_id = uuid.uuid4(), to_room
    row._state.adding = True
    return row


def _note(
    way: str, outer: uuid.UUID, inner: uuid.UUID, people: Sequence[uuid.UUID], level: Protection, now: datetime
) -> None:
    handlers, at = tuple(handlers_of(inner)), now.isoformat(timespec="seconds")
    tombstones.append_move(Moved(outer, inner, way, tuple(people), handlers, level.value, at))


def _hand_over(to_user: uuid.UUID, room_id: uuid.UUID, people: Sequence[uuid.UUID]) -> None:
    """Give one of the handlers the work of those who cannot see it any more."""
    handlers = handlers_of(room_id)
    for model in carried():
        for name in ("handler", "owner"):
            if any(one.name == name for one in model._meta.local_fields):
                mine = model._default_manager.filter(room_id=room_id).exclude(**{f"{name}_id__in": handlers})
                mine.filter(pk__in=[row.pk for row in belongings(model, room_id, people)]).update(**{name: to_user})
