"""Writes the part of docs/reference/scenarios.md that lists every verb with its fields."""

from __future__ import annotations

from collections.abc import Iterable

from trefas.demo.walk.verb import EVERY, KINDS, Field
from trefas.demo.walk.verbs import FAMILIES

START = "<!-- From here on written from the code; tests/demo/test_documented.py says how. -->"


def reference() -> str:
    """Return the listing as Markdown."""
    parts = [START, "", "## Fields of every step", "", *_table(EVERY), "", "## Kinds of values", ""]
    parts += [f"- **{kind}**: {says}" for kind, says in KINDS.items()]
    for family in FAMILIES:
        heading = (family.__doc__ or "").split("\n")[0].rstrip(".")
        parts += ["", f"## {heading}"]
        for verb in family.VERBS:
            parts += ["", f"### {verb.name}", "", verb.says, "", *_table(verb.fields)]
    return "\n".join(parts) + "\n"


def _table(fields: Iterable[Field]) -> list[str]:
    rows = [f"| `{one.name}` | {one.kind} | {'yes' if one.needed else ''} | {one.says} |" for one in fields]
    return ["| Field | Kind | Must | What |", "| --- | --- | --- | --- |", *rows] if rows else ["No field of its own."]
