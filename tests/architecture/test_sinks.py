"""The inventory of places where a value can leave is the code's own: a new one that nobody judged fails the build."""

import re
from pathlib import Path

import trefas
from trefas.accountability.sinks import MARKS, SINKS
from trefas.law import CORE_RULES, EXIT_WHEREABOUTS, PROTECTION_LEVELS
from trefas.persons.models import Protection

HOME = Path(trefas.__file__).parent
# Commands and the demo write to the terminal of whoever runs the installation; no page of theirs is served.
APART = ("cli", "demo", "config", "analysis", "law", "methods", "sheets")


def found() -> set[tuple[str, str]]:
    places = set()
    for path in HOME.rglob("*.py"):
        parts = path.relative_to(HOME).with_suffix("").parts
        if parts[0] in APART or parts == ("accountability", "sinks"):
            continue
        source = path.read_text(encoding="utf-8")
        places |= {(".".join(parts), kind) for kind, mark in MARKS.items() if re.search(mark, source)}
    return places


def test_every_place_where_a_value_can_leave_is_listed() -> None:
    listed = {(sink.module, sink.kind) for sink in SINKS}
    assert found() - listed == set()
    assert listed - found() == set()


def test_every_rule_named_by_a_sink_is_a_core_rule() -> None:
    known = {rule.id for rule in CORE_RULES}
    assert {rule for sink in SINKS for rule in sink.rules} <= known


def test_the_levels_a_person_may_have_are_those_of_the_law() -> None:
    law = {level.id for level in (*PROTECTION_LEVELS, EXIT_WHEREABOUTS)}
    assert law == set(Protection.values) - {Protection.NONE.value}
