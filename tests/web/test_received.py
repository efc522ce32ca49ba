"""Mottaget: the inbox, one item, three outcomes, a child's clocks before the click, corrections, and who may not."""

import re
import uuid

import pytest
import time_machine

from tests.cast import NOW, enter
from tests.disclosures.build import NOEL, envelope_of, given, keep
from tests.web.queries import counted
from trefas.disclosures.actions import Correction, Facts, send_correction
from trefas.disclosures.actions import withdraw_disclosure as take_back
from trefas.disclosures.models import Breach, Receipt, ReceivedItem
from trefas.disclosures.reading import duties_due
from trefas.persons.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
CONCERN = Facts(conditions={"SoL-19-1": {"child_fares_ill": True}})
SENT = {"diary_number": "KVL 2026/0884", "received_at": "2026-11-19T08:46"}


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


@pytest.fixture
def leo(db):
    with enter("bo") as police:
        given(police)
    with enter("amina") as social:
        return envelope_of(social).pk


@pytest.fixture
def noel(db):
    with enter("bo") as police:
        person = keep(police, **NOEL)
        given(police, person, facts=CONCERN, purpose="protect_child", record={"child": "Vill ha hjälp."})
    with enter("amina") as social:
        return envelope_of(social).pk


def outcome(browse, envelope, value, who="amina", **more):
    return browse(who).post(f"/mottaget/{envelope}/", {**SENT, "outcome": value, **more})


def test_the_inbox_shows_who_sent_and_the_first_item_beside_it(browse, leo) -> None:
    page = text_of(browse("amina").get("/mottaget/"))
    assert "Leo Tornfeldt, 19 år" in page
    assert "Polisen Nord" in page
    assert "OSL 10 kap. 27 §" in page
    assert "OSL 26:1" in page
    assert "Bo Lindqvist" in page


def test_filed_with_a_new_person(browse, leo) -> None:
    assert outcome(browse, leo, "filed", person="new").status_code == 302
    with enter("amina") as social:
        assert Person.objects.get(room_id=social.room_id).name == "Leo Tornfeldt"
        assert ReceivedItem.objects.get(room_id=social.room_id).diary_number == "KVL 2026/0884"
    assert "Inget att registrera" in text_of(browse("amina").get("/mottaget/"))


def test_filed_with_one_who_is_known_only_when_checked(browse, leo) -> None:
    with enter("amina") as social:
        person = keep(social)
    page = text_of(browse("amina").get(f"/mottaget/{leo}/"))
    assert "20070314-2380" in page
    assert "Jag har kontrollerat att det är samma person" in page
    assert outcome(browse, leo, "filed", person=str(person.pk)).status_code == 422
    assert outcome(browse, leo, "filed", person=str(person.pk), same_person="on").status_code == 302


def test_a_stranger_cannot_be_chosen(browse, leo) -> None:
    assert outcome(browse, leo, "filed", person=str(uuid.uuid4()), same_person="on").status_code == 422


def test_without_a_diary_number_nothing_is_registered(browse, leo) -> None:
    answer = browse("amina").post(f"/mottaget/{leo}/", {"outcome": "not_ours", "received_at": "2026-11-19T08:46"})
    assert answer.status_code == 422
    assert "Ange eget diarienummer" in text_of(answer)
    with enter("amina"):
        assert ReceivedItem.objects.count() == 0


def test_not_current_here_leaves_a_diary_row(browse, leo) -> None:
    assert outcome(browse, leo, "not_ours").status_code == 302
    page = text_of(browse("amina").get("/mottaget/tidigare/"))
    assert "KVL 2026/0884" in page
    assert "Leo" not in page


def test_both_sides_fetch_the_receipt_as_a_file_and_nobody_else_does(browse, leo) -> None:
    outcome(browse, leo, "not_ours")
    address = re.search(r'href="(/kvittens/[^"]+)"', text_of(browse("amina").get("/mottaget/tidigare/")))[1]
    with enter("bo") as police:
        shown = Receipt.objects.get(room_id=police.room_id).assessment_id
    assert address in text_of(browse("bo").get(f"/lamna-ut/{shown}/"))
    files = [browse(who).get(address) for who in ("amina", "bo")]
    assert files[0].content == files[1].content
    assert files[0]["Content-Type"] == "application/zip"
    absent = browse("ylva").get(f"/kvittens/{uuid.uuid4()}/")
    assert (browse("ylva").get(address).status_code, absent.status_code) == (404, 404)
    assert browse("sara").get(address).status_code == 403


def test_the_wrong_receiver_starts_the_routine(browse, leo) -> None:
    assert outcome(browse, leo, "wrong_receiver").status_code == 302
    with enter("amina"):
        assert Breach.objects.count() == 1


def test_a_childs_clocks_are_told_before_the_click(browse, noel) -> None:
    page = text_of(browse("amina").get(f"/mottaget/{noel}/"))
    assert "Barn, skyddsbedömning i dag" in page
    assert "may_lead_to_action" not in page
    outcome(browse, noel, "filed", person="new")
    with enter("amina") as social:
        assert [duty.kind for duty in duties_due(social.room_id)] == ["protection_assessment", "child_inquiry"]
    work = text_of(browse("amina").get("/arbetslista/"))
    assert "Bedöm genast om barnet behöver skydd" in work


def test_an_adults_information_need_not_lead_to_action(browse, leo) -> None:
    outcome(browse, leo, "filed", person="new")
    with enter("amina") as social:
        assert list(duties_due(social.room_id)) == []


def test_the_owner_of_the_duties_is_chosen(browse, noel) -> None:
    with enter("nora") as social:
        nora = social.acting.user_id
    outcome(browse, noel, "filed", person="new", owner=str(nora))
    with enter("amina") as social:
        assert {duty.owner_id for duty in duties_due(social.room_id)} == {nora}


def test_a_correction_is_registered_beside_what_it_is_about(browse, leo) -> None:
    outcome(browse, leo, "filed", person="new")
    with enter("bo") as police:
        receipt = Receipt.objects.get(room_id=police.room_id)
        item = receipt.assessment.items[0]["id"]
        correction = Correction(uuid.UUID(item), "Fel person.")
        send_correction(by=police.acting, receipt=receipt, correction=correction, now=NOW)
    with enter("amina") as social:
        envelope = envelope_of(social).pk
    page = text_of(browse("amina").get("/mottaget/"))
    assert "Rättelse: " in page
    assert "Fel person." in page
    assert browse("amina").post(f"/mottaget/{envelope}/", {"diary_number": "KVL 2"}).status_code == 302


def test_taken_back_meanwhile_is_told(browse, leo) -> None:
    with enter("bo") as police:
        take_back(by=police.acting, receipt=Receipt.objects.get(room_id=police.room_id))
    assert browse("amina").get(f"/mottaget/{leo}/").status_code == 200
    answer = outcome(browse, leo, "not_ours")
    assert answer.status_code == 409
    assert "väntar inte längre" in text_of(answer)


def test_another_rooms_envelope_is_as_one_that_does_not_exist(browse, leo) -> None:
    ylva = browse("ylva")
    assert (ylva.get(f"/mottaget/{leo}/").status_code, ylva.get(f"/mottaget/{uuid.uuid4()}/").status_code) == (404, 404)
    assert outcome(browse, leo, "not_ours", who="ylva").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("amina", 200), ("lena", 403), ("sara", 403), ("ada", 403)])
def test_who_registers(browse, who, status) -> None:
    assert browse(who).get("/mottaget/").status_code == status


@pytest.mark.parametrize("language", ["sv", "en"])
def test_in_both_languages(browse, noel, language) -> None:
    for page in ("/mottaget/", f"/mottaget/{noel}/", "/mottaget/tidigare/"):
        assert browse("amina", language).get(page).status_code == 200


def test_few_queries_however_much_waits(browse) -> None:
    with enter("bo") as police:
        person = keep(police)
        for _one in range(6):
            given(police, person)
    amina = browse("amina")
    amina.get("/mottaget/")
    with counted() as asked:
        amina.get("/mottaget/")
    assert len(asked) <= 12, "\n".join(asked)
