"""What slows guessing down counts for every process, keeps no address, and lets one of two through."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from trefas.authorities.attempts import forget_old
from trefas.authorities.models import Attempt

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.mark.parametrize("value", [[1.5, 2.5], "y", True, 0, None, {"a": 1}])
def test_what_is_kept_comes_back(value) -> None:
    cache.set("key", value, 60)
    assert cache.get("key", "nothing") == value
    assert cache.delete("key")
    assert not cache.delete("key")
    assert cache.get("key", "nothing") == "nothing"


def test_it_runs_out_and_can_then_be_taken_again() -> None:
    assert cache.add("key", 1, 30)
    assert not cache.add("key", 2, 30)
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        assert cache.get("key") is None
        assert cache.add("key", 3, 30)
        assert cache.get("key") == 3


def test_nothing_stays_longer_than_a_day() -> None:
    cache.set("key", 1, None)
    cache.set("other", 1, 10**7)
    assert forget_old(timezone.now() + timedelta(hours=23)) == 0
    assert forget_old(timezone.now() + timedelta(hours=25)) == 2


def test_the_table_names_nobody() -> None:
    cache.set("login:192.0.2.7:bo@polisen-vidhamn.example", [1.0], 60)
    row = Attempt.objects.get()
    assert "192" not in row.key + row.value
    assert "bo@" not in row.key + row.value


def test_of_many_at_the_same_moment_one_gets_it(fresh_vidhamn) -> None:
    ready, got = threading.Barrier(8), []

    def take() -> None:
        ready.wait()
        got.append(cache.add("code-used", True, 30))
        connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


def test_the_login_of_the_rooms_cannot_touch_it(vidhamn) -> None:
    from django.db import ProgrammingError, transaction

    for statement in ("SELECT count(*) FROM authorities_attempt", "DELETE FROM authorities_attempt"):
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(using="rooms"),
            connections["rooms"].cursor() as cursor,
        ):
            cursor.execute(statement)
