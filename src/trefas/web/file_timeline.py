"""The timeline's items in words: own notes, events and received copies, each with source, ground and nature."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from trefas.accountability.contested import contested
from trefas.disclosures.models import ReceivedItem
from trefas.files.definitions import definition_of, said
from trefas.files.models import Attachment, FileEvent, Note, NoteKind
from trefas.files.timeline import KINDS, Row, papers_of, stretch
from trefas.methods import Method
from trefas.web import staff
from trefas.web.dates import short_date
from trefas.web.file_frame import Opened, identity, opened
from trefas.web.inbox import doubt_words
from trefas.web.staff import UnitName

FIRST, MORE = 6, 20
HOLDERS = {
    "police": "OSL 18 kap. 1 §, 35 kap. 1 §",
    "social_services": "OSL 26 kap. 1 §",
    "exit_unit": "OSL 26 kap. 1 §",
    "prison_and_probation": "OSL 35 kap. 15 §",
}


@dataclass(frozen=True)
class Words:
    """What the items of one page need besides their rows."""

    one: Opened
    staff: Mapping[uuid.UUID, str]
    units: Mapping[uuid.UUID, UnitName]
    papers: Mapping[uuid.UUID, list[Attachment]]
    disputed: Collection[uuid.UUID]


def timeline_of(one: Opened, after: str = "", kind: str = "", size: int = FIRST) -> dict[str, Any]:
    """Return `items`, `more_url` and `more_text` for the timeline component, and `counts` by kind."""
    kinds = (kind,) if kind in KINDS else KINDS
    page = stretch(one.file, after, size, kinds)
    rows = [row for _when, row in page.rows]
    words = _words(one, rows)
    query = urlencode({"after": page.after, "kind": kind})
    return {
        "items": [_item(when, row, words) for when, row in page.rows],
        "more_url": f"{reverse('file_timeline', args=[one.file.pk])}?{query}" if page.after else "",
        "more_text": ngettext("Show %(older)s older item", "Show %(older)s older items", page.older)
        % {"older": page.older},
        "counts": page.counts,
    }


def _words(one: Opened, rows: list[Row]) -> Words:
    notes = [row for row in rows if isinstance(row, Note)]
    people = [row.registered_by_id if isinstance(row, ReceivedItem) else row.by_id for row in rows]
    senders = [row.sender_id for row in rows if isinstance(row, ReceivedItem)]
    with_papers = [note for note in notes if getattr(note, "papers", 0)]
    disputed = contested(one.file.room_id, one.file.person_id)
    return Words(one, staff.names(people), staff.units(senders), papers_of(with_papers), disputed)


def _item(when: datetime, row: Row, words: Words) -> dict[str, Any]:
    if isinstance(row, Note):
        return _note(when, row, words)
    return _event(when, row, words) if isinstance(row, FileEvent) else _received(when, row, words)


def _own(words: Words) -> dict[str, str]:
    acting = words.one.acting
    return staff.marked(staff.hue_of(acting.room_kind), acting.unit_short_name)


def _note(when: datetime, note: Note, words: Words) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"i{note.pk}",
        "when": when,
        "authority": _own(words),
        "kind": _("Correction") if note.corrects_id else NoteKind(note.kind).label,
        "tags": [*([{"text": _("Corrected")}] if getattr(note, "corrected", False) else []), *_disputed(note, words)],
        "title": note.title,
        "text": note.text,
        "source": [words.staff.get(note.by_id, ""), *_police(note)],
        "ground": _ground(note),
        "after_ground": [_transferred(note)],
        "attachments": [
            {"url": reverse("file_paper", args=[words.one.file.pk, paper.pk]), "name": paper.name}
            for paper in words.papers.get(note.pk, [])
        ],
        "actions": _note_acts(note, words),
    }
    if note.corrects is not None:
        label = _("the entry of %(day)s") % {"day": short_date(note.corrects.happened_at)}
        item["corrects"] = {"was": note.corrects.text, "url": f"#i{note.corrects_id}", "label": label}
    return item


def _disputed(row: Note | ReceivedItem, words: Words) -> list[dict[str, str]]:
    return [{"text": _("Disputed, not decided"), "tone": "warn"}] if row.pk in words.disputed else []


def _ground(note: Note) -> str:
    own = _("Own judgement") if note.kind == NoteKind.JUDGEMENT else _("Own note")
    return f"{own}, {note.ground}" if note.ground else own


def _police(note: Note) -> list[str]:
    parts = []
    if note.category:
        parts.append(_("Category %(category)s") % {"category": note.category})
    if note.reliability:
        parts.append(_("Reliability %(reliability)s") % {"reliability": note.reliability})
    return parts


def _transferred(note: Note) -> str:
    return _("Transferred to the case system") if note.transferred_at else _("Not yet in the case system")


def _note_acts(note: Note, words: Words) -> list[dict[str, str]]:
    file = words.one.file
    if not words.one.acting.may("follow") or note.file_id is None or file.ended_on:
        return []
    acts = [{"text": _("Copy out"), "url": reverse("file_copy", args=[file.pk, note.pk])}]
    if not getattr(note, "corrected", False):
        acts.append({"text": _("Correct"), "url": reverse("file_correct", args=[file.pk, note.pk])})
    return acts


def _event(when: datetime, row: FileEvent, words: Words) -> dict[str, Any]:
    detail = row.detail or {}
    told = _("Happened %(day)s") % {"day": short_date(row.on)}
    return {
        "id": f"i{row.pk}",
        "when": when,
        "authority": _own(words),
        "kind": _("Event"),
        "title": said(definition_of(words.one.file).event(row.kind).name).rstrip("."),
        "text": _worded(definition_of(words.one.file), detail.get("text", "")),
        "source": [words.staff.get(row.by_id, ""), *([told] if row.on != when.date() else [])],
        "ground": "",
    }


def _worded(method: Method, text: str) -> str:
    """Return the definition's own words where an event only names what was offered, given or decided."""
    names = {one.id: one.name for one in method.offers}
    names |= {one.id: one.name for one in method.supports}
    names |= {one.id: one.name for one in method.measures}
    names |= {one.id: one.name for one in method.endings}
    return said(names[text]) if text in names else text


def _received(when: datetime, row: ReceivedItem, words: Words) -> dict[str, Any]:
    content = row.content or {}
    sender = words.units.get(row.sender_id)
    nature = str(dict(NoteKind.choices).get(content.get("nature", ""), ""))
    protected = HOLDERS.get(words.one.acting.room_kind, "")
    item: dict[str, Any] = {
        "id": f"i{row.pk}",
        "when": when,
        "authority": staff.marked(sender.kind, sender.label) if sender else staff.marked("other", ""),
        "kind": _("Correction") if row.corrects_id else nature,
        "tags": [*_received_tags(row, content), *_disputed(row, words)],
        "title": content.get("title", ""),
        # What the sender asks of the receiver, such as whom not to tell, stays beside what was told.
        "text": "\n".join(text for text in (content.get("text", ""), content.get("message", "")) if text),
        "source": [_sender(content, sender), _("Received %(number)s") % {"number": row.diary_number}],
        "ground": _("Support: %(statutes)s") % {"statutes": ", ".join(row.statutes)} if row.statutes else "",
        "after_ground": [_("Protected here by %(provision)s") % {"provision": protected}] if protected else [],
    }
    if row.corrects is not None:
        was = row.corrects
        label = _("the entry of %(day)s") % {"day": short_date(was.happened_at or was.registered_at)}
        item["corrects"] = {"was": (was.content or {}).get("text", ""), "url": f"#i{was.pk}", "label": label}
    return item


def _received_tags(row: ReceivedItem, content: Mapping[str, Any]) -> list[dict[str, str]]:
    tags = [{"text": _("Told orally")}] if content.get("told_at") else []
    if content.get("doubt"):
        tags.append({"text": doubt_words(content["doubt"])})
    return [*tags, {"text": _("Corrected")}] if getattr(row, "corrected", False) else tags


def _sender(content: Mapping[str, Any], unit: staff.UnitName | None) -> str:
    """The named officer who disclosed it and the unit, as the copy itself says."""
    officer = (content.get("from") or {}).get("officer", "")
    return ", ".join(part for part in (officer, unit.name if unit else "") if part)


@require_safe
def timeline(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show the whole timeline, or to htmx the older items that follow."""
    one = opened(request, file_id)
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "")
    data = timeline_of(one, after, kind, MORE)
    if getattr(request, "htmx", False) and after:
        return render(request, "components/timeline_page.html", {**data, "id": "timeline"})
    views = _kinds(one, kind, {} if kind or after else data["counts"])
    context = {"person": identity(one, "file_timeline"), "timeline": data, "views": views}
    return render(request, "files/timeline.html", context)


def _kinds(one: Opened, kind: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The choice of kinds; how many there are of each is told where all of them are shown."""
    here = reverse("file_timeline", args=[one.file.pk])
    names = {"": _("Everything"), "notes": _("Notes"), "events": _("Events"), "received": _("Received")}
    return [
        {
            "label": label,
            "url": f"{here}?kind={name}" if name else here,
            "count": counts.get(name, sum(counts.values())) if counts else None,
            "current": name == kind,
        }
        for name, label in names.items()
    ]
