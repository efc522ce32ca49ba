"""The first page of the handbook: where to read on, how to ask, how to sign a rule off, how to compare."""

from __future__ import annotations

from trefas.law.book import Rulebook
from trefas.law.given import dump

RULE = "OSL-10-18a"
REQUEST = {
    "id": "1",
    "date": "2026-03-01",
    "sender": "social_services",
    "receiver": "police",
    "information": ["social_services_case"],
    "purpose": "prevent_crime",
    "subject": {"age": 17},
    "facts": {RULE: {"concrete_circumstances": "Told us today of a weapon.", "not_unsuitable": True}},
}
PAGE = """{generated}

# Får jag berätta? / May I tell them?

[På svenska](sv/README.md) · [In English](en/README.md)

Regelverk / rulebook: `{version}`

## Fråga / ask

One JSON object a line, one answer a line; `-` is standard input. The ids of rules and conditions stand in the chapters.

```
echo '{request}' | trefas law ask --json -
```

On a terminal, `trefas law ask FILE` prints the same answers as text; `--language sv` or `--language en` chooses.

## Godkänn / sign off

No rule is certain until a legal reviewer has signed off the version that was read (`trefas law rules` lists the
versions). The file is a JSON list or one object a line, and a sign-off falls when its rule changes:

```
{signature}
```

```
trefas law ask --signed FILE --json -
```

## Jämför / compare

`trefas law diff 2025-11-30 2025-12-01` lists the cases below whose outcome changes between two days. `trefas law keep`
keeps the present rulebook in a folder, and `trefas law diff OLD NEW --kept FOLDER` compares two versions.

## Skriv om / regenerate

`trefas law handbook --write` writes these pages from tests/law_spec; `--check` names the stale ones.
"""


def front(book: Rulebook, generated: str) -> str:
    """The page as Markdown."""
    signature = {"rule": RULE, "version": book.versions[RULE], "who": "Jurist Juristsson", "when": "2026-02-01"}
    return PAGE.format(generated=generated, version=book.version, request=dump(REQUEST), signature=dump(signature))
