"""A row as it will be kept: its values, their cells and what is wrong or doubtful, in plain text and one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from trefas.sheets.names import split_name
from trefas.sheets.people import ParsedRow
from trefas.sheets.phones import shown_phone
from trefas.sheets.sentences import Language, notice

State = Literal["new", "duplicate", "error"]


@dataclass(frozen=True, slots=True)
class ToldRow:
    """`values` by field, `cells` = where each stood, `other` = the cells' own text by column, `reasons` = sentences.

    `state` is what the file itself says: duplicate = like another of its rows, error = must be corrected first.
    """

    number: int
    state: State
    values: dict[str, Any]
    cells: dict[str, str]
    other: dict[str, str]
    reasons: list[str]


def told(row: ParsedRow, language: Language) -> ToldRow:
    """Tell a row; one that speaks of protected identity is never taken from a list."""
    reasons = [notice.sentence(language) for notice in (*row.errors, *row.warnings)]
    reasons += [same.explanation(language) for same in row.duplicates]
    wrong = bool(row.errors)
    if row.protected and not wrong:
        wrong = True
        reasons.append(notice("row_protected_by_hand").sentence(language))
    alike = any(not same.numbers_differ for same in row.duplicates)
    state: State = "error" if wrong else "duplicate" if alike else "new"
    cells = {name: f"{value.source.sheet}!{value.address}".lstrip("!") for name, value in row.values.items()}
    other = {name: value.text for name, value in row.values.items() if value.text}
    return ToldRow(row.number, state, _values(row), cells, other, reasons)


def _values(row: ParsedRow) -> dict[str, Any]:
    given, family = row.content("given_name"), row.content("family_name")
    if not given and not family and row.name:
        given, family = split_name(row.name)
    alias, phones = row.content("alias"), getattr(row.content("phone"), "numbers", ())
    values = {
        "given_name": given,
        "family_name": family,
        "aliases": [alias] if alias else None,
        "identity_number": row.identity_number,
        "birth_date": row.birth_date.isoformat() if row.birth_date else None,
        "telephone": shown_phone(phones[0]) if phones else None,
    }
    return {name: value for name, value in values.items() if value}
