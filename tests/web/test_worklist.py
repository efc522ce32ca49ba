"""The work list: grouped by how near, each with why; proposals for a second person; what is not transferred."""

from datetime import date, timedelta

import pytest
import time_machine

from tests.cast import NOW, enter
from tests.files.build import file_in, note, proposed
from tests.web.queries import counted
from trefas.files.actions import set_next_step
from trefas.files.models import File, Note
from trefas.web.sources import News, NextMeeting, Task, present

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
NUMBERS = ("20070314-2380", "20020130-2387", "20060902-2389", "20030425-2380")


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def four(db):
    """One file in each group: the day is a Thursday."""
    files = []
    with enter("amina") as room:
        for number, days in zip(NUMBERS, (-3, 0, 2, 10), strict=True):
            file = file_in(room, given_name=f"Dag{days}", identity_number=number)
            on = NOW.date() + timedelta(days=days)
            set_next_step(by=room.acting, file_id=file.pk, version=1, now=NOW, text=f"Steg {days}", on=on)
            files.append(file)
    return files


def test_tasks_stand_in_four_groups_with_their_reasons(browse, four) -> None:
    page = browse("amina").get("/arbetslista/")
    groups = {group["id"]: [task.title for task in group["tasks"]] for group in page.context["groups"]}
    assert groups == {"late": ["Steg -3"], "today": ["Steg 0"], "this-week": ["Steg 2"], "later": ["Steg 10"]}
    content = page.content.decode()
    for words in ("Torsdag 19 november 2026, vecka 47", "1 försenad", "3 dagar sen", "Därför: Registrerad 19 november",
                  "till söndag 22 november", "Visa 1 uppgift senare än denna vecka", "SO-2026-0001"):  # fmt: skip
        assert words in content, words


def test_only_ones_own_are_there_and_nobody_elses_room(browse, four) -> None:
    assert "Steg" not in browse("nora").get("/arbetslista/").content.decode()
    assert "Steg" not in browse("ylva").get("/arbetslista/").content.decode()
    assert browse("sara").get("/arbetslista/").status_code == 403
    assert browse("amina").post("/arbetslista/").status_code == 405


def test_an_empty_day_says_what_comes_next(browse) -> None:
    assert "Inget att göra i dag." in browse("amina").get("/arbetslista/").content.decode()
    with enter("amina") as room:
        file = file_in(room)
        set_next_step(by=room.acting, file_id=file.pk, version=1, now=NOW, text="Ring", on=date(2026, 11, 20))
    assert "Nästa: fredag 20 november." in browse("amina").get("/arbetslista/").content.decode()


def test_a_proposal_waits_for_a_second_person_only(browse) -> None:
    with enter("bo") as room:
        proposed(room)
    assert "Bedöm förslaget" in browse("eva").get("/arbetslista/").content.decode()
    assert "Bedöm förslaget" not in browse("bo").get("/arbetslista/").content.decode()


def test_what_is_not_transferred_is_counted_listed_and_marked(browse, four) -> None:
    with enter("amina") as room:
        first = note(room, four[0], title="Första", happened_at=NOW - timedelta(days=8))
        note(room, four[0], title="Andra")
    client = browse("amina")
    page = client.get("/arbetslista/").content.decode()
    assert "2 anteckningar" in page
    assert "den äldsta från 11 november" in page
    listed = client.get("/arbetslista/inte-overfort/").content.decode()
    assert listed.index("Första") < listed.index("Andra")
    assert client.post("/arbetslista/inte-overfort/", {"note": [str(first.pk), "x"]}).status_code == 302
    with enter("amina") as room:
        waiting = Note.objects.filter(room_id=room.room_id, transferred_at=None)
        assert [row.title for row in waiting] == ["Andra"]
    with enter("bo") as room:
        assert not Note.objects.filter(room_id=room.room_id).exists()


def test_nobody_marks_anothers_note(browse, four) -> None:
    with enter("amina") as room:
        kept = note(room, four[0])
    browse("nora").post("/arbetslista/inte-overfort/", {"note": [str(kept.pk)]})
    with enter("amina") as room:
        assert Note.objects.get(room_id=room.room_id, pk=kept.pk).transferred_at is None


def test_other_families_add_tasks_news_and_the_next_meeting(browse, four, monkeypatch) -> None:
    task = Task(NOW.date(), "Besluta om att inleda utredning", "/x/", why="Uppgift 2 november.", person="Alva")
    meeting = NextMeeting(date(2026, 11, 20), "I morgon 09:00", "/mote/", text="7 akter på dagordningen.")
    monkeypatch.setattr("trefas.web.sources.TASKS", [lambda acting, rooms, today: [task]])
    monkeypatch.setattr("trefas.web.worklist.NEWS", [lambda acting, rooms, since: [News("Rättelse", "/y/")]])
    monkeypatch.setattr("trefas.web.sources.MEETINGS", [lambda acting, rooms, today: meeting])
    page = browse("amina").get("/arbetslista/").content.decode()
    for words in ("Besluta om att inleda utredning", "Rättelse", "I morgon 09:00", "7 akter på dagordningen."):
        assert words in page, words


def test_both_languages_are_whole(browse, four) -> None:
    assert "Because: Registered 19 November." in browse("amina", "en").get("/arbetslista/").content.decode()
    swedish = browse("amina").get("/arbetslista/").content.decode()
    for word in ("My work", "Because", "Review", "later than"):
        assert word not in swedish


def test_kinds_of_work_that_one_has_none_of_are_asked_for_together(four) -> None:
    with enter("amina") as room:
        there = present([Note.objects.filter(room_id=room.room_id, pk=None), File.objects.all()[:1]])
        assert there == [False, True]
        assert present([]) == []


def test_the_page_asks_the_database_at_most_twelve_times(browse, four) -> None:
    """With all families that add tasks: each adds one more on the days it has something."""
    with enter("amina") as room:
        note(room, four[0])
    client = browse("amina")
    client.get("/arbetslista/")
    with counted() as asked:
        client.get("/arbetslista/")
    assert len(asked) <= 12, "\n".join(asked)
