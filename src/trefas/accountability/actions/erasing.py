"""Erasure: the night proposes what is due, one person signs, another carries it out, and nothing brings it back."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.accountability.clocks import standings
from trefas.accountability.models import Erasure, ErasureState
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
    gone = [one for key, one in waiting.items() if key not in found or found[key][1].why != "due"]
    Erasure.objects.filter(room_id__in=rooms, pk__in=[one.pk for one in gone]).update(state=ErasureState.CALLED_OFF)
    counts = {"proposed": len(made), "called_off": len(gone)}
    entry.current().record(Event("erasure.proposed", counts=counts))
    return counts


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
    if stands is None or stands.why != "due" or rule != erasure.rule:
        raise RefusedError(_("This is no longer due. The next night's list will say so."))
    return erasure


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
