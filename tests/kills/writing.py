"""Writers over HTTP who remember what the server acknowledged, and go on after whatever happened to it."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from trefas.demo.walk.pages import Page
from trefas.demo.walk.scenario import List, Step
from trefas.demo.walk.verbs import VERBS
from trefas.demo.walk.verbs.finding import own_form, send
from trefas.demo.walk.visitor import Visitor, WalkError

# The form whose answer decides: once it is acknowledged the write must be there.
DECIDES = {
    "note": re.compile(r"/anteckning/$"),
    "contact": re.compile(r"/kontakt/$"),
    "person": re.compile(r"/personer/ny/$"),
    "import": re.compile(r"/import/[0-9a-f-]{36}/$"),
    "disclosure": re.compile(r"/lamna-ut/([0-9a-f-]{36})/kontrollera/$"),
    "registration": re.compile(r"/mottaget/([0-9a-f-]{36})/$"),
}


@dataclass
class Attempt:
    """One write: `mark` is what it is known by afterwards; acknowledged, refused, or nobody knows (neither)."""

    kind: str
    mark: str
    sent: bool = False
    acknowledged: bool = False
    refused: str = ""


class Scribe(Visitor):
    """A persona who notes what became of each form that she sent."""

    def __init__(self, base: str, persona: str) -> None:
        self.sent: list[list[Any]] = []
        self.flying = ""
        super().__init__(base, persona)
        cookies = next(one for one in self._opener.handlers if isinstance(one, HTTPCookieProcessor))
        self._opener = build_opener(cookies, _Seen(self.sent))

    def _open(self, request: Request) -> Page:
        if request.get_method() != "POST" or request.full_url.endswith("/search/"):
            return super()._open(request)
        self.sent.append([urlsplit(request.full_url).path, 0])
        self.flying = urlsplit(request.full_url).path
        try:
            page = super()._open(request)
        finally:
            self.flying = ""
        self.sent[-1][1] = self.sent[-1][1] or page.status
        return page


class _Seen(HTTPRedirectHandler):
    """Notes the redirect that answers a form: from then on it is acknowledged, whatever the next page does."""

    def __init__(self, sent: list[list[Any]]) -> None:
        self._sent = sent

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if req.get_method() == "POST" and self._sent and not self._sent[-1][1]:
            self._sent[-1][1] = code
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass
class Writer:
    """One persona who writes without a pause, one kind after another."""

    persona: str
    kinds: tuple[str, ...]
    file: str = ""
    about: str = ""
    base: str = ""
    attempts: list[Attempt] = field(default_factory=list)
    troubles: int = 0
    scribe: Scribe | None = None

    def deciding(self) -> bool:
        """Return whether the form that decides is on its way."""
        if self.scribe is None or not self.attempts:
            return False
        return DECIDES[self.attempts[-1].kind].search(self.scribe.flying) is not None

    def acknowledged(self) -> int:
        """Return how many writes the server has acknowledged."""
        return sum(one.acknowledged for one in self.attempts)

    def write(self, until: threading.Event) -> None:
        """Write until told to stop; a thread's whole life."""
        while not until.is_set():
            kind = self.kinds[len(self.attempts) % len(self.kinds)]
            attempt = Attempt(kind, f"{self.persona}{len(self.attempts)}x")
            self.attempts.append(attempt)
            self._try(attempt)
            if not attempt.sent:
                # Nothing waits, or nobody answers.
                time.sleep(0.1)

    def _try(self, attempt: Attempt) -> None:
        before = len(self.scribe.sent) if self.scribe else 0
        try:
            self.scribe = self.scribe or Scribe(self.base, self.persona)
            WAYS[attempt.kind](self, self.scribe, attempt)
        except WalkError as error:
            self.troubles += 1
            attempt.refused = str(error)[:300]
        for path, status in self.scribe.sent[before:] if self.scribe else []:
            _note(attempt, path, status)


def _note(attempt: Attempt, path: str, status: int) -> None:
    found = DECIDES[attempt.kind].search(path)
    if found is None:
        return
    attempt.sent = True
    attempt.acknowledged = attempt.acknowledged or status in (302, 303)
    if found.groups():
        attempt.mark = found[1]


def _step(persona: str, do: str, **given: Any) -> Step:
    return Step(1, persona, do, VERBS[do].read(given, datetime.now()))  # noqa: DTZ005  # forms take local times


def note(writer: Writer, scribe: Scribe, attempt: Attempt) -> None:
    """Write a note in the file."""
    scribe.get(f"{writer.file}anteckning/")
    form = own_form(scribe.page, "title")
    values: dict[str, Any] = {"kind": "fact", "title": f"Samtal {attempt.mark}", "text": f"Påhittat {attempt.mark}."}
    more = {"category": "observation", "reliability": "B2", "ground": "SoL 14:3"}
    send(scribe, form, values | {name: value for name, value in more.items() if form and form.of(name)})


def contact(writer: Writer, scribe: Scribe, attempt: Attempt) -> None:
    """Note an attempt to reach the person."""
    scribe.get(f"{writer.file}kontakt/")
    values = {"kind": "phone", "outcome": "reached", "text": f"Påhittat {attempt.mark}."}
    send(scribe, own_form(scribe.page, "outcome"), values)


def person(_writer: Writer, scribe: Scribe, attempt: Attempt) -> None:
    """Keep a person."""
    scribe.get("/personer/ny/")
    values = {"given_name": "Påhittad", "family_name": attempt.mark, "birth_date": "2001-05-01"}
    send(scribe, own_form(scribe.page, "given_name"), values)


def bring_in(_writer: Writer, scribe: Scribe, attempt: Attempt) -> None:
    """Import a list of three."""
    rows = tuple((f"Rad{row} {attempt.mark}", f"19{70 + row}-03-1{row}") for row in range(3))
    lista = List(f"{attempt.mark}.csv", ("Namn", "Födelsedatum"), rows)
    scribe.get("/import/")
    send(scribe, own_form(scribe.page, "file"), {}, files={"file": (lista.file, lista.content())})
    send(scribe, own_form(scribe.page), {})


def disclose(writer: Writer, scribe: Scribe, _attempt: Attempt) -> None:
    """Tell the board of Kvarnlunda who the person is: items, receiver, the law's questions, decision, signature."""
    answers = [
        {"question": "obvious", "answer": "yes", "facts": "Påhittat hot."},
        {"question": "not_other_law", "answer": "yes", "facts": "Påhittat."},
    ]
    more = {"necessity": "Påhittat.", "person_informed": "Nej, påhittat.", "decision": "given", "answers": answers}
    to = {"receiver": "Socialtjänsten Kvarnlunda, Trefas", "purpose": "prevent_crime"}
    step = _step(writer.persona, "disclose", person=writer.about, items=[writer.about], **to, **more)
    VERBS["disclose"].run(None, scribe, step)  # type: ignore[arg-type]  # the walk is for lists only


def register(_writer: Writer, scribe: Scribe, attempt: Attempt) -> None:
    """Register the first that waits as not current here, under a diary number of its own."""
    scribe.get("/mottaget/")
    waiting = re.search(r"/mottaget/[0-9a-f-]{36}/", scribe.page.html.partition('<li class="inbox__item"')[2])
    if waiting is None:
        return
    scribe.get(waiting[0])
    send(scribe, own_form(scribe.page, "diary_number"), {"diary_number": attempt.mark, "outcome": "not_ours"})


WAYS: dict[str, Callable[[Writer, Scribe, Attempt], None]] = {
    "note": note,
    "contact": contact,
    "person": person,
    "import": bring_in,
    "disclosure": disclose,
    "registration": register,
}


def writers() -> list[Writer]:
    """Five people in three authorities, each with somebody to write about."""
    from django.utils import timezone

    from tests.cast import enter
    from trefas.files.actions import open_file
    from trefas.persons.actions import Source, create_person

    kinds = {
        "bo": ("note", "import", "note", "person"),
        "pia": ("disclosure",),
        "per": ("disclosure",),
        "amina": ("registration", "contact", "note"),
        "disa": ("note", "contact", "person"),
    }
    made = []
    for persona, kind in kinds.items():
        with enter(persona) as room:
            values = {"given_name": "Påhittad", "family_name": f"Av{persona}", "birth_date": "2001-05-01"}
            kept = create_person(by=room.acting, values=values, source=Source("typed"), now=timezone.now())
            file = open_file(by=room.acting, person=kept, method="trefas", received=None, now=timezone.now())
        made.append(Writer(persona, kind, f"/akter/{file.pk}/", f"Påhittad Av{persona}"))
    return made
