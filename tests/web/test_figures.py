"""Follow-up: who sees which figures, that small ones show nowhere, and that no page of it holds a person."""

import io
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from tests.cast import NOW, enter
from tests.evaluation.test_publishing import offered, people
from tests.files.build import happen
from tests.plans.build import accepted, start
from tests.web.queries import counted
from trefas.audit.models import Event
from trefas.evaluation.actions import publish_figures
from trefas.evaluation.models import PublishedFigures
from trefas.evaluation.reading import Bounds
from trefas.plans.actions import Look, review
from trefas.web.figure_words import _finding, in_words

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
YEAR = (date(2026, 1, 1), date(2026, 11, 19))
CODE = "trefas:2026-01-01:2026-11-19"


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def read(client, *args):
    page = client.get(*args)
    assert page.status_code == 200, page.status_code
    return page.content.decode()


def publish(who):
    with enter(who) as room:
        publish_figures(by=room.acting, method="trefas", starts=YEAR[0], ends=YEAR[1], now=NOW)


@pytest.fixture
def city(db):
    """Two boards, the police and the exit unit have counted: 7 offered in one district, 3 in the other."""
    with enter("amina") as room:
        files = people(room, 7)
        for file in files:
            happen(room, file, "wished_to_leave")
        offered(room, files)
        for file in files[:5]:
            accepted(room, file)
            start(room, file)
    with enter("ylva") as room:
        offered(room, people(room, 3))
    with enter("eva") as room:
        for file in people(room, 6):
            look = Look("end", "Två källor", ground="not_seen", verified="two_sources")
            review(by=room.acting, file_id=file.pk, look=look, now=NOW)
    for who in ("nora", "hans", "eva", "karin"):
        publish(who)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_before_anything_is_sent_the_page_says_so(browse, language) -> None:
    page = read(browse("sara", language), "/uppfoljning/")
    assert ("Inga siffror har skickats än." if language == "sv" else "No figures have been sent yet.") in page


def test_the_central_coordinator_sees_sentences_a_table_and_endings_and_no_person(browse, city) -> None:
    page = read(browse("sara"), "/uppfoljning/")
    assert "har fått minst ett erbjudande om hjälp" in page
    assert "minst 8" in page  # 7 in one board, 1-4 in the other
    assert "Räknas av socialtjänsten" in page
    assert "Räknas av avhopparenheten" in page
    assert page.index("Hamnskogen") < page.index("Kvarnlunda") < page.index("Ingen stadsdel")
    assert "Syns ej i miljön" in page
    assert "Flyttat från området" not in page  # nobody ended on it
    assert "mitten av nämndernas egna medianer" in page
    assert "0 dagar" in page
    for number in range(7):
        assert f"P{number} " not in page
    for secret in ("Tornfeldt", "SO-2026", "PO-2026"):
        assert secret not in page


def test_small_numbers_show_nowhere_on_the_page_or_in_the_file(browse, city) -> None:
    client = browse("sara")
    page = read(client, "/uppfoljning/")
    assert "1–4" in page
    answer = client.post("/uppfoljning/hamta/", {"period": CODE})
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Uppföljning", "Om uttaget"]
    cells = [cell for row in book.get_sheet_by_index(0).to_python()[1:] for cell in row]
    assert "1–4" in cells
    assert not [cell for cell in cells if isinstance(cell, float) and 0 < cell < 5]
    about = [cell for row in book.get_sheet_by_index(1).to_python() for cell in row]
    assert any("Sara Wiklund" in str(cell) for cell in about)
    assert "Antal personer" not in about
    assert b"Tornfeldt" not in b"".join(ZipFile(io.BytesIO(answer.content)).read(name) for name in
                                        ZipFile(io.BytesIO(answer.content)).namelist())  # fmt: skip


def test_taking_figures_out_is_recorded(browse, city) -> None:
    client = browse("sara")
    read(client, "/uppfoljning/")
    client.post("/uppfoljning/hamta/", {"period": CODE})
    with enter("sara") as room:
        assert Event.objects.filter(room_id=room.room_id, body__contains="figures.taken_out").count() == 1


def test_a_district_coordinator_sees_her_own_rooms_figures_only(browse, city) -> None:
    page = read(browse("nora"), "/uppfoljning/")
    assert "Kvarnlunda" in page
    assert "Hamnskogen" not in page
    assert "minst 8" not in page
    assert "Syns ej i miljön" not in page
    assert "Inga siffror har skickats än." in read(browse("otto"), "/uppfoljning/")


def test_figures_are_counted_and_sent_from_a_form_by_who_convenes(browse, db) -> None:
    with enter("amina") as room:
        offered(room, people(room, 6))
    client, given = browse("nora"), {"method": "trefas", "starts": "2026-01-01", "ends": "2026-11-19"}
    assert "Räkna och skicka" in read(client, "/uppfoljning/")
    assert client.post("/uppfoljning/skicka/", {**given, "ends": "2025-01-01"}).status_code == 422
    assert client.post("/uppfoljning/skicka/", {**given, "ends": "2027-01-01"}).status_code == 422
    assert client.post("/uppfoljning/skicka/", given).status_code == 302
    with enter("nora") as room:
        assert PublishedFigures.objects.filter(room_id=room.room_id).count() == 1
    assert browse("amina").get("/uppfoljning/skicka/").status_code == 403
    assert browse("sara").get("/uppfoljning/skicka/").status_code == 403
    assert "Räkna och skicka" not in read(browse("amina"), "/uppfoljning/")


def test_a_page_costs_few_queries_and_a_period_that_is_not_there_is_not_found(browse, city) -> None:
    client = browse("sara")
    read(client, "/uppfoljning/")
    with counted() as asked:
        read(client, "/uppfoljning/")
    assert len(asked) <= 12, "\n".join(asked)
    assert client.get("/uppfoljning/?period=trefas:2020-01-01:2020-02-01").status_code == 404
    assert client.post("/uppfoljning/hamta/", {"period": "x"}).status_code == 404
    assert client.post("/uppfoljning/").status_code == 405
    assert client.get("/uppfoljning/hamta/").status_code == 405


@pytest.mark.parametrize("language", ["sv", "en"])
def test_how_we_count_is_told_from_the_definitions(browse, city, language) -> None:
    page = read(browse("sara", language), "/uppfoljning/sa-raknar-vi/")
    assert ("Räknas bara av polisen." if language == "sv" else "Counted by the police only.") in page
    assert read(browse("sara", language), "/uppfoljning/")
    assert read(browse("nora", language), "/uppfoljning/skicka/")


def test_without_enough_people_there_is_a_sentence_and_no_chart(browse, db) -> None:
    with enter("amina") as room:
        offered(room, people(room, 2, now=NOW - timedelta(days=3)))
    publish("nora")
    page = read(browse("sara"), "/uppfoljning/")
    assert page.count("För få personer för att visas.") == 2
    assert "chart__line" not in page
    assert "chart__point" not in page


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ([], "The wait for the first offer"),
        ([12.0], "The wait for the first offer"),
        ([19.0, 9.0], "halved"),
        ([20.0, 16.0], "shorter"),
        ([10.0, 20.0], "longer"),
        ([10.0, 10.5], "unchanged"),
    ],
)
def test_the_heading_of_the_chart_says_what_is_found(known, words) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert words in _finding(known)
        assert in_words(Bounds(0, False, "hidden")) == "hidden"
        assert in_words(Bounds(7, True, 7)) == "7"
