"""Deciding beforehand what an emergency may open, taking it back, and reviewing that it was opened."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from trefas.accountability.breaking_glass import tokens_of
from trefas.accountability.breaking_models import Beforehand, BeforehandState, Finding
from trefas.accountability.breaking_policy import BEFOREHAND_MOVES, may_review, may_stand
from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures import items
from trefas.disclosures.actions import decide_beforehand
from trefas.disclosures.actions._weighing import weigh
from trefas.disclosures.actions.deciding import BREACH_HOURS
from trefas.disclosures.assessing import unopened
from trefas.disclosures.days import today
from trefas.disclosures.models import Assessment, Breach, BreachKind, Consent
from trefas.disclosures.policy import GIVEABLE, holds
from trefas.persons.models import Person
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room
from trefas.rooms.opening import open_rooms


@dataclass(frozen=True)
class Standing:
    """When a decision made beforehand holds: in which emergencies, until which day, for which roles there.

    `by_name`: may also be found by name and birth year; never for somebody with protected personal data.
    """

    emergencies: Sequence[str]
    until: date
    roles: Sequence[str] = ()
    by_name: bool = False
    withheld: Sequence[uuid.UUID] = field(default=())


@action
def prepare_for_emergency(
    *, by: Acting, assessment: Assessment, version: int, record: Mapping[str, str], terms: Standing, now: datetime
) -> Beforehand:
    """Decide now what one unit may be given in an emergency. Judged, signed and sealed as if it were given."""
    may_stand(assessment, list(terms.emergencies), list(terms.roles), terms.until, today(now)).demand()
    kept, made = decide_beforehand(
        by=by, assessment=assessment, version=version, record=record, now=now, withheld=terms.withheld
    )
    if made.room.installation:
        raise RefusedError(
            _("That unit's information lies elsewhere, and cannot be opened from there. Call it instead.")
        )
    row = Beforehand.objects.create(
        room_id=kept.room_id, person_id=kept.person_id, assessment=kept, receiver_id=kept.receiver_id,
        receiver_room=made.room.pk, sender_room=by.room_id, sender_unit_id=by.unit_id, roles=sorted(terms.roles),
        emergencies=sorted(terms.emergencies), tokens=_tokens(kept.person, kept.receiver_id, terms),
        envelope=made.envelope_id, sealed=made.sealed, digest=made.digest, signature=made.signature,
        statement=made.statement, statutes=kept.statutes, consents=kept.consents, decided_at=now,
        decided_by_id=by.user_id, until=terms.until,
    )  # fmt: skip
    ids = {"beforehand": [row.pk], "assessment": [kept.pk], "person": [row.person_id], "to_unit": [row.receiver_id]}
    entry.current().record(Event("beforehand.decided", ids=ids), room_id=row.room_id)
    return row


@action
def take_back_beforehand(*, by: Acting, beforehand_id: uuid.UUID, now: datetime) -> Beforehand:
    """Take a decision back: from now on a question finds nothing."""
    holds(by, "disclose").demand()
    row = _locked(beforehand_id)
    if row.state != BeforehandState.STANDING:
        raise RefusedError(_("It is not in force any more. Load the page again."))
    return _end(row, "taken_back", "", now)


@action
def lapse_beforehand(*, by: Acting, now: datetime) -> int:
    """End what has run out, or has lost the ground it rested on; returns how many. For the night."""
    standing = Beforehand.objects.select_for_update(of=("self",)).select_related("assessment__person")
    found = standing.filter(room_id__in=open_rooms(), state=BeforehandState.STANDING).order_by("id")
    ended = [_end(row, "ran_out", why, now) for row in found if (why := _lapses(row, by, today(now)))]
    entry.current().record(Event("beforehand.looked_over", counts={"lapsed": len(ended)}))
    return len(ended)


def end_for_move(room_id: uuid.UUID, people: Sequence[uuid.UUID], now: datetime) -> None:
    """End what was decided beforehand about people who get, or lose, named handlers: it is theirs to decide anew.

    Part of the act that moves them.
    """
    found = Beforehand.objects.select_for_update().filter(room_id=room_id, person_id__in=people)
    for row in found.filter(state=BeforehandState.STANDING):
        _end(row, "ran_out", "moved", now)


@action
def review_opened(*, by: Acting, beforehand_id: uuid.UUID, finding: str, words: str, now: datetime) -> Beforehand:
    """Say what one finds of an emergency that opened what is held here. Not in order: a breach with its clock."""
    row = _locked(beforehand_id)
    may_review(by, row.decided_by_id).demand()
    if row.state != BeforehandState.USED:
        raise RefusedError(_("It has already been reviewed. Load the page again."))
    demand_words(finding, words)
    row.state = BEFOREHAND_MOVES[row.state, "reviewed"]
    row.reviewed_at, row.reviewed_by_id, row.finding, row.words = (
        now,
        by.user_id,
        Finding(finding),
        words.strip() or None,
    )
    row.save(update_fields=["state", "reviewed_at", "reviewed_by", "finding", "words"])
    if finding == Finding.WRONG:
        Breach.objects.create(
            room_id=row.room_id, kind=BreachKind.TOLD_WITHOUT_SUPPORT, direction="out", assessment_id=row.assessment_id,
            envelope=row.envelope, other_unit_id=row.receiver_id, discovered_at=now,
            due_at=now + timedelta(hours=BREACH_HOURS),
        )  # fmt: skip
    ids, codes = {"beforehand": [row.pk], "person": [row.person_id]}, {"finding": finding}
    entry.current().record(Event("beforehand.reviewed", ids=ids, codes=codes), room_id=row.room_id)
    return row


def demand_words(finding: str, words: str) -> None:
    """Demand one of the findings, and words for all but the one that says nothing more; raises RefusedError."""
    if finding not in Finding.values:
        raise RefusedError(_("Choose what you found."))
    if finding != Finding.IN_ORDER and not words.strip():
        raise RefusedError(_("Write what you saw, so that whoever goes on with it understands."))


def _tokens(person: Person, unit_id: uuid.UUID, terms: Standing) -> list[str]:
    if terms.by_name and person.is_protected:
        raise RefusedError(_("Somebody with protected personal data is found by her number only."))
    found = tokens_of(person, unit_id, by_name=terms.by_name)
    if not found:
        raise RefusedError(
            _("She cannot be found: add an identity number, or let her be found by name and birth year.")
        )
    return found


def _locked(beforehand_id: uuid.UUID) -> Beforehand:
    row = Beforehand.objects.select_for_update().filter(room_id__in=open_rooms(), pk=beforehand_id).first()
    if row is None:
        raise RefusedError(_("It is no longer there. Reload the page."))
    return row


def _end(row: Beforehand, happened: str, why: str, now: datetime) -> Beforehand:
    row.state = BEFOREHAND_MOVES[row.state, happened]
    # Nothing sealed stays to be opened, and nothing by which she could be found.
    row.sealed, row.tokens, row.ended_at, row.ended_why = b"", [], now, why
    row.save(update_fields=["state", "sealed", "tokens", "ended_at", "ended_why"])
    ids = {"beforehand": [row.pk], "person": [row.person_id]}
    codes = {"why": why} if why else {}
    entry.current().record(Event(f"beforehand.{row.state}", ids=ids, codes=codes), room_id=row.room_id)
    return row


def _lapses(row: Beforehand, by: Acting, on: date) -> str:
    """Return why a decision no longer holds, as a code; empty while it does."""
    if row.until < on:
        return "until"
    valid = Consent.objects.filter(room_id=row.room_id, pk__in=row.consents, withdrawn_at=None, expires_on__gt=on)
    if valid.count() < len(row.consents):
        return "consent"
    answer = weigh(row.assessment, by=by, on=on).answer
    if answer.outcome not in GIVEABLE or unopened(answer):
        return "law"
    return "" if _is_whole(row.assessment) and _can_receive(row) else "items"


def _is_whole(assessment: Assessment) -> bool:
    """Return whether everything that would be given is still here, and may still leave."""
    try:
        for item in assessment.items:
            if item["given"]:
                items.described(assessment.room_id, assessment.person_id, item["kind"], [uuid.UUID(item["id"])])
    except (items.UnknownItemError, RefusedError):
        return False
    return True


def _can_receive(row: Beforehand) -> bool:
    return (
        Room.objects.filter(pk=row.receiver_room, closed_at=None).exists()
        and Unit.objects.filter(pk=row.receiver_id).exists()
    )
