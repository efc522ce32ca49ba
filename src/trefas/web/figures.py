"""Follow-up: figures only, never a row per person. Each room counts its own; the figures room puts them together."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.authorities.models import RoomKind
from trefas.disclosures.models import Envelope
from trefas.evaluation.actions import publish_figures, take_in_figures, take_out_figures
from trefas.evaluation.reading import latest, periods_of
from trefas.evaluation.workbook import write_figures
from trefas.files.definitions import said
from trefas.methods import FigureKind, Method, shipped
from trefas.rooms import practice
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.sheets.writing import Extract
from trefas.web import figure_words
from trefas.web.dates import full_date
from trefas.web.figure_words import Shown
from trefas.web.forms.figures import PeriodForm, PublishForm
from trefas.web.requests import acting_of, need, today_of

PURPOSE = "figures"

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Period = tuple[str, date, date]


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the latest figures of a period, put together without undoing what is hidden."""
    acting = acting_of(request)
    _take_in(acting)
    known = periods_of(acting)
    chosen = _chosen(known, request.GET.get("period", ""))
    context: dict[str, Any] = {
        "may_send": acting.may("convene") and bool(_methods(acting)),
        "whole_city": acting.room_kind == RoomKind.FIGURES,
        "form": _period_form(known, chosen),
    }
    if chosen:
        context |= _page(_shown(acting, chosen), chosen)
    return render(request, "figures/figures.html", context)


def _period_form(known: list[Period], chosen: Period | None) -> PeriodForm:
    periods = [(_code(period), _words(period)) for period in known]
    return PeriodForm(initial={"period": _code(chosen) if chosen else ""}, periods=periods)


def _take_in(acting: Acting) -> None:
    """What others have sent is taken in when somebody looks: opening is all there is to do with it."""
    if acting.room_kind != RoomKind.FIGURES:
        return
    if Envelope.objects.filter(room_id=acting.room_id, kind="figures", state="waiting").exists():
        take_in_figures(by=acting, now=timezone.now())


def _page(shown: Shown, chosen: Period) -> dict[str, Any]:
    return {
        "chosen": _code(chosen),
        "lead": _words(chosen),
        "sentences": figure_words.sentences(shown),
        "table": figure_words.table(shown),
        "grounds": figure_words.grounds(shown),
        "chart": figure_words.chart(shown) if shown.durations else None,
        "as_of": max(row.as_of for row in shown.rows),
    }


def _chosen(known: list[Period], code: str) -> Period | None:
    by_code = {_code(period): period for period in known}
    if code and code not in by_code:
        raise Http404
    return by_code[code] if code else (known[0] if known else None)


def _shown(acting: Acting, chosen: Period) -> Shown:
    method, starts, ends = chosen
    return Shown(shipped()[method], latest(acting, method, starts, ends))


def _code(period: Period) -> str:
    return ":".join(str(part) for part in period)


def _words(period: Period) -> str:
    method, starts, ends = period
    return f"{said(shipped()[method].name)}, {full_date(starts)} – {full_date(ends)}"


def _methods(acting: Acting) -> list[Method]:
    """The methods that have figures for the acting kind of room to count."""
    return [
        method
        for method in shipped().values()
        if any(figure.counted_by == acting.room_kind for figure in method.figures)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Count the own figures of a period, suppress them and send them to the co-ordination."""
    acting, today = need(request, "convene"), today_of(request)
    methods = [(method.id, said(method.name)) for method in _methods(acting)]
    initial = {"starts": date(today.year, 1, 1), "ends": today}
    form = PublishForm(request.POST or None, methods=methods, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            publish_figures(by=acting, now=timezone.now(), **form.cleaned_data)
            return redirect("figures")
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
    return render(request, "figures/send.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """Say how each figure is counted, by whom, and what is hidden."""
    acting_of(request)
    groups = [{"name": said(method.name), "rows": [_defined(method, figure) for figure in method.figures]}
              for method in shipped().values()]  # fmt: skip
    return render(request, "figures/definitions.html", {"groups": groups})


def _defined(method: Method, figure: Any) -> dict[str, Any]:
    event = said(method.event(figure.event).name)
    if figure.kind is FigureKind.COUNT:
        text = _("Each person counts once, when this first happened in the period: %(event)s") % {"event": event}
    else:
        since = said(method.event(figure.since).name)
        text = _("Whole days from “%(since)s” to “%(event)s”, the median of at least 5 people.") % {
            "since": since, "event": event,
        }  # fmt: skip
    counted = _("Counted by %(who)s only.") % {"who": figure_words.who(figure.counted_by)}
    return {"title": said(figure.name), "text": [text, counted]}


@require_POST
def extract(request: HttpRequest) -> HttpResponse:
    """Give the table as .xlsx with a sheet that says what it is; recorded as taken out."""
    acting = acting_of(request)
    chosen = _chosen(periods_of(acting), request.POST.get("period", ""))
    if chosen is None:
        raise Http404
    shown = _shown(acting, chosen)
    now = take_out_figures(by=acting, figure_ids=[row.pk for row in shown.rows], now=timezone.now())
    response = HttpResponse(_workbook(acting, shown, chosen, timezone.localtime(now)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="uppfoljning-{now:%Y-%m-%d}.xlsx"'
    return response


def _workbook(acting: Acting, shown: Shown, chosen: Period, at: Any) -> bytes:
    table = figure_words.table(shown)
    rows = [[figure_words.plain(value) for value in row] for row in [*table["rows"], table["total"]]]
    about = Extract(
        by=f"{acting.name}, {acting.unit_name}", at=at, selection=_words(chosen),
        ground=_("Figures without persons; 1–4 stands for numbers under 5"), fictional=practice.practising(),
        language="en" if translation.get_language() == "en" else "sv",
    )  # fmt: skip
    return write_figures(_("Follow-up"), [str(column["label"]) for column in table["columns"]], rows, about)


urlpatterns = [
    path("", figures, name="figures"),
    path("skicka/", send, name="figures_send"),
    path("sa-raknar-vi/", definitions, name="figures_definitions"),
    path("hamta/", extract, name="figures_extract"),
]
