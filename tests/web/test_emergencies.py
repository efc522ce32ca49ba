"""An emergency from the holder's decision to both reviews, as a browser without JavaScript does it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.accountability.breaking_build import WHY, asked, correct, decided, decided_note, reviewed
from tests.cast import NOW, enter
from tests.disclosures.build import assessed
from tests.files.build import file_in
from trefas.accountability.models import Beforehand, Break
from trefas.disclosures.actions import prepare_decision
from trefas.disclosures.models import Assessment, Decision

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])
NUMBER, UNKNOWN = "20070314-2380", "20100512-2385"


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def question(**changed) -> dict[str, str]:
    return {"emergency": "life", "identity_number": NUMBER, "name": "", "birth_year": "", "reason": WHY, **changed}


@pytest.fixture
def one_minute():
    """The foot of a page says when it was printed: the same for all that are compared."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def bare(page) -> bytes:
    """A page without what is new in every answer: the token of its forms."""
    return re.sub(rb"\b[A-Za-z0-9]{64}\b", b"", page.content)


def test_from_decision_to_both_reviews(browse) -> None:
    with enter("bo", "disclose") as room:
        file = file_in(room)
        kept = assessed(room, file.person, purpose="save_life", now=timezone.now())
        prepare_decision(by=room.acting, assessment=kept, version=kept.version, decision=Decision.GIVEN, words={})
    bo = browse("bo")
    check = f"/lamna-ut/{kept.pk}/kontrollera/"
    there = f"/lamna-ut/{kept.pk}/i-forvag/"
    assert there in text_of(bo.get(check))
    assert "Mottagaren får inte veta något nu" in text_of(bo.get(there))
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    version = re.search(r'name="version" value="(\d+)"', text_of(bo.get(there)))[1]
    said = {"version": version, "emergencies": ["life", "child"], "until": until}
    decided_there = bo.post(there, said)["Location"]
    assert "I kraft" in text_of(bo.get(decided_there))
    assert decided_there in text_of(bo.get(f"/akter/{file.pk}/nod/"))

    amina = browse("amina")
    opened_there = amina.post("/akut/", question())["Location"]
    page = amina.get(opened_there)
    shown = text_of(page)
    assert "Leo Tornfeldt" in shown
    assert re.search(r"\d+</span> minuter kvar", shown)
    assert 0 < int(page.headers["Refresh"]) <= 3601
    assert browse("nora").get(opened_there).status_code == 404
    assert browse("bo").get(opened_there).status_code == 404

    # The holder is told at once, on top of the work list, and reads why.
    assert decided_there in text_of(browse("bo").get("/arbetslista/"))
    told = text_of(browse("eva").get(decided_there))
    assert WHY in told
    assert "Amina Karlberg" in told
    assert browse("eva").post(decided_there, {"finding": "in_order", "words": ""}).status_code == 302

    sven = browse("sven")
    listed = text_of(sven.get("/akut/granska/"))
    (there,) = set(re.findall(r"/akut/granska/[0-9a-f-]{36}/", listed))
    assert there in text_of(sven.get("/arbetslista/"))
    assert WHY in text_of(sven.get(there))
    assert sven.post(there, {"finding": "wrong", "words": ""}).status_code == 422
    assert sven.post(there, {"finding": "in_order", "words": ""}).status_code == 302
    with enter("amina") as room:
        assert Break.objects.get(room_id=room.room_id).state == "reviewed"
    with enter("bo") as room:
        assert Beforehand.objects.get(room_id=room.room_id).state == "reviewed"


def test_nothing_decided_and_nobody_known_are_the_same_to_the_byte(browse, one_minute) -> None:
    decided()
    with enter("disa") as room:
        file_in(room, identity_number="19990101-2386")
    amina, answers = browse("amina"), []
    # Known to the probation, who decided nothing; known to nobody; known to the police for other emergencies.
    for said in ({"identity_number": "19990101-2386"}, {"identity_number": UNKNOWN}, {"emergency": "staff"}):
        answer = amina.post("/akut/", question(**said))
        page = amina.get(answer["Location"])
        headers = {name: value for name, value in answer.items() if name != "Content-Security-Policy"}
        answers.append((answer.status_code, headers, answer.content, page.status_code, bare(page)))
    assert answers[0] == answers[1] == answers[2]
    with enter("amina") as room:
        assert Break.objects.filter(room_id=room.room_id, state="nothing").count() == 3


def test_before_it_is_opened_no_page_of_the_receiver_knows_of_it(browse, one_minute) -> None:
    amina = browse("amina")
    pages = ("/arbetslista/", "/mottaget/", "/akut/", "/lamna-ut/", "/akut/granska/")
    before = [(amina.get(one).status_code, bare(amina.get(one))) for one in pages]
    row = decided()
    assert [(amina.get(one).status_code, bare(amina.get(one))) for one in pages] == before
    for there in (f"/forhandsbeslut/{row.pk}/", f"/akut/{row.envelope}/", f"/mottaget/{row.envelope}/"):
        assert amina.get(there).status_code == 404
    assert amina.post(f"/forhandsbeslut/{row.pk}/ta-tillbaka/").status_code == 404


def test_after_an_hour_the_page_says_only_that_it_is_over(browse) -> None:
    decided()
    broken = asked()
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        page = text_of(browse("amina").get(f"/akut/{broken.pk}/"))
    assert "Timmen är slut" in page
    assert "Tornfeldt" not in page


def test_who_opened_it_meets_it_nowhere_else_and_a_colleague_does(browse) -> None:
    row = decided()
    asked()
    assert browse("amina").get(f"/mottaget/{row.envelope}/").status_code == 404
    assert "Tornfeldt" not in text_of(browse("amina").get(f"/mottaget/{row.envelope}/"))
    assert "Tornfeldt" not in text_of(browse("amina").get("/mottaget/"))
    assert "Tornfeldt" in text_of(browse("nora").get(f"/mottaget/{row.envelope}/"))


def test_an_unreviewed_one_is_refused_with_who_can_review_it(browse) -> None:
    decided()
    first = asked()
    page = browse("nora").post("/akut/", question(identity_number=UNKNOWN))
    assert page.status_code == 409
    assert "Lena Vester, Sven Ekdal" in text_of(page)
    assert WHY in text_of(page)
    reviewed(first)
    assert browse("nora").post("/akut/", question(identity_number=UNKNOWN)).status_code == 302


@pytest.mark.parametrize(
    "said",
    [{"reason": ""}, {"identity_number": ""}, {"emergency": "other"}, {"identity_number": "1"}],
    ids=["no reason", "nobody", "no emergency", "no number"],
)
def test_a_question_that_says_too_little_is_asked_again_with_what_was_written(browse, said) -> None:
    page = browse("amina").post("/akut/", question(**said))
    assert page.status_code == 422
    assert 'class="govuk-error-summary' in text_of(page)


def test_who_may_not_ask_or_review(browse) -> None:
    for who in ("lena", "ada", "sara"):
        assert browse(who).get("/akut/").status_code == 403
    for who in ("amina", "bo", "ada", "sara"):
        assert browse(who).get("/akut/granska/").status_code == 403
    assert browse("lena").get("/akut/granska/").status_code == 200


def test_taken_back_by_the_holder(browse) -> None:
    row = decided()
    assert browse("pia").post(f"/forhandsbeslut/{row.pk}/ta-tillbaka/").status_code == 302
    assert browse("pia").post(f"/forhandsbeslut/{row.pk}/ta-tillbaka/").status_code == 409
    assert asked().state == "nothing"


def test_a_draft_that_is_not_prepared_goes_back_to_the_check(browse) -> None:
    with time_machine.travel(NOW, tick=False), enter("bo", "disclose") as room:
        kept = assessed(room, file_in(room).person)
    answer = browse("bo").get(f"/lamna-ut/{kept.pk}/i-forvag/")
    assert answer["Location"] == f"/lamna-ut/{kept.pk}/kontrollera/"
    with enter("bo") as room:
        assert Assessment.objects.get(room_id=room.room_id, pk=kept.pk).decision == "open"


def test_the_proof_is_asked_for_before_the_question(client, browse) -> None:
    amina = browse("amina")
    session = amina.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session.save()
    assert "/konto/" in amina.get("/akut/")["Location"]
    assert amina.post("/akut/", question()).status_code == 403
    with enter("amina") as room:
        assert not Break.objects.filter(room_id=room.room_id).exists()


def test_in_two_steps_from_everywhere(browse) -> None:
    amina = browse("amina")
    for there in ("/arbetslista/", "/listan/", "/mottaget/", "/moten/", "/lamna-ut/"):
        menu = text_of(amina.get(there)).split('id="menu"', 1)[1].split("</nav>", 1)[0]
        assert 'href="/akut/"' in menu, there


def test_what_is_no_longer_right_is_told_to_the_decider_and_beside_what_is_opened(browse) -> None:
    wrong, row = decided_note()
    there = f"/forhandsbeslut/{row.pk}/"
    assert there not in text_of(browse("bo").get("/arbetslista/"))
    correct(wrong)
    # Everybody in the unit who decides is asked, not only the one who did.
    for who in ("bo", "pia"):
        listed = text_of(browse(who).get("/arbetslista/"))
        assert there in listed
        assert "Besluta på nytt: något stämmer inte längre" in listed
    shown = text_of(browse("bo").get(there))
    assert "Rättad efter beslutet: uppgiften var fel." in shown
    assert f'href="/lamna-ut/person/{wrong.person_id}/' in shown or "Besluta på nytt" in shown
    told = text_of(browse("amina").get(f"/akut/{asked().pk}/"))
    assert told.index("Rättad efter beslutet: uppgiften var fel.") < told.index("Han är obeväpnad.")
    assert "Han bär vapen." not in told
    # Whoever registers it reads the same, and the holder what it was opened with.
    assert "Rättad efter beslutet" in text_of(browse("nora").get(f"/mottaget/{row.envelope}/"))
    assert "Det öppnades med detta sagt intill." in text_of(browse("bo").get(there))


def test_what_nothing_is_known_against_says_nothing(browse) -> None:
    _wrong, row = decided_note()
    assert "stämmer inte längre" not in text_of(browse("bo").get(f"/forhandsbeslut/{row.pk}/"))
    told = text_of(browse("amina").get(f"/akut/{asked().pk}/"))
    assert "Han är obeväpnad." in told
    assert "efter beslutet" not in told
