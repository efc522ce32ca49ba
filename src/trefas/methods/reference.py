"""The reference page of a method, written from its definition: diagram, table of moves, grounds, figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .definition import SAME, START, Method, Move, SecondLook
from .invariants import INVARIANTS
from .judgements import ends_alone
from .text import Text
from .verdicts import Outcome

ARROW_TEST = "test_arrows.py::test_arrow"


def arrows(method: Method) -> Iterator[tuple[str, Move, str, str]]:
    """Every arrow as (name, move, source, target), one for each source of each move."""
    for move in method.moves:
        for source in move.sources:
            target = source if move.target == SAME else move.target
            yield f"{method.id}-{move.id}-{source}", move, source, target


def page(method: Method) -> str:
    """The page as Markdown; the same definition always gives the same text."""
    parts = [
        f"# {_both(method.name)}\n\nWritten by `trefas methods docs --write`; do not edit.",
        f"{method.purpose.sv}\n\n*{method.purpose.en}*",
        f"Version {method.version}, content `{method.content_hash}`.",
        f"Samtycke först / Consent first: {_yes(method.consent.required)}.",
        "## Skeden / Stages\n\n" + diagram(method),
        "## Pilar / Arrows\n\n" + _arrow_table(method),
        "## Kriterier / Criteria\n\n" + _criteria(method),
        "## Åtgärder / Measures\n\n" + _measures(method),
        "## Stöd / Support\n\n" + _supports(method),
        "## Beställningar / Orders\n\n" + _orders(method),
        "## Grunder för avslut / Grounds for ending\n\n" + _endings(method),
        "## Siffror / Figures\n\n" + _figures(method),
        "## Vad som alltid gäller / Invariants\n\n" + _invariants(),
    ]
    return "\n\n".join(parts) + "\n"


def diagram(method: Method) -> str:
    """The state diagram as Mermaid; arrows that leave the stage as it is are in the table only."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{_both(stage.name)}" as {stage.id}' for stage in method.stages]
    for _, move, source, target in arrows(method):
        if source != target:
            start = "[*]" if source == START else source
            lines.append(f"    {start} --> {target} : {_both(method.event(move.event).label)}")
    ended = (stage.id for stage in method.stages if stage.closed)
    return "\n".join([*lines, *(f"    {stage} --> [*]" for stage in ended), "```"])


def _arrow_table(method: Method) -> str:
    names = {stage.id: _both(stage.name) for stage in method.stages} | {START: "–"}
    rows = [
        (
            names[source],
            _both(method.event(move.event).label),
            names[target],
            _listed(move.guards),
            _test(name),
        )
        for name, move, source, target in arrows(method)
    ]
    return _table(("Från / From", "Händelse / Event", "Till / To", "Villkor / Guard", "Test"), rows)


def _test(name: str) -> str:
    return f"`{ARROW_TEST}[{name}]`"


def _criteria(method: Method) -> str:
    rows = [
        (_both(row.name), _yes(row.necessary), str(row.evidence_needed), "; ".join(map(_both, row.evidence)))
        for row in method.criteria
    ]
    return _table(("Kriterium / Criterion", "Krävs / Necessary", "Antal / Number", "Underlag / Evidence"), rows)


def _measures(method: Method) -> str:
    rows = [
        (
            _both(row.name),
            _listed(row.grounds),
            row.owner.value,
            "; ".join(map(_both, row.facts)),
            _ages(row.age_from, row.age_below),
        )
        for row in method.measures
    ]
    return _table(("Åtgärd / Measure", "Lagrum / Ground", "Ägare / Owner", "Fakta / Facts", "Ålder / Age"), rows)


def _ages(age_from: int | None, age_below: int | None) -> str:
    low = "" if age_from is None else f"≥ {age_from}"
    high = "" if age_below is None else f"< {age_below}"
    return " ".join(filter(None, (low, high))) or "–"


def _supports(method: Method) -> str:
    rows = [(_both(row.name), _listed(row.grounds), row.owner.value) for row in method.supports]
    return _table(("Stöd / Support", "Lagrum / Ground", "Ägare / Owner"), rows)


def _orders(method: Method) -> str:
    rows = [
        (
            _both(row.name),
            _both(method.event(row.event).label),
            row.owner.value,
            str(row.days),
            row.purpose.value,
        )
        for row in method.orders
    ]
    head = ("Beställning / Order", "Vid / On", "Utför / Does it", "Dagar / Days", "Ändamål / Purpose")
    return _table(head, rows)


def _endings(method: Method) -> str:
    ways = {term.id: _both(term.name) for term in method.verifications}
    rows = [
        (
            _both(row.name),
            row.polarity.value,
            "; ".join(f"{ways[way]}: {polarity.value}" for way, polarity in row.verified.items()),
            _yes(row.tells_receivers),
            _looked_at(method, row.id, ways),
        )
        for row in method.endings
    ]
    head = ("Grund / Ground", "Okontrollerad / Unverified", "Kontrollerad / Verified", "Meddelas / Told")
    return _table((*head, "Andra bedömning / Second look"), rows)


def _looked_at(method: Method, ground: str, ways: Mapping[str, str]) -> str:
    """The ways of verifying by which a second person looks at an ending on the ground."""
    ending = method.ending(ground)
    if ending.second_look is SecondLook.ALWAYS:
        return "alltid / always"
    return _listed(way for code, way in ways.items() if code in ending.verified and _refused(method, ground, code))


def _refused(method: Method, ground: str, verified: str) -> bool:
    return ends_alone(method, ground, verified).outcome is Outcome.REFUSED


def _figures(method: Method) -> str:
    rows = [(_both(row.name), row.kind.value, row.counted_by.value) for row in method.figures]
    return _table(("Siffra / Figure", "Slag / Kind", "Räknas av / Counted by"), rows)


def _invariants() -> str:
    rows = [(_both(row.name), f"`{row.test}`") for row in INVARIANTS]
    return _table(("Regel / Rule", "Test"), rows)


def _both(text: Text) -> str:
    return text.sv if text.sv == text.en else f"{text.sv} / {text.en}"


def _yes(value: bool) -> str:
    return "ja / yes" if value else "nej / no"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values) or "–"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
