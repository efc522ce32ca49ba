"""Taking longer to answer a request: two months more, once, told with its reasons within the first (GDPR 12.3)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from trefas.accountability import rights_policy as policy
from trefas.accountability.actions.notifying import tell_of_request
from trefas.accountability.actions.requesting import LONGEST, record
from trefas.accountability.rights_models import Longer, RightsRequest
from trefas.disclosures.days import today
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened


@dataclass(frozen=True)
class Prolonging:
    """Why it takes longer, in the words that the person was told, and the day she was told."""

    why: str
    reasons: str
    told_on: date


@action
def prolong_request(*, by: Acting, request_id: uuid.UUID, prolonging: Prolonging, now: datetime) -> RightsRequest:
    """Take longer, as a named officer. The day moves when the person has been told, and not before."""
    policy.decides(by).demand()
    request = RightsRequest.objects.select_for_update().get(room_id__in=opened(), pk=request_id)
    policy.may_prolong(request, today(now)).demand()
    later = policy.regime(request).prolonged(request.received_on)
    if later is None or prolonging.why not in Longer.values or not prolonging.reasons.strip():
        raise RefusedError(_("Choose why it takes longer, and write the reasons as the person was told them."))
    if prolonging.told_on < request.received_on:
        raise RefusedError(_("The person cannot have been told before the request came in."))
    about = _("The answer takes longer, until %(day)s") % {"day": later.isoformat()}
    tell_of_request(request, about, prolonging.told_on, by=by, now=now)
    request.due_on, request.prolonged_at, request.prolonged_by_id = later, now, by.user_id
    request.prolonged_why = prolonging.why
    request.content = {**request.content, "longer": prolonging.reasons.strip()[:LONGEST]}
    request.version += 1
    request.save()
    record("prolonged", request, why=prolonging.why)
    return request
