"""Figures: each counted by one kind of room, sent as suppressed counts, never a row per person."""

import json
from datetime import date, timedelta

import pytest

from tests.cast import NOW, enter
from tests.files.build import file_in, happen, proposed
from tests.plans.build import accepted, start
from trefas.audit.models import Event
from trefas.authorities.models import Area, Unit
from trefas.disclosures import delivery
from trefas.disclosures.delivery import Sending
from trefas.disclosures.models import Envelope, Receipt
from trefas.evaluation.actions import publish_figures, take_in_figures
from trefas.evaluation.counting import OTHER, Period, Places, count, last_quarters
from trefas.evaluation.models import PublishedFigures
from trefas.evaluation.reading import added, by_district, endings, latest, periods_of, times, total
from trefas.files.actions import sign_off
from trefas.methods import shipped
from trefas.persons.models import Person
from trefas.plans.actions import Look, offer_help, review
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
YEAR = (date(2026, 1, 1), date(2026, 11, 19))
METHOD = shipped()["trefas"]


def people(room, number, now=NOW):
    return [file_in(room, now=now, identity_number=None, given_name=f"P{place}") for place in range(number)]


def publish(room, now=NOW, method="trefas", starts=YEAR[0], ends=YEAR[1]):
    return publish_figures(by=room.acting, method=method, starts=starts, ends=ends, now=now)


def offered(room, files, now=NOW):
    for file in files:
        offer_help(by=room.acting, file_id=file.pk, kind="exit", channel="meeting", now=now)


def taken_in(room):
    return take_in_figures(by=room.acting, now=NOW)


def test_the_board_counts_offers_and_sends_nothing_but_suppressed_counts() -> None:
    with enter("amina") as room:
        files = people(room, 7)
        offered(room, files)
        for file in files[:2]:
            accepted(room, file)
    with enter("nora") as room:
        own = publish(room)
        assert own.content["figures"]["offered"] == {"cells": {"Kvarnlunda": 7, OTHER: 0}, "total": 7}
        assert own.content["figures"]["accepted"]["cells"]["Kvarnlunda"] == "1-4"
        assert set(own.content["figures"]) == {"offered", "accepted", "supported"}
        assert Receipt.objects.get(room_id=room.room_id, direction="out").envelope == own.envelope
    with enter("sara") as room:
        (row,) = taken_in(room)
        assert (row.counted_by, row.content, row.unit_id) == ("social_services", own.content, own.unit_id)
        assert Envelope.objects.get(room_id=room.room_id).state == "registered"
        assert taken_in(room) == []
        sent = json.dumps(row.content)
        assert not any(str(file.pk) in sent or str(file.person_id) in sent for file in files)
    with enter("nora") as room:
        assert Receipt.objects.get(room_id=room.room_id, direction="out").state == "registered"


def test_each_kind_of_room_counts_its_own_and_nobody_is_counted_twice() -> None:
    for method in shipped().values():
        counted = [figure.id for figure in method.figures]
        assert len(counted) == len(set(counted))
    with enter("bo") as room:
        proposal = proposed(room)
    with enter("eva") as room:
        sign_off(by=room.acting, proposal_id=proposal.pk, reason="Ja", now=NOW)
        figures = publish(room).content
        assert set(figures["figures"]) == {"identified", "ended"}
        assert figures["figures"]["identified"]["total"] == "1-4"
        assert set(figures["figures"]["identified"]["cells"]) == {"Kvarnlunda", "Hamnskogen", OTHER}
    with enter("dag") as room, pytest.raises(RefusedError):
        publish(room)


def test_who_convenes_sends_and_nobody_else_and_only_what_has_been() -> None:
    with enter("amina") as room, pytest.raises(RefusedError):
        publish(room)
    with enter("nora") as room:
        for wrong in ({"method": "none"}, {"starts": YEAR[1], "ends": YEAR[0]}, {"ends": date(2026, 11, 20)}):
            with pytest.raises(RefusedError):
                publish(room, **wrong)
        assert not PublishedFigures.objects.filter(room_id=room.room_id).exists()


def test_only_the_figures_room_takes_in_and_it_sees_no_person() -> None:
    with enter("nora") as room:
        publish(room)
        with pytest.raises(RefusedError):
            taken_in(room)
    with enter("sara") as room:
        taken_in(room)
        assert Person.objects.filter(room_id=room.room_id).count() == 0
        assert periods_of(room.acting) == [("trefas", *YEAR)]
        kinds = [json.loads(event.body)["kind"] for event in Event.objects.filter(room_id=room.room_id)]
        assert "envelope.received" in kinds


@pytest.mark.parametrize(
    "content",
    [
        {"figures": {"offered": {"cells": {"Kvarnlunda": 3}, "total": 3}}, "grounds": {}, "times": {}},
        {"figures": {"identified": {"cells": {}, "total": 9}}, "grounds": {}, "times": {}},
        {"figures": {}, "grounds": {"cells": {"Leo Tornfeldt": "dead"}, "total": 0}, "times": {}},
        {"figures": {}, "grounds": {}, "times": {}, "persons": ["Leo Tornfeldt"]},
        {"figures": {}, "grounds": {}, "times": {"days_to_offer": {"median": 3.0, "quarters": [], "who": "Leo"}}},
        {"figures": {"offered": {"cells": {"Kvarnlunda": True}, "total": 9}}, "grounds": {}, "times": {}},
    ],
)
def test_what_is_no_suppressed_count_of_the_senders_own_is_refused(content) -> None:
    payload = {
        "version": 1, "method": "trefas", "starts": "2026-01-01", "ends": "2026-11-19", "as_of": "2026-11-19",
        "content": content,
    }  # fmt: skip
    with enter("nora") as room:
        delivery.send(Sending("figures", Unit.objects.get(short_name="Samordningen"), payload), by=room.acting, now=NOW)
    with enter("sara") as room:
        assert taken_in(room) == []
        assert Envelope.objects.get(room_id=room.room_id).state == "refused"
        assert not PublishedFigures.objects.filter(room_id=room.room_id).exists()


def test_endings_are_counted_by_ground_and_a_file_that_was_opened_again_is_not_ended_twice() -> None:
    with enter("eva") as room:
        for file in people(room, 6):
            look = Look("end", "Två källor", ground="not_seen", verified="two_sources")
            review(by=room.acting, file_id=file.pk, look=look, now=NOW)
        row = publish(room)
        assert row.content["grounds"]["cells"]["not_seen"] == 6
        assert row.content["figures"]["ended"]["total"] == 6
        assert endings([row])["moved"] == 0


def test_times_are_medians_of_at_least_five_persons_by_when_the_offer_was() -> None:
    with enter("amina") as room:
        for days, file in enumerate(people(room, 5, now=NOW - timedelta(days=20))):
            happen(room, file, "wished_to_leave", on=date(2026, 11, 1))
            accepted(room, file, now=NOW - timedelta(days=17))
            start(room, file, starts_on=date(2026, 11, 5 + days))
        counted = count(open_rooms(), "social_services", METHOD, ["Kvarnlunda"], Period(*YEAR))
        assert counted.times["days_to_measure"].median == 6.0
        assert counted.times["days_to_measure"].quarters[-1] == (2026, 4, 6.0)
        assert [value for *_when, value in counted.times["days_to_measure"].quarters[:-1]] == [None] * 6
        assert counted.times["days_to_offer"].median is None
        fewer = count(open_rooms(), "social_services", METHOD, ["Kvarnlunda"], Period(YEAR[0], date(2026, 11, 8)))
        assert fewer.times["days_to_measure"].median is None


def test_a_person_counts_once_a_figure_and_in_the_period_only() -> None:
    with enter("amina") as room:
        files = people(room, 5)
        offered(room, files)
        offered(room, files)
        where = (open_rooms(), "social_services", METHOD, ["Kvarnlunda"])
        assert count(*where, Period(*YEAR)).figures["offered"] == {"Kvarnlunda": 5, OTHER: 0}
        assert count(*where, Period(YEAR[0], date(2026, 11, 18))).figures["offered"] == {"Kvarnlunda": 0, OTHER: 0}


def test_a_protected_person_counts_in_no_district() -> None:
    place = Places(["Kvarnlunda", "Hamnskogen"])
    home, unit = Area.objects.get(name="Hamnskogen"), Unit.objects.get(short_name="Kvarnlunda")
    assert place.of(home.pk, "none", unit.pk) == "Hamnskogen"
    assert place.of(None, "none", unit.pk) == "Kvarnlunda"
    assert place.of(home.pk, "marking", unit.pk) == OTHER
    assert place.of(None, "none", Unit.objects.get(short_name="Polisen Nord").pk) == OTHER
    assert Places(["Kvarnlunda"]).of(home.pk, "none", unit.pk) == OTHER


def test_quarters_run_back_over_the_turn_of_the_year() -> None:
    assert last_quarters(date(2026, 2, 1))[0] == (2024, 3)
    assert last_quarters(date(2026, 11, 19))[-1] == (2026, 4)


def test_the_latest_publication_of_each_unit_counts_and_boards_are_added_without_undoing_what_is_hidden() -> None:
    with enter("amina") as room:
        offered(room, people(room, 6))
    with enter("ylva") as room:
        offered(room, people(room, 3))
    for who in ("nora", "hans", "nora"):
        with enter(who) as room:
            publish(room, now=NOW + timedelta(minutes=who == "nora"))
    with enter("sara") as room:
        taken_in(room)
        rows = latest(room.acting, "trefas", *YEAR)
        assert len(rows) == 2
        assert by_district(rows, "offered") == {"Kvarnlunda": 6, "Hamnskogen": "1-4", OTHER: 0}
        whole = total(rows, "offered")
        assert (whole.low, whole.exact) == (7, False)
        assert times(rows, "days_to_offer")[0] is None


@pytest.mark.parametrize(
    ("cells", "low", "exact", "cell"),
    [
        ([7, 0], 7, True, 7), (["1-4"], 1, False, "1-4"), (["hidden"], 0, False, "hidden"),
        (["1-4", 6, "hidden"], 7, False, "hidden"), ([], 0, False, "hidden"),
    ],
)  # fmt: skip
def test_adding_published_cells(cells, low, exact, cell) -> None:
    found = added(cells)
    assert (found.low, found.exact, found.cell) == (low, exact, cell)
