"""Filling a form with what a step gives: by the control's name or its label, choices by their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trefas.demo.walk.pages import Control, Form
from trefas.demo.walk.visitor import WalkError

Values = dict[str, str | list[str]]
MANY = ("checkbox", "select-multiple")


def filled(form: Form | None, given: Mapping[str, Any]) -> Values:
    """Return what to send for values by control name or label; a control or choice that is missing raises."""
    found: Values = {}
    for name, value in given.items():
        controls = form.of(name) if form else []
        if not controls:
            raise WalkError(f"the form has no field {name}. It has: {_labels(form)}.")
        found[controls[0].name] = _value(name, controls, value)
    return found


def _labels(form: Form | None) -> str:
    controls = [one for one in form.controls if one.name and one.kind not in ("hidden", "submit")] if form else []
    return ", ".join(dict.fromkeys(one.group or one.label or one.name for one in controls)) or "none"


def _value(name: str, controls: list[Control], value: Any) -> str | list[str]:
    first = controls[0]
    if isinstance(value, bool):
        return [first.value] if value else []
    if first.kind in ("radio", "checkbox"):
        choices = [(one.value, one.label) for one in controls]
        return _chosen(name, choices, value)
    if first.kind == "select":
        return _chosen(name, first.options, value)
    return [str(one) for one in value] if isinstance(value, list) else str(value)


def _chosen(name: str, choices: list[tuple[str, str]], value: Any) -> list[str]:
    wanted = value if isinstance(value, list) else [value]
    return [_one(name, choices, str(one)) for one in wanted]


def _one(name: str, choices: list[tuple[str, str]], wanted: str) -> str:
    exact = [value for value, words in choices if wanted in (value, words)]
    holding = exact or [value for value, words in choices if wanted and wanted in words]
    if not holding:
        said = ", ".join(words or value for value, words in choices[:40])
        raise WalkError(f"the field {name} has no choice «{wanted}». It has: {said}.")
    return holding[0]
