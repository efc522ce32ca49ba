"""Akten: the overview of a file, and the addresses of its pages. Other families add tabs to FILE_TABS."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trefas.web import file_care, file_notes, file_readers, file_steps, file_timeline, reassigning, staff
from trefas.web.dates import due, long_date
from trefas.web.file_frame import (
    FILE_ACTIONS,
    FILE_MENU,
    FILE_PANELS,
    FILE_TABS,
    Opened,
    Panel,
    Tab,
    contact_url,
    identity,
    opened,
    side_of,
)
from trefas.web.forms.files import HOW_INFORMED
from trefas.web.reasons import why_listed

__all__ = ["FILE_ACTIONS", "FILE_MENU", "FILE_PANELS", "FILE_TABS", "Opened", "Panel", "Tab", "contact_url"]


@require_safe
def overview(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show what is next and who owns it, the latest of the timeline, and what the side panels tell."""
    one = opened(request, file_id)
    if one.file.joined_to_id:
        return redirect("file", one.file.joined_to_id)
    context = {
        "person": identity(one, "file"),
        "step": _step(one),
        "timeline": file_timeline.timeline_of(one),
        "panels": side_of(one),
    }
    return render(request, "files/overview.html", context)


def _step(one: Opened) -> dict[str, Any] | None:
    file = one.file
    if file.ended_on or file.next_step_on is None:
        return None
    told = due(file.next_step_on, one.today)
    owner = staff.names([file.handler_id]).get(file.handler_id, "")
    step = {
        "title": file.next_step or _("Review the file"),
        "due": f"{told.text}, {told.note}." if told.note else f"{told.text}.",
        "tone": told.tone,
        "owner": _("you") if file.handler_id == one.acting.user_id else owner,
        "why": f"{why_listed(file, one.acting)}.",
    }
    may_note = {"action": _("Note a contact"), "url": contact_url(file.pk)}
    return step | (may_note if one.acting.may("follow") else {})


def _counterparts(one: Opened) -> Panel:
    rows = [
        {"authority": staff.marked(row["kind"], row["label"]), "text": row["name"], "phone": row["telephone"]}
        for row in one.file.counterparts
    ]
    nobody = [{"text": _("Nobody named yet")}]
    address = reverse("file_contacts", args=[one.file.pk])
    return Panel(_("Counterparts"), rows or nobody, 30, address, _("Change"))


def _informed(one: Opened) -> Panel:
    file, address = one.file, reverse("file_inform", args=[one.file.pk])
    by = staff.names([file.informed_by_id]).get(file.informed_by_id or uuid.UUID(int=0), "")
    if file.informed_on:
        how = str(dict(HOW_INFORMED).get(file.informed_how, ""))
        title = _("Informed %(how)s %(day)s by %(by)s.") % {"how": how, "day": long_date(file.informed_on), "by": by}
    elif file.informed_test_on:
        title = _("Not informed. Test again %(day)s.") % {"day": long_date(file.informed_test_on)}
    else:
        title = _("Nothing noted yet.")
    late = file.informed_test_on is not None and _passed(file.informed_test_on, one.today)
    row = {"text": title} | ({"tag": _("Late"), "tone": "late"} if late else {})
    return Panel(_("Information to the person"), [row], 40, address, _("Note"))


def _passed(day: date, today: date) -> bool:
    return day < today


FILE_PANELS.extend([_counterparts, _informed])

urlpatterns = [
    path("<uuid:file_id>/", overview, name="file"),
    path("<uuid:file_id>/tidslinje/", file_timeline.timeline, name="file_timeline"),
    path("<uuid:file_id>/kontakter/", file_care.contacts, name="file_contacts"),
    path("<uuid:file_id>/kontakter/saker-vag/", file_care.route, name="file_route"),
    path("<uuid:file_id>/kontakter/motpart/", file_care.counterpart, name="file_counterpart"),
    path("<uuid:file_id>/kontakter/motpart/<uuid:counterpart_id>/", file_care.end, name="file_counterpart_end"),
    path("<uuid:file_id>/kontakter/vardnadshavare/", file_care.guardian, name="file_guardian"),
    path("<uuid:file_id>/kontakter/vardnadshavare/<uuid:guardian_id>/", file_care.guardian, name="file_guardian_edit"),
    path("<uuid:file_id>/kontakter/tredje-person/", file_care.third_person, name="file_mention"),
    path("<uuid:file_id>/kontakter/tredje-person/<uuid:mention_id>/", file_care.forget, name="file_mention_remove"),
    path("<uuid:file_id>/information/", file_care.informing, name="file_inform"),
    path("<uuid:file_id>/dokument/", file_notes.documents, name="file_documents"),
    path("<uuid:file_id>/dokument/<uuid:paper_id>/", file_notes.paper, name="file_paper"),
    path("<uuid:file_id>/anteckning/", file_notes.note, name="file_note"),
    path("<uuid:file_id>/anteckning/utkast/", file_notes.draft, name="file_draft"),
    path("<uuid:file_id>/anteckning/<uuid:note_id>/ratta/", file_notes.correct, name="file_correct"),
    path("<uuid:file_id>/anteckning/<uuid:note_id>/kopiera/", file_notes.copy_out, name="file_copy"),
    path("<uuid:file_id>/nasta-steg/", file_steps.next_step, name="file_step"),
    path("<uuid:file_id>/borja-folja/", file_steps.follow, name="file_follow"),
    path("<uuid:file_id>/arendenummer/", file_steps.case_reference, name="file_reference"),
    path("<uuid:file_id>/handlaggare/", reassigning.one_file, name="file_handler"),
    path("<uuid:file_id>/vem-har-last/", file_readers.readers, name="file_readers"),
]
