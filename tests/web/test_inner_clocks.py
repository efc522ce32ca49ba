"""Clocks about a person with named handlers: on their work lists, and no hint of them on anybody else's."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connections

from tests.cast import NOW, enter
from tests.disclosures.build import CONSENTED, consented, envelope_of, registered, unit
from tests.disclosures.test_telling import refused_by_law, told
from tests.files.build import LEO, user
from trefas.accountability.actions import name_handler
from trefas.audit.models import Event
from trefas.disclosures.actions import answer_questions, decide, start_assessment
from trefas.disclosures.models import Assessment, Breach, Consent, Decision, Outcome, Receipt
from trefas.files.actions import open_file
from trefas.persons.actions import Source, create_protected_person
from trefas.persons.models import Protection
from trefas.plans.actions import finish_task, order_acute
from trefas.rooms import nightly
from trefas.rooms.entry import ROOMS

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
POLICE = "Polisen Nord"
AFTER = "2026-11-23T09:00:00+00:00"
# Everybody else of the board: a colleague, the manager, the lawyer, the administrator.
OTHERS = ("maja", "sven", "lena", "ada")


@pytest.fixture
def leo(db):
    """Leo of the board, with Amina and Nora as his named handlers."""
    with enter("amina") as room:
        handlers = [user("nora").pk]
        return create_protected_person(
            by=room.acting, values=LEO, protection=Protection.MARKING, handlers=handlers, source=Source("typed"),
            now=NOW,
        )  # fmt: skip


def words_of(page):
    return re.sub(r"\s+", " ", page.content.decode())


def spoken(room, leo):
    return told(room, person=leo, receiver=unit(POLICE))


def closed(room, kept, decision, words=None):
    """What was told in an emergency turns out to be closed by the law; decided all the same, or refused afterwards."""
    given = {"by": room.acting, "assessment": kept, "now": NOW}
    _kept, answer = answer_questions(version=1, facts=CONSENTED, **given)
    answer_questions(version=2, facts=refused_by_law(answer), **given)
    decide(version=3, decision=decision, record=words or {}, **given)
    return kept


def sent(room, leo):
    consented(room, leo, receivers=(POLICE,), information=("social_services_case",))
    draft = start_assessment(
        by=room.acting, person=leo, receiver=unit(POLICE), purpose="support", chosen=[("person", leo.pk)],
        requested=False, now=NOW,
    )  # fmt: skip
    kept, _answer = answer_questions(by=room.acting, assessment=draft, version=1, facts=CONSENTED, now=NOW)
    return decide(by=room.acting, assessment=kept, version=2, decision=Decision.GIVEN, record={}, now=NOW)


def hint(browse, who, words, *pages):
    """What somebody's pages say of it; a page that she does not have says nothing."""
    shown = [browse(who).get(page) for page in ("/arbetslista/", "/lamna-ut/", "/granska/", *pages)]
    return [page.request["PATH_INFO"] for page in shown if page.status_code == 200 and words in words_of(page)]


def outer_chain(room):
    with connections[ROOMS].cursor() as cursor:
        cursor.execute("SELECT body FROM audit_event WHERE room_id = %s", [room.room_id])
        return "\n".join(row[0] for row in cursor.fetchall())


def test_what_was_told_and_is_overdue_is_on_every_named_handlers_list_and_no_managers(browse, leo) -> None:
    with enter("amina") as room:
        link = f"/lamna-ut/{spoken(room, leo).pk}/bedomning/"
    with time_machine.travel(AFTER, tick=False):
        assert hint(browse, "nora", link) == ["/arbetslista/", "/lamna-ut/"]
        assert hint(browse, "amina", link) == ["/arbetslista/", "/lamna-ut/"]
        for who in OTHERS:
            assert hint(browse, who, link) == []
            assert hint(browse, who, "Leo") == []


def test_what_a_lawyer_must_see_waits_until_one_is_named_and_only_she_sees_it_then(browse, leo) -> None:
    with enter("amina") as room:
        kept = closed(room, spoken(room, leo), Decision.GIVEN)
        assert Assessment.objects.get(room_id=leo.room_id, pk=kept.pk).review == "flagged"
    link, naming = f"/granska/{kept.pk}/", f"/personer/{leo.pk}/skydd/"
    for who in ("amina", "nora"):
        assert "Utse en jurist till handläggare" in words_of(browse(who).get("/arbetslista/"))
        assert hint(browse, who, naming) == ["/arbetslista/"]
    assert browse("lena").get(link).status_code == 404
    assert hint(browse, "lena", "Leo") == []
    with enter("amina") as room:
        name_handler(by=room.acting, room_id=leo.room_id, user_id=user("lena").pk)
    assert hint(browse, "lena", link) == ["/granska/"]
    assert browse("lena").post(link, {"words": "Försvarligt."}).status_code == 302
    assert hint(browse, "nora", "Utse en jurist") == []


def test_a_possible_breach_runs_its_72_hours_with_the_named_handlers_only(browse, leo) -> None:
    with enter("amina") as room:
        closed(room, spoken(room, leo), Decision.REFUSED, {"outcome": "Inget stöd."})
        breach = Breach.objects.get(room_id=leo.room_id)
        assert breach.due_at == NOW + timedelta(hours=72)
        assert not Breach.objects.filter(room_id=room.room_id).exists()
    page = f"/incidenter/{breach.pk}/"
    for who in ("amina", "nora"):
        assert hint(browse, who, page) == ["/arbetslista/", "/lamna-ut/"]
    for who in OTHERS:
        assert hint(browse, who, page) == []
        assert browse(who).get(page).status_code == 404
    assert browse("nora").post(page, {"state": "no_risk", "words": "Rätt person hörde det."}).status_code == 302
    assert hint(browse, "amina", page) == []
    with enter("sven") as room:
        assert "breach.assessed" not in outer_chain(room)
    with enter("nora"):
        assert Event.objects.filter(room_id=leo.room_id, body__contains="breach.assessed").count() == 1


def test_what_came_to_the_wrong_receiver_is_a_breach_where_the_receipt_lies(browse, leo) -> None:
    with enter("amina") as room:
        receipt = sent(room, leo)
        assert receipt.room_id == leo.room_id
    with enter("bo") as police:
        registered(police, outcome=Outcome.WRONG_RECEIVER, diary_number="POL 1")
    with enter("nora") as room:
        breach = Breach.objects.get(room_id=leo.room_id)
        assert (breach.direction, breach.assessment_id) == ("out", receipt.assessment_id)
        assert Receipt.objects.get(room_id=leo.room_id).state == "wrong_receiver"
        assert not Breach.objects.filter(room_id=room.room_id).exists()
    page = f"/incidenter/{breach.pk}/"
    assert hint(browse, "nora", page) == ["/arbetslista/", "/lamna-ut/"]
    for who in OTHERS:
        assert hint(browse, who, page) == []


def test_in_the_room_around_a_manager_watches_over_the_clock_and_not_each_colleague(browse) -> None:
    with enter("amina") as room:
        closed(room, told(room, receiver=unit(POLICE)), Decision.REFUSED, {"outcome": "Inget stöd."})
        page = f"/incidenter/{Breach.objects.get(room_id=room.room_id).pk}/"
    assert hint(browse, "sven", page) == ["/arbetslista/", "/lamna-ut/"]
    assert hint(browse, "maja", page) == ["/lamna-ut/"]


def test_the_night_closes_a_protected_persons_consent_too(leo) -> None:
    with enter("amina") as room:
        consented(room, leo, receivers=(POLICE,), information=("social_services_case",))
    done = {one.room: one for one in nightly.run(now=NOW + timedelta(days=100))}
    assert done["Socialtjänsten Kvarnlunda"].failed == {}
    with enter("amina"):
        assert Consent.objects.get(room_id=leo.room_id).closed_at is not None


def test_a_task_about_a_protected_person_is_closed_with_the_receipt_that_lies_with_her(leo) -> None:
    with enter("amina") as room:
        file = open_file(by=room.acting, person=leo, method="trefas", received=None, now=NOW)
        task = order_acute(by=room.acting, file_id=file.pk, text="Berätta", due_on=NOW.date(), now=NOW)
        receipt = sent(room, leo)
        done = finish_task(by=room.acting, task_id=task.pk, outcome="", now=NOW, receipt_id=receipt.pk)
        assert (done.receipt_id, done.done_at) == (receipt.pk, NOW)
    with enter("bo") as police:
        assert envelope_of(police).kind == "disclosure"
