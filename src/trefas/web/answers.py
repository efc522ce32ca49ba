"""What the read log says of a request: which page for which purpose, what it asked for, what its answer bears."""

import re
import sys
import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from trefas.rooms import entry
from trefas.rooms.seen import Answer

# Why somebody is in a room, as a page family says it: `PURPOSE = "disclose"` in its module; the others serve "follow".
PURPOSES = {
    "follow": _("Following a person"),
    "propose": _("Proposing a person"),
    "import": _("Importing a list"),
    "disclose": _("Telling another authority"),
    "register": _("Registering what is received"),
    "meet": _("A joint meeting"),
    "plan": _("Planning help and measures"),
    "figures": _("Follow-up in figures"),
    "administer": _("Administering memberships"),
    "review_log": _("Reviewing the log"),
    "erase": _("Erasing what is due"),
    "emergency": _("An emergency"),
}
USUAL = "follow"
# However it is written: some fields of forms are named by an id without its dashes.
UUIDS = re.compile(rb"(?<![0-9a-f])[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)
TEXT = ("text/", "application/json")


@dataclass(frozen=True)
class Page:
    """A page by the name of its address, what it is for, and the ids that stand in the address."""

    name: str
    purpose: str
    asked: frozenset[uuid.UUID] = frozenset()


def page_of(path: str) -> Page:
    """Return the page of an address; one that does not exist serves the usual purpose."""
    try:
        match = resolve(path)
    except Resolver404:
        return Page("unknown", USUAL)
    purpose = getattr(sys.modules.get(match.func.__module__), "PURPOSE", USUAL)
    asked = frozenset(value for value in match.kwargs.values() if isinstance(value, uuid.UUID))
    return Page(match.view_name or "unnamed", purpose, asked)


def answered(request: HttpRequest, response: HttpResponse, page: Page) -> Answer:
    """Return what is recorded of an answer; raises TypeError for a stream, whose content nobody has seen yet."""
    if response.streaming:
        raise TypeError("A page of a room is whole before it leaves: no streams.")
    codes = {"page": page.name, "method": request.method or "", "status": str(response.status_code)}
    kind = "read"
    if response.status_code in (403, 404):
        kind = "denied"
        # Told to the log only: the page is the same as for what is not there.
        codes |= {"barred": "asked"} if page.asked & entry.current().barred else {}
    elif response.has_header("Content-Disposition"):
        kind, codes["type"] = "export", response.headers["Content-Type"].split(";")[0]
    return Answer(kind, codes, page.asked, borne(response))


def borne(response: HttpResponse) -> frozenset[uuid.UUID]:
    """Return the ids that a page or a text file itself bears, in links and forms: shown, whoever opened the rows."""
    if not response.headers.get("Content-Type", "").startswith(TEXT):
        return frozenset()
    return frozenset(uuid.UUID(found.decode()) for found in {one.group() for one in UUIDS.finditer(response.content)})
