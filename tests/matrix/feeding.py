"""Feeds every form that the pages offer with what nobody should write; forms are found, not listed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.matrix.asking import Asker
from tests.matrix.swapping import own_addresses
from tests.matrix.world import World
from trefas.demo.walk.pages import Form
from trefas.demo.walk.reader import read_page

NOT_FED = ("/konto/", "/las/", "/sprak/", "/static/")
FORM = "application/x-www-form-urlencoded"
NASTY = (
    "", " ", "\x00", "a\x00b", "\ud800", "\u202etxet", "𝕏" * 50, "å" * 20_000, "-1", "0", "1e309", "NaN", "٣", "99999999999999999999",
    "0000-00-00", "9999-12-31", "2026-02-30", "2026-11-19T25:61", "0001-01-01T00:00", "12:60", "None", "null", "[]", "{}", "true",
    "' OR 1=1 --", "'; DROP TABLE persons_person; --", "%s%n", "%00", "{{ 7*7 }}", "{% debug %}", "../../etc/passwd",
    "<script>alert(1)</script>", "\r\nSet-Cookie: x=1", "=cmd|' /C calc'!A0", "00000000-0000-0000-0000-000000000000",
    "not-a-uuid", "note:not-a-uuid", "person:", ":", "\\", "\u2028", "19000101-0000", "+46" + "0" * 60,
)  # fmt: skip


@dataclass
class Feeder:
    """Knows the forms of each persona."""

    asker: Asker
    world: World
    chance: random.Random
    fed: int = 0
    forms: dict[str, list[tuple[str, Form]]] = field(default_factory=dict)

    def feed(self, persona: str, texts: list[str]) -> Iterator[str]:
        """Send one form with some of its controls changed; yields what broke."""
        found = self._forms(persona)
        address, form = self.chance.choice(found)
        sent = [(name, self._changed(name, value, texts)) for name, value in form.sent(None)]
        sent += [(self.chance.choice(texts)[:50] or "x", "x")] if self.chance.random() < 0.05 else []
        verb = form.method.upper()
        there = (form.action or address).split("?")[0]
        body = urlencode(sent, errors="surrogatepass")
        self.fed += 1
        before = len(self.asker.faults)
        if verb == "GET":
            answer = self.asker.ask(persona, "GET", f"{there}?{body}")
        else:
            answer = self.asker.ask(persona, "POST", there, body, content_type=FORM)
        if answer.status_code >= 500 or len(self.asker.faults) > before:
            yield f"{persona} {verb} {there} {sent}: {answer.status_code} {self.asker.faults[-1:]!r}"

    def _changed(self, name: str, value: str, texts: list[str]) -> str:
        if name == "csrfmiddlewaretoken" or self.chance.random() < 0.4:
            return value
        return self.chance.choice(texts if self.chance.random() < 0.5 else NASTY)

    def _forms(self, persona: str) -> list[tuple[str, Form]]:
        if persona not in self.forms:
            self.forms[persona] = [
                (address, form) for address in own_addresses(self.world, persona) for form in self._on(persona, address)
            ]
        return self.forms[persona]

    def _on(self, persona: str, address: str) -> Iterator[Form]:
        answer = self.asker.ask(persona, "GET", address)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            return
        for form in read_page(200, f"http://testserver{address}", answer.body.decode()).forms:
            if not (form.action or address).startswith(NOT_FED):
                yield form
