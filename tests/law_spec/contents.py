"""The chapters of the specification, in order, and their cases as data."""

from __future__ import annotations

from typing import Any

from tests.law_spec import (
    osl_10_general,
    osl_10_social,
    osl_12,
    osl_26,
    other_acts,
    reasoning,
    sol,
)
from tests.law_spec.spec import Case, Section

CHAPTERS = (reasoning, osl_10_general, osl_10_social, osl_12, osl_26, sol, other_acts)


def sections() -> tuple[Section, ...]:
    """Every section of every chapter."""
    return tuple(section for chapter in CHAPTERS for section in chapter.SECTIONS)


def cases() -> tuple[Case, ...]:
    """Every paragraph."""
    return tuple(case for section in sections() for case in section.cases)


def as_data() -> list[dict[str, Any]]:
    """The paragraphs as the package keeps them, so that an installation can compare rulebooks."""
    return [
        {
            "provision": case.provision,
            "sv": case.sv,
            "en": case.en,
            "request": dict(case.request),
            "signed": list(case.signed),
            "expects": dict(case.expects),
        }
        for case in cases()
    ]
