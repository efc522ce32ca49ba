"""Får jag berätta?, the handbook with its sign-offs, and the ledger: for whom, and what never shows."""

import re

import pytest
import time_machine

from tests.cast import NOW, enter
from tests.disclosures.build import given, keep
from trefas.disclosures.models import RuleSignature

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
SIGN = "/handbok/godkann/"
ASKED = {
    "sender": "police", "receiver": "social_services", "relation": "different", "individual": "other",
    "information": ["police_intelligence"], "purpose": "prevent_crime", "age": "19", "day": "2026-11-19",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def test_an_answer_with_its_reasons_and_the_questions_it_asks_back(browse) -> None:
    page = text_of(browse("bo").get("/far-jag-beratta/", ASKED))
    assert "Kräver ditt ställningstagande" in page
    assert "OSL 18:2" in page
    assert "q-obvious" in page


def test_the_answer_changes_as_the_questions_are_answered(browse) -> None:
    no = dict.fromkeys(("q-obvious", "q-not_other_law", "q-needed", "q-necessary_own_work"), "no")
    yes = {"q-obvious": "yes", "q-not_other_law": "yes"}
    assert "ger stöd enligt dina svar" in text_of(browse("bo").get("/far-jag-beratta/", {**ASKED, **yes}))
    assert "ger stöd enligt dina svar" not in text_of(browse("bo").get("/far-jag-beratta/", {**ASKED, **no}))


def test_htmx_gets_the_answer_only(browse) -> None:
    page = text_of(browse("bo").get("/far-jag-beratta/", ASKED, HTTP_HX_REQUEST="true"))
    assert page.strip().startswith('<div id="answer">')
    assert "<html" not in page


def test_a_closed_answer_names_the_nearest_support(browse) -> None:
    page = text_of(browse("bo").get("/far-jag-beratta/", {**ASKED, "information": ["criminal_record"]}))
    assert "Stöd saknas" in page
    assert "Närmast" in page


@pytest.mark.parametrize("wrong", [{"age": "-1"}, {"receiver": "nobody"}, {"day": "nu"}, {"information": []}])
def test_a_bad_question_is_said_and_gets_no_answer(browse, wrong) -> None:
    answer = browse("bo").get("/far-jag-beratta/", {**ASKED, **wrong})
    assert answer.status_code == 200
    assert 'id="verdict"' not in text_of(answer)


def test_the_handbook_shows_each_rule_with_its_cases(browse) -> None:
    bo = browse("bo")
    first = text_of(bo.get("/handbok/"))
    there = re.search(r'href="(/handbok/[^"/]+/)"', first)
    assert there
    page = text_of(bo.get(there[1]))
    assert "10 kap. 15 a §" in page
    assert "Jag har granskat" not in page
    assert bo.get("/handbok/finns-inte/").status_code == 404


def test_a_lawyer_says_she_has_reviewed_a_rule_another_confirms_and_she_takes_it_back(browse) -> None:
    lena, sven, rule = browse("lena"), browse("sven"), {"rule": "OSL-10-27"}
    done = lena.post(SIGN, rule)
    assert done.status_code == 302
    there = done["Location"].split("#")[0]
    assert "Någon annan måste bekräfta den" in text_of(lena.get(there))
    assert "Bekräfta granskningen" not in text_of(lena.get(there))
    assert "Väntar på en andra person" in text_of(sven.get("/handbok/"))
    assert "Bekräfta granskningen" in text_of(sven.get(there))
    assert "Bekräfta granskningen" not in text_of(browse("amina").get(there))
    assert lena.post(SIGN, {**rule, "confirm": "1"}).status_code == 409
    assert sven.post(SIGN, {**rule, "confirm": "1"}).status_code == 302
    assert "Lena Vester, bekräftad av Sven Ekdal" in text_of(lena.get(there))
    assert lena.post(SIGN, rule).status_code == 409
    assert lena.post(SIGN, {**rule, "take_back": "1"}).status_code == 302
    with enter("lena") as lawyer:
        assert RuleSignature.objects.filter(room_id=lawyer.room_id, taken_back_at=None).count() == 0


def test_a_review_that_waits_is_taken_back_and_no_longer_confirmed(browse) -> None:
    lena, sven, rule = browse("lena"), browse("sven"), {"rule": "OSL-10-27"}
    lena.post(SIGN, rule)
    assert lena.post(SIGN, {**rule, "withdraw": "1"}).status_code == 302
    assert sven.post(SIGN, {**rule, "confirm": "1"}).status_code == 409
    assert "Väntar på en andra person" not in text_of(sven.get("/handbok/"))


@pytest.mark.parametrize(
    ("who", "sent", "status"),
    [
        ("amina", {"rule": "OSL-10-27"}, 403),
        ("sven", {"rule": "OSL-10-27"}, 403),
        ("sven", {"rule": "OSL-10-27", "take_back": "1"}, 403),
        ("lena", {"rule": "OSL-99"}, 409),
        ("lena", {"rule": "OSL-99", "confirm": "1"}, 409),
    ],
)
def test_what_may_not_be_signed_off_is_refused(browse, who, sent, status) -> None:
    assert browse(who).post(SIGN, sent).status_code == status
    assert browse(who).get(SIGN).status_code == 405


def test_figures_for_who_discloses_and_rows_for_who_reads_the_log(browse) -> None:
    with enter("bo") as police:
        person = keep(police)
        for _one in range(2):
            given(police, person)
    figures = text_of(browse("bo").get("/liggare/"))
    assert "OSL 10 kap. 27 §" in figures
    assert "1–4" in figures
    assert "Beslut för beslut" not in figures
    rows = text_of(browse("eva").get("/liggare/"))
    assert "Beslut för beslut" in rows
    assert "Socialtjänsten Kvarnlunda" in rows
    for page in (figures, rows):
        assert "Leo" not in page
    assert "10 kap. 27" not in text_of(browse("amina").get("/liggare/"))


@pytest.mark.parametrize(("who", "status"), [("bo", 200), ("lena", 200), ("sara", 403), ("ada", 403)])
def test_who_sees_the_ledger(browse, who, status) -> None:
    assert browse(who).get("/liggare/").status_code == status


def test_a_bad_period_is_said(browse) -> None:
    assert browse("bo").get("/liggare/", {"start": "igår", "end": "2026-11-19"}).status_code == 422


@pytest.mark.parametrize("language", ["sv", "en"])
def test_in_both_languages(browse, language) -> None:
    for page in ("/far-jag-beratta/", "/handbok/", "/liggare/"):
        assert browse("bo", language).get(page).status_code == 200
