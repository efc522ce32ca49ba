"""The components in a real browser: accessible, never sideways, and usable from the keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.chromium import chromium, sideways, violations, watch
from tests.browser.gallery_site import ACTORS, serving

pytestmark = pytest.mark.browser

WIDTHS = (1440, 1024, 720, 390, 360)
PAGES = (*ACTORS, "gallery")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, list]]:
    with serving() as (address, posted):
        yield address, posted


@pytest.fixture
def page(browser: Browser, site) -> Iterator[Page]:
    """A page on a desk; its paths are relative to the site."""
    context = browser.new_context(base_url=site[0], viewport={"width": 1440, "height": 900}, locale="sv-SE")
    yield context.new_page()
    context.close()


def held(browser: Browser, address: str, theme: str, axe: tuple[int, ...], widths: tuple[int, ...]) -> list[str]:
    """Everything wrong with one page: by axe at some widths, by sideways scrolling at all."""
    context = browser.new_context(color_scheme=theme, locale="sv-SE")
    page = context.new_page()
    said = watch(page)
    page.goto(address)
    wrong = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if sideways(page):
            wrong.append(f"{width}: {sideways(page)} px sideways")
        if width in axe:
            wrong += [f"{width}: {rule}" for rule in violations(page)]
    context.close()
    return wrong + said


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "theme", "axe"), [("sv", "light", (1440, 360)), ("en", "dark", (1440,))])
def test_every_page_is_accessible_and_never_scrolls_sideways(browser, site, name, language, theme, axe):
    assert held(browser, f"{site[0]}/{language}/{name}", theme, axe, WIDTHS) == []


def test_the_grid_is_one_tab_stop_and_moves_with_the_arrows(page):
    page.goto("/sv/listan")
    stops = page.locator("[data-grid] :is(th, td)[tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(":focus")).to_contain_text("Hotbildsbedömning")
    page.keyboard.press("End")
    expect(page.locator(":focus")).to_contain_text("Beställd i natt")
    page.keyboard.press("Control+Home")
    expect(page.locator(":focus")).to_have_text(re.compile("Namn"))
    expect(stops).to_have_count(1)


def cell(page: Page, row: int):
    """The cell with the next step, with focus in it."""
    found = page.locator(f"tr[data-row='{row}'] td[data-field='next_step']")
    found.focus()
    return found


def test_enter_edits_escape_restores_and_nothing_is_sent(page, site):
    page.goto("/sv/listan")
    step = cell(page, 0)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nästa steg, Filip Grahnell")).to_be_focused()
    sent = len(site[1])
    page.keyboard.type("Något annat")
    page.keyboard.press("Escape")
    expect(step).to_be_focused()
    expect(step).to_contain_text("Nytt försök tillsammans med socialtjänsten")
    assert len(site[1]) == sent


def test_tab_saves_and_moves_and_the_answer_is_shown_and_spoken(page, site):
    page.goto("/sv/listan")
    step = cell(page, 0)
    page.keyboard.press("Enter")
    page.keyboard.type("Ny text")
    page.keyboard.press("Tab")
    expect(step).to_contain_text("Ny text!")
    expect(page.locator("tr[data-row='0'] td[data-field='next_date']")).to_be_focused()
    expect(page.locator("[data-spoken]")).to_have_text("Sparat 10:44")
    expect(page.locator("tr[data-row='0']")).to_have_attribute("data-version", "2")
    sent = {"field": ["next_step"], "value": ["Ny text"], "version": ["1"]}
    assert site[1][-1] == ("/save/0/", sent, "token")


def test_a_conflict_keeps_your_text_and_says_who_was_first(page):
    page.goto("/sv/listan")
    step = cell(page, 1)
    page.keyboard.press("F2")
    page.keyboard.type("Mitt")
    page.keyboard.press("Enter")
    expect(step).to_contain_text("Eva Brolin ändrade 10:41.")
    expect(step).to_contain_text("Mitt")
    expect(step.get_by_role("link", name="Jämför")).to_have_attribute("href", "/conflict/")


@pytest.mark.parametrize(("row", "words"), [(2, "Inte sparat. Försök igen."), (3, "Skriv högst 200 tecken.")])
def test_a_failed_save_keeps_the_text_until_it_is_restored(page, row, words):
    page.goto("/sv/listan")
    step = cell(page, row)
    before = step.locator("[data-cell-text]").inner_text()
    page.keyboard.press("Enter")
    page.keyboard.type("Tappa inte")
    page.keyboard.press("Enter")
    expect(step).to_contain_text(words)
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_value("Tappa inte")
    page.keyboard.press("Escape")
    expect(step.locator("[data-cell-text]")).to_have_text(before)
    expect(step).not_to_contain_text(words)


def test_a_lost_network_says_so_and_keeps_the_text(page):
    page.goto("/sv/listan")
    step = cell(page, 0)
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    page.keyboard.type("Utan nät")
    page.keyboard.press("Enter")
    expect(step).to_contain_text("Inte sparat. Försök igen.")
    expect(step).to_contain_text("Utan nät")


def test_the_letter_o_with_dots_opens_the_file(page):
    page.goto("/sv/listan")
    page.evaluate("document.querySelector('tr[data-row=\"0\"]').dataset.open = '/sv/akten'")
    # A key that only some keyboards have: sent as the browser would.
    cell(page, 0).dispatch_event("keydown", {"key": "ö", "bubbles": True})
    page.wait_for_url("**/sv/akten")


def test_columns_move_without_dragging(page):
    page.goto("/sv/listan")
    page.get_by_text("Kolumner, 7 av 12").click()
    page.get_by_role("button", name="Flytta ner Steg").press("Enter")
    names = page.locator("[data-column] .option").all_inner_texts()
    assert [name.strip() for name in names[:2]] == ["Motpart och telefon", "Steg"]
    expect(page.get_by_role("button", name="Flytta ner Steg")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-columns]")).not_to_be_visible()


def test_one_key_marks_what_was_said_and_the_keys_can_be_turned_off(page, site):
    page.goto("/sv/mote")
    row = page.locator("#said-2")
    row.focus()
    page.keyboard.press("s")
    expect(row.get_by_role("button", name="Sagt", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(row).to_contain_text("Sagt 09:30")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#said-3")).to_be_focused()
    sent = len(site[1])
    page.get_by_label("Tangenter på").uncheck()
    row.focus()
    page.keyboard.press("i")
    expect(row.get_by_role("button", name="Inte sagt")).to_have_attribute("aria-pressed", "false")
    assert len(site[1]) == sent


def test_the_work_list_moves_by_letter_only_while_it_has_focus(page):
    page.goto("/sv/arbetslista")
    page.keyboard.press("j")
    expect(page.locator("[data-task-open]:focus")).to_have_count(0)
    page.locator("[data-task-open]").first.focus()
    page.keyboard.press("j")
    expect(page.locator("[data-task-open]").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[data-task-open]").first).to_be_focused()


def test_older_items_are_added_below_and_focus_goes_to_the_first(page):
    page.goto("/sv/akten")
    page.get_by_role("link", name="Visa 18 äldre poster").click()
    expect(page.locator(".moj-timeline__item")).to_have_count(10)
    expect(page.locator("#old-i1 h3")).to_be_focused()
    expect(page.locator("#timeline-more")).to_have_text("")
    assert violations(page) == []


def test_hiding_the_screen_hides_it_from_the_keyboard_and_the_tab_too(page):
    page.goto("/sv/akten")
    page.get_by_role("button", name="Dölj skärmen").click()
    expect(page).to_have_title("Trefas")
    expect(page.get_by_role("button", name="Visa skärmen")).to_be_focused()
    expect(page.locator("[data-page]")).to_have_attribute("inert", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Visa skärmen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("Leo Tornfeldt"))
    expect(page.get_by_role("heading", name="Leo Tornfeldt")).to_be_visible()


def test_an_untouched_page_locks_keeps_the_draft_and_stays_locked(page, site):
    page.clock.install()
    page.goto("/sv/akut")
    page.get_by_label("Vad sa du?").fill("Mitt utkast")
    page.keyboard.press("End")
    page.clock.fast_forward("14:00")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.clock.fast_forward("02:00")
    expect(page.get_by_role("heading", name="Sidan är låst.")).to_be_visible()
    expect(page).to_have_title("Trefas")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_label("Lösenord").fill("fel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Fel lösenord.")
    assert page.get_by_label("Vad sa du?").input_value() == "Mitt utkast"
    page.get_by_label("Lösenord").fill("rätt")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.get_by_label("Vad sa du?").input_value() == "Mitt utkast"
    # Open forms now carry the token of the new session.
    expect(page.locator("#acute [name=csrfmiddlewaretoken]")).to_have_value("fresh")


def test_a_locked_page_is_locked_in_every_tab_and_after_a_reload(page):
    page.goto("/sv/akten")
    page.evaluate("localStorage.setItem('trefas-locked', '1')")
    page.reload()
    expect(page.get_by_role("heading", name="Sidan är låst.")).to_be_visible()
    other = page.context.new_page()
    other.goto("/sv/listan")
    expect(other.get_by_role("heading", name="Sidan är låst.")).to_be_visible()
    other.get_by_label("Lösenord").fill("rätt")
    other.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page).to_have_title(re.compile("Leo Tornfeldt"))


def test_a_careful_form_stays_with_its_text_when_the_network_is_gone(page, site):
    page.goto("/sv/akut")
    page.get_by_label("Vad sa du?").fill("Vill bort i natt.")
    page.context.set_offline(True)
    sent = len(site[1])
    page.get_by_role("button", name="Spara anteckningen").click()
    expect(page.get_by_role("alert")).to_have_text("Sparas inte. Skriv ner tiden och försök igen.")
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.get_by_label("Vad sa du?").input_value() == "Vill bort i natt."
    assert len(site[1]) == sent
    page.context.set_offline(False)
    # A second click within a second is taken for a double click.
    page.wait_for_timeout(1100)
    page.get_by_role("button", name="Spara anteckningen").click()
    page.wait_for_url("**/said/1/")
    assert site[1][-1][1]["what"] == ["Vill bort i natt."]


def test_focus_goes_to_the_errors_first(page):
    page.goto("/sv/gallery")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Är personen informerad?").click()
    expect(page.locator("#id_told_0")).to_be_focused()


def test_without_scripts_the_menu_shows_and_the_screen_can_be_hidden(browser, site):
    context = browser.new_context(base_url=site[0], java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto("/sv/akten")
    expect(page.get_by_role("link", name="Möten")).to_be_visible()
    expect(page.locator("[data-menu-toggle]")).not_to_be_visible()
    page.get_by_role("button", name="Dölj").click()
    expect(page.get_by_role("button", name="Visa skärmen")).to_be_visible()
    context.close()


def test_the_phones_menu_opens_and_says_so(browser, site):
    context = browser.new_context(base_url=site[0], viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto("/sv/akten")
    expect(page.get_by_role("link", name="Möten")).not_to_be_visible()
    page.get_by_role("button", name="Meny").tap()
    expect(page.get_by_role("link", name="Möten")).to_be_visible()
    expect(page.get_by_role("button", name="Meny")).to_have_attribute("aria-expanded", "true")
    context.close()


def test_nothing_is_fetched_from_another_host(browser, site):
    context = browser.new_context(base_url=site[0])
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/sv/gallery")
    assert len(asked) > 15
    assert [url for url in asked if not url.startswith(site[0])] == []
    context.close()


def test_our_face_is_used_everywhere(page):
    page.goto("/sv/gallery")
    faces = "[...new Set([...document.querySelectorAll('body *')].map(e => getComputedStyle(e).fontFamily))]"
    assert page.evaluate(faces) == ['"Source Sans 3", system-ui, sans-serif']


@pytest.mark.parametrize("name", ["listan", "akten", "samtycke"])
def test_print_is_black_on_white_without_what_is_only_for_the_screen(browser, site, name):
    context = browser.new_context(base_url=site[0], color_scheme="dark")
    page = context.new_page()
    page.goto(f"/sv/{name}")
    page.emulate_media(media="print")
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    for hidden in (".menu", "[data-hide-screen]", ".filter", ".moj-sub-navigation", ".grid__keys"):
        for one in page.locator(hidden).all():
            expect(one).not_to_be_visible()
    expect(page.get_by_text("Övning, inga verkliga personer")).to_be_visible()
    context.close()


def test_touch_targets_are_large_enough_on_a_phone(browser, site):
    context = browser.new_context(base_url=site[0], viewport={"width": 390, "height": 800})
    page = context.new_page()
    for name in ("listan", "akut", "lamna-ut"):
        page.goto(f"/sv/{name}")
        heights = page.locator(".govuk-button:visible, .chip:visible, .option:visible").evaluate_all(
            "found => found.map(one => one.getBoundingClientRect().height)"
        )
        assert min(heights) >= 44
    context.close()
