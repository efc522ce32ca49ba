"""Every kind of page of the served demo, in both languages, on a desk and a phone, light and dark."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Error, Page
from tests.browser.chromium import chromium, sideways, violations, watch
from tests.browser.city_site import Site, demo

pytestmark = pytest.mark.browser

# Links that do something else than show a page of the persona's own.
NOT_READ = ("/konto/logout/", "/sprak/", "/static/", "/las/", "/demo/")
PERSONAS = ("amina", "bo", "sven", "nora", "lena", "ada", "disa", "kim", "sara")
DECIDED = 'main a[href^="/forhandsbeslut/"]'
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@dataclass
class Known:
    """Which kinds of page have been looked at, by the name of their address."""

    kinds: dict[str, str] = field(default_factory=dict)


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


@pytest.fixture(scope="module")
def known() -> Known:
    return Known()


def kind_of(address: str) -> str | None:
    """The name of the page at an address; None when it is no page to read."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def opened(page: Page, address: str) -> bool:
    """Whether the address shows a page; a file to download does not."""
    try:
        answer = page.goto(address, wait_until="load")
    except Error as error:
        if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
            return False
        raise
    assert answer is not None
    return "html" in answer.headers.get("content-type", "")


def links(page: Page, site: str) -> list[str]:
    found = page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    there = [urldefrag(urljoin(page.url, one)).url for one in found]
    return [one for one in there if one.startswith(site) and not urlsplit(one).path.startswith(NOT_READ)]


def new_kinds(page: Page, site: str, known: Known) -> Iterator[str]:
    """Walk the persona's links; yield each address whose kind nobody has looked at, with the page open at it."""
    waiting, met = [f"{site}/", f"{site}/konto/installningar/"], set()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind is None or kind in met:
            continue
        met.add(kind)
        if not opened(page, address):
            continue
        if kind not in known.kinds:
            known.kinds[kind] = address
            yield address
        waiting += [one for one in links(page, site) if kind_of(one) not in met]


def wrong(page: Page, said: list[str], where: str, *, axe: bool = True) -> list[str]:
    """Everything wrong with the page as it stands; what it said on the console is emptied."""
    found = [f"{where}: {one}" for one in (violations(page) if axe else [])]
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


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_kind_of_page_is_accessible_and_fits(browser, site, known, persona) -> None:
    context = entered(browser, site, persona)
    page = context.pages[0]
    said, faults, seen = watch(page), [], []
    for address in new_kinds(page, site, known):
        name = f"{persona} {urlsplit(address).path}"
        status = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        faults += [f"{name}: answered {status}"] if status >= 400 else []
        faults += wrong(page, said, f"{name} sv 1440")
        page.set_viewport_size(PHONE)
        faults += wrong(page, said, f"{name} sv 360", axe=False)
        page.set_viewport_size(DESK)
        seen.append((address, name))
    faults += in_english(page, said, seen)
    context.close()
    assert faults == []


def in_english(page: Page, said: list[str], seen: list[tuple[str, str]]) -> list[str]:
    """What is wrong with the same pages in English, on a phone in the dark."""
    if not seen:
        return []
    page.goto("/")
    with page.expect_navigation():
        page.get_by_role("button", name="English").click()
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    faults = []
    for address, name in seen:
        if opened(page, address):
            assert page.locator("html").get_attribute("lang") == "en"
            faults += wrong(page, said, f"{name} en 360 dark")
    return faults


def test_the_walk_met_the_pages_of_the_work(known) -> None:
    """Proves that the test above looked: these are the pages nobody can do without."""
    needed = {"worklist", "listan", "file", "memberships", "account_settings", "agreements", "received", "disclosures"}
    needed |= {"barrings", "barring_own"}
    assert needed - set(known.kinds) == set()


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
