"""Reads the HTML of an answer: its words, links, and forms with their labels and legends."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from trefas.demo.walk.pages import Control, Form, Page

VOID = frozenset({"input", "br", "hr", "img", "link", "meta", "source", "wbr", "col", "area", "base"})
UNSEEN = frozenset({"script", "style", "template", "svg"})


def read_page(status: int, address: str, html: str) -> Page:
    """Read the HTML of an answer."""
    reader = _Reader()
    reader.feed(html)
    reader.finish()
    main = reader.words[reader.main :]
    return Page(status, address, html, _said(reader.words), _said(main), reader.links, reader.forms)


def _said(words: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(words)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.main = 0
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.labels: dict[str, str] = {}
        self._open: list[str] = []
        self._legends: list[list[str]] = []
        self._legend: list[str] | None = None
        self._loose: list[tuple[str, Control]] = []
        self._form: Form | None = None
        self._link: tuple[str, list[str]] | None = None
        self._label: tuple[str, list[str]] | None = None
        self._inside: Control | None = None
        self._select: Control | None = None
        self._option: tuple[str, list[str]] | None = None
        self._area: Control | None = None
        self._button: tuple[Control, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        starter = getattr(self, f"start_{tag}", None)
        if starter is not None:
            starter(given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass
        ender = getattr(self, f"end_{tag}", None)
        if ender is not None:
            ender()

    def handle_data(self, data: str) -> None:
        if UNSEEN & set(self._open):
            return
        if self._area is not None:
            self._area.value += data
            return
        self.words.append(data)
        if self._legend is not None:
            self._legend.append(data)
        for bucket in (self._link, self._label, self._option, self._button):
            if bucket is not None:
                bucket[1].append(data)

    def finish(self) -> None:
        for form_id, control in self._loose:
            for form in self.forms:
                if form.id == form_id:
                    form.controls.append(control)
        for form in self.forms:
            for control in form.controls:
                control.label = control.label or self.labels.get(control.id, "")

    def start_main(self, _given: dict[str, str]) -> None:
        self.main = len(self.words)

    def start_form(self, given: dict[str, str]) -> None:
        self._form = Form(given.get("action", ""), given.get("method", "get").lower(), given.get("id", ""))
        self.forms.append(self._form)

    def end_form(self) -> None:
        self._form = None

    def start_a(self, given: dict[str, str]) -> None:
        self._link = (given.get("href", ""), [])

    def end_a(self) -> None:
        if self._link is not None:
            self.links.append((_tidy(self._link[1]), self._link[0]))
            self._link = None

    def start_fieldset(self, _given: dict[str, str]) -> None:
        self._legends.append([])

    def end_fieldset(self) -> None:
        if self._legends:
            self._legends.pop()

    def start_legend(self, _given: dict[str, str]) -> None:
        self._legend = self._legends[-1] if self._legends else []

    def end_legend(self) -> None:
        self._legend = None

    def start_label(self, given: dict[str, str]) -> None:
        self._label = (given.get("for", ""), [])
        self._inside = None

    def end_label(self) -> None:
        if self._label is not None:
            key, words = self._label[0], _tidy(self._label[1])
            if self._inside is not None and not key:
                self._inside.label = words
            self.labels[key] = words
            self._label = None

    def start_input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower()
        unnamed = "on" if kind in ("radio", "checkbox") else ""
        control = Control(given.get("name", ""), kind, given.get("value", unnamed), id=given.get("id", ""))
        control.checked = "checked" in given
        self._add(control, given)

    def start_textarea(self, given: dict[str, str]) -> None:
        self._area = Control(given.get("name", ""), "textarea", id=given.get("id", ""))
        self._add(self._area, given)

    def end_textarea(self) -> None:
        if self._area is not None:
            # A browser drops the first line break of a text area.
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None

    def start_select(self, given: dict[str, str]) -> None:
        self._select = Control(given.get("name", ""), "select", id=given.get("id", ""))
        self._add(self._select, given)

    def end_select(self) -> None:
        if self._select is not None and not self._select.checked and self._select.options:
            self._select.value = self._select.options[0][0]
        self._select = None

    def start_option(self, given: dict[str, str]) -> None:
        self._option = (given.get("value", ""), [])
        if self._select is not None and "selected" in given:
            self._select.value, self._select.checked = given.get("value", ""), True

    def end_option(self) -> None:
        if self._option is not None and self._select is not None:
            self._select.options.append((self._option[0], _tidy(self._option[1])))
        self._option = None

    def start_button(self, given: dict[str, str]) -> None:
        kind = given.get("type", "submit").lower()
        control = Control(given.get("name", ""), kind, given.get("value", ""), id=given.get("id", ""))
        self._button = (control, [])
        self._add(control, given)

    def end_button(self) -> None:
        if self._button is not None:
            self._button[0].label = _tidy(self._button[1])
            self._button = None

    def _add(self, control: Control, given: dict[str, str]) -> None:
        control.group = _tidy(self._legends[-1]) if self._legends else ""
        if self._label is not None:
            self._inside = control
        if given.get("form"):
            self._loose.append((given["form"], control))
        elif self._form is not None:
            self._form.controls.append(control)


def _tidy(words: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(words)).strip()
