"""One persona at a browser: cookies, redirects, forms. Any server error stops the walk."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from trefas.demo.walk.pages import Control, Form, Page
from trefas.demo.walk.reader import read_page

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  # the name of a form's control
Files = Mapping[str, tuple[str, bytes]]


class WalkError(Exception):
    """The walk met something other than the scenario says; the text is one sentence."""


class Visitor:
    """A persona with her own cookies."""

    def __init__(self, base: str, persona: str) -> None:
        self.base, self.persona = base, persona
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.page = self.get(f"/demo/som/{persona}/")
        if self.page.status >= 400:
            raise WalkError(f"there is no persona {persona}.")

    def get(self, address: str) -> Page:
        """Open an address and follow redirects."""
        return self._open(Request(urljoin(self.base, address)))  # noqa: S310  # our own server on loopback

    def follow(self, words: str) -> Page:
        """Follow the first link of the page that holds these words."""
        address = self.page.link(words)
        if address is None:
            raise WalkError(f"{self.persona}: the page {self.page.address} has no link «{words}».")
        return self.get(urljoin(self.page.address, address))

    def force(self, address: str, values: Mapping[str, str | list[str]]) -> Page:
        """Send what the page offers no form for, as one would who knows the address; the server must refuse it."""
        token = next((one.value for form in self.page.forms for one in form.controls if one.name == TOKEN), "")
        return self.submit(Form(address, "post", controls=[Control(TOKEN, "hidden", token)]), values)

    def submit(
        self,
        form: Form | None,
        values: Mapping[str, str | list[str]] | None = None,
        *,
        button: str | None = None,
        files: Files | None = None,
        allow: tuple[int, ...] = (),
    ) -> Page:
        """Send a form with some controls changed; an answer of 4xx is an error unless its status is allowed."""
        if form is None:
            raise WalkError(f"{self.persona}: the page {self.page.address} has not the form that was looked for.")
        sent = [(name, value) for name, value in form.sent(button) if name not in (values or {})]
        for name, value in (values or {}).items():
            sent += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        address = urljoin(self.page.address, form.action or self.page.address)
        page = self._open(_request(address, form.method, sent, files))
        if page.status >= 400 and page.status not in allow:
            raise WalkError(f"{self.persona}: {address} answered {page.status}: {page.main[:600]}")
        return page

    def _open(self, request: Request) -> Page:
        try:
            with self._opener.open(request, timeout=60) as answer:
                status, address, body = answer.status, answer.url, answer.read()
        except HTTPError as error:
            status, address, body = error.code, error.url or request.full_url, error.read()
        except OSError as error:
            raise WalkError(f"{self.persona}: {request.full_url} did not answer ({error}).") from None
        self.page = read_page(status, address, body.decode("utf-8", "replace"))
        if status >= 500:
            raise WalkError(f"{self.persona}: {address} answered {status}.")
        return self.page


def _request(address: str, method: str, sent: list[tuple[str, str]], files: Files | None) -> Request:
    if method == "get":
        return Request(f"{address.split('?')[0]}?{urlencode(sent)}")  # noqa: S310  # our own server on loopback
    if not files:
        body, kind = urlencode(sent).encode(), "application/x-www-form-urlencoded"
    else:
        body, kind = _multipart(sent, files)
    return Request(address, data=body, headers={"Content-Type": kind, "Referer": address})  # noqa: S310  # as above


def _multipart(sent: list[tuple[str, str]], files: Files) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in sent
    ]
    for name, (file_name, content) in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
