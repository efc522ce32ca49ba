"""Raw SQL on the application's login: every persona reaches her own room's rows, and never credentials or keys."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections
from tests.cast import EMAIL, NOW, enter

from trefas.authorities.models import Unit, User
from trefas.disclosures import delivery
from trefas.disclosures.delivery import Sending
from trefas.persons.actions import Source, create_person
from trefas.rooms import entry
from trefas.rooms.errors import RefusedError
from trefas.rooms.granting import confirm_membership, propose_membership
from trefas.rooms.securing import room_models
from trefas.rooms.tables import SHARED

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
PERSONAS = sorted(EMAIL)
# The whole of what a session under the rooms' login may touch outside the rooms' own tables.
CHAIN = ("audit_event", "audit_chainhead", "audit_subject", "audit_written")
# The loaded trust list is public: who may receive, and with which keys. Every page says whether this is practice.
READABLE = {
    "rooms_room", "rooms_membership", "rooms_loadedlist", "rooms_lifting", "rooms_safeguard", "audit_headleaf", *CHAIN,
}  # fmt: skip


@pytest.fixture
def filled() -> None:
    """Something of their own in every room that keeps persons, and an envelope on its way."""
    for who in ("bo", "amina", "ylva", "disa", "kim", "otto"):
        with enter(who) as room:
            create_person(by=room.acting, values={"given_name": who}, source=Source("typed"), now=NOW)
    with enter("bo") as room:
        sending = Sending("disclosure", Unit.objects.get(short_name="Kvarnlunda"), {"items": []})
        delivery.send(sending, by=room.acting, now=NOW)


def sql(query: str, *parameters: object) -> list[tuple]:
    with connections["rooms"].cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


@contextmanager
def refused(match: str | None = None) -> Iterator[None]:
    """Run something the database must refuse, and go on afterwards."""
    with connections["rooms"].cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        with pytest.raises(Exception, match=match) as caught:
            yield
        assert isinstance(caught.value.__cause__ or caught.value, psycopg.Error)
        cursor.execute("ROLLBACK TO SAVEPOINT before")


@pytest.mark.parametrize("who", PERSONAS)
def test_every_room_table_gives_each_persona_her_own_room_only(filled: None, who: str) -> None:
    with enter(who) as room:
        for model in room_models():
            rooms = {room_id for (room_id,) in sql(f"SELECT DISTINCT room_id FROM {model._meta.db_table}")}
            assert rooms <= {room.room_id}, model._meta.db_table
        for table in CHAIN:
            assert {room_id for (room_id,) in sql(f"SELECT DISTINCT room_id FROM {table}")} <= {room.room_id}


@pytest.mark.parametrize("who", PERSONAS)
def test_naming_another_room_finds_nothing(filled: None, who: str) -> None:
    with enter("bo" if who != "bo" else "amina") as room:
        other = room.room_id
    with enter(who) as room:
        if room.room_id != other:
            for model in room_models():
                assert sql(f"SELECT count(*) FROM {model._meta.db_table} WHERE room_id = %s", other) == [(0,)]


def test_without_a_pass_every_room_table_raises(filled: None) -> None:
    for model in room_models():
        with refused("no pass"):
            sql(f"SELECT 1 FROM {model._meta.db_table}")


def test_without_a_pass_nothing_can_be_written(filled: None) -> None:
    for model in room_models():
        if "DELETE" in model.app_may:
            with refused("no pass"):
                sql(f"DELETE FROM {model._meta.db_table} RETURNING 1")


def test_a_row_cannot_be_put_into_or_moved_to_another_room(filled: None) -> None:
    with enter("amina") as social:
        other = social.room_id
    with enter("bo"), refused("row-level security"):
        sql("UPDATE persons_person SET room_id = %s RETURNING 1", other)


@pytest.mark.parametrize("table", sorted(set(SHARED) - READABLE))
def test_the_rooms_login_can_neither_read_nor_change_what_the_door_keeps(table: str) -> None:
    with enter("bo"):
        for attempt in (f"SELECT 1 FROM {table}", f"DELETE FROM {table} RETURNING 1"):
            with refused("permission denied"):
                sql(attempt)


@pytest.mark.parametrize("table", sorted(READABLE))
def test_what_it_may_read_it_cannot_change(table: str) -> None:
    with enter("bo"):
        for attempt in (f"DELETE FROM {table} RETURNING 1", f"UPDATE {table} SET room_id = room_id RETURNING 1"):
            with refused("permission denied|does not exist"):
                sql(attempt)


def test_it_cannot_become_another_login_or_read_the_signing_key() -> None:
    with enter("bo"):
        for attempt in (
            "SET ROLE gate", "SET ROLE owner", "SET SESSION AUTHORIZATION owner", "SELECT * FROM rooms_passkey",
            "SELECT mint_pass(gen_random_uuid(), gen_random_uuid(), 'x', 1, 60)",
            "SELECT append_event(gen_random_uuid(), '{}')", "CREATE TEMP TABLE persons_person (id int)",
            "ALTER TABLE persons_person DISABLE ROW LEVEL SECURITY", "SELECT pg_read_file('/etc/passwd')",
        ):  # fmt: skip
            with refused():
                sql(attempt)


def test_memberships_are_given_by_two_people_only() -> None:
    unit, otto = Unit.objects.get(short_name="Kvarnlunda"), User.objects.get(email=EMAIL["otto"])
    given = {"user_id": otto.pk, "unit_id": unit.pk, "role": "handler", "mandates": [], "until": None}
    for who in ("bo", "amina", "sven"):
        with enter(who) as room, pytest.raises(RefusedError):
            propose_membership(by=room.acting, **given)
    with enter("ada") as room:
        act = propose_membership(by=room.acting, **given)
        with pytest.raises(RefusedError):
            confirm_membership(by=room.acting, act_id=act)
        with refused("two people"):
            sql("SELECT grant_agreed(%s, %s)", uuid.uuid4(), act)
    with enter("bo"), refused("nothing here"):
        sql("SELECT grant_agreed(%s, %s)", uuid.uuid4(), act)


@pytest.mark.parametrize(("to", "unit", "role"), [
    ("ada", "Kvarnlunda", "handler"), ("sven", "Kvarnlunda", "handler"), ("otto", "Polisen Nord", "handler"),
    ("otto", "Kvarnlunda", "service"),
])  # fmt: skip
def test_neither_of_the_two_gets_anything_nor_anybody_elsewhere(to, unit, role) -> None:
    with enter("ada") as room:
        act = propose_membership(
            by=room.acting, user_id=User.objects.get(email=EMAIL[to]).pk, unit_id=Unit.objects.get(short_name=unit).pk,
            role=role, mandates=[], until=None,
        )  # fmt: skip
    with enter("sven") as room, refused("may be given"):
        confirm_membership(by=room.acting, act_id=act)


def present(minted: str) -> None:
    sql("SELECT set_config('trefas.pass', complete_pass(%s), true)", minted)


@pytest.fixture
def minted() -> str:
    """A true pass of Bo's, for this connection."""
    with enter("bo") as room:
        bo = room.acting
    return entry.mint(bo, "follow")


def test_a_true_pass_opens(minted: str) -> None:
    present(minted)
    assert len(sql("SELECT open_rooms()")) == 1
    sql("SELECT set_config('trefas.pass', '', true)")


@pytest.mark.parametrize("part", range(10))
def test_a_forged_pass_opens_nothing_whatever_part_is_changed(minted: str, part: int) -> None:
    with enter("amina") as room:
        amina = room.acting
    parts = minted.split("|")
    other = [
        str(uuid.uuid4()), str(amina.user_id), str(amina.membership_id), str(amina.room_id), "administrator", "spy", "1",
        "9999999999", str(amina.user_id), "0" * 64,
    ]  # fmt: skip
    parts[part] = other[part]
    with refused("forged pass"):
        present("|".join(parts))
        sql("SELECT count(*) FROM persons_person")


@pytest.mark.parametrize("wrong", ["x", "|" * 8, "|" * 9, "1|2", "\x01", "' OR 1=1 --"])
def test_nonsense_opens_nothing(wrong: str) -> None:
    with refused("pass"):
        present(wrong)
        sql("SELECT count(*) FROM persons_person")


def test_a_pass_copied_to_another_connection_opens_nothing(minted: str) -> None:
    settings = connections["rooms"].settings_dict
    with (
        psycopg.connect(
            dbname=settings["NAME"],
            user="app",
            password=settings["PASSWORD"],
            host=settings["HOST"],
            port=settings["PORT"],
        ) as other,
        pytest.raises(psycopg.Error, match="copied pass"),
    ):
        other.execute("SELECT set_config('trefas.pass', complete_pass(%s), true)", [minted])
        other.execute("SELECT count(*) FROM persons_person")


def test_a_pass_is_for_a_membership_that_is_the_users_own_and_running() -> None:
    with enter("bo") as room:
        bo = room.acting
    with enter("amina") as room:
        amina = room.acting
    door = connections["default"]
    for user, membership in ((bo.user_id, amina.membership_id), (uuid.uuid4(), bo.membership_id)):
        with door.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            with pytest.raises(Exception, match="no such membership"):
                cursor.execute("SELECT mint_pass(%s, %s, 'follow', 1, 60)", [user, membership])
            cursor.execute("ROLLBACK TO SAVEPOINT before")
