"""The record of a secrecy assessment: 22 fields, gathered from the acts that demand them."""

from __future__ import annotations

from dataclasses import dataclass

from trefas.law.rule import Mark
from trefas.law.texts import Text


@dataclass(frozen=True, slots=True)
class RecordField:
    """A field of the record; `required` in every record, the others when the case calls for them."""

    number: int
    id: str
    required: bool
    label: Text
    citation: str
    mark: Mark
    sources: tuple[str, ...]


def _field(number: int, id_: str, required: bool, sv: str, en: str, citation: str, mark: Mark = "R") -> RecordField:
    return RecordField(
        number, id_, required, Text(sv, en), citation, mark, ("ANS",) if mark == "R" else ("JO", "minne")
    )


RECORD_FIELDS: tuple[RecordField, ...] = (
    _field(1, "time", True, "Dag och klockslag", "Date and time", "FL 27 §, 31 §"),
    _field(
        2,
        "sender",
        True,
        "Den som lämnar: myndighet, handläggare och rätt att besluta",
        "Who discloses: authority, officer and authority to decide",
        "FL 31 §",
    ),
    _field(
        3,
        "receiver",
        True,
        "Den som tar emot: myndighet, enhet och handläggare",
        "Who receives: authority, unit and officer",
        "FL 27 §",
    ),
    _field(
        4,
        "persons",
        True,
        "Vem eller vilka uppgiften rör, ålder då och om det är ett barn",
        "Whom the information is about, age at the time, and whether a child",
        "FL 32 §",
    ),
    _field(
        5,
        "information",
        True,
        "Vilken uppgift: slag och hänvisning till den exakta uppgiften, inte en kopia",
        "Which information: category and a pointer to the exact item, not a copy",
        "FL 27 §; OSL 5 kap. 2 §",
    ),
    _field(
        6,
        "initiative",
        False,
        "Vem som bad om uppgiften eller eget initiativ, och ändamålet",
        "Who asked, or own initiative, and the purpose",
        "FL 27 §",
    ),
    _field(7, "secrecy", True, "All sekretess som gäller", "All secrecy that holds", "FL 32 §; OSL 5 kap. 5 §"),
    _field(
        8,
        "harm_test",
        True,
        "Skadeprövningen: slag, vem som kan lida vilket men, slutsats",
        "The harm test: type, who could suffer which harm, conclusion",
        "FL 32 §",
        "M",
    ),
    _field(
        9,
        "ground",
        True,
        "Stödet: bestämmelse och version den dagen, och varje villkor med sitt faktum",
        "The ground: provision and version that day, and each condition with its fact",
        "FL 32 §",
    ),
    _field(
        10,
        "consent",
        False,
        "Samtycket: vilket, om det omfattar uppgiften och gäller den dagen",
        "The consent: which, whether its scope matches and it is valid that day",
        "OSL 12 kap. 2 §",
    ),
    _field(
        11,
        "child",
        False,
        "Barnets bästa och barnets åsikt",
        "The child's best interests and view",
        "SoL 14 kap. 6 §",
    ),
    _field(
        12,
        "third_persons",
        False,
        "Att uppgifter om andra är borttagna",
        "That information on others is removed",
        "JO 3779-2009",
        "M",
    ),
    _field(
        13,
        "protected_identity",
        False,
        "Skyddade personuppgifter",
        "Protected identity",
        "OSL 21 kap. 3 §",
    ),
    _field(
        14,
        "outcome",
        True,
        "Utgången: lämnad, delvis eller nekad, med skäl",
        "The outcome: given, partly or refused, with reasons",
        "FL 31-32 §§",
    ),
    _field(
        15,
        "form",
        False,
        "Formen: muntligt, skriftligt eller elektroniskt",
        "The form: oral, written or electronic",
        "FL 27 §",
    ),
    _field(16, "reservation", False, "Förbehåll", "Reservation", "OSL 10 kap. 14 §"),
    _field(
        17,
        "protection_at_receiver",
        True,
        "Vad som skyddar uppgiften hos mottagaren",
        "What protects the information at the receiver",
        "OSL 7 kap. 2 §",
    ),
    _field(
        18,
        "reliability",
        False,
        "Tillförlitlighet, och om det är faktum eller bedömning",
        "Reliability, and whether fact or assessment",
        "lag (2018:1177) 2 kap. 10 och 15 §§",
    ),
    _field(
        19,
        "person_informed",
        False,
        "Om personen är informerad, annars varför inte",
        "Whether the person was informed, or why not",
        "SoL 14 kap. 6 §",
    ),
    _field(20, "diary_number", False, "Diarienummer", "Diary number", "OSL 5 kap. 1-2 §§"),
    _field(
        21,
        "review",
        False,
        "När utbytet prövas på nytt eller upphör",
        "When the exchange is reviewed or ends",
        "JO 682-2014",
        "M",
    ),
    _field(22, "log", True, "Loggnummer som inte kan ändras", "Immutable log id", "FL 27 §"),
)
