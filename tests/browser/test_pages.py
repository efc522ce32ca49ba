"""What people do at the served demo that needs a real browser: logging in, a passkey, an emergency on a phone."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser.chromium import chromium, sideways, violations, watch
from tests.browser.city_site import Site, demo

pytestmark = pytest.mark.browser

DECIDED = 'main a[href^="/forhandsbeslut/"]'
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def served(server, django_db_setup, django_db_blocker) -> Iterator[Site]:
    with django_db_blocker.unblock(), demo(server, f"pages_{os.getpid()}") as found:
        yield found


@pytest.fixture(scope="module")
def site(served: Site) -> str:
    return served.address


def wrong(page: Page, said: list[str], where: str) -> list[str]:
    """Everything wrong with the page as it stands; what it said on the console is emptied."""
    found = [f"{where}: {one}" for one in violations(page)]
    if pixels := sideways(page):
        found.append(f"{where}: {pixels} pixels too wide")
    found += [f"{where}: says {one}" for one in said]
    said.clear()
    return found


def entered(browser: Browser, site: str, persona: str) -> BrowserContext:
    context = browser.new_context(base_url=site, viewport=DESK, locale="sv-SE")
    page = context.new_page()
    page.goto(f"/demo/som/{persona}/")
    # Whoever read in English before still does.
    if page.locator("html").get_attribute("lang") == "en":
        with page.expect_navigation():
            page.get_by_role("button", name="Svenska").click()
    return context


def test_login_pages_are_accessible(browser, site) -> None:
    context = browser.new_context(base_url=site, viewport=PHONE, locale="sv-SE")
    page = context.new_page()
    said = watch(page)
    faults = []
    for address in ("/konto/login/", "/konto/logout/", "/konto/valj-losenord/YQ/set-password/", "/finns-inte/"):
        page.goto(address)
        faults += wrong(page, [one for one in said if "404" not in one], address)
        said.clear()
    context.close()
    assert faults == []


def test_a_passkey_is_added_logs_in_and_unlocks_under_the_content_policy(browser, served) -> None:
    password = "fyra ord som sitter kvar"
    said_by_command = served.trefas(
        "accounts", "add", "ny@polisen-vidhamn.example", "--name", "Nils Nyman", "--unit", "Polisen Vidhamn Nord",
        "--role", "handler", "--address", served.address,
    )  # fmt: skip
    context = browser.new_context(base_url=served.address, viewport=DESK, locale="sv-SE")
    page = context.new_page()
    said = watch(page)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**device, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page.goto(said_by_command.split()[-1])
    assert violations(page) == []
    page.get_by_label("Nytt lösenord", exact=True).fill(password)
    page.get_by_label("Nytt lösenord en gång till").fill(password)
    page.get_by_role("button", name="Spara lösenordet").click()
    page.get_by_label("E-postadress").fill("ny@polisen-vidhamn.example")
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.get_by_role("heading", name="Lägg in ett andra sätt att visa att det är du").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Lägg till en passkey").click()
    page.get_by_label("Namn").fill("Min dator")
    page.get_by_label("Logga in med bara den här").check()
    assert violations(page) == []
    page.get_by_role("button", name="Lägg till den").click()
    page.get_by_role("heading", name="Reservkoder").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Jag har sparat dem").click()
    page.wait_for_url(re.compile("/arbetslista/"))
    page.get_by_role("button", name="Logga ut").click()
    page.goto("/konto/login/")
    page.get_by_role("button", name="Logga in med passkey").click()
    page.wait_for_url(re.compile("/arbetslista/"))
    page.goto("/las/upp/")
    assert violations(page) == []
    page.get_by_role("button", name="Använd en passkey").click()
    page.get_by_role("heading", name="Sidan är öppen igen").wait_for()
    answer = page.request.get("/las/upp/", headers={"Accept": "application/json"})
    assert answer.status == 204
    assert said == []
    context.close()


def test_an_emergency_on_a_phone(browser, site) -> None:
    for officer in ("bo", "pia", "per"):
        holder = entered(browser, site, officer)
        police = holder.pages[0]
        police.goto("/arbetslista/")
        if police.locator(DECIDED).count():
            break
        holder.close()
    police.goto(police.locator(DECIDED).first.get_attribute("href") or "")
    decision = police.url
    police.get_by_role("link", name="Akten").click()
    number = re.search(r"\d{8}-\d{4}", police.inner_text("body"))
    assert number is not None

    context = entered(browser, site, "amina")
    page = context.pages[0]
    page.set_viewport_size(PHONE)
    said, faults = watch(page), []
    for asked, heading in (("20100512-2385", "Inget att lämna"), (number[0], "Öppnat i en nödsituation")):
        page.goto("/listan/")
        page.get_by_role("button", name="Meny").click()
        page.get_by_role("link", name="Akut: det gäller liv").click()
        faults += wrong(page, said, "the question")
        page.get_by_label("Någons liv är i fara nu").check()
        page.get_by_label("Personnummer", exact=True).fill(asked)
        page.get_by_label("Varför kan det inte vänta?").fill("Grannen ringer: skott i trapphuset.")
        page.get_by_role("button", name="Fråga nu").click()
        page.get_by_role("heading", name=heading).wait_for()
        faults += wrong(page, said, heading)
    assert "minuter kvar" in page.inner_text("main")
    police.goto(decision)
    assert "skott i trapphuset" in police.inner_text("main")
    faults += wrong(police, [], "what the holder is told")
    for one in (context, holder):
        one.close()
    assert faults == []
