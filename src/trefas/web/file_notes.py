"""Writing notes in a file, correcting them, their papers, drafts, and copying them to the own case system."""

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.files.actions import (
    Entry,
    add_attachment,
    add_note,
    correct_note,
    drop_draft,
    keep_draft,
    mark_transferred,
)
from trefas.files.models import Attachment, Note
from trefas.files.papers import ENDINGS, content_type_of
from trefas.files.reading import draft_of
from trefas.web import staff
from trefas.web.dates import clock, full_date
from trefas.web.file_forms import answer, writable
from trefas.web.file_frame import Opened, identity, opened
from trefas.web.forms.files import NoteForm

DRAFTED = ("kind", "title", "text", "happened_at", "ground", "category", "reliability", "information")


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Write a note; what was begun before comes back from the draft."""
    one = writable(opened(request, file_id))
    draft_ = draft_of(one.acting, _place(file_id)) if request.method != "POST" else None
    initial = {"happened_at": timezone.localtime(), **(draft_.content if draft_ else {})}
    form = NoteForm(request.POST or None, request.FILES or None, room_kind=one.acting.room_kind, initial=initial)
    words = {
        "title": _("Write a note"),
        "lead": _("A note is never changed. What turns out wrong is corrected by a new one."),
        "button": _("Save the note"),
        "multipart": True,
        "draft_url": reverse("file_draft", args=[file_id]),
        "draft_at": draft_.at if draft_ else None,
        "next": reverse("file", args=[file_id]),
        "tab": "file_timeline",
    }
    return answer(request, one, form, lambda given: _save_note(one, given), words)


def _save_note(one: Opened, given: dict[str, Any]) -> None:
    content = _bytes(given)
    made = add_note(by=one.acting, file_id=one.file.pk, entry_=_entry(given), now=timezone.now())
    _keep_paper(one, made, given, content)
    drop_draft(by=one.acting, place=_place(one.file.pk))


def _bytes(given: dict[str, Any]) -> bytes:
    """Read and judge the paper before anything is written, so that nothing is half stored."""
    paper = given.get("paper")
    content: bytes = paper.read() if paper else b""
    if paper:
        content_type_of(content)
    return content


def _keep_paper(one: Opened, note_: Note, given: dict[str, Any], content: bytes) -> None:
    if content:
        name = given["paper"].name
        add_attachment(by=one.acting, note_id=note_.pk, name=name, content=content, now=timezone.now())


def _entry(given: dict[str, Any]) -> Entry:
    return Entry(
        kind=given["kind"],
        title=given["title"],
        text=given["text"],
        happened_at=given["happened_at"],
        ground=given["ground"],
        category=given.get("category", ""),
        reliability=given.get("reliability", ""),
        information=tuple(given["information"]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, file_id: uuid.UUID, note_id: uuid.UUID) -> HttpResponse:
    """Write what is right instead; the old text stays, struck through."""
    one = writable(opened(request, file_id))
    old = _note(one, note_id)
    initial = {name: getattr(old, name) for name in DRAFTED} | {"happened_at": timezone.localtime(old.happened_at)}
    form = NoteForm(request.POST or None, request.FILES or None, room_kind=one.acting.room_kind, initial=initial)

    def save(given: dict[str, Any]) -> None:
        content = _bytes(given)
        made = correct_note(by=one.acting, note_id=old.pk, entry_=_entry(given), now=timezone.now())
        _keep_paper(one, made, given, content)

    words = {
        "title": _("Correct the note"),
        "lead": _("Write the whole note as it should be. The old text stays, struck through."),
        "button": _("Save the correction"),
        "multipart": True,
        "next": reverse("file_timeline", args=[file_id]),
        "tab": "file_timeline",
    }
    return answer(request, one, form, save, words)


@require_http_methods(["GET", "HEAD", "POST"])
def copy_out(request: HttpRequest, file_id: uuid.UUID, note_id: uuid.UUID) -> HttpResponse:
    """Show a note as text to copy into the own case system, and note that it is there."""
    one = writable(opened(request, file_id))
    found = _note(one, note_id)
    if request.method == "POST":
        mark_transferred(by=one.acting, note_ids=[found.pk], now=timezone.now())
        return redirect("file_timeline", file_id)
    author = staff.names([found.by_id]).get(found.by_id, "")
    happened = timezone.localtime(found.happened_at)
    text = "\n".join(
        [
            f"{happened:%Y-%m-%d %H:%M} {found.title}",
            f"{found.get_kind_display()}. {author}. {found.ground}".strip(),
            "",
            found.text or "",
        ]
    )
    context = {"person": identity(one, "file_timeline"), "text": text, "note": found}
    return render(request, "files/copy.html", context)


def _note(one: Opened, note_id: uuid.UUID) -> Note:
    found = Note.objects.filter(room_id=one.file.room_id, person_id=one.file.person_id, pk=note_id).first()
    if found is None or found.file_id is None:
        raise Http404
    return found


@require_POST
def draft(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Keep what is written so far; an emptied form forgets it."""
    one = writable(opened(request, file_id))
    content: dict[str, Any] = {name: request.POST.get(name, "") for name in DRAFTED}
    content["information"] = request.POST.getlist("information")
    if content["title"].strip() or content["text"].strip():
        keep_draft(by=one.acting, place=_place(file_id), content=content, now=timezone.now())
    else:
        drop_draft(by=one.acting, place=_place(file_id))
    if "text/html" in request.headers.get("Accept", ""):
        return redirect("file_note", file_id)
    return HttpResponse(status=204)


def _place(file_id: uuid.UUID) -> str:
    return f"note:{file_id}"


@require_safe
def documents(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """List the papers of the file."""
    one = opened(request, file_id)
    found = Attachment.objects.filter(room_id=one.file.room_id, person_id=one.file.person_id)
    papers = list(found.defer("content").order_by("-at", "id")[:200])
    by = staff.names(paper_.by_id for paper_ in papers)
    rows = [
        {
            "title": paper_.name,
            "url": reverse("file_paper", args=[file_id, paper_.pk]),
            "text": f"{by.get(paper_.by_id, '')}, {_moment(paper_.at)}",
            "aside": _size(paper_.size),
        }
        for paper_ in papers
    ]
    return render(request, "files/documents.html", {"person": identity(one, "file_documents"), "rows": rows})


def _moment(at: datetime) -> str:
    return f"{full_date(at)} {clock(at)}"


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(size // 1024, 1)} kB"


@require_safe
def paper(request: HttpRequest, file_id: uuid.UUID, paper_id: uuid.UUID) -> HttpResponse:
    """Give a paper as a download: it never opens as a page of ours."""
    one = opened(request, file_id)
    found = Attachment.objects.filter(room_id=one.file.room_id, person_id=one.file.person_id, pk=paper_id).first()
    if found is None:
        raise Http404
    response = HttpResponse(found.content, content_type=found.content_type)
    # A name of ours: the sender's may name a person, and would then stand in every folder of downloads.
    name = f"papper-{str(found.pk)[:8]}.{ENDINGS.get(found.content_type, 'bin')}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
