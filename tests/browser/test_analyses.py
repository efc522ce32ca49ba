"""The analyses in a real browser: accessible, never sideways, the picture shown under the strict content policy."""

import mimetypes
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Browser, Page, Route
from tests.browser.chromium import chromium, sideways, violations, watch
from tests.web.conftest import browse  # noqa: F401  a fixture
from tests.web.test_analyses import PLAN, SHOWN, posted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "rooms"])]

ADDRESS = "https://trefas.example"


@pytest.fixture
def answers(browse) -> dict[str, HttpResponse]:  # noqa: F811  the fixture above
    """Every page, empty and answered, in both languages; fetched before the browser's own loop starts."""
    # Two people, since the language is kept with the person.
    swedish, english = browse("sara"), browse("ada", "en")
    found = {"/uppfoljning/analys/": swedish.get("/uppfoljning/analys/")}
    found["/uppfoljning/analys/metoder/"] = english.get("/uppfoljning/analys/metoder/")
    for slug in SHOWN:
        found[f"/{slug}/form"] = english.get(f"/uppfoljning/analys/{slug}/")
        found[f"/{slug}/found"] = posted(swedish, slug)
    found["/pilot/refused"] = posted(swedish, "pilot", {**PLAN, "stagger": "60", "pilots": "3"})
    return found


@pytest.fixture
def browser(answers) -> Iterator[Browser]:
    with chromium() as found:
        yield found


def served(answers: dict[str, HttpResponse], route: Route) -> None:
    """Answer as the application did, with its own headers; static files from the sources."""
    path = route.request.url.removeprefix(ADDRESS)
    if path.startswith("/static/"):
        file = Path(str(finders.find(path.removeprefix("/static/"))))
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return route.fulfill(body=file.read_bytes(), content_type=kind)
    answer = answers[path]
    return route.fulfill(body=answer.content, status=answer.status_code, headers=dict(answer.items()))


def opened(browser: Browser, answers: dict[str, HttpResponse]) -> Page:
    page = browser.new_page()
    page.route(f"{ADDRESS}/**", lambda route: served(answers, route))
    return page


def test_every_page_is_accessible_and_shows_its_picture(answers, browser: Browser) -> None:
    page = opened(browser, answers)
    said = watch(page)
    for path, answer in answers.items():
        page.goto(f"{ADDRESS}{path}")
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], (path, width)
            assert sideways(page) == 0, (path, width)
            if b"data:image/svg+xml" in answer.content:
                assert page.locator(".chart img").evaluate("image => image.naturalWidth") > 100, (path, width)
    # A refused form answers 422, which the console reports; nothing else may be said.
    assert [line for line in said if "422" not in line] == []
