"""Puts an assessment to the rulebook: who tells whom, what, about somebody how old, and what the officer answered."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trefas.authorities.models import AuthorityKind, RoomKind, Unit
from trefas.disclosures.models import Assessment, Consent, GuardianConsent
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
CONSENT_ALONE = frozenset({"consent_given", "consent_covers", "consent_valid", "guardian_disposes"})
# What a room's own notes are, when the one who wrote them did not say.
USUAL_CATEGORY = {
    RoomKind.POLICE: "police_intelligence",
    RoomKind.SOCIAL_SERVICES: "social_services_case",
    RoomKind.EXIT_UNIT: "social_services_case",
    RoomKind.PRISON_AND_PROBATION: "prison_and_probation",
}


@dataclass(frozen=True)
class Parties:
    """The sending room's branch and the receiving unit, with their authorities."""

    sender_kind: str
    receiver_kind: str
    relation: str
    sender: str = ""
    receiver: str = ""


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
    return Parties(sender.kind, other.kind, relation, sender.name, other.name)


def usual_category(room_kind: str) -> str:
    """Return the law's category of what a room of the kind holds about a person."""
    return USUAL_CATEGORY.get(RoomKind(room_kind), "social_services_case")


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
    conditions = facts.get("conditions", {})
    own = {name: said for name, said in conditions.get(CONSENT_KEY, {}).items() if name not in CONSENT_ALONE}
    known = consent_facts(assessment, consents, on)
    request = Request(
        id=str(assessment.pk),
        date=on,
        sender=given.sender_kind,
        receiver=given.receiver_kind,
        relation=given.relation,
        information=information(assessment),
        purpose=assessment.purpose,
        subject=Subject(age_of(assessment.person, on), facts.get("age_at_offence")),
        requested=assessment.requested,
        facts={**conditions, CONSENT_KEY: {**own, **known}},
        harm=facts.get("harm", {}),
    )
    return ask(request, signatures)


def information(assessment: Assessment) -> frozenset[str]:
    """Return the law's categories of the items that are to be given."""
    items = [item for item in assessment.items if item.get("given", True)]
    return frozenset(category for item in items for category in item["categories"])


def consent_facts(assessment: Assessment, consents: Sequence[Consent], on: date) -> dict[str, bool]:
    """Return what the recorded consents answer: given, covering receiver, information and purpose, and valid today."""
    covers = covering(assessment, consents)
    valid = [consent for consent in covers if holds(consent, on)]
    return {
        "consent_given": bool(consents),
        "consent_covers": bool(covers),
        "consent_valid": bool(valid),
        "guardian_disposes": any(consent.guardian != GuardianConsent.NOT_NEEDED for consent in valid),
    }


def covering(assessment: Assessment, consents: Iterable[Consent]) -> list[Consent]:
    """Return the consents that name this receiver, all of this information, and this purpose."""
    wanted = information(assessment)
    return [
        consent
        for consent in consents
        if assessment.receiver_id in consent.receiver_ids
        and wanted <= set(consent.information)
        and assessment.purpose in consent.purposes
    ]


def holds(consent: Consent, on: date) -> bool:
    """Return whether a consent is given, not expired and not withdrawn on a day."""
    return consent.withdrawn_at is None and consent.given_on <= on < consent.expires_on


def unopened(answer: Answer) -> list[str]:
    """Return the secrecy that no provision opens yet: its questions are not answered, or answered with no."""
    opening = {key.key.id for key in answer.weighed if key.status == "opens"}
    return [lock.lock.id for lock in answer.locks if not opening & set(lock.opened_by)]


def grounds(answer: Answer) -> list[str]:
    """Return the provisions that open some secrecy here, in the order of examination."""
    held = {lock.lock.id for lock in answer.locks}
    return [key.key.id for key in answer.weighed if key.status == "opens" and held & set(key.opens)]


def rests_on(
    assessment: Assessment, given: Parties, *, on: date, consents: Sequence[Consent], signatures: Signatures
) -> list[uuid.UUID]:
    """Return the consents without which some secrecy would stay closed: none when other provisions open all of it."""
    if not unopened(put(assessment, given, on=on, consents=(), signatures=signatures)):
        return []
    return [consent.pk for consent in covering(assessment, consents) if holds(consent, on)]
