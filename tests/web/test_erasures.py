"""Erasing for good by two people, on pages: what goes and why, who has signed, and a hold that wins."""

import re

import pytest
import time_machine

from tests.accountability.build import DUE, followed, proposed
from tests.cast import enter
from trefas.accountability.models import Erasure, Keeping
from trefas.persons.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])
HOME = "/gallring/"


@pytest.fixture(autouse=True)
def ledger(settings, tmp_path):
    settings.TREFAS_TOMBSTONES = str(tmp_path / "tombstones.jsonl")


@pytest.fixture(autouse=True)
def years_later():
    with time_machine.travel(DUE):
        yield


@pytest.fixture
def due(vidhamn) -> str:
    """The page of somebody in Amina's room whose time is out."""
    followed()
    (one,) = proposed(now=DUE)
    return f"{HOME}{one.pk}/"


def people() -> int:
    with enter("sven") as room:
        return Person.objects.filter(room_id=room.room_id).count()


def text(client, address: str) -> str:
    return re.sub(r"\s+", " ", client.get(address).content.decode())


def test_what_is_due_is_listed_with_what_goes_and_why(browse, due) -> None:
    page = text(browse("sven"), HOME)
    assert due in page
    page = text(browse("sven"), due)
    for words in ("5 år", "SoL", "Räknat från", "Ingen har skrivit under än", "Akt"):
        assert words in page


def test_two_people_sign_and_then_it_is_gone(browse, due) -> None:
    sven, lena = browse("sven"), browse("lena")
    assert sven.post(f"{due}skriv-under/").status_code == 302
    assert "En annan person än du" in text(sven, due)
    assert people() == 1
    assert "skrev under" in text(lena, due)
    assert lena.post(f"{due}gallra/").status_code == 302
    assert people() == 0
    assert lena.get(due).status_code == 404
    assert "Ingenting ska gallras nu" in text(lena, HOME)


def test_one_alone_erases_nothing(browse, due) -> None:
    sven = browse("sven")
    assert sven.post(f"{due}gallra/").status_code == 403
    sven.post(f"{due}skriv-under/")
    assert sven.post(f"{due}gallra/").status_code == 403
    assert people() == 1


def test_a_hold_wins_until_it_is_lifted(browse, due) -> None:
    sven, lena = browse("sven"), browse("lena")
    sven.post(f"{due}skriv-under/")
    assert lena.post(due, {"reason": " "}).status_code == 422
    assert lena.post(due, {"reason": "Mål i förvaltningsrätten"}).status_code == 302
    answer = lena.post(f"{due}gallra/")
    assert answer.status_code == 403
    assert people() == 1
    assert "Mål i förvaltningsrätten" in text(sven, HOME)
    with enter("sven") as room:
        hold = Keeping.objects.get(room_id=room.room_id)
    assert sven.post(f"{HOME}undantag/{hold.pk}/lyft/").status_code == 302
    assert sven.post(f"{HOME}undantag/{hold.pk}/lyft/").status_code == 404
    assert "Ingenting är undantaget" in text(sven, HOME)


@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("ada", 403), ("pia", 404), ("sara", 403)])
def test_only_those_who_sign_erasure_in_the_room_come_here(browse, due, who, status) -> None:
    assert browse(who).get(due).status_code == status
    for how in ("skriv-under", "gallra"):
        assert browse(who).post(f"{due}{how}/").status_code == status
    with enter("sven") as room:
        assert Erasure.objects.get(room_id=room.room_id).state == "proposed"
