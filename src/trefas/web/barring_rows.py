"""Conflicts of interest in words: rows of tables and facts of one."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from trefas.persons.models import Barring, Ground, Person
from trefas.rooms.opening import opened
from trefas.sheets.identity_numbers import formatted
from trefas.web import staff
from trefas.web.dates import full_date


def table(caption: str, rows: Sequence[Barring]) -> dict[str, Any] | None:
    """Return who may not handle whom as a table; None when there are no rows."""
    if not rows:
        return None
    names, known = staff.names(_staff(rows)), _known(rows)
    heads = (_("Who works here"), _("May not handle"), _("Why"), _("Told"), _("Looked over"))
    return {
        "caption": caption,
        "columns": [{"label": head} for head in heads],
        "rows": [_row(one, names, known) for one in rows],
    }


def _row(one: Barring, names: Mapping[uuid.UUID, str], known: Mapping[uuid.UUID, str]) -> list[Any]:
    return [
        {"text": names.get(one.user_id, "–"), "url": reverse("barring", args=[one.pk])},
        _whom(one, known),
        Ground(one.ground).label,
        {"text": full_date(one.declared_at), "meta": names.get(one.declared_by_id, "")},
        full_date(one.reviewed_at) if one.reviewed_at else "–",
    ]


def _staff(rows: Iterable[Barring]) -> list[uuid.UUID | None]:
    every = list(rows)
    return [
        user
        for one in every
        for user in (one.user_id, one.declared_by_id, one.reviewed_by_id, one.lifted_by_id)
    ]  # fmt: skip


def _known(rows: Iterable[Barring]) -> dict[uuid.UUID, str]:
    subjects = [one.subject for one in rows if one.subject]
    return {person.pk: person.name for person in Person.objects.filter(room_id__in=opened(), pk__in=subjects)}


def _whom(one: Barring, known: Mapping[uuid.UUID, str]) -> str:
    if one.subject:
        return known.get(one.subject, _("Somebody you do not see"))
    return one.name or _("Herself")


def facts(one: Barring) -> list[dict[str, Any]]:
    """Return everything that is kept about one."""
    names = staff.names(_staff([one]))

    def when(at: Any, by: uuid.UUID | None) -> list[str]:
        return [full_date(at), names.get(by, "")] if at and by else []

    rows = (
        (_("May not handle"), _whom(one, _known([one]))),
        (_("Identity number"), formatted(one.number or "")),
        (_("Why"), Ground(one.ground).label),
        (_("More about it"), one.note or ""),
        (_("Told"), when(one.declared_at, one.declared_by_id)),
        (_("Looked over"), when(one.reviewed_at, one.reviewed_by_id)),
        (_("Lifted"), when(one.lifted_at, one.lifted_by_id)),
        (_("Reason"), one.lift_reason or ""),
    )
    return [{"key": key, "value": value} for key, value in rows if value]


def own_rows(rows: Iterable[Barring]) -> list[dict[str, Any]]:
    """Return one's own as rows: nothing of whether anybody of them is known here."""
    return [
        {
            "title": _("Yourself") if one.ground == Ground.OWN else one.name or "–",
            "text": [str(Ground(one.ground).label), _("Told %(day)s") % {"day": full_date(one.declared_at)}],
        }
        for one in rows
    ]


def number_table(people: Mapping[uuid.UUID, str], given: Collection[uuid.UUID]) -> dict[str, Any]:
    """Return whose own number is given: never the number."""
    rows = [[name, _("Given") if user in given else _("Not given")] for user, name in people.items()]
    columns = [{"label": _("Who works here")}, {"label": _("Own identity number")}]
    return {"caption": _("Own identity numbers"), "columns": columns, "rows": rows}
