"""A persona of a scenario at a real Chromium: opens pages, fills in what is on the screen, presses the buttons."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import resolve
from playwright.sync_api import Browser, Error, Locator, Response
from tests.browser.chromium import violations, watch

from trefas.demo.walk.pages import Form
from trefas.demo.walk.pages import Page as Read
from trefas.demo.walk.reader import read_page
from trefas.demo.walk.running import Walk
from trefas.demo.walk.visitor import TOKEN, Files, Visitor, WalkError

TICKED = ("radio", "checkbox")
SENDING = """([address, values]) => {
  const form = Object.assign(document.createElement("form"), { action: address, method: "post" });
  for (const [name, value] of values) form.append(Object.assign(document.createElement("input"), { name, value }));
  document.body.append(form);
  form.submit();
}"""


class BrowserVisitor(Visitor):
    """The walk's visitor, with a browser context of her own in place of an HTTP client."""

    def __init__(
        self, base: str, persona: str, browser: Browser, context: Mapping[str, Any], looked: dict[str, list[str]]
    ) -> None:
        self.base, self.persona, self.looked = base, persona, looked
        self.tab = browser.new_context(base_url=base, **context).new_page()
        self.tab.set_default_timeout(30_000)
        self.complaints = watch(self.tab)
        self.interactions = 0
        self.page = self.get(f"/demo/som/{persona}/")

    def get(self, address: str) -> Read:
        """Open an address and follow redirects."""
        return self._read(self.tab.goto(address))

    def submit(
        self,
        form: Form | None,
        values: Mapping[str, str | list[str]] | None = None,
        *,
        button: str | None = None,
        files: Files | None = None,
        allow: tuple[int, ...] = (),
    ) -> Read:
        """Fill the form in by its controls and press its button; an answer of 4xx is an error unless allowed."""
        if form is None:
            raise WalkError(f"{self.persona}: the page {self.page.address} has not the form that was looked for.")
        here = self._form(form)
        for name, value in (values or {}).items():
            self._fill(here, form, name, [value] if isinstance(value, str) else value)
        for name, (file_name, content) in (files or {}).items():
            file = {"name": file_name, "mimeType": "application/octet-stream", "buffer": content}
            here.locator(f'[name="{name}"]').set_input_files(file)  # type: ignore[arg-type]  # a file as Playwright takes it
        page = self._read(self._sent(here, form, button))
        if page.status >= 400 and page.status not in allow:
            raise WalkError(f"{self.persona}: {page.address} answered {page.status}: {page.main[:600]}")
        return page

    def force(self, address: str, values: Mapping[str, str | list[str]]) -> Read:
        """Put a form of one's own into the page and send it, as one does who knows how; the server must refuse it."""
        token = self.tab.locator(f'[name="{TOKEN}"]').first.get_attribute("value")
        sent = [[name, one] for name, value in values.items() for one in ([value] if isinstance(value, str) else value)]
        with self.tab.expect_navigation() as arriving:
            self.tab.evaluate(SENDING, [urljoin(self.base, address), [[TOKEN, token], *sent]])
        page = self._read(arriving.value)
        if page.status >= 400:
            raise WalkError(f"{self.persona}: {address} answered {page.status}: {page.main[:600]}")
        return page

    def _sent(self, here: Locator, form: Form, button: str | None) -> Response | None:
        if here.evaluate("form => form.closest('[data-said-list]') !== null"):
            # A row of a meeting is marked where it stands.
            with self.tab.expect_response(lambda answer: answer.request.method == "POST") as marked:
                self._press(here, form, button)
            return marked.value
        with self.tab.expect_navigation() as arriving:
            self._press(here, form, button)
        return arriving.value

    def _form(self, form: Form) -> Locator:
        return self.tab.locator("form").nth(next(i for i, one in enumerate(self.page.forms) if one is form))

    def _fill(self, here: Locator, form: Form, name: str, values: list[str]) -> None:
        first = next(one for one in form.controls if one.name == name)
        found = self._controls(here, form, name)
        if first.kind in TICKED:
            for place in range(found.count()):
                self._tick(found.nth(place), first.kind, values)
        elif first.kind == "hidden":
            found.first.evaluate("(control, value) => { control.value = value; }", values[0])
        elif first.kind == "select":
            self._seen(found.first).select_option(values)
        else:
            self._seen(found.first).fill(values[0])
        self.interactions += 1

    def _controls(self, here: Locator, form: Form, name: str) -> Locator:
        inside = here.locator(f'[name="{name}"]')
        # A control may stand outside its form and point to it.
        return inside if inside.count() else self.tab.locator(f'[name="{name}"][form="{form.id}"]')

    def _tick(self, control: Locator, kind: str, values: list[str]) -> None:
        wanted = (control.get_attribute("value") or "on") in values
        if wanted != control.is_checked() and (wanted or kind == "checkbox"):
            # The box itself lies unseen under its drawn one.
            self._seen(control, drawn=True).set_checked(wanted, force=True)

    def _seen(self, control: Locator, *, drawn: bool = False) -> Locator:
        """Open what is folded around the control, as one does who looks for it."""
        folded = control.locator("xpath=ancestor::details[not(@open)]")
        while folded.count():
            folded.first.locator("summary").first.click()
        menu = self.tab.locator("[data-menu-toggle]")
        if control.get_attribute("name") == "q" and not control.is_visible() and menu.is_visible():
            menu.click()
        if not drawn and not control.is_visible():
            raise WalkError(f"{self.persona}: {control.get_attribute('name')} cannot be seen at {self.page.address}.")
        return control

    def _press(self, here: Locator, form: Form, button: str | None) -> None:
        pressed = form.button(button) if button else None
        self.interactions += 1
        if pressed is not None and pressed.kind == "submit":
            named = f'[name="{pressed.name}"][value="{pressed.value}"]' if pressed.name else ""
            self._seen(self._button(here, form, named)).click()
        elif any(one.kind == "submit" for one in form.controls):
            self._seen(self._button(here, form, ":not([name])")).click()
        else:
            here.locator("input:visible").last.press("Enter")

    def _button(self, here: Locator, form: Form, which: str) -> Locator:
        inside = here.locator(f"button:not([type=button]){which}")
        if inside.count():
            return inside.first
        if form.id and self.tab.locator(f'button[form="{form.id}"]{which}').count():
            return self.tab.locator(f'button[form="{form.id}"]{which}').first
        return here.locator("button:not([type=button])").first

    def _read(self, answer: Response | None) -> Read:
        status = answer.status if answer is not None else 200
        self.page = read_page(status, self.tab.url, self._content())
        if status >= 500:
            raise WalkError(f"{self.persona}: {self.tab.url} answered {status}.")
        kind = resolve(urlsplit(self.tab.url).path).view_name
        if kind not in self.looked:
            self.looked[kind] = violations(self.tab)
        return self.page

    def _content(self) -> str:
        """What stands on the page when it stands still: on a slow machine one page may still be leaving."""
        for _time in range(5):
            self.tab.wait_for_load_state()
            with suppress(Error):
                return self.tab.content()
        raise WalkError(f"{self.persona}: {self.tab.url} does not come to rest.")


class BrowserWalk(Walk):
    """A walk whose personas sit at browsers. `looked` = what breaks a rule of accessibility, by each kind of page met."""

    def __init__(self, base: str, scenario: Any, browser: Browser, context: Mapping[str, Any]) -> None:
        super().__init__(base, scenario)
        self.browser, self.context = browser, context
        self.looked: dict[str, list[str]] = {}

    def visitor(self, persona: str) -> BrowserVisitor:
        """Return a persona's visitor, logged in the first time."""
        if persona not in self.visitors:
            self.visitors[persona] = BrowserVisitor(self.base, persona, self.browser, self.context, self.looked)
        found = self.visitors[persona]
        assert isinstance(found, BrowserVisitor)
        return found
