"""The pages of an ending that takes two: proposed at the review, on the manager's list, agreed to or sent back."""

import re

import pytest
import time_machine

from tests.cast import NOW, enter
from tests.files.build import file_in
from trefas.files.models import File
from trefas.plans.models import SecondLook

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
ENDING = {"decision": "end", "text": "Ingen har sett honom.", "ground": "not_seen", "verified": "not_verified"}


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leo(db):
    with enter("amina") as room:
        return file_in(room)


def words_of(page):
    return re.sub(r"\s+", " ", page.content.decode())


def look_of(file):
    with enter("amina") as room:
        return f"/akter/{file.pk}/avslut/{SecondLook.objects.get(room_id=room.room_id, state='waiting').pk}/"


def propose(browse, file, who="amina"):
    return browse(who).post(f"/akter/{file.pk}/folj-upp/", ENDING)


def is_ended(file):
    with enter("amina") as room:
        return File.objects.get(room_id=room.room_id, pk=file.pk).ended_on is not None


@pytest.mark.parametrize("who", ["amina", "sven"])
def test_a_review_that_ends_on_what_takes_two_proposes_it(browse, leo, who) -> None:
    assert propose(browse, leo, who).status_code == 302
    assert not is_ended(leo)
    assert "Ett avslut väntar på att en annan person ser på det." in words_of(
        browse("amina").get(f"/akter/{leo.pk}/plan/")
    )
    assert propose(browse, leo, who).status_code == 422


def test_it_stands_on_the_managers_list_and_ends_when_she_agrees(browse, leo) -> None:
    propose(browse, leo)
    assert "Bedöm avslutet" in words_of(browse("sven").get("/arbetslista/"))
    for who in ("amina", "nora", "hans"):
        assert "Bedöm avslutet" not in words_of(browse(who).get("/arbetslista/"))
    page = words_of(browse("sven").get(look_of(leo)))
    assert "Syns ej i miljön" in page
    assert "Ingen har sett honom." in page
    assert browse("sven").post(look_of(leo), {"act": "agree"}).status_code == 302
    assert is_ended(leo)


def test_sent_back_the_plan_says_why_and_the_file_goes_on(browse, leo) -> None:
    propose(browse, leo)
    assert browse("sven").post(look_of(leo), {"act": "send_back"}).status_code == 422
    assert browse("sven").post(look_of(leo), {"act": "send_back", "reason": "Fråga fältarna."}).status_code == 302
    assert not is_ended(leo)
    plan = words_of(browse("amina").get(f"/akter/{leo.pk}/plan/"))
    assert "Avslutet skickades tillbaka: Fråga fältarna." in plan


def test_who_proposed_it_can_only_take_it_back_and_others_have_no_page(browse, leo) -> None:
    propose(browse, leo, "sven")
    there = look_of(leo)
    assert "Ta tillbaka förslaget" in words_of(browse("sven").get(there))
    assert browse("sven").post(there, {"act": "agree"}).status_code == 422
    for who in ("amina", "eva", "hans", "otto"):
        assert browse(who).get(there).status_code == 404
    assert browse("lena").get(there).status_code == 403
    assert browse("sven").post(there, {"act": "take_back"}).status_code == 302
    assert browse("sven").get(there).status_code == 404


def test_in_english_too(browse, leo) -> None:
    propose(browse, leo)
    page = words_of(browse("sven", "en").get(look_of(leo)))
    assert "I agree: the file ends" in page
    assert "No longer seen in the setting" in page
