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
from trefas.disclosures.actions import decide_beforehand
from trefas.disclosures.actions.deciding import BREACH_HOURS
from trefas.disclosures.days import today
from trefas.disclosures.models import Assessment, Breach, BreachKind
from trefas.disclosures.policy import holds
from trefas.files.models import Note
from trefas.persons.models import Person
from trefas.rooms import entry, pairs
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
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
    _replace_doubted(assessment, now)
    kept, made = decide_beforehand(
        by=by, assessment=assessment, version=version, record=record, now=now, withheld=terms.withheld
    )
    if made.room.installation:
        raise RefusedError(
            _("That unit's information lies elsewhere, and cannot be opened from there. Call it instead.")
        )
    held = [uuid.UUID(item["id"]) for item in kept.items if item["given"]]
    _demand_uncorrected(kept, held)
    row = Beforehand.objects.create(
        room_id=kept.room_id, person_id=kept.person_id, assessment=kept, receiver_id=kept.receiver_id,
        receiver_room=made.room.pk, sender_room=by.room_id, sender_unit_id=by.unit_id, roles=sorted(terms.roles),
        emergencies=sorted(terms.emergencies), tokens=_tokens(kept.person, kept.receiver_id, terms),
        envelope=made.envelope_id, sealed=made.sealed, sealed_to=pairs.hold(made.room), digest=made.digest,
        signature=made.signature, statement=made.statement, statutes=kept.statutes, consents=kept.consents,
        decided_at=now, decided_by_id=by.user_id, until=terms.until, items=sorted({*held, kept.person_id}),
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
    return end(row, "taken_back", "", now)


def end_for_move(room_id: uuid.UUID, people: Sequence[uuid.UUID], now: datetime) -> None:
    """End what was decided beforehand about people who get, or lose, named handlers: it is theirs to decide anew.

    Part of the act that moves them.
    """
    found = Beforehand.objects.select_for_update().filter(room_id=room_id, person_id__in=people)
    for row in found.filter(state=BeforehandState.STANDING):
        end(row, "ran_out", "moved", now)


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


def _replace_doubted(assessment: Assessment, now: datetime) -> None:
    """End the decision for this unit in which something is no longer right: the new one is in force at once."""
    found = Beforehand.objects.select_for_update().filter(
        room_id=assessment.room_id, person_id=assessment.person_id, receiver_id=assessment.receiver_id,
        state=BeforehandState.STANDING, doubted_at__isnull=False,
    )  # fmt: skip
    for row in found:
        end(row, "replaced", "replaced", now)


def _demand_uncorrected(assessment: Assessment, held: Sequence[uuid.UUID]) -> None:
    if Note.objects.filter(room_id=assessment.room_id, corrects_id__in=held).exists():
        raise RefusedError(_("Something in it has been corrected since it was chosen. Start anew with the correction."))


def _locked(beforehand_id: uuid.UUID) -> Beforehand:
    row = Beforehand.objects.select_for_update().filter(room_id__in=open_rooms(), pk=beforehand_id).first()
    if row is None:
        raise RefusedError(_("It is no longer there. Reload the page."))
    return row


def end(row: Beforehand, happened: str, why: str, now: datetime) -> Beforehand:
    """End a decision that is in force, inside an action: nothing of it can be opened any more."""
    row.state = BEFOREHAND_MOVES[row.state, happened]
    # Nothing sealed stays to be opened, and nothing by which she could be found.
    row.sealed, row.tokens, row.ended_at, row.ended_why = b"", [], now, why
    row.save(update_fields=["state", "sealed", "tokens", "ended_at", "ended_why"])
    ids = {"beforehand": [row.pk], "person": [row.person_id]}
    codes = {"why": why} if why else {}
    entry.current().record(Event(f"beforehand.{row.state}", ids=ids, codes=codes), room_id=row.room_id)
    return row
