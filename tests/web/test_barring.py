"""Conflicts of interest on pages: a barred answer is an absent one, nothing waits visibly, the log tells the manager."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
import time_machine

from tests.accountability.rights_build import ready
from tests.cast import NOW, enter
from tests.disclosures.build import envelope_of, given
from tests.files.build import LEO, file_in, user
from tests.web.queries import counted
from trefas.accountability.actions import queue_reviews
from trefas.accountability.review_models import ReadReview, Why
from trefas.audit.models import Event
from trefas.files.actions import set_guardian
from trefas.persons.actions import declare_barring, give_own_number, stage_import
from trefas.persons.models import Barring, Ground
from trefas.rooms import nightly
from trefas.sheets.reading import read_table

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
OWN = LEO["identity_number"]


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def declared(who: str, number: str = OWN) -> None:
    with enter(who) as room:
        declare_barring(
            by=room.acting, user_id=user(who).pk, ground=Ground.FAMILY, name="Leo", number=number, note="", now=NOW
        )


def own_number(who: str, number: str = OWN) -> None:
    with enter(who) as room:
        give_own_number(by=room.acting, user_id=user(who).pk, number=number, now=NOW)


@pytest.fixture
def file(db):
    with enter("nora") as room:
        return file_in(room)


def queue(room) -> None:
    """Fill the queue as on the night after the last event; the database keeps its own time."""
    last = Event.objects.filter(room_id=room.room_id).latest("number").happened
    queue_reviews(by=room.acting, now=datetime.fromisoformat(last.replace("Z", "+00:00")) + timedelta(days=1))


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def plain(page, asked: object) -> bytes:
    """The page without the id that was asked for and the token of its forms."""
    return re.sub(rb'value="\w{64}"', b"", page.content.replace(str(asked).encode(), b"ID"))


@pytest.mark.parametrize(
    "address", ["/personer/{0}/", "/personer/{0}/andra/", "/akter/{1}/", "/akter/{1}/tidslinje/", "/lamna-ut/om/{0}/"]
)
def test_a_barred_page_is_byte_for_byte_that_of_an_id_nobody_has(browse, file, address: str) -> None:
    declared("amina")
    client, nobody = browse("amina"), uuid.uuid4()
    one = client.get(address.format(file.person_id, file.pk))
    other = client.get(address.format(nobody, nobody))
    assert one.status_code == other.status_code == 404
    asked = file.pk if "{1}" in address else file.person_id
    assert plain(one, asked) == plain(other, nobody)
    assert dict(one.headers) == dict(other.headers)
    assert browse("nora").get(address.format(file.person_id, file.pk)).status_code == 200


def test_lists_and_searches_hold_nothing_of_her_and_colleagues_work_as_usual(browse, file) -> None:
    declared("amina")
    for who, seen in (("amina", False), ("nora", True)):
        client = browse(who)
        pages = [client.get("/listan/?view=unit"), client.get("/arbetslista/"), client.post("/search/", {"q": "Leo"})]
        assert any("Tornfeldt" in text_of(page) for page in pages) is seen


def test_what_comes_about_her_is_neither_shown_nor_counted_and_a_colleague_registers_it(browse) -> None:
    with enter("bo") as police:
        given(police)
    with enter("amina") as room:
        envelope = envelope_of(room).pk
    declared("amina")
    page = browse("amina").get("/mottaget/")
    assert "Leo" not in text_of(page)
    assert "1 att ta ställning till" not in text_of(page)
    menu = page.context["shell"]["menu"]
    assert {one["count"] for one in menu} <= {None, 0}
    assert browse("amina").get(f"/mottaget/{envelope}/").status_code == 404
    assert browse("nora").get(f"/mottaget/{envelope}/").status_code == 200


def test_only_a_manager_is_told_that_something_waits_about_a_colleague(browse) -> None:
    with enter("bo") as police:
        given(police)
    own_number("nora")
    for who, told in (("amina", False), ("nora", False), ("sven", True)):
        page = text_of(browse(who).get("/mottaget/"))
        assert ("någon som arbetar på enheten" in page) is told
        assert "Leo" not in page


def test_a_list_that_somebody_else_has_read_in_does_not_show_her_row(browse, vidhamn) -> None:
    content = b"Namn;Personnummer\nLeo Tornfeldt;20070314-2380\nVera Lind;\n"
    with enter("nora") as room:
        table = read_table(content, "lista.csv")
        made = stage_import(by=room.acting, table=table, file_name="lista.csv", content=content, now=NOW, language="sv")
    declared("amina")
    assert "Tornfeldt" not in text_of(browse("amina").get(f"/import/{made.pk}/"))
    assert "Lind" in text_of(browse("amina").get(f"/import/{made.pk}/"))
    assert "Tornfeldt" in text_of(browse("nora").get(f"/import/{made.pk}/"))


def test_a_request_for_ones_own_data_is_hidden_alike_whether_or_not_one_is_known(browse, vidhamn) -> None:
    with enter("nora") as room:
        request = ready(room, None)
        number = request.asked_by["number"]
    declared("amina", number)
    assert browse("amina").get(f"/begaran/{request.pk}/").status_code == 404
    assert request.asked_by["name"] not in text_of(browse("amina").get("/begaran/"))
    assert browse("nora").get(f"/begaran/{request.pk}/").status_code == 200


def test_the_log_says_that_she_was_refused_for_it_and_the_queue_that_she_asked(browse, file) -> None:
    declared("amina")
    browse("amina").get(f"/akter/{file.pk}/")
    browse("amina").get(f"/akter/{uuid.uuid4()}/")
    browse("amina").post("/search/", {"q": OWN})
    with enter("sven") as room:
        bodies = list(Event.objects.filter(kind="denied").order_by("number").values_list("body", flat=True))
        assert ['"barred":"asked"' in body for body in bodies] == [True, False]
        queue(room)
        found = ReadReview.objects.get(why=Why.BARRED)
        assert (found.reader_id, found.person_id, found.facts["times"]) == (user("amina").pk, None, 2)
    assert "får inte handlägga" in text_of(browse("sven").get("/logg/"))
    assert "inte får handlägga" in text_of(browse("sven").get("/logg/granska/"))


def test_her_own_view_of_the_log_and_the_queue_says_no_more_than_of_an_absent_id(browse, file) -> None:
    declared("sven")
    browse("sven").get(f"/akter/{file.pk}/")
    with enter("lena") as room:
        queue(room)
        row = ReadReview.objects.get(why=Why.BARRED)
    assert "får inte handlägga" not in text_of(browse("sven").get("/logg/"))
    assert browse("sven").get(f"/logg/granska/{row.pk}/").status_code == 404
    assert browse("lena").get(f"/logg/granska/{row.pk}/").status_code == 200


# The pages


def sent(**more):
    return {"name": "Leo", "number": OWN, "ground": "family", "note": "Bror", **more}


def test_anybody_tells_of_her_own_and_is_not_told_whether_the_person_is_known(browse, file) -> None:
    answers = []
    for number in (OWN, "20100512-2385"):
        client = browse("amina")
        made = client.post("/jav/mitt/", sent(number=number), follow=True)
        assert made.status_code == 200
        answers.append(text_of(made).count("Leo"))
    assert answers == [1, 2]
    assert browse("amina").get(f"/personer/{file.person_id}/").status_code == 404
    assert "förvaltningslagen 2017:900" in text_of(browse("amina").get("/jav/mitt/"))


def test_the_own_number_is_given_on_a_page_and_shown_on_none(browse, vidhamn) -> None:
    client = browse("amina")
    assert client.post("/jav/mitt/nummer/", {"number": OWN}).status_code == 302
    page = text_of(client.get("/jav/mitt/"))
    assert "Dig själv" in page
    assert "2380" not in page
    assert client.post("/jav/mitt/nummer/", {"number": "20100512-2385"}).status_code == 422
    for who in ("sven", "ada"):
        listed = text_of(browse(who).get("/jav/"))
        assert "2380" not in listed


@pytest.mark.parametrize("number", ["", "1", "20070314-2381", "19900101-1234"])
def test_a_wrong_number_gets_one_sentence_and_nothing_is_kept(browse, vidhamn, number: str) -> None:
    assert browse("amina").post("/jav/mitt/", sent(number=number)).status_code == 422
    with enter("amina"):
        assert Barring.objects.count() == 0


def test_a_manager_notes_looks_over_and_lifts_and_others_may_not(browse, file) -> None:
    sven = browse("sven")
    assert sven.post("/jav/ny/", sent(user=str(user("amina").pk))).status_code == 302
    assert sven.post(
        f"/personer/{file.person_id}/jav/", {"user": str(user("maja").pk), "ground": "other", "note": ""}
    ).status_code == 302  # fmt: skip
    with enter("sven"):
        first, second = Barring.objects.order_by("token")
    page = text_of(browse("sven").get("/jav/"))
    assert "Amina Karlberg" in page
    assert "Leo Tornfeldt" in page
    for who in ("amina", "nora", "ada"):
        assert browse(who).get(f"/jav/{first.pk}/").status_code == 403
        assert browse(who).post(f"/jav/{first.pk}/", {"reason": "x"}).status_code == 403
    sven = browse("sven")
    assert sven.post(f"/jav/{first.pk}/granska/").status_code == 302
    assert sven.post(f"/jav/{first.pk}/", {"reason": ""}).status_code == 422
    assert sven.post(f"/jav/{first.pk}/", {"reason": "Fel person"}).status_code == 302
    assert "Fel person" in text_of(sven.get(f"/jav/{first.pk}/"))
    assert browse("amina").get("/jav/").status_code == 403
    assert browse("hans").get(f"/jav/{second.pk}/").status_code == 404


def test_a_managers_own_is_on_her_own_page_only(browse, vidhamn) -> None:
    declared("sven")
    with enter("sven"):
        made = Barring.objects.get()
    assert browse("sven").get(f"/jav/{made.pk}/").status_code == 404
    assert "Leo" not in text_of(browse("sven").get("/jav/"))
    assert "Leo" in text_of(browse("sven").get("/jav/mitt/"))


def test_the_page_asks_at_most_twelve_questions_in_both_languages(browse, vidhamn) -> None:
    for number in (OWN, "20100512-2385", "20040611-2383"):
        declared("amina", number)
    client = browse("sven", "en")
    with counted() as asked:
        assert "Conflicts of interest" in text_of(client.get("/jav/"))
    assert len(asked) <= 12
    assert "disqualified" in text_of(client.get("/jav/"))


# What the night proposes


def test_a_guardian_with_a_colleagues_name_is_proposed_to_the_manager_once_and_bars_nobody_yet(browse, file) -> None:
    name = user("amina").name
    with enter("nora") as room:
        values = {"name": name.upper(), "may_be_told": "not_tested"}
        set_guardian(by=room.acting, file_id=file.pk, guardian_id=None, version=0, values=values, now=NOW)
    for _night in range(2):
        assert not any(done.failed for done in nightly.run(now=NOW))
    with enter("sven"):
        made = Barring.objects.get()
    assert (made.state, made.user_id, made.subject) == ("proposed", user("amina").pk, file.person_id)
    assert browse("amina").get(f"/akter/{file.pk}/").status_code == 200
    assert "Besluta om jäv" in text_of(browse("sven").get("/arbetslista/"))
    assert "Besluta om jäv" not in text_of(browse("amina").get("/arbetslista/"))
    sven = browse("sven")
    assert "Fråga den anställda" in text_of(sven.get(f"/jav/{made.pk}/"))
    assert sven.post(f"/jav/{made.pk}/granska/").status_code == 302
    assert browse("amina").get(f"/akter/{file.pk}/").status_code == 404


def test_what_a_manager_has_said_no_to_is_not_proposed_again(browse, file) -> None:
    with enter("nora") as room:
        values = {"name": user("amina").name, "may_be_told": "not_tested"}
        set_guardian(by=room.acting, file_id=file.pk, guardian_id=None, version=0, values=values, now=NOW)
    assert not any(done.failed for done in nightly.run(now=NOW))
    with enter("sven"):
        made = Barring.objects.get()
    assert browse("sven").post(f"/jav/{made.pk}/", {"reason": "En annan med samma namn"}).status_code == 302
    assert not any(done.failed for done in nightly.run(now=NOW))
    with enter("sven"):
        assert [one.state for one in Barring.objects.all()] == ["lifted"]
