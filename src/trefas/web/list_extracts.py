"""Taking Listan out of the system, as a spreadsheet or on paper: always recorded, always with what it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trefas.files.actions import take_out
from trefas.files.listing import page_of, wanted_files
from trefas.files.models import File
from trefas.rooms.entry import Acting
from trefas.rooms.opening import open_rooms
from trefas.sheets.sentences import Language
from trefas.sheets.writing import Extract, write_xlsx
from trefas.web import staff
from trefas.web.forms.listan import GROUNDS, ExtractForm, FilterForm
from trefas.web.list_columns import COLUMNS, plain
from trefas.web.listing import Asked, asked, chosen_filters, columns_of, context_for, grid
from trefas.web.requests import need, today_of
from trefas.web.sources import next_meeting

MOST_TAKEN_OUT = 5_000


@require_http_methods(["GET", "HEAD", "POST"])
def extract(request: HttpRequest) -> HttpResponse:
    """Ask what the list is needed for, then give it as .xlsx with a sheet that says what it is."""
    acting = need(request, "follow")
    form = ExtractForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "listan/extract.html", {"form": form, "back_url": reverse("listan")}, status=status)
    what, files, shown, context = _whole(request, acting)
    now = take_out(by=acting, view=what.view, form="xlsx", file_ids=[file.pk for file in files], now=timezone.now())
    language: Language = "en" if translation.get_language() == "en" else "sv"
    about = Extract(
        by=f"{acting.name}, {acting.unit_name}", at=timezone.localtime(now), selection=_selection(what, acting),
        ground=str(dict(GROUNDS)[form.cleaned_data["ground"]]), fictional=True, language=language,
    )  # fmt: skip
    headers = [_("Name"), _("Age and number"), *(str(COLUMNS[key].label) for key in shown)]
    content = write_xlsx(_("The list"), headers, [plain(file, shown, context) for file in files], about)
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="listan-{now:%Y-%m-%d}.xlsx"'
    return response


@require_safe
def print_page(request: HttpRequest) -> HttpResponse:
    """Show the whole list as it prints, with a last part that says what it is; recorded as taken out."""
    acting = need(request, "follow")
    what, files, shown, context = _whole(request, acting)
    now = take_out(by=acting, view=what.view, form="paper", file_ids=[file.pk for file in files], now=timezone.now())
    facts = [
        {"key": _("Taken out by"), "value": f"{acting.name}, {acting.unit_name}"},
        {"key": _("Time"), "value": f"{timezone.localtime(now):%Y-%m-%d %H:%M}"},
        {"key": _("Filter"), "value": _selection(what, acting)},
        {"key": _("Number of people"), "value": str(len(files))},
    ]
    table = grid(files, shown, context, what, "")
    return render(request, "listan/print.html", {"grid": table, "facts": facts, "back_url": what.link()})


def _whole(request: HttpRequest, acting: Acting) -> tuple[Asked, list[File], list[str], Any]:
    rooms, today = open_rooms(), today_of(request)
    what = asked(request, acting, next_meeting(acting, rooms, today))
    files = page_of(wanted_files(rooms, what.wanted, today), what.wanted.sort, "", MOST_TAKEN_OUT).files
    shown = columns_of(acting, what.view)
    return what, files, shown, context_for(acting, files, shown, today)


def _selection(what: Asked, acting: Acting) -> str:
    form = FilterForm(room_kind=acting.room_kind, handlers=staff.colleagues(acting.room_id).items())
    words = [chosen["label"] for chosen in chosen_filters(what, form, acting)]
    return ", ".join(words) or _("The whole unit")
