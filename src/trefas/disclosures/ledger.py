"""The ledger of disclosures per statute: as figures with 1-4 suppressed, and row by row for who reviews the log."""

import re
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from trefas.disclosures.models import Assessment, Decision
from trefas.law import RULEBOOK

SMALLEST_SHOWN = 5
CHAPTER_AND_SECTION = re.compile(r"(?P<act>[^\W\d_]+)-(?:(?P<chapter>\d+)-)?(?P<section>\d+)")


@dataclass(frozen=True)
class Line:
    """How often a provision was the ground of something given; `count` is None when it is 1-4, or hides one that is."""

    rule: str
    citation: str
    count: int | None
    small: bool = False


@dataclass(frozen=True)
class Ledger:
    """Figures of one room and period; a total is None when it would reveal a suppressed line."""

    lines: tuple[Line, ...]
    given: int | None
    refused: int | None


def decided(room_id: uuid.UUID, start: datetime, end: datetime) -> QuerySet[Assessment]:
    """Return what was decided in a period, newest first; `end` is not in it."""
    found = Assessment.objects.filter(room_id=room_id, decided_at__gte=start, decided_at__lt=end)
    return found.exclude(decision__in=(Decision.OPEN, Decision.BEFOREHAND)).order_by("-decided_at", "id")


def ledger(room_id: uuid.UUID, start: datetime, end: datetime) -> Ledger:
    """Count grounds in a period. One query; no row of a person leaves it."""
    rows = list(decided(room_id, start, end).values_list("decision", "statutes"))
    given = [statutes for decision, statutes in rows if decision != Decision.REFUSED]
    counts = Counter(rule for statutes in given for rule in (statutes or ["none"]))
    lines = [Line(rule, citation(rule), shown(count), 0 < count < SMALLEST_SHOWN) for rule, count in counts.items()]
    ordered = sorted(lines, key=lambda line: (-(line.count or 0), line.citation))
    return Ledger(tuple(ordered), shown(len(given)), shown(len(rows) - len(given)))


def shown(count: int) -> int | None:
    """Return a count that may be shown: 0, or 5 and over. A disclosure may rest on several grounds, so none sum up."""
    return None if 0 < count < SMALLEST_SHOWN else count


def citation(rule: str) -> str:
    """Return how a provision is cited: "SoL 14 kap. 2 §", "FL 27 §", also when it is no rule of the book."""
    for rules in (RULEBOOK.keys, RULEBOOK.provisions, RULEBOOK.locks):
        if rule in rules:
            return rules[rule].citation
    found = CHAPTER_AND_SECTION.fullmatch(rule)
    if found is None:
        return "" if rule == "none" else rule
    chapter = f"{found['chapter']} kap. " if found["chapter"] else ""
    return f"{found['act']} {chapter}{found['section']} §"
