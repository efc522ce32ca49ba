"""Texts that would run, written into every text field of the work's pages and shown again in a real Chromium."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.chromium import chromium
from tests.browser.served import served_demo
from tests.matrix.payloads import payloads

pytestmark = pytest.mark.browser
# `TREFAS_PAYLOADS=500 pytest tests/browser/test_payloads.py` writes all of them.
COUNT = int(os.environ.get("TREFAS_PAYLOADS", "24"))
LISTEN = "addEventListener('securitypolicyviolation', event => console.error('CSP ' + event.violatedDirective))"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    with served_demo(str(tmp_path_factory.mktemp("payloads") / "home")) as address:
        yield address


def watched(browser: Browser, site: str, persona: str) -> tuple[Page, list[str]]:
    """A page that tells of every dialog, breach of the policy and error."""
    context = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900})
    page, said = context.new_page(), []
    page.add_init_script(LISTEN)
    page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: said.append(f"error {error}"))
    page.on("console", lambda line: said.append(line.text) if line.text.startswith(("CSP", "Refused")) else None)
    page.goto(f"demo/som/{persona}/")
    return page, said


def fill(page: Page, texts: Iterator[str]) -> int:
    """Write a text into every field of the page that takes one, past what the browser would refuse; returns how many."""
    boxes = page.locator("main textarea, main input[type=text], main input[type=search], main input[type=tel]")
    count = boxes.count()
    for place in range(count):
        box = boxes.nth(place)
        most = int(box.get_attribute("maxlength") or 4_000)
        box.evaluate("(box, text) => { box.value = text }", next(texts)[:most])
    return count


def send(page: Page) -> None:
    form = page.locator("main form:has(textarea), main form:has(input[type=text])").first
    if form.count():
        with page.expect_navigation():
            form.evaluate("form => HTMLFormElement.prototype.submit.call(form)")


def test_no_payload_runs_wherever_it_is_written(browser, site) -> None:
    texts = iter(payloads(COUNT * 40))
    page, said = watched(browser, site, "bo")
    written = 0
    for _round in range(max(COUNT // 12, 1)):
        page.goto("personer/ny/")
        written += fill(page, texts)
        page.locator("main [name=given_name]").fill(next(texts)[:100])
        page.locator("main [name=identity_number], main [name=birth_date]").first.fill("")
        send(page)
        for address in (page.url, "listan/", "arbetslista/", "lamna-ut/muntligt/", "mottaget/", "forslag/ny/"):
            page.goto(address)
            written += fill(page, texts)
            send(page)
        page.goto("./")
        page.locator("input[name=q]").first.fill(next(texts)[:100])
        page.locator("input[name=q]").first.press("Enter")
        page.wait_for_load_state()
    assert said == []
    assert page.evaluate("window.ran") is None
    assert written >= COUNT


def test_the_watch_hears_what_runs(browser, site) -> None:
    """Proves that the test above would have heard."""
    page, said = watched(browser, site, "bo")
    page.evaluate("alert('hej')")
    page.evaluate("try { document.body.innerHTML = '<b>x</b>' } catch (error) {}")
    page.wait_for_timeout(200)
    assert any(one.startswith("dialog") for one in said)
    assert any("CSP" in one for one in said)


def test_the_corpus_is_five_hundred_different_texts() -> None:
    assert len(set(payloads(500))) == 500
    assert payloads(500) == payloads(500)
