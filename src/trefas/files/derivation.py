"""The one function that derives a file's stage, dates and reason from its events and received copies."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from trefas.files.definitions import definition_of
from trefas.files.models import File, FileEvent
from trefas.methods import Event, EventKind, Method, StageVerdict, derive_stage, next_contact, next_review

CACHED = (
    "stage", "stage_since", "in_custody", "in_custody_until", "next_step", "next_step_on", "next_review_on",
    "lapses_on", "reason", "reason_on", "latest_contact_on", "latest_contact_how", "ended_on", "ending_ground",
)  # fmt: skip
# Events that are a reason of their own to be on the list, with the code of the words.
TELLING = {
    EventKind.PROPOSED: "proposed",
    EventKind.REGISTERED: "registered",
    EventKind.DECLINED: "declined",
    EventKind.ACCEPTED: "accepted",
    EventKind.OFFERED: "offered",
}


def rows_of(file: File) -> list[FileEvent]:
    """Return the file's events in the order they happened, those of one day in the order they were written."""
    return list(FileEvent.objects.filter(room_id=file.room_id, file_id=file.pk).order_by("on", "position"))


def as_event(row: FileEvent) -> Event:
    """Return a row as the methods engine takes it; behind a received copy stands its sender, not who filed it."""
    detail: dict[str, Any] = row.detail or {}
    return Event(
        kind=row.kind,
        on=row.on,
        by=f"received:{row.received_id}" if row.received_id else str(row.by_id),
        unit_kind=row.unit_kind,
        subject=detail.get("subject", ""),
        ground=detail.get("ground", ""),
        verified=detail.get("verified", ""),
        fact_on=_day(detail.get("fact_on")),
        until=_day(detail.get("until")),
    )


def derive(file: File, rows: Sequence[FileEvent], on: date) -> StageVerdict:
    """Set the cached fields of `file` (see CACHED) as its events say on that day; the caller saves it."""
    method, events = definition_of(file), [as_event(row) for row in rows]
    verdict = derive_stage(method, events, on)
    if verdict.stage is None or verdict.since is None:
        raise ValueError("No event opens this file.")
    file.stage, file.stage_since = verdict.stage.id, verdict.since
    file.in_custody, file.in_custody_until = verdict.in_custody, verdict.release_on
    file.lapses_on = verdict.lapses_on
    file.next_review_on = next_review(method, events, on).due
    _note_contact(file, rows)
    _note_ending(file, method, rows)
    _note_next(file, method, events, on)
    file.reason, file.reason_on = _reason(file, method, rows)
    return verdict


def _note_contact(file: File, rows: Sequence[FileEvent]) -> None:
    contacts = [row for row in rows if row.kind == EventKind.CONTACTED]
    if contacts:
        latest = max(contacts, key=lambda row: (row.on, row.position))
        file.latest_contact_on = latest.on
        file.latest_contact_how = str((latest.detail or {}).get("subject", ""))[:40]


def _note_ending(file: File, method: Method, rows: Sequence[FileEvent]) -> None:
    """A closed stage ends the file, unless a person has yet to end it: what lapsed still waits for its review."""
    closed = method.stage(file.stage).closed and method.move(file.stage, EventKind.ENDED) is None
    file.ended_on = file.stage_since if closed else None
    ends = [row for row in rows if row.kind == EventKind.ENDED]
    file.ending_ground = str((ends[-1].detail or {}).get("ground", "")) if closed and ends else ""


def _note_next(file: File, method: Method, events: Sequence[Event], on: date) -> None:
    """A step that a person has set stands; else the next date is the earlier of review and contact."""
    if file.ended_on is not None:
        file.next_step, file.next_step_on = None, None
    elif file.next_step is None or file.next_step_on is None:
        contact = next_contact(method, events, on).due
        file.next_step_on = min((day for day in (file.next_review_on, contact) if day is not None), default=on)


def _reason(file: File, method: Method, rows: Sequence[FileEvent]) -> tuple[str, date | None]:
    if file.ended_on is not None:
        return "ended", file.ended_on
    if file.stage == EventKind.LAPSED:
        return "lapsed", file.stage_since
    if file.in_custody_until is not None:
        return "release", file.in_custody_until
    if file.lapses_on is not None and file.next_review_on == file.next_step_on and _soon(file, method):
        return "lapses", file.lapses_on
    told = [row for row in rows if row.kind in TELLING or row.received_id]
    if told and told[-1].on >= file.stage_since:
        latest = told[-1]
        return ("received" if latest.received_id else TELLING[EventKind(latest.kind)]), latest.on
    return "review", file.next_review_on


def _soon(file: File, method: Method) -> bool:
    """Whether the next date is the notice before the lapse."""
    if file.lapses_on is None or file.next_step_on is None:
        return False
    return (file.lapses_on - file.next_step_on).days <= method.lapse.notice_days


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
