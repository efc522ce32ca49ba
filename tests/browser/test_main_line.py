"""The main line in a real Chromium, from the police list to the figures: each persona in a browser context of her own.

The steps are those of the shipped scenario, which `trefas demo --check` walks over HTTP: here each is done by what is on
the screen, wide and light, and on a phone in the dark, with a picture after it in `.local/screenshots`. Each kind of
page that is met is held to the rules of accessibility.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.browser.chromium import chromium, sideways
from tests.browser.served import served_demo
from tests.browser.visitor import BrowserVisitor, BrowserWalk

from trefas.demo.walk.running import take
from trefas.demo.walk.scenario import Scenario, Step, read_scenario
from trefas.demo.walk.verbs import VERBS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
PICTURES = ROOT / ".local" / "screenshots"
SCENARIO = ROOT / "src" / "trefas" / "demo" / "scenarios" / "01-huvudlinjen.toml"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
# What the main line names: whoever shortens the scenario must say so here too.
MUST = [
    "import_list", "propose", "sign_off", "disclose", "register", "call_meeting", "offer_help", "record_answer",
    "start_support", "review", "send_figures",
]  # fmt: skip
# Pages that nobody meets by links alone in a city without people: here they are looked at, light and dark.
NEEDED = {
    "import", "proposal", "proposal_write", "disclosure_receiver", "disclosure_assess", "disclosure_decide",
    "disclosure_check", "disclosure", "received_item", "meeting", "meeting_talk", "meeting_prepare", "meeting_close",
    "consent_new", "oral", "plan_offer", "figures_send",
}  # fmt: skip
# Chromium says this of every page that tells what to correct.
REFUSED = "the server responded with a status of 422"


@pytest.fixture(params=SIZES)
def size(request) -> str:
    return str(request.param)


@pytest.fixture
def going(size) -> Iterator[BrowserWalk]:
    """Each size walks in a city of its own."""
    width, height = SIZES[size]
    context = {
        "locale": "sv-SE", "timezone_id": "Europe/Stockholm", "viewport": {"width": width, "height": height},
        "has_touch": size == "phone", "color_scheme": "dark" if size == "phone" else "light",
    }  # fmt: skip
    with served_demo(f"browser-{size}") as base, chromium() as browser:
        yield BrowserWalk(base, main_line(), browser, context)


def main_line() -> Scenario:
    return read_scenario(SCENARIO, VERBS, datetime.now())  # noqa: DTZ005  # scenarios count local days


def test_the_main_line_is_walked_to_its_end_by_what_is_on_the_screen(going: BrowserWalk, size: str) -> None:
    for step in going.scenario.steps:
        take(going, step, VERBS[step.do])
        keep(going.visitor(step.who), step, size)
    visitors = list(map(going.visitor, going.visitors))
    assert len(visitors) >= 3
    assert [said for one in visitors for said in one.complaints if REFUSED not in said] == []
    assert {kind: broken for kind, broken in going.looked.items() if broken} == {}
    assert NEEDED - set(going.looked) == set()


def test_the_scenario_still_holds_all_that_the_main_line_is() -> None:
    steps = main_line().steps
    done = [step.do for step in steps]
    assert [verb for verb in MUST if verb not in done] == []
    assert [step.given["answer"] for step in steps if step.do == "record_answer"] == ["no", "yes"]
    assert steps[-2].do == "send_figures"


def keep(visitor: BrowserVisitor, step: Step, size: str) -> None:
    """Keep a picture, and hold the page to its width."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor.tab.screenshot(path=PICTURES / f"main-line-{size}-{step.number:02}-{step.do}.png", full_page=True)
    assert sideways(visitor.tab) <= 0, f"{visitor.tab.url} scrolls sideways after step {step.number}"
