"""Consent: given with its content, withdrawn or run out. Its end closes what rests on it at once."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures import delivery
from trefas.disclosures.actions._weighing import locked, weigh
from trefas.disclosures.assessing import CONSENT_KEY, age_of
from trefas.disclosures.days import today
from trefas.disclosures.delivery import Sending
from trefas.disclosures.language import said
from trefas.disclosures.models import (
    Assessment,
    Consent,
    Decision,
    Duty,
    DutyKind,
    GivenHow,
    GuardianConsent,
    Receipt,
)
from trefas.disclosures.policy import holds
from trefas.law import CONSENT_CONTENT
from trefas.law.words import ALL_PURPOSES, CATEGORIES
from trefas.persons.models import Person
from trefas.persons.policy import is_whole
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership
from trefas.rooms.opening import opened

ADULT = 18
# What other contexts do in the same transaction when a consent is given or has ended: (by, consent, now).
Heeding = Callable[[Acting, Consent, datetime], None]
_HEEDING: list[Heeding] = []
# Elements of law.CONSENT_CONTENT that stand in columns, or hold by how a consent is kept; the rest are confirmed.
KEPT = {"parties", "information", "purpose", "duration", "one_person", "documented", "written", "who", "consequences"}


@dataclass(frozen=True)
class Terms:
    """What a consent says. `confirmed` = the elements of law.CONSENT_CONTENT that were read aloud and understood."""

    who: str
    receiver_ids: tuple[uuid.UUID, ...]
    information: tuple[str, ...]
    purposes: tuple[str, ...]
    given_on: date
    expires_on: date
    given_how: str
    consequences: str
    co_operation: str = ""
    guardian: str = GuardianConsent.NOT_NEEDED
    child_reason: str = ""
    confirmed: frozenset[str] = frozenset()


def heed(act: Heeding) -> None:
    """Have something done whenever a consent is given or ends."""
    _HEEDING.append(act)


def _told(consent: Consent, *, by: Acting, now: datetime) -> None:
    for act in _HEEDING:
        act(by, consent, now)


@action
def give_consent(*, by: Acting, person: Person, terms: Terms, now: datetime) -> Consent:
    """Keep a consent; refuses one that lacks what a valid consent must contain (law.CONSENT_CONTENT)."""
    holds(by, "disclose", "follow").demand()
    is_whole(person).demand()
    _judge(person, terms, today(now))
    consent = Consent.objects.create(
        room_id=person.room_id, person=person, information=list(terms.information), purposes=list(terms.purposes),
        receiver_ids=list(terms.receiver_ids), given_on=terms.given_on, expires_on=terms.expires_on,
        given_how=terms.given_how, guardian=terms.guardian, recorded_by_id=by.user_id, recorded_at=now,
        content={
            "who": terms.who.strip(), "co_operation": terms.co_operation.strip(),
            "consequences": terms.consequences.strip(), "child_reason": terms.child_reason.strip(),
            "confirmed": sorted(terms.confirmed),
        },
    )  # fmt: skip
    ids = {"consent": [consent.pk], "person": [person.pk]}
    entry.current().record(Event("consent.given", ids=ids, codes={"how": terms.given_how}), room_id=person.room_id)
    _told(consent, by=by, now=now)
    return consent


@action
def withdraw_consent(*, by: Acting, consent: Consent, now: datetime) -> Consent:
    """Note that a consent is taken back: drafts and undelivered disclosures stop, receivers are told."""
    holds(by, "disclose", "follow", "register").demand()
    kept = Consent.objects.select_for_update().get(room_id=consent.room_id, pk=consent.pk)
    if kept.withdrawn_at is not None:
        raise RefusedError(_("The consent has already been taken back."))
    _reserve([kept])
    kept.withdrawn_at = now
    kept.save(update_fields=["withdrawn_at"])
    _close(kept, by=by, now=now)
    entry.current().record(Event("consent.withdrawn", ids={"consent": [kept.pk]}), room_id=kept.room_id)
    _told(kept, by=by, now=now)
    return kept


@action
def close_expired_consents(*, by: Acting, now: datetime) -> int:
    """Act on consents that have run out; returns how many. Their keys closed by the date itself."""
    ended = Consent.objects.select_for_update().filter(room_id__in=opened(), closed_at=None)
    found = list(ended.filter(expires_on__lte=today(now)).order_by("expires_on", "id"))
    _reserve(found)
    for consent in found:
        _close(consent, by=by, now=now)
        _told(consent, by=by, now=now)
    ids = {"consent": [consent.pk for consent in found]}
    entry.current().record(Event("consents.expired", ids=ids, counts={"consents": len(found)}))
    return len(found)


def _judge(person: Person, terms: Terms, on: date) -> None:
    for element in CONSENT_CONTENT:
        if element.required and not _states(terms, element.id):
            raise RefusedError(_("The consent lacks this: %(element)s.") % {"element": said(element.label)})
    if set(terms.information) - set(CATEGORIES) or set(terms.purposes) - ALL_PURPOSES:
        raise ValueError("A consent names the law's own categories and purposes.")
    if terms.given_on > on or terms.expires_on <= terms.given_on:
        raise RefusedError(_("Write the day it was given, and a later day when it ends."))
    _judge_child(person, terms, on)


def _judge_child(person: Person, terms: Terms, on: date) -> None:
    age = age_of(person, on)
    is_child = age is not None and age < ADULT
    if is_child and terms.guardian == GuardianConsent.NOT_NEEDED:
        raise RefusedError(_("The person is under 18. Say who disposes of the secrecy (OSL 12:3)."))
    if terms.guardian == GuardianConsent.CHILD_ALONE and not terms.child_reason.strip():
        raise RefusedError(_("Write why the child disposes of it alone: age, maturity, and what a guardian's part is."))
    if terms.given_how not in GivenHow.values:
        raise RefusedError(_("Say how the consent was given."))


def _states(terms: Terms, element: str) -> bool:
    stated = {
        "who": bool(terms.who.strip()),
        "parties": bool(terms.receiver_ids),
        "information": bool(terms.information),
        "purpose": bool(terms.purposes),
        "consequences": bool(terms.consequences.strip()),
    }
    return stated.get(element, element in KEPT or element in terms.confirmed)


def _close(consent: Consent, *, by: Acting, now: datetime) -> None:
    """Stop what rests on it; what was lawfully given stays, and its receivers are told."""
    _stop_drafts(consent, by=by, now=now)
    _tell(consent, _stop_deliveries(consent, by=by), by=by, now=now)
    consent.closed_at = now
    consent.save(update_fields=["closed_at"])
    # At night nobody's unit acts: the task is for the unit of the one who wrote the consent down.
    wrote = Membership.objects.filter(room_id=consent.room_id, user_id=consent.recorded_by_id).order_by("-starts_at")
    unit_id = wrote.values_list("unit_id", flat=True).first() or by.unit_id
    Duty.objects.create(
        room_id=consent.room_id, kind=DutyKind.CONSENT_ENDED, provision=CONSENT_KEY, person_id=consent.person_id,
        consent=consent, unit_id=unit_id, owner_id=consent.recorded_by_id, due_on=today(now), made_at=now,
    )  # fmt: skip


def _stop_drafts(consent: Consent, *, by: Acting, now: datetime) -> None:
    drafts = Assessment.objects.filter(room_id=consent.room_id, person_id=consent.person_id, decision=Decision.OPEN)
    resting = drafts.filter(statutes__contains=[CONSENT_KEY], receiver_id__in=consent.receiver_ids)
    for draft in resting.order_by("id"):
        kept = locked(draft.room_id, draft.pk)
        weigh(kept, by=by, on=today(now))
        kept.version += 1
        kept.save()
        event = Event("assessment.stopped", ids={"assessment": [kept.pk], "consent": [consent.pk]})
        entry.current().record(event, room_id=kept.room_id)


def _reserve(consents: Sequence[Consent]) -> None:
    sent = [receipt.envelope for consent in consents for receipt in _sent_under(consent)]
    delivery.reserve((unit for consent in consents for unit in consent.receiver_ids), sent)


def _sent_under(consent: Consent) -> QuerySet[Receipt]:
    resting = Assessment.objects.filter(room_id=consent.room_id, consents__contains=[consent.pk]).values("id")
    sent = Receipt.objects.filter(room_id=consent.room_id, assessment_id__in=resting, direction="out")
    return sent.exclude(state="withdrawn").order_by("at", "id")


def _stop_deliveries(consent: Consent, *, by: Acting) -> list[Receipt]:
    """Take back what is not registered yet; returns the receipts of what stays with its receiver."""
    stays = []
    for receipt in _sent_under(consent):
        # What lies elsewhere is only asked back, and may be registered meanwhile: its receiver is told as well.
        taken = receipt.state != "registered" and delivery.withdraw(receipt, by=by)
        if not taken or receipt.state == "withdrawing":
            stays.append(receipt)
    return stays


def _tell(consent: Consent, receipts: Iterable[Receipt], *, by: Acting, now: datetime) -> None:
    by_unit: dict[uuid.UUID, list[Receipt]] = {}
    for receipt in receipts:
        by_unit.setdefault(receipt.other_unit_id, []).append(receipt)
    units = Unit.objects.in_bulk(list(by_unit))
    for unit_id, rested in by_unit.items():
        payload = {
            "version": 1,
            "notice": "consent_ended",
            "about": [str(receipt.envelope) for receipt in rested],
            "ended_on": today(now).isoformat(),
        }
        delivery.send(Sending("notice", units[unit_id], payload, (CONSENT_KEY,)), by=by, now=now)
