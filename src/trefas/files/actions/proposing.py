"""Proposing a person, and the second person's answer: never the same, also when two answer at once."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import UnitMethod
from trefas.files import policy
from trefas.files.actions._opening import Happening, locked, open_one, record, today
from trefas.files.models import ChildAssessment, File, Proposal
from trefas.methods import EventKind, Method, shipped
from trefas.persons.models import Person
from trefas.persons.policy import is_whole
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened


@dataclass(frozen=True)
class Child:
    """What is asked for a child: best interests, own view (or why it was not heard), and the named social worker."""

    best_interests: str
    own_view: str
    social_worker: str = ""


@dataclass(frozen=True)
class Case:
    """What a proposal says; shapes as on `Proposal`."""

    method: str
    criteria: Mapping[str, Sequence[Mapping[str, str]]]
    roles: Sequence[Mapping[str, Any]]
    reason: str
    fact_on: date
    child: Child | None = None


@action
def propose(*, by: Acting, person: Person, case: Case, now: datetime) -> Proposal:
    """Propose to follow a person: opens a file in the stage proposed, or takes up one that has lapsed."""
    method = _method_of_unit(by, case.method, today(now))
    policy.demand(policy.holds(by, "propose"))
    policy.demand(is_whole(person))
    policy.demand(policy.enough_evidence(method, case.criteria))
    policy.demand(policy.roles_are_stated(method, case.roles))
    child = policy.is_child(person.birth_date, today(now))
    if child and not (case.child and case.child.best_interests.strip() and case.child.own_view.strip()):
        raise RefusedError(_("The person is under 18. Test the best interests of the child and note the own view."))
    file = _file_for(by, person, method, case, now)
    proposal = Proposal.objects.create(
        room_id=person.room_id, person=person, file=file, unit_id=by.unit_id, method=method.id,
        method_version=file.method_version, roles=list(case.roles), criteria=dict(case.criteria), reason=case.reason,
        fact_on=case.fact_on, proposed_at=now, proposed_by_id=by.user_id,
    )  # fmt: skip
    if case.child is not None:
        assessed(by, file, "proposal", case.child, now)
    _tell("proposal.made", proposal)
    return proposal


@action
def sign_off(*, by: Acting, proposal_id: uuid.UUID, reason: str, now: datetime) -> Proposal:
    """Agree to a proposal as the second person; the file moves on when the method's sign-offs are enough."""
    proposal = _locked(proposal_id)
    policy.demand(policy.may_answer(by, proposal))
    file = locked(proposal.file_id)
    before = file.stage
    record(by, file, Happening(EventKind.SIGNED_OFF, today(now), {"text": reason}), now)
    return _answer(by, proposal, "signed_off" if file.stage != before else "proposed", reason, now)


@action
def refuse(*, by: Acting, proposal_id: uuid.UUID, reason: str, now: datetime) -> Proposal:
    """Say no to a proposal as the second person, with the reason; the file closes."""
    proposal = _locked(proposal_id)
    policy.demand(policy.may_answer(by, proposal))
    if not reason.strip():
        raise RefusedError(_("Write why the person is not to be followed."))
    record(by, locked(proposal.file_id), Happening(EventKind.NOT_INCLUDED, today(now), {"text": reason}), now)
    return _answer(by, proposal, "refused", reason, now)


@action
def withdraw(*, by: Acting, proposal_id: uuid.UUID, reason: str, now: datetime) -> Proposal:
    """Take one's own proposal back before anybody has answered it; the file closes."""
    proposal = _locked(proposal_id)
    if proposal.state != "proposed" or proposal.proposed_by_id != by.user_id:
        raise RefusedError(_("Only the person who made a proposal can take it back, and only before it is answered."))
    record(by, locked(proposal.file_id), Happening(EventKind.NOT_INCLUDED, today(now), {"text": reason}), now)
    proposal.state, proposal.answered_at, proposal.answer_reason = "withdrawn", now, reason
    proposal.save(update_fields=["state", "answered_at", "answer_reason"])
    _tell("proposal.withdrawn", proposal)
    return proposal


def assessed(by: Acting, file: File, occasion: str, child: Child, now: datetime) -> ChildAssessment:
    """Keep a test of a child's best interests with the child's own view; called by actions only."""
    return ChildAssessment.objects.create(
        room_id=file.room_id, person_id=file.person_id, file=file, occasion=occasion,
        best_interests=child.best_interests, own_view=child.own_view, social_worker=child.social_worker or None,
        at=now, by_id=by.user_id,
    )  # fmt: skip


def _method_of_unit(by: Acting, method: str, on: date) -> Method:
    works = UnitMethod.objects.filter(unit_id=by.unit_id, method=method)
    if method not in shipped() or not works.filter(starts__lte=on).exclude(ends__lte=on).exists():
        raise RefusedError(_("Your unit does not work with this method."))
    return shipped()[method]


def _file_for(by: Acting, person: Person, method: Method, case: Case, now: datetime) -> File:
    detail = {"fact_on": case.fact_on.isoformat(), "text": case.reason}
    standing = File.objects.select_for_update().filter(
        room_id=person.room_id, person=person, method=method.id, ended_on=None
    )
    found = standing.first()
    if found is None:
        return open_one(by, person, method, Happening(EventKind.PROPOSED, today(now), detail), now)
    if found.stage != EventKind.LAPSED:
        raise RefusedError(_("The person already has an open file with this method. Open it from the list."))
    record(by, found, Happening(EventKind.REOPENED, today(now), detail), now)
    return found


def _locked(proposal_id: uuid.UUID) -> Proposal:
    return Proposal.objects.select_for_update().get(room_id__in=opened(), pk=proposal_id)


def _answer(by: Acting, proposal: Proposal, state: str, reason: str, now: datetime) -> Proposal:
    proposal.state, proposal.answer_reason = state, reason or None
    proposal.answered_at, proposal.answered_by_id = now, by.user_id
    proposal.save(update_fields=["state", "answer_reason", "answered_at", "answered_by"])
    _tell(f"proposal.{'signed_off' if state == 'proposed' else state}", proposal)
    return proposal


def _tell(kind: str, proposal: Proposal) -> None:
    ids = {"proposal": [proposal.pk], "person": [proposal.person_id], "file": [proposal.file_id]}
    entry.current().record(Event(kind, ids=ids), room_id=proposal.room_id)
