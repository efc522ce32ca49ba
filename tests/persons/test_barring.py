"""Own file, family and colleagues: the database shows their user nothing, while colleagues work as usual."""

import pytest
from django.db import connections, transaction
from tests.cast import EMAIL, NOW, enter
from tests.files.build import LEO, NOEL, file_in, keep, note, user

from trefas.audit.models import Event
from trefas.authorities.models import User
from trefas.files.models import File, Note
from trefas.persons import search
from trefas.persons.actions import (
    Source,
    bar_from_person,
    create_person,
    create_protected_person,
    declare_barring,
    edit_person,
    give_own_number,
    lift_barring,
    merge_persons,
    review_barring,
    unmerge_persons,
)
from trefas.persons.models import Barring, BarringState, Ground, Person, Protection
from trefas.persons.numbers import give_everywhere
from trefas.rooms import entry, nightly, services
from trefas.rooms.accounts import AccountError
from trefas.rooms.errors import RefusedError, SealedError
from trefas.rooms.models import SubjectKey
from trefas.rooms.securing import barred_columns, room_models

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
OWN = LEO["identity_number"]


def give_number(who: str, number: str = OWN, by: str | None = None) -> Barring:
    with enter(by or who) as room:
        return give_own_number(by=room.acting, user_id=user(who).pk, number=number, now=NOW)


def declare(who: str, number: str = OWN, by: str | None = None, ground: Ground = Ground.FAMILY) -> Barring:
    with enter(by or who) as room:
        return declare_barring(
            by=room.acting, user_id=user(who).pk, ground=ground, name="Leo", number=number, note="Bror", now=NOW
        )


def file_of_leo(who: str = "nora") -> File:
    with enter(who) as room:
        file = file_in(room)
        note(room, file)
    return file


def sees(who: str) -> tuple[int, int, int]:
    with enter(who) as room:
        counted = Person.objects.count(), File.objects.count(), Note.objects.count()
        assert len(search.find(room.room_id, room.acting.room_kind, OWN)) == counted[0]
    return counted


# The own file


def test_nobody_sees_her_own_file_and_her_colleagues_do_not_see_it_either() -> None:
    file_of_leo()
    assert sees("amina") == (1, 1, 1)
    give_number("amina")
    assert sees("amina") == (0, 0, 0)
    # All of the cast's Kvarnlunda is one unit: a colleague's file is nobody's there.
    assert (sees("nora"), sees("sven")) == ((0, 0, 0), (0, 0, 0))


def test_elsewhere_she_is_as_anybody() -> None:
    with enter("bo") as room:
        keep(room)
    give_number("amina")
    with enter("bo"):
        assert Person.objects.count() == 1


def test_somebody_registered_later_is_barred_from_the_first_moment() -> None:
    declare("amina")
    file_of_leo("nora")
    assert (sees("amina"), sees("nora")) == ((0, 0, 0), (1, 1, 1))


def test_the_number_is_given_once_by_herself_and_then_by_others_only() -> None:
    give_number("amina")
    with pytest.raises(RefusedError, match="administratör"):
        give_number("amina", NOEL["identity_number"])
    with pytest.raises(RefusedError):
        give_number("nora", by="amina")
    give_number("amina", NOEL["identity_number"], by="ada")
    with enter("amina"):
        running = Barring.objects.get(state=BarringState.RUNNING)
        assert running.number == NOEL["identity_number"].replace("-", "")


@pytest.mark.parametrize("number", ["", "20070314", "20070314-2381", "19900101-1234"])
def test_a_number_that_cannot_be_one_is_refused(number: str) -> None:
    with pytest.raises(RefusedError):
        give_number("amina", number)


# Family


def test_family_is_barred_to_her_alone() -> None:
    file_of_leo()
    declare("amina")
    assert (sees("amina"), sees("nora")) == ((0, 0, 0), (1, 1, 1))


def test_a_manager_may_say_it_of_another_and_a_colleague_may_not() -> None:
    file_of_leo()
    with pytest.raises(RefusedError):
        declare("amina", by="nora")
    declare("amina", by="sven")
    assert sees("amina") == (0, 0, 0)


def test_a_manager_bars_from_one_person_without_a_number() -> None:
    with enter("nora") as room:
        leo = keep(room, identity_number=None)
    with enter("sven") as room:
        bar_from_person(
            by=room.acting, user_id=user("amina").pk, person_id=leo.pk, ground=Ground.OTHER, note="Granne", now=NOW
        )
    with enter("amina"):
        assert Person.objects.count() == 0
        # She does not learn of it either.
        assert Barring.objects.count() == 0


def test_it_is_lifted_by_a_manager_with_a_reason_and_never_by_herself() -> None:
    file_of_leo()
    made = declare("amina")
    for who, reason in (("amina", "Vill se"), ("nora", "Vill se"), ("sven", "  ")):
        with enter(who) as room, pytest.raises(RefusedError):
            lift_barring(by=room.acting, barring_id=made.pk, reason=reason, now=NOW)
    with enter("sven") as room:
        lift_barring(by=room.acting, barring_id=made.pk, reason="Fel person", now=NOW)
    assert sees("amina") == (1, 1, 1)
    with enter("sven"):
        assert Barring.objects.get().lift_reason == "Fel person"


def test_a_manager_does_not_decide_about_her_own_and_an_own_number_stays() -> None:
    made, own = declare("sven", NOEL["identity_number"]), give_number("amina")
    for one in (made, own):
        with enter("sven") as room, pytest.raises(RefusedError):
            lift_barring(by=room.acting, barring_id=one.pk, reason="Skäl", now=NOW)


def test_looking_one_over_is_kept_and_a_proposed_one_bars_from_then_on() -> None:
    file = file_of_leo()
    with enter("sven") as room:
        made = bar_from_person(
            by=room.acting, user_id=user("amina").pk, person_id=file.person_id, ground=Ground.FAMILY, note="", now=NOW
        )
        Barring.objects.filter(pk=made.pk).update(state=BarringState.PROPOSED)
    assert sees("amina") == (1, 1, 1)
    with enter("sven") as room:
        assert review_barring(by=room.acting, barring_id=made.pk, now=NOW).reviewed_by_id == room.acting.user_id
    assert sees("amina") == (0, 0, 0)


def test_the_chain_tells_that_it_was_declared_and_not_whom_it_is_about() -> None:
    file = file_of_leo()
    with enter("sven") as room:
        bar_from_person(
            by=room.acting, user_id=user("amina").pk, person_id=file.person_id, ground=Ground.FAMILY, note="", now=NOW
        )
    with enter("sven"):
        body = Event.objects.get(body__contains="barring.declared").body
    assert str(file.person_id) not in body
    assert str(user("amina").pk) in body


# What counts as the same person


def test_a_second_row_with_the_same_number_is_barred_too() -> None:
    file = file_of_leo()
    with enter("sven") as room:
        bar_from_person(
            by=room.acting, user_id=user("amina").pk, person_id=file.person_id, ground=Ground.FAMILY, note="", now=NOW
        )
    with enter("nora") as room:
        keep(room, given_name="Leonard")
    with enter("amina"):
        assert Person.objects.count() == 0


def test_merged_rows_are_barred_together_and_parted_again() -> None:
    file = file_of_leo()
    declare("amina")
    with enter("nora") as room:
        other = keep(room, identity_number=NOEL["identity_number"], given_name="Le")
        merged = merge_persons(by=room.acting, kept=other, merged=Person.objects.get(pk=file.person_id), now=NOW)
    with enter("amina"):
        assert Person.objects.count() == 0
    with enter("nora") as room:
        unmerge_persons(by=room.acting, merge=merged, now=NOW)
    with enter("amina"):
        assert [one.pk for one in Person.objects.all()] == [other.pk]


def test_a_handler_of_an_inner_room_is_barred_there_too() -> None:
    with enter("amina") as room:
        elsa = create_protected_person(
            by=room.acting, values={"given_name": "Elsa", **NOEL}, protection=Protection.REGISTRATION,
            handlers=[user("nora").pk], source=Source("typed"), now=NOW,
        )  # fmt: skip
    declare("nora", NOEL["identity_number"])
    with enter("nora"):
        assert not Person.objects.filter(pk=elsa.pk).exists()
    with enter("amina"):
        assert Person.objects.filter(pk=elsa.pk).exists()


# Registering


def test_she_cannot_register_herself_or_her_family() -> None:
    declare("amina")
    with enter("amina") as room, pytest.raises(RefusedError, match="chef"):
        create_person(by=room.acting, values=dict(LEO), source=Source("typed"), now=NOW)
    with enter("amina") as room:
        other = keep(room, identity_number=NOEL["identity_number"])
        with pytest.raises(RefusedError, match="chef"):
            edit_person(
                by=room.acting,
                person=other,
                version=1,
                values={"identity_number": OWN},
                source=Source("typed"),
                now=NOW,
            )


def test_only_the_manager_is_told_that_it_is_a_colleague() -> None:
    give_number("nora")
    told = {}
    for who in ("amina", "sven"):
        with enter(who) as room, pytest.raises(RefusedError) as refused:
            create_person(by=room.acting, values=dict(LEO), source=Source("typed"), now=NOW)
        told[who] = str(refused.value.sentence)
    assert "arbetar" in told["sven"]
    assert "arbetar" not in told["amina"]


# Nothing but the pass decides, and nothing goes around it


def test_raw_sql_finds_no_row_of_hers_in_any_table() -> None:
    file = file_of_leo()
    declare("amina")
    with enter("nora"):
        keys = SubjectKey.objects.filter(subject=file.person_id).count()
    assert keys == 1
    with enter("amina"), connections["rooms"].cursor() as cursor:
        for model in room_models():
            for column in barred_columns(model):
                cursor.execute(
                    f"SELECT count(*) FROM {model._meta.db_table} WHERE {column} = ANY (%s::uuid[])",
                    [[file.person_id, file.cooperation]],
                )
                assert cursor.fetchone() == (0,), (model, column)


def test_raw_sql_cannot_write_about_her_either() -> None:
    file = file_of_leo()
    declare("amina")
    with enter("amina") as room, connections["rooms"].cursor() as cursor:
        cursor.execute("UPDATE files_file SET reason = 'x' WHERE id = %s", [file.pk])
        assert cursor.rowcount == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic(using="rooms"):
            cursor.execute(
                "INSERT INTO persons_searchtoken (id, room_id, person_id, kind, token)"
                " VALUES (gen_random_uuid(), %s, %s, 'name', '')",
                [room.room_id, file.person_id],
            )


@pytest.mark.parametrize(("ninth", "said"), [("", "forged pass"), ("-", "incomplete pass")])
def test_the_list_in_the_pass_can_be_neither_emptied_nor_left_out(ninth: str, said: str) -> None:
    file_of_leo()
    declare("amina")
    with enter("amina") as room, connections["rooms"].cursor() as cursor:
        parts = entry.mint(room.acting, "follow").split("|")
        parts[8] = ninth
        with pytest.raises(Exception, match=said), transaction.atomic(using="rooms"):
            cursor.execute("SELECT set_config('trefas.pass', %s, true)", ["|".join(parts)])
            cursor.execute("SELECT count(*) FROM persons_person")


def test_her_key_is_opened_for_nobody_who_is_barred() -> None:
    file = file_of_leo()
    declare("amina")
    with enter("nora"):
        person = Person.objects.get()
        sealed = dict(person.__dict__)
    with enter("amina") as room:
        assert file.person_id in room.barred
        smuggled = Person(pk=file.person_id, room_id=room.room_id)
        smuggled.__dict__["given_name"] = sealed["given_name"]
        with pytest.raises(SealedError):
            assert smuggled.given_name


def test_time_is_partial_to_nobody() -> None:
    file_of_leo()
    give_number("nora")
    with enter("nora") as room:
        by = room.acting
    found = nightly.Membership.objects.get(role=services.ROLE, room_id=by.room_id, room__parent=None)
    with entry.enter(nightly.acting(found, "Trefas"), purpose=nightly.PURPOSE) as night:
        assert night.barred == frozenset()
        assert Person.objects.count() == 1


def test_whoever_is_barred_from_nobody_carries_an_empty_list() -> None:
    file_of_leo()
    declare("amina")
    with enter("sven") as room:
        assert room.barred == frozenset()


def test_a_search_for_ones_own_is_noted_with_its_ground_and_answered_as_any_other() -> None:
    declare("amina")
    for number in (OWN, NOEL["identity_number"]):
        with enter("amina") as room:
            assert search.find(room.room_id, room.acting.room_kind, number) == []
    with enter("sven"):
        bodies = list(Event.objects.filter(kind="search.made").order_by("number").values_list("body", flat=True))
    assert ['"barred":"family"' in body for body in bodies] == [True, False]


def test_the_command_gives_the_number_in_every_room_the_account_works_in() -> None:
    file_of_leo()
    assert give_everywhere(EMAIL["amina"], number=OWN, now=NOW) == 1
    assert sees("amina") == (0, 0, 0)
    with enter("sven"):
        kept = Barring.objects.get()
        assert (kept.ground, User.objects.get(pk=kept.declared_by_id).is_service) == (Ground.OWN, True)
    with pytest.raises(AccountError):
        give_everywhere("nobody@kvarnlunda.example", number=OWN, now=NOW)
    with pytest.raises(RefusedError):
        give_everywhere(EMAIL["amina"], number="1", now=NOW)
