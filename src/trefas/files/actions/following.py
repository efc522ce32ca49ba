"""Keeping a file: opening it, recording what happens, its next step, its handler, its number in the own case system."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.disclosures.models import ReceivedItem
from trefas.files import policy
from trefas.files.actions._opening import Happening, locked, open_one, record, rederive, today
from trefas.files.derivation import CACHED, derive, rows_of
from trefas.files.models import File, FileEvent
from trefas.methods import EventKind, shipped
from trefas.persons.actions import ConflictError
from trefas.persons.models import Person
from trefas.persons.policy import is_whole
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership
from trefas.rooms.opening import opened


@action
def open_file(*, by: Acting, person: Person, method: str, received: ReceivedItem | None, now: datetime) -> File:
    """Open a file on what was received and registered, or add the registration to the open one."""
    policy.demand(policy.holds(by, "register"))
    policy.demand(is_whole(person))
    came = today(received.received_at) if received else today(now)
    happening = Happening(EventKind.REGISTERED, came, None, received, by.room_kind)
    standing = File.objects.select_for_update().filter(
        room_id=person.room_id, person=person, method=method, ended_on=None
    )
    found = standing.first()
    if found is None:
        return open_one(by, person, shipped()[method], happening, now)
    record(by, found, happening, now)
    return found


@action
def record_event(*, by: Acting, file_id: uuid.UUID, happening: Happening, now: datetime) -> FileEvent:
    """Record what happened, judged by the file's own definition; a received copy is kept whatever it moves.

    All but an ending: a file is ended by its review, through `end_by_review`.
    """
    if happening.kind == EventKind.ENDED:
        raise RefusedError(_("A file ends only through a review."))
    policy.demand(policy.holds(by, "follow"))
    file = locked(file_id)
    policy.demand(policy.is_open(file))
    return record(by, file, happening, now)


@dataclass(frozen=True)
class Ended:
    """An ending as a review decided it: the review's id, its ground, how that was verified, and the words."""

    review: uuid.UUID
    on: date
    ground: str
    verified: str
    text: str

    def happening(self) -> Happening:
        """Return the event that it makes."""
        detail = {"ground": self.ground, "verified": self.verified, "text": self.text, "review": str(self.review)}
        return Happening(EventKind.ENDED, self.on, {name: value for name, value in detail.items() if value})


@action
def end_by_review(*, by: Acting, file_id: uuid.UUID, ended: Ended, now: datetime) -> FileEvent:
    """End a file as its review decided. The review of plans is the only caller; an architecture test holds it so."""
    policy.demand(policy.holds(by, "end"))
    file = locked(file_id)
    policy.demand(policy.is_open(file))
    return record(by, file, ended.happening(), now)


@action
def set_next_step(
    *, by: Acting, file_id: uuid.UUID, version: int, now: datetime, text: str | None = None, on: date | None = None
) -> File:
    """Say what comes next, or when; what is None stays as it is. Raises ConflictError when somebody was first."""
    policy.demand(policy.holds(by, "follow"))
    file = _at_version(locked(file_id), version)
    policy.demand(policy.is_open(file))
    if text is not None:
        file.next_step = text.strip() or None
    if on is not None:
        file.next_step_on = on
    if file.next_step is None:
        derive(file, rows_of(file), today(now))
    return _changed(by, file, "file.next_step", [*CACHED], now)


@action
def set_case_reference(*, by: Acting, file_id: uuid.UUID, version: int, reference: str, now: datetime) -> File:
    """Keep the number that the own case system has for the person."""
    policy.demand(policy.holds(by, "follow"))
    file = _at_version(locked(file_id), version)
    file.case_reference = reference.strip() or None
    return _changed(by, file, "file.case_reference", ["case_reference"], now)


@action
def reassign(*, by: Acting, file_ids: Iterable[uuid.UUID], to_user: uuid.UUID, now: datetime) -> list[File]:
    """Give files to another person who works in the room, one or many at a time."""
    policy.demand(policy.holds(by, "reassign"))
    works = Membership.objects.filter(room_id=by.room_id, user_id=to_user, starts_at__lte=now)
    membership = works.exclude(ends_at__lte=now).first()
    if membership is None or "follow" not in membership.mandates:
        raise RefusedError(_("That person does not keep files here. Choose somebody else."))
    wanted = set(file_ids)
    found = File.objects.select_for_update().filter(room_id__in=opened(), pk__in=wanted).order_by("id")
    given = [_given(by, file, membership, now) for file in found]
    if len(given) != len(wanted):
        raise RefusedError(_("Some of the files are no longer here. Reload the list."))
    return given


@action
def rederive_file(*, by: Acting, file_id: uuid.UUID, now: datetime) -> File:
    """Derive a file anew as time has passed: following lapses, a consent runs out."""
    file = locked(file_id)
    rederive(file, rows_of(file), today(now))
    event = Event("file.derived", ids={"file": [file.pk]}, codes={"stage": file.stage})
    entry.current().record(event, room_id=file.room_id)
    return file


@action
def rederive_due(*, by: Acting, now: datetime) -> list[File]:
    """Derive anew the files of the room whose dates have passed: following lapses, custody ends.

    Returns those that changed.
    """
    day = today(now)
    passed = Q(lapses_on__lt=day) | Q(next_review_on__lt=day) | Q(in_custody_until__lt=day)
    due = File.objects.select_for_update().filter(passed, room_id__in=opened(), ended_on=None).order_by("id")
    found = [file for file in due if _moved(file, day)]
    lapsed = sum(file.stage == EventKind.LAPSED for file in found)
    counts = {"files": len(found), "lapsed": lapsed}
    entry.current().record(Event("file.derived", ids={"file": [file.pk for file in found]}, counts=counts))
    return found


def _moved(file: File, day: date) -> bool:
    before = [getattr(file, name) for name in CACHED]
    rederive(file, rows_of(file), day)
    return before != [getattr(file, name) for name in CACHED]


def _given(by: Acting, file: File, membership: Membership, now: datetime) -> File:
    file.handler_id, file.handler_since, file.unit_id = membership.user_id, today(now), membership.unit_id
    return _changed(by, file, "file.reassigned", ["handler", "handler_since", "unit"], now)


def _at_version(file: File, version: int) -> File:
    if file.version != version:
        raise ConflictError(file)
    return file


def _changed(by: Acting, file: File, kind: str, fields: list[str], now: datetime) -> File:
    file.version += 1
    file.changed_at, file.changed_by_id = now, by.user_id
    file.save(update_fields=[*fields, "version", "changed_at", "changed_by"])
    ids = {"file": [file.pk], "person": [file.person_id], "handler": [file.handler_id]}
    entry.current().record(Event(kind, ids=ids, codes={"version": str(file.version)}), room_id=file.room_id)
    return file
