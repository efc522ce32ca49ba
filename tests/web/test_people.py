"""Finding, keeping and changing a person, as those who may and those who may not."""

import re
import uuid

import pytest

from tests.cast import NOW, enter
from tests.files.build import file_in, note, proposed
from trefas.files.models import File
from trefas.persons.actions import Source, create_person, edit_person
from trefas.persons.models import Merge, Person

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LEO = {"given_name": "Leo", "family_name": "Tornfeldt", "identity_number": "20070314-2380"}


@pytest.fixture
def leo() -> Person:
    with enter("bo") as room:
        return create_person(by=room.acting, values=LEO, source=Source("typed"), now=NOW)


def test_bo_finds_leo_and_his_number_is_masked_in_the_list(browse, leo: Person) -> None:
    text = browse("bo").post("/search/", {"q": "leo tornfelt"}).content.decode()
    assert "Leo Tornfeldt" in text
    assert "20070314-••••" in text
    assert "2380" not in re.sub(r"[A-Za-z0-9]{64}", "", text)


def test_others_find_nobody_and_those_without_search_have_no_page(browse, leo: Person) -> None:
    assert "Leo Tornfeldt" not in browse("amina").post("/search/", {"q": "leo tornfeldt"}).content.decode()
    assert browse("sara").post("/search/", {"q": "leo"}).status_code == 404


def test_his_page_shows_each_value_with_its_source(browse, leo: Person) -> None:
    text = browse("bo").get(f"/personer/{leo.pk}/").content.decode()
    assert "20070314" in text
    assert "Skrivet av Bo Lindqvist" in text


def test_anothers_person_is_a_page_that_is_not_there(browse, leo: Person) -> None:
    for address in (f"/personer/{leo.pk}/", f"/personer/{leo.pk}/andra/", f"/personer/{uuid.uuid4()}/"):
        assert browse("amina").get(address).status_code == 404


def test_a_new_person_is_kept_and_a_wrong_number_is_explained(browse) -> None:
    bo = browse("bo")
    assert bo.post("/personer/ny/", {**LEO, "protection": "none"}).status_code == 302
    wrong = bo.post("/personer/ny/", {**LEO, "identity_number": "20070314-1234", "protection": "none"})
    assert wrong.status_code == 422
    assert "testnummer" in wrong.content.decode()
    assert bo.post("/personer/ny/", {"protection": "none"}).status_code == 422


def test_a_protected_person_is_found_by_the_named_only(browse) -> None:
    amina = browse("amina")
    there = amina.post("/personer/ny/", {"given_name": "Elsa", "family_name": "Dold", "protection": "registration"})[
        "Location"
    ]
    assert "Elsa Dold" in amina.get(there).content.decode()
    assert browse("sven").get(there).status_code == 404


def test_two_at_once_see_both_texts(browse, leo: Person) -> None:
    with enter("eva") as room:
        edit_person(
            by=room.acting,
            person=leo,
            version=1,
            values={"telephone": "070-174 06 99"},
            source=Source("typed"),
            now=NOW,
        )
    answer = browse("bo").post(f"/personer/{leo.pk}/andra/", {**LEO, "telephone": "070-174 06 77", "version": "1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "070-174 06 99" in text
    assert "070-174 06 77" in text


def test_in_english_too(browse, leo: Person) -> None:
    bo = browse("bo", "en")
    for address in ("/search/", "/personer/ny/", f"/personer/{leo.pk}/", f"/personer/{leo.pk}/andra/"):
        text = bo.get(address).content.decode()
        assert 'lang="en"' in text
        assert "å" not in re.sub(r"Bo Lindqvist|Övning.*?stad|påhittad", "", text.split("<main")[1].split("</main")[0])


@pytest.fixture
def twins() -> tuple[Person, Person]:
    with enter("amina") as room:
        leo = file_in(room)
        leon = file_in(room, given_name="Leon", family_name="Tornfeldt", identity_number=None)
        note(room, leon, text="Ville inte prata.", title="Samtal med Leon")
        return leo.person, leon.person


def test_two_of_the_same_person_are_joined_and_parted_again(browse, twins) -> None:
    leo, leon = twins
    amina = browse("amina")
    asked = amina.get(f"/personer/{leo.pk}/sla-ihop/").content.decode()
    assert f"/personer/{leo.pk}/sla-ihop/{leon.pk}/" in asked
    page = f"/personer/{leo.pk}/sla-ihop/{leon.pk}/"
    shown = amina.get(page).content.decode()
    assert "Båda har en öppen akt" in shown
    assert f"/personer/{leon.pk}/sla-ihop/{leo.pk}/" in shown
    assert amina.post(page)["Location"] == f"/personer/{leo.pk}/"
    kept = amina.get(f"/personer/{leo.pk}/").content.decode()
    assert "Leon Tornfeldt" in kept
    assert amina.get(f"/personer/{leon.pk}/")["Location"] == f"/personer/{leo.pk}/"
    with enter("amina"):
        made = Merge.objects.get()
        gone = File.objects.get(joined_to__isnull=False)
    into = amina.get(f"/akter/{gone.pk}/")["Location"]
    assert "Samtal med Leon" in amina.get(into).content.decode()
    assert "Skilj dem åt" in amina.get(f"/personer/{leo.pk}/dela/{made.pk}/").content.decode()
    assert amina.post(f"/personer/{leo.pk}/dela/{made.pk}/")["Location"] == f"/personer/{leon.pk}/"
    assert "Samtal med Leon" not in amina.get(into).content.decode()
    assert amina.post(f"/personer/{leo.pk}/dela/{made.pk}/").status_code == 404


def test_what_blocks_a_merge_is_said_and_nothing_is_joined(browse) -> None:
    with enter("bo") as room:
        one, other = proposed(room).person, proposed(room, given_name="Leon", identity_number=None).person
    bo, page = browse("bo"), f"/personer/{one.pk}/sla-ihop/{other.pk}/"
    assert "väntar på svar" in bo.get(page).content.decode()
    assert bo.post(page).status_code == 422
    assert bo.get(f"/personer/{other.pk}/").status_code == 200


def test_the_other_may_be_looked_for_by_another_name(browse, leo: Person) -> None:
    with enter("bo") as room:
        create_person(
            by=room.acting, values={"given_name": "Viktor", "family_name": "Ek"}, source=Source("typed"), now=NOW
        )
    text = browse("bo").post(f"/personer/{leo.pk}/sla-ihop/", {"q": "viktor"}).content.decode()
    assert "Viktor Ek" in text


def test_another_room_has_no_such_pages(browse, twins) -> None:
    leo, leon = twins
    bo = browse("bo")
    for address in (f"/personer/{leo.pk}/sla-ihop/", f"/personer/{leo.pk}/sla-ihop/{leon.pk}/"):
        assert bo.get(address).status_code == 404
        assert bo.post(address).status_code == 404
    assert browse("amina").get(f"/personer/{leo.pk}/sla-ihop/{leo.pk}/").status_code == 404
    assert browse("amina").get(f"/personer/{leo.pk}/dela/{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize("version", ["", "x", "-1", "1e9", "٣", "9" * 30])
def test_a_version_that_is_none_is_an_old_page(browse, version) -> None:
    with enter("amina") as room:
        person = create_person(by=room.acting, values={"given_name": "Leo"}, source=Source("typed"), now=NOW)
    sent = {"given_name": "Lars", "version": version}
    assert browse("amina").post(f"/personer/{person.pk}/andra/", sent).status_code in (409, 422)
