"""Which agreements of co-operation hold today, who may join which way of working, and what each room rests on."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trefas.authorities.models import Agreement, UnitMethod
from trefas.disclosures.language import said as said_by_law
from trefas.files.definitions import said
from trefas.law.words import PURPOSES
from trefas.methods import shipped
from trefas.rooms.models import Room
from trefas.web.dates import full_date
from trefas.web.requests import acting_of, today_of

PURPOSE = "administer"

# Those who convene, decide or answer for who may take part.
MANDATES = {"administer", "convene", "reassign", "legal_review"}


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """Show agreements, the units that may join under them, and the rooms with what lets them be hosted."""
    acting, today = acting_of(request), today_of(request)
    if not MANDATES & acting.mandates:
        raise PermissionDenied
    found = Agreement.objects.on(today).order_by("name").prefetch_related("parties", "areas")
    working = _working(today)
    context = {"agreements": [_shown(one, working) for one in found], "rooms": _rooms()}
    return render(request, "memberships/agreements.html", context)


def _working(today: date) -> list[tuple[str, Any, str]]:
    """Return (method, authority id, unit) of the units that work with a method today."""
    found = UnitMethod.objects.on(today).order_by("unit__name")
    return list(found.values_list("method", "unit__branch__authority_id", "unit__name"))


def _shown(one: Agreement, working: list[tuple[str, Any, str]]) -> dict[str, Any]:
    parties = {party.pk: party.name for party in one.parties.all()}
    units = [unit for method, party, unit in working if method == one.method and party in parties]
    methods = shipped()
    facts = [
        {"key": _("Reference"), "value": one.reference},
        {"key": _("Holds"), "value": _days(one.starts, one.ends)},
        {"key": _("Way of working"), "value": said(methods[one.method].name) if one.method in methods else one.method},
        {"key": _("Purposes"), "value": [_purpose(code) for code in one.purposes]},
        {"key": _("Parties"), "value": sorted(parties.values())},
        {"key": _("Areas"), "value": [area.name for area in one.areas.all()] or _("All")},
        {"key": _("Units that may join today"), "value": units or _("None")},
    ]
    return {"name": one.name, "facts": facts}


def _days(starts: date, ends: date | None) -> str:
    if ends is None:
        return _("from %(day)s until further notice") % {"day": full_date(starts)}
    return _("%(first)s to %(last)s") % {"first": full_date(starts), "last": full_date(ends - timedelta(days=1))}


def _purpose(code: str) -> str:
    return said_by_law(PURPOSES[code]) if code in PURPOSES else code


def _rooms() -> dict[str, Any]:
    found = Room.objects.filter(parent=None, closed_at=None).order_by("name")
    labels = (_("Unit's information"), _("Since"), _("Agreement on hosting"), _("Impact assessment"))
    rows = [
        [one.name, full_date(one.opened_at), one.hosting_reference, one.impact_assessment_reference] for one in found
    ]
    return {"caption": _("What each rests on"), "columns": [{"label": label} for label in labels], "rows": rows}


urlpatterns = [path("", agreements, name="agreements")]
