"""What the log says of every response: who, why, what was listed, opened and revealed; and nothing shown without it."""

import json
import random
import re
import uuid

import pytest
from django.db import DatabaseError, connections

from tests.cast import NOW, enter
from tests.files.build import file_in
from trefas.audit.models import Event
from trefas.files.models import File
from trefas.persons.actions import Source, create_person
from trefas.persons.models import Person
from trefas.rooms import entry
from trefas.web.answers import PURPOSES

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FAMILY = ("Abborre", "Braxen", "Cikoria", "Dill", "Enbär", "Fläder", "Gran", "Hassel", "Idegran", "Jasmin")


def last(who: str, back: int = 1) -> dict:
    """Return the latest event of a person's room, as the chain keeps it."""
    with enter(who, purpose="review_log") as room:
        found = Event.objects.filter(room_id=room.room_id).order_by("-number")[back - 1]
        return json.loads(found.body)


def people_in(body: dict) -> set[str]:
    ids = body.get("ids", {})
    return {one for name in ("listed", "opened", "revealed") for one in ids.get(name, [])}


@pytest.fixture
def crowd(vidhamn) -> dict[str, str]:
    """Ten people in one room, six with a file, each with a name nobody else has: {id: family name}."""
    made = {}
    with enter("amina") as room:
        for number, name in enumerate(FAMILY):
            values = {"given_name": "Kim", "family_name": name, "telephone": f"070-17406{number:02}"}
            if number < 6:
                person = file_in(room, identity_number="", **values).person
            else:
                person = create_person(by=room.acting, values=values, source=Source("typed"), now=NOW)
            made[str(person.pk)] = name
    return made


def test_a_page_about_a_person_says_opened_and_a_whole_value_revealed(browse, crowd) -> None:
    one = next(iter(crowd))
    browse("amina").get(f"/personer/{one}/")
    body = last("amina")
    assert body["kind"] == "read"
    assert body["ids"]["revealed"] == [one]
    assert body["codes"] == {"page": "person", "method": "GET", "status": "200"}
    assert body["actor"]["purpose"] == "follow"
    assert set(body["actor"]) == {"user", "unit", "role", "purpose"}


def test_a_search_keeps_a_token_and_the_hits_and_lists_them_without_revealing(browse, crowd) -> None:
    browse("amina").post("/search/", {"q": "Kim"})
    search, read = last("amina", 2), last("amina")
    assert search["kind"] == "search.made"
    assert set(search["ids"]["hit"]) == set(crowd)
    assert re.fullmatch(r"[0-9a-f]{32}", search["codes"]["asked"])
    assert set(read["ids"]["listed"]) == set(crowd)
    assert "revealed" not in read["ids"]


def test_a_search_that_finds_nobody_is_kept_too_and_the_same_words_give_the_same_token(browse, crowd) -> None:
    client = browse("amina")
    client.post("/search/", {"q": "Zebedeus"})
    first = last("amina", 2)
    client.post("/search/", {"q": " zebedeus "})
    again = last("amina", 2)
    assert first["counts"] == {"hits": 0}
    assert first["codes"]["asked"] == again["codes"]["asked"]
    assert "ebedeus" not in json.dumps([first, again])


def test_a_denial_is_kept_with_what_was_asked_for(browse, crowd) -> None:
    absent = str(uuid.uuid4())
    assert browse("amina").get(f"/personer/{absent}/").status_code == 404
    assert (last("amina")["kind"], last("amina")["ids"]["asked"]) == ("denied", [absent])
    assert browse("amina").get("/behorigheter/").status_code == 403
    assert last("amina")["kind"] == "denied"
    assert last("amina")["actor"]["purpose"] == "administer"


def test_an_extract_says_what_it_held(browse, vidhamn) -> None:
    with enter("amina") as room:
        file = file_in(room)
    answer = browse("amina").post("/listan/ta-ut/?view=unit", {"ground": "meeting"})
    assert answer.status_code == 200
    body = last("amina")
    assert body["kind"] == "export"
    assert body["codes"]["type"].endswith("sheet")
    assert str(file.person_id) in people_in(body)


@pytest.mark.parametrize("path", ["/", "/arbetslista/", "/listan/", "/finns-inte/"])
def test_without_the_log_nothing_is_shown(browse, crowd, monkeypatch, path: str) -> None:
    client = browse("amina")

    def broken(entered: entry.Entry) -> None:
        raise DatabaseError("the log cannot be written")

    monkeypatch.setattr(entry, "_append", broken)
    answer = client.get(path)
    assert answer.status_code == 503
    assert not any(name in answer.content.decode() for name in FAMILY)


def test_without_the_log_in_the_database_itself_a_person_is_not_shown(browse, crowd, monkeypatch) -> None:
    one, client = next(iter(crowd)), browse("amina")
    kept = entry._record_reads

    def too_long(entered: entry.Entry) -> None:
        kept(entered)
        with connections["rooms"].cursor() as cursor:
            cursor.execute("SELECT audit_append(ARRAY[gen_random_uuid()], ARRAY['{}'])")

    monkeypatch.setattr(entry, "_record_reads", too_long)
    answer = client.get(f"/personer/{one}/")
    assert answer.status_code == 503
    assert crowd[one] not in answer.content.decode()


def test_what_the_pages_show_is_what_the_log_says_in_random_requests(browse, crowd) -> None:
    seeds = random.Random(20261128)
    client, ids = browse("amina"), sorted(crowd)
    with enter("amina") as room:
        rows = {
            str(pk)
            for model in (Person, File)
            for pk in model.objects.filter(room_id=room.room_id).values_list("pk", flat=True)
        }
    asks = [
        lambda: client.get("/"),
        lambda: client.get("/listan/?view=unit"),
        lambda: client.get(f"/personer/{seeds.choice(ids)}/"),
        lambda: client.get(f"/personer/{seeds.choice(ids)}/andra/"),
        lambda: client.post("/search/", {"q": f"Kim {seeds.choice(FAMILY)}"}),
        lambda: client.post("/search/", {"q": seeds.choice(["Kim", "Ingen", "Gran"])}),
    ]
    for _number in range(60):
        html = seeds.choice(asks)().content.decode()
        body = last("amina")
        named = {one for one, name in crowd.items() if re.search(rf"\b{name}\b", html)}
        assert named == people_in(body) & set(crowd)
        logged = {one for many in body.get("ids", {}).values() for one in many}
        assert set(UUIDS.findall(html)) & rows <= logged


def test_every_purpose_that_a_page_family_says_has_words() -> None:
    from django.urls import get_resolver

    from trefas.web.answers import page_of

    paths = ["/", "/behorigheter/", "/moten/", "/uppfoljning/", "/finns-inte/"]
    assert {page_of(path).purpose for path in paths} == {"follow", "administer", "meet", "figures"}
    modules = {pattern.callback.__module__ for pattern in _patterns(get_resolver())}
    import sys

    stated = {getattr(sys.modules[name], "PURPOSE", "follow") for name in modules}
    assert stated <= set(PURPOSES)
    assert len(stated) > 5


def _patterns(resolver):
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _patterns(one)
        else:
            yield one
