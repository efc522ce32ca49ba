"""Protected identity, sink by sink: words that stand nowhere but about one protected person are looked for everywhere.

A test class for each core rule: what colleagues see anywhere, and what leaves even with her own handler.
"""

import io
import re
import uuid
import zipfile
from dataclasses import dataclass, field
from urllib.parse import unquote

import pytest

from tests import databases
from tests.cast import NOW, enter
from tests.matrix.addresses import addresses
from tests.matrix.asking import Asker
from tests.matrix.ids import ids_of
from tests.matrix.world import _furnish, absent
from trefas.accountability.actions import protect_person
from trefas.accountability.belongings import belongings, carried
from trefas.disclosures import items
from trefas.files.actions import mention, open_file, set_guardian
from trefas.persons.actions import Source, create_person
from trefas.persons.models import Person, Protection
from trefas.plans.actions import record_custody

NAME, FAMILY, ALIAS = "Qvaxelina", "Zimbratt", "Pyxinka"
ADDRESS, TELEPHONE, SCHOOL = "Glimmerstigen 42", "070-174 06 98", "Ystraboskolan"
RELATIVE, GUARDIAN, PRISON = "Trolkvist", "Wyxlund", "Fjoltanstalten"
NUMBER = "19900102-2384"
CANARIES = (NAME, FAMILY, ALIAS, ADDRESS, TELEPHONE, SCHOOL, RELATIVE, GUARDIAN, PRISON, "9001022384", "900102-2384")
COLLEAGUES = ("nora", "sven", "lena", "ada")
# Her own answer, made for her and given to her or to nobody (OSL 12:1): read on the page of the request.
HERS = ("rights", "rights_answers", "rights_papers")


@dataclass
class Answer:
    """One answer: where from, its headers in clear, and its bytes with what is packed in them unpacked."""

    place: str
    status: int
    kind: str
    headers: str
    body: str

    def told(self, words=CANARIES) -> list[str]:
        return [word for word in words if word in self.body or word in self.headers]


@dataclass
class Crawled:
    """Every page as one persona gets it about the protected person."""

    who: str
    answers: list[Answer] = field(default_factory=list)

    def leaks(self, words=CANARIES) -> dict[str, list[str]]:
        return {one.place: one.told(words) for one in self.answers if one.told(words)}


def unpacked(body: bytes) -> str:
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return body.decode("utf-8", "replace")


def crawl(asker: Asker, who: str, ids: dict) -> Crawled:
    found = Crawled(who)
    for address in addresses():
        place = address.filled({name: ids.get(name) or absent(name) for name in address.names})
        answer = asker.ask(who, "GET", place)
        headers = unquote("\n".join(f"{name}: {value}" for name, value in answer.items()))
        kind = answer.get("Content-Type", "").split(";")[0]
        found.answers.append(
            Answer(f"{address.family}:{address.name}", answer.status_code, kind, headers, unpacked(answer.body))
        )
    return found


def a_protected_life() -> tuple[uuid.UUID, dict]:
    """Kept openly first and then moved: what was shown before must be gone too."""
    values = {
        "given_name": NAME, "family_name": FAMILY, "aliases": [ALIAS], "identity_number": NUMBER,
        "telephone": TELEPHONE, "whereabouts": f"{ADDRESS}, {SCHOOL}",
    }  # fmt: skip
    with enter("amina") as room:
        person = create_person(by=room.acting, values=values, source=Source("typed"), now=NOW)
        file = open_file(by=room.acting, person=person, method="trefas", received=None, now=NOW)
        _furnish(room, file)
        mention(by=room.acting, file_id=file.pk, name=RELATIVE, relation="bror", text="", now=NOW)
        guardian = {"name": GUARDIAN, "may_be_told": "not_tested"}
        set_guardian(by=room.acting, file_id=file.pk, guardian_id=None, version=0, values=guardian, now=NOW)
        record_custody(by=room.acting, file_id=file.pk, since=NOW.date(), place=PRISON, release_on=None, now=NOW)
    with enter("amina") as room:
        protect_person(
            by=room.acting, person_id=person.pk, protection=Protection.REGISTRATION, handlers=[], now=NOW
        )  # fmt: skip
    return person.pk, ids_of("amina", person.pk)


@pytest.fixture(scope="module")
def crawled(server, django_db_setup, django_db_blocker):
    import time_machine
    from django.db import connections

    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        before = connections["default"].settings_dict["NAME"]
        name = databases.clone(server, f"canary_{before}")
        person_id, ids = a_protected_life()
        asker = Asker()
        yield {
            "person": person_id, "asker": asker, "ids": ids, "amina": crawl(asker, "amina", ids),
            **{who: crawl(asker, who, ids) for who in COLLEAGUES},
        }  # fmt: skip
        databases.use(server, before)
        databases.embedded.drop_database(server, name)


@pytest.fixture
def mine(crawled) -> Crawled:
    return crawled["amina"]


@pytest.fixture(params=COLLEAGUES)
def theirs(request, crawled) -> Crawled:
    return crawled[request.param]


def test_the_canaries_are_there_to_be_found(mine) -> None:
    """Her handler reads them: what nobody could see would prove nothing."""
    seen = {word for one in mine.answers for word in one.told()}
    assert {NAME, FAMILY, ADDRESS, TELEPHONE, SCHOOL, RELATIVE, GUARDIAN} <= seen


class TestAddressSchoolAndWorkplace:
    def test_no_page_of_a_colleague_tells(self, theirs) -> None:
        assert theirs.leaks((ADDRESS, TELEPHONE, SCHOOL, PRISON)) == {}

    def test_of_the_lists_not_even_her_handlers_tells(self, mine) -> None:
        lists = [one for one in mine.answers if one.place.split(":")[0] in ("listan", "worklist", "start", "figures")]
        assert lists
        assert [one.place for one in lists if one.told((ADDRESS, SCHOOL, PRISON))] == []


class TestMap:
    def test_no_area_stands_beside_her_in_a_list(self) -> None:
        from trefas.web.list_columns import area_cell

        class File:
            person = Person(protection=Protection.MARKING, area_id=uuid.uuid4())

        assert area_cell(File(), None) == {"text": ""}


class TestRelatives:
    def test_no_page_of_a_colleague_tells(self, theirs) -> None:
        assert theirs.leaks((RELATIVE, GUARDIAN)) == {}


class TestNamesAndNumbers:
    def test_no_page_of_a_colleague_tells(self, theirs) -> None:
        assert theirs.leaks() == {}

    def test_what_is_hers_is_not_there_for_a_colleague(self, theirs, mine) -> None:
        hers = {one.place for one in mine.answers if one.status == 200 and one.told((NAME,))}
        named = {f"{one.family}:{one.name}" for one in addresses() if one.names}
        shown = {one.place for one in theirs.answers if one.status == 200}
        assert hers & named
        assert hers & named & shown - {"meetings:meeting"} == set()


class TestExports:
    @pytest.mark.parametrize("view", ["mine", "unit"])
    def test_she_is_in_no_extract_of_the_list_not_even_her_handlers(self, crawled, view) -> None:
        answer = crawled["asker"].ask("amina", "POST", f"/listan/ta-ut/?view={view}", {"ground": "plan"})
        assert answer.status_code == 200
        assert answer["Content-Type"].endswith("sheet")
        assert [word for word in CANARIES if word in unpacked(answer.body)] == []

    def test_she_is_in_no_print_of_it(self, mine) -> None:
        (printed,) = [one for one in mine.answers if one.place == "listan:listan_print"]
        assert printed.status == 200
        assert printed.told() == []


class TestFileNames:
    def test_no_header_of_any_answer_tells(self, mine) -> None:
        assert [one.place for one in mine.answers if any(word in one.headers for word in CANARIES)] == []


class TestPapersAndTheirMetadata:
    def test_nothing_but_pages_tells_even_with_her_handler(self, mine) -> None:
        papers = [one for one in mine.answers if one.status == 200 and one.kind != "text/html"]
        assert papers
        assert [one.place for one in papers if one.told() and one.place.split(":")[0] not in HERS] == []


class TestTitles:
    def test_no_window_carries_her_name(self, mine) -> None:
        titles = {one.place: re.findall(r"<title>(.*?)</title>", one.body, re.S) for one in mine.answers}
        assert [place for place, found in titles.items() if any(word in " ".join(found) for word in CANARIES)] == []


class TestUrls:
    def test_no_address_in_any_page_tells(self, mine) -> None:
        for one in mine.answers:
            links = unquote(" ".join(re.findall(r'(?:href|src|action|hx-get|hx-post)="([^"]*)"', one.body)))
            found = [word for word in CANARIES if word in links and f"tel:{word}".replace(" ", "") not in links]
            assert [word for word in found if word != TELEPHONE] == [], one.place


class TestAutocomplete:
    @pytest.mark.parametrize("who", ["amina", *COLLEAGUES[:3]])
    @pytest.mark.parametrize("asked", [f"{NAME} {FAMILY}", FAMILY, ALIAS, NUMBER])
    def test_search_finds_nobody(self, crawled, who, asked) -> None:
        answer = crawled["asker"].ask(who, "POST", "/search/", {"q": asked})
        before = answer.body.decode().replace(asked, "")
        assert answer.status_code == 200
        assert [word for word in CANARIES if word in before] == []


class TestCounts:
    def test_there_is_nothing_of_hers_for_a_colleague_to_count(self, crawled) -> None:
        with enter("sven") as room:
            left = {
                model._meta.label: len(list(belongings(model, room.room_id, [crawled["person"]]))) for model in carried()
            }  # fmt: skip
            open_to_sven = [
                model for model in carried() if model._default_manager.exclude(room_id=room.room_id).exists()
            ]
        assert set(left.values()) == {0}
        assert open_to_sven == []


class TestEnvelopes:
    def test_who_she_is_goes_without_address_and_telephone(self, crawled) -> None:
        with enter("amina"):
            person = Person.objects.get(pk=crawled["person"])
            (found,) = items.described(person.room_id, person.pk, "person", [person.pk])
            words = str(found.payload())
        assert NAME in words
        assert [word for word in (ADDRESS, TELEPHONE, SCHOOL, RELATIVE, GUARDIAN, PRISON) if word in words] == []
        assert "protected_registration" in found.categories
