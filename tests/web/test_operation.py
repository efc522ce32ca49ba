"""The page Operation: what keeps people safe and who answers for it, proposed by one and confirmed by another."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from tests.web.queries import counted
from trefas.rooms import practice
from trefas.rooms.entry import DOOR
from trefas.rooms.practice import Standing
from trefas.rooms.safeguards import SAFEGUARDS
from trefas.web import standing

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])
PRACTICE = "Övning, inga verkliga personer"


@pytest.fixture
def lifted(monkeypatch):
    """Let the installation be in operation, with a backup that fails."""
    now = timezone.now()
    stands = Standing(now - timedelta(days=9), ("Ada Berg", "Sven Ek"), (("backup", now - timedelta(days=4)),), now)
    monkeypatch.setattr(practice, "standing", lambda using=DOOR: stands)
    monkeypatch.setattr(practice, "practising", lambda using=DOOR: False)


def test_it_shows_practice_and_every_safeguard(browse) -> None:
    page = browse("ada").get(reverse("operation")).content.decode()
    assert page.count(PRACTICE) == 2
    for title in SAFEGUARDS.values():
        assert str(title) in page
    assert "Föreslå att verkliga personer släpps in" in page


def test_one_proposes_and_another_confirms_and_nothing_is_lifted_yet(browse) -> None:
    ada, sven = browse("ada"), browse("sven")
    answer = ada.post(reverse("operation_propose"))
    assert answer["Location"] == reverse("operation")
    assert [str(one) for one in get_messages(answer.wsgi_request)]
    assert ada.post(reverse("operation_propose")).status_code == 302
    assert "väntar på en chef" in ada.get(reverse("operation")).content.decode()
    waiting = sven.get(reverse("memberships_waiting")).content.decode()
    (act,) = re.findall(r"/behorigheter/vantar/([0-9a-f-]{36})/bekrafta/", waiting)
    assert sven.post(reverse("membership_confirm", args=[act])).status_code == 302
    assert PRACTICE in sven.get(reverse("operation")).content.decode()


@pytest.mark.parametrize(("who", "told"), [("ada", True), ("sven", True), ("lena", True), ("amina", False)])
def test_what_fails_stands_on_every_page_of_those_whose_task_it_is(browse, lifted, who, told) -> None:
    page = browse(who).get(reverse("home"), follow=True).content.decode()
    assert PRACTICE not in page
    assert ("Ansvarar: Ada Berg, Sven Ek" in page) is told
    assert ("Fungerar inte: Säkerhetskopia" in page) is told


def test_in_operation_it_says_since_when_and_who_answers(browse, lifted) -> None:
    page = browse("sven", "en").get(reverse("operation")).content.decode()
    assert "In operation, with real people" in page
    assert "Ada Berg" in page
    assert "Propose" not in page
    assert "Propose to answer for it" in browse("ada", "en").get(reverse("operation")).content.decode()


def test_a_page_without_the_database_says_what_it_said_last(monkeypatch) -> None:
    assert standing.practising()
    monkeypatch.setitem(standing._last, "practising", False)

    def gone(using: str = DOOR) -> bool:
        raise OperationalError

    monkeypatch.setattr(practice, "practising", gone)
    assert standing.practising() is False


def test_the_line_costs_one_question_a_page(browse) -> None:
    client = browse("amina")
    with counted() as asked:
        client.get(reverse("listan"))
    assert len([one for one in asked if "rooms_lifting" in one]) == 1
    assert not [one for one in asked if "rooms_safeguard" in one]
