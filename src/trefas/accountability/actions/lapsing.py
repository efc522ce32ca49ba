"""Looking over at night what was decided beforehand: what has run out, has lost its ground, or is no longer right."""

import uuid
from datetime import date, datetime

from trefas.accountability.actions.beforehand import end
from trefas.accountability.breaking_glass import renewed
from trefas.accountability.breaking_models import Beforehand, BeforehandState
from trefas.accountability.breaking_policy import ends_on
from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures import items
from trefas.disclosures.actions._weighing import weigh
from trefas.disclosures.assessing import unopened
from trefas.disclosures.days import today
from trefas.disclosures.models import Assessment, Consent, Doubt
from trefas.disclosures.policy import GIVEABLE
from trefas.files.models import Note
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room
from trefas.rooms.opening import open_rooms


@action
def lapse_beforehand(*, by: Acting, now: datetime) -> int:
    """End what has run out, or has lost the ground it rested on; returns how many. For the night."""
    standing = Beforehand.objects.select_for_update(of=("self",)).select_related("assessment__person")
    found = list(standing.filter(room_id__in=open_rooms(), state=BeforehandState.STANDING).order_by("id"))
    hashed = sum(_hash_anew(row) for row in found)
    doubted = sum(_doubt_late(row, now) for row in found)
    ended = [end(row, "ran_out", why, now) for row in found if (why := _lapses(row, by, today(now)))]
    counts = {"lapsed": len(ended), "doubted": doubted, "hashed_anew": hashed}
    entry.current().record(Event("beforehand.looked_over", counts=counts))
    return len(ended)


def _hash_anew(row: Beforehand) -> bool:
    """Let the newest secret key find what an older one did, and nothing else, so that the older may go."""
    newest = renewed(row.assessment.person, row.receiver_id)
    tokens = [newest.get(token, token) for token in row.tokens]
    if tokens == row.tokens:
        return False
    row.tokens = tokens
    row.save(update_fields=["tokens"])
    return True


def _doubt_late(row: Beforehand, now: datetime) -> bool:
    """Note what the database did not note when it was written, as in the minute of the decision itself."""
    corrected = Note.objects.filter(room_id=row.room_id, corrects_id__in=row.items).values_list(
        "corrects_id", flat=True
    )
    disputed = set(items.restricted(row.room_id, row.person_id)) & set(row.items)
    late = dict.fromkeys(map(str, disputed), Doubt.DISPUTED.value)
    late |= dict.fromkeys(map(str, corrected), Doubt.CORRECTED.value)
    if not late.keys() - row.doubts.keys():
        return False
    row.doubts, row.doubted_at = {**late, **row.doubts}, row.doubted_at or now
    row.save(update_fields=["doubts", "doubted_at"])
    return True


def _lapses(row: Beforehand, by: Acting, on: date) -> str:
    """Return why a decision no longer holds, as a code; empty while it does."""
    if row.until < on:
        return "until"
    valid = Consent.objects.filter(room_id=row.room_id, pk__in=row.consents, withdrawn_at=None, expires_on__gt=on)
    if valid.count() < len(row.consents):
        return "consent"
    if row.doubted_at and ends_on(row.doubted_at) < on:
        return "doubted"
    answer = weigh(row.assessment, by=by, on=on).answer
    if answer.outcome not in GIVEABLE or unopened(answer):
        return "law"
    return "" if _is_whole(row) and _can_receive(row) else "items"


def _is_whole(row: Beforehand) -> bool:
    """Return whether everything that would be given is still here. What is disputed is a doubt, and has its own day."""
    given: Assessment = row.assessment
    # What was decided before its items were watched ends with a dispute, as it did then.
    kept: dict[uuid.UUID, str] | None = {} if row.items else None
    try:
        for item in given.items:
            if item["given"]:
                items.described(given.room_id, given.person_id, item["kind"], [uuid.UUID(item["id"])], kept=kept)
    except (items.UnknownItemError, RefusedError):
        return False
    return True


def _can_receive(row: Beforehand) -> bool:
    return (
        Room.objects.filter(pk=row.receiver_room, closed_at=None).exists()
        and Unit.objects.filter(pk=row.receiver_id).exists()
    )
