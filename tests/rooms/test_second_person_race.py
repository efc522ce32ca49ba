"""Four eyes under a race, and against one who can write to the table: on a database where everything is committed."""

import threading
from functools import partial

import psycopg
import pytest
from django.db import DatabaseError, connections
from django.utils import timezone
from tests.cast import EMAIL, enter
from tests.rooms.test_second_person import confirmed, proposed, spend

from trefas.authorities.models import User
from trefas.rooms.accounts import end_account
from trefas.rooms.errors import RefusedError
from trefas.rooms.granting import confirm_membership, propose_membership
from trefas.rooms.models import Membership, ProposedAct


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker):
    with django_db_blocker.unblock():
        yield fresh_vidhamn


def test_of_eight_at_once_one_other_person_confirms_and_one_spends(committed):
    for _ in range(12):
        act = proposed()
        outcomes = together(partial(confirmed, act), ["sven", "lena"] * 4)
        assert sum(outcomes) == 1
        with enter("lena") as room:
            kept = ProposedAct.objects.get(room_id=room.room_id, pk=act)
        assert kept.confirmed_by_id != kept.proposed_by_id
        assert sum(together(partial(spend, act), ["sven", "lena"] * 4)) == 1


def together(do, names):
    """Run `do` for each name in a thread of its own, all at once; True for each that was let through."""
    start, outcomes = threading.Barrier(len(names)), []

    def run(name):
        start.wait()
        try:
            do(name)
            outcomes.append(True)
        except (RefusedError, DatabaseError, psycopg.Error):
            outcomes.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_after_a_week_it_is_too_late_and_one_person_twice_is_refused_by_the_table_itself(committed, server):
    act, other = proposed(), proposed()
    with psycopg.connect(**server.superuser_params(committed), autocommit=True) as database:
        database.execute("UPDATE rooms_proposedact SET expires_at = now() - interval '1 second' WHERE id = %s", [act])
        with pytest.raises(psycopg.errors.CheckViolation, match="two_people"):
            database.execute(
                "UPDATE rooms_proposedact SET confirmed_at = now(), confirmed_by_id = proposed_by_id WHERE id = %s",
                [other],
            )
    with pytest.raises(RefusedError):
        confirmed(act)


def test_what_a_former_administrator_proposed_gives_nothing(committed) -> None:
    with enter("ada") as room:
        act = propose_membership(
            by=room.acting, user_id=User.objects.get(email=EMAIL["otto"]).pk, unit_id=room.acting.unit_id,
            role="handler", mandates=[], until=None,
        )  # fmt: skip
    end_account(EMAIL["ada"], now=timezone.now())
    with pytest.raises(DatabaseError, match="may be given"), enter("sven") as room:
        confirm_membership(by=room.acting, act_id=act)
    assert not Membership.objects.filter(user__email=EMAIL["otto"], unit__short_name="Kvarnlunda").exists()
