"""What several actions share: a number, a file with its first event, and an event with the derivation after it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connections
from django.utils import timezone

from trefas.audit.events import Event
from trefas.authorities.limits import limits_of
from trefas.disclosures.models import ReceivedItem
from trefas.files import policy
from trefas.files.consent import consent_due
from trefas.files.definitions import definition_of
from trefas.files.derivation import CACHED, as_event, derive, rows_of
from trefas.files.models import Cooperation, File, FileEvent
from trefas.methods import Method
from trefas.methods.reading import definition_source
from trefas.persons.models import Person
from trefas.persons.policy import May
from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.rooms.opening import opened


@dataclass(frozen=True)
class Happening:
    """An event as it is to be recorded: `detail` as FileEvent says, `unit_kind` only for a received copy."""

    kind: str
    on: date
    detail: Mapping[str, str] | None = None
    received: ReceivedItem | None = None
    unit_kind: str = ""


def today(now: datetime) -> date:
    """Return the day it is where the work is done."""
    return timezone.localtime(now).date()


def next_number(by: Acting, year: int) -> str:
    """Give the next number of the acting room and year, as SO-2026-0117: the row lock makes two at once wait.

    Files of an inner room count in the same series, so that a number never tells where a file lies.
    """
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            "INSERT INTO files_filenumber (id, room_id, year, latest) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (room_id, year) DO UPDATE SET latest = files_filenumber.latest + 1 RETURNING latest",
            [uuid.uuid4(), by.room_id, year],
        )
        number: int = cursor.fetchone()[0]
    return f"{limits_of(by.room_kind).prefix}-{year}-{number:04}"


def open_one(by: Acting, person: Person, method: Method, happening: Happening, now: datetime) -> File:
    """Make a file whose first event is `happening`; the person who opens it handles it until reassigned."""
    keep_definition(person.room_id, method, now)
    file = File(
        room_id=person.room_id, person=person, unit_id=by.unit_id, handler_id=by.user_id, handler_since=today(now),
        number=next_number(by, today(now).year), method=method.id,
        method_version=method.content_hash, opened_on=happening.on, changed_at=now, changed_by_id=by.user_id,
    )  # fmt: skip
    row = _row(by, file, happening, 1, now)
    derive(file, [row], today(now))
    file.save()
    row.save()
    event = Event("file.opened", ids={"file": [file.pk], "person": [person.pk]}, codes={"by": happening.kind})
    entry.current().record(event, room_id=file.room_id)
    return file


def record(by: Acting, file: File, happening: Happening, now: datetime) -> FileEvent:
    """Write an event to a locked file and derive the file anew; what others told is kept though it moves nothing."""
    row = _write(by, file, rows_of(file), happening, now)
    heed_consent(by, file, now)
    return row


def heed_consent(by: Acting, file: File, now: datetime) -> None:
    """Record what the person's consents say, where the file's method waits for one and the file does not know it."""
    if not definition_of(file).consent.required:
        return
    rows = rows_of(file)
    if (due := consent_due(file, rows, today(now))) is None:
        return
    kind, until = due
    happening = Happening(kind, today(now), {"until": until.isoformat()} if until else None)
    event = as_event(_row(by, file, happening, len(rows) + 1, now))
    if policy.may_happen(definition_of(file), [as_event(one) for one in rows], event).outcome is May.YES:
        _write(by, file, rows, happening, now)


def _write(by: Acting, file: File, rows: list[FileEvent], happening: Happening, now: datetime) -> FileEvent:
    row = _row(by, file, happening, max((one.position for one in rows), default=0) + 1, now)
    if happening.received is None:
        before = [as_event(one) for one in rows]
        policy.demand(policy.may_happen(definition_of(file), before, as_event(row)))
    row.save()
    rederive(file, sorted([*rows, row], key=lambda one: (one.on, one.position)), today(now))
    codes = {"event": happening.kind, "stage": file.stage}
    ids = {"file": [file.pk], "person": [file.person_id]}
    entry.current().record(Event("file.event", ids=ids, codes=codes), room_id=file.room_id)
    if file.ended_on is not None and file.cooperation is not None:
        _stand_aside(file, file.cooperation)
    return row


def _stand_aside(file: File, number: uuid.UUID) -> None:
    """An ended file takes no part. Nobody is told now: that a unit ends with somebody is its own affair."""
    ids = {"cooperation": [number], "file": [file.pk], "person": [file.person_id]}
    Cooperation.objects.filter(room_id=file.room_id, number=number).update(left_on=file.ended_on)
    file.cooperation = None
    file.save(update_fields=["cooperation"])
    entry.current().record(Event("cooperation.stood_aside", ids=ids), room_id=file.room_id)


def rederive(file: File, rows: list[FileEvent], on: date) -> None:
    """Derive a locked file and save what is cached of it."""
    derive(file, rows, on)
    file.save(update_fields=CACHED)


def locked(file_id: uuid.UUID) -> File:
    """Return a file of the open rooms with its row locked until the transaction ends."""
    return File.objects.select_for_update().get(room_id__in=opened(), pk=file_id)


def keep_definition(room_id: uuid.UUID, method: Method, now: datetime) -> None:
    """Keep the text of a definition in the room, once for each of its versions."""
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            "INSERT INTO files_keptdefinition (id, room_id, method, content_hash, source, at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (room_id, content_hash) DO NOTHING",
            [uuid.uuid4(), room_id, method.id, method.content_hash, definition_source(method.id), now],
        )


def _row(by: Acting, file: File, happening: Happening, position: int, now: datetime) -> FileEvent:
    return FileEvent(
        room_id=file.room_id, file=file, person_id=file.person_id, position=position, kind=happening.kind,
        on=happening.on, unit_kind=happening.unit_kind or by.room_kind, detail=dict(happening.detail or {}) or None,
        received=happening.received, at=now, by_id=by.user_id,
    )  # fmt: skip
