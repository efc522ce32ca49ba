"""A session notes that its person is still there once a minute, and what changed in it at once."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.utils import timezone
from tests.cast import EMAIL

from trefas.authorities.models import LoginSession, User
from trefas.authorities.sessions import SessionStore, stored

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture
def key(db) -> str:
    """The key of Bo's session."""
    session = SessionStore()
    session[SESSION_KEY] = str(User.objects.get(email=EMAIL["bo"]).pk)
    session.save()
    return str(session.session_key)


def ends(key: str):
    return LoginSession.objects.get(session_key=stored(key)).expire_date


def opened(key: str) -> SessionStore:
    session = SessionStore(key)
    session._session_cache = session.load()
    return session


def test_within_the_minute_nothing_is_written(key, django_assert_num_queries):
    session = opened(key)
    before = ends(key)
    with django_assert_num_queries(0):
        session.save()
    assert ends(key) == before


def test_after_a_minute_the_session_lasts_longer(key):
    earlier = timezone.now() + timedelta(minutes=13)
    LoginSession.objects.filter(session_key=stored(key)).update(expire_date=earlier)
    opened(key).save()
    assert ends(key) > earlier + timedelta(minutes=1)


def test_what_changed_is_written_at_once(key):
    session = opened(key)
    session["chosen"] = "this"
    session.save()
    assert opened(key)["chosen"] == "this"
