"""Reading what is disclosed, received and due. Every query names its room; row security stands behind."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import cast

from django.db.models import Q, QuerySet

from trefas.authorities.models import Agreement, RoomKind, Unit
from trefas.disclosures.items import HOLDS_ITEMS
from trefas.disclosures.models import Assessment, Breach, Consent, Decision, Duty, Envelope, ReceivedItem, RuleSignature
from trefas.law import Signature, Signatures
from trefas.rooms import second_person
from trefas.rooms.entry import Acting
from trefas.rooms.models import ProposedAct, Room

# Kinds of envelope that are registered here; invitations and answers belong to the contexts that sent them.
REGISTERED_HERE = (*HOLDS_ITEMS, "correction", "notice")
# What the act is called by which two people sign a rule off (rooms.kinds_of_act).
SIGN_OFF = "rulebook"


def units() -> QuerySet[Unit]:
    """Return the units of every authority: what a receiver is."""
    return cast("QuerySet[Unit]", Unit.objects.all())


def running(on: date) -> Q:
    """Return what holds on a day, of rows that hold from one day to another."""
    return Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))


def receivers(by: Acting, on: date) -> QuerySet[Unit]:
    """Return the units of other branches that can receive on a day. A guardian or any other person is never one."""
    rooms = Room.objects.filter(parent=None, closed_at=None).exclude(sealing_key="").exclude(pk=by.room_id)
    branches = rooms.exclude(kind=RoomKind.FIGURES).values("branch_id")
    found = units().filter(running(on), branch_id__in=branches)
    return found.select_related("branch__authority").order_by("branch__kind", "name")


def agreements_between(one: uuid.UUID, other: uuid.UUID, on: date) -> QuerySet[Agreement]:
    """Return the agreements that two authorities are both party to: shown, never a ground for disclosure."""
    found = cast("QuerySet[Agreement]", Agreement.objects.filter(running(on)))
    return found.filter(parties=one).filter(parties=other).order_by("name")


def waiting(by: Acting) -> QuerySet[Envelope]:
    """Return what the unit has to register, oldest first; not what the person broke open herself in an emergency."""
    found = Envelope.objects.filter(room_id=by.room_id, receiver_unit_id=by.unit_id, state="waiting")
    found = found.exclude(opened_by=by.user_id)
    return found.filter(kind__in=REGISTERED_HERE).order_by("delivered_at", "id")


def received_of(room_ids: Iterable[uuid.UUID], person_id: uuid.UUID) -> QuerySet[ReceivedItem]:
    """Return the registered copies filed to a person, corrections included, newest first."""
    found = ReceivedItem.objects.filter(room_id__in=list(room_ids), person_id=person_id)
    return found.order_by("-happened_at", "id")


def corrected_by(items: Iterable[ReceivedItem]) -> dict[uuid.UUID, ReceivedItem]:
    """Return, by the id of a received item among `items`, the latest one that corrects it: shown struck through."""
    ordered = sorted((item for item in items if item.corrects_id), key=lambda item: item.registered_at)
    return {item.corrects_id: item for item in ordered if item.corrects_id}


def consents_of(room_id: uuid.UUID, person_id: uuid.UUID) -> QuerySet[Consent]:
    """Return every consent of a person, newest first."""
    return Consent.objects.filter(room_id=room_id, person_id=person_id).order_by("-given_on", "-recorded_at")


def consents_in_force(room_id: uuid.UUID, person_id: uuid.UUID, on: date) -> QuerySet[Consent]:
    """Return the consents that hold on a day: given, not expired, not withdrawn."""
    return consents_of(room_id, person_id).filter(withdrawn_at=None, given_on__lte=on, expires_on__gt=on)


def duties_due(
    room_id: uuid.UUID,
    *inner: uuid.UUID,
    owners: Iterable[uuid.UUID] | None = None,
    unit_id: uuid.UUID | None = None,
    until: date | None = None,
) -> QuerySet[Duty]:
    """Return duties that are not done, first due first; of some owners or a unit, and due by a day, if given."""
    found = Duty.objects.filter(room_id__in=[room_id, *inner], done_at=None)
    found = found if owners is None else found.filter(owner_id__in=list(owners))
    found = found.filter(unit_id=unit_id) if unit_id else found
    found = found.filter(due_on__lte=until) if until else found
    return found.select_related("person").order_by("due_on", "id")


def breaches_open(*rooms: uuid.UUID) -> QuerySet[Breach]:
    """Return the breaches of the rooms that wait to be assessed, the shortest clock first."""
    return Breach.objects.filter(room_id__in=rooms, state="open").order_by("due_at", "id")


def oral_open(*rooms: uuid.UUID) -> QuerySet[Assessment]:
    """Return what was told orally in the rooms and not yet assessed fully, first due first."""
    found = Assessment.objects.filter(room_id__in=rooms, told_at__isnull=False, decision=Decision.OPEN)
    return found.select_related("person").order_by("due_on", "id")


def overdue_oral(on: date, *rooms: uuid.UUID) -> QuerySet[Assessment]:
    """Return what should have been assessed before `on`: for the manager, and for all named handlers."""
    return oral_open(*rooms).filter(due_on__lt=on)


def for_the_lawyer(*rooms: uuid.UUID) -> QuerySet[Assessment]:
    """Return what was told in an emergency without support in the law (BrB 24:4), not reviewed yet."""
    found = Assessment.objects.filter(room_id__in=rooms, review="flagged")
    return found.select_related("person").order_by("told_at", "id")


def looked_after(by: Acting, rooms: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Return the rooms whose clocks a person watches over: her own as a manager, an inner one as a named handler.

    A manager who is not named sees nothing of an inner room, so those who are see to what would be hers.
    """
    return [room for room in rooms if room != by.room_id or by.may("reassign")]


def signatures_of(room_id: uuid.UUID) -> Signatures:
    """Return the sign-offs of a room, as the law package takes them."""
    found = RuleSignature.objects.filter(room_id=room_id, taken_back_at=None).order_by("signed_on", "id")
    return Signatures(
        tuple(Signature(row.rule, row.rule_version, str(row.signed_by_id), row.signed_on) for row in found)
    )


def signatures_waiting(room_id: uuid.UUID, now: datetime) -> QuerySet[ProposedAct]:
    """Return the reviews of rules that wait for a second person: `what` = {"rule", "version"}."""
    return second_person.waiting(now=now).filter(room_id=room_id, kind=SIGN_OFF)


def who_confirmed(room_id: uuid.UUID) -> dict[tuple[str, str], uuid.UUID]:
    """Return the second person by (rule, version), the latest where a rule was signed off twice."""
    found = ProposedAct.objects.filter(room_id=room_id, kind=SIGN_OFF, spent_at__isnull=False).order_by("spent_at")
    return {(act.what["rule"], act.what["version"]): act.confirmed_by_id for act in found if act.confirmed_by_id}


def told_lately(by: Acting, since: datetime) -> QuerySet[Assessment]:
    """Return one's own latest assessments since a moment: whom one has just talked to, about whom."""
    found = Assessment.objects.filter(room_id=by.room_id, started_by_id=by.user_id, started_at__gte=since)
    return found.select_related("person").order_by("-started_at")
