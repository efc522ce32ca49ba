"""Doors that close: an expired pass, an ended membership. With real commits, in a database of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from tests.cast import EMAIL, enter

from trefas.rooms import admission, entry
from trefas.rooms.actions import end_membership


def sql(query: str, *parameters: object) -> list[tuple]:
    with connections["rooms"].cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def present(minted: str) -> None:
    sql("SELECT set_config('trefas.pass', complete_pass(%s), true)", minted)


def test_an_expired_pass_opens_nothing(fresh_vidhamn: str) -> None:
    with enter("bo") as room:
        bo = room.acting
    minted = entry.mint(bo, "follow", seconds=1)
    sql("SELECT pg_sleep(1.1)")
    with refused_outside("expired pass", minted):
        pass


@contextmanager
def refused_outside(match: str, minted: str) -> Iterator[None]:
    connection = connections["rooms"]
    connection.set_autocommit(False)
    try:
        with pytest.raises(Exception, match=match):
            present(minted)
            sql("SELECT count(*) FROM persons_person")
        yield
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def test_an_ended_membership_closes_the_next_statement(fresh_vidhamn: str) -> None:
    with admission.enter_as(EMAIL["amina"], purpose="follow") as room:
        amina = room.acting
    with enter("ada", "administer") as room:
        assert end_membership(by=room.acting, membership_id=amina.membership_id) is True
    with pytest.raises(Exception, match="no such membership"), entry.enter(amina, purpose="follow"):
        pass
