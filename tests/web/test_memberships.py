"""Who works in a room: given and ended by its administrator, never about herself, never in another's room."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import EMAIL, enter
from tests.web.queries import counted
from trefas.audit.models import Event
from trefas.authorities.models import LoginSession, Substitution, Unit, User
from trefas.rooms.models import Membership

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
HOME = "/behorigheter/"
UNIT = "Socialtjänsten Kvarnlunda, Trefas"


def the(who: str) -> User:
    return User.objects.get(email=EMAIL[who])


def of(who: str) -> Membership:
    return Membership.objects.get(user=the(who))


def given(**changes: object) -> dict[str, object]:
    unit = Unit._default_manager.get(name=UNIT)
    return {"email": EMAIL["otto"], "unit": str(unit.pk), "role": "handler", "until": "", **changes}


def test_the_page_shows_who_works_here_and_nobody_else(browse) -> None:
    page = browse("ada").get(HOME).content.decode()
    assert "Amina Karlberg" in page
    assert "Bo Lindqvist" not in page
    assert "Behörigheter" in page


@pytest.mark.parametrize(("who", "status"), [("sven", 403), ("amina", 403), ("sara", 403)])
def test_only_the_administrator_comes_here(browse, who, status) -> None:
    for address in (HOME, f"{HOME}ny/", f"{HOME}ersattare/", f"{HOME}{of('nora').pk}/"):
        assert browse(who).get(address).status_code == status


def test_a_stranger_is_asked_to_log_in() -> None:
    assert Client().get(HOME).status_code == 302


def test_a_membership_says_in_words_what_it_gives(browse) -> None:
    page = browse("ada").get(f"{HOME}{of('sven').pk}/").content.decode()
    assert "Besluta om att avsluta" in page
    assert "Avsluta behörigheten" in page
    assert "Avsluta behörigheten" not in browse("ada").get(f"{HOME}{of('ada').pk}/").content.decode()


def test_giving_lets_the_person_work_here_with_the_mandates_of_the_role_and_those_added(browse) -> None:
    last = (timezone.localdate() + timedelta(days=30)).isoformat()
    answer = browse("ada").post(f"{HOME}ny/", given(mandates=["convene"], until=last))
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert given_to_otto() == []
    answer = answered(browse("sven"), "bekrafta")
    assert answer["Location"] == f"{HOME}vantar/"
    (one,) = given_to_otto()
    assert "convene" in one.mandates
    assert one.granted_by == the("ada").pk
    assert "Ingenting väntar" in browse("sven").get(f"{HOME}vantar/").content.decode()


def given_to_otto() -> list[Membership]:
    with enter("sven") as room:
        return list(Membership.objects.using("rooms").filter(room_id=room.room_id, user_id=the("otto").pk))


def answered(client: Client, how: str):
    """Answer the one proposal that waits."""
    page = client.get(f"{HOME}vantar/").content.decode()
    found = re.search(rf'action="({HOME}vantar/[^"]+/{how}/)"', page)
    assert found is not None
    return client.post(found[1])


def test_what_waits_is_told_in_words_to_who_may_confirm_it(browse) -> None:
    browse("ada").post(f"{HOME}ny/", given(mandates=["convene"]))
    page = browse("sven").get(f"{HOME}vantar/").content.decode()
    for words in ("Otto", UNIT, "Kalla till möten", "Ada"):
        assert words in page
    own = browse("ada").get(f"{HOME}vantar/").content.decode()
    assert "Någon annan måste bekräfta" in own
    assert "/bekrafta/" not in own
    assert browse("amina").get(f"{HOME}vantar/").status_code == 403
    assert "Otto" not in browse("eva").get(f"{HOME}vantar/").content.decode()


@pytest.mark.parametrize("who", ["ada", "sven"])
def test_it_can_be_taken_back_and_then_gives_nothing(browse, who) -> None:
    browse("ada").post(f"{HOME}ny/", given())
    assert answered(browse(who), "ta-tillbaka").status_code == 302
    assert "Ingenting väntar" in browse("sven").get(f"{HOME}vantar/").content.decode()
    assert given_to_otto() == []


def test_nobody_confirms_what_is_not_hers_to_see(browse) -> None:
    browse("ada").post(f"{HOME}ny/", given())
    page = browse("sven").get(f"{HOME}vantar/").content.decode()
    address = re.search(rf'action="({HOME}vantar/[^"]+/bekrafta/)"', page)[1]
    for who, status in (("eva", 404), ("amina", 403), ("ada", 403)):
        assert browse(who).post(address).status_code == status
    assert browse("sven").post(address).status_code == 302
    assert browse("sven").post(address).status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "ingen@vidhamn.example"}, "Det finns inget konto med den adressen"),
        ({"email": EMAIL["ada"]}, "Du kan inte ge dig själv något"),
        ({"email": EMAIL["amina"]}, "Personen arbetar redan på den enheten"),
        ({"until": "2020-01-01"}, "Dagen har passerat"),
        ({"unit": str(uuid.uuid4())}, "giltigt alternativ"),
        ({"role": "kung"}, "giltigt alternativ"),
    ],
)
def test_what_cannot_be_given_is_said_and_the_form_kept(browse, change, sentence) -> None:
    answer = browse("ada").post(f"{HOME}ny/", given(**change))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_ending_logs_the_person_out_and_is_recorded(browse) -> None:
    amina = browse("amina")
    assert amina.get("/listan/").status_code == 200
    assert browse("ada").post(f"{HOME}{of('amina').pk}/avsluta/").status_code == 302
    assert not LoginSession.objects.filter(user=the("amina")).exists()
    assert amina.get("/listan/").status_code == 302


def test_nobody_ends_her_own(browse) -> None:
    answer = browse("ada").post(f"{HOME}{of('ada').pk}/avsluta/")
    assert answer.status_code == 403
    assert "Be en annan administratör" in answer.content.decode()
    assert browse("ada").get(HOME).status_code == 200


def test_a_membership_of_another_room_is_not_here(browse) -> None:
    ada, foreign = browse("ada"), of("bo").pk
    absent = uuid.uuid4()
    for address in (f"{HOME}{{}}/", f"{HOME}{{}}/avsluta/"):
        method = ada.post if "avsluta" in address else ada.get
        answers = [method(address.format(one)) for one in (foreign, absent)]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert LoginSession.objects.filter(user=the("ada")).exists()


def test_a_get_ends_nothing(browse) -> None:
    assert browse("ada").get(f"{HOME}{of('amina').pk}/avsluta/").status_code == 405


def substitute(client: Client, absent: str, second: str, days: int = 7):
    today = timezone.localdate()
    dates = {"starts": today.isoformat(), "last": (today + timedelta(days=days)).isoformat()}
    return client.post(f"{HOME}ersattare/", {"absent": str(the(absent).pk), "substitute": str(the(second).pk), **dates})


def test_a_substitute_is_named_shown_and_ended(browse) -> None:
    ada = browse("ada")
    assert substitute(ada, "amina", "nora").status_code == 302
    assert "Nora Hedin ersätter Amina Karlberg" in ada.get(HOME).content.decode()
    one = Substitution._default_manager.get()
    assert (one.ends - one.starts).days == 8
    assert ada.post(f"{HOME}ersattare/{one.pk}/avsluta/").status_code == 302
    assert "ersätter Amina" not in ada.get(HOME).content.decode()


@pytest.mark.parametrize(
    ("absent", "second", "days", "sentence"),
    [
        ("amina", "amina", 7, "Ingen ersätter sig själv"),
        ("amina", "nora", -1, "Sista dagen är före den första"),
        ("amina", "bo", 7, "giltigt alternativ"),
    ],
)
def test_a_substitute_who_cannot_be_is_refused(browse, absent, second, days, sentence) -> None:
    answer = substitute(browse("ada"), absent, second, days)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Substitution._default_manager.exists()


def test_a_substitution_of_another_room_is_not_here(browse) -> None:
    today = timezone.localdate()
    foreign = Substitution._default_manager.create(
        absent=the("bo"), substitute=the("eva"), starts=today, ends=today + timedelta(days=3)
    )
    ada = browse("ada")
    assert "Bo Lindqvist" not in ada.get(HOME).content.decode()
    assert ada.post(f"{HOME}ersattare/{foreign.pk}/avsluta/").status_code == 404
    assert Substitution._default_manager.get().ends == foreign.ends


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("nora", 200), ("sven", 200), ("amina", 403), ("sara", 403)])
def test_agreements_are_for_those_who_answer_for_who_takes_part(browse, who, status) -> None:
    assert browse(who).get("/overenskommelser/").status_code == status


def test_agreements_say_who_may_join_and_what_each_room_rests_on(browse) -> None:
    page = browse("ada").get("/overenskommelser/").content.decode()
    assert "V-SÖK-2019-07" in page
    assert "Polisen Vidhamn Nord" in page
    assert "Konsekvensbedömning" in page


def test_every_page_is_complete_in_english(browse) -> None:
    ada = browse("ada", "en")
    for address in (HOME, f"{HOME}ny/", f"{HOME}ersattare/", f"{HOME}{of('nora').pk}/", "/overenskommelser/"):
        answer = ada.get(address)
        assert answer.status_code == 200
        assert "Behörighet" not in answer.content.decode()


def test_the_list_takes_few_questions(browse) -> None:
    ada = browse("ada")
    ada.get(HOME)
    with counted() as asked:
        ada.get(HOME)
    assert len(asked) <= 12, asked


def test_what_was_done_is_in_the_log_by_ids_only(browse) -> None:
    from tests.cast import enter

    substitute(browse("ada"), "amina", "nora")
    with enter("ada") as room:
        found = [row.body for row in Event.objects.using("rooms").filter(room_id=room.room_id)]
    named = [body for body in found if "substitution.named" in str(body)]
    assert len(named) == 1
    assert "Amina" not in str(named)
