"""What a page says to one who reads its HTML: text, links and forms, and how a form is filled in by its labels."""

from __future__ import annotations

from dataclasses import dataclass, field


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
        """Return the controls of a name, else those that the page labels so: one, or a group of boxes.

        A name also fits with a form's prefix before it: `text` finds `heard-text`.
        """
        for fits in (str.__eq__, lambda has, asked: has.endswith(f"-{asked}")):
            named = [control for control in self.controls if fits(control.name, name)]
            if named:
                return named
        labelled = [control for control in self.controls if control.name and name in (control.label, control.group)]
        first = {control.name for control in labelled[:1]}
        return [control for control in labelled if control.name in first]

    def button(self, words: str) -> Control | None:
        """Return the button of that value, else of those words, else of that name."""
        buttons = [control for control in self.controls if control.kind == "submit"]
        for told in ("value", "label", "name"):
            for control in buttons:
                if getattr(control, told) == words:
                    return control
        return None

    def sent(self, button: str | None = None) -> list[tuple[str, str]]:
        """Return what a browser would send when nothing is changed; `button` names the one that is pressed."""
        found = []
        pressed = self.button(button) if button else None
        for control in self.controls:
            if not control.name or control.kind in ("file", "button"):
                continue
            if control.kind == "submit":
                if control is pressed:
                    found.append((control.name, control.value))
            elif control.kind in ("radio", "checkbox"):
                if control.checked:
                    found.append((control.name, control.value))
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
