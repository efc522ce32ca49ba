"""What is written stays; papers are what their bytes say; drafts and third persons go no further than they should."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connections, transaction

from tests.cast import NOW, enter
from tests.files.build import file_in, note
from trefas.files.actions import (
    Entry,
    add_attachment,
    correct_note,
    drop_draft,
    keep_draft,
    mark_transferred,
    mention,
    remove_mention,
)
from trefas.files.models import Attachment, Draft, Mention, Note
from trefas.files.papers import JPEG, LARGEST, PDF, PNG, TEXT, WORD, content_type_of
from trefas.files.reading import draft_of, not_transferred
from trefas.persons import search
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def correction(text="2 november 2026.", title="Händelsen var 2 november"):
    return Entry(kind="fact", title=title, text=text, happened_at=NOW)


def packed(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return buffer.getvalue()


def test_a_note_keeps_fact_apart_from_judgement_with_ground_and_reliability() -> None:
    with enter("bo") as room:
        kept = note(room, file_in(room), ground="BDL 2:10", category="B", reliability="A2")
        again = Note.objects.get(room_id=room.room_id, pk=kept.pk)
        assert (again.kind, again.ground, again.category, again.reliability) == ("fact", "BDL 2:10", "B", "A2")
        assert room.events[-1][1].kind == "note.added"


@pytest.mark.parametrize("wrong", [{"kind": "rumour"}, {"title": " "}, {"text": ""}])
def test_a_note_without_kind_heading_or_text_is_refused(wrong) -> None:
    with enter("bo") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            note(room, file, **wrong)


def test_a_note_about_what_has_not_happened_yet_is_refused() -> None:
    with enter("bo") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            note(room, file, happened_at=NOW + timedelta(minutes=1))


def test_notes_are_only_added_to_and_the_database_says_so_too() -> None:
    with enter("bo") as room:
        kept = note(room, file_in(room))
        for statement in ("UPDATE files_note SET kind = 'fact' WHERE id = %s", "DELETE FROM files_note WHERE id = %s"):
            with pytest.raises(ProgrammingError), transaction.atomic(using="rooms"):
                connections["rooms"].cursor().execute(statement, [kept.pk])


def test_a_correction_points_back_once() -> None:
    with enter("bo") as room:
        old = note(room, file_in(room))
        new = correct_note(by=room.acting, note_id=old.pk, entry_=correction(), now=NOW)
        assert new.corrects_id == old.pk
        with pytest.raises(RefusedError):
            correct_note(by=room.acting, note_id=old.pk, entry_=correction(), now=NOW)


def test_what_is_not_yet_in_the_own_case_system_is_listed_until_it_is_marked() -> None:
    with enter("amina") as room:
        file = file_in(room)
        first, second = note(room, file, happened_at=NOW - timedelta(days=3)), note(room, file)
        assert list(not_transferred(room.acting, [room.room_id])) == [first, second]
        assert mark_transferred(by=room.acting, note_ids=[first.pk], now=NOW) == 1
        assert mark_transferred(by=room.acting, note_ids=[first.pk], now=NOW) == 0
        assert list(not_transferred(room.acting, [room.room_id])) == [second]
    with enter("nora") as room:
        assert list(not_transferred(room.acting, [room.room_id])) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", PDF),
        (b"\x89PNG\r\n\x1a\n...", PNG),
        (b"\xff\xd8\xff\xe0...", JPEG),
        ("Sagt i telefon, åäö.".encode(), TEXT),
        (packed("[Content_Types].xml", "word/document.xml"), WORD),
    ],
)
def test_the_type_of_a_paper_is_what_its_bytes_say(content, kind) -> None:
    assert content_type_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"\x00\x01\x02",
        b"x" * (LARGEST + 1),
        packed("word/document.xml", "word/vbaProject.bin"),
        packed("payload.exe"),
        b"PK\x03\x04broken",
    ],
)
def test_an_empty_huge_or_unknown_paper_is_refused(content) -> None:
    with pytest.raises(RefusedError):
        content_type_of(content)


def test_a_paper_is_sealed_and_its_name_loses_its_folders() -> None:
    with enter("amina") as room:
        kept = note(room, file_in(room))
        made = add_attachment(
            by=room.acting, note_id=kept.pk, name="..\\..\\samtal.pdf", content=b"%PDF-Leo Tornfeldt", now=NOW
        )
        again = Attachment.objects.get(room_id=room.room_id, pk=made.pk)
        assert (again.name, again.content, again.content_type) == ("samtal.pdf", b"%PDF-Leo Tornfeldt", PDF)
        with connections["rooms"].cursor() as cursor:
            cursor.execute("SELECT a::text FROM files_attachment a")
            assert "Tornfeldt" not in cursor.fetchone()[0]


def test_a_draft_is_its_writers_own_and_goes_when_it_is_dropped() -> None:
    with enter("amina") as room:
        keep_draft(by=room.acting, place="note", content={"text": "Leo ringde"}, now=NOW)
        keep_draft(by=room.acting, place="note", content={"text": "Leo ringde 23:40"}, now=NOW)
        assert draft_of(room.acting, "note").content == {"text": "Leo ringde 23:40"}
        assert Draft.objects.filter(room_id=room.room_id).count() == 1
    with enter("nora") as room:
        assert draft_of(room.acting, "note") is None
    with enter("amina") as room:
        drop_draft(by=room.acting, place="note")
        assert draft_of(room.acting, "note") is None


def test_a_third_person_is_found_nowhere_and_can_be_taken_out() -> None:
    with enter("bo") as room:
        file = file_in(room)
        made = mention(by=room.acting, file_id=file.pk, name="Ada Brink", relation="syster", text="", now=NOW)
        assert search.find(room.room_id, "police", "Ada Brink") == []
        remove_mention(by=room.acting, mention_id=made.pk)
        assert not Mention.objects.filter(room_id=room.room_id).exists()


def test_who_may_not_follow_may_not_write() -> None:
    with enter("amina") as room:
        file = file_in(room)
    with enter("lena") as room:
        with pytest.raises(RefusedError):
            note(room, file)
        with pytest.raises(RefusedError):
            mention(by=room.acting, file_id=file.pk, name="A", relation="b", text="", now=NOW)
