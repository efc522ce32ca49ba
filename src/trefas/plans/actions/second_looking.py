"""Endings that the definition lets two people look at: one proposes at her review, another agrees or sends it back."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.files import policy as files_policy
from trefas.files.actions import Ended
from trefas.plans import policy
from trefas.plans.actions._shared import could_happen, day_of, open_file, tell
from trefas.plans.actions.measuring import test_child
from trefas.plans.actions.reviewing import Look, end_by
from trefas.plans.models import Decision, SecondLook
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms


@action
def propose_ending(*, by: Acting, file_id: uuid.UUID, look: Look, now: datetime) -> SecondLook:
    """Propose at a review to end on a ground that takes a second look; nothing ends before another has agreed."""
    file = open_file(by, file_id, "follow")
    files_policy.demand(policy.is_verified(file, look.ground, look.verified))
    if not look.text.strip() or not policy.takes_second_look(file, look.ground, look.verified):
        raise RefusedError(_("Choose a decision and write what it rests on."))
    ended = Ended(file.pk, day_of(now), look.ground, look.verified, look.text.strip())
    if not could_happen(by, file, ended.happening()):
        raise RefusedError(_("A proposal is not ended: answer it instead."))
    mine = {"room_id": file.room_id, "file": file}
    if SecondLook.objects.filter(**mine, state="waiting").exists():
        raise RefusedError(_("An ending of this file waits for a second look already."))
    test_child(by, file, "ending", look.child, now)
    made = SecondLook.objects.create(
        **mine, person_id=file.person_id, ground=look.ground, verified=look.verified, text=look.text.strip(),
        proposed_at=now, proposed_by_id=by.user_id,
    )  # fmt: skip
    tell("ending.proposed", file, {"second_look": made.pk})
    return made


@action
def agree_to_ending(*, by: Acting, look_id: uuid.UUID, now: datetime, reason: str = "") -> SecondLook:
    """Agree, as the second person: the file ends by a review of hers, on the ground that was proposed."""
    found = _waiting(by, look_id)
    file = open_file(by, found.file_id, "end")
    _answer(by, found, "agreed", reason, now)
    end_by(by, file, Look(Decision.END, found.text, ground=found.ground, verified=found.verified), now)
    tell("ending.agreed", file, {"second_look": found.pk})
    return found


@action
def send_ending_back(*, by: Acting, look_id: uuid.UUID, reason: str, now: datetime) -> SecondLook:
    """Send a proposed ending back with why: the file goes on, and its next review stands."""
    found = _waiting(by, look_id)
    if not reason.strip():
        raise RefusedError(_("Write why it is sent back."))
    _answer(by, found, "sent_back", reason, now)
    tell("ending.sent_back", found.file, {"second_look": found.pk})
    return found


@action
def take_ending_back(*, by: Acting, look_id: uuid.UUID, now: datetime) -> SecondLook:
    """Take back an ending that one has proposed oneself."""
    found = _found(look_id)
    if found.proposed_by_id != by.user_id or found.state != "waiting":
        raise RefusedError(_("Only who proposed it takes it back, while it waits."))
    _answer(by, found, "taken_back", "", now)
    tell("ending.taken_back", found.file, {"second_look": found.pk})
    return found


def _found(look_id: uuid.UUID) -> SecondLook:
    return SecondLook.objects.select_for_update(of=("self",)).get(room_id__in=open_rooms(), pk=look_id)


def _waiting(by: Acting, look_id: uuid.UUID) -> SecondLook:
    found = _found(look_id)
    files_policy.demand(policy.may_look(by, found))
    return found


def _answer(by: Acting, found: SecondLook, state: str, reason: str, now: datetime) -> None:
    found.state, found.answered_at, found.answered_by_id = state, now, by.user_id
    found.answer_reason = reason.strip() or None
    found.save(update_fields=["state", "answered_at", "answered_by", "answer_reason"])
