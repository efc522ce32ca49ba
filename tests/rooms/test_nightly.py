"""The night: every room's jobs under a pass of its own, as an account that nobody can log in as."""

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone
from tests.cast import EMAIL, NOW, enter
from tests.plans.build import file_in

from trefas.audit.models import Event
from trefas.authorities.models import Attempt, LoginSession, User
from trefas.files.actions import open_file
from trefas.files.models import File
from trefas.persons.actions import Source, create_protected_person
from trefas.persons.models import Protection
from trefas.rooms import nightly
from trefas.rooms.accounts import AccountError, accounts, end_account, give_account, password_link
from trefas.rooms.models import Membership
from trefas.rooms.services import found_services

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])
YEAR_LATER = NOW + timedelta(days=365)


def night(now=NOW):
    return {done.room: done for done in nightly.run(now=now)}


@pytest.fixture
def jobs(monkeypatch):
    """Only the jobs of the test."""
    only = {}
    monkeypatch.setattr(nightly, "_JOBS", only)
    return only


class TestTheAccount:
    def test_every_room_has_one_and_gets_no_second(self):
        services = Membership.objects.using("owner").filter(role="service")
        assert services.count() == services.values("room").distinct().count() > 5
        assert found_services() == 0

    def test_it_may_decide_nothing(self):
        assert {tuple(one.mandates) for one in Membership.objects.using("owner").filter(role="service")} == {()}

    def test_nobody_can_log_in_as_it(self, client):
        one = User.objects.using("owner").filter(is_service=True).first()
        assert not one.has_usable_password()
        assert one.email not in {account.email for account in accounts(now=NOW)}
        for refused in (password_link, lambda email: end_account(email, now=NOW)):
            with pytest.raises(AccountError):
                refused(one.email)
        client.post("/konto/login/", {"login": one.email, "password": "!"})
        assert "_auth_user_id" not in client.session

    def test_no_administrator_can_give_its_role(self):
        with pytest.raises(AccountError, match="no role"):
            give_account(
                email="x@y.example", name="X", unit="Polisen Vidhamn Nord", role="service", mandates=[], now=NOW
            )


def test_what_the_door_no_longer_needs_is_forgotten(jobs):
    gone = {"expires_at": NOW, "value": "1"}
    Attempt.objects.create(key="old", **gone)
    LoginSession.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(hours=1))
    LoginSession.objects.create(session_key="new", session_data="", expire_date=timezone.now() + timedelta(hours=1))
    night(NOW + timedelta(hours=1))
    assert not Attempt.objects.filter(key="old").exists()
    assert list(LoginSession.objects.values_list("session_key", flat=True)) == ["new"]


class TestTheNight:
    def test_what_is_not_decided_anew_lapses(self):
        with enter("bo") as room:
            file = file_in(room)
        assert "lapsed" not in night()["Polisen Vidhamn"].counts["files.derive"]
        assert night(YEAR_LATER)["Polisen Vidhamn"].counts["files.derive"]["lapsed"] == 1
        assert night(YEAR_LATER)["Polisen Vidhamn"].counts["files.derive"] == {}
        with enter("bo") as room:
            assert File.objects.get(room_id=room.room_id, pk=file.pk).stage == "lapsed"

    def test_a_protected_persons_file_has_its_night_too(self):
        with enter("amina") as room:
            person = create_protected_person(
                by=room.acting, values={"given_name": "Elsa"}, protection=Protection.MARKING, handlers=[],
                source=Source("typed"), now=NOW,
            )  # fmt: skip
            file = open_file(by=room.acting, person=person, method="trefas", received=None, now=NOW)
            assert file.room_id != room.room_id
        found = night(YEAR_LATER)
        assert [done.room for done in found.values() if done.counts["files.derive"].get("lapsed")] == [
            "Socialtjänsten Kvarnlunda"
        ]

    def test_it_is_told_in_each_rooms_chain_with_its_purpose(self):
        with enter("bo") as room:
            file_in(room)
        night(YEAR_LATER)
        with enter("bo") as room:
            told = Event.objects.filter(room_id=room.room_id, body__contains='"purpose":"nightly"')
            assert any("file.derived" in one.body for one in told)

    def test_each_job_meets_each_room_once_and_sees_no_other(self, jobs):
        met = []
        jobs["one"] = lambda by, now: (
            met.append((by.room_id, Membership.objects.using("rooms").filter(room_id=by.room_id).exists())) or {}
        )
        night()
        assert len({room for room, _ in met}) == len(met) == len(night())
        assert all(found for _, found in met)

    def test_a_job_that_fails_in_one_room_leaves_nothing_there_and_lets_the_others_be(self, jobs, caplog):
        with enter("bo") as police:
            here = police.room_id

        def broken(by, now):
            if by.room_id == here:
                raise ValueError("Leo Lindgren")
            return {"done": 1}

        jobs.update(broken=broken, after=lambda by, now: {"done": 2})
        found = night()
        assert [room for room, done in found.items() if done.failed] == ["Polisen Vidhamn"]
        assert found["Polisen Vidhamn"].counts == {"after": {"done": 2}}
        assert found["Polisen Vidhamn"].summary() == "after done 2"
        assert str(found["Polisen Vidhamn"].failed["broken"]) in caplog.text
        assert "Leo" not in caplog.text

    def test_two_at_once_do_it_once(self, server, jobs):
        import psycopg

        given = server.params(connections["default"].settings_dict["NAME"])
        with psycopg.connect(**given, autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(%s)", [nightly.LOCK])
            with pytest.raises(nightly.BusyError):
                list(nightly.run(now=NOW))
            # Closing is not enough: the server lets go of the lock when it notices, which may be after the next line.
            other.execute("SELECT pg_advisory_unlock(%s)", [nightly.LOCK])
        assert list(nightly.run(now=NOW))


def test_the_cast_works_by_day_only():
    assert not User.objects.filter(email__in=EMAIL.values(), is_service=True).exists()
