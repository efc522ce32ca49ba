"""In a real Chromium: text becomes markup only through our own policy, which lets nothing pass that runs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.chromium import chromium, watch
from tests.browser.served import served_demo

pytestmark = pytest.mark.browser
RUNNING = (
    "<img src=x onerror=alert(1)>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<template><svg onload=alert(1)></svg></template>",
    "<base href='https://evil.example/'>",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory) -> Iterator[Page]:
    with served_demo(str(tmp_path_factory.mktemp("trusted") / "home")) as address:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("demo/som/bo/")
        page.goto("far-jag-beratta/")
        yield page
        context.close()


def test_a_part_of_a_page_is_still_swapped_in(page) -> None:
    said = watch(page)
    page.evaluate("htmx.ajax('GET', '/far-jag-beratta/', {target: '#answer', select: '#answer', swap: 'outerHTML'})")
    page.wait_for_load_state("networkidle")
    assert page.locator("#answer").count() == 1
    assert said == []


@pytest.mark.parametrize(
    "code",
    [
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
        "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
        "document.createElement('script').src = '/static/trefas/js/main.js'",
        "trustedTypes.createPolicy('other', {createHTML: text => text})",
        "trustedTypes.createPolicy('trefas', {createHTML: text => text})",
        "setTimeout('window.ran = 1')",
    ],
)
def test_text_is_not_taken_for_markup_or_code_elsewhere(page, code) -> None:
    assert page.evaluate(f"() => {{ try {{ {code}; return 'passed' }} catch (error) {{ return error.name }} }}") in (
        "TypeError",
        "EvalError",
    )


@pytest.mark.parametrize("markup", RUNNING)
def test_an_answer_that_would_run_is_not_swapped_in(page, markup) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.route("**/ond/", lambda route: route.fulfill(body=f"<p id=ond>x</p>{markup}", content_type="text/html"))
    page.evaluate("htmx.ajax('GET', '/ond/', {target: '#answer', swap: 'innerHTML'}).catch(() => null)")
    page.wait_for_timeout(150)
    assert page.locator("#ond").count() == 0
    assert dialogs == []
