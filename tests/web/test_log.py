"""The room's log as its reviewers see it: complete, searched, taken out, itself recorded; and a queue of readings."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.audit.tampering import verifier
from tests.cast import EMAIL, NOW, enter
from tests.files.build import file_in
from tests.web.test_read_log import last
from trefas.accountability.actions import conclude_review, protect_person
from trefas.accountability.reading import looked_at
from trefas.accountability.review_models import ReadReview, Why
from trefas.audit.models import Event
from trefas.authorities.models import User
from trefas.files.models import File
from trefas.persons.actions import Source, create_person
from trefas.persons.models import Protection
from trefas.rooms import nightly
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture
def file(vidhamn):
    with enter("amina") as room:
        return file_in(room)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_who_has_looked_is_told_for_a_file_and_for_its_person_however_long_ago(browse, file) -> None:
    browse("maja").get(f"/akter/{file.pk}/")
    for _number in range(60):
        browse("amina").get(f"/akter/{file.pk}/")
    for path in (f"/akter/{file.pk}/vem-har-last/", f"/personer/{file.person_id}/vem-har-last/"):
        first = browse("amina").get(path)
        assert "Amina" in words(first)
        assert "Maja Lind" not in words(first)
        names, answer = words(first), first
        for _page in range(3):
            following = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
            if following is None:
                break
            answer = browse("amina").get(following[1].replace("&amp;", "&"))
            names += words(answer)
        maja = User.objects.get(email=EMAIL["maja"]).name
        assert maja in names
        assert "Följa en person" in names


def test_another_room_has_no_such_person_to_tell_about(browse, file) -> None:
    assert browse("bo").get(f"/personer/{file.person_id}/vem-har-last/").status_code == 404


def test_only_those_who_review_the_log_have_it(browse, file) -> None:
    for who, status in (("amina", 403), ("sven", 200), ("lena", 200), ("ada", 403)):
        assert browse(who).get("/logg/").status_code == status


def test_the_log_is_searched_by_who_what_whom_and_when_and_says_that_it_was(browse, file) -> None:
    browse("maja").get(f"/akter/{file.pk}/")
    maja = User.objects.get(email=EMAIL["maja"])
    sven = browse("sven")
    shown = words(sven.get(f"/logg/?user={maja.pk}&group=reads&of={file.number}&page=file"))
    assert "Akten, översikt" in shown
    assert "1 öppnad" in shown or "1 med skyddsvärd uppgift" in shown
    read, page = last("sven", 2), last("sven")
    assert read["kind"] == "log.read"
    assert read["ids"]["user"] == [str(maja.pk)]
    assert set(read["ids"]["of"]) == {str(file.pk), str(file.person_id)}
    assert read["codes"] == {"group": "reads", "page": "file"}
    assert page["actor"]["purpose"] == "review_log"
    assert "Inget här" in words(sven.get(f"/logg/?user={maja.pk}&last=2020-01-01"))
    assert "Inget här" in words(sven.get("/logg/?of=S-1899-0001"))
    assert sven.get("/logg/?first=2026-02-01&last=2026-01-01").status_code == 422
    assert sven.get(f"/logg/?of={uuid.uuid4()}&before=-1").status_code == 200


@pytest.mark.parametrize("group", ["reads", "searches", "denials", "exports", "acts", "log"])
def test_every_kind_of_event_is_found_by_its_kind(browse, file, group: str) -> None:
    amina = browse("amina")
    amina.get(f"/akter/{file.pk}/")
    amina.post("/search/", {"q": "Leo"})
    amina.get(f"/akter/{uuid.uuid4()}/")
    amina.post("/listan/ta-ut/?view=unit", {"ground": "meeting"})
    sven = browse("sven")
    sven.get("/logg/")
    assert "Inget här" not in words(sven.get(f"/logg/?group={group}"))


def test_the_log_is_taken_out_as_a_file_that_the_verifier_reads_and_the_log_says_so(browse, file) -> None:
    sven = browse("sven")
    answer = sven.post("/logg/hamta/", {})
    assert answer.status_code == 200
    report = verifier().verify(answer.content)
    assert report.faults == []
    assert report.header["whole"] is True
    assert last("sven", 2)["kind"] == "log.exported"
    assert last("sven")["kind"] == "export"
    part = verifier().verify(sven.post("/logg/hamta/", {"group": "exports"}).content)
    assert part.faults == []
    assert 0 < part.events < report.events
    assert sven.post("/logg/hamta/", {"of": "S-1899-0001"}).status_code == 404
    assert browse("amina").post("/logg/hamta/", {}).status_code == 403


@pytest.fixture
def elsa(file):
    """The person of the file, protected, with Amina and the manager Sven as named handlers; her inner room."""
    sven = User.objects.get(email=EMAIL["sven"])
    with enter("amina") as room:
        protect_person(
            by=room.acting, person_id=file.person_id, protection=Protection.REGISTRATION, handlers=[sven.pk], now=NOW
        )  # fmt: skip
    with enter("amina"):
        return File.objects.get(room_id__in=open_rooms(), number=file.number)


def log_of(who: str, room_id: uuid.UUID) -> list[str]:
    with enter(who, purpose="review_log"):
        return list(Event.objects.filter(room_id=room_id).order_by("number").values_list("body", flat=True))


def test_a_reviewer_who_is_a_named_handler_reads_the_inner_rooms_log_and_only_that_log_says_so(browse, elsa) -> None:
    browse("amina").get(f"/akter/{elsa.pk}/")
    sven, names = browse("sven"), User.objects.get(email=EMAIL["amina"]).name
    page = sven.get("/logg/").content.decode()
    choices = re.findall(r"<option[^>]*>([^<]*)<", page[page.index('name="room"') :])[:2]
    assert choices == ["Enhetens", "Leo Tornfeldt"]
    inner = words(sven.get(f"/logg/?room={elsa.room_id}&of={elsa.number}&page=file"))
    assert names in inner
    assert "Akten, översikt" in inner
    around = words(sven.get(f"/logg/?of={elsa.number}"))
    assert "Inget här" in around
    with enter("sven", purpose="review_log") as room:
        outer = room.room_id
    (read,) = [body for body in log_of("sven", elsa.room_id) if '"log.read"' in body]
    assert str(elsa.person_id) in read
    assert not any(str(elsa.person_id) in body and '"log.read"' in body for body in log_of("sven", outer))


def test_to_every_other_reviewer_an_inner_rooms_log_is_as_absent_as_one_that_never_was(browse, elsa) -> None:
    lena, maja = browse("lena"), browse("maja")
    assert 'name="room"' not in lena.get("/logg/").content.decode()
    asked = (
        (lena, "/logg/?room={}", elsa.room_id),
        (maja, "/akter/{}/vem-har-last/", elsa.pk),
        (maja, "/personer/{}/vem-har-last/", elsa.person_id),
    )
    for client, path, one in asked:
        there, nowhere = client.get(path.format(one)), client.get(path.format(uuid.uuid4()))
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert words(there) == words(nowhere)
    assert lena.post("/logg/hamta/", {"room": str(elsa.room_id)}).status_code == 404
    assert browse("amina").get(f"/logg/?room={elsa.room_id}").status_code == 403
    assert log_of("lena", elsa.room_id) == []


def test_who_has_looked_at_somebody_protected_is_told_to_her_handlers_with_the_way_to_her_log(browse, elsa) -> None:
    browse("amina").get(f"/akter/{elsa.pk}/")
    for path in (f"/akter/{elsa.pk}/vem-har-last/", f"/personer/{elsa.person_id}/vem-har-last/"):
        answer = browse("sven").get(path)
        assert User.objects.get(email=EMAIL["amina"]).name in words(answer)
        assert f"room={elsa.room_id}" in answer.content.decode()
        assert "/logg/" not in browse("amina").get(path).content.decode()


def test_an_inner_rooms_log_is_taken_out_signed_by_that_room(browse, elsa) -> None:
    sven = browse("sven")
    answer = sven.post("/logg/hamta/", {"room": str(elsa.room_id)})
    report = verifier().verify(answer.content)
    assert (report.faults, report.header["room"], report.header["whole"]) == ([], str(elsa.room_id), True)
    assert "log.exported" in log_of("sven", elsa.room_id)[-1]
    assert last("sven")["kind"] == "export"
    assert last("sven", 2)["kind"] != "log.exported"


def test_a_log_that_never_stood_still_is_not_taken_out_and_the_page_says_why(browse, file, monkeypatch) -> None:
    heads = iter(range(99))
    monkeypatch.setattr("trefas.accountability.exporting.head_of", lambda _room: [next(heads), ""])
    answer = browse("sven").post("/logg/hamta/", follow=True)
    assert "Andra skrev i rummet varje gång loggen lästes." in words(answer)
    assert answer.headers["Content-Type"].startswith("text/html")


def queued(day_later: int = 1) -> list[ReadReview]:
    """Fill the queue as the night does, and return it."""
    assert not any(done.failed for done in nightly.run(now=timezone.now() + timedelta(days=day_later)))
    with enter("sven", purpose="review_log") as room:
        return list(ReadReview.objects.filter(room_id=room.room_id).order_by("why"))


def keep(given: str, family: str, **values):
    with enter("amina") as room:
        names = {"given_name": given, "family_name": family, **values}
        return create_person(by=room.acting, values=names, source=Source("typed"), now=NOW)


def test_the_queue_tells_facts_that_somebody_should_look_at(browse, vidhamn) -> None:
    amina = User.objects.get(email=EMAIL["amina"])
    maja = User.objects.get(email=EMAIL["maja"])
    given, _space, family = amina.name.rpartition(" ")
    own, sister, colleague = (
        keep(given, family, whereabouts="Kajen 3"),
        keep("Syster", family),
        keep(*maja.name.split(" ", 1)),
    )
    neighbour = keep("Granne", "Grannsson", whereabouts="kajen 3")
    client = browse("amina")
    for person in (own, sister, colleague, neighbour):
        client.get(f"/personer/{person.pk}/")
    found = {(row.why, row.person_id): row for row in queued()}
    assert (Why.OWN_NAME, own.pk) in found
    assert (Why.FAMILY_NAME, sister.pk) in found
    assert (Why.COLLEAGUE, colleague.pk) in found
    assert (Why.OWN_ADDRESS, neighbour.pk) in found
    assert (Why.NO_OPEN_FILE, neighbour.pk) in found
    assert {row.reader_id for row in found.values()} == {amina.pk}
    assert found[Why.OWN_NAME, own.pk].facts["times"] == 1
    assert len(queued()) == len(found), "a night that runs twice asks twice"


def test_ordinary_work_is_not_in_the_queue(browse, file) -> None:
    browse("amina").get(f"/akter/{file.pk}/")
    assert queued() == []


def test_many_people_within_an_hour_are_one_thing_to_look_at(browse, vidhamn, monkeypatch) -> None:
    from trefas.accountability import snooping

    monkeypatch.setattr(snooping, "BURST", 3)
    people, client = [keep("Kim", name) for name in ("Ask", "Bok", "Ceder")], browse("amina")
    for person in people:
        client.get(f"/personer/{person.pk}/")
    (burst,) = [row for row in queued() if row.why == Why.BURST]
    assert (burst.person_id, burst.facts["people"]) == (None, 3)


def test_a_named_person_looks_and_says_what_she_found(browse, vidhamn) -> None:
    person = keep("Kim", "Ask")
    browse("amina").get(f"/personer/{person.pk}/")
    (row,) = queued()
    sven, address = browse("sven"), f"/logg/granska/{row.pk}/"
    assert "inget förslag" in words(sven.get("/logg/granska/"))
    assert "Personen" in words(sven.get(address))
    refused = sven.post(address, {"conclusion": "report", "note": ""})
    assert refused.status_code == 422
    assert "Skriv vad du såg" in words(refused)
    assert sven.post(address, {"conclusion": "in_order", "note": "Ringde växeln."}).status_code == 302
    assert last("sven", 2)["kind"] == "read_review.concluded"
    assert "Ringde växeln." in words(sven.get(address))
    with enter("sven", purpose="review_log") as room, pytest.raises(RefusedError, match="redan"):
        conclude_review(by=room.acting, review_id=row.pk, conclusion="in_order", note="", now=NOW)
    assert browse("bo").get(address).status_code == 403
    assert browse("eva").get(address).status_code == 404


def test_nobody_judges_her_own_readings(browse, vidhamn) -> None:
    person = keep("Kim", "Ask")
    browse("sven").get(f"/personer/{person.pk}/")
    (row,) = queued()
    assert "Inget väntar" in words(browse("sven").get("/logg/granska/"))
    with enter("sven", purpose="review_log") as room, pytest.raises(RefusedError):
        conclude_review(by=room.acting, review_id=row.pk, conclusion="in_order", note="", now=NOW)
    assert "inget förslag" in words(browse("lena").get("/logg/granska/"))


def test_in_english_too(browse, file) -> None:
    for path in ("/logg/", "/logg/granska/"):
        assert "Loggen" not in words(browse("sven", "en").get(path))


def test_the_index_finds_what_a_search_of_every_body_finds(browse, file) -> None:
    browse("amina").get(f"/akter/{file.pk}/")
    browse("amina").get("/listan/?view=unit")
    with enter("sven", purpose="review_log") as room:
        found = looked_at(room.room_id, [file.person_id], most=1_000)
        bodies = Event.objects.filter(
            room_id=room.room_id, body__contains=str(file.person_id), kind__in=["read", "export", "search.made"]
        )
        assert {one.number for one in found} == set(bodies.values_list("number", flat=True))
        assert len(found) >= 2
