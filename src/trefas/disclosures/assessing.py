"""Puts an assessment to the rulebook: who tells whom, what, about somebody how old, and what the officer answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trefas.authorities.models import AuthorityKind, Unit
from trefas.disclosures.models import Assessment, Consent
from trefas.law import Answer, Request, Signatures, Subject, ask
from trefas.law.signatures import NOTHING_SIGNED
from trefas.persons.models import Person
from trefas.rooms.models import Room
from trefas.sheets.identity_numbers import age_on

MUNICIPAL = frozenset(
    {
        AuthorityKind.SOCIAL_SERVICES,
        AuthorityKind.SCHOOL,
        AuthorityKind.CITY_EXECUTIVE,
        AuthorityKind.OTHER_BOARD,
    }
)
# What the system itself knows of a consent: the officer is not asked, and cannot answer otherwise.
CONSENT_KEY = "OSL-12-2"


@dataclass(frozen=True)
class Parties:
    """The sending room's branch and the receiving unit, with their authorities."""

    sender_kind: str
    receiver_kind: str
    relation: str


def parties(room: Room, receiver: Unit) -> Parties:
    """Return the kinds and the relation of sender and receiver (OSL 8:1-2). Two queries at most."""
    sender, other = room.branch.authority, receiver.branch.authority
    if receiver.branch_id == room.branch_id:
        relation = "same_branch"
    elif sender.pk == other.pk:
        relation = "independent_branch"
    elif sender.kind in MUNICIPAL and other.kind in MUNICIPAL:
        relation = "same_municipality"
    else:
        relation = "different"
    return Parties(sender.kind, other.kind, relation)


def age_of(person: Person, on: date) -> int | None:
    """Return whole years on the day of disclosure, or None when the birth date is not known."""
    return age_on(date.fromisoformat(person.birth_date), on) if person.birth_date else None


def put(
    assessment: Assessment,
    given: Parties,
    *,
    on: date,
    consents: Sequence[Consent] = (),
    signatures: Signatures = NOTHING_SIGNED,
) -> Answer:
    """Ask the rulebook about the items that are to be given, with the facts so far and the consents that hold."""
    facts: Mapping[str, Any] = assessment.facts or {}
    items = [item for item in assessment.items if item.get("given", True)]
    answered = {**facts.get("conditions", {})}
    if consents:
        answered[CONSENT_KEY] = {**answered.get(CONSENT_KEY, {}), **consent_facts(assessment, consents, on)}
    request = Request(
        id=str(assessment.pk),
        date=on,
        sender=given.sender_kind,
        receiver=given.receiver_kind,
        relation=given.relation,
        information=frozenset(category for item in items for category in item["categories"]),
        purpose=assessment.purpose,
        subject=Subject(age_of(assessment.person, on), facts.get("age_at_offence")),
        requested=assessment.requested,
        facts=answered,
        harm=facts.get("harm", {}),
    )
    return ask(request, signatures)


def consent_facts(assessment: Assessment, consents: Sequence[Consent], on: date) -> dict[str, bool]:
    """Return what the recorded consents answer: given, covering this receiver, and valid today."""
    valid = [consent for consent in consents if holds(consent, on)]
    covering = [consent for consent in valid if assessment.receiver_id in consent.receiver_ids]
    return {
        "consent_given": bool(consents),
        "consent_covers": bool(covering),
        "consent_valid": bool(valid),
    }


def holds(consent: Consent, on: date) -> bool:
    """Return whether a consent is given, not expired and not withdrawn on a day."""
    return consent.withdrawn_at is None and consent.given_on <= on < consent.expires_on
