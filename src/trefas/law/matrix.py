"""The quick matrix: which grounds there are from whom to whom, by age, generated from the rules.

Purpose: prevent crime. Consent (OSL 12:2) and what is necessary for one's own work (10:2) always remain to be
tried and are left out. Each cell is compared with the table that lawyers know; a difference carries a footnote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trefas.law.answer import KeyAnswer
from trefas.law.assess import ask
from trefas.law.matrix_notes import EXTRA, KNOWN_TABLE, LACKING, SPECIAL
from trefas.law.request import Request, Subject
from trefas.law.rule import Key
from trefas.law.texts import Text

DAY = date(2026, 3, 1)
AGES: dict[str, int] = {"child": 16, "young": 19, "adult": 25}
COLUMNS: dict[str, Text] = {
    "child": Text("Barn", "Child"),
    "young": Text("18-20 år", "18-20"),
    "adult": Text("21 år och äldre", "21 and over"),
}
LEFT_OUT = frozenset({"OSL-12-2", "OSL-10-2"})


@dataclass(frozen=True, slots=True)
class Row:
    """From whom to whom, with the category of information that the sender typically holds."""

    sender: str
    receiver: str
    information: str
    relation: str = "different"


ROWS: tuple[Row, ...] = (
    Row("social_services", "police", "social_services_case"),
    Row("police", "social_services", "police_intelligence"),
    Row("prison_and_probation", "police", "prison_and_probation"),
    Row("prison_and_probation", "social_services", "prison_and_probation"),
    Row("social_services", "prison_and_probation", "social_services_case"),
    Row("school", "police", "school_counselling"),
    Row("school", "social_services", "school_counselling"),
    Row("social_services", "social_services", "social_services_case", "same_municipality"),
    Row("social_services", "city_executive", "social_services_case"),
    Row("social_services", "housing_company", "social_services_case"),
    Row("social_services", "association", "social_services_case"),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground in a cell; `on_request` when it needs a request, `contact_only` when it gives contact details.

    `opens` names the secrecy it opens when there is more that it does not open.
    """

    key: Key
    on_request: bool
    contact_only: bool
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The grounds of one cell, and the notes on what differs from the known table, by rule id."""

    grounds: tuple[Ground, ...]
    notes: dict[str, Text]


def cell(row: Row, column: str) -> Cell:
    """The grounds that open or could open some of the secrecy, asked for or not, contact details or not."""
    contact = _keys(row, column, requested=True, contact=True)
    unasked = _keys(row, column, requested=False, contact=True)
    no_contact = _keys(row, column, requested=True, contact=False)
    held = max((len(key.opens) for key in contact.values()), default=0)
    grounds = tuple(
        Ground(key.key, id_ not in unasked, id_ not in no_contact, key.opens if len(key.opens) < held else ())
        for id_, key in contact.items()
        if id_ not in LEFT_OUT
    )
    return Cell(grounds, notes(row, column, {ground.key.id for ground in grounds}))


def notes(row: Row, column: str, found: set[str]) -> dict[str, Text]:
    """Why the cell differs from the known table. Raises `KeyError` if a difference has no explanation."""
    known = KNOWN_TABLE[row.sender, row.receiver][column]
    extra = {rule: SPECIAL.get((row.receiver, rule)) or EXTRA[rule] for rule in sorted(found - known)}
    return extra | {rule: LACKING[rule] for rule in sorted(known - found)}


def _keys(row: Row, column: str, *, requested: bool, contact: bool) -> dict[str, KeyAnswer]:
    information = {row.information} | ({"contact_details"} if contact else set())
    answer = ask(
        Request(
            id="matrix",
            date=DAY,
            sender=row.sender,
            receiver=row.receiver,
            information=frozenset(information),
            purpose="prevent_crime",
            relation=row.relation,
            subject=Subject(AGES[column], AGES[column]),
            requested=requested,
        )
    )
    return {key.key.id: key for key in answer.keys if key.status != "closed"}
