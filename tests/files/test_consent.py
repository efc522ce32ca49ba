"""A method that waits for consent: joint work begins with the consent and stops with it, in the same moment."""

from datetime import timedelta

import pytest

from tests.cast import enter
from tests.disclosures.build import consented
from tests.files.build import NOW, TODAY, file_in, happen, keep
from trefas.disclosures.actions import close_expired_consents, withdraw_consent
from trefas.files.actions import open_file, rederive_due
from trefas.files.models import File, FileEvent
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
SHORT = {"receivers": ("Polisen Nord",), "information": ("social_services_case",)}


@pytest.fixture
def room():
    with enter("amina") as room:
        yield room


@pytest.fixture
def file(room):
    """A file of the consent-based method whose person has said yes, and no more."""
    opened = open_file(by=room.acting, person=keep(room), method="sig", received=None, now=NOW)
    happen(room, opened, "accepted")
    return again(opened)


def again(file: File) -> File:
    return File.objects.select_related("person").get(room_id=file.room_id, pk=file.pk)


def told(file: File) -> list[str]:
    rows = FileEvent.objects.filter(room_id=file.room_id, file_id=file.pk).order_by("position")
    return [row.kind for row in rows if row.kind.startswith("consent")]


def test_a_yes_is_no_consent_and_starts_no_support(room, file) -> None:
    assert file.stage == "accepted"
    with pytest.raises(RefusedError, match="inget giltigt samtycke"):
        happen(room, file, "support_started", subject="work_training")


def test_a_consent_begins_joint_work_and_taking_it_back_stops_it(room, file) -> None:
    consent = consented(room, file.person, **SHORT)
    assert again(file).stage == "joint"
    happen(room, file, "support_started", subject="work_training")
    withdraw_consent(by=room.acting, consent=consent, now=NOW)
    assert again(file).stage == "alone"
    assert told(file) == ["consent_given", "consent_withdrawn"]


def test_while_one_of_two_consents_stands_joint_work_goes_on(room, file) -> None:
    first = consented(room, file.person, **SHORT)
    consented(room, file.person, **SHORT, expires_on=TODAY + timedelta(days=10))
    withdraw_consent(by=room.acting, consent=first, now=NOW)
    assert again(file).stage == "joint"
    rows = FileEvent.objects.filter(room_id=file.room_id, file_id=file.pk, kind="consent_given").order_by("position")
    assert [row.detail["until"] for row in rows] == [f"{TODAY + timedelta(days=89)}", f"{TODAY + timedelta(days=9)}"]


def test_a_consent_that_runs_out_stops_joint_work_the_day_after_its_last(room, file) -> None:
    consented(room, file.person, **SHORT, expires_on=TODAY + timedelta(days=10))
    for days, stage in ((9, "joint"), (10, "alone")):
        later = NOW + timedelta(days=days)
        close_expired_consents(by=room.acting, now=later)
        rederive_due(by=room.acting, now=later)
        assert again(file).stage == stage, days
    assert told(file) == ["consent_given"]


def test_a_consent_from_before_the_sign_off_counts_once_the_person_is_suited(room) -> None:
    person = keep(room)
    consented(room, person, **SHORT)
    file = open_file(by=room.acting, person=person, method="sig", received=None, now=NOW)
    happen(room, file, "accepted")
    assert again(file).stage == "joint"


def test_a_method_without_consent_takes_no_notice(room) -> None:
    file = file_in(room)
    consented(room, again(file).person, **SHORT)
    assert again(file).stage == "registered"
    assert told(file) == []


def test_a_consent_that_lacks_its_content_moves_nothing(room, file) -> None:
    with pytest.raises(RefusedError):
        consented(room, file.person, **SHORT, consequences="")
    assert (again(file).stage, told(file)) == ("accepted", [])
