"""The pages of joining somebody with named handlers: for one of these only, who is told beforehand who moves."""

import re

import pytest

from tests.accountability.test_moving import move_in
from tests.cast import enter
from tests.files.build import file_in
from trefas.persons.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture
def two(db):
    with enter("amina") as room:
        leo = move_in(room, file_in(room).person, "nora")
        leon = file_in(room, given_name="Leon", family_name="Tornfeldt", identity_number=None).person
    return leo, leon


def words_of(page):
    return re.sub(r"\s+", " ", page.content.decode())


def test_a_named_handler_finds_each_from_the_other_and_is_told_who_moves(browse, two) -> None:
    leo, leon = two
    client = browse("nora")
    for one, other in ((leo, leon), (leon, leo)):
        page = words_of(client.get(f"/personer/{one.pk}/sla-ihop/"))
        assert f"/personer/{one.pk}/sla-ihop/{other.pk}/" in page
        told = words_of(client.get(f"/personer/{one.pk}/sla-ihop/{other.pk}/"))
        assert "Leon Tornfeldt flyttas till de namngivna handläggarna" in told
    assert client.post(f"/personer/{leo.pk}/sla-ihop/{leon.pk}/").status_code == 302
    with enter("nora"):
        assert {one.room_id for one in Person.objects.filter(pk__in=[leo.pk, leon.pk])} == {leo.room_id}


def test_for_everybody_else_there_is_one_person_and_no_page_of_the_other(browse, two) -> None:
    leo, leon = two
    for who in ("maja", "sven"):
        assert str(leo.pk) not in words_of(browse(who).get(f"/personer/{leon.pk}/sla-ihop/"))
        assert browse(who).get(f"/personer/{leon.pk}/sla-ihop/{leo.pk}/").status_code == 404
        assert browse(who).post(f"/personer/{leon.pk}/sla-ihop/{leo.pk}/").status_code == 404
        found = browse(who).post(f"/personer/{leon.pk}/sla-ihop/", {"q": "20070314-2380"})
        assert str(leo.pk) not in words_of(found)


def test_a_refusal_is_told_on_the_page_and_nothing_moves(browse, two, monkeypatch) -> None:
    from trefas.rooms.errors import RefusedError

    def refuse(**_given):
        raise RefusedError("Vänta.")

    monkeypatch.setattr("trefas.web.merging.merge_protected", refuse)
    leo, leon = two
    answer = browse("nora").post(f"/personer/{leo.pk}/sla-ihop/{leon.pk}/")
    assert answer.status_code == 422
    assert "Vänta." in words_of(answer)
