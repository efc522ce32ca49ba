"""Proposing a person by a method's criteria, and the second person's answer."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.authorities.models import UnitMethod
from trefas.files import policy
from trefas.files.actions import propose, refuse, sign_off, withdraw
from trefas.files.definitions import definition, said
from trefas.files.models import ChildAssessment, Proposal
from trefas.methods import Method, shipped
from trefas.persons import search
from trefas.persons.actions import Source, create_person
from trefas.persons.models import Person
from trefas.persons.policy import May
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened as opened_rooms
from trefas.web import staff
from trefas.web.dates import full_date
from trefas.web.file_frame import FILE_PANELS, Opened, Panel
from trefas.web.forms.proposals import AnswerForm, PersonForm, ProposalForm
from trefas.web.requests import acting_of, need, today_of

PURPOSE = "propose"

ANSWERS = {"sign_off": sign_off, "refuse": refuse, "withdraw": withdraw}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask whom the proposal is about: somebody the unit knows already, else a new person."""
    acting = need(request, "propose")
    form, known, status = PersonForm(request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            known = _known(acting, form.cleaned_data)
            if not known or "create" in request.POST:
                person = _created(acting, form)
                if person is not None:
                    return redirect("proposal_write", person.pk)
            else:
                status = 200
    rows = [
        {"title": person.name, "url": reverse("proposal_write", args=[person.pk]), "text": _born(person)}
        for person in known
    ]
    return render(request, "proposals/new.html", {"form": form, "rows": rows}, status=status)


def _known(acting: Acting, given: dict[str, Any]) -> list[Person]:
    name = f"{given['given_name']} {given['family_name']}".strip()
    asked = [text for text in (given["identity_number"], name) if text]
    found = {person.pk: person for text in asked for person in search.find(acting.room_id, acting.room_kind, text)}
    return list(found.values())


def _created(acting: Acting, form: PersonForm) -> Person | None:
    values = {name: value for name, value in form.cleaned_data.items() if value}
    if isinstance(values.get("birth_date"), date):
        values["birth_date"] = values["birth_date"].isoformat()
    try:
        return create_person(by=acting, values=values, source=Source("typed"), now=timezone.now())
    except RefusedError as refused:
        form.add_error("identity_number", refused.sentence)
        return None


def _born(person: Person) -> str:
    return _("Born %(day)s") % {"day": full_date(date.fromisoformat(person.birth_date))} if person.birth_date else ""


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Write the proposal: criteria with evidence, the person's role in each event, and why now."""
    acting, today = need(request, "propose"), today_of(request)
    person = Person.objects.filter(room_id__in=opened_rooms(), pk=person_id, merged_into=None).first()
    if person is None:
        raise Http404
    methods = methods_of(acting, today)
    if not methods:
        raise PermissionDenied
    method = methods.get(request.GET.get("method", ""), next(iter(methods.values())))
    child = policy.is_child(person.birth_date, today)
    form = ProposalForm(request.POST or None, method=method, child=child, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            made = propose(by=acting, person=person, case=form.case(), now=timezone.now())
            return redirect("proposal", made.pk)
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
    here = reverse("proposal_write", args=[person_id])
    views = [
        {"label": said(one.name), "url": f"{here}?method={one.id}", "current": one.id == method.id}
        for one in methods.values()
    ]
    context = {
        "form": form,
        "name": person.name,
        "method": said(method.name),
        "target": said(method.target_group),
        "views": views if len(views) > 1 else [],
        "further": method.further_criteria_needed,
        "child": child,
    }
    return render(request, "proposals/write.html", context, status=422 if request.method == "POST" else 200)


def methods_of(acting: Acting, today: date) -> dict[str, Method]:
    """Return the methods that the unit works with on a day, by id."""
    return methods_of_unit(acting.unit_id, today)


def methods_of_unit(unit_id: uuid.UUID, today: date) -> dict[str, Method]:
    """Return the methods that any unit works with on a day, by id: what a unit does is no secret."""
    works = UnitMethod._default_manager.filter(unit_id=unit_id, starts__lte=today).exclude(ends__lte=today)
    ids = works.order_by("starts", "method").values_list("method", flat=True)
    return {one: shipped()[one] for one in ids if one in shipped()}


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Show a proposal with its evidence, and take the second person's answer."""
    acting = acting_of(request)
    if not (acting.may("propose") or acting.may("sign_off") or acting.may("follow")):
        raise PermissionDenied
    found = Proposal.objects.filter(room_id__in=opened_rooms(), pk=proposal_id).select_related("person", "file")
    proposal = found.first()
    if proposal is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _answered(acting, proposal, form):
            return redirect("proposal", proposal.pk)
    return render(request, "proposals/proposal.html", _context(acting, proposal, form), status=status)


def _answered(acting: Acting, proposal: Proposal, form: AnswerForm) -> bool:
    act = ANSWERS[form.cleaned_data["answer"]]
    try:
        act(by=acting, proposal_id=proposal.pk, reason=form.cleaned_data["reason"], now=timezone.now())
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
    return not form.errors


def _context(acting: Acting, proposal: Proposal, form: AnswerForm) -> dict[str, Any]:
    method = definition(proposal.room_id, proposal.method, proposal.method_version)
    by = staff.names([proposal.proposed_by_id, proposal.answered_by_id])
    verdict = policy.may_answer(acting, proposal)
    waiting = proposal.state == "proposed"
    answered = proposal.answered_at
    return {
        "proposal": proposal,
        "form": form,
        "name": proposal.person.name,
        "lead": _("Proposed %(day)s by %(by)s, by the method %(method)s") % {
            "day": full_date(proposal.proposed_at), "by": by.get(proposal.proposed_by_id, ""),
            "method": said(method.name),
        },
        "criteria": _criteria(method, proposal),
        "roles": _roles(method, proposal),
        "child": ChildAssessment.objects.filter(room_id=proposal.room_id, file_id=proposal.file_id).first(),
        "may_answer": verdict.outcome is May.YES,
        "why_not": verdict.reason if waiting else "",
        "may_withdraw": waiting and proposal.proposed_by_id == acting.user_id,
        "state": _state(proposal),
        "answered": _("%(by)s, %(day)s") % {"by": by.get(proposal.answered_by_id, ""), "day": full_date(answered)}
        if answered and proposal.answered_by_id
        else "",
    }  # fmt: skip


def _state(proposal: Proposal) -> str:
    words = {
        "proposed": _("Waits for a second person"),
        "signed_off": _("Agreed"),
        "refused": _("Not agreed"),
        "withdrawn": _("Taken back"),
    }
    return words[proposal.state]


def _criteria(method: Method, proposal: Proposal) -> list[dict[str, Any]]:
    names = {criterion.id: said(criterion.name) for criterion in method.criteria}
    return [
        {"key": names.get(key, key), "value": [f"{piece['text']} ({piece['on']})" for piece in pieces]}
        for key, pieces in proposal.criteria.items()
    ]


def _roles(method: Method, proposal: Proposal) -> list[dict[str, Any]]:
    names = {role.id: said(role.name) for role in method.roles}
    return [
        {"key": f"{event['event']} ({event['on']})", "value": ", ".join(names.get(one, one) for one in event["roles"])}
        for event in proposal.roles
    ]


def waiting_panel(one: Opened) -> Panel | None:
    """Lead from a proposed person's file to the proposal that waits; no query for any other stage."""
    if one.file.stage != "proposed":
        return None
    found = Proposal.objects.filter(room_id=one.file.room_id, file_id=one.file.pk, state="proposed").first()
    if found is None:
        return None
    row = {"title": _("Waits for a second person"), "url": reverse("proposal", args=[found.pk])}
    return Panel(_("The proposal"), [row], 10)


FILE_PANELS.append(waiting_panel)

urlpatterns = [
    path("ny/", new, name="proposal_new"),
    path("person/<uuid:person_id>/", write, name="proposal_write"),
    path("<uuid:proposal_id>/", show, name="proposal"),
]
