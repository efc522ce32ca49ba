"""Practice mode is lifted by two people and the one who runs the system, never by a setting, a page or a login's SQL."""

from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connections
from django.utils import timezone
from tests.cast import EMAIL, NOW, enter

from trefas.audit.models import Event
from trefas.authorities.models import User
from trefas.persons.actions.keeping import Source, create_person
from trefas.rooms import practice, second_person
from trefas.rooms.errors import RefusedError
from trefas.rooms.kinds_of_act import ACTS
from trefas.rooms.models import Lifting, Membership, Safeguard, SubjectKey
from trefas.rooms.practice import LiftError, Standing

# The Tax Agency never gives a test number such an end.
REAL = {"given_name": "Test", "family_name": "Testsson", "identity_number": "20070314-1234"}
HELD = ("backup", "keys")
ATTEMPTS = (
    "SELECT lift_practice(gen_random_uuid(), gen_random_uuid(), '[]', '{}')",
    "INSERT INTO rooms_lifting (id, act, proposed_by_id, confirmed_by_id, lifted_at, held)"
    " VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), '[]')",
    "DELETE FROM rooms_lifting",
    "UPDATE rooms_lifting SET lifted_at = now()",
    "UPDATE rooms_safeguard SET failing_since = NULL",
    "SELECT held_people()",
)


@pytest.fixture
def real(fresh_vidhamn: str) -> str:
    """An installation whose accounts are nobody's loan, and which nobody is kept in."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE authorities_user SET email = replace(email, '.example', '.test')")
    return fresh_vidhamn


@pytest.fixture(autouse=True)
def _address(request, monkeypatch) -> None:
    if "real" in request.fixturenames:
        for who, address in list(EMAIL.items()):
            monkeypatch.setitem(EMAIL, who, address.replace(".example", ".test"))


def proposed(who: str = "ada"):
    with enter(who, "administer") as room:
        return second_person.propose(by=room.acting, kind=practice.KIND, what={})


def agreed(who: str = "ada", another: str = "sven"):
    act = proposed(who)
    with enter(another, "administer") as room:
        second_person.confirm(by=room.acting, act_id=act)
    return act


def lift() -> Lifting:
    return practice.lift(HELD, now=timezone.now())


def keep_somebody(values=REAL):
    with enter("bo") as room:
        return create_person(by=room.acting, values=values, source=Source("typed"), now=NOW)


class TestLifting:
    def test_real_numbers_are_refused_until_two_have_agreed_and_it_is_lifted(self, real) -> None:
        with pytest.raises(RefusedError, match=r"övning|practice"):
            keep_somebody()
        agreed()
        assert practice.practising()
        assert lift().held == sorted(HELD)
        assert not practice.practising()
        assert not practice.practising("default")
        assert keep_somebody().identity_number

    def test_each_authority_finds_it_in_its_own_log_with_both_people(self, real) -> None:
        act = agreed()
        lift()
        for who in ("ada", "bo", "disa"):
            with enter(who) as room:
                told = Event.objects.filter(room_id=room.room_id, body__contains="practice.lifted").get()
                assert str(act) in told.body
                for user in User.objects.filter(email__in=[EMAIL["ada"], EMAIL["sven"]]):
                    assert str(user.pk) in told.body

    def test_the_two_answer_for_it_while_they_work_here(self, real) -> None:
        agreed()
        lift()
        names = set(User.objects.filter(email__in=[EMAIL["ada"], EMAIL["sven"]]).values_list("name", flat=True))
        assert set(practice.standing().answering) == names
        Membership.objects.using("owner").filter(user__email=EMAIL["sven"]).update(ends_at=timezone.now())
        assert set(practice.standing().answering) == names - {User.objects.get(email=EMAIL["sven"]).name}

    def test_others_may_answer_for_it_later_also_when_people_are_here(self, real) -> None:
        agreed()
        first = lift()
        keep_somebody()
        agreed()
        assert lift().lifted_at > first.lifted_at
        assert Lifting.objects.count() == 2


class TestRefusing:
    def refused(self, sentence: str) -> None:
        with pytest.raises(LiftError, match=sentence):
            lift()
        assert practice.practising()

    def test_nobody_has_proposed_it_or_only_one(self, real) -> None:
        self.refused("Två personer")
        proposed()
        self.refused("Två personer")

    def test_the_same_person_cannot_be_both_nor_can_those_whose_task_it_is_not(self, real) -> None:
        with enter("ada", "administer") as room, pytest.raises(RefusedError):
            second_person.confirm(by=room.acting, act_id=proposed_inside(room))
        with pytest.raises(RefusedError):
            proposed("amina")
        with pytest.raises(RefusedError):
            agreed(another="amina")
        self.refused("Två personer")

    def test_agreed_is_spent_once(self, real) -> None:
        agreed()
        lift()
        with pytest.raises(LiftError, match="Två personer"):
            lift()

    def test_taken_back_or_too_old(self, real) -> None:
        act = agreed()
        with enter("ada", "administer") as room:
            second_person.withdraw(by=room.acting, act_id=act)
        self.refused("Två personer")
        agreed()
        with pytest.raises(LiftError):
            practice.lift(HELD, now=timezone.now() + timedelta(days=8))

    @pytest.mark.parametrize("who", ["ada", "sven"])
    def test_one_of_the_two_no_longer_works_here(self, real, who: str) -> None:
        agreed()
        Membership.objects.using("owner").filter(user__email=EMAIL[who]).update(ends_at=timezone.now())
        self.refused("Två personer")

    def test_practice_people_are_here_or_were(self, real) -> None:
        leo = keep_somebody({**REAL, "identity_number": "20070314-2380"})
        agreed()
        self.refused("ny databas")
        with enter("bo") as room:
            # Her key is destroyed, as erasure does it: the row that says so stays.
            keys = SubjectKey.objects.filter(room_id=room.room_id, subject=leo.pk)
            assert keys.update(wrapped=None, destroyed_at=NOW) == 1
        self.refused("ny databas")

    def test_a_lent_account_is_here(self, real) -> None:
        agreed()
        User.objects.using("owner").filter(email=EMAIL["bo"]).update(email="bo@polisen-vidhamn.example")
        self.refused("ny databas")


def proposed_inside(room):
    return second_person.propose(by=room.acting, kind=practice.KIND, what={})


class TestWhoMayNot:
    @pytest.mark.parametrize(("login", "alias"), [("app", "rooms"), ("door", "default"), ("worker", "carrier")])
    def test_no_login_of_the_application_lifts_it_or_hides_what_fails(self, server, real, login, alias) -> None:
        params = {**server.params(real), "user": login, "password": connections[alias].settings_dict["PASSWORD"]}
        with psycopg.connect(**params, autocommit=True) as connection:
            for attempt in ATTEMPTS:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(attempt)

    def test_no_setting_lifts_it(self, real, settings, monkeypatch) -> None:
        monkeypatch.setenv("TREFAS_PRACTICE", "0")
        settings.PRACTICE = False
        with pytest.raises(RefusedError):
            keep_somebody()

    def test_the_two_are_an_administrator_and_a_manager(self) -> None:
        act = ACTS[practice.KIND]
        assert (act.proposes, act.confirms) == ({"administer"}, {"sign_off"})

    def test_a_forged_act_is_none(self, real) -> None:
        agreed()
        with enter("bo"), pytest.raises(DatabaseError), connections["rooms"].cursor() as cursor:
            cursor.execute("UPDATE rooms_proposedact SET confirmed_at = now() WHERE kind = 'practice.lift'")


class TestFailingLater:
    at = NOW

    def lifted(self, *failing, looked=timedelta(hours=1)) -> Standing:
        return Standing(self.at - timedelta(days=90), ("Ada",), failing, self.at - looked)

    def test_in_practice_nothing_waits(self) -> None:
        assert Standing(failing=(("database", self.at),)).waits(self.at) == ()
        assert not Standing().unseen(self.at)

    @pytest.mark.parametrize(
        ("code", "hours", "waits"),
        [("database", 0, True), ("read_log", 0, True), ("keys", 0, True), ("backup", 71, False), ("backup", 72, True),
         ("checkpoints", 900, False), ("agreements", 900, False)],
    )  # fmt: skip
    def test_lists_wait_for_what_must_be_mended_first(self, code, hours, waits) -> None:
        standing = self.lifted((code, self.at - timedelta(hours=hours)))
        assert (standing.waits(self.at) == (code,)) is waits

    @pytest.mark.parametrize(("hours", "unseen", "waits"), [(30, False, ()), (31, True, ()), (73, True, ("night",))])
    def test_a_look_that_was_missed_counts_too(self, hours, unseen, waits) -> None:
        standing = self.lifted(looked=timedelta(hours=hours))
        assert (standing.unseen(self.at), standing.waits(self.at)) == (unseen, waits)

    def test_what_fails_has_failed_since_the_first_night_and_is_forgotten_when_mended(self, fresh_vidhamn) -> None:
        for hours, failing in ((0, {"backup"}), (24, {"backup"})):
            practice.note(failing, ("backup", "keys"), now=NOW + timedelta(hours=hours))
        rows = {one.code: one for one in Safeguard.objects.all()}
        assert rows["backup"].failing_since == NOW
        assert rows["keys"].failing_since is None
        assert practice.last_look() == NOW + timedelta(hours=24)
        practice.note(set(), ("backup",), now=NOW + timedelta(hours=48))
        assert Safeguard.objects.get(code="backup").failing_since is None

    def test_practice_does_not_come_back_whatever_fails(self, real) -> None:
        agreed()
        lift()
        practice.note({"backup", "database"}, ("backup", "database"), now=timezone.now())
        assert not practice.practising()
        assert keep_somebody().identity_number
        assert practice.standing().waits(timezone.now()) == ("database",)
