"""Break-glass: what was decided beforehand is delivered in an emergency, once, told at once, and reviewed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connections
from django.utils import timezone

from tests.accountability.breaking_build import WHY, asked, decide, decided, reviewed
from tests.cast import enter
from tests.disclosures.build import CONSENTED, LEO, OBVIOUS, assessed, keep, registration, terms
from trefas.accountability import breaking_glass, jobs
from trefas.accountability.actions import (
    Standing,
    prepare_for_emergency,
    protect_person,
    review_opened,
    take_back_beforehand,
    why_refused,
)
from trefas.accountability.breaking_models import BeforehandState, BreakState
from trefas.accountability.breaking_policy import BEFOREHAND_MOVES, BREAK_MOVES, may_read
from trefas.accountability.models import Beforehand, Break
from trefas.audit.models import Event
from trefas.disclosures.actions import give_consent, register, withdraw_consent
from trefas.disclosures.models import Assessment, Breach, Envelope, Outcome, Receipt
from trefas.persons.models import Person, Protection
from trefas.persons.policy import May
from trefas.rooms.errors import RefusedError

OTHER = "19990101-2386"
pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])


def state_of(who, row) -> str:
    with enter(who) as room:
        found = {row.room_id for row in Beforehand.objects.filter(room_id=room.room_id)}
        assert found <= {room.room_id}
        return Beforehand.objects.get(pk=row.pk).state


def kinds(who, **ids) -> list[str]:
    """The kinds of the events in a room's chain that name an id, oldest first."""
    (wanted,) = ids.values()
    with enter(who) as room:
        found = Event.objects.filter(room_id=room.room_id).order_by("number")
        return [one.kind for one in found if str(wanted) in one.body]


def test_an_emergency_delivers_what_was_decided_beforehand_and_nothing_else() -> None:
    row = decided()
    broken = asked()
    assert (broken.state, len(broken.envelopes)) == ("open", 1)
    with enter("amina") as room:
        (opened,) = breaking_glass.contents(Break.objects.get(room_id=room.room_id, pk=broken.pk))
        assert opened.payload["person"]["family_name"] == "Tornfeldt"
        assert [item["kind"] for item in opened.payload["items"]] == ["person"]
        assert opened.envelope.kind == "disclosure"
        # Nothing else of him: no person, no decision, no assessment of the police is to be seen here.
        assert not Person.objects.exists()
        assert not Beforehand.objects.exists()
        assert not Assessment.objects.exists()
    with enter("bo") as room:
        kept = Beforehand.objects.get(room_id=room.room_id, pk=row.pk)
        assert (kept.state, kept.ask, bytes(kept.sealed), kept.tokens) == ("used", broken.pk, b"", [])
        assert not Break.objects.exists()
        receipt = Receipt.objects.get(room_id=room.room_id, envelope=row.envelope)
        assert (receipt.direction, receipt.state, receipt.assessment_id) == ("out", "sent", row.assessment_id)
        assert Assessment.objects.get(room_id=room.room_id, pk=row.assessment_id).decision == "given"


def test_the_pass_during_an_emergency_is_the_ordinary_one_and_row_security_stands() -> None:
    decided()
    with enter("amina") as room, connections["rooms"].cursor() as cursor:
        cursor.execute("SELECT open_rooms()")
        before = cursor.fetchone()
    asked()
    with enter("amina", "emergency") as room, connections["rooms"].cursor() as cursor:
        cursor.execute("SELECT open_rooms()")
        assert cursor.fetchone() == before == ([room.room_id],)
        cursor.execute(
            "SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class WHERE relname IN"
            " ('accountability_beforehand', 'accountability_break', 'persons_person', 'disclosures_envelope')"
        )
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT count(*) FROM persons_person UNION ALL SELECT count(*) FROM disclosures_assessment")
        assert cursor.fetchall() == [(0,), (0,)]


def test_the_holder_is_told_at_once_who_asked_and_why() -> None:
    row = decided()
    broken = asked()
    with enter("bo") as room:
        (kept,) = breaking_glass.opened_unreviewed([room.room_id])
        told = breaking_glass.told(kept)
        assert (told["reason"], told["emergency"], told["from"]["officer"]) == (WHY, "life", "Amina Karlberg")
        assert told["from"]["telephone"]
        assert (kept.used_for, breaking_glass.asker(kept)) == ("life", "Amina Karlberg")
        assert WHY.encode() not in bytes(kept.told)
    assert kinds("bo", ask=broken.pk) == ["break.opened", "break.told"]
    assert kinds("bo", person=row.person_id)[-1:] == ["break.opened"]
    assert kinds("amina", ask=broken.pk) == ["break.asked", "break.answered"]


@pytest.mark.parametrize(
    "changed",
    [
        {"identity_number": "20100512-2385"},
        {"identity_number": "", "name": "Leo Tornfeldt", "birth_year": 2007},
        {"emergency": "staff"},
    ],
    ids=["somebody nobody knows", "a name that may not be used", "another emergency"],
)
def test_without_a_decision_there_is_nothing_and_the_question_is_kept(changed) -> None:
    row = decided()
    broken = asked(**changed)
    assert (broken.state, broken.envelopes, broken.closes_at) == ("nothing", [], None)
    assert kinds("amina", ask=broken.pk) == ["break.asked", "break.answered"]
    assert kinds("bo", ask=broken.pk) == []
    assert state_of("bo", row) == "standing"


def test_a_unit_or_role_that_was_not_named_finds_nothing() -> None:
    decided(roles=["supervisor"])
    assert asked("amina").state == "nothing"
    assert asked("disa").state == "nothing"
    assert asked("otto").state == "nothing"
    assert asked("sven").state == "open"


def test_by_name_and_birth_year_where_the_holder_allows_it() -> None:
    decided(by_name=True, values={"birth_date": "2007-03-14"})
    assert asked(identity_number="", name="tornfeldt, leo", birth_year=2008).state == "nothing"
    assert asked(identity_number="", name="Tornfeldt Leo", birth_year=2007).state == "open"


def test_a_name_and_year_of_two_people_are_nobodys() -> None:
    decided(by_name=True, values={"birth_date": "2007-03-14"})
    other = {"identity_number": "20070710-2380", "birth_date": "2007-07-10"}
    decided("disa", by_name=True, values=other, facts=OBVIOUS)
    assert asked(identity_number="", name="Leo Tornfeldt", birth_year=2007).state == "nothing"
    assert asked().state == "open"


def test_two_holders_who_decided_about_the_same_person_both_give() -> None:
    mine, theirs = decided(), decided("disa")
    broken = asked()
    assert sorted(broken.envelopes) == sorted([mine.envelope, theirs.envelope])
    assert state_of("bo", mine) == state_of("disa", theirs) == "used"


def test_one_reads_for_an_hour_and_only_the_one_who_asked() -> None:
    decided()
    broken = asked()
    with enter("amina") as amina:
        assert may_read(broken, amina.acting, broken.closes_at - timedelta(seconds=1)).outcome is May.YES
        assert may_read(broken, amina.acting, broken.closes_at).outcome is May.NO
        assert breaking_glass.closes_in(broken, broken.closes_at - timedelta(minutes=59, seconds=1)) == 60
        assert breaking_glass.closes_in(broken, broken.closes_at) == 0
    assert broken.closes_at - broken.at == timedelta(minutes=60)
    with enter("nora") as nora:
        assert may_read(broken, nora.acting, timezone.now()).outcome is May.NO


def test_a_colleague_registers_what_came_and_the_holder_sees_that_it_did() -> None:
    row = decided()
    broken = asked()
    now = timezone.now()
    with enter("amina", "register") as room, pytest.raises(RefusedError, match="A colleague registers it"):
        register(by=room.acting, envelope_id=row.envelope, registration=registration(Outcome.NOT_OURS), now=now)
    with enter("nora", "register") as room:
        said = registration(Outcome.FILED)
        (item,) = register(by=room.acting, envelope_id=row.envelope, registration=said, now=timezone.now())
        assert item.content["from"]["unit_name"] == "Polisen Vidhamn Nord"
        (opened,) = breaking_glass.contents(Break.objects.get(pk=broken.pk))
        assert opened.payload is None
        jobs.lapse_emergencies(room.acting, timezone.now())
        assert Break.objects.get(pk=broken.pk).person_id == item.person_id
    with enter("bo") as room:
        receipt = Receipt.objects.get(room_id=room.room_id, envelope=row.envelope)
        assert receipt.state == "registered"
        assert receipt.counter


def test_an_unreviewed_one_blocks_the_person_and_the_unit_until_somebody_else_has_reviewed_it() -> None:
    decided()
    decided(values={"identity_number": OTHER, "given_name": "Noah"})
    first = asked()
    assert asked("nora", identity_number=OTHER).state == "blocked"
    assert asked("amina", identity_number=OTHER).state == "blocked"
    for who in ("amina", "nora"):
        with pytest.raises(RefusedError):
            reviewed(first, who)
    assert reviewed(first).state == "reviewed"
    assert asked("nora", identity_number=OTHER).state == "open"


def test_the_refusal_names_who_can_review() -> None:
    decided()
    first = asked()
    again = asked("nora")
    with enter("nora") as room:
        assert "Lena Vester, Sven Ekdal" in why_refused(again, room.acting)
        assert breaking_glass.blocking(room.acting).pk == first.pk


def test_the_one_who_asked_cannot_review_by_any_sql() -> None:
    decided()
    broken = asked("sven")
    with enter("sven") as room:
        with connections["rooms"].cursor() as cursor:
            cursor.execute("SELECT review_break(%s, 'in_order')", [broken.pk])
            assert cursor.fetchone() == (False,)
        with pytest.raises(DatabaseError):
            Break.objects.filter(room_id=room.room_id, pk=broken.pk).update(state="reviewed")


def test_the_sixth_question_in_an_hour_is_not_answered() -> None:
    decided()
    for _time in range(5):
        assert asked(identity_number="20100512-2385").state == "nothing"
    assert asked().state == "limited"
    assert asked("nora").state == "open"


def test_taken_back_in_between_finds_nothing() -> None:
    row = decided()
    with enter("bo") as room:
        take_back_beforehand(by=room.acting, beforehand_id=row.pk, now=timezone.now())
    assert asked().state == "nothing"
    assert state_of("bo", row) == "withdrawn"


def test_a_consent_taken_back_closes_it_the_same_second() -> None:
    today = timezone.localdate()
    with enter("disa", "disclose") as room:
        person = keep(room)
        given = terms(information=("prison_and_probation",), purposes=("save_life",), given_on=today,
                      expires_on=today + timedelta(days=60))  # fmt: skip
        consent = give_consent(by=room.acting, person=person, terms=given, now=timezone.now())
        row = decide(room, person, facts=CONSENTED)
        assert row.consents == [consent.pk]
        withdraw_consent(by=room.acting, consent=consent, now=timezone.now())
    assert asked().state == "nothing"
    with enter("disa") as room:
        assert jobs.lapse_emergencies(room.acting, timezone.now())["lapsed"] == 1
        assert Beforehand.objects.get(pk=row.pk).ended_why == "consent"


def test_it_lapses_after_its_last_day() -> None:
    row = decided(until=timezone.localdate() + timedelta(days=1))
    with enter("bo") as room:
        assert jobs.lapse_emergencies(room.acting, timezone.now())["lapsed"] == 0
        assert jobs.lapse_emergencies(room.acting, timezone.now() + timedelta(days=2))["lapsed"] == 1
        assert [one.pk for one in breaking_glass.runs_out([room.room_id], room.acting.user_id, timezone.localdate())]
    assert state_of("bo", row) == "lapsed"
    assert asked().state == "nothing"


def test_where_a_threatened_person_is_is_never_decided_on_beforehand() -> None:
    with enter("kim", "disclose") as room:
        person = keep(room)
        kept = assessed(room, person, now=timezone.now())
        kept.items = [{**kept.items[0], "categories": ["protected_whereabouts"]}]
        kept.save()
        with pytest.raises(RefusedError, match="never be decided on beforehand"):
            prepare_for_emergency(
                by=room.acting, assessment=kept, version=kept.version, record={}, now=timezone.now(),
                terms=Standing(["life"], timezone.localdate() + timedelta(days=5)),
            )  # fmt: skip


def test_protection_ends_what_was_decided_before_it() -> None:
    row = decided()
    with enter("bo", "protect") as room:
        moved = protect_person(
            by=room.acting, person_id=row.person_id, protection=Protection.MARKING, handlers=[room.acting.user_id],
            now=timezone.now(),
        )  # fmt: skip
    assert asked().state == "nothing"
    with enter("bo") as room:
        kept = Beforehand.objects.get(pk=row.pk)
        assert (kept.room_id, kept.state, kept.ended_why) == (moved.room_id, "lapsed", "moved")


def test_about_a_person_in_an_inner_room_the_room_around_learns_only_that_something_left() -> None:
    with enter("bo", "protect") as room:
        person = keep(room)
        protect_person(
            by=room.acting, person_id=person.pk, protection=Protection.MARKING, handlers=[room.acting.user_id],
            now=timezone.now(),
        )  # fmt: skip
    with enter("bo", "disclose") as room, pytest.raises(RefusedError, match="by her number only"):
        decide(room, Person.objects.get(pk=person.pk), by_name=True)
    with enter("bo", "disclose") as room:
        row = decide(room, Person.objects.get(pk=person.pk))
        assert row.room_id != room.room_id
    broken = asked()
    assert broken.state == "open"
    assert kinds("bo", ask=broken.pk) == []
    assert "envelope.sent" in kinds("bo", envelope=row.envelope)
    with enter("bo") as room:
        inner = Event.objects.filter(room_id=row.room_id, kind__startswith="break.").order_by("number")
        assert [one.kind for one in inner] == ["break.opened", "break.told"]
        assert breaking_glass.told(Beforehand.objects.get(pk=row.pk))["reason"] == WHY
        assert Receipt.objects.get(envelope=row.envelope).room_id == row.room_id
    with enter("pia") as room:
        assert not Beforehand.objects.exists()


def test_the_holder_reviews_it_and_what_was_wrong_becomes_a_breach() -> None:
    row = decided()
    asked()
    now = timezone.now()
    for who, said in (("bo", "A manager or lawyer"), ("pia", "A manager or lawyer")):
        with enter(who) as room, pytest.raises(RefusedError, match=said):
            review_opened(by=room.acting, beforehand_id=row.pk, finding="wrong", words="Fel.", now=now)
    with enter("eva") as room:
        with pytest.raises(RefusedError, match="Write what you saw"):
            review_opened(by=room.acting, beforehand_id=row.pk, finding="wrong", words=" ", now=now)
        review_opened(by=room.acting, beforehand_id=row.pk, finding="wrong", words="Ingen fara fanns.", now=now)
        assert Breach.objects.get(room_id=room.room_id).assessment_id == row.assessment_id
    assert state_of("bo", row) == "reviewed"


def test_what_decides_is_reviewed_by_somebody_else() -> None:
    row = decided("eva")
    asked()
    with enter("eva") as room, pytest.raises(RefusedError, match="You did this yourself"):
        review_opened(by=room.acting, beforehand_id=row.pk, finding="in_order", words="", now=timezone.now())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"emergencies": []}, "for which emergencies"),
        ({"until": timezone.localdate() + timedelta(days=91)}, "within 90 days"),
        ({"roles": ["boss"]}, "which roles may ask"),
    ],
)
def test_terms_that_do_not_hold_are_refused(changed, said) -> None:
    with enter("bo", "disclose") as room, pytest.raises(RefusedError, match=said):
        decide(room, keep(room), **changed)


def test_two_at_a_time_for_the_same_unit_are_refused() -> None:
    row = decided()
    with enter("bo", "disclose") as room, pytest.raises(RefusedError, match="one already"):
        decide(room, Person.objects.get(pk=row.person_id))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "what is happening"),
        ({"identity_number": "123"}, "no identity number"),
        ({"identity_number": "", "name": "Leo", "birth_year": 2007}, "the whole name"),
    ],
)
def test_a_question_that_says_too_little_is_refused(changed, said) -> None:
    with pytest.raises(RefusedError, match=said):
        asked(**changed)


def test_no_state_is_reached_but_by_the_table() -> None:
    assert {state for state, _what in BEFOREHAND_MOVES} == {"standing", "used"}
    assert set(BEFOREHAND_MOVES.values()) | {"standing"} == set(BeforehandState.values)
    assert {state for state, _what in BREAK_MOVES} == {"asked", "open"}
    assert set(BREAK_MOVES.values()) | {"asked"} == set(BreakState.values)


def test_what_would_have_said_who_it_is_about_is_forgotten_after_a_year() -> None:
    broken = asked(identity_number="20100512-2385")
    with enter("nora") as room:
        assert jobs.lapse_emergencies(room.acting, timezone.now() + timedelta(days=366))["forgotten"] == 1
        kept = Break.objects.get(pk=broken.pk)
        assert (kept.reason, kept.asked, kept.tokens, kept.state) == (None, None, [], "nothing")


def test_the_tokens_of_one_unit_say_nothing_to_another() -> None:
    row = decided()
    assert row.tokens != breaking_glass.number_tokens(row.sender_unit_id, "200703142380")
    assert row.tokens == breaking_glass.number_tokens(row.receiver_id, "200703142380")
    assert LEO["identity_number"].replace("-", "") not in str(row.tokens)


class TestANewSecretKey:
    """What was decided is found by a hash under the secret key, which may be replaced in the meantime."""

    BY_NAME = {"identity_number": "", "name": "Leo Tornfeldt", "birth_year": 2007}

    @pytest.fixture
    def row(self, settings) -> Beforehand:
        settings.SECRET_KEY = "the key of before " * 3
        made = decided(by_name=True)
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new key " * 5, [settings.SECRET_KEY]
        return made

    def night(self) -> None:
        with enter("bo", "nightly") as room:
            jobs.lapse_emergencies(room.acting, timezone.now())

    @pytest.mark.parametrize("changed", [{}, BY_NAME])
    def test_it_is_found_while_the_old_one_is_still_named(self, row, changed) -> None:
        assert asked(**changed).state == "open"

    def test_and_lost_at_once_where_the_old_one_is_not(self, row, settings) -> None:
        settings.SECRET_KEY_FALLBACKS = []
        assert asked().state == "nothing"

    @pytest.mark.parametrize("changed", [{}, BY_NAME])
    def test_after_a_night_the_old_one_may_go(self, row, settings, changed) -> None:
        self.night()
        settings.SECRET_KEY_FALLBACKS = []
        assert asked(**changed).state == "open"

    def test_no_way_to_be_found_is_added(self, settings) -> None:
        settings.SECRET_KEY = "the key of before " * 3
        row = decided()
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new key " * 5, [settings.SECRET_KEY]
        self.night()
        with enter("bo") as room:
            tokens = Beforehand.objects.get(room_id=room.room_id, pk=row.pk).tokens
        assert tokens == breaking_glass.number_tokens(row.receiver_id, "200703142380")[:1]
        assert asked(**self.BY_NAME).state == "nothing"


def test_the_doctor_says_what_an_emergency_lacks(settings) -> None:
    assert any("nobody who reviews" in one for one in breaking_glass.problems())
    settings.SECRET_KEY = "only-for-commands-that-serve-nothing"
    assert any("TREFAS_SECRET_KEY" in one for one in breaking_glass.problems())


def test_an_envelope_of_an_emergency_is_an_ordinary_one() -> None:
    row = decided()
    asked()
    with enter("nora") as room:
        envelope = Envelope.objects.get(room_id=room.room_id, pk=row.envelope)
        assert (envelope.state, envelope.sender_room, envelope.digest) == ("waiting", row.sender_room, row.digest)
