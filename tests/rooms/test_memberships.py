"""Ten thousand lives of memberships against a small model: nobody keeps a door that was closed."""

import uuid
from dataclasses import dataclass, field

import psycopg
import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import EMAIL

USERS = ("amina", "bo", "disa")
ROOMS = ("Kvarnlunda", "Polisen Nord", "Frivården")
# Tries every membership ever given, as the door and the rooms' login do, and tells which rooms open.
DOORS = """
CREATE FUNCTION pg_temp.doors() RETURNS TABLE (who uuid, room uuid) LANGUAGE plpgsql AS $$
DECLARE m record; opened uuid; minted text;
BEGIN
  FOR m IN SELECT id, user_id FROM rooms_membership LOOP
    BEGIN
      minted := mint_pass(m.user_id, m.id, 'follow', pg_backend_pid(), 60);
      PERFORM set_config('trefas.pass', complete_pass(minted), true);
      FOREACH opened IN ARRAY open_rooms() LOOP who := m.user_id; room := opened; RETURN NEXT; END LOOP;
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END;
  END LOOP;
END $$
"""
step = st.tuples(
    st.sampled_from(["join", "leave", "move", "deactivate", "reactivate", "close"]),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 2),
)


@dataclass
class Model:
    """What should be open: who works where, whose account is active, which room is closed."""

    works: set[tuple[int, int]] = field(default_factory=set)
    asleep: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)

    def doors(self) -> set[tuple[int, int]]:
        return {(who, room) for who, room in self.works if who not in self.asleep and room not in self.closed}


@pytest.fixture(scope="module")
def keeper(server, django_db_setup, django_db_blocker):
    """One connection of the superuser to this worker's database, which tries doors as the logins would."""
    with django_db_blocker.unblock():
        name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(**server.superuser_params(name)) as connection:
        connection.execute(DOORS)
        users = [
            connection.execute("SELECT id FROM authorities_user WHERE email = %s", [EMAIL[who]]).fetchone()[0]
            for who in USERS
        ]
        rooms = [
            connection.execute(
                "SELECT r.id, u.id FROM rooms_room r JOIN authorities_unit u ON u.branch_id = r.branch_id WHERE u.short_name = %s",
                [room],
            ).fetchone()
            for room in ROOMS
        ]
        yield connection, users, rooms
        connection.rollback()


def join(connection, model: Model, users, rooms, who: int, room: int) -> None:
    if (who, room) in model.works:
        return
    connection.execute(
        "INSERT INTO rooms_membership (id, user_id, room_id, unit_id, role, mandates, starts_at)"
        " VALUES (%s, %s, %s, %s, 'handler', '{}', now())",
        [uuid.uuid4(), users[who], rooms[room][0], rooms[room][1]],
    )
    model.works.add((who, room))


def leave(connection, model: Model, users, rooms, who: int, room: int) -> None:
    connection.execute(
        "UPDATE rooms_membership SET ends_at = now() WHERE user_id = %s AND room_id = %s AND ends_at IS NULL",
        [users[who], rooms[room][0]],
    )
    model.works.discard((who, room))


def play(connection, model: Model, users, rooms, move: tuple[str, int, int, int]) -> None:
    kind, who, room, other = move
    if kind == "join":
        join(connection, model, users, rooms, who, room)
    elif kind == "leave":
        leave(connection, model, users, rooms, who, room)
    elif kind == "move" and (who, room) in model.works:
        leave(connection, model, users, rooms, who, room)
        join(connection, model, users, rooms, who, other)
    elif kind in ("deactivate", "reactivate"):
        connection.execute(
            "UPDATE authorities_user SET is_active = %s WHERE id = %s", [kind == "reactivate", users[who]]
        )
        (model.asleep.add if kind == "deactivate" else model.asleep.discard)(who)
    elif kind == "close":
        connection.execute("UPDATE rooms_room SET closed_at = now() WHERE id = %s", [rooms[room][0]])
        model.closed.add(room)


@pytest.mark.slow
@settings(
    max_examples=10_000,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(moves=st.lists(step, min_size=1, max_size=6))
def test_no_sequence_of_joining_leaving_moving_and_ending_leaves_a_stale_door(keeper, moves) -> None:
    connection, users, rooms = keeper
    connection.execute("SAVEPOINT life")
    try:
        connection.execute("DELETE FROM rooms_membership")
        model = Model()
        for move in moves:
            play(connection, model, users, rooms, move)
        opened = set(connection.execute("SELECT who, room FROM pg_temp.doors()").fetchall())
        assert opened == {(users[who], rooms[room][0]) for who, room in model.doors()}
    finally:
        connection.execute("ROLLBACK TO SAVEPOINT life")
