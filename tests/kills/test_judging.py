"""The judge of the kills is no yes-man: each thing that a kill could leave half is seen when it is made so by hand."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.cast import enter
from tests.disclosures import build
from tests.kills import judging
from tests.persons import test_importing as lists
from trefas.persons.actions import publish_import

OUT = "FROM disclosures_receipt WHERE direction = 'out'"


class Database:
    """Answers the judge's questions from a database of the test server, over one connection that keeps nothing."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def ask(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, parameters).fetchall()

    def wrong(self, damage: str = "") -> list[str]:
        """Say what the judge finds after a statement, which is taken back."""
        self.connection.execute("SET LOCAL session_replication_role = replica")
        if damage:
            self.connection.execute(damage)
        parts = (judging.chains, judging.disclosures, judging.imports)
        found = [said for part in parts for said in part(self)]
        self.connection.rollback()
        return found


@pytest.fixture
def database(server, fresh_vidhamn: str) -> Iterator[Database]:
    """Two disclosures, one of them registered, a list that is saved, and one that waits and lacks whom that had."""
    with enter("bo") as room:
        build.given(room)
    with enter("amina") as room:
        build.registered(room)
    with enter("bo") as room:
        build.given(room, build.keep(room, identity_number=None, birth_date="2002-01-30"))
    with enter("bo") as room:
        kept = lists.stage(room, ["Noel Askdal", "20100512-2385", "", ""])
        publish_import(by=room.acting, imported=kept, taken=None, now=lists.NOW)
    with enter("bo") as room:
        lists.stage(room, lists.HUGO)
    with psycopg.connect(**server.superuser_params(fresh_vidhamn)) as connection:
        yield Database(connection)


# What is damaged, and what is said of it.
HALF = [
    (f"DELETE {OUT}", "a copy without the sender's receipt"),
    ("DELETE FROM disclosures_receipt WHERE direction = 'in'", "registered without item, own receipt or answer"),
    ("DELETE FROM disclosures_receiveditem", "registered without item, own receipt or answer"),
    ("DELETE FROM disclosures_envelope WHERE state = 'waiting'", "a receipt without its copy"),
    ("UPDATE disclosures_receipt SET state = 'sent'", "the sender's receipt says another state"),
    ("UPDATE disclosures_assessment SET decision = 'open'", "a receipt of what is not given"),
    ("DELETE FROM audit_event WHERE number = 2", "does not follow on 1"),
    ("DELETE FROM audit_event WHERE kind = 'envelope.received'", "the chains tell too much [] or too little"),
    ("UPDATE audit_chainhead SET number = number - 1", "a head is not the last event of its chain"),
    ("UPDATE audit_written SET number = NULL WHERE place = 1", "that no event has claimed"),
    ("UPDATE persons_importrow SET made = false", "is published with 0 of 1 people"),
]


def test_what_is_half_is_seen_and_what_is_whole_is_called_whole(database: Database) -> None:
    assert database.wrong() == []
    for damage, said in HALF:
        assert any(said in one for one in database.wrong(damage)), damage
