"""The record of an assessment: the 22 fields of `law.RECORD_FIELDS`, filled by the system where it knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from trefas.disclosures.assessing import Parties, age_of, grounds, information
from trefas.disclosures.days import today
from trefas.disclosures.language import said as law_said
from trefas.disclosures.models import Assessment, Decision
from trefas.law import RECORD_FIELDS, Answer, ConditionAnswer
from trefas.persons.models import Protection
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError

CHILD = 18
# Said by the officer; all else is known. A refusal says its reasons, a child's record the child's view.
FREE = frozenset(
    {
        "child", "third_persons", "harm_test", "outcome", "reservation", "person_informed", "diary_number", "review",
        "form", "message", "asked_by", "necessity",
    }
)  # fmt: skip
KNOWN_LENGTH = 4000


@dataclass(frozen=True)
class Deciding:
    """All that a record tells of: the assessment with what the law said, who decides what, and when."""

    assessment: Assessment
    answer: Answer
    parties: Parties
    decision: Decision
    by: Acting
    now: datetime


def complete(case: Deciding, words: Mapping[str, str]) -> dict[str, Any]:
    """Return the whole record; raises RefusedError naming the first field that is demanded and empty."""
    said = {name: str(text).strip()[:KNOWN_LENGTH] for name, text in words.items() if str(text).strip()}
    if unknown := set(said) - FREE:
        raise ValueError(f"{min(unknown)} is not for the officer to write.")
    known = {**_who(case), **_what(case), **_law(case), **_others(case)}
    record = {name: _joined(known.get(name), said.get(name)) for name in [field.id for field in RECORD_FIELDS]}
    _demand(case, record, said)
    return {**record, **{name: said[name] for name in ("message", "asked_by", "necessity") if name in said}}


def _who(case: Deciding) -> dict[str, Any]:
    by, assessment = case.by, case.assessment
    age = age_of(assessment.person, today(case.now))
    return {
        "time": case.now.isoformat(),
        "sender": {
            "authority": case.parties.sender, "unit": by.unit_name, "officer": by.name, "role": by.role,
            "mandate": "disclose",
        },
        "receiver": {
            "authority": case.parties.receiver, "unit": str(assessment.receiver_id),
            "officer": (assessment.oral or {}).get("told_to", ""),
        },
        "persons": {"person": str(assessment.person_id), "age": age, "child": age is not None and age < CHILD},
    }  # fmt: skip


def _what(case: Deciding) -> dict[str, Any]:
    assessment = case.assessment
    return {
        "information": {"categories": sorted(information(assessment)), "items": assessment.items},
        "initiative": {"requested": assessment.requested, "purpose": assessment.purpose},
        "form": "oral" if assessment.told_at else "electronic",
        "outcome": {"decision": case.decision.value, "advice": case.answer.outcome},
        "log": {"assessment": str(assessment.pk), "rulebook": case.answer.rulebook},
    }


def _law(case: Deciding) -> dict[str, Any]:
    answer, harm = case.answer, (case.assessment.facts or {}).get("harm", {})
    notes = (case.assessment.facts or {}).get("notes", {})
    opening = set(grounds(answer))
    return {
        "secrecy": [lock.lock.id for lock in answer.locks] + [lock for lock, holds in harm.items() if holds is False],
        "harm_test": [_tested(lock.lock.id, lock.lock.test, True, notes) for lock in answer.locks]
        + [_tested(lock, None, False, notes) for lock, holds in harm.items() if holds is False],
        "ground": [
            {
                "rule": key.key.id, "citation": key.key.citation, "certain": key.certain, "opens": list(key.opens),
                "conditions": [_condition(key.key.id, one, notes) for one in key.conditions],
            }
            for key in answer.weighed if key.key.id in opening
        ] or ["BrB-24-4"] * (case.decision is not Decision.REFUSED and bool(answer.locks)),
        "protection_at_receiver": {
            "rules": list(answer.receiver.protected_by),
            "warning": answer.receiver.warning.sv if answer.receiver.warning else "",
        },
    }  # fmt: skip


def _condition(rule: str, one: ConditionAnswer, notes: Mapping[str, str]) -> dict[str, Any]:
    return {"id": one.condition.id, "answer": one.answer, "fact": notes.get(f"{rule}.{one.condition.id}", "")}


def _tested(lock: str, test: str | None, holds: bool, notes: Mapping[str, str]) -> dict[str, Any]:
    return {"secrecy": lock, "test": test, "holds": holds, "why": notes.get(lock, "")}


def _others(case: Deciding) -> dict[str, Any]:
    protection = case.assessment.person.protection
    return {
        "consent": [str(one) for one in case.assessment.consents],
        "protected_identity": "" if protection == Protection.NONE else str(protection),
    }


def _joined(known: Any, said: str | None) -> Any:
    if said is None:
        return known
    if isinstance(known, dict):
        return {**known, "words": said}
    return [*known, {"words": said}] if isinstance(known, list) and known else said


def _demand(case: Deciding, record: Mapping[str, Any], said: Mapping[str, str]) -> None:
    if case.decision not in (Decision.GIVEN, Decision.BEFOREHAND) and "outcome" not in said:
        raise RefusedError(_("Write why you refuse, or which part you keep back."))
    if case.decision is Decision.REFUSED:
        return
    labels = {field.id: field.label for field in RECORD_FIELDS}
    known = {"secrecy", "harm_test", "consent", "protected_identity", "reliability", "initiative", "ground"}
    for name in case.answer.must_record:
        if name not in known and not record.get(name):
            text = _("Write down: %(field)s. The law asks for it here.") % {"field": law_said(labels[name])}
            raise RefusedError(text)
