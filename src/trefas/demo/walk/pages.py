"""What a page says to one who reads its HTML: text, links and forms, and how a form is filled in by its labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "br", "hr", "img", "link", "meta", "source", "wbr", "col", "area", "base"})
UNSEEN = frozenset({"script", "style", "template", "svg"})


@dataclass
class Control:
    """One field of a form: what it is called, what it may be and what it is now."""

    name: str
    kind: str
    value: str = ""
    label: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    checked: bool = False
    id: str = ""
    group: str = ""


@dataclass
class Form:
    """A form with its controls in order."""

    action: str
    method: str
    id: str = ""
    controls: list[Control] = field(default_factory=list)

    def names(self) -> set[str]:
        """Return the names of all controls."""
        return {control.name for control in self.controls if control.name}

    def of(self, name: str) -> list[Control]:
        """Return the controls of a name, else those that the page labels so: one, or a group of boxes."""
        named = [control for control in self.controls if control.name == name]
        if named:
            return named
        labelled = [control for control in self.controls if control.name and name in (control.label, control.group)]
        first = {control.name for control in labelled[:1]}
        return [control for control in labelled if control.name in first]

    def sent(self, button: str | None = None) -> list[tuple[str, str]]:
        """Return what a browser would send when nothing is changed; `button` names the one that is pressed."""
        found = []
        for control in self.controls:
            if not control.name or control.kind in ("file", "button"):
                continue
            if control.kind == "submit":
                if button is not None and button in (control.value, control.name, control.label):
                    found.append((control.name, control.value))
            elif control.kind in ("radio", "checkbox"):
                if control.checked:
                    found.append((control.name, control.value or "on"))
            else:
                found.append((control.name, control.value))
        return found


@dataclass
class Page:
    """One answer, read."""

    status: int
    address: str
    html: str
    text: str = ""
    main: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    def link(self, words: str) -> str | None:
        """Return the address of the first link whose words hold these."""
        return next((address for text, address in self.links if words in text), None)

    def form_with(self, *names: str) -> Form | None:
        """Return the first form that has all these controls."""
        return next((form for form in self.forms if set(names) <= form.names()), None)

    def form_to(self, ending: str) -> Form | None:
        """Return the first form whose address ends so."""
        return next((form for form in self.forms if form.action.split("?")[0].endswith(ending)), None)


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
        control = Control(given.get("name", ""), kind, given.get("value", ""), id=given.get("id", ""))
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
