"""Taking in a request: who asked, whether the person can be forced to show the answer, and whom it is about."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from trefas.accountability import rights_policy as policy
from trefas.accountability.rights_models import Pressed, RightsRequest, State, Way
from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures.days import today
from trefas.law.rights import regime_of
from trefas.persons.models import Person
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened

LONGEST = 4000


@dataclass(frozen=True)
class Asking:
    """A request as it is registered: `wanted` says what, for all but an extract."""

    kind: str
    name: str
    number: str
    behalf: str
    identity: str
    identity_words: str
    received_on: date
    wanted: str = ""


@dataclass(frozen=True)
class Guarding:
    """What the person answered about pressure, that she was warned aloud, and what she then chose."""

    pressed: str
    warned: bool
    way: str
    words: str = ""


@action
def register_request(*, by: Acting, asking: Asking, now: datetime) -> RightsRequest:
    """Register a request with its clock; nothing is looked up, so a known person costs no more than an unknown one."""
    policy.receives(by).demand()
    policy.identity_is_sound(asking.identity).demand()
    if not asking.name.strip():
        raise RefusedError(_("Write who asks."))
    if asking.received_on > today(now):
        raise RefusedError(_("The day has not come yet."))
    rules = regime_of(by.room_kind)
    made = RightsRequest.objects.create(
        room_id=by.room_id, kind=asking.kind, behalf=asking.behalf, identity=asking.identity, regime=rules.id,
        asked_by={"name": asking.name.strip(), "number": asking.number.strip()},
        content={"identity": asking.identity_words.strip(), "wanted": asking.wanted.strip()[:LONGEST]},
        received_on=asking.received_on, due_on=rules.due(asking.received_on),
        not_before=rules.not_before(asking.received_on), unit_id=by.unit_id, owner_id=by.user_id, registered_at=now,
        registered_by_id=by.user_id,
    )  # fmt: skip
    record("registered", made, kind=asking.kind)
    return made


@action
def guard_request(*, by: Acting, request_id: uuid.UUID, guarding: Guarding, now: datetime) -> RightsRequest:
    """Keep the answer about pressure and the choice; refused until the person has been warned aloud."""
    policy.receives(by).demand()
    request = locked(request_id, State.GUARDED)
    if guarding.pressed not in Pressed.values or guarding.way not in Way.values:
        raise RefusedError(_("Ask whether the person can be forced to show it, and how she wants to take part of it."))
    if not guarding.warned:
        raise RefusedError(_("Warn the person aloud first: what is on paper can be demanded by others."))
    request.pressed, request.way = guarding.pressed, guarding.way
    request.warned_at, request.warned_by_id = now, by.user_id
    step(request, State.GUARDED, way=guarding.words)
    record("guarded", request, way=guarding.way)
    return request


@action
def assess_request(
    *, by: Acting, request_id: uuid.UUID, person_id: uuid.UUID | None, words: str, now: datetime
) -> RightsRequest:
    """Keep what the officer assessed, and whom the request is about; None when nobody was found or is looked for.

    Tied to a person in an inner room, the request moves in there: the room around must not hold even her question.
    """
    policy.decides(by).demand()
    request = locked(request_id, State.LOOKED)
    if not words.strip():
        raise RefusedError(_("Write what you have assessed."))
    if person_id is not None:
        policy.may_tie(request).demand()
        request = _tied(request, Person.objects.get(room_id__in=opened(), pk=person_id))
    request.looked_at, request.looked_by_id = now, by.user_id
    step(request, State.LOOKED, assessment=words)
    record("assessed", request)
    return request


def _tied(request: RightsRequest, person: Person) -> RightsRequest:
    if person.room_id != request.room_id:
        # Opened before the room changes: the keys of the two rooms differ.
        kept = {"asked_by": request.asked_by, "content": request.content}
        record("moved", request)
        RightsRequest.objects.filter(room_id=request.room_id, pk=request.pk).delete()
        request.room_id = person.room_id
        request.asked_by, request.content = kept["asked_by"], kept["content"]
        request._state.adding = True
        request.save()
    request.person = person
    return request


@action
def pass_on_request(*, by: Acting, request_id: uuid.UUID, to: Unit, words: str) -> RightsRequest:
    """Note that a request that came to the wrong authority was passed on; nothing of what is held here goes along."""
    policy.receives(by).demand()
    request = locked(request_id, State.PASSED_ON)
    if to.branch_id == entry_branch(by):
        raise RefusedError(_("That unit is in your own authority. Answer the request here."))
    request.passed_to = to
    step(request, State.PASSED_ON, assessment=words)
    record("passed_on", request)
    return request


def entry_branch(by: Acting) -> uuid.UUID:
    """Return the branch of the acting unit."""
    found: uuid.UUID = Unit.objects.get(pk=by.unit_id).branch_id
    return found


def locked(request_id: uuid.UUID, to: State) -> RightsRequest:
    """Return the request, locked, when it may go on to the state."""
    request = RightsRequest.objects.select_for_update().get(room_id__in=opened(), pk=request_id)
    policy.may_step(request, to).demand()
    return request


def step(request: RightsRequest, to: State, **words: str) -> None:
    """Put the request in a state and keep the officer's words."""
    said = {name: text.strip()[:LONGEST] for name, text in words.items() if text.strip()}
    request.content = {**request.content, **said}
    request.state, request.version = to, request.version + 1
    request.save()


def record(verb: str, request: RightsRequest, **codes: str) -> None:
    """Put the event in the chain of the room the request lies in."""
    event = Event(f"rights.{verb}", ids={"request": [request.pk]}, codes=codes)
    entry.current().record(event, room_id=request.room_id)
