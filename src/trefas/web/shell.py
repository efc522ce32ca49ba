"""What the frame of every page shows: whose information this is, who is acting, where one can go."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import RoomKind
from trefas.authorities.roles import ROLES
from trefas.persons.search import SEARCH_BY
from trefas.rooms.entry import Acting
from trefas.web.standing import failing, practising
from trefas.web.waiting import waiting_counts

HUES = {
    RoomKind.POLICE: "police",
    RoomKind.SOCIAL_SERVICES: "social_services",
    RoomKind.PRISON_AND_PROBATION: "probation",
    RoomKind.EXIT_UNIT: "exit_unit",
}


@dataclass(frozen=True)
class Place:
    """One entry of the main menu, and who has it: those with the mandate, of those who see persons or do not."""

    name: str
    label: Any
    mandate: str = ""
    persons: bool = True
    counts: str = ""


MENU = (
    Place("worklist", _("Work list"), "follow"),
    Place("listan", _("The list"), "follow"),
    Place("received", _("Received"), "register", counts="received"),
    Place("meetings", _("Meetings"), "follow"),
    Place("disclosures", _("Disclosed"), "disclose"),
    Place("emergency", _("Emergency: a life is at stake"), "follow"),
    Place("rights", _("Own data"), "register"),
    Place("law_reviews", _("To review"), "legal_review"),
    Place("emergency_reviews", _("Review emergencies"), "legal_review"),
    Place("figures", _("Follow-up"), persons=False),
    Place("log", _("Log"), "review_log", persons=False),
    Place("memberships", _("Memberships"), "administer", persons=False),
    Place("erasures", _("Erasure"), "erase", persons=False),
    Place("barrings", _("Conflicts of interest"), "reassign"),
    Place("memberships_waiting", _("To confirm"), "sign_off"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the frame under the name `shell`."""
    acting: Acting | None = getattr(request, "acting", None)
    practice = practising()
    frame = {
        "practice": practice,
        "fictional_city": settings.FICTIONAL_CITY,
        "language": translation.get_language(),
        "language_url": reverse("language"),
    }
    return {"shell": {**frame, **(_of(request, acting, lifted=not practice) if acting else _account(request))}}


def _account(request: HttpRequest) -> dict[str, Any]:
    """Return what a page outside the rooms shows of one who is logged in: the way to her account, and out."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"settings_url": _address("account_settings"), "logout_url": reverse("account_logout")}


def _of(request: HttpRequest, acting: Acting, *, lifted: bool) -> dict[str, Any]:
    user = request.user
    return {
        "unit_name": acting.unit_name,
        "unit_short_name": acting.unit_short_name,
        "authority_kind": HUES.get(RoomKind(acting.room_kind), "other"),
        "person_name": acting.name,
        "person_role": getattr(user, "title", "") or ROLES[acting.role].name,
        "may_search": acting.room_kind in SEARCH_BY and ROLES[acting.role].sees_persons,
        "search_url": _address("search"),
        "settings_url": _address("account_settings"),
        "logout_url": reverse("account_logout"),
        "menu": menu(request, acting),
        "failing": failing(acting, lifted=lifted),
        "operation_url": _address("operation"),
        "lock_minutes": 9,
        "unlock_url": reverse("unlock"),
    }


def menu(request: HttpRequest, acting: Acting) -> list[dict[str, Any]]:
    """Return the pages this person has, in order, with what waits there."""
    counts = waiting_counts(acting)
    shown = []
    for place in MENU:
        address = _address(place.name)
        if not address or (place.mandate and not acting.may(place.mandate)):
            continue
        if place.persons and not ROLES[acting.role].sees_persons:
            continue
        current = request.path.startswith(address)
        shown.append({"label": place.label, "url": address, "current": current, "count": counts.get(place.counts)})
    return shown


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
