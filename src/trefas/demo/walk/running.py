"""Runs scenarios against a served demo: one line a step with its time, then who sees what."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from trefas.demo.walk.pages import Page
from trefas.demo.walk.scenario import Scenario, Sight, Step
from trefas.demo.walk.verb import Verb
from trefas.demo.walk.visitor import Visitor, WalkError

MOST_PAGES = 1500
# Pages whose links do something else than show: never followed when a persona's pages are read through.
NOT_READ = ("/konto/", "/sprak/", "/static/", "/las/", "/demo/")
# The same rows in another order, chosen among, or with one cell open for editing.
SAME_ROWS = frozenset({"sort", "redigera", "kind"})
# The law is the same for everybody, and the readings of a page grow while they are read: neither is read to its end.
ONE_OF = re.compile(r"/handbok/(?=.)|/vem-har-last/\?before=")


@dataclass
class Walk:
    """What a walk knows so far: the visitors by persona, and names the steps gave to what they made."""

    base: str
    scenario: Scenario
    visitors: dict[str, Visitor] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    def visitor(self, persona: str) -> Visitor:
        """Return a persona's visitor, logged in the first time."""
        if persona not in self.visitors:
            self.visitors[persona] = Visitor(self.base, persona)
        return self.visitors[persona]


def walk(going: Walk, verbs: Mapping[str, Verb], say: Callable[[str], None]) -> bool:
    """Walk a scenario; returns whether every step and sight was as the file says."""
    scenario = going.scenario
    say(f"\n{scenario.title} ({scenario.file})")
    for step in scenario.steps:
        began = time.monotonic()
        try:
            take(going, step, verbs[step.do])
        except WalkError as error:
            say(f"  FEL {step.number:>3} {step.says()}: {error}")
            return False
        say(f"  ok  {step.number:>3} {step.says()}, {time.monotonic() - began:.2f} s")
    results = [_check(going, sight, say) for sight in scenario.sights]
    return all(results)


def take(going: Walk, step: Step, verb: Verb) -> None:
    """Do one step; raises WalkError when it goes otherwise than the step says."""
    visitor = going.visitor(step.who)
    if "refused" in step.given:
        _refused(going, step, verb, visitor)
    else:
        verb.run(going, visitor, step)
    for text in step.texts("shows"):
        if text not in visitor.page.text:
            raise WalkError(f"the page does not say «{text}». It says: {visitor.page.main[:600]}")
    for text in step.texts("hides"):
        if text in visitor.page.text:
            raise WalkError(f"the page says «{text}», and must not.")


def _refused(going: Walk, step: Step, verb: Verb, visitor: Visitor) -> None:
    wanted = step.text("refused")
    try:
        verb.run(going, visitor, step)
    except WalkError as error:
        if wanted in visitor.page.text or wanted in str(error):
            return
        raise WalkError(f"should be refused with «{wanted}», but: {error}") from None
    raise WalkError(f"should be refused with «{wanted}», but it was done.")


def _check(going: Walk, sight: Sight, say: Callable[[str], None]) -> bool:
    began = time.monotonic()
    try:
        read = everything(going.visitor(sight.who))
    except WalkError as error:
        say(f"  FEL {sight.who}: {error}")
        return False
    wrong = [f"should see «{text}» and does not" for text in sight.sees if not any(text in p for p in read.values())]
    for text in sight.never:
        places = [where for where, page in read.items() if _says(page, text)]
        wrong += [f"must never see «{text}», it is on {', '.join(places[:3])}"] if places else []
    if len(read) >= MOST_PAGES:
        wrong.append(f"has more than {MOST_PAGES} pages, so not all were read")
    for sentence in wrong:
        say(f"  FEL {sight.who} {sentence}")
    if not wrong:
        say(f"  ok  {sight.who} sees what she should, {len(read)} pages, {time.monotonic() - began:.2f} s")
    return not wrong


def _says(page: str, text: str) -> bool:
    return text in page and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", page) is not None


def everything(visitor: Visitor) -> dict[str, str]:
    """Read every page a persona can reach by links; the text and the markup of each, by address."""
    waiting, seen = ["/"], {"/"}
    read: dict[str, str] = {}
    while waiting and len(read) < MOST_PAGES:
        address = waiting.pop(0)
        page = visitor.get(address)
        read[address] = f"{page.text}\n{page.html}"
        for there in _links(visitor, page):
            if (met := _met(there)) not in seen:
                seen.add(met)
                waiting.append(there)
    return read


def _met(address: str) -> str:
    one_of = ONE_OF.search(address)
    return f"one of {one_of[0]}" if one_of else address


def _links(visitor: Visitor, page: Page) -> list[str]:
    found = []
    for _words, link in page.links:
        there = urlsplit(urljoin(page.address, link))
        if SAME_ROWS & set(parse_qs(there.query)):
            continue
        if there.netloc == urlsplit(visitor.base).netloc and not there.path.startswith(NOT_READ):
            found.append(there.path + (f"?{there.query}" if there.query else ""))
    return found
