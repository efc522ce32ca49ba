"""Förhandsbeslut vid nöd: deciding what may be opened, the file's tab of it, and seeing that it was opened, and why."""

import uuid
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.accountability import breaking_glass
from trefas.accountability.actions import Standing, prepare_for_emergency, review_opened, take_back_beforehand
from trefas.accountability.breaking_models import Beforehand, BeforehandState, Emergency
from trefas.accountability.breaking_policy import ends_on, may_review
from trefas.accountability.breaking_policy import reviews as may_review_here
from trefas.authorities.roles import ROLES
from trefas.disclosures.days import next_working_day
from trefas.disclosures.models import Decision
from trefas.files.models import File
from trefas.persons.actions import ConflictError
from trefas.persons.policy import May
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened as opened_rooms
from trefas.web import disclosed_words, staff
from trefas.web.dates import clock, full_date, short_date
from trefas.web.disclosing import Case, case_or_404
from trefas.web.file_frame import FILE_TABS, Tab, identity, opened
from trefas.web.forms.emergencies import BeforehandForm, FindingForm
from trefas.web.requests import acting_of
from trefas.web.sources import TASKS, Rooms, Task, Waiting

PURPOSE = "disclose"
READERS = ("disclose", "follow", "legal_review")
LATEST = 50


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Decide it beforehand, instead of giving it now: after everything is assessed and written, as for giving."""
    case = case_or_404(request, assessment_id, "disclose")
    prepared = (case.row.record or {}).get("prepared")
    if case.row.decision != Decision.OPEN or not prepared or prepared["decision"] == Decision.REFUSED:
        return redirect("disclosure_check", case.row.pk)
    form = BeforehandForm(request.POST or None, today=case.today, protected=case.row.person.is_protected)
    status = 200
    if request.method == "POST":
        status = 422
        made = _decided(case, prepared, form, request.POST.get("version", "")) if form.is_valid() else None
        if made is not None:
            return redirect("beforehand", made.pk)
    context = {
        "case": case, "form": form, "lead": disclosed_words.about(case.row, case.receiver, case.today),
        "seen": disclosed_words.seen_rows(case.row, prepared["withheld"]),
    }  # fmt: skip
    return render(request, "emergencies/decide.html", context, status=status)


def _decided(case: Case, prepared: dict[str, Any], form: BeforehandForm, version: str) -> Beforehand | None:
    withheld = [uuid.UUID(one) for one in prepared["withheld"]]
    try:
        return prepare_for_emergency(
            by=case.acting, assessment=case.row, version=int(version) if version.isdigit() else 0,
            record=prepared["words"], terms=Standing(**form.cleaned_data, withheld=withheld), now=timezone.now(),
        )  # fmt: skip
    except ConflictError:
        form.add_error(None, _("A colleague changed the assessment while you checked it. Look it over again."))
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
    return None


@require_safe
def of_file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show what is, and was, decided beforehand about the person of a file."""
    one = opened(request, file_id)
    rows = list(breaking_glass.beforehand_of(one.file.room_id, one.file.person_id))
    units = staff.units(row.receiver_id for row in rows)
    context = {
        "person": identity(one, "file_beforehand"), "rows": [_row(row, units) for row in rows],
        "may": one.acting.may("disclose"), "new_url": reverse("disclosure_items", args=[one.file.person_id]),
    }  # fmt: skip
    return render(request, "emergencies/of_file.html", context)


def _row(row: Beforehand, units: dict[uuid.UUID, staff.UnitName]) -> dict[str, str]:
    unit = units.get(row.receiver_id)
    until = _("Holds until %(day)s") % {"day": full_date(row.until)} if row.state == BeforehandState.STANDING else ""
    if until and row.doubted_at:
        until = _("Something in it is no longer right. Decide anew.")
    tone = {BeforehandState.STANDING: "ok", BeforehandState.USED: "late"}.get(BeforehandState(row.state), "")
    return {
        "title": unit.name if unit else "", "url": reverse("beforehand", args=[row.pk]), "text": until,
        "tag": row.get_state_display(), "tone": tone, "aside": short_date(row.decided_at),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, beforehand_id: uuid.UUID) -> HttpResponse:
    """Show one decision made beforehand: its terms, who opened it and why; and take the review of that."""
    acting, row = _found(request, beforehand_id)
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review_opened(by=acting, beforehand_id=row.pk, now=timezone.now(), **form.cleaned_data)
            return redirect("beforehand", row.pk)
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
    used, standing = row.state == BeforehandState.USED, row.state == BeforehandState.STANDING
    context = {
        "row": row, "terms": _terms(row), "opened": _opened(row), "form": form, "found": row.words or "",
        "reviews": used and may_review(acting, row.decided_by_id).outcome is May.YES,
        "waits": used, "may_take_back": standing and acting.may("disclose"), "doubts": _doubts(row),
        "again_url": reverse("disclosure_items", args=[row.person_id]) if standing else "",
        "ends_on": full_date(ends_on(row.doubted_at)) if row.doubted_at else "",
        "assessment_url": reverse("disclosure", args=[row.assessment_id]), "file_url": _file_url(row),
    }  # fmt: skip
    return render(request, "emergencies/one.html", context, status=422 if form.errors else 200)


def _doubts(row: Beforehand) -> list[dict[str, Any]]:
    return [{"key": title or _("Who the person is"), "value": why} for title, why in breaking_glass.doubts(row)]


def _file_url(row: Beforehand) -> str:
    file = File.objects.filter(room_id=row.room_id, person_id=row.person_id).order_by("-opened_on").first()
    return reverse("file_beforehand", args=[file.pk]) if file else ""


@require_POST
def take_back(request: HttpRequest, beforehand_id: uuid.UUID) -> HttpResponse:
    """Take a decision back; from now on a question finds nothing."""
    acting, row = _found(request, beforehand_id)
    try:
        take_back_beforehand(by=acting, beforehand_id=row.pk, now=timezone.now())
    except RefusedError as refused:
        return render(request, "errors/403.html", {"sentence": refused.sentence}, status=409)
    return redirect("beforehand", row.pk)


def _found(request: HttpRequest, beforehand_id: uuid.UUID) -> tuple[Acting, Beforehand]:
    acting = acting_of(request)
    found = Beforehand.objects.filter(room_id__in=opened_rooms(), pk=beforehand_id).select_related("person").first()
    if found is None or not any(acting.may(mandate) for mandate in READERS):
        raise Http404
    return acting, found


def _terms(row: Beforehand) -> list[dict[str, Any]]:
    unit, names = staff.units([row.receiver_id]).get(row.receiver_id), staff.names([row.decided_by_id])
    ended = {
        "until": _("Its last day was over."),
        "consent": _("A consent it rested on has ended."),
        "law": _("The law gives it no support any more."),
        "items": _("Something in it is gone, or is disputed."),
        "moved": _("The person got, or lost, handlers of her own."),
        "doubted": _("Something in it was no longer right, and nobody decided anew in time."),
        "replaced": _("It was decided anew."),
    }
    facts = [
        (_("About whom"), row.person.name),
        (_("May be opened by"), unit.name if unit else ""),
        (_("Roles there"), [str(ROLES[role].name) for role in row.roles] or _("All who follow people")),
        (_("In which emergencies"), [str(Emergency(one).label) for one in row.emergencies]),
        (_("Decided"), f"{full_date(row.decided_at)}, {names.get(row.decided_by_id, '')}"),
        (_("Last day it holds"), full_date(row.until)),
        (_("State"), row.get_state_display()),
        (_("Why it ended"), ended.get(row.ended_why, "")),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


def _opened(row: Beforehand) -> list[dict[str, Any]]:
    """Return who opened it and why, as the other side signed it; empty while nobody has."""
    if row.used_at is None:
        return []
    told = breaking_glass.told(row)
    who, names = told.get("from", {}), staff.names([row.reviewed_by_id])
    facts = [
        (_("Opened"), f"{full_date(row.used_at)} {clock(row.used_at)}"),
        (
            _("Opened by"),
            ", ".join(part for part in (breaking_glass.asker(row), who.get("title"), who.get("unit_name")) if part),
        ),
        (_("Call"), who.get("telephone", "")),
        (_("What was happening"), row.get_used_for_display()),
        (_("Why it could not wait"), told.get("reason", "")),
        (_("What was found"), row.get_finding_display() if row.finding else ""),
        (_("Reviewed by"), names.get(row.reviewed_by_id, "") if row.reviewed_by_id else ""),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


def tasks(acting: Acting, rooms: Rooms, today: date) -> list[Waiting]:
    """Return what an emergency opened, above all else for the whole unit; its review; and what soon runs out."""
    opened_here = breaking_glass.opened_unreviewed(rooms)
    own = opened_here.filter(sender_unit_id=acting.unit_id)
    found = [Waiting(own[:LATEST], lambda rows: [_alarm(row, today) for row in rows])]
    if acting.may("disclose"):
        wrong = breaking_glass.doubted(rooms).filter(sender_unit_id=acting.unit_id)[:LATEST]
        found.append(Waiting(wrong, lambda rows: [_anew(row) for row in rows]))
        again = breaking_glass.runs_out(rooms, acting.user_id, today)[:LATEST]
        found.append(Waiting(again, lambda rows: [_again(row) for row in rows]))
    if may_review_here(acting):
        theirs = opened_here.exclude(decided_by_id=acting.user_id)[:LATEST]
        found.append(Waiting(theirs, lambda rows: [_review(row, today) for row in rows]))
    return found


def _alarm(row: Beforehand, today: date) -> Task:
    return Task(
        due=today, title=_("Opened in an emergency"), url=reverse("beforehand", args=[row.pk]),
        person=row.person.name, why=_when(row.used_at), alarm=True,
    )  # fmt: skip


def _anew(row: Beforehand) -> Task:
    """For everybody in the unit who may decide: whoever decided it may be off, and it is opened as it is until then."""
    return Task(
        due=timezone.localdate(row.doubted_at or row.decided_at), title=_("Decide anew: something is no longer right"),
        url=reverse("beforehand", args=[row.pk]), person=row.person.name, why=_when(row.doubted_at), alarm=True,
    )  # fmt: skip


def _again(row: Beforehand) -> Task:
    return Task(
        due=row.until, title=_("Decide again beforehand, or let it be"), url=reverse("beforehand", args=[row.pk]),
        person=row.person.name, why=row.get_state_display(),
    )  # fmt: skip


def _review(row: Beforehand, today: date) -> Task:
    due = next_working_day(timezone.localtime(row.used_at).date()) if row.used_at else today
    return Task(
        due=due, title=_("Review what an emergency opened"), url=reverse("beforehand", args=[row.pk]),
        person=row.person.name, why=_when(row.used_at),
    )  # fmt: skip


def _when(moment: datetime | None) -> str:
    return f"{short_date(moment)} {clock(moment)}" if moment else ""


FILE_TABS.append(Tab("file_beforehand", gettext_lazy("Emergencies"), 56))
TASKS.append(tasks)

urlpatterns = [
    path("lamna-ut/<uuid:assessment_id>/i-forvag/", decide, name="disclosure_beforehand"),
    path("akter/<uuid:file_id>/nod/", of_file, name="file_beforehand"),
    path("forhandsbeslut/<uuid:beforehand_id>/", one, name="beforehand"),
    path("forhandsbeslut/<uuid:beforehand_id>/ta-tillbaka/", take_back, name="beforehand_take_back"),
]
