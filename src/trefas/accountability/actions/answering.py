"""Deciding what is kept back, making the answer, and handing it over as the person chose."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.accountability import rights_policy as policy
from trefas.accountability.actions.requesting import locked, record, step
from trefas.accountability.answers import Answer
from trefas.accountability.composing import answer_to, considered
from trefas.accountability.lookers import head_of
from trefas.accountability.rights_models import Asked, Handed, How, RightsRequest, State, Withheld
from trefas.disclosures.days import today
from trefas.files.models import ContactRoute
from trefas.law.texts import Language
from trefas.persons.models import Person
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened


@action
def rule_item(*, by: Acting, request_id: uuid.UUID, item: str, how: How, ground: str, now: datetime) -> Withheld:
    """Decide on one item: shown, masked with its ground, or left out without a trace."""
    request = _tied(by, request_id)
    policy.may_rule(how, ground).demand()
    known = {one.key for one in considered(request, _person(request)).items}
    if item not in known:
        raise RefusedError(_("That is not in the extract any more. Load the page again."))
    return _kept(request, by, now, item=item, how=how, ground=ground if how != How.SHOW else "")


@action
def rule_words(
    *, by: Acting, request_id: uuid.UUID, words: Iterable[str], how: How, ground: str, now: datetime
) -> Withheld:
    """Decide that words are masked wherever they stand in the extract, as a third person's name; or may stand."""
    request = _tied(by, request_id)
    if how == How.LEAVE_OUT:
        raise RefusedError(_("Words are masked or shown. Leave out the whole item instead."))
    policy.may_rule(how, ground).demand()
    chosen = sorted({word.strip() for word in words if word.strip()})
    if not chosen:
        raise RefusedError(_("Write the words to mask, one a line."))
    return _kept(request, by, now, words=chosen, how=how, ground=ground if how != How.SHOW else "")


def _tied(by: Acting, request_id: uuid.UUID) -> RightsRequest:
    policy.decides(by).demand()
    request = RightsRequest.objects.select_for_update().get(room_id__in=opened(), pk=request_id)
    if request.state != State.LOOKED or request.person_id is None:
        raise RefusedError(_("That step is not next. Take the steps in order."))
    return request


def _person(request: RightsRequest) -> Person:
    return Person.objects.get(room_id=request.room_id, pk=request.person_id or uuid.UUID(int=0))


def _kept(request: RightsRequest, by: Acting, now: datetime, **values: object) -> Withheld:
    made = Withheld(room_id=request.room_id, request=request, at=now, by_id=by.user_id, **values)
    made.save()
    record("ruled", request, how=made.how, ground=made.ground)
    return made


@action
def make_answer(*, by: Acting, request_id: uuid.UUID, language: Language, now: datetime) -> Answer:
    """Make the answer: refused before its day, while a proposal is undecided, or for a guardian who may not be told."""
    policy.decides(by).demand()
    request, on = locked(request_id, State.MADE), today(now)
    policy.may_be_answered(request, on).demand()
    policy.guardian_may_be_told(request).demand()
    if request.kind == Asked.EXTRACT and request.person_id is not None:
        left = considered(request, _person(request)).undecided()
        if left:
            raise RefusedError(_("Decide on each proposal first. %(n)s wait.") % {"n": len(left)})
    if request.person_id is not None:
        request.content = {**request.content, "log_to": str(head_of(request.room_id))}
    answer = answer_to(request, on, language)
    request.made_at, request.made_by_id = now, by.user_id
    request.language, request.digest = language, answer.digest()
    step(request, State.MADE)
    record("answer_made", request, language=language)
    return answer


@action
def hand_over(*, by: Acting, request_id: uuid.UUID, how: Handed, now: datetime) -> RightsRequest:
    """Note how the answer reached the person; by the safe way only when one is recorded, and never by letter."""
    policy.receives(by).demand()
    request = locked(request_id, State.HANDED)
    policy.may_hand_over(request, how).demand()
    if how == Handed.SAFE_WAY and not has_safe_way(request.room_id, request.person_id):
        raise RefusedError(_("No safe way of contact is recorded. Record one first, or let the person come here."))
    request.handed_at, request.handed_by_id, request.handed_how = now, by.user_id, how
    step(request, State.HANDED)
    record("handed", request, how=how)
    return request


def has_safe_way(room_id: uuid.UUID, person_id: uuid.UUID | None) -> bool:
    """Return whether a safe way of contact is recorded; leave to send letters is none."""
    if person_id is None:
        return False
    route = ContactRoute.objects.filter(room_id=room_id, person_id=person_id).first()
    return route is not None and bool(route.telephone or route.answers)


@action
def take_answer(*, by: Acting, request_id: uuid.UUID, form: str) -> Answer:
    """Take the made answer out as "pdf" or "json", or read it on "screen": only as the person chose, and recorded."""
    policy.receives(by).demand()
    request = RightsRequest.objects.get(room_id__in=opened(), pk=request_id)
    policy.may_take(request, form).demand()
    made_on = today(request.made_at) if request.made_at else request.received_on
    answer = answer_to(request, made_on, "en" if request.language == "en" else "sv")
    if answer.digest() != request.digest:
        raise RefusedError(_("Something has changed since the answer was made. Make it again."))
    record("answer_taken", request, form=form)
    return answer
