"""What every page of a file shares: finding it, its identity bar, and the tabs that other families add to."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.files.models import File
from trefas.files.policy import age_on, is_child
from trefas.files.reading import file_or_none
from trefas.persons.models import Protection
from trefas.persons.search import shown_number
from trefas.rooms.entry import Acting
from trefas.web.dates import full_date
from trefas.web.requests import acting_of, today_of
from trefas.web.sources import answers_for

BEFORE_FOLLOWED = ("identified", "registered")
# Whoever may read a file at all; what may be written is for each action to say.
READERS = ("follow", "register", "legal_review")


@dataclass(frozen=True)
class Tab:
    """A page of the file: `name` of its address, which takes the file's id; `order` among the others."""

    name: str
    label: Any
    order: int


@dataclass(frozen=True)
class Panel:
    """A panel in the side column of the overview: `rows` as the component `rows` takes them."""

    heading: str
    rows: list[dict[str, Any]]
    order: int
    link_url: str = ""
    link_text: str = ""


@dataclass(frozen=True)
class Opened:
    """A file as one person has it open now."""

    file: File
    acting: Acting
    today: date

    @property
    def child(self) -> bool:
        """Whether the person is known to be under 18."""
        return is_child(self.file.person.birth_date, self.today)


FILE_TABS: list[Tab] = [
    Tab("file", gettext_lazy("Overview"), 10),
    Tab("file_timeline", gettext_lazy("Timeline"), 20),
    Tab("file_contacts", gettext_lazy("Contacts"), 40),
    Tab("file_documents", gettext_lazy("Documents"), 60),
    Tab("file_readers", gettext_lazy("Who has read"), 70),
]
# Each is asked on the overview, with the open file; keep it to one query or none.
FILE_PANELS: list[Callable[[Opened], Panel | None]] = []
# Acts in the identity bar and in its menu More: {"text", "url", "icon"} and {"label", "url"}.
FILE_ACTIONS: list[Callable[[Opened], Sequence[dict[str, Any]]]] = []
FILE_MENU: list[Callable[[Opened], Sequence[dict[str, Any]]]] = []


def opened(request: HttpRequest, file_id: uuid.UUID) -> Opened:
    """Return the file, or answer 404 alike for one that is absent and one that is another authority's."""
    acting = acting_of(request)
    if not any(acting.may(mandate) for mandate in READERS):
        raise PermissionDenied
    file = file_or_none(file_id)
    if file is None:
        raise Http404
    return Opened(file, acting, today_of(request))


def identity(one: Opened, tab: str) -> dict[str, Any]:
    """Return the identity bar's data; what may not be shown is left out without a hole."""
    file = one.file
    return {
        "name": file.person.name,
        "facts": _facts(one),
        "marks": _marks(one),
        "why": _why(one),
        "why_url": reverse("file_readers", args=[file.pk]),
        "contact": _contact(file),
        "safety": _safety(one),
        "actions": [act for source in FILE_ACTIONS for act in source(one)],
        "menu": [*_own_menu(one), *(item for source in FILE_MENU for item in source(one))],
        "tabs": [
            {"label": each.label, "url": reverse(each.name, args=[file.pk]), "current": each.name == tab}
            for each in sorted(FILE_TABS, key=lambda each: each.order)
        ],
    }


def _facts(one: Opened) -> list[dict[str, Any]]:
    file, person = one.file, one.file.person
    age = age_on(person.birth_date, one.today)
    interpreter = _("interpreter needed") if person.interpreter else ""
    language = ", ".join(part for part in (person.language, interpreter) if part)
    facts = [
        (_("Age"), _("%(age)s years") % {"age": age} if age is not None else "", False),
        (_("Identity number"), shown_number(person) if person.identity_number else "", False),
        (_("File"), file.number, False),
        (_("Case system"), file.case_reference or "", True),
        (_("Language"), language, False),
    ]
    return [{"key": key, "value": value, "phone_hidden": hidden} for key, value, hidden in facts if value]


def _marks(one: Opened) -> list[dict[str, str]]:
    file, marks = one.file, []
    if one.child:
        marks.append({"text": _("Under 18")})
    if file.person.protection != Protection.NONE:
        marks.append({"text": _("Protected identity"), "tone": "warn"})
    if file.in_custody:
        until = file.in_custody_until
        marks.append({"text": _("In custody until %(day)s") % {"day": full_date(until)} if until else _("In custody")})
    if file.ended_on:
        marks.append({"text": _("Ended %(day)s") % {"day": full_date(file.ended_on)}})
    return marks


def _why(one: Opened) -> str:
    if one.file.handler_id == one.acting.user_id:
        return _("You are the handler since %(day)s.") % {"day": full_date(one.file.handler_since)}
    standing_in = answers_for(one.acting, one.today).get(one.file.handler_id)
    if standing_in:
        return _("You stand in for %(name)s, who is the handler.") % {"name": standing_in}
    return _("You work at %(unit)s, which keeps the file.") % {"unit": one.acting.unit_name}


def _contact(file: File) -> dict[str, str] | None:
    route = file.contact_route
    if route is None:
        return None
    letters = _("Letters may be sent.") if route.letters else _("Never send a letter.")
    text = " ".join(part for part in (route.answers, letters) if part)
    return {"phone": route.telephone or "", "when": route.times or "", "text": text}


def _safety(one: Opened) -> str:
    route = one.file.contact_route
    if route is None or not route.staff_safety:
        return ""
    until = route.staff_safety_until
    if until is None or until < one.today:
        return ""
    return _("%(text)s Holds until %(day)s.") % {"text": route.staff_safety, "day": until.isoformat()}


def _own_menu(one: Opened) -> list[dict[str, str]]:
    if not one.acting.may("follow") or one.file.ended_on:
        return []
    follow = {"file_follow": _("Start following")} if one.file.stage in BEFORE_FOLLOWED else {}
    names = follow | {
        "file_note": _("Write a note"),
        "file_step": _("Change the next step"),
        "file_reference": _("Number in the own case system"),
    }
    if one.acting.may("reassign"):
        names["file_handler"] = _("Change handler")
    return [{"label": label, "url": reverse(name, args=[one.file.pk])} for name, label in names.items()]


def contact_url(file_id: uuid.UUID) -> str:
    """Return where a contact is noted: the page of contacts when it is there, else a note."""
    try:
        return reverse("file_contact", args=[file_id])
    except NoReverseMatch:
        return reverse("file_note", args=[file_id])


def side_of(one: Opened) -> list[Panel]:
    """Return the panels that families give for the file."""
    found = [panel for source in FILE_PANELS if (panel := source(one)) is not None]
    return sorted(found, key=lambda panel: panel.order)
