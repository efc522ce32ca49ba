"""Erasure: the night proposes what is due, one person signs, another carries it out, and nothing brings it back."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.accountability import rights_policy
from trefas.accountability.clocks import standings
from trefas.accountability.erasure_models import DECIDED
from trefas.accountability.models import Erasure, ErasureState, RightsRequest
from trefas.accountability.reckoning import Standing
from trefas.accountability.rights_models import State
from trefas.audit.events import Event
from trefas.disclosures.actions.erasing import tell_receivers
from trefas.persons.models import Person
from trefas.rooms import entry, second_person, tombstones
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import ProposedAct
from trefas.rooms.opening import open_rooms
from trefas.rooms.tombstones import Tombstone

WAITS = (ErasureState.PROPOSED, ErasureState.SIGNED)


@action
def propose_due(*, by: Acting, now: datetime) -> dict[str, int]:
    """Propose what has become due in the rooms the pass opens, and call off what no longer is; idempotent."""
    rooms, day = open_rooms(), timezone.localdate(now)
    found = standings(rooms, by.room_kind, day)
    waiting = {(one.room_id, one.subject): one for one in Erasure.objects.filter(room_id__in=rooms, state__in=WAITS)}
    made = []
    for (room_id, subject), (rule, stands) in found.items():
        if stands.why == "due" and (room_id, subject) not in waiting and stands.start and stands.keep_through:
            made.append(
                Erasure(
                    room_id=room_id, subject=subject, rule=rule, start_on=stands.start, due_on=stands.keep_through,
                    erase_by=stands.erase_by or stands.keep_through, proposed_at=now,
                )
            )  # fmt: skip
    Erasure.objects.bulk_create(made)
    gone = [
        one for key, one in waiting.items() if key not in found or (found[key][1].why != "due" and one.rule != DECIDED)
    ]
    Erasure.objects.filter(room_id__in=rooms, pk__in=[one.pk for one in gone]).update(state=ErasureState.CALLED_OFF)
    counts = {"proposed": len(made), "called_off": len(gone)}
    entry.current().record(Event("erasure.proposed", counts=counts))
    return counts


@action
def propose_decided(*, by: Acting, request_id: uuid.UUID, now: datetime) -> Erasure:
    """Propose what a person asked for and was granted: that all of hers in the room goes (GDPR 17, BDL 4:10).

    Two others sign as always. What is due already by a period of the law goes by that.
    """
    rights_policy.decides(by).demand()
    request = RightsRequest.objects.select_for_update().get(room_id__in=open_rooms(), pk=request_id)
    rights_policy.may_erase_all(request).demand()
    person = Person.objects.filter(room_id=request.room_id, pk__in=[request.person_id]).get()
    subject, day = person.merged_into_id or person.pk, timezone.localdate(now)
    made, _new = Erasure.objects.get_or_create(
        room_id=request.room_id, subject=subject, state__in=WAITS,
        defaults={
            "rule": DECIDED, "start_on": day, "due_on": day, "erase_by": request.due_on, "proposed_at": now,
            "state": ErasureState.PROPOSED,
        },
    )  # fmt: skip
    ids = {"erasure": [made.pk], "subject": [subject], "request": [request.pk]}
    entry.current().record(Event("erasure.proposed", ids=ids, codes={"rule": made.rule}), room_id=made.room_id)
    return made


@action
def sign(*, by: Acting, erasure_id: uuid.UUID, now: datetime) -> None:
    """Sign a proposed erasure as the first of two."""
    erasure = _due(erasure_id, by, now)
    act = second_person.propose(by=by, kind="erasure", what=what(erasure), room_id=erasure.room_id)
    erasure.act, erasure.state = act, ErasureState.SIGNED
    erasure.save(update_fields=["act", "state"])
    _record("erasure.signed", erasure)


@action
def carry_out(*, by: Acting, erasure_id: uuid.UUID, now: datetime) -> dict[str, int]:
    """Sign as the second of two and erase: keys destroyed, rows gone, receivers told. Returns rows by table."""
    erasure = _due(erasure_id, by, now)
    if erasure.act is None:
        raise RefusedError(_("Nobody has signed this yet. Sign first, then another person."))
    act = second_person.confirm(by=by, act_id=erasure.act)
    subjects = _subjects(erasure)
    tell_receivers(by=by, room_id=erasure.room_id, people=subjects, now=now)
    counts = _erase(erasure, subjects)
    stone = tombstones.append(
        Tombstone(erasure.room_id, tuple(subjects), erasure.rule, act.pk, now.isoformat(timespec="seconds"))
    )
    erasure.state, erasure.done_at, erasure.counts = ErasureState.DONE, now, counts
    erasure.save(update_fields=["state", "done_at", "counts"])
    _record("erasure.done", erasure, act=act, subjects=subjects, counts=counts, stone=stone)
    return counts


def what(erasure: Erasure) -> dict[str, str]:
    """Return what the two sign for."""
    return {"erasure": str(erasure.pk), "subject": str(erasure.subject), "rule": erasure.rule}


def _due(erasure_id: uuid.UUID, by: Acting, now: datetime) -> Erasure:
    rooms = open_rooms()
    erasure = Erasure.objects.select_for_update().filter(room_id__in=rooms, pk=erasure_id, state__in=WAITS).first()
    if erasure is None:
        raise RefusedError(_("This is not waiting to be erased. Load the page again."))
    rule, stands = standings(rooms, by.room_kind, timezone.localdate(now)).get(
        (erasure.room_id, erasure.subject), ("", None)
    )
    if stands is not None and stands.why == "held":
        raise RefusedError(_("A legal hold stands: nothing may be erased before it is lifted."))
    if erasure.rule == DECIDED and stands is not None:
        _demand_decided(erasure, stands)
    elif stands is None or stands.why != "due" or rule != erasure.rule:
        raise RefusedError(_("This is no longer due. The next night's list will say so."))
    return erasure


def _demand_decided(erasure: Erasure, stands: Standing) -> None:
    if stands.why == "never":
        raise RefusedError(_("The law says that this is never erased. Decide the request anew."))
    if stands.why == "open":
        raise RefusedError(_("A file is open. End it first, or it would go in the middle of the work."))
    asked = RightsRequest.objects.filter(room_id=erasure.room_id, person_id__in=_subjects(erasure))
    if not any(rights_policy.is_granted(one) for one in asked):
        raise RefusedError(_("Nothing is decided any more that says so. Load the page again."))
    # The request goes with the rest: the person must have her answer before.
    if any(one.state not in (State.HANDED, State.PASSED_ON) for one in asked):
        raise RefusedError(_("The person has not got the answer yet. Hand it over first: the request goes too."))


def _subjects(erasure: Erasure) -> list[uuid.UUID]:
    merged = Person.objects.filter(room_id=erasure.room_id, merged_into=erasure.subject).order_by("id")
    return [erasure.subject, *merged.values_list("pk", flat=True)]


def _erase(erasure: Erasure, subjects: Sequence[uuid.UUID]) -> dict[str, int]:
    given = json.dumps(what(erasure), sort_keys=True)
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            "SELECT erase_persons(%s, %s, %s, %s::uuid[])", [erasure.act, given, erasure.room_id, list(subjects)]
        )
        gone: dict[str, int] = cursor.fetchone()[0]
    if isinstance(gone, str):
        gone = json.loads(gone)
    return {table: count for table, count in gone.items() if count}


def _record(
    kind: str,
    erasure: Erasure,
    *,
    act: ProposedAct | None = None,
    subjects: Sequence[uuid.UUID] = (),
    counts: dict[str, int] | None = None,
    stone: str = "",
) -> None:
    ids: dict[str, Any] = {"erasure": [erasure.pk], "subject": list(subjects) or [erasure.subject]}
    if act is not None and act.confirmed_by_id:
        ids |= {"act": [act.pk], "approver": [act.proposed_by_id, act.confirmed_by_id]}
    codes = {"rule": erasure.rule} | ({"tombstone": stone} if stone else {})
    entry.current().record(Event(kind, ids=ids, codes=codes, counts=counts or {}), room_id=erasure.room_id)
