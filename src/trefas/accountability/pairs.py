"""The rounds in which pairs for envelopes are replaced: what is agreed, what all know of, what is needed no more."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from trefas.accountability.actions.retiring import retire_pair
from trefas.rooms import entry, renewing
from trefas.rooms.entry import Acting
from trefas.rooms.models import ProposedAct, PublicPair
from trefas.rooms.rotation import PURPOSE, agreed, services


@dataclass(frozen=True)
class Turned:
    """What was done in a room: acts carried out, pairs put into use, what came of each old one, and acts left."""

    room: uuid.UUID
    done: int
    used: int
    old: Mapping[str, int]
    left: int


def renew_pairs() -> Iterator[Turned]:
    """Do in every room what two people have agreed on about its pairs, and finish what was broken off."""
    for by in services():
        turned = _turn(by)
        if turned.done or turned.used or turned.old or turned.left:
            yield turned


def _turn(by: Acting) -> Turned:
    done = 0
    for act in to_do(by):
        with entry.enter(by, purpose=PURPOSE):
            done += _carry_out(by, act)
    with entry.enter(by, purpose=PURPOSE):
        used = _use(by)
    old: Counter[str] = Counter()
    for pair in replaced(by.room_id):
        with entry.enter(by, purpose=PURPOSE):
            old[retire_pair(by=by, pair=pair)] += 1
    return Turned(by.room_id, done, used, old, len(to_do(by)))


def finish(by: Acting) -> Mapping[str, int]:
    """Do what needs nobody: use what is listed, destroy what nothing is sealed to. For the night, in an open room."""
    used = _use(by)
    outcomes = [retire_pair(by=by, pair=pair) for pair in replaced(by.room_id)]
    return {"used": used, "gone": outcomes.count("gone")}


def to_do(by: Acting) -> list[ProposedAct]:
    """Return what is agreed on in a room and not done, the oldest first."""
    with entry.enter(by, purpose=PURPOSE):
        return [act for act in agreed(renewing.KIND) if _is_to_do(by.room_id, act)]


def _is_to_do(room_id: uuid.UUID, act: ProposedAct) -> bool:
    pair = PublicPair.objects.filter(room_id=room_id, name=act.what.get("pair", "")).first()
    if pair is None:
        return False
    if "since" in act.what and pair.signs_until is not None:
        return pair.compromised_at is None or pair.compromised_at > datetime.fromisoformat(act.what["since"])
    if "since" in act.what:
        return True
    return pair.signs_until is None and published(room_id) is None


def _carry_out(by: Acting, act: ProposedAct) -> bool:
    pair = PublicPair.objects.get(room_id=by.room_id, name=act.what["pair"])
    if pair.signs_until is not None:
        return renewing.note_compromise(by=by, act=act)
    return renewing.renew(by=by, act=act, at_once="since" in act.what or not renewing.apart())


def _use(by: Acting) -> int:
    pair = published(by.room_id)
    may = pair is not None and (pair.listed_until is not None or not renewing.apart())
    return int(pair is not None and may and renewing.use(by=by, pair=pair))


def published(room_id: uuid.UUID) -> PublicPair | None:
    """Return the pair that others seal to and that does not sign yet, if there is one."""
    return PublicPair.objects.filter(room_id=room_id, signs_from=None).order_by("published_at").last()


def replaced(room_id: uuid.UUID) -> QuerySet[PublicPair]:
    """Return the pairs that sign no more and whose private halves are still here, the oldest first."""
    return (
        PublicPair.objects.filter(room_id=room_id, destroyed_at=None).exclude(signs_until=None).order_by("published_at")
    )
