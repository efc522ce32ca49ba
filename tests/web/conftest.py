"""Pages seen as one of the cast, with two factors, through the whole middleware."""

import time
from collections.abc import Callable

import pytest
from django.test import Client

import trefas.web.login  # noqa: F401  # its receivers note when a session was opened
from tests.cast import EMAIL
from trefas.authorities.models import User
from trefas.web import staff


@pytest.fixture
def browse(db) -> Callable[..., Client]:
    """Return `browse("bo")`: a client logged in as one of the cast."""

    def as_one(who: str, language: str = "sv") -> Client:
        # Another test's substitutes are rolled back, but the process still knows them.
        staff.forget_substitutes()
        client = Client()
        user = User.objects.get(email=EMAIL[who])
        user.language = language
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        User.objects.filter(pk=user.pk).update(language=language)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return as_one
