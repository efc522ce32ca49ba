"""Listan: who is on it, in which order, edited in place, conflicts, columns, taking it out, and other rooms."""

import io
import json
import re
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from tests.cast import NOW, enter
from tests.disclosures.build import NOEL
from tests.files.build import file_in, happen, proposed, user
from tests.web.queries import counted
from trefas.audit.models import Event
from trefas.authorities.models import Unit
from trefas.files.actions import add_counterpart, choose_columns, reassign, set_case_reference, set_next_step
from trefas.files.models import File
from trefas.web.listan import listan
from trefas.web.sources import MEETINGS, NextMeeting

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
HUGO = {"given_name": "Hugo", "family_name": "Ängby", "identity_number": "20020130-2387"}
TAREK = {"given_name": "Tarek", "family_name": "Solvinge", "identity_number": "20060902-2389"}
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def step(room, file, text="Ring", on=date(2026, 11, 20)):
    version = File.objects.get(room_id=room.room_id, pk=file.pk).version
    return set_next_step(by=room.acting, file_id=file.pk, version=version, now=NOW, text=text, on=on)


@pytest.fixture
def three(db):
    """Three files of Amina's: late, today, next week."""
    with enter("amina") as room:
        files = [file_in(room), file_in(room, **HUGO), file_in(room, **TAREK)]
        for file, days in zip(files, (0, -1, 7), strict=True):
            step(room, file, f"Steg {days}", NOW.date() + timedelta(days=days))
    return files


def names(page):
    content = page.content.decode()
    found = {name: content.find(f">{name}<") for name in ("Leo Tornfeldt", "Hugo Ängby", "Tarek Solvinge")}
    return [name for name, place in sorted(found.items(), key=lambda pair: pair[1]) if place >= 0]


def test_the_next_date_decides_the_order_and_late_is_told(browse, three) -> None:
    page = browse("amina").get("/listan/")
    assert page.status_code == 200
    assert names(page) == ["Hugo Ängby", "Leo Tornfeldt", "Tarek Solvinge"]
    content = page.content.decode()
    assert "1 dag sen" in content
    assert "20070314-••••" in content
    assert "0314-2380" not in content


def test_both_languages_are_whole(browse, three) -> None:
    assert "Why on the list" in browse("amina", "en").get("/listan/").content.decode()
    swedish = browse("amina").get("/listan/").content.decode()
    assert "Därför på listan" in swedish
    for word in ("Why on", "The list", "Next step", "Nobody yet"):
        assert word not in swedish


def test_another_room_sees_none_of_it_and_cannot_save(browse, three) -> None:
    client = browse("ylva")
    assert names(client.get("/listan/?view=unit")) == []
    saved = client.post(f"/listan/{three[0].pk}/", {"field": "next_step", "value": "X", "version": 1}, **JSON)
    assert saved.status_code == 404


def test_a_role_that_sees_no_person_is_turned_away(browse) -> None:
    assert browse("sara").get("/listan/").status_code == 403
    assert browse("bo").post("/listan/kolumner/?view=mine", {"column": ["due"]}).status_code == 302
    assert browse("bo").get("/listan/kolumner/").status_code == 405


def test_views_count_and_filter(browse, three) -> None:
    with enter("sven") as room:
        reassign(by=room.acting, file_ids=[three[2].pk], to_user=user("nora").pk, now=NOW)
    client = browse("amina")
    assert names(client.get("/listan/")) == ["Hugo Ängby", "Leo Tornfeldt"]
    assert names(client.get("/listan/?view=late")) == ["Hugo Ängby"]
    assert len(names(client.get("/listan/?view=unit"))) == 3
    assert names(client.get(f"/listan/?view=unit&handler={user('nora').pk}")) == ["Tarek Solvinge"]
    assert names(client.get("/listan/?view=unit&due=today")) == ["Leo Tornfeldt"]


def test_social_services_lists_take_no_other_filter_than_handler_unit_and_date(browse, three) -> None:
    page = browse("amina").get("/listan/?view=unit&stage=offered")
    assert len(names(page)) == 3
    assert 'name="stage"' not in page.content.decode()
    with enter("bo") as room:
        proposed(room)
    police = browse("bo").get("/listan/?stage=proposed")
    assert 'name="stage"' in police.content.decode()
    assert names(police) == ["Leo Tornfeldt"]
    assert names(browse("bo").get("/listan/?stage=offered")) == []


def test_a_name_is_sought_by_post_and_never_stands_in_an_address(browse, three) -> None:
    page = browse("amina").post("/listan/?view=unit", {"q": "Tarek"})
    assert names(page) == ["Tarek Solvinge"]
    assert "q=Tarek" not in page.content.decode()


def test_names_sort_in_swedish_order(browse, three) -> None:
    assert names(browse("amina").get("/listan/?sort=name"))[0] == "Hugo Ängby"
    assert names(browse("amina").get("/listan/?sort=-due"))[0] == "Tarek Solvinge"


def test_a_long_list_comes_in_pages_without_loss_or_repeat(browse, three, monkeypatch) -> None:
    from trefas.files import listing

    monkeypatch.setattr(listing.page_of, "__defaults__", (2,))
    client = browse("amina")
    first = client.get("/listan/")
    assert names(first) == ["Hugo Ängby", "Leo Tornfeldt"]
    after = first.context["more_url"]
    assert names(client.get(after)) == ["Tarek Solvinge"]


def test_a_cell_is_saved_in_place(browse, three) -> None:
    client, file = browse("amina"), three[0]
    answer = client.post(f"/listan/{file.pk}/", {"field": "next_step", "value": "Besök", "version": 2}, **JSON)
    assert answer.status_code == 200
    assert answer.json() == {"value": "Besök", "text": "Besök", "meta": "", "tone": "", "version": 3, "saved": "10:00"}
    dated = client.post(f"/listan/{file.pk}/", {"field": "next_step_on", "value": "2026-11-18", "version": 3}, **JSON)
    assert dated.json()["tone"] == "late"
    assert dated.json()["text"] == "18 nov"


@pytest.mark.parametrize("value", ["", "i morgon", "2026-13-01"])
def test_what_is_no_date_is_refused_in_one_sentence(browse, three, value) -> None:
    form = {"field": "next_step_on", "value": value, "version": 2}
    answer = browse("amina").post(f"/listan/{three[0].pk}/", form, **JSON)
    assert answer.status_code == 422
    assert "2026-11-27" in answer.json()["error"]
    plain = browse("amina").post(f"/listan/{three[0].pk}/", form)
    assert plain.status_code == 302
    assert "2026-11-27" in browse("amina").get(plain["Location"]).content.decode()


def test_without_javascript_a_cell_is_a_form_of_its_own(browse, three) -> None:
    client, file = browse("amina"), three[0]
    page = client.get(f"/listan/?redigera={file.pk}.next_step").content.decode()
    assert f'action="/listan/{file.pk}/"' in page
    assert client.post(f"/listan/{file.pk}/", {"field": "next_step", "value": "Ny", "version": 2}).status_code == 302


def conflict(browse, file):
    with enter("nora") as room:
        set_next_step(by=room.acting, file_id=file.pk, version=2, now=NOW, text="Noras text")
    client = browse("amina")
    form = {"field": "next_step", "value": "Aminas text", "version": 2}
    return client, client.post(f"/listan/{file.pk}/", form, **JSON)


def test_two_at_once_the_second_is_told_who_was_first_and_can_merge(browse, three) -> None:
    file = three[0]
    client, answer = conflict(browse, file)
    assert answer.status_code == 409
    assert answer.json()["who"] == "Nora Hedin"
    page = client.get(answer.json()["compare_url"]).content.decode()
    assert "Noras text" in page
    assert "Aminas text" in page
    merged = client.post(
        answer.json()["compare_url"], {"keep": "merged", "value": "Noras och Aminas text", "version": 3}
    )
    assert merged.status_code == 302
    with enter("amina") as room:
        assert File.objects.get(room_id=room.room_id, pk=file.pk).next_step == "Noras och Aminas text"
    assert client.get(answer.json()["compare_url"]).status_code == 404


def test_taking_the_others_text_changes_nothing_and_forgets_the_own(browse, three) -> None:
    client, answer = conflict(browse, three[0])
    client.post(answer.json()["compare_url"], {"keep": "theirs", "version": 3})
    with enter("amina") as room:
        file = File.objects.get(room_id=room.room_id, pk=three[0].pk)
        assert (file.next_step, file.version) == ("Noras text", 3)


def test_a_merge_that_meets_a_third_change_shows_it(browse, three) -> None:
    client, answer = conflict(browse, three[0])
    with enter("nora") as room:
        set_next_step(by=room.acting, file_id=three[0].pk, version=3, now=NOW, text="Noras andra text")
    again = client.post(answer.json()["compare_url"], {"keep": "merged", "value": "Min", "version": 3}, follow=True)
    assert "Noras andra text" in again.content.decode()


def test_columns_are_chosen_moved_and_reset(browse, three) -> None:
    client = browse("amina")
    client.post("/listan/kolumner/?view=mine", {"column": ["stage", "reference", "handler", "area"], "up": "handler"})
    with enter("amina") as room:
        set_case_reference(by=room.acting, file_id=three[0].pk, version=2, reference="26-4711", now=NOW)
    page = client.get("/listan/").content.decode()
    assert "26-4711" in page
    assert "Amina Karlberg" in page
    assert page.index("Handläggare</th>") if "Handläggare</th>" in page else True
    assert "Kolumner, 5 av 12" in page
    client.post("/listan/kolumner/?view=mine", {"reset": "1"})
    assert "Kolumner, 7 av 12" in client.get("/listan/").content.decode()


def test_every_column_has_a_cell(browse, three) -> None:
    from trefas.web.list_columns import COLUMNS

    with enter("amina") as room:
        police = Unit.objects.select_related("branch").get(name="Polisen Vidhamn Nord")
        add_counterpart(
            by=room.acting, file_id=three[0].pk, unit=police, name="Bo Lindqvist", telephone="070-174 06 21", now=NOW
        )
        happen(room, three[0], "custody_started", until="2026-12-22")
        choose_columns(by=room.acting, view="mine", columns=list(COLUMNS))
    page = browse("amina").get("/listan/").content.decode()
    assert "Bo Lindqvist" in page
    assert "tel:0701740621" in page
    assert "Frihetsberövad" in page
    assert "till 22 dec" in page


def test_the_list_is_taken_out_with_who_when_filter_and_ground(browse, three) -> None:
    client = browse("amina")
    assert client.get("/listan/ta-ut/").status_code == 200
    assert client.post("/listan/ta-ut/", {}).status_code == 422
    answer = client.post("/listan/ta-ut/?view=late", {"ground": "plan"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Listan", "Om uttaget"]
    rows = book.get_sheet_by_name("Listan").to_python()
    assert [row[0] for row in rows] == ["Namn", "Hugo Ängby"]
    about = str(book.get_sheet_by_name("Om uttaget").to_python())
    assert "Amina Karlberg" in about
    assert "Handläggare: Amina Karlberg" in about
    assert "2387" not in str(rows)
    with enter("amina") as room:
        taken = [json.loads(row.body) for row in Event.objects.filter(room_id=room.room_id, body__contains="taken_out")]
        assert [(one["codes"]["form"], one["counts"]) for one in taken] == [("xlsx", {"persons": 1})]


def test_the_printed_list_says_what_it_is_and_is_recorded(browse, three) -> None:
    page = browse("amina").get("/listan/utskrift/").content.decode()
    assert "Om uttaget" in page
    with enter("amina") as room:
        assert Event.objects.filter(room_id=room.room_id, body__contains='"form":"paper"').exists()


def test_the_view_before_a_meeting_is_there_when_a_meeting_is(browse, three, monkeypatch) -> None:
    assert browse("amina").get("/listan/?view=meeting").status_code == 404
    meeting = NextMeeting(date(2026, 11, 20), "I morgon", "/", files=(three[1].pk,))
    monkeypatch.setattr("trefas.web.sources.MEETINGS", [*MEETINGS, lambda acting, rooms, today: meeting])
    page = browse("amina").get("/listan/?view=meeting")
    assert names(page) == ["Hugo Ängby"]
    assert "Inför mötet 20 nov" in page.content.decode()


def test_a_page_asks_the_database_at_most_twelve_times(browse, three) -> None:
    client = browse("amina")
    client.get("/listan/")
    with counted() as asked:
        client.get("/listan/")
    assert len(asked) <= 12, "\n".join(asked)
    assert listan.__doc__


def test_a_manager_gives_many_files_at_once_and_a_handler_may_not(browse, three) -> None:
    assert browse("amina").get("/listan/omfordela/").status_code == 403
    client, amina, nora = browse("sven"), user("amina").pk, user("nora").pk
    where = f"/listan/omfordela/?handler={amina}"
    assert "Leo Tornfeldt, SO-2026-0001" in client.get(where).content.decode()
    assert client.post(where, {"files": [str(three[0].pk)]}).status_code == 422
    chosen = [str(file.pk) for file in three[:2]]
    assert client.post(where, {"files": chosen, "to": str(nora)}).status_code == 302
    assert len(names(browse("nora").get("/listan/"))) == 2
    assert client.post(where, {"files": chosen, "to": str(nora)}).status_code == 422
    foreign = {"files": [str(three[2].pk)], "to": str(nora)}
    assert browse("hans").post(where, foreign).status_code == 422


def test_one_file_changes_handler_from_its_own_page(browse, three) -> None:
    where = f"/akter/{three[0].pk}/handlaggare/"
    assert browse("amina").get(where).status_code == 403
    assert browse("sven").get(where).status_code == 200
    assert browse("sven").post(where, {"to": str(user("lena").pk)}).status_code == 422
    assert browse("sven").post(where, {"to": str(user("nora").pk)}).status_code == 302
    assert browse("hans").get(where).status_code == 404


class TestManyByTwo:
    """More people than one takes out alone leave the system only when another has confirmed it."""

    ADDRESS = "/listan/ta-ut/?view=unit"
    PLAN = {"ground": "plan"}  # never changed

    @pytest.fixture(autouse=True)
    def few(self, monkeypatch, three):
        for module in ("trefas.web.list_extracts", "trefas.files.actions.listing"):
            monkeypatch.setattr(f"{module}.ALONE", 2)

    def confirm(self, client):
        page = client.get("/listan/ta-ut/").content.decode()
        found = re.search(r'name="confirm"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="confirm"', page)
        return client.post("/listan/ta-ut/", {"confirm": found[1] or found[2]}) if found else None

    def test_the_manager_proposes_the_lawyer_confirms_and_it_is_taken_out_once(self, browse):
        sven, lena = browse("sven"), browse("lena")
        assert sven.post(self.ADDRESS, self.PLAN).status_code == 302
        assert self.confirm(sven) is None
        assert sven.post(self.ADDRESS, self.PLAN).status_code == 403
        assert "en lista med 3 personer" in lena.get("/listan/ta-ut/").content.decode()
        assert self.confirm(lena).status_code == 302
        taken = sven.post(self.ADDRESS, self.PLAN)
        assert "spreadsheetml" in taken["Content-Type"]
        assert sven.post(self.ADDRESS, self.PLAN).status_code == 302

    def test_what_was_confirmed_is_these_people_and_no_others(self, browse):
        sven = browse("sven")
        sven.post(self.ADDRESS, self.PLAN)
        self.confirm(browse("lena"))
        with enter("amina") as room:
            file_in(room, **NOEL)
        assert sven.post(self.ADDRESS, self.PLAN).status_code == 302

    def test_a_handler_neither_proposes_nor_confirms_nor_prints_it(self, browse):
        amina = browse("amina")
        assert amina.post(self.ADDRESS, self.PLAN).status_code == 403
        assert amina.get("/listan/utskrift/?view=unit").status_code == 403
        browse("sven").post(self.ADDRESS, self.PLAN)
        assert "vill ta ut" not in amina.get("/listan/ta-ut/").content.decode()
        assert amina.post("/listan/ta-ut/", {"confirm": "x"}).status_code == 403

    def test_what_does_not_wait_is_not_confirmed(self, browse):
        assert browse("lena").post("/listan/ta-ut/", {"confirm": str(uuid.uuid4())}).status_code == 403
        assert browse("lena").post(self.ADDRESS, self.PLAN).status_code == 403
