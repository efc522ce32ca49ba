"""The lists of files: filtered and paged in the database by date and id, so that a page of 70,000 costs as of 50."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Count, Q, QuerySet

from trefas.authorities.limits import limits_of
from trefas.files.models import File, ListChoice
from trefas.files.reading import files_in
from trefas.rooms.entry import Acting
from trefas.rooms.models import ProposedAct
from trefas.sheets.names import sort_key

PAGE = 50
# Names are sealed, so their order is made in Python: only where a list is short enough to be opened whole.
MOST_BY_NAME = 1_000
SORTS = {"due": "next_step_on", "contact": "latest_contact_on"}

# What the act is called by which two people agree that many leave the system (rooms.kinds_of_act).
BULK_EXPORT = "bulk_export"


@dataclass(frozen=True)
class Wanted:
    """Which files, in which order. `found` narrows to people a search gave; None is no narrowing.

    `also` are handlers whose files come with them whatever their unit: those the asker stands in for.
    """

    handler: uuid.UUID | None = None
    also: tuple[uuid.UUID, ...] = ()
    unit: uuid.UUID | None = None
    due: str = ""
    stage: str = ""
    method: str = ""
    files: tuple[uuid.UUID, ...] | None = None
    found: tuple[uuid.UUID, ...] | None = None
    sort: str = "due"

    def within(self, room_kind: str) -> "Wanted":
        """Leave out the filters that a kind of room may not use."""
        allowed = limits_of(room_kind).filters
        names: dict[str, Any] = {"handler": None, "unit": None, "due": "", "stage": "", "method": ""}
        return replace(self, **{name: none for name, none in names.items() if name not in allowed})


@dataclass(frozen=True)
class Page:
    """One page: `after` is where the next begins, empty on the last."""

    files: list[File]
    after: str = ""


def wanted_files(rooms: Iterable[uuid.UUID], wanted: Wanted, today: date) -> QuerySet[File]:
    """Return the open files that a list asks for, not yet in order."""
    found = files_in(rooms).filter(ended_on=None)
    whose = Q(handler_id=wanted.handler) if wanted.handler else Q()
    where = Q(unit_id=wanted.unit) if wanted.unit else Q()
    found = found.filter((whose & where) | Q(handler_id__in=wanted.also) if wanted.also else whose & where)
    if wanted.due:
        found = found.filter(_due(wanted.due, today))
    for name in ("stage", "method"):
        if getattr(wanted, name):
            found = found.filter(**{name: getattr(wanted, name)})
    if wanted.files is not None:
        found = found.filter(pk__in=wanted.files)
    return found if wanted.found is None else found.filter(person_id__in=wanted.found)


def _due(name: str, today: date) -> Q:
    sunday = today + timedelta(days=6 - today.weekday())
    return {
        "late": Q(next_step_on__lt=today),
        "today": Q(next_step_on=today),
        "week": Q(next_step_on__lte=sunday),
        "month": Q(next_step_on__lte=today + timedelta(days=31)),
    }.get(name, Q())


def page_of(found: QuerySet[File], sort: str, after: str, size: int = PAGE) -> Page:
    """Return one page. `sort` is due or contact, with - for latest first, or name (see MOST_BY_NAME)."""
    if sort.lstrip("-") == "name":
        return _by_name(found, sort.startswith("-"), after, size)
    column, down = SORTS.get(sort.lstrip("-"), "next_step_on"), sort.startswith("-")
    if column == "latest_contact_on":
        found = found.filter(latest_contact_on__isnull=False)
    rows = list(_after(found, column, down, after).order_by(*_order(column, down))[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], f"{getattr(last, column)}_{last.pk}" if last else "")


def _order(column: str, down: bool) -> tuple[str, str]:
    return (f"-{column}", "-id") if down else (column, "id")


def _after(found: QuerySet[File], column: str, down: bool, after: str) -> QuerySet[File]:
    day, _, row = after.partition("_")
    try:
        start, row_id = date.fromisoformat(day), uuid.UUID(row)
    except ValueError:
        return found
    then = "lt" if down else "gt"
    return found.filter(Q(**{f"{column}__{then}": start}) | Q(**{column: start, f"id__{then}": row_id}))


def _by_name(found: QuerySet[File], down: bool, after: str, size: int) -> Page:
    rows = sorted(found[:MOST_BY_NAME], key=lambda file: sort_key(file.person.name), reverse=down)
    start = int(after) if after.isdigit() else 0
    return Page(rows[start : start + size], str(start + size) if len(rows) > start + size else "")


def view_counts(by: Acting, rooms: Sequence[uuid.UUID], today: date, also: Sequence[uuid.UUID] = ()) -> dict[str, int]:
    """Return how many open files each view of the list has: mine, unit, late (one's own); `also` as in Wanted."""
    ours, others = Q(unit_id=by.unit_id), Q(handler_id__in=list(also))
    found = File.objects.filter(ours | others if also else ours, room_id__in=list(rooms), ended_on=None)
    mine = (Q(handler_id=by.user_id) & ours) | others if also else Q(handler_id=by.user_id)
    return found.aggregate(
        mine=Count("id", filter=mine),
        unit=Count("id", filter=ours),
        late=Count("id", filter=mine & Q(next_step_on__lt=today)),
    )


def chosen_columns(by: Acting, view: str) -> list[str]:
    """Return the columns a person wants in a view; none when she has chosen nothing."""
    found = ListChoice.objects.filter(room_id=by.room_id, user_id=by.user_id, view=view).first()
    return found.columns if found else []


def taking_out(view: str, file_ids: Iterable[uuid.UUID]) -> dict[str, str | int]:
    """Return what two people agree on when a list is taken out: exactly these people, by a digest and not by name."""
    ids = sorted(str(one) for one in file_ids)
    return {"view": view, "persons": len(ids), "files": sha256(" ".join(ids).encode()).hexdigest()}


def agreed_taking_out(by: Acting, view: str, file_ids: Iterable[uuid.UUID], now: datetime) -> uuid.UUID | None:
    """Return the person's own proposal to take out exactly this, if another has confirmed it and it is not used."""
    found = ProposedAct.objects.filter(
        room_id=by.room_id, kind=BULK_EXPORT, what=taking_out(view, file_ids), proposed_by_id=by.user_id,
        confirmed_at__isnull=False, spent_at=None, withdrawn_at=None, expires_at__gt=now,
    )  # fmt: skip
    return found.values_list("pk", flat=True).first()
