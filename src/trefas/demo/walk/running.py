"""Runs scenarios against a served demo: one line a step with its time, then who sees what."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from trefas.demo.walk.scenario import Scenario, Sight
from trefas.demo.walk.visitor import Visitor, WalkError

MOST_PAGES = 150
# Pages whose links do something else than show: never followed when a persona's pages are read through.
NOT_READ = ("/konto/", "/sprak/", "/static/", "/las/", "/demo/")


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


def walk(base: str, scenario: Scenario, verbs: dict[str, Callable[..., None]], say: Callable[[str], None]) -> bool:
    """Walk one scenario; returns whether every step and sight was as the file says."""
    say(f"\n{scenario.title} ({scenario.file})")
    going = Walk(base, scenario)
    for step in scenario.steps:
        began = time.monotonic()
        try:
            verbs[step.do](going, going.visitor(step.who), step)
        except WalkError as error:
            say(f"  FEL {step.number:>3} {step.says()}: {error}")
            return False
        say(f"  ok  {step.number:>3} {step.says()}, {time.monotonic() - began:.2f} s")
    return all([_check(going, sight, say) for sight in scenario.sights])


def _check(going: Walk, sight: Sight, say: Callable[[str], None]) -> bool:
    began = time.monotonic()
    read = everything(going.visitor(sight.who))
    missing = [text for text in sight.sees if not any(text in page for page in read.values())]
    shown = [(text, where) for text in sight.never for where, page in read.items() if text in page]
    for text in missing:
        say(f"  FEL {sight.who} should see «{text}» and does not")
    for text, where in shown:
        say(f"  FEL {sight.who} must never see «{text}», it is on {where}")
    if not missing and not shown:
        say(f"  ok  {sight.who} sees what she should, {len(read)} pages, {time.monotonic() - began:.2f} s")
    return not missing and not shown


def everything(visitor: Visitor) -> dict[str, str]:
    """Read every page a persona can reach by links, at most 150; the text and the markup of each, by address."""
    waiting, read = ["/"], {}
    while waiting and len(read) < MOST_PAGES:
        address = waiting.pop(0)
        if address in read or address.startswith(NOT_READ):
            continue
        page = visitor.get(address)
        read[address] = f"{page.text}\n{page.html}"
        for _words, link in page.links:
            there = urlsplit(urljoin(page.address, link))
            if there.netloc == urlsplit(visitor.base).netloc:
                waiting.append(there.path + (f"?{there.query}" if there.query else ""))
    return read
