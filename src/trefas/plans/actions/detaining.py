"""Custody: a condition with an expected release and reminders before it, never an ending."""

import uuid
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from trefas.files.definitions import definition_of
from trefas.files.models import File
from trefas.plans.actions._shared import Order, day_of, happened, make_task, open_file, tell
from trefas.plans.models import Custody, Task, TaskKind
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError


@action
def record_custody(
    *, by: Acting, file_id: uuid.UUID, since: date, release_on: date | None, now: datetime, place: str = ""
) -> Custody:
    """Note that a person is in custody; with an expected release, the reminders of the definition are made."""
    file = open_file(by, file_id, "follow")
    _in_order(since, release_on, now)
    # One who was in custody already when the file was opened is so for the file from its first day.
    happened(by, file, "custody_started", max(since, file.opened_on), now, **_until(release_on))
    made = Custody.objects.create(
        room_id=file.room_id, file=file, person_id=file.person_id, since=since, place=place.strip() or None,
        release_on=release_on, changed_at=now, changed_by_id=by.user_id,
    )  # fmt: skip
    _remind(by, file, made, now)
    tell("custody.recorded", file, {"custody": made.pk})
    return made


@action
def change_release(*, by: Acting, file_id: uuid.UUID, release_on: date, now: datetime) -> Custody:
    """Change the expected release; the reminders move with it."""
    file, custody = _standing(by, file_id)
    _in_order(custody.since, release_on, now)
    on = day_of(now)
    happened(by, file, "custody_ended", on, now)
    happened(by, file, "custody_started", on, now, **_until(release_on))
    custody.release_on, custody.changed_at, custody.changed_by_id = release_on, now, by.user_id
    custody.save()
    _forget(by, custody, now)
    _remind(by, file, custody, now)
    tell("custody.release_changed", file, {"custody": custody.pk})
    return custody


@action
def record_release(*, by: Acting, file_id: uuid.UUID, released_on: date, now: datetime) -> Custody:
    """Note the release; reminders that are left go."""
    file, custody = _standing(by, file_id)
    if not custody.since <= released_on <= day_of(now):
        raise RefusedError(_("Write the day of the release, which is past or today."))
    happened(by, file, "custody_ended", released_on, now)
    custody.released_on, custody.changed_at, custody.changed_by_id = released_on, now, by.user_id
    custody.save()
    _forget(by, custody, now)
    tell("custody.released", file, {"custody": custody.pk})
    return custody


def _standing(by: Acting, file_id: uuid.UUID) -> tuple[File, Custody]:
    file = open_file(by, file_id, "follow")
    standing = Custody.objects.select_for_update().filter(room_id=file.room_id, file=file, released_on=None)
    custody = standing.first()
    if custody is None:
        raise RefusedError(_("The person is not noted as in custody."))
    return file, custody


def _in_order(since: date, release_on: date | None, now: datetime) -> None:
    if since > day_of(now) or (release_on is not None and release_on < since):
        raise RefusedError(_("Release comes after the start, and the start is past or today."))


def _until(release_on: date | None) -> dict[str, str]:
    return {"until": release_on.isoformat()} if release_on else {}


def _remind(by: Acting, file: File, custody: Custody, now: datetime) -> None:
    """One task a reminder; those whose day has passed become one for today."""
    if custody.release_on is None:
        return
    today = day_of(now)
    days = definition_of(file).custody_reminder_days
    for due in sorted({max(custody.release_on - timedelta(days=before), today) for before in days}):
        make_task(by, file, Order(TaskKind.BEFORE_RELEASE, due, source=custody.pk), now)


def _forget(by: Acting, custody: Custody, now: datetime) -> None:
    left = Task.objects.filter(room_id=custody.room_id, source=custody.pk, done_at=None)
    left.update(done_at=now, done_by_id=by.user_id, dropped=True)
