"""Proposing on a page: known people first, evidence and roles asked for, a child's best interests, the second person."""

import uuid

import pytest
import time_machine

from tests.cast import NOW, enter
from tests.files.build import LEO, NOEL, keep, proposed
from tests.web.queries import counted
from trefas.files.models import ChildAssessment, File, Proposal
from trefas.persons.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
STATED = {
    "c-drives_violence-0": "Operativ lägesbild, källa A2", "c-drives_violence-0-on": "2026-11-02",
    "c-drives_violence-1": "Händelse med skjutvapen", "c-drives_violence-1-on": "2026-10-21",
    "c-at_risk_of_being_hit-0": "Hotbildsbedömning", "c-at_risk_of_being_hit-0-on": "2026-11-05",
    "e-0": "Skottlossning vid kajen", "e-0-on": "2026-10-21", "e-0-roles": ["threat_from", "used_by_others"],
    "reason": "Ny händelse", "fact_on": "2026-11-05",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def write_url(person):
    return f"/forslag/person/{person.pk}/"


def in_room(who, read):
    with enter(who) as room:
        return read(room)


@pytest.fixture
def leo(db):
    return in_room("bo", keep)


def test_a_new_person_is_added_and_the_proposal_goes_on(browse) -> None:
    client = browse("bo")
    assert client.get("/forslag/ny/").status_code == 200
    answer = client.post("/forslag/ny/", {**LEO})
    assert answer.status_code == 302
    assert "Leo" not in answer["Location"]
    assert "Föreslå Leo Tornfeldt" in client.get(answer["Location"]).content.decode()


def test_somebody_known_is_shown_before_anybody_is_added(browse, leo) -> None:
    client = browse("bo")
    for asked in ({"identity_number": "070314-2380"}, {"given_name": "Leo", "family_name": "Tornfelt"}):
        page = client.post("/forslag/ny/", asked)
        assert page.status_code == 200
        assert write_url(leo) in page.content.decode()
    assert in_room("bo", lambda room: Person.objects.filter(room_id=room.room_id).count()) == 1


@pytest.mark.parametrize("asked", [{}, {"identity_number": "20070314-1234"}, {"identity_number": "abc"}])
def test_nobody_or_a_number_that_is_not_for_practice_is_refused(browse, asked) -> None:
    answer = browse("bo").post("/forslag/ny/", asked)
    assert answer.status_code == 422
    assert in_room("bo", lambda room: Person.objects.filter(room_id=room.room_id).count()) == 0


def test_a_full_proposal_is_made_and_shown_with_evidence_and_roles(browse, leo) -> None:
    client = browse("bo")
    answer = client.post(write_url(leo), STATED)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    for words in (
        "Hot från, Utnyttjad av andra",
        "Operativ lägesbild, källa A2 (2026-11-02)",
        "Väntar på en andra person",
    ):
        assert words in page, words
    kept = in_room("bo", lambda room: Proposal.objects.get(room_id=room.room_id).roles)
    assert kept == [
        {"event": "Skottlossning vid kajen", "on": "2026-10-21", "roles": ["threat_from", "used_by_others"]}
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"c-drives_violence-1": ""},
        {"c-drives_violence-0-on": ""},
        {"c-drives_violence-0-on": "2026-11-20"},
        {"e-0": ""},
        {"e-0-roles": []},
        {"e-0-roles": ["gängmedlem"]},
        {"reason": ""},
        {"fact_on": ""},
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(browse, leo, wrong) -> None:
    answer = browse("bo").post(write_url(leo), {**STATED, **wrong})
    assert answer.status_code == 422
    assert "Hotbildsbedömning" in answer.content.decode()
    assert not in_room("bo", lambda room: File.objects.filter(room_id=room.room_id).exists())


def test_a_child_is_asked_for_best_interests_and_own_view(browse) -> None:
    noel, client = in_room("bo", lambda room: keep(room, **NOEL)), browse("bo")
    assert "Barnets egen åsikt" in client.get(write_url(noel)).content.decode()
    assert client.post(write_url(noel), STATED).status_code == 422
    child = {"best_interests": "Skydd", "own_view": "Vill bo kvar", "social_worker": "Amina Karlberg"}
    answer = client.post(write_url(noel), {**STATED, **child})
    assert answer.status_code == 302
    assert "Vill bo kvar" in client.get(answer["Location"]).content.decode()
    assert in_room("bo", lambda room: ChildAssessment.objects.get(room_id=room.room_id).occasion) == "proposal"


def test_the_second_person_agrees(browse) -> None:
    proposal = in_room("bo", proposed)
    where = f"/forslag/{proposal.pk}/"
    assert "Godkänn förslaget" not in browse("bo").get(where).content.decode()
    client = browse("eva")
    assert "Godkänn förslaget" in client.get(where).content.decode()
    assert client.post(where, {"answer": "sign_off", "reason": "Håller med"}).status_code == 302
    page = client.get(where).content.decode()
    assert "Godkänt" in page
    assert "Eva Brolin" in page
    assert client.post(where, {"answer": "refuse", "reason": "Ångrar"}).status_code == 422


def test_the_proposer_cannot_answer_by_hand_made_forms_but_may_take_it_back(browse) -> None:
    proposal = in_room("eva", proposed)
    client, where = browse("eva"), f"/forslag/{proposal.pk}/"
    for answer in ("sign_off", "refuse"):
        assert client.post(where, {"answer": answer, "reason": "Ja"}).status_code == 422
    assert client.post(where, {"answer": "withdraw", "reason": ""}).status_code == 422
    assert client.post(where, {"answer": "withdraw", "reason": "Fel person"}).status_code == 302
    assert "Tillbakataget" in client.get(where).content.decode()


def test_a_no_takes_a_reason(browse) -> None:
    proposal = in_room("bo", proposed)
    client, where = browse("eva"), f"/forslag/{proposal.pk}/"
    assert client.post(where, {"answer": "refuse", "reason": ""}).status_code == 422
    assert client.post(where, {"answer": "refuse", "reason": "För gammalt underlag."}).status_code == 302
    assert "För gammalt underlag." in client.get(where).content.decode()


def test_another_room_finds_neither_person_nor_proposal(browse, leo) -> None:
    proposal = in_room("bo", lambda room: proposed(room, identity_number="20020130-2387"))
    client = browse("sven")
    assert client.get(f"/forslag/{proposal.pk}/").status_code == 404
    assert client.post(f"/forslag/{proposal.pk}/", {"answer": "sign_off"}).status_code == 404
    assert client.get(write_url(leo)).status_code == 404
    assert client.get(f"/forslag/{uuid.uuid4()}/").status_code == 404


def test_who_may_not_propose_is_turned_away(browse, leo) -> None:
    for who in ("sara", "lena", "ada"):
        assert browse(who).get("/forslag/ny/").status_code == 403
    assert browse("otto").get(f"/forslag/person/{uuid.uuid4()}/").status_code == 404


def test_a_unit_with_two_methods_chooses_one(browse) -> None:
    person = in_room("amina", keep)
    page = browse("amina").get(write_url(person) + "?method=sig").content.decode()
    assert "?method=trefas" in page


def test_both_languages_are_whole(browse, leo) -> None:
    english = browse("bo", "en").get(write_url(leo)).content.decode()
    assert "Drives the lethal violence" in english
    swedish = browse("bo").get(write_url(leo)).content.decode()
    assert "Våldsdrivande i det dödliga våldet" in swedish
    for word in ("Evidence", "necessary", "Why now"):
        assert word not in swedish


def test_a_proposal_asks_the_database_at_most_twelve_times(browse) -> None:
    proposal = in_room("bo", proposed)
    client = browse("eva")
    client.get(f"/forslag/{proposal.pk}/")
    with counted() as asked:
        client.get(f"/forslag/{proposal.pk}/")
    assert len(asked) <= 12, "\n".join(asked)
