"""Who works in the room and what they may decide, who stands in for whom, and which agreements hold."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.authorities.models import Substitution, Unit, User
from trefas.authorities.roles import MANDATES, ROLES
from trefas.authorities.sessions import end_sessions_of
from trefas.rooms.actions import end_membership, end_substitution, name_substitute
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.granting import propose_membership
from trefas.rooms.models import Membership
from trefas.web import granting, staff
from trefas.web.dates import full_date
from trefas.web.forms.memberships import GrantForm, SubstituteForm
from trefas.web.requests import need, today_of

PURPOSE = "administer"

Cell = str | dict[str, Any]


@require_safe
def memberships(request: HttpRequest) -> HttpResponse:
    """Show who works in the room now, and who stands in for whom."""
    acting, today = need(request, "administer"), today_of(request)
    found = list(_running(acting, timezone.now()).order_by("user__name", "unit__name"))
    columns = (_("Name"), _("Unit"), _("Role"), _("Since"), _("Until"))
    table = {
        "caption": _("Who works here"),
        "columns": [{"label": label} for label in columns],
        "rows": [_row(one) for one in found],
    }
    context = {"table": table, "substitutions": _substitutions(acting, today)}
    return render(request, "memberships/index.html", context)


def _running(acting: Acting, now: datetime) -> QuerySet[Membership]:
    running = Q(ends_at=None) | Q(ends_at__gt=now)
    found = Membership.objects.filter(running, room_id=acting.room_id, starts_at__lte=now)
    return found.select_related("user", "unit")


def _row(one: Membership) -> list[Cell]:
    added = len(set(one.mandates) - ROLES[one.role].mandates)
    more = _("and %(n)s more mandates") % {"n": added} if added else ""
    return [
        {"text": one.user.name, "url": reverse("membership", args=[one.pk]), "meta": one.user.email},
        one.unit.short_name,
        {"text": ROLES[one.role].name, "meta": more},
        full_date(one.starts_at),
        _last_day(one) or _("No end"),
    ]


def _last_day(one: Membership) -> str:
    return full_date(timezone.localtime(one.ends_at) - timedelta(minutes=1)) if one.ends_at else ""


@require_safe
def membership(request: HttpRequest, membership_id: uuid.UUID) -> HttpResponse:
    """Show one membership: the role, and each mandate in words."""
    acting = need(request, "administer")
    one = _one(acting, membership_id)
    giver = staff.names([one.granted_by]).get(one.granted_by) if one.granted_by else None
    facts = [
        {"key": _("Unit"), "value": one.unit.name},
        {"key": _("Role"), "value": [str(ROLES[one.role].name), str(ROLES[one.role].description)]},
        {"key": _("May decide"), "value": [str(MANDATES.get(code, code)) for code in one.mandates] or _("Nothing")},
        {"key": _("Since"), "value": full_date(one.starts_at)},
        {"key": _("Until"), "value": _last_day(one) or _("No end")},
        {"key": _("Given by"), "value": giver or _("The installation's owner")},
    ]
    context = {"one": one, "facts": facts, "own": one.user_id == acting.user_id}
    return render(request, "memberships/membership.html", context)


def _one(acting: Acting, membership_id: uuid.UUID) -> Membership:
    found = _running(acting, timezone.now()).filter(pk=membership_id).first()
    if found is None:
        raise Http404
    return found


@require_POST
def end(request: HttpRequest, membership_id: uuid.UUID) -> HttpResponse:
    """End a membership and the sessions of its holder; never one's own."""
    acting = need(request, "administer")
    one = _one(acting, membership_id)
    if one.user_id == acting.user_id:
        raise RefusedError(_("You cannot end your own. Ask another administrator."))
    end_membership(by=acting, membership_id=one.pk)
    end_sessions_of(one.user_id, now=timezone.now())
    messages.success(request, _("It is ended, and the person is logged out."))
    return redirect("memberships")


@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    """Let the holder of an account work in a unit of the room."""
    acting = need(request, "administer")
    own = User.objects.get(pk=acting.user_id)
    form = GrantForm(request.POST or None, units=_units(acting, today_of(request)), own=own, today=today_of(request))
    if request.method == "POST" and form.is_valid() and _grant(acting, form):
        messages.success(request, _("It is proposed. It holds when another person has confirmed it."))
        return redirect("memberships")
    return render(request, "memberships/grant.html", {"form": form}, status=422 if form.errors else 200)


def _grant(acting: Acting, form: GrantForm) -> bool:
    given = form.cleaned_data
    user, unit_id = given["email"], uuid.UUID(given["unit"])
    if _running(acting, timezone.now()).filter(user=user, unit_id=unit_id).exists():
        form.add_error("email", _("This person works in that unit already. End the old one first."))
        return False
    propose_membership(
        by=acting,
        user_id=user.pk,
        unit_id=unit_id,
        role=given["role"],
        mandates=form.all_mandates(),
        until=given["until"],
    )
    return True


def _units(acting: Acting, today: date) -> list[tuple[str, str]]:
    branch = Unit._default_manager.filter(pk=acting.unit_id).values("branch_id")
    found = Unit.objects.on(today).filter(branch_id__in=branch).order_by("name")
    return [(str(pk), name) for pk, name in found.values_list("id", "name")]


def _substitutions(acting: Acting, today: date) -> list[dict[str, Any]]:
    here = set(Membership.objects.filter(room_id=acting.room_id).values_list("user_id", flat=True))
    running = Substitution._default_manager.filter(absent_id__in=here, ends__gt=today).order_by("starts")
    return [
        {
            "id": one.pk,
            "who": _("%(substitute)s stands in for %(absent)s") % {"substitute": second, "absent": first},
            "days": _("%(first)s to %(last)s") % {"first": full_date(one.starts), "last": full_date(_before(one.ends))},
        }
        for one in running.select_related("absent", "substitute")
        for first, second in [(one.absent.name, one.substitute.name)]
    ]


def _before(day: date | None) -> date:
    return (day or date.max) - timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: HttpRequest) -> HttpResponse:
    """Name who stands in for whom."""
    acting = need(request, "administer")
    people = [(str(pk), name) for pk, name in _people(acting)]
    form = SubstituteForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid() and _name(acting, form):
        staff.forget_substitutes()
        messages.success(request, _("Saved."))
        return redirect("memberships")
    return render(request, "memberships/substitute.html", {"form": form}, status=422 if form.errors else 200)


def _people(acting: Acting) -> list[tuple[uuid.UUID, str]]:
    seeing = [code for code, role in ROLES.items() if role.sees_persons]
    found = _running(acting, timezone.now()).filter(role__in=seeing).order_by("user__name")
    return list(dict.fromkeys(found.values_list("user_id", "user__name")))


def _name(acting: Acting, form: SubstituteForm) -> bool:
    given = form.cleaned_data
    try:
        name_substitute(
            by=acting,
            absent_id=uuid.UUID(given["absent"]),
            substitute_id=uuid.UUID(given["substitute"]),
            starts=given["starts"],
            ends=given["last"] + timedelta(days=1),
        )
    except RefusedError as error:
        form.add_error(None, error.sentence)
        return False
    return True


@require_POST
def substitute_end(request: HttpRequest, substitution_id: uuid.UUID) -> HttpResponse:
    """End a substitution."""
    acting = need(request, "administer")
    if not end_substitution(by=acting, substitution_id=substitution_id, on=today_of(request)):
        raise Http404
    staff.forget_substitutes()
    messages.success(request, _("Saved."))
    return redirect("memberships")


urlpatterns = [
    path("", memberships, name="memberships"),
    path("ny/", grant, name="membership_grant"),
    path("vantar/", granting.waiting, name="memberships_waiting"),
    path("vantar/<uuid:act_id>/bekrafta/", granting.confirm, name="membership_confirm"),
    path("vantar/<uuid:act_id>/ta-tillbaka/", granting.withdraw, name="membership_withdraw"),
    path("ersattare/", substitute, name="substitute"),
    path("ersattare/<uuid:substitution_id>/avsluta/", substitute_end, name="substitute_end"),
    path("<uuid:membership_id>/", membership, name="membership"),
    path("<uuid:membership_id>/avsluta/", end, name="membership_end"),
]
