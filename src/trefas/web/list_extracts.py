"""Taking Listan out of the system, as a spreadsheet or on paper: recorded, with what it is; many people by two."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trefas.authorities.limits import ALONE
from trefas.files.actions import propose_taking_out, take_out
from trefas.files.listing import BULK_EXPORT, agreed_taking_out, page_of, wanted_files
from trefas.files.models import File
from trefas.rooms import practice, second_person
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.kinds_of_act import ACTS
from trefas.sheets.sentences import Language
from trefas.sheets.writing import Extract, write_xlsx
from trefas.web import staff
from trefas.web.forms.listan import GROUNDS, ExtractForm, FilterForm
from trefas.web.list_columns import COLUMNS, plain
from trefas.web.listing import Asked, asked, chosen_filters, columns_of, context_for, grid
from trefas.web.requests import acting_of, need, today_of
from trefas.web.sources import next_meeting

MOST_TAKEN_OUT = 5_000


@require_http_methods(["GET", "HEAD", "POST"])
def extract(request: HttpRequest) -> HttpResponse:
    """Ask what the list is needed for, then give it as .xlsx with a sheet that says what it is."""
    acting = acting_of(request)
    if "confirm" in request.POST:
        return _confirm(request, acting)
    if not acting.may("follow") and ACTS[BULK_EXPORT].confirms & acting.mandates and request.method != "POST":
        return render(request, "listan/extract.html", {"acts": _waiting(acting)})
    need(request, "follow")
    form = ExtractForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = {"form": form, "back_url": reverse("listan"), "acts": _waiting(acting)}
        return render(request, "listan/extract.html", context, status=status)
    what, files, shown, context = _whole(request, acting)
    ids = [file.pk for file in files]
    if (agreed := _agreed(acting, what.view, ids)) is None and len(ids) > ALONE:
        propose_taking_out(by=acting, view=what.view, file_ids=ids, now=timezone.now())
        messages.success(request, _("It is proposed. Take it out here when another person has confirmed it."))
        return redirect(what.link("listan_extract"))
    now = take_out(by=acting, view=what.view, form="xlsx", file_ids=ids, now=timezone.now(), agreed=agreed)
    language: Language = "en" if translation.get_language() == "en" else "sv"
    about = Extract(
        by=f"{acting.name}, {acting.unit_name}", at=timezone.localtime(now), selection=_selection(what, acting),
        ground=str(dict(GROUNDS)[form.cleaned_data["ground"]]), fictional=practice.practising(), language=language,
    )  # fmt: skip
    headers = [_("Name"), _("Age and number"), *(str(COLUMNS[key].label) for key in shown)]
    content = write_xlsx(_("The list"), headers, [plain(file, shown, context) for file in files], about)
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="listan-{now:%Y-%m-%d}.xlsx"'
    return response


def _agreed(acting: Acting, view: str, ids: Sequence[uuid.UUID]) -> uuid.UUID | None:
    return agreed_taking_out(acting, view, ids, timezone.now()) if len(ids) > ALONE else None


def _waiting(acting: Acting) -> list[dict[str, Any]]:
    """Return what this person may confirm, with whose it is and how many people it holds."""
    found = second_person.waiting(now=timezone.now()).filter(room_id=acting.room_id, kind=BULK_EXPORT)
    acts = [act for act in found if second_person.may_confirm(act, acting)]
    names = staff.names(act.proposed_by_id for act in acts)
    words = _("%(name)s wants to take out a list of %(count)s people")
    return [
        {"id": act.pk, "words": words % {"name": names.get(act.proposed_by_id, ""), "count": act.what["persons"]}}
        for act in acts
    ]


def _confirm(request: HttpRequest, acting: Acting) -> HttpResponse:
    if not ACTS[BULK_EXPORT].confirms & acting.mandates:
        raise PermissionDenied
    wanted = request.POST["confirm"]
    act = next((one["id"] for one in _waiting(acting) if str(one["id"]) == wanted), None)
    if act is None:
        raise RefusedError(_("This no longer waits for an answer. Load the page again."))
    second_person.confirm(by=acting, act_id=act)
    messages.success(request, _("It is confirmed. The one who proposed it can take it out once."))
    return redirect("listan_extract")


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
    # Core rule: nobody with named handlers is in what is taken out, whoever takes it.
    rooms, today = [acting.room_id], today_of(request)
    what = asked(request, acting, next_meeting(acting, rooms, today))
    files = page_of(wanted_files(rooms, what.wanted, today), what.wanted.sort, "", MOST_TAKEN_OUT).files
    shown = columns_of(acting, what.view)
    return what, files, shown, context_for(acting, files, shown, today)


def _selection(what: Asked, acting: Acting) -> str:
    form = FilterForm(room_kind=acting.room_kind, handlers=staff.colleagues(acting.room_id).items())
    words = [chosen["label"] for chosen in chosen_filters(what, form, acting)]
    return ", ".join(words) or _("The whole unit")
