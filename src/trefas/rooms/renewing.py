"""A room's pair for envelopes is replaced: agreed by two people, carried out by the service account, in three steps.

    renew     a new pair is made and published: others seal to it from now on
    use       it signs: at once when nobody has to hear of it from a list first, else when the loaded list names it
    retire    the old one's private half goes when nothing more can be sealed to it (accountability.actions.retiring)

Each step is one transaction; to run it again is to go on. The private halves lie side by side, wrapped by the room's
key, and a step stores them only when they still are as it read them. What a replaced pair signs with goes in `use`.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections

from trefas.audit.events import Event
from trefas.rooms import entry, envelopes
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.envelopes import pairs_in, without_signing
from trefas.rooms.keys import wrapped_private
from trefas.rooms.models import ProposedAct, PublicPair, Room

KIND = "keys.pairs"


@dataclass(frozen=True)
class Change:
    """The private halves as they lie wrapped and as they are to lie, to be stored only when nobody was faster."""

    before: bytes
    after: bytes


def what(room_id: uuid.UUID, since: datetime | None = None, name: str = "") -> dict[str, str]:
    """Return what two people agree on: which pair, and from when somebody else may have had it, if so."""
    pair = PublicPair.objects.filter(room_id=room_id, **({"name": name} if name else {"signs_until": None}))
    found = pair.exclude(signs_from=None).values_list("name", flat=True).get()
    return {"pair": found, **({"since": since.isoformat()} if since else {})}


def apart() -> bool:
    """Return whether anybody elsewhere has to hear of a pair from a list before it can be used."""
    return Room.objects.exclude(installation="").filter(closed_at=None).exists()


def changed(room_id: uuid.UUID, halves: list[bytes]) -> Change:
    """Return the change that leaves these private halves, the one that signs first."""
    ring = entry.current().keys
    key, before = ring.room_key(room_id), bytes(ring.row(room_id).wrapped_private)
    return Change(before, wrapped_private(room_id, key, b"".join(halves)))


@action
def renew(*, by: Acting, act: ProposedAct, at_once: bool) -> bool:
    """Publish a new pair as two people agreed; False when that is done, or when somebody else was just before."""
    made, old = envelopes.new_private_keys(), pairs_in(entry.current().keys.private_keys(by.room_id))
    halves = [made.private, *map(without_signing, old)] if at_once else [old[0], made.private, *old[1:]]
    change, new = changed(by.room_id, halves), uuid.uuid4()
    done = _ask(
        "renew_pair",
        act.pk,
        new,
        change.before,
        change.after,
        made.sealing,
        made.verifying,
        at_once or "since" in act.what,
    )
    _record("keys.pair_renewed" if done else "keys.pair_not_renewed", act, [new] if done else [], made.verifying)
    return done


@action
def use(*, by: Acting, pair: PublicPair) -> bool:
    """Let the published pair sign, and no other; False when it does, or when somebody else was just before."""
    old = pairs_in(entry.current().keys.private_keys(by.room_id))
    new = [one for one in old if envelopes.sealing_of(one) == pair.sealing_key]
    others = [without_signing(one) for one in old if one not in new]
    change = changed(by.room_id, [*new, *others])
    done = bool(new) and _ask("use_pair", pair.pk, change.before, change.after)
    entry.current().record(Event("keys.pair_used", ids={"pair": [pair.pk]}, counts={"pairs": int(done)}))
    return done


@action
def note_compromise(*, by: Acting, act: ProposedAct) -> bool:
    """Note that somebody else may have had a pair that was replaced before; False when it signs yet."""
    done = _ask("note_compromise", act.pk)
    _record("keys.pair_compromised", act, [], "")
    return done


def _ask(function: str, *given: Any) -> bool:
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(given))})", given)  # one of three names above
        done = bool(cursor.fetchone()[0])
    entry.current().keys.reread()
    return done


def _record(kind: str, act: ProposedAct, new: list[uuid.UUID], verifying: str) -> None:
    approvers = [one for one in (act.proposed_by_id, act.confirmed_by_id) if one]
    codes = {name: str(act.what[name]) for name in ("pair", "since") if name in act.what}
    codes |= {"new": envelopes.key_name(verifying)} if new else {}
    entry.current().record(Event(kind, ids={"act": [act.pk], "approver": approvers, "pair": new}, codes=codes))
