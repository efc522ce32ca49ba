"""How the log is told: pages, purposes and acts in words, and events as rows of a table."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trefas.accountability.reading import Looked
from trefas.authorities.roles import ROLES
from trefas.rooms import entry
from trefas.web import staff
from trefas.web.answers import PURPOSES
from trefas.web.dates import clock, full_date

PAGES = {
    "file": gettext_lazy("The file, overview"),
    "file_timeline": gettext_lazy("The file, timeline"),
    "file_contacts": gettext_lazy("The file, contacts"),
    "file_documents": gettext_lazy("The file, documents"),
    "file_paper": gettext_lazy("A paper of the file"),
    "file_readers": gettext_lazy("Who has read"),
    "file_note": gettext_lazy("Writing a note"),
    "listan": gettext_lazy("The list"),
    "listan_print": gettext_lazy("The list, printed"),
    "listan_extract": gettext_lazy("The list, as a file"),
    "worklist": gettext_lazy("Work list"),
    "search": gettext_lazy("Search"),
    "proposal": gettext_lazy("The proposal"),
    "person": gettext_lazy("The person"),
    "person_edit": gettext_lazy("Changing the person"),
    "person_readers": gettext_lazy("Who has read"),
    "inbox": gettext_lazy("Received"),
    "meeting": gettext_lazy("The meeting"),
    "log": gettext_lazy("The log"),
}
KINDS = {
    "read": gettext_lazy("Read"),
    "export": gettext_lazy("Taken out"),
    "denied": gettext_lazy("Was refused"),
    "search.made": gettext_lazy("Searched"),
    "log.read": gettext_lazy("Read the log"),
    "log.exported": gettext_lazy("Took out the log"),
    "practice.lifted": gettext_lazy("Practice mode was lifted"),
}
HOW = {
    "revealed": gettext_lazy("Opened, with telephone, address or whole number"),
    "opened": gettext_lazy("Opened"),
    "listed": gettext_lazy("Seen in a list"),
    "shown": gettext_lazy("Linked to"),
    "hit": gettext_lazy("Found by a search"),
    "asked": gettext_lazy("Asked for"),
}


def looked_table(found: Iterable[Looked], subjects: Collection[UUID]) -> dict[str, Any]:
    """Return who has looked at a person or a file as a table: when, who, how far, where and why."""
    rows = list(found)
    names, units = _staff(rows)
    heads = (_("Time"), _("Name"), _("What was seen"), _("Page"), _("Why"))
    return {
        "caption": _("Who has read"),
        "columns": [{"label": head} for head in heads],
        "rows": [
            [
                when(one),
                who(one, names, units),
                str(HOW.get(one.how(subjects), "–")),
                page(one),
                purpose(one),
            ]
            for one in rows
        ],
    }


def log_table(found: Iterable[Looked]) -> dict[str, Any]:
    """Return events of a room's log as a table."""
    rows = list(found)
    names, units = _staff(rows)
    heads = (_("Time"), _("Name"), _("What"), _("Page"), _("Why"), _("People"))
    return {
        "caption": _("The log"),
        "columns": [{"label": head} for head in heads],
        "rows": [
            [
                when(one) | {"meta": _("event %(n)s") % {"n": one.number}},
                who(one, names, units),
                _what(one),
                page(one),
                purpose(one),
                _reached(one.reached()),
            ]
            for one in rows
        ],
    }


def _what(one: Looked) -> str:
    """Return what was done; that somebody was refused for conflict of interest is told to others than herself."""
    if one.codes.get("barred") and one.user != entry.current().acting.user_id:
        return _("Was refused: may not handle the person")
    return str(KINDS.get(one.kind, one.kind))


def _staff(rows: Iterable[Looked]) -> tuple[Mapping[UUID, str], Mapping[UUID, staff.UnitName]]:
    every = list(rows)
    units = {UUID(one.actor["unit"]) for one in every if one.actor.get("unit")}
    return staff.names(one.user for one in every), staff.units(units)


def when(one: Looked) -> dict[str, Any]:
    """Return the time of an event."""
    return {"text": f"{full_date(one.at)} {clock(timezone.localtime(one.at))}"}


def who(one: Looked, names: Mapping[UUID, str], units: Mapping[UUID, staff.UnitName]) -> dict[str, str]:
    """Return who did it, with role and unit below."""
    role, unit = ROLES.get(one.actor.get("role", "")), one.actor.get("unit")
    place = units[UUID(unit)].label if unit and UUID(unit) in units else ""
    name = names.get(one.user, _("The system")) if one.user else _("The system")
    return {"text": name, "meta": ", ".join(part for part in (str(role.name) if role else "", place) if part)}


def page(one: Looked) -> str:
    """Return where it was done."""
    name = one.codes.get("page", "search" if one.kind == "search.made" else "")
    return str(PAGES.get(name, name or "–"))


def purpose(one: Looked) -> str:
    """Return what it was done for."""
    stated = one.actor.get("purpose", "")
    return str(PURPOSES.get(stated, stated or "–"))


def _reached(counts: Mapping[str, int]) -> str:
    return ", ".join(_many(name, count) for name, count in counts.items()) or "–"


def _many(name: str, count: int) -> str:
    words = {
        "revealed": ngettext("%(n)s revealed", "%(n)s revealed", count),
        "opened": ngettext("%(n)s opened", "%(n)s opened", count),
        "listed": ngettext("%(n)s listed", "%(n)s listed", count),
        "hit": ngettext("%(n)s hit", "%(n)s hits", count),
    }
    return words[name] % {"n": count}
