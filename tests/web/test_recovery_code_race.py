"""Two who log in with one recovery code at the same moment: on a database where everything is committed."""

import threading

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import connections
from django.test import Client

from tests.cast import EMAIL
from tests.web.test_login import PASSWORD, SECRET, enter_password
from trefas.authorities.models import User

WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
PATIENCE = 60  # seconds; reached only when something hangs


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker):
    with django_db_blocker.unblock():
        cache.clear()
        yield fresh_vidhamn


@pytest.fixture
def spare(committed) -> str:
    """A recovery code of Bo's, who has an app too."""
    bo = User.objects.get(email=EMAIL["bo"])
    bo.set_password(PASSWORD)
    bo.save(update_fields=["password"])
    TOTP.activate(bo, SECRET)
    return RecoveryCodes.activate(bo).get_unused_codes()[0]


@pytest.fixture
def held(monkeypatch):
    """Whoever is about to mark a code as used says so and waits there; (how many came so far, let them go)."""
    mark, came, go = RecoveryCodes._mark_code_used, threading.Semaphore(0), threading.Event()

    def hold(self, number):
        came.release()
        assert go.wait(PATIENCE)
        mark(self, number)

    monkeypatch.setattr(RecoveryCodes, "_mark_code_used", hold)
    return came, go


def test_of_two_with_one_recovery_code_one_is_let_in(server, committed, spare, held) -> None:
    (came, go), let_in = held, []
    clients = [Client(), Client()]
    for client in clients:
        enter_password(client)

    def enter_code(client: Client) -> None:
        let_in.append(client.post("/konto/2fa/authenticate/", {"code": spare}).status_code == 302)
        connections.close_all()

    first, second = (threading.Thread(target=enter_code, args=[client]) for client in clients)
    first.start()
    assert came.acquire(timeout=PATIENCE)
    second.start()
    with psycopg.connect(**server.superuser_params(), autocommit=True) as looking:
        # The second waits for the row; were it not locked, she would stand beside the first instead.
        while second.is_alive() and not looking.execute(WAITING, [committed]).fetchone():
            if came.acquire(blocking=False):
                break
    go.set()
    first.join()
    second.join()
    assert sorted(let_in) == [False, True]
    assert (
        spare not in Authenticator.objects.get(user__email=EMAIL["bo"], type="recovery_codes").wrap().get_unused_codes()
    )
    assert sum(client.get("/listan/").status_code == 200 for client in clients) == 1
