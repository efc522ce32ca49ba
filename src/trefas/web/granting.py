"""What waits for a second person: who proposed what for whom, to confirm or take back."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trefas.authorities.models import Unit
from trefas.authorities.roles import MANDATES, ROLES
from trefas.authorities.sessions import end_sessions_of
from trefas.rooms import practice, renewing, rewrapping, rotation, second_person
from trefas.rooms.entry import Acting
from trefas.rooms.granting import KIND, confirm_membership
from trefas.rooms.models import ProposedAct
from trefas.web import staff
from trefas.web.dates import clock, full_date
from trefas.web.requests import acting_of

KINDS = (KIND, rotation.KIND, rewrapping.KIND, renewing.KIND, practice.KIND)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the proposals that wait, with what each would let the person do."""
    acting = _watching(request)
    found = list(second_person.waiting(now=timezone.now()).filter(kind__in=KINDS))
    for_whom = [uuid.UUID(act.what["user"]) for act in found if act.kind == KIND]
    names = staff.names(for_whom + [act.proposed_by_id for act in found])
    return render(request, "memberships/waiting.html", {"acts": [_shown(act, acting, names) for act in found]})


@require_POST
def confirm(request: HttpRequest, act_id: uuid.UUID) -> HttpResponse:
    """Confirm one; whoever is given a membership begins a new session with what she now may."""
    acting = _watching(request)
    if _waiting_act(act_id).kind != KIND:
        second_person.confirm(by=acting, act_id=act_id)
        messages.success(request, _("It is confirmed. The one who runs the system can do it now."))
        return redirect("memberships_waiting")
    user_id = confirm_membership(by=acting, act_id=act_id)
    end_sessions_of(user_id, now=timezone.now())
    messages.success(request, _("The membership is given. It works from now."))
    return redirect("memberships_waiting")


@require_POST
def withdraw(request: HttpRequest, act_id: uuid.UUID) -> HttpResponse:
    """Take one back, or say no to it."""
    acting = _watching(request)
    _waiting_act(act_id)
    second_person.withdraw(by=acting, act_id=act_id)
    messages.success(request, _("It is taken back. Nothing was given."))
    return redirect("memberships_waiting")


def _watching(request: HttpRequest) -> Acting:
    acting = acting_of(request)
    if not (acting.may("administer") or acting.may("sign_off")):
        raise PermissionDenied
    return acting


def _waiting_act(act_id: uuid.UUID) -> ProposedAct:
    found = second_person.waiting(now=timezone.now()).filter(kind__in=KINDS, pk=act_id).first()
    if found is None:
        raise Http404
    return found


def _shown(act: ProposedAct, acting: Acting, names: dict[uuid.UUID, str]) -> dict[str, Any]:
    return _membership(act, acting, names) if act.kind == KIND else _of_system(act, acting, names)


def _of_system(act: ProposedAct, acting: Acting, names: dict[uuid.UUID, str]) -> dict[str, Any]:
    means = {
        rotation.KIND: _("Encrypt what protects the unit's data anew. Everybody can work meanwhile."),
        renewing.KIND: _what_of_pair(act.what),
        rewrapping.KIND: _("Protect the data of all units with the new main secret. Everybody can work meanwhile."),
        practice.KIND: _(
            "Let real people into this installation. You two answer for it by name. Whoever runs the system does it,"
            " if every safeguard holds."
        ),
    }
    heading, button = _("New encryption"), _("Confirm the new encryption")
    if act.kind == practice.KIND:
        heading, button = _("Real people are let in"), _("Confirm, and answer for it")
    own = act.proposed_by_id == acting.user_id
    may = second_person.may_confirm(act, acting)
    facts = [
        {"key": _("What is done"), "value": means[act.kind]},
        {"key": _("Proposed by"), "value": names.get(act.proposed_by_id, "")},
    ]
    return {
        "id": act.pk, "name": heading, "facts": facts, "own": own, "may_confirm": may,
        "may_withdraw": own or may, "button": button,
    }  # fmt: skip


def _what_of_pair(what: dict[str, str]) -> list[str]:
    """A worn pair and one that somebody else may have had are two different things to agree to."""
    made = _(
        "Make new means of signing and sealing what the unit sends and receives. What was sent before still holds."
    )
    if "since" not in what:
        return [made]
    since = parse_datetime(what["since"])
    said = _(
        "Somebody else may have had the old ones. Nothing that was signed with them since %(since)s holds any more."
    )
    return [made, said % {"since": full_date(since) + " " + clock(since)} if since else made]


def _membership(act: ProposedAct, acting: Acting, names: dict[uuid.UUID, str]) -> dict[str, Any]:
    what = act.what
    until = parse_datetime(what["until"]) if what["until"] else None
    more = sorted(set(what["mandates"]) - ROLES[what["role"]].mandates)
    unit = Unit._default_manager.filter(pk=what["unit"]).values_list("name", flat=True).first()
    facts = [
        {"key": _("Unit"), "value": unit or ""},
        {"key": _("Role"), "value": [str(ROLES[what["role"]].name), str(ROLES[what["role"]].description)]},
        {"key": _("May decide besides"), "value": [str(MANDATES[code]) for code in more] or _("Nothing")},
        {"key": _("Until"), "value": full_date(until) if until else _("No end")},
        {"key": _("Proposed by"), "value": names.get(act.proposed_by_id, "")},
    ]
    own = act.proposed_by_id == acting.user_id
    return {
        "id": act.pk,
        "name": names.get(uuid.UUID(what["user"]), ""),
        "facts": facts,
        "button": _("Confirm the membership"),
        "own": own,
        "may_confirm": second_person.may_confirm(act, acting) and what["user"] != str(acting.user_id),
        "may_withdraw": own or second_person.may_confirm(act, acting),
    }
