"""Lämna ut from items to receipt, as a browser without JavaScript does it; who may not, and what shows to whom."""

import re
import uuid

import pytest
import time_machine

from tests.audit.building import note as note_of
from tests.audit.building import witness
from tests.cast import NOW, enter
from tests.disclosures.build import NOEL, assessed, given, keep, registered, unit
from tests.files.build import file_in, note
from tests.web.queries import counted
from trefas.audit.models import Checkpoint
from trefas.disclosures.actions import Facts, decide
from trefas.disclosures.models import Assessment, Breach, Decision, Outcome, Receipt
from trefas.disclosures.reading import duties_due

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
POLICE = ("police_intelligence",)


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


@pytest.fixture
def leo(db):
    with enter("bo") as police:
        file = file_in(police)
        note(police, file, title="Hot mot Leo", text="Skuld på 40 000 kr.", information=POLICE)
        return file


@pytest.fixture
def draft(db):
    with enter("bo") as police:
        return assessed(police, keep(police), facts=Facts())


@pytest.fixture
def ready(db):
    with enter("bo") as police:
        return assessed(police, keep(police))


def test_from_items_to_a_signed_receipt_without_javascript(browse, leo) -> None:
    bo = browse("bo")
    first = bo.get(f"/lamna-ut/om/{leo.person_id}/")
    items = re.findall(r'name="item"[^>]*value="([^"]+)"', text_of(first))
    assert len(items) == 2
    there = f"/lamna-ut/om/{leo.person_id}/mottagare/?item={items[0]}&item={items[1]}"
    assert "Socialtjänsten Kvarnlunda" in text_of(bo.get(there))
    chosen = {"receiver": str(unit().pk), "purpose": "prevent_crime", "requested": "no"}
    started = bo.post(there, chosen)
    assert started.status_code == 302
    page = text_of(bo.get(started["Location"]))
    assert "OSL 10:27" in page
    assert "Kräver ditt ställningstagande" in page
    answers = {
        "version": "1",
        "decide": "1",
        "q-obvious": "yes",
        "f-obvious": "Hotet gäller nu.",
        "q-not_other_law": "yes",
    }
    to_decide = bo.post(started["Location"], answers)
    assert to_decide["Location"].endswith("/beslut/")
    decided = bo.post(to_decide["Location"], {"version": "2", "decision": "given", "message": "Ring först."})
    assert decided["Location"].endswith("/kontrollera/")
    check = text_of(bo.get(decided["Location"]))
    assert "Hotet gäller nu." in check
    assert "Skuld på 40 000 kr." in check
    signed = bo.post(decided["Location"], {"version": "3"})
    shown = text_of(bo.get(signed["Location"]))
    assert "Ta tillbaka" in shown or "Take it back" in shown
    with enter("bo") as police:
        assert Receipt.objects.get(room_id=police.room_id).statutes == ["OSL-10-27"]


def test_no_item_is_said_and_a_bad_address_is_not_there(browse, leo) -> None:
    bo = browse("bo")
    assert bo.get(f"/lamna-ut/om/{leo.person_id}/mottagare/").status_code == 422
    assert bo.get(f"/lamna-ut/om/{leo.person_id}/mottagare/?item=note:x").status_code == 404


def test_a_person_or_receiver_can_never_be_a_guardian(browse, leo) -> None:
    from trefas.files.actions import set_guardian

    with enter("bo") as police:
        values = {"name": "Görel Tornfeldt", "may_be_told": "no", "reason": "Hotar honom."}
        set_guardian(by=police.acting, file_id=leo.pk, guardian_id=None, version=0, values=values, now=NOW)
    bo = browse("bo")
    items = re.findall(r'name="item"[^>]*value="([^"]+)"', text_of(bo.get(f"/lamna-ut/om/{leo.person_id}/")))
    assert "Görel" not in text_of(bo.get(f"/lamna-ut/om/{leo.person_id}/mottagare/?item={items[0]}"))


def test_nothing_can_be_given_while_a_secrecy_is_not_opened(browse, draft) -> None:
    bo = browse("bo")
    page = text_of(bo.get(f"/lamna-ut/{draft.pk}/beslut/"))
    assert 'value="given"' not in page
    assert 'value="refused"' in page
    assert bo.post(f"/lamna-ut/{draft.pk}/beslut/", {"version": "2", "decision": "given"}).status_code == 422


def test_refusing_takes_one_reason_and_is_recorded(browse, draft) -> None:
    bo = browse("bo")
    there = f"/lamna-ut/{draft.pk}/beslut/"
    assert bo.post(there, {"version": "2", "decision": "refused"}).status_code == 422
    answer = bo.post(there, {"version": "2", "decision": "refused", "refused_why": "Källan kan röjas."})
    assert bo.post(answer["Location"], {"version": "3"}).status_code == 302
    assert "Källan kan röjas." in text_of(bo.get(f"/lamna-ut/{draft.pk}/"))
    with enter("bo") as police:
        assert Assessment.objects.get(room_id=police.room_id).decision == "refused"


def test_the_preview_renews_matrix_and_verdict_and_keeps_nothing(browse, draft) -> None:
    bo = browse("bo")
    sent = {"version": "2", "q-obvious": "yes", "q-not_other_law": "yes"}
    answer = bo.post(f"/lamna-ut/{draft.pk}/bedomning/prova/", sent, HTTP_HX_REQUEST="true")
    page = text_of(answer)
    assert 'id="verdict"' in page
    assert 'hx-swap-oob="true"' in page
    assert "<html" not in page
    with enter("bo") as police:
        assert Assessment.objects.get(room_id=police.room_id, pk=draft.pk).version == 2


def test_a_colleague_who_was_first_is_told_of_with_409(browse, draft) -> None:
    eva = browse("eva")
    answer = eva.post(f"/lamna-ut/{draft.pk}/bedomning/", {"version": "1", "q-obvious": "yes", "f-obvious": "Min text"})
    assert answer.status_code == 409
    assert "Min text" in text_of(answer)


def test_more_support_can_be_tried(browse, draft) -> None:
    bo = browse("bo")
    there = f"/lamna-ut/{draft.pk}/bedomning/"
    assert 'value="2024:7-11"' in text_of(bo.get(there))
    bo.post(there, {"version": "2", "again": "1", "tried": ["2024:7-11"]})
    assert "q-ban_reported" in text_of(bo.get(there))


def test_the_harm_test_needs_its_reason(browse, draft) -> None:
    bo = browse("bo")
    there = f"/lamna-ut/{draft.pk}/bedomning/"
    assert bo.post(there, {"version": "2", "h-OSL-35-1": "no"}).status_code == 422
    bo.post(there, {"version": "2", "h-OSL-35-1": "no", "w-OSL-35-1": "Allmänt känt."})
    with enter("bo") as police:
        kept = Assessment.objects.get(room_id=police.room_id)
        assert kept.facts["harm"] == {"OSL-35-1": False}
        assert [lock["id"] for lock in kept.answer["locks"]] == ["OSL-18-2"]


def test_about_a_child_the_decision_asks_for_the_childs_best(browse) -> None:
    facts = Facts(conditions={"SoL-19-1": {"child_fares_ill": True}})
    with enter("bo") as police:
        kept = assessed(police, keep(police, **NOEL), facts=facts, purpose="protect_child")
    bo = browse("bo")
    assert bo.post(f"/lamna-ut/{kept.pk}/beslut/", {"version": "2", "decision": "given"}).status_code == 422
    sent = {"version": "2", "decision": "given", "child": "Noel vill ha hjälp."}
    assert bo.post(f"/lamna-ut/{kept.pk}/beslut/", sent).status_code == 302


def test_taken_back_from_its_page_and_after_registration_corrected(browse, leo) -> None:
    bo = browse("bo")
    with enter("bo") as police:
        first = given(police, leo.person)
    assert bo.post(f"/lamna-ut/{first.assessment_id}/ta-tillbaka/").status_code == 302
    with enter("bo") as police:
        second = given(police, leo.person)
    with enter("amina") as social:
        registered(social)
    assert bo.post(f"/lamna-ut/{second.assessment_id}/ta-tillbaka/").status_code == 404
    there = f"/lamna-ut/{second.assessment_id}/ratta/"
    assert bo.get(there).status_code == 200
    assert bo.post(there, {"reference": str(leo.person_id), "reason": ""}).status_code == 422
    sent = {"reference": str(leo.person_id), "reason": "Fel person.", "replaced_by": ""}
    assert bo.post(there, sent).status_code == 302
    with enter("bo") as police:
        assert Receipt.objects.filter(room_id=police.room_id, assessment_id=second.assessment_id).count() == 2


@pytest.mark.parametrize("place", ["", "bedomning/", "beslut/", "kontrollera/", "ratta/"])
def test_another_rooms_disclosure_is_not_there_and_the_answer_is_that_of_an_unknown_one(browse, ready, place) -> None:
    amina = browse("amina")
    foreign, unknown = (amina.get(f"/lamna-ut/{one}/{place}") for one in (ready.pk, uuid.uuid4()))
    assert (foreign.status_code, unknown.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("bo", "/lamna-ut/", 200), ("lena", "/lamna-ut/", 200), ("sara", "/lamna-ut/", 403), ("ada", "/lamna-ut/", 403),
        ("sara", "/lamna-ut/muntligt/", 403), ("lena", "/lamna-ut/muntligt/", 403),
    ],
)  # fmt: skip
def test_who_gets_the_pages(browse, who, path, status) -> None:
    assert browse(who).get(path).status_code == status


@pytest.mark.parametrize("place", ["bedomning/prova/", "ta-tillbaka/", "slang/"])
def test_what_changes_something_is_posted(browse, ready, place) -> None:
    assert browse("bo").get(f"/lamna-ut/{ready.pk}/{place}").status_code == 405


def test_a_draft_is_thrown_away_from_its_page(browse, draft) -> None:
    assert browse("bo").post(f"/lamna-ut/{draft.pk}/slang/").status_code == 302
    with enter("bo") as police:
        assert Assessment.objects.filter(room_id=police.room_id).count() == 0


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_in_both_languages(browse, leo, language) -> None:
    with enter("bo") as police:
        open_one = assessed(police, leo.person)
        receipt = given(police, leo.person)
    bo = browse("bo", language)
    pages = ["/lamna-ut/", f"/lamna-ut/om/{leo.person_id}/", f"/lamna-ut/{open_one.pk}/bedomning/",
             f"/lamna-ut/{open_one.pk}/beslut/", f"/lamna-ut/{receipt.assessment_id}/", f"/akter/{leo.pk}/utlamnat/",
             "/lamna-ut/muntligt/"]  # fmt: skip
    for page in pages:
        answer = bo.get(page)
        assert answer.status_code == 200, page
        assert f'lang="{language}"' in answer.content.decode()


def test_few_queries_a_page(browse, leo) -> None:
    with enter("bo") as police:
        open_one = assessed(police, leo.person)
        for _one in range(3):
            receipt = given(police, leo.person)
    bo = browse("bo")
    pages = ("/lamna-ut/", f"/lamna-ut/{open_one.pk}/bedomning/", f"/lamna-ut/{receipt.assessment_id}/")
    for page in pages:
        bo.get(page)
        with counted() as asked:
            bo.get(page)
        assert len(asked) <= 12, "\n".join(asked)


def test_a_breach_is_assessed_from_the_list(browse) -> None:
    with enter("bo") as police:
        given(police)
    with enter("amina") as social:
        registered(social, outcome=Outcome.WRONG_RECEIVER)
    bo = browse("bo")
    assert "Fel mottagare" in text_of(bo.get("/lamna-ut/"))
    with enter("bo") as police:
        breach = Breach.objects.get(room_id=police.room_id)
    there = f"/incidenter/{breach.pk}/"
    assert browse("ylva").get(there).status_code == 404
    assert bo.post(there, {"state": "reported", "words": ""}).status_code == 422
    assert bo.post(there, {"state": "reported", "words": "Anmäld till IMY."}).status_code == 302
    assert "Anmäld till IMY." in text_of(bo.get(there))


def test_a_duty_is_done_from_the_work_list(browse) -> None:
    with enter("bo") as police:
        given(police)
    with enter("amina") as social:
        registered(social)
        duty = duties_due(social.room_id).get()
    amina = browse("amina")
    assert f"/uppgifter/{duty.pk}/" in text_of(amina.get("/arbetslista/"))
    there = f"/uppgifter/{duty.pk}/"
    assert browse("bo").get(there).status_code == 404
    assert amina.post(there, {"outcome": "opened"}).status_code == 422
    assert amina.post(there, {"outcome": "opened", "words": "Behöver utredas."}).status_code == 302
    assert amina.get(there).status_code == 200


def test_an_oral_disclosure_takes_five_answers_and_is_never_blocked(browse) -> None:
    with enter("bo") as police:
        person = keep(police)
    bo = browse("bo")
    sent = {
        "to": "other", "unit": str(unit().pk), "told_to_name": "Petra Olin", "about": "Leo Tornfeldt",
        "what": "Vill bort i natt.", "why": "life", "when": "5",
    }  # fmt: skip
    answer = bo.post("/lamna-ut/muntligt/", {**sent, "what": ""})
    assert answer.status_code == 422
    which = bo.post("/lamna-ut/muntligt/", sent)
    assert which.status_code == 422
    assert str(person.pk) in text_of(which)
    made = bo.post("/lamna-ut/muntligt/", {**sent, "person": str(person.pk), "asked": "1"})
    assert made.status_code == 302
    with enter("bo") as police:
        kept = Assessment.objects.get(room_id=police.room_id)
        assert (kept.person_id, (kept.recorded_at - kept.told_at).seconds) == (person.pk, 300)
    page = text_of(bo.get(made["Location"]))
    assert "Leo Tornfeldt" in page
    again = text_of(bo.get("/lamna-ut/muntligt/"))
    assert "Petra Olin" in again


def test_somebody_nobody_knows_is_added_at_night(browse) -> None:
    sent = {
        "to": "other", "unit": str(unit().pk), "told_to_name": "Petra Olin", "about": "Okänd Yngling",
        "what": "Sitter i vår bil.", "why": "other", "why_words": "Kallt ute", "when": "other", "at": "23:38",
    }  # fmt: skip
    made = browse("bo").post("/lamna-ut/muntligt/", sent)
    assert made.status_code == 302
    with enter("bo") as police:
        kept = Assessment.objects.select_related("person").get(room_id=police.room_id)
        assert kept.person.name == "Okänd Yngling"
        assert kept.told_at.isoformat() == "2026-11-18T22:38:00+00:00"


def test_the_lawyer_reviews_what_was_told_without_support(browse) -> None:
    from tests.disclosures.test_telling import refused_by_law, told
    from trefas.disclosures.actions import answer_questions

    with enter("amina") as social:
        kept = told(social, receiver=unit("Polisen Nord"), now=NOW)
        _kept, answer = answer_questions(by=social.acting, assessment=kept, version=1, facts=Facts(), now=NOW)
        answer_questions(by=social.acting, assessment=kept, version=2, facts=refused_by_law(answer), now=NOW)
        decide(by=social.acting, assessment=kept, version=3, decision=Decision.GIVEN, record={}, now=NOW)
    lena = browse("lena")
    assert "Leo Tornfeldt" in text_of(lena.get("/granska/"))
    assert browse("amina").get("/granska/").status_code == 403
    there = f"/granska/{kept.pk}/"
    assert lena.post(there, {"words": ""}).status_code == 422
    assert lena.post(there, {"words": "Försvarligt."}).status_code == 302
    assert "Försvarligt." in text_of(lena.get(there))


def test_changed_while_it_was_checked_nothing_leaves(browse, ready) -> None:
    bo = browse("bo")
    there = f"/lamna-ut/{ready.pk}/"
    assert bo.get(f"{there}kontrollera/")["Location"].endswith("/beslut/")
    assert bo.post(f"{there}beslut/", {"version": "1", "decision": "given"}).status_code == 409
    assert bo.post(f"{there}beslut/", {"version": "2", "decision": "given"}).status_code == 302
    stale = bo.post(f"{there}kontrollera/", {"version": "2"})
    assert stale.status_code == 409
    assert "Inget har lämnats" in text_of(stale)
    with enter("bo") as police:
        assert Receipt.objects.filter(room_id=police.room_id).count() == 0


def test_while_nobody_confirms_the_log_the_check_page_says_so_and_what_is_prepared_is_signed_later(
    browse, ready, tmp_path, settings
) -> None:
    bo, place = browse("bo"), f"/lamna-ut/{ready.pk}/kontrollera/"
    bo.post(f"/lamna-ut/{ready.pk}/beslut/", {"version": ready.version, "decision": "given"})
    trust = tmp_path / "trust.toml"
    trust.write_text(f'[log]\n[[witness]]\nkey = "{witness().key.text()}"\n')
    settings.TREFAS_TRUST = str(trust)
    shown = text_of(bo.get(place))
    assert "Inget kan skickas nu" in shown
    assert "Det du har förberett finns kvar" in shown
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version is not None
    signed = {"version": version[1]}
    stopped = bo.post(place, signed)
    assert (stopped.status_code, "Inget kan skickas nu" in text_of(stopped)) == (422, True)
    Checkpoint.objects.create(size=900_001, note=note_of(polisen=NOW), made_at=NOW)
    assert "Inget kan skickas nu" not in text_of(bo.get(place))
    assert bo.post(place, signed).status_code == 302
    with enter("bo") as police:
        assert Receipt.objects.filter(room_id=police.room_id, assessment=ready, state="sent").count() == 1


def test_what_is_decided_is_shown_and_never_asked_again(browse, leo) -> None:
    with enter("bo") as police:
        receipt = given(police, leo.person)
    bo = browse("bo")
    there = f"/lamna-ut/{receipt.assessment_id}/"
    for place in ("bedomning/", "beslut/", "kontrollera/"):
        assert bo.get(f"{there}{place}")["Location"] == there
    assert bo.post(f"{there}slang/").status_code == 403
    assert "Polisens underrättelseuppgift" not in text_of(bo.get(there))


def test_refusing_is_one_click_from_the_check_page(browse, ready) -> None:
    page = text_of(browse("bo").get(f"/lamna-ut/{ready.pk}/beslut/?avsta"))
    assert re.search(r'value="refused"[^>]*checked', page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": ""}, {"told_to_name": ""}, {"about": ""}, {"why": ""}, {"when": "other"}, {"when": "other", "at": "x"},
        {"to": "nobody"},
    ],
)  # fmt: skip
def test_an_oral_note_that_lacks_something_says_what_and_keeps_the_text(browse, wrong) -> None:
    sent = {
        "to": "other", "unit": str(unit().pk), "told_to_name": "Petra Olin", "about": "Okänd Yngling",
        "what": "Sitter i vår bil.", "why": "life", "when": "0", **wrong,
    }  # fmt: skip
    answer = browse("bo").post("/lamna-ut/muntligt/", sent)
    assert answer.status_code == 422
    assert "Sitter i vår bil." in text_of(answer)
    with enter("bo") as police:
        assert Assessment.objects.filter(room_id=police.room_id).count() == 0


def test_an_overdue_oral_note_reaches_the_managers_work_list(browse) -> None:
    from tests.disclosures.test_telling import told

    with enter("bo") as police:
        kept = told(police)
    with time_machine.travel("2026-11-23T09:00:00+00:00", tick=False):
        assert f"/lamna-ut/{kept.pk}/bedomning/" in text_of(browse("eva").get("/arbetslista/"))
