"""The matrix page and the list page of the handbook."""

from __future__ import annotations

from collections.abc import Iterator

from trefas.law.consent import CONSENT_AGES, CONSENT_CONTENT, NOT_A_GDPR_GROUND, PLACEMENT
from trefas.law.handbook_words import WORDS
from trefas.law.identity import PROTECTION_LEVELS
from trefas.law.matrix import COLUMNS, DAY, ROWS, Cell, Ground, Row, cell
from trefas.law.record_fields import RECORD_FIELDS
from trefas.law.retention_periods import RETENTION
from trefas.law.rule import MARKS, Mark
from trefas.law.texts import Language, Text
from trefas.law.words import KINDS

MATRIX_INTRO = Text(
    "Ändamål: förebygga brott. Samtycke och vad som är nödvändigt för den egna verksamheten (OSL 10 kap. 2 "
    "§) kan "
    "alltid prövas och står inte med. **Fet** stil är en skyldighet, † kräver en begäran, (k) gäller "
    "kontaktuppgifter, ett "
    "~~struket~~ stöd står i den vanliga tabellen men inte här. Inom parentes står den sekretess som bryts "
    "när det "
    "finns mer: då behövs stöd för var och en.",
    "Purpose: prevent crime. Consent and what is necessary for one's own work (OSL 10:2) can always be "
    "tried and are "
    "left out. **Bold** is a duty, † needs a request, (k) is about contact details, a ~~struck~~ ground is "
    "in the "
    "usual table but not here. In brackets stands the secrecy that is opened when there is more: then each "
    "needs a "
    "ground of its own.",
)
NOTES = Text("Fotnoter: varför matrisen skiljer sig från den vanliga tabellen", "Footnotes: why it differs")
ONLY_CONSENT = Text("bara avidentifierat", "de-identified only")
CONSENT = Text("Vad ett samtycke ska innehålla", "What a consent contains")
AGES = Text("Ålder för samtycke till insatser", "Ages of consent to interventions")
RECORD = Text("Vad prövningen ska innehålla (* alltid)", "What the record contains (* always)")
KEEPING = Text("Gallring", "Retention")
PROTECTED = Text("Skyddade personuppgifter", "Protected identity")


def list_pages(language: Language, generated: str) -> dict[str, str]:
    """The two pages by path."""
    return {
        f"{language}/matrix.md": "\n".join([generated, "", *_matrix(language)]) + "\n",
        f"{language}/lists.md": "\n".join([generated, "", *_lists(language)]) + "\n",
    }


def _matrix(language: Language) -> Iterator[str]:
    yield f"# {WORDS['matrix'].in_(language)} ({DAY})"
    yield ""
    yield MATRIX_INTRO.in_(language)
    yield ""
    yield "| | " + " | ".join(column.in_(language) for column in COLUMNS.values()) + " |"
    yield "|---" * (len(COLUMNS) + 1) + "|"
    notes: list[str] = []
    for row in ROWS:
        cells = [_cell(cell(row, column), notes, language) for column in COLUMNS]
        yield f"| {_row(row, language)} | " + " | ".join(cells) + " |"
    yield ""
    yield f"## {NOTES.in_(language)}"
    yield ""
    yield from (f"{number}. {note}" for number, note in enumerate(notes, start=1))


def _row(row: Row, language: Language) -> str:
    return f"{KINDS[row.sender].in_(language)} → {KINDS[row.receiver].in_(language)}"


def _cell(found: Cell, notes: list[str], language: Language) -> str:
    named = {ground.key.id for ground in found.grounds}
    told = [_ground(ground) + _mark(ground.key.id, found, notes, language) for ground in found.grounds]
    lacking = [f"~~{rule}~~{_mark(rule, found, notes, language)}" for rule in found.notes if rule not in named]
    return "; ".join(told + lacking) or ONLY_CONSENT.in_(language)


def _ground(ground: Ground) -> str:
    name = f"**{ground.key.citation}**" if ground.key.effect == "shall" else ground.key.citation
    opens = f" ({', '.join(ground.opens)})" if ground.opens else ""
    return f"{name}{' †' if ground.on_request else ''}{' (k)' if ground.contact_only else ''}{opens}"


def _mark(rule: str, found: Cell, notes: list[str], language: Language) -> str:
    if rule not in found.notes:
        return ""
    note = f"{rule}: {found.notes[rule].in_(language)}"
    if note not in notes:
        notes.append(note)
    return f"<sup>{notes.index(note) + 1}</sup>"


def _lists(language: Language) -> Iterator[str]:
    yield f"# {WORDS['lists'].in_(language)}"
    yield from _heading(CONSENT, language)
    for element in CONSENT_CONTENT:
        star = "*" if element.required else ""
        yield f"- {element.label.in_(language)}{star} ({element.citation}; {_told(element.mark, language)})"
    yield f"- {NOT_A_GDPR_GROUND.in_(language)}"
    yield from _heading(AGES, language)
    for rule in CONSENT_AGES:
        yield f"- {rule.text.in_(language)} ({rule.citation}; {_told(rule.mark, language)})"
    yield f"- {PLACEMENT.in_(language)}"
    yield from _heading(RECORD, language)
    for field in RECORD_FIELDS:
        star = "*" if field.required else ""
        yield f"{field.number}. {field.label.in_(language)}{star} (`{field.id}`; {field.citation})"
    yield from _heading(KEEPING, language)
    for period in RETENTION:
        yield f"- {period.text.in_(language)} ({period.citation}; {_told(period.mark, language)})"
    yield from _heading(PROTECTED, language)
    for level in PROTECTION_LEVELS:
        told = f"{level.means.in_(language)} ({level.citation}; {_told(level.mark, language)})"
        yield f"{level.level}. **{level.name.in_(language)}**: {told}"


def _heading(text: Text, language: Language) -> Iterator[str]:
    yield ""
    yield f"## {text.in_(language)}"
    yield ""


def _told(mark: Mark, language: Language) -> str:
    return MARKS[mark].in_(language)
