"""Deciding on a correction, a dispute or an erasure, and telling those who were given what turned out wrong."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.accountability import rights_policy as policy
from trefas.accountability.actions.requesting import LONGEST, locked, record, step
from trefas.accountability.rights_models import Asked, Decided, RightsRequest, State
from trefas.disclosures.actions import Correction, send_correction, withdraw_disclosure
from trefas.disclosures.models import Assessment, Decision, Receipt
from trefas.files.models import Note
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened

NOTE = "files.note"


@dataclass(frozen=True)
class Ruled:
    """A decision with its reasons and the provision it rests on, as the person is told them."""

    decision: Decided
    reasons: str
    ground: str


@action
def point_out(*, by: Acting, request_id: uuid.UUID, about: str) -> RightsRequest:
    """Say which row is disputed, as "files.note:<id>": from now on it is marked and may not be disclosed."""
    policy.decides(by).demand()
    request = RightsRequest.objects.select_for_update().get(room_id__in=opened(), pk=request_id)
    if request.state != State.LOOKED or request.person_id is None or request.kind == Asked.EXTRACT:
        raise RefusedError(_("That step is not next. Take the steps in order."))
    request.about = about
    step(request, State.LOOKED)
    record("contested", request)
    return request


@action
def decide_request(*, by: Acting, request_id: uuid.UUID, ruled: Ruled, now: datetime) -> RightsRequest:
    """Decide as a named person; granted, those who were told earlier get the existing notice of correction."""
    policy.decides(by).demand()
    request = locked(request_id, State.DECIDED)
    if ruled.decision == Decided.OPEN:
        raise RefusedError(_("Choose what you decide."))
    if not ruled.reasons.strip() or not ruled.ground.strip():
        raise RefusedError(_("Write the reasons and the provision: the person is told both."))
    request.decision, request.decided_at, request.decided_by_id = ruled.decision, now, by.user_id
    step(request, State.DECIDED, reasons=ruled.reasons, ground=ruled.ground)
    record("decided", request, decision=ruled.decision)
    if ruled.decision in (Decided.GRANTED, Decided.PARTLY) and request.kind in (Asked.CORRECTION, Asked.CONTEST):
        _tell_receivers(request, by, ruled, now)
    return request


@action
def note_erased(*, by: Acting, request_id: uuid.UUID, words: str, now: datetime) -> RightsRequest:
    """Note that a granted erasure has been carried out, and how: until then it stands on the work list."""
    policy.decides(by).demand()
    request = RightsRequest.objects.select_for_update().get(room_id__in=opened(), pk=request_id)
    policy.may_note_erased(request).demand()
    if not words.strip():
        raise RefusedError(_("Write what was erased, and how."))
    request.erased_at, request.erased_by_id = now, by.user_id
    request.content = {**request.content, "erased": words.strip()[:LONGEST]}
    request.version += 1
    request.save()
    record("erased", request)
    return request


def _tell_receivers(request: RightsRequest, by: Acting, ruled: Ruled, now: datetime) -> None:
    model, _colon, row = request.about.partition(":")
    if not row:
        return
    instead = _replacement(request, model, uuid.UUID(row))
    for receipt in _receipts_of(request, row):
        if receipt.state == "sent":
            withdraw_disclosure(by=by, receipt=receipt)
        elif receipt.state == "registered":
            correction = Correction(uuid.UUID(row), ruled.reasons, instead)
            send_correction(by=by, receipt=receipt, correction=correction, now=now)


def _receipts_of(request: RightsRequest, row: str) -> list[Receipt]:
    """Return the receipts of what was given of a row, to whomever."""
    given = Assessment.objects.filter(room_id=request.room_id, person_id=request.person_id or uuid.UUID(int=0))
    found = given.filter(decision__in=(Decision.GIVEN, Decision.PARTLY))
    ids = [one.pk for one in found if any(item["id"] == row and item["given"] for item in one.items)]
    return list(Receipt.objects.filter(room_id=request.room_id, assessment_id__in=ids, direction="out"))


def _replacement(request: RightsRequest, model: str, row: uuid.UUID) -> tuple[str, uuid.UUID] | None:
    """Return the note that corrects the disputed one, when somebody has already written it."""
    if model != NOTE:
        return None
    newer = Note.objects.filter(room_id=request.room_id, corrects_id=row).first()
    return ("note", newer.pk) if newer else None
