"""One request as one persona, through the whole middleware, and everything it did taken back."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponse
from django.middleware import csrf
from django.test.client import Client, ClientHandler, RequestFactory

import trefas.web.login  # noqa: F401  # its receivers note when a session was opened
from tests.cast import EMAIL
from trefas.authorities.models import User
from trefas.web import errors

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# The same for everybody, so that two answers can be compared byte by byte.
CSRF = "x" * 32
Look = Callable[[], Any] | None


class Asker:
    """Keeps a session for each persona; needs the database to be open."""

    def __init__(self) -> None:
        # Not the test client: it copies the context of every template, which takes longer than the page.
        self._handler = ClientHandler(enforce_csrf_checks=False)
        self.sessions: dict[str, str] = {}
        self._factory = RequestFactory()
        self.faults: list[BaseException | None] = []
        got_request_exception.connect(self._note, weak=False)

    def _note(self, **_signal: Any) -> None:
        """Keep what broke, for the message of a test: a fault is never what is expected."""
        self.faults.append(sys.exc_info()[1])

    def ask(
        self,
        persona: str,
        verb: str,
        address: str,
        data: Any = None,
        look: Look = None,
        language: str = "sv",
        **more: Any,
    ) -> HttpResponse:
        """Return the answer with its bytes in `body`; nothing that was written stays, but `look` sees it: `looked`."""
        environ = self._request(verb, address, data, more).environ
        cookies = {settings.CSRF_COOKIE_NAME: CSRF, "language": language}
        if persona:
            cookies[settings.SESSION_COOKIE_NAME] = self.session(persona)
        environ["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        with same_tokens(), taken_back() if verb in ("GET", "HEAD", "POST") else contextlib.nullcontext():
            answer = self._handler(environ)
            body = b"".join(answer) if answer.streaming else answer.content
            answer.looked = look() if look else None
        answer.body = body
        return answer

    def _request(self, verb: str, address: str, data: Any, more: dict[str, Any]) -> Any:
        if verb in ("GET", "POST", "HEAD"):
            return getattr(self._factory, verb.lower())(address, data, **more)
        return self._factory.generic(verb, address, **more)

    def session(self, persona: str) -> str:
        """The session of a persona who is logged in; who has put her own there keeps it."""
        if persona not in self.sessions:
            client = Client()
            user = User.objects.get(email=EMAIL[persona])
            client.force_login(user, backend=BACKEND)
            session = client.session
            session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() + 3600, "type": "totp"}]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
            self.sessions[persona] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions[persona]


@contextlib.contextmanager
def plain_refusals() -> Iterator[None]:
    """Answer refusals by their number alone while only the number is asked for: drawing the page takes longest."""

    def drawn(_request: Any, template: str, context: Any = None, status: int = 200) -> HttpResponse:
        return HttpResponse(f"{template} {context}", status=status)

    before, errors.render = errors.render, drawn
    yield
    errors.render = before


@contextlib.contextmanager
def same_tokens() -> Iterator[None]:
    """Leave the tokens of forms unmasked: masked anew for each answer, they would make no two alike."""
    before, csrf._mask_cipher_secret = csrf._mask_cipher_secret, str
    yield
    csrf._mask_cipher_secret = before


@contextlib.contextmanager
def taken_back() -> Iterator[None]:
    """Undo what is done inside, for both logins."""
    with transaction.atomic("default"), transaction.atomic("rooms"):
        yield
        transaction.set_rollback(True, "rooms")
        transaction.set_rollback(True, "default")
