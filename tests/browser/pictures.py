"""The pictures of the tutorial, taken anew: `python -m tests.browser.pictures` (the demo is made, served and stopped)."""

import re
from collections.abc import Callable

from playwright.sync_api import Page
from tests import databases
from tests.browser.chromium import chromium
from tests.browser.city_site import demo
from tests.databases import ROOT

FOLDER = ROOT / "docs" / "tutorials" / "pictures"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def first_file(page: Page) -> None:
    """Open the first file of the list."""
    page.goto("/listan/")
    page.locator("a[href^='/akter/']").first.click()


def plan(page: Page) -> None:
    """Open the plan of the first file."""
    first_file(page)
    page.get_by_role("link", name="Plan", exact=True).first.click()


def assessment(page: Page) -> None:
    """Pick an item and a receiver, and answer the first question."""
    first_file(page)
    page.get_by_role("link", name=re.compile("Lämna ut")).first.click()
    page.locator("input[type=checkbox]").first.check()
    page.locator("main form button").last.click()
    for group in page.locator("main fieldset").all():
        group.locator("input[type=radio]").first.check()
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile("bedomning"))


def at(address: str) -> Callable[[Page], None]:
    """Return what opens an address."""

    def go(page: Page) -> None:
        page.goto(address)

    return go


PICTURES = (
    ("worklist", "amina", WIDE, at("/arbetslista/")),
    ("list", "bo", WIDE, at("/listan/")),
    ("import", "bo", WIDE, at("/import/")),
    ("proposal", "bo", WIDE, at("/forslag/ny/")),
    ("file", "amina", WIDE, first_file),
    ("plan", "amina", WIDE, plan),
    ("disclose", "bo", WIDE, assessment),
    ("oral", "bo", PHONE, at("/lamna-ut/muntligt/")),
    ("figures", "sara", WIDE, at("/")),
)


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = databases.start()
    with demo(server, "pictures") as site, chromium() as browser:
        for name, who, size, go in PICTURES:
            context = browser.new_context(viewport=size, locale="sv-SE", base_url=site.address)
            page = context.new_page()
            page.goto(f"/demo/som/{who}/")
            go(page)
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
    django.setup()
    main()
