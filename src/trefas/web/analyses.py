"""Analyses under Follow-up: computed from an upload and shown in the answer. No table of persons is read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.analysis.reading import BadInput, Language
from trefas.rooms import practice
from trefas.rooms.entry import DOOR
from trefas.sheets.sentences import SheetError
from trefas.sheets.writing import Extract
from trefas.web import analysis_events, analysis_evidence, analysis_methods
from trefas.web.analysis_exports import paper, workbook
from trefas.web.analysis_results import Result, Table, packed, texts, unpacked
from trefas.web.analysis_uploads import sentence_of, with_fields
from trefas.web.forms.analyses import AnalysisForm, EffectForm, NearRepeatForm, PilotForm, TrendForm
from trefas.web.requests import acting_of

PURPOSE = "figures"

KINDS = {
    "xlsx": (workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (paper, "application/pdf"),
}


@dataclass(frozen=True)
class Analysis:
    """One page: its name as an address, what it asks, its form and what answers it."""

    name: str
    slug: str
    title: Any
    lead: Any
    form: type[AnalysisForm]
    answer: Callable[[Any, Language], Result]

    @property
    def url(self) -> str:
        """Where the page is."""
        return reverse(self.name)


ANALYSES = (
    Analysis(
        "analysis_trend", "omraden", _("Areas that change"),
        _("Which areas have more or fewer events than in the same period before?"), TrendForm, analysis_events.trend,
    ),
    Analysis(
        "analysis_near_repeat", "upprepning", _("Near-repeats"),
        _("Does one event follow another nearby more often than chance would have it?"),
        NearRepeatForm, analysis_events.near_repeat,
    ),
    Analysis(
        "analysis_pilot", "pilot", _("Plan a pilot"),
        _("Could a pilot show whether a method works, and how long would it take?"),
        PilotForm, analysis_methods.pilot,
    ),
    Analysis(
        "analysis_effect", "effekt", _("The effect of a method"),
        _("Did the number of events change where a method started?"), EffectForm, analysis_methods.effect,
    ),
)  # fmt: skip


def links() -> list[dict[str, Any]]:
    """Every analysis as a row of links, for the page of Follow-up too."""
    pages = [{"title": one.title, "url": one.url, "text": one.lead} for one in ANALYSES]
    known = {
        "title": _("What is known of the methods"),
        "url": reverse("analysis_evidence"),
        "text": _("Which studies are there, what did they find, and what is missing?"),
    }
    return [*pages, known]


def _back() -> str:
    try:
        return reverse("figures")
    except NoReverseMatch:
        return ""


def _language() -> Language:
    return "en" if translation.get_language() == "en" else "sv"


@require_safe
def analyses(request: HttpRequest) -> HttpResponse:
    """The analyses there are."""
    return render(request, "analyses/analyses.html", {"links": links(), "back_url": _back()})


def page_of(one: Analysis) -> Callable[[HttpRequest], HttpResponse]:
    """The view of one analysis: a form, and above it what was found."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def analysis(request: HttpRequest) -> HttpResponse:
        posted = request.method == "POST"
        form = one.form(request.POST, request.FILES) if posted else one.form()
        result = _answered(one, form) if posted and form.is_valid() else None
        context = {"analysis": one, "form": form, "back_url": reverse("analyses"), **_shown(request, result)}
        return render(request, "analyses/analysis.html", context, status=422 if form.errors else 200)

    return analysis


def _answered(one: Analysis, form: AnalysisForm) -> Result | None:
    """The result; bad input becomes the one sentence of the form."""
    try:
        found = one.answer(form, _language())
        return replace(found, prose=tuple(with_fields(line, form, found.language) for line in found.prose))
    except (BadInput, SheetError) as error:
        field = "file" if form.cleaned_data.get("file") else None
        form.add_error(field, sentence_of(error, form, _language()))
        return None


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """The register of methods and studies."""
    result = analysis_evidence.evidence(_language())
    return render(request, "analyses/evidence.html", {"back_url": reverse("analyses"), **_shown(request, result)})


def _shown(request: HttpRequest, result: Result | None) -> dict[str, Any]:
    if result is None:
        return {}
    tables = [_as_shown(table, result.language) for table in result.tables]
    asked = [{"key": key, "value": value} for key, value in result.asked]
    return {"result": result, "tables": tables, "asked": asked, "token": packed(result, request.user.pk)}


def _as_shown(table: Table, language: Language) -> dict[str, Any]:
    columns = [{"label": column.label, "number": column.number} for column in table.columns]
    rows = texts(table, language)
    items = [_listed(columns, row) for row in rows] if table.listed else []
    shown = {"caption": table.caption, "lead": table.lead, "listed": table.listed, "items": items}
    return {**shown, "columns": columns, "rows": rows}


def _listed(columns: list[dict[str, Any]], row: list[str]) -> dict[str, Any]:
    """A row as a list of what is known: its name, then column by column."""
    facts = [
        {"key": column["label"], "value": cell}
        for column, cell in zip(columns[1:], row[1:], strict=True)
        if cell != "–"
    ]
    return {"name": row[0], "facts": facts}


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Give a result that was just shown as .xlsx or PDF; it comes with the request and is kept nowhere."""
    acting = acting_of(request)
    try:
        result = unpacked(request.POST.get("result", ""), request.user.pk)
    except signing.BadSignature:
        raise PermissionDenied from None
    kind = "pdf" if request.POST.get("kind") == "pdf" else "xlsx"
    at = timezone.localtime()
    extract = Extract(
        by=f"{acting.name}, {acting.unit_name}", at=at, selection="", ground="", fictional=practice.practising(DOOR),
        language=result.language,
    )  # fmt: skip
    write, content_type = KINDS[kind]
    response = HttpResponse(write(result, extract), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="analys-{at:%Y-%m-%d}.{kind}"'
    return response


urlpatterns = [
    path("", analyses, name="analyses"),
    path("metoder/", evidence, name="analysis_evidence"),
    path("uttag/", export, name="analysis_export"),
    *(path(f"{one.slug}/", page_of(one), name=one.name) for one in ANALYSES),
]
