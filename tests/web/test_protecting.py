"""The pages of protected identity: giving it, named handlers, ending it, and somebody left without a handler."""

import pytest

from tests.accountability.test_handling import leaves
from tests.cast import enter
from tests.files.build import file_in, user
from trefas.files.models import File
from trefas.persons.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture
def file(db) -> File:
    with enter("amina") as room:
        return file_in(room)


def page(file: File) -> str:
    return f"/personer/{file.person_id}/skydd/"


def protect(browse, file: File, *handlers: str) -> None:
    given = {"protection": "registration", "handlers": [str(user(who).pk) for who in handlers]}
    answer = browse("amina").post(page(file), given)
    assert answer.status_code == 302, answer.content.decode()


def status(browse, who: str, file: File) -> int:
    return browse(who).get(f"/akter/{file.pk}/").status_code


def test_amina_protects_and_from_then_on_only_the_named_find_the_file(browse, file) -> None:
    assert status(browse, "sven", file) == 200
    protect(browse, file, "nora")
    assert [status(browse, who, file) for who in ("amina", "nora", "sven", "lena")] == [200, 200, 404, 404]
    assert "Leo" not in browse("sven").post("/search/", {"q": "leo tornfeldt"}).content.decode()


def test_a_level_must_be_chosen(browse, file) -> None:
    answer = browse("amina").post(page(file), {"handlers": []})
    assert answer.status_code == 422
    with enter("sven"):
        assert Person.objects.count() == 1


def test_the_page_names_the_handlers_and_lets_them_name_another(browse, file) -> None:
    protect(browse, file)
    assert browse("amina").get(page(file)).status_code == 200
    assert browse("amina").post(page(file), {"act": "name", "handler": str(user("nora").pk)}).status_code == 302
    assert "Nora" in browse("amina").get(page(file)).content.decode()
    assert status(browse, "nora", file) == 200


def test_the_last_handler_is_told_to_name_another_first(browse, file) -> None:
    protect(browse, file)
    answer = browse("amina").post(page(file), {"act": "remove", "handler": str(user("amina").pk)})
    assert answer.status_code == 422
    assert "någon annan först" in answer.content.decode()


def test_ended_she_is_found_by_the_unit_again(browse, file) -> None:
    protect(browse, file)
    assert browse("amina").post(page(file), {"act": "change", "protection": "fictitious"}).status_code == 302
    assert browse("amina").post(page(file), {"act": "end"}).status_code == 302
    assert status(browse, "sven", file) == 200


def test_the_page_of_somebody_protected_is_not_there_for_others(browse, file) -> None:
    protect(browse, file)
    absent = browse("sven").get("/personer/00000000-0000-4000-8000-000000000000/skydd/")
    theirs = browse("sven").get(page(file))
    assert (theirs.status_code, absent.status_code) == (404, 404)


@pytest.mark.parametrize("body", [{"act": "open"}, {"act": "name", "handler": "nobody"}])
def test_another_act_is_not_there(browse, file, body) -> None:
    protect(browse, file)
    assert browse("amina").post(page(file), body).status_code == 404


def test_the_supervisor_names_somebody_when_all_have_left(browse, file) -> None:
    protect(browse, file)
    assert "Alla skyddade personer har" in browse("sven").get("/skydd/utan-handlaggare/").content.decode()
    assert "Utse en handläggare" not in browse("sven").get("/arbetslista/").content.decode()
    leaves("amina")
    assert "Utse en handläggare" in browse("sven").get("/arbetslista/").content.decode()
    assert "Utse en handläggare" not in browse("nora").get("/arbetslista/").content.decode()
    text = browse("sven").get("/skydd/utan-handlaggare/").content.decode()
    assert "Utse handläggaren" in text
    assert "Leo" not in text
    assert browse("sven").post("/skydd/utan-handlaggare/", {"handler": str(user("nora").pk)}).status_code == 302
    assert (status(browse, "nora", file), status(browse, "sven", file)) == (200, 404)


def test_nobody_but_the_supervisor_has_that_page(browse) -> None:
    assert browse("nora").get("/skydd/utan-handlaggare/").status_code == 403
