"""Which fields of the record a case calls for."""

from __future__ import annotations

from collections.abc import Iterable

from trefas.law.record_fields import RECORD_FIELDS
from trefas.law.request import Request
from trefas.law.words import LAW_ENFORCEMENT, PRIVATE

ADULT_FROM = 18
ALWAYS = frozenset(field.id for field in RECORD_FIELDS if field.required)
PROTECTED = frozenset({"protected_whereabouts", "protected_registration", "police_protection"})


def must_record(request: Request, used: Iterable[str]) -> tuple[str, ...]:
    """Ids of the fields this case calls for, in order; `used` are the keys that open or could."""
    called = ALWAYS | _called(request, frozenset(used))
    return tuple(field.id for field in RECORD_FIELDS if field.id in called)


def _called(request: Request, used: frozenset[str]) -> frozenset[str]:
    age = request.subject.age
    when = {
        "initiative": request.requested,
        "consent": "OSL-12-2" in used,
        "child": age is not None and age < ADULT_FROM,
        "protected_identity": bool(PROTECTED & request.information),
        "reservation": request.receiver in PRIVATE,
        "reliability": request.sender in LAW_ENFORCEMENT,
    }
    return frozenset(field for field, called in when.items() if called)
