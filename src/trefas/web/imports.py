"""The import wizard: choose a file, see every row, save some or all, undo the whole."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trefas.persons.actions import drop_staged, publish_import, stage_import, undo_import
from trefas.persons.barring import apart
from trefas.persons.models import Import, ImportRow, ImportState, RowState
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.sheets.sentences import Language, SheetError
from trefas.web.apart import read_apart
from trefas.web.forms.imports import ColumnsForm, FileForm
from trefas.web.requests import need

PURPOSE = "import"

SHOWN = 200
COLUMNS = ("given_name", "family_name", "identity_number", "telephone")


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; the unit's earlier lists stand below."""
    acting = need(request, "propose")
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        staged = _stage(form, acting)
        if staged is not None:
            return redirect("import", staged.pk)
    earlier = Import.objects.filter(room_id=acting.room_id, unit_id=acting.unit_id).order_by("-staged_at")[:20]
    context = {"form": form, "earlier": [_earlier(one) for one in earlier]}
    return render(request, "imports/imports.html", context, status=422 if form.errors else 200)


def _stage(form: FileForm, acting: Acting) -> Import | None:
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        table = read_apart("list", content, file.name)
    except SheetError as error:
        form.add_error("file", error.sentence(_language()))
        return None
    return stage_import(
        by=acting, table=table, file_name=file.name, content=content, now=timezone.now(), language=_language()
    )


def _language() -> Language:
    return "en" if translation.get_language() == "en" else "sv"


def _earlier(one: Import) -> dict[str, Any]:
    return {
        "key": timezone.localtime(one.staged_at).strftime("%Y-%m-%d %H:%M"),
        "value": [one.file_name, one.get_state_display(), _sentence(one)],
        "change_url": reverse("import", args=[one.pk]),
        "change_what": one.file_name,
    }


def _sentence(one: Import) -> str:
    parts = [f"{RowState(state).label} {count}" for state, count in sorted(one.counts.items()) if count]
    return ", ".join(parts)


def _found(acting: Acting, import_id: uuid.UUID) -> Import:
    found = Import.objects.filter(room_id=acting.room_id, unit_id=acting.unit_id, pk=import_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Show what will happen to every row; a POST saves those that are chosen."""
    acting = need(request, "propose")
    found = _found(acting, import_id)
    if request.method == "POST":
        return _publish(request, acting, found)
    rows = apart(acting, _shown(acting, found)[: SHOWN + 1], _number)[0]
    context = {
        "import": found,
        "staged": found.state == ImportState.STAGED,
        "published": found.state == ImportState.PUBLISHED,
        "counts": _sentence(found),
        "preview": _preview(found, rows[:SHOWN]),
        "more": max(sum(found.counts.values()) - SHOWN, 0),
        "columns": ColumnsForm(mapping=found.mapping, language=_language()),
    }
    return render(request, "imports/import.html", context)


def _number(row: ImportRow) -> str | None:
    number: str | None = row.content["values"].get("identity_number")
    return number


def _shown(acting: Acting, found: Import) -> Any:
    rows = ImportRow.objects.filter(room_id=acting.room_id, within=found)
    # What needs a person's eyes comes first, then the file's own order.
    order = {RowState.ERROR: 0, RowState.DUPLICATE: 1, RowState.CHANGED: 2, RowState.GONE: 3}
    urgent = Case(*(When(state=state, then=Value(place)) for state, place in order.items()), default=Value(9))
    return rows.annotate(urgent=urgent).order_by("urgent", "number")


def _preview(found: Import, rows: list[ImportRow]) -> dict[str, Any]:
    labels = [_("Given name"), _("Family name"), _("Identity number"), _("Telephone")]
    staged = found.state == ImportState.STAGED
    return {"caption": found.file_name, "columns": labels, "rows": [_row(row, staged=staged) for row in rows]}


def _row(row: ImportRow, *, staged: bool) -> dict[str, Any]:
    content = row.content
    choices = [("take", _("Save")), ("leave", _("Leave out"))]
    open_row = staged and row.state in (RowState.NEW, RowState.CHANGED, RowState.DUPLICATE)
    return {
        "number": row.number or "–",
        "state": row.state,
        "reasons": content["reasons"],
        "values": [content["values"].get(name, "") for name in COLUMNS],
        "choices": choices if open_row else [],
        "chosen": "take" if row.taken else "leave",
    }


def _publish(request: HttpRequest, acting: Acting, found: Import) -> HttpResponse:
    rows = ImportRow.objects.filter(room_id=acting.room_id, within=found)
    taken = set(rows.filter(taken=True).values_list("number", flat=True))
    for name, chosen in request.POST.items():
        if name.startswith("row-") and name[4:].isdigit():
            (taken.add if chosen == "take" else taken.discard)(int(name[4:]))
    try:
        publish_import(by=acting, imported=found, taken=taken, now=timezone.now())
    except RefusedError as refused:
        messages.error(request, refused.sentence)
        return redirect("import", found.pk)
    messages.success(
        request, ngettext("%(count)s row is saved.", "%(count)s rows are saved.", len(taken)) % {"count": len(taken)}
    )
    return redirect("import", found.pk)


@require_POST
def read_again(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Read the same file with other columns."""
    acting = need(request, "propose")
    found = _found(acting, import_id)
    form = ColumnsForm(request.POST, mapping=found.mapping, language=_language())
    if found.state != ImportState.STAGED or found.file is None or not form.is_valid():
        raise Http404
    content, name = found.file, found.file_name
    drop_staged(by=acting, imported=found)
    staged = stage_import(
        by=acting, table=read_apart("list", content, name), file_name=name, content=content, now=timezone.now(),
        mapping=form.mapping(), language=_language(),
    )  # fmt: skip
    return redirect("import", staged.pk)


@require_POST
def undo(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Undo the whole list, or forget one that was never saved."""
    acting = need(request, "propose")
    found = _found(acting, import_id)
    if found.state == ImportState.STAGED:
        drop_staged(by=acting, imported=found)
        return redirect("imports")
    try:
        stays = undo_import(by=acting, imported=found, now=timezone.now())
    except RefusedError as refused:
        messages.error(request, refused.sentence)
    else:
        text = ngettext("%(count)s person stays: somebody has worked with them since.",
                        "%(count)s people stay: somebody has worked with them since.", len(stays))  # fmt: skip
        messages.success(request, text % {"count": len(stays)} if stays else _("The list is undone."))
    return redirect("import", found.pk)


urlpatterns = [
    path("import/", imports, name="imports"),
    path("import/<uuid:import_id>/", one_import, name="import"),
    path("import/<uuid:import_id>/kolumner/", read_again, name="import_columns"),
    path("import/<uuid:import_id>/angra/", undo, name="import_undo"),
]
