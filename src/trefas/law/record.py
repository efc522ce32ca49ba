"""Which fields of the record a case calls for."""

from __future__ import annotations

from collections.abc import Container
from functools import cache

from trefas.law.record_fields import RECORD_FIELDS
from trefas.law.request import Request
from trefas.law.words import LAW_ENFORCEMENT, PRIVATE

ADULT_FROM = 18
ALWAYS = frozenset(field.id for field in RECORD_FIELDS if field.required)
PROTECTED = frozenset({"protected_whereabouts", "protected_registration", "police_protection"})


def must_record(request: Request, used: Container[str]) -> tuple[str, ...]:
    """Ids of the fields this case calls for, in order; `used` are the keys that open or could."""
    age = request.subject.age
    return _ordered(
        ("initiative", request.requested),
        ("consent", "OSL-12-2" in used),
        ("child", age is not None and age < ADULT_FROM),
        ("protected_identity", not PROTECTED.isdisjoint(request.information)),
        ("reservation", request.receiver in PRIVATE),
        ("reliability", request.sender in LAW_ENFORCEMENT),
    )


@cache
def _ordered(*called: tuple[str, bool]) -> tuple[str, ...]:
    """Of 64 combinations at most."""
    wanted = ALWAYS | {field for field, call in called if call}
    return tuple(field.id for field in RECORD_FIELDS if field.id in wanted)
