"""The plan's pages: what they show, who may act, bad input answered, and every act through its form."""

import re
import uuid

import pytest
import time_machine

from tests.cast import NOW, enter
from tests.plans.build import TODAY, accepted, again, child_file, file_in, note, plan, start, user
from tests.plans.test_reviewing import sent_to
from tests.web.queries import counted
from trefas.authorities.models import Unit
from trefas.files.models import ChildAssessment
from trefas.plans.actions import hand_over, offer_help, record_custody
from trefas.plans.models import Contact, Custody, Measure, Offer, Review, Support, Task, Threat

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
ACTS = ("erbjudande", "stod", "hot", "akut", "atgard", "frihetsberovad")


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leo(db):
    with enter("amina") as room:
        return file_in(room)


def url(file, *parts):
    return f"/akter/{file.pk}/" + "".join(f"{part}/" for part in parts)


def read(client, *args):
    page = client.get(*args)
    assert page.status_code == 200, page.status_code
    return page.content.decode()


def one(model, file, **where):
    """The one row of a file, with what is sealed in it opened while the room is."""
    with enter("amina"):
        found = model.objects.get(room_id=file.room_id, file_id=file.pk, **where)
        for field in model._meta.local_fields:
            getattr(found, field.attname)
        return found


@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_empty_plan_says_what_is_not_there(browse, leo, language) -> None:
    page = read(browse("amina", language), url(leo, "plan"))
    assert ("Ingen hjälp har erbjudits än." if language == "sv" else "No help has been offered yet.") in page


def test_a_full_plan_shows_each_thing_with_its_words_and_costs_few_queries(browse, leo) -> None:
    with enter("amina") as room:
        accepted(room, leo)
        start(room, leo)
        plan(room, leo)
        note(room, leo)
    client = browse("amina")
    read(client, url(leo, "plan"))
    with counted() as asked:
        page = read(client, url(leo, "plan"))
    assert re.search(rf"/akter/{leo.pk}/plan/uppgift/[0-9a-f-]+/bestall/", page)
    for words in (
        "Utred behovet av stöd",
        "Hjälp att lämna",
        "Boendestöd",
        "SoL 14:2",
        "Förberedd",
        "Beställ hos Polisen",
    ):
        assert words in page, words
    assert len(asked) <= 13, "\n".join(asked)


def test_the_overview_tells_the_plan_in_short_and_the_work_list_what_is_due(browse, leo) -> None:
    with enter("amina") as room:
        accepted(room, leo)
    assert "Utred behovet av stöd" in read(browse("amina"), url(leo))
    page = read(browse("amina"), "/arbetslista/")
    assert "Utred behovet av stöd" in page
    assert "Sa ja 19 november" in page


def test_an_offer_its_no_and_its_yes(browse, leo) -> None:
    client = browse("amina")
    given = {"kind": "exit", "channel": "meeting", "offered_at": "2026-11-19T09:30", "text": "Stöd att lämna"}
    assert client.post(url(leo, "plan", "erbjudande"), given).status_code == 302
    row = one(Offer, leo)
    for answer in ("no", "yes"):
        answered = {"answer": answer, "answered_at": "2026-11-19T09:45", "text": "Vill bort"}
        assert client.post(url(leo, "plan", "erbjudande", row.pk), answered).status_code == 302
    assert one(Offer, leo).answer == "yes"
    with enter("amina") as room:
        assert Task.objects.filter(room_id=room.room_id, file_id=leo.pk).count() == 2
    assert client.post(url(leo, "plan", "erbjudande", row.pk), {"path": "exit_unit"}).status_code == 302
    assert one(Task, leo, to_kind="exit_unit").items == [{"kind": "offer", "id": str(row.pk)}]


def test_a_form_that_says_too_little_comes_back_with_what_was_typed(browse, leo) -> None:
    client = browse("amina")
    for act in ("erbjudande", "stod", "hot", "akut", "frihetsberovad"):
        page = client.post(url(leo, "plan", act), {"text": "Det jag skrev", "place": "Det jag skrev"})
        assert page.status_code == 422, act
        assert "Fel:" in page.content.decode()
    page = client.post(
        url(leo, "plan", "akut"), {"text": "Det jag skrev", "due_on": "", "owner": str(user("amina").pk)}
    )
    assert "Det jag skrev" in page.content.decode()


def test_a_refusal_is_one_sentence_on_the_form(browse, leo) -> None:
    given = {
        "kind": "talks", "goal": "Må bättre", "owner": str(user("amina").pk), "starts_on": "2026-11-19",
        "follow_up_on": "2026-12-10", "consent_by": "person",
    }  # fmt: skip
    page = browse("amina").post(url(leo, "plan", "stod"), given)
    assert page.status_code == 422
    assert "Händelsen hör inte till skedet." in page.content.decode()
    with enter("amina") as room:
        accepted(room, leo)
    assert browse("amina").post(url(leo, "plan", "stod"), given).status_code == 302
    assert one(Support, leo).goal == "Må bättre"


def test_support_is_followed_up_and_ended_and_a_conflict_is_told(browse, leo) -> None:
    with enter("amina") as room:
        accepted(room, leo)
        row = start(room, leo)
    client, page = browse("amina"), url(leo, "plan", "stod", row.pk)
    assert client.post(page, {"act": "end", "version": 1}).status_code == 422
    assert (
        client.post(page, {"act": "go_on", "follow_up_on": "2027-01-11", "goal": "Eget", "version": 1}).status_code
        == 302
    )
    late = client.post(page, {"act": "go_on", "follow_up_on": "2027-02-11", "goal": "Annat", "version": 1})
    assert late.status_code == 422
    assert "Eget" in late.content.decode()
    ended = {"act": "end", "ended_on": "2026-11-19", "outcome": "Nått", "version": 2}
    assert client.post(page, ended).status_code == 302
    assert one(Support, leo).outcome == "Nått"


def test_a_threat_with_its_source_and_no_longer_current(browse, leo) -> None:
    with enter("amina") as room:
        source = note(room, leo, title="Samtal om skuld")
    client, page = browse("amina"), url(leo, "plan", "hot")
    assert "Samtal om skuld" in read(client, page)
    given = {"direction": "against", "on": "2026-11-18", "text": "Skuld och hot", "source": f"note:{source.pk}"}
    assert client.post(page, {**given, "source": f"note:{uuid.uuid4()}"}).status_code == 422
    assert client.post(page, given).status_code == 302
    row = one(Threat, leo)
    assert client.post(url(leo, "plan", "hot", row.pk), {"since": "2026-11-19", "reason": "Betald"}).status_code == 302
    assert "Inte aktuellt sedan 19 nov" in read(client, url(leo, "plan"))


def test_an_acute_measure_is_ordered_and_closed(browse, leo) -> None:
    client = browse("amina")
    given = {"text": "Boka plats i natt", "due_on": "2026-11-19", "owner": str(user("amina").pk)}
    assert client.post(url(leo, "plan", "akut"), given).status_code == 302
    row = one(Task, leo)
    assert client.post(url(leo, "plan", "uppgift", row.pk), {"act": "drop"}).status_code == 422
    assert client.post(url(leo, "plan", "uppgift", row.pk), {"act": "done", "outcome": "Klart"}).status_code == 302
    assert one(Task, leo).done_at == NOW


def test_a_measure_is_prepared_from_its_own_facts_and_decided_by_the_manager(browse, leo) -> None:
    client = browse("amina")
    page = read(client, url(leo, "plan", "atgard"))
    assert "Inleda utredning" in page
    assert "Vistelseförbud" not in page
    assert client.get(url(leo, "plan", "atgard", "ny", "stay_away")).status_code == 404
    given = {"ground": "SoL 14:2", "fact_on": "2026-11-12", "fact_0": "Orosanmälan 12 november"}
    assert client.post(url(leo, "plan", "atgard", "ny", "inquiry"), {**given, "fact_0": ""}).status_code == 422
    assert client.post(url(leo, "plan", "atgard", "ny", "inquiry"), given).status_code == 302
    row = one(Measure, leo)
    assert client.post(url(leo, "plan", "atgard", row.pk), {"act": "decide"}).status_code == 422
    boss = browse("sven")
    for act in ({"act": "decide"}, {"act": "carry_out"}, {"act": "end", "ended_on": "2026-11-19", "outcome": "Utredd"}):
        assert boss.post(url(leo, "plan", "atgard", row.pk), act).status_code == 302
    assert one(Measure, leo).state == "ended"


def test_for_a_child_the_measure_asks_for_the_best_interests(browse) -> None:
    with enter("amina") as room:
        noel = child_file(room)
    client, page = browse("amina"), url(noel, "plan", "atgard", "ny", "inquiry")
    given = {"ground": "SoL 14:2", "fact_on": "2026-11-12", "fact_0": "Orosanmälan"}
    assert client.post(page, given).status_code == 422
    tested = {"best_interests": "Bo kvar", "own_view": "Vill bo kvar", "social_worker": ""}
    assert client.post(page, {**given, **tested}).status_code == 302
    assert one(ChildAssessment, noel).occasion == "measure"
    assert "Från 15 år" in read(client, url(noel, "plan", "stod"))


def test_custody_its_changed_release_and_the_release(browse, leo) -> None:
    client, page = browse("amina"), url(leo, "plan", "frihetsberovad")
    given = {"since": "2026-11-18", "place": "Häktet", "release_on": "2027-04-30"}
    assert client.post(page, given).status_code == 302
    assert "Häktet" in read(client, url(leo, "plan"))
    assert client.post(page, {"act": "change", "on": "2027-03-31"}).status_code == 302
    assert client.post(page, {"act": "released", "on": "2026-11-19"}).status_code == 302
    assert one(Custody, leo).released_on == TODAY


def test_a_contact_takes_three_choices_and_the_time_is_filled_in(browse, leo) -> None:
    client, page = browse("amina"), url(leo, "kontakt")
    form = read(client, page)
    assert 'value="2026-11-19T10:00"' in form
    shown = re.findall(r'<input[^>]*type="(?!hidden)[^"]*"[^>]*required', form)
    assert "textarea" not in "".join(shown)
    given = {"kind": "phone", "with_whom": "person", "outcome": "no_answer", "happened_at": "2026-11-19T10:00"}
    answered = client.post(page, {**given, "next_try_on": "2026-11-26"})
    assert (answered.status_code, answered["Location"]) == (302, url(leo))
    assert one(Contact, leo).outcome == "no_answer"
    assert client.post(page, {**given, "next_try_on": "2026-11-01"}).status_code == 422


def test_a_review_goes_on_hands_over_and_ends(browse, leo) -> None:
    client, page = browse("sven"), url(leo, "folj-upp")
    assert "Uppföljningen upphör 19 maj 2027" in read(client, page)
    assert client.post(page, {"decision": "continue", "text": "Ny uppgift"}).status_code == 302
    assert client.post(page, {"decision": "end", "text": "Målet nått"}).status_code == 422
    wrong = {"decision": "end", "text": "Målet nått", "ground": "goal_reached", "verified": "not_verified"}
    assert client.post(page, wrong).status_code == 422
    assert client.post(page, {**wrong, "verified": "own_contact"}).status_code == 302
    with enter("sven") as room:
        assert again(room, leo).ending_ground == "goal_reached"
        assert Review.objects.filter(room_id=room.room_id, file_id=leo.pk).count() == 2


def test_a_handler_does_not_end(browse, leo) -> None:
    given = {"decision": "end", "text": "Nått", "ground": "goal_reached", "verified": "own_contact"}
    page = browse("amina").post(url(leo, "folj-upp"), given)
    assert page.status_code == 422
    assert "Din chef beslutar att avsluta" in page.content.decode()


def test_a_hand_over_waits_until_the_other_board_has_registered(browse, leo) -> None:
    other = Unit.objects.get(short_name="Hamnskogen")
    client = browse("sven")
    given = {"decision": "hand_over", "text": "Flyttat", "to_unit": str(other.pk)}
    assert client.post(url(leo, "folj-upp"), given).status_code == 302
    page = read(client, url(leo, "plan"))
    action = re.search(r'action="([^"]*overlamning[^"]*)"', page)
    assert action is not None
    refused = client.post(action.group(1))
    assert refused.status_code == 422
    assert "Inget har skickats till den enheten än" in refused.content.decode()
    with enter("sven") as room:
        sent_to(room, leo, "Hamnskogen")
    assert client.post(action.group(1)).status_code == 302
    with enter("sven") as room:
        assert again(room, leo).stage == "handed_over"


def test_an_ended_file_shows_its_plan_and_takes_no_more(browse, leo) -> None:
    given = {"decision": "end", "text": "Nått", "ground": "goal_reached", "verified": "own_contact"}
    assert browse("sven").post(url(leo, "folj-upp"), given).status_code == 302
    page = read(browse("sven"), url(leo, "plan"))
    assert url(leo, "plan", "erbjudande") not in page
    late = {"kind": "exit", "channel": "meeting", "offered_at": "2026-11-19T09:30"}
    assert browse("sven").post(url(leo, "plan", "erbjudande"), late).status_code == 422


@pytest.mark.parametrize("who", ["bo", "ylva", "otto", "kim"])
def test_another_rooms_plan_is_not_there(browse, leo, who) -> None:
    for page in (("plan",), ("kontakt",), ("folj-upp",), *(("plan", act) for act in ACTS)):
        assert browse(who).get(url(leo, *page)).status_code == 404, page


def test_who_reads_but_does_not_follow_sees_and_does_not_act(browse, leo) -> None:
    client = browse("lena")
    assert "Erbjud hjälp" not in read(client, url(leo, "plan"))
    for page in (("kontakt",), ("folj-upp",), *(("plan", act) for act in ACTS)):
        assert client.get(url(leo, *page)).status_code == 403, page


def test_who_sees_no_persons_sees_no_plan(browse, leo) -> None:
    for who in ("sara", "ada"):
        assert browse(who).get(url(leo, "plan")).status_code in (403, 404)


def test_pages_that_only_show_take_no_post_and_foreign_rows_are_not_there(browse, leo) -> None:
    client = browse("amina")
    assert client.post(url(leo, "plan")).status_code == 405
    assert client.post(url(leo, "plan", "atgard")).status_code == 405
    with enter("amina") as room:
        other = file_in(room, given_name="Hugo", identity_number="20020130-2387")
        row = offer_help(by=room.acting, file_id=other.pk, kind="exit", channel="phone", now=NOW)
    assert client.get(url(leo, "plan", "erbjudande", row.pk)).status_code == 404
    for part in ("stod", "hot", "uppgift", "atgard"):
        assert client.get(url(leo, "plan", part, uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_form_renders_in_both_languages(browse, leo, language) -> None:
    with enter("sven") as room:
        row = accepted(room, leo)
        support = start(room, leo)
        measure = plan(room, leo)
        record_custody(by=room.acting, file_id=leo.pk, since=TODAY, release_on=TODAY, now=NOW)
        unit = Unit.objects.get(short_name="Hamnskogen").pk
        hand_over(by=room.acting, file_id=leo.pk, to_unit=unit, reason="Flyttat", now=NOW)
        task = Task.objects.filter(room_id=room.room_id, file_id=leo.pk).first()
    client = browse("sven", language)
    pages = [("kontakt",), ("folj-upp",), ("plan",), *(("plan", act) for act in ACTS)]
    pages += [("plan", "erbjudande", row.pk), ("plan", "stod", support.pk), ("plan", "atgard", measure.pk)]
    pages += [("plan", "uppgift", task.pk), ("plan", "atgard", "ny", "inquiry")]
    for page in pages:
        assert read(client, url(leo, *page))
    assert read(client, "/arbetslista/")


def test_how_a_contact_was_made_is_told_in_words_on_the_list_and_the_file(browse, leo) -> None:
    client = browse("amina")
    given = {"kind": "visit", "with_whom": "guardian", "outcome": "reached", "happened_at": "2026-11-19T10:00"}
    assert client.post(url(leo, "kontakt"), given).status_code == 302
    assert "Hembesök" in read(client, "/listan/")
    assert "Hembesök. Vårdnadshavare. Fick kontakt." in read(client, url(leo, "kontakter"))
