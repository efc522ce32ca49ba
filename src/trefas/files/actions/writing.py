"""Writing in a file: notes that are only added to, papers, drafts, third persons, and what is transferred."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.files import policy
from trefas.files.actions._opening import locked
from trefas.files.models import Attachment, Draft, File, Mention, Note, NoteKind
from trefas.files.papers import content_type_of
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened

MOST_PAPERS = 20


@dataclass(frozen=True)
class Entry:
    """A note as it is written: `category` and `reliability` for what comes from police work."""

    kind: str
    title: str
    text: str
    happened_at: datetime
    ground: str = ""
    category: str = ""
    reliability: str = ""
    information: tuple[str, ...] = field(default=())


@action
def add_note(*, by: Acting, file_id: uuid.UUID, entry_: Entry, now: datetime) -> Note:
    """Write a note. It is never changed afterwards: a correction is a new note that points to it."""
    policy.demand(policy.holds(by, "follow"))
    file = locked(file_id)
    policy.demand(policy.is_open(file))
    return _written(by, file, entry_, None, now)


@action
def correct_note(*, by: Acting, note_id: uuid.UUID, entry_: Entry, now: datetime) -> Note:
    """Correct a note by a new one; the old one stays, struck through."""
    policy.demand(policy.holds(by, "follow"))
    old = _filed(note_id)
    file = locked(_file_of(old))
    if Note.objects.filter(room_id=old.room_id, corrects=old).exists():
        raise RefusedError(_("The note has already been corrected. Correct the correction instead."))
    return _written(by, file, entry_, old, now)


@action
def mark_transferred(*, by: Acting, note_ids: Iterable[uuid.UUID], now: datetime) -> int:
    """Note that notes are now in the own case system; returns how many were marked."""
    policy.demand(policy.holds(by, "follow"))
    found = Note.objects.filter(room_id__in=opened(), pk__in=list(note_ids), transferred_at=None)
    ids = list(found.values_list("id", flat=True))
    marked = found.update(transferred_at=now, transferred_by_id=by.user_id)
    entry.current().record(Event("note.transferred", ids={"note": ids}, counts={"notes": marked}))
    return marked


@action
def add_attachment(*, by: Acting, note_id: uuid.UUID, name: str, content: bytes, now: datetime) -> Attachment:
    """Keep a paper with a note: its type is judged by its content, and it is sealed like the text."""
    policy.demand(policy.holds(by, "follow"))
    note = _filed(note_id)
    if Attachment.objects.filter(room_id=note.room_id, note=note).count() >= MOST_PAPERS:
        raise RefusedError(_("A note takes at most 20 papers. Write another note."))
    kept = Attachment.objects.create(
        room_id=note.room_id, note=note, file_id=_file_of(note), person_id=note.person_id, name=_plain(name),
        content=content, content_type=content_type_of(content), size=len(content), at=now, by_id=by.user_id,
    )  # fmt: skip
    event = Event("attachment.added", ids={"attachment": [kept.pk], "note": [note.pk]}, counts={"bytes": len(content)})
    entry.current().record(event, room_id=note.room_id)
    return kept


@action
def mention(*, by: Acting, file_id: uuid.UUID, name: str, relation: str, text: str, now: datetime) -> Mention:
    """Write a third person, not suspected, into one file: nothing else is made of her."""
    policy.demand(policy.holds(by, "follow"))
    file = locked(file_id)
    made = Mention.objects.create(
        room_id=file.room_id, file=file, person_id=file.person_id, name=name, relation=relation, text=text or None,
        at=now, by_id=by.user_id,
    )  # fmt: skip
    entry.current().record(Event("mention.added", ids={"file": [file.pk], "mention": [made.pk]}), room_id=file.room_id)
    return made


@action
def remove_mention(*, by: Acting, mention_id: uuid.UUID) -> None:
    """Take a third person out of the file when the entry is no longer needed."""
    policy.demand(policy.holds(by, "follow"))
    found = Mention.objects.get(room_id__in=opened(), pk=mention_id)
    ids = {"file": [found.file_id], "mention": [found.pk]}
    found.delete()
    entry.current().record(Event("mention.removed", ids=ids), room_id=found.room_id)


@action
def keep_draft(*, by: Acting, place: str, content: Mapping[str, Any], now: datetime) -> Draft:
    """Keep what somebody has begun to write, under her own key; the next keeping replaces it."""
    found = Draft.objects.filter(room_id=by.room_id, user_id=by.user_id, place=place).first()
    draft = found or Draft(room_id=by.room_id, user_id=by.user_id, place=place)
    draft.content, draft.at = dict(content), now
    draft.save()
    entry.current().record(Event("draft.kept", ids={"draft": [draft.pk]}))
    return draft


@action
def drop_draft(*, by: Acting, place: str) -> None:
    """Forget a draft, when it was saved or thrown away."""
    gone, _by_model = Draft.objects.filter(room_id=by.room_id, user_id=by.user_id, place=place).delete()
    entry.current().record(Event("draft.dropped", counts={"drafts": gone}))


def _written(by: Acting, file: File, written: Entry, corrects: Note | None, now: datetime) -> Note:
    if written.kind not in NoteKind.values or not written.title.strip() or not written.text.strip():
        raise RefusedError(_("Say whether it is a fact or a judgement, and write a heading and a text."))
    if written.happened_at > now:
        raise RefusedError(_("The time has not come yet. Write when it happened."))
    note = Note.objects.create(
        room_id=file.room_id, person_id=file.person_id, file=file, kind=written.kind, title=written.title.strip(),
        text=written.text.strip(), ground=written.ground, category=written.category, reliability=written.reliability,
        information=list(written.information), happened_at=written.happened_at, recorded_at=now, by_id=by.user_id,
        corrects=corrects,
    )  # fmt: skip
    ids = {"note": [note.pk], "file": [file.pk], "person": [file.person_id]}
    ids |= {"corrects": [corrects.pk]} if corrects else {}
    entry.current().record(Event("note.added", ids=ids, codes={"kind": note.kind}), room_id=file.room_id)
    return note


def _filed(note_id: uuid.UUID) -> Note:
    return Note.objects.get(room_id__in=opened(), pk=note_id, file__isnull=False)


def _file_of(note: Note) -> uuid.UUID:
    if note.file_id is None:
        raise ValueError("The note stands in no file.")
    return note.file_id


def _plain(name: str) -> str:
    """A name without folders or control characters, at most 120 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[:120] or "fil"
