"""Whoever stands in for a colleague has that colleague's work before her, marked as such, for the days it lasts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import EMAIL, enter
from tests.files.build import file_in, keep
from trefas.authorities.models import User
from trefas.files.actions import open_file
from trefas.files.actions.committing import undertake
from trefas.persons.actions import Source, create_protected_person
from trefas.persons.models import Protection
from trefas.plans.actions import order_acute
from trefas.rooms.actions import name_substitute

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
SAYS = "Du är ersättare för Amina Karlberg"


def who(name):
    return User.objects.get(email=EMAIL[name]).pk


def away(absent="amina", substitute="nora", starts=-1, ends=3):
    today = timezone.localdate()
    with enter("ada") as room:
        name_substitute(
            by=room.acting, absent_id=who(absent), substitute_id=who(substitute),
            starts=today + timedelta(days=starts), ends=today + timedelta(days=ends),
        )  # fmt: skip


@pytest.fixture
def leo():
    with enter("amina") as room:
        return file_in(room, now=timezone.now())


def test_the_substitute_has_the_files_of_the_one_away_marked_as_hers(browse, leo) -> None:
    assert "Leo Tornfeldt" not in browse("nora").get("/arbetslista/").content.decode()
    away()
    text = browse("nora").get("/arbetslista/").content.decode()
    assert "Leo Tornfeldt" in text
    assert text.count(SAYS) == 2
    assert SAYS not in browse("amina").get("/arbetslista/").content.decode()


def test_tasks_and_commitments_of_the_one_away_are_on_the_list_too(browse, leo) -> None:
    now, due = timezone.now(), timezone.localdate()
    with enter("amina") as room:
        order_acute(by=room.acting, file_id=leo.pk, text="Skyddat boende", due_on=due, now=now)
        undertake(by=room.acting, file_id=leo.pk, owner_id=room.acting.user_id, text="Ring skolan", due_on=due, now=now)
    away()
    text = browse("nora").get("/arbetslista/").content.decode()
    assert "Skyddat boende" in text
    assert "Ring skolan" in text
    assert "Åtaget" in text


def test_the_list_counts_and_shows_them_among_hers(browse, leo) -> None:
    away()
    text = browse("nora").get("/listan/").content.decode()
    assert "Leo Tornfeldt" in text
    assert SAYS in text
    assert "Nora Hedin, Amina Karlberg" in text
    assert "Leo Tornfeldt" not in browse("maja").get("/listan/").content.decode()


def test_the_file_says_why_she_sees_it(browse, leo) -> None:
    away()
    assert f"{SAYS}, som är handläggare" in browse("nora").get(f"/akter/{leo.pk}/").content.decode()


@pytest.mark.parametrize("days", [(-5, 0), (1, 5)])
def test_before_and_after_the_days_nothing_is_hers(browse, leo, days) -> None:
    away(starts=days[0], ends=days[1])
    text = browse("nora").get("/arbetslista/").content.decode()
    assert "Leo Tornfeldt" not in text
    assert SAYS not in text


def test_a_protected_person_of_the_one_away_stays_with_the_named_handlers(browse) -> None:
    with enter("amina") as room:
        elsa = create_protected_person(
            by=room.acting, values={"given_name": "Elsa", "family_name": "Dold"}, protection=Protection.MARKING,
            handlers=[], source=Source("typed"), now=timezone.now(),
        )  # fmt: skip
    with enter("amina") as room:
        open_file(by=room.acting, person=elsa, method="trefas", received=None, now=timezone.now())
    away()
    assert "Elsa Dold" not in browse("nora").get("/arbetslista/").content.decode()


def test_giving_files_to_another_lists_only_those_of_the_one_who_has_them(browse, leo) -> None:
    with enter("nora") as room:
        mine = open_file(
            by=room.acting, person=keep(room, given_name="Ida", identity_number=None), method="trefas", received=None,
            now=timezone.now(),
        )  # fmt: skip
    away()
    text = browse("sven").get(f"/listan/omfordela/?handler={who('nora')}").content.decode()
    assert str(mine.pk) in text
    assert str(leo.pk) not in text
