"""An answer as paper (PDF/UA-1), as data (JSON), and to read on the spot. The names of the files say nothing."""

import uuid
from dataclasses import asdict
from datetime import UTC, date, datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from trefas.accountability.actions import take_answer
from trefas.accountability.answers import Answer, Part
from trefas.rooms.errors import RefusedError
from trefas.web.meeting_papers import TEMPLATE, Paper, Section
from trefas.web.papers import pdf
from trefas.web.rights import found, may_receive
from trefas.web.rights_answers import refusal


@require_safe
def paper(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Give the answer as a tagged PDF; the same bytes for everybody who is told the same."""
    return _given(request, request_id, "pdf")


@require_safe
def data(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Give the answer as data."""
    return _given(request, request_id, "json")


@require_safe
def read(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show the answer to read here, with nothing to take along."""
    acting, row = may_receive(request), found(request_id)
    try:
        answer = take_answer(by=acting, request_id=row.pk, form="screen")
    except RefusedError as error:
        return refusal(request, error)
    return render(request, "rights/read.html", {"answer": answer, "row": row})


def _given(request: HttpRequest, request_id: uuid.UUID, form: str) -> HttpResponse:
    acting, row = may_receive(request), found(request_id)
    try:
        answer = take_answer(by=acting, request_id=row.pk, form=form)
    except RefusedError as error:
        return refusal(request, error)
    content = answer.data() if form == "json" else paper_of(answer)
    kind = "application/json" if form == "json" else "application/pdf"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="svar.{form}"'
    return response


def paper_of(answer: Answer) -> bytes:
    """Return the answer as a PDF: a function of the answer alone, so that equal answers are equal bytes."""
    with override(answer.language):
        made = Paper(
            title=answer.title, language=answer.language, head=answer.authority, foot=answer.on,
            lead=" ".join(answer.lead), sections=_sections(answer),
        )  # fmt: skip
    midnight = datetime.combine(date.fromisoformat(answer.on), time(), UTC)
    return pdf(TEMPLATE, asdict(made), at=midnight)


def _sections(answer: Answer) -> list[Section]:
    sections = [_section(number, part) for number, part in enumerate(answer.parts, start=1)]
    if answer.received:
        columns, rows = [_("Authority"), _("Day"), _("Provision")], [list(row) for row in answer.received]
        sections.append(Section(_("Who has been told, and when"), columns=columns, rows=rows))
    if answer.looked:
        columns, rows = [_("Day"), _("Who, by title and unit")], [list(row) for row in answer.looked]
        sections.append(Section(_("Who has looked"), columns=columns, rows=rows))
    return [*sections, Section(_("What you can do"), points=list(answer.rights))]


def _section(number: int, part: Part) -> Section:
    return Section(f"{number}. {part.heading}", lines=[part.note] if part.note else [], facts=list(part.facts))


urlpatterns = [
    path("<uuid:request_id>/svar.pdf", paper, name="rights_paper"),
    path("<uuid:request_id>/svar.json", data, name="rights_data"),
    path("<uuid:request_id>/las/", read, name="rights_read"),
]
