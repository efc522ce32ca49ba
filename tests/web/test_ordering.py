"""Ordering from another authority at the yes, on one page and by keyboard; above all else on the list there."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.cast import NOW, enter
from tests.disclosures.build import consented, envelope_of, unit
from tests.files.build import file_in, proposed, user
from tests.web.queries import counted
from trefas.disclosures.models import Assessment, Receipt
from trefas.files.actions import add_counterpart, set_next_step, sign_off
from trefas.persons.models import Person
from trefas.plans.actions import answer_offer, offer_help
from trefas.plans.models import Offer, Task, TaskKind

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LATE = datetime(2026, 11, 18, 23, 40, tzinfo=ZoneInfo("Europe/Stockholm"))
AT = "2026-11-18T23:40"


@pytest.fixture(autouse=True)
def _the_night():
    with time_machine.travel(LATE, tick=False):
        yield


@pytest.fixture
def offered(db):
    """Leo, whom the police follow; the board has offered him help. Returns the board's file and offer."""
    with enter("bo") as room:
        proposal = proposed(room, now=LATE - timedelta(days=5))
    with enter("eva") as room:
        sign_off(by=room.acting, proposal_id=proposal.pk, reason="Ja", now=LATE - timedelta(days=5))
    with enter("amina") as room:
        file = file_in(room, now=LATE - timedelta(days=3))
        one = offer_help(by=room.acting, file_id=file.pk, kind="exit", channel="phone", now=LATE - timedelta(hours=1))
    return file, one


def address(file, *parts):
    return f"/akter/{file.pk}/" + "".join(f"{part}/" for part in parts)


def words_of(page):
    return re.sub(r"\s+", " ", page.content.decode())


def police_unit():
    return str(unit("Polisen Nord").pk)


def say_yes(browse, file, one, who="amina", **more):
    given = {"answer": "yes", "answered_at": AT, "text": "Jag orkar inte mer.", **more}
    return browse(who).post(address(file, "plan", "erbjudande", one.pk), given)


def sent(browse, file, one):
    """The order, decided and signed on the person's consent, from the yes on: four pages and no menu between them."""
    with enter("amina") as room:
        person = Person.objects.get(room_id=room.room_id)
        consented(room, person, receivers=("Polisen Nord",), information=("social_services_case",),
                  given_on=LATE.date())  # fmt: skip
    client = browse("amina")
    page = client.get(say_yes(browse, file, one, order_threat_assessment=police_unit())["Location"])
    here, answers = page.request["PATH_INFO"], {"version": "1", "decide": "1"}
    answers |= {"q-only_consenter": "yes", "f-only_consenter": "Bara honom."}
    decide = client.post(here, answers)["Location"]
    check = client.post(decide, {"version": "2", "decision": "given", "person_informed": "Ja"})["Location"]
    signed = client.post(check, {"version": "3"})
    assert signed.status_code == 302, words_of(signed)
    return client


def test_the_page_of_the_answer_asks_of_whom_to_order_with_the_likely_one_chosen(browse, offered) -> None:
    page = words_of(browse("amina").get(address(offered[0], "plan", "erbjudande", offered[1].pk)))
    assert "Gör hotbildsbedömning: beställ hos" in page
    assert re.search(rf'name="order_threat_assessment" value="{police_unit()}"[^>]*checked', page)
    assert "Inget lämnas ut förrän du har beslutat." in page
    assert "order_needs_inquiry" not in page


def test_a_yes_leads_straight_to_the_assessment_and_nothing_is_told_before_it_is_decided(browse, offered) -> None:
    answered = say_yes(browse, *offered, order_threat_assessment=police_unit())
    with enter("amina") as room:
        draft = Assessment.objects.get(room_id=room.room_id)
        assert answered["Location"] == f"/lamna-ut/{draft.pk}/bedomning/"
        assert Offer.objects.get(room_id=room.room_id).answer == "yes"
    with enter("bo") as room:
        assert not Task.objects.filter(room_id=room.room_id).exists()
    assert "Beställning: Gör hotbildsbedömning" in words_of(browse("amina").get(answered["Location"]))


@pytest.mark.parametrize("answer", ["no", "no_answer", "yes"])
def test_a_no_orders_nothing_nor_does_a_yes_when_she_says_not_now(browse, offered, answer) -> None:
    chosen = "not_now" if answer == "yes" else police_unit()
    answered = say_yes(browse, *offered, answer=answer, order_threat_assessment=chosen)
    assert answered["Location"] == address(offered[0], "plan")
    with enter("amina") as room:
        assert not Assessment.objects.filter(room_id=room.room_id).exists()


def test_a_unit_that_cannot_do_it_cannot_be_chosen(browse, offered) -> None:
    assert say_yes(browse, *offered, order_threat_assessment=str(unit("Hamnskogen").pk)).status_code == 422


def test_an_order_that_cannot_be_prepared_never_costs_the_yes(browse, offered, monkeypatch) -> None:
    from trefas.rooms.errors import RefusedError

    def refuse(**_given):
        raise RefusedError("Nej")

    monkeypatch.setattr("trefas.web.plan_orders.prepare_order", refuse)
    answered = say_yes(browse, *offered, order_threat_assessment=police_unit())
    assert answered["Location"] == address(offered[0], "plan")
    with enter("amina") as room:
        assert Offer.objects.get(room_id=room.room_id).answer == "yes"
        assert Task.objects.filter(room_id=room.room_id, kind=TaskKind.TELL, done_at=None).count() == 1


def test_what_was_not_ordered_at_the_yes_is_ordered_from_its_task_and_a_draft_is_gone_on_with(browse, offered) -> None:
    say_yes(browse, *offered, order_threat_assessment="not_now")
    client = browse("amina")
    plan = words_of(client.get(address(offered[0], "plan")))
    link = re.search(r'href="(/akter/[^"]+/bestall/)"', plan)[1]
    assert "Beställ hos Polisen Nord: Gör hotbildsbedömning" in plan
    assert client.post(link, {"unit": ""}).status_code == 422
    begun = client.post(link, {"unit": police_unit()})["Location"]
    assert client.get(link)["Location"] == begun
    for who in ("bo", "otto", "ylva"):
        assert browse(who).get(link).status_code == 404
    assert browse("lena").get(link).status_code == 403
    with enter("amina") as room:
        own = Task.objects.get(room_id=room.room_id, kind=TaskKind.ORDER)
    assert client.get(address(offered[0], "plan", "uppgift", own.pk, "bestall")).status_code == 404


def test_it_stands_first_on_the_police_list_the_moment_it_comes_and_names_nobody_there(browse, offered) -> None:
    with enter("bo") as room:
        file = file_in(room, given_name="Sen", identity_number="20020130-2387")
        set_next_step(by=room.acting, file_id=file.pk, version=1, now=NOW, text="Försenat", on=NOW.date())
    sent(browse, *offered)
    page = browse("bo").get("/arbetslista/")
    first = page.context["groups"][0]
    assert (first["id"], [task.title for task in first["tasks"]]) == ("ordered", ["Ta emot en beställning"])
    assert re.match(r"Kvarnlunda beställde den \d+ \w+ \d\d:\d\d\. Den ska göras genast\.", first["tasks"][0].why)
    assert first["tasks"][0].person == ""
    assert "Beställning, ska göras genast" in words_of(browse("bo").get("/mottaget/"))
    for who in ("amina", "disa", "ylva"):
        assert "Ta emot en beställning" not in words_of(browse(who).get("/arbetslista/"))


def test_registered_it_is_their_own_task_and_the_one_who_ordered_sees_that_it_is_received(browse, offered) -> None:
    client = sent(browse, *offered)
    plan = words_of(client.get(address(offered[0], "plan")))
    assert "Polisen Nord: Gör hotbildsbedömning" in plan
    assert "Väntar på att registreras" in plan
    assert "Beställd 18 november 23:40 av Amina" in plan
    assert "Ingen har tagit emot den där än: ring." in words_of(client.get("/arbetslista/"))
    with enter("bo") as room:
        envelope, leo = envelope_of(room).pk, Person.objects.get(room_id=room.room_id)
        pia = user("pia").pk
    given = {"diary_number": "POL 1", "received_at": AT, "outcome": "filed", "person": str(leo.pk), "same_person": "on"}
    assert browse("bo").post(f"/mottaget/{envelope}/", {**given, "owner": str(pia)}).status_code == 302
    first = browse("pia").get("/arbetslista/").context["groups"][0]
    assert (first["id"], [task.title for task in first["tasks"]]) == ("ordered", ["Gör hotbildsbedömning"])
    assert first["tasks"][0].due == LATE.date()
    assert "Kvarnlunda beställde det 18 november, när personen sa ja." in first["tasks"][0].why
    assert "Mottaget" in words_of(client.get(address(offered[0], "plan")))
    assert "ring." not in words_of(client.get("/arbetslista/"))
    with enter("bo") as room:
        task = Task.objects.select_related("file").get(room_id=room.room_id, kind=TaskKind.ORDERED)
        theirs = address(task.file, "plan", "uppgift", task.pk)
    assert browse("pia").post(theirs, {"act": "done", "outcome": "Hotet är högt."}).status_code == 302
    assert browse("pia").get("/arbetslista/").context["groups"][0]["id"] != "ordered"


def test_the_wrong_unit_says_so_and_it_is_ordered_again(browse, offered) -> None:
    client = sent(browse, *offered)
    with enter("bo") as room:
        envelope = envelope_of(room).pk
    given = {"diary_number": "POL 1", "received_at": AT, "outcome": "wrong_receiver"}
    assert browse("bo").post(f"/mottaget/{envelope}/", given).status_code == 302
    plan = words_of(client.get(address(offered[0], "plan")))
    assert "Beställ på nytt" in plan
    assert "Den kom till fel enhet. Beställ hos rätt enhet." in words_of(client.get("/arbetslista/"))
    link = re.search(r'href="(/akter/[^"]+/bestall/)"', plan)[1]
    assert client.post(link, {"unit": police_unit()}).status_code == 302


def test_an_order_that_is_on_its_way_leads_to_what_was_sent(browse, offered) -> None:
    client = sent(browse, *offered)
    link = re.search(r'href="(/akter/[^"]+/bestall/)"', words_of(client.get(address(offered[0], "plan"))))[1]
    with enter("amina") as room:
        shown = Receipt.objects.get(room_id=room.room_id).assessment_id
    assert client.get(link)["Location"] == f"/lamna-ut/{shown}/"


def test_the_police_are_asked_which_board_and_the_counterpart_of_the_file_is_the_likely_one(browse, offered) -> None:
    with enter("bo") as room:
        file = Task.file.field.related_model.objects.get(room_id=room.room_id)
        add_counterpart(by=room.acting, file_id=file.pk, unit=unit("Hamnskogen"), name="Ylva", telephone="", now=LATE)
        one = offer_help(by=room.acting, file_id=file.pk, kind="exit", channel="phone", now=LATE)
    page = words_of(browse("bo").get(address(file, "plan", "erbjudande", one.pk)))
    assert re.search(rf'name="order_needs_inquiry" value="{unit("Hamnskogen").pk}"[^>]*checked', page)
    assert f'value="{unit("Kvarnlunda").pk}"' in page


def test_what_stands_already_is_not_asked_for_again(browse, offered) -> None:
    file, one = offered
    with enter("amina") as room:
        answer_offer(by=room.acting, offer_id=one.pk, answer="yes", now=LATE)
        more = offer_help(by=room.acting, file_id=file.pk, kind="local_sig", channel="phone", now=LATE)
    assert "beställ hos" not in words_of(browse("amina").get(address(file, "plan", "erbjudande", more.pk)))


def test_an_order_costs_the_list_one_question_at_most_which_is_whether_its_reader_is_barred(browse, offered) -> None:
    client = browse("bo")
    client.get("/arbetslista/")
    with counted() as before:
        client.get("/arbetslista/")
    sent(browse, *offered)
    client.get("/arbetslista/")
    with counted() as after:
        client.get("/arbetslista/")
    assert len(after) <= len(before) + 1, "\n".join(after)
