"""Which membership a logged-in person acts with. The choice is kept in the session and checked each time."""

import uuid
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from trefas.rooms.admission import acting
from trefas.rooms.entry import Acting
from trefas.rooms.models import Membership

SESSION_MEMBERSHIP = "membership"


def memberships_of(user_id: uuid.UUID, now: datetime) -> QuerySet[Membership]:
    """Return where a user works now; inner rooms are not listed anywhere."""
    running = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    found = Membership.objects.filter(running, user_id=user_id, starts_at__lte=now, room__closed_at__isnull=True)
    return found.filter(room__parent__isnull=True).select_related("room", "unit").order_by("starts_at", "id")


def acting_for(request: HttpRequest) -> Acting | None:
    """Return who acts where, or None when the person works in several units and has not chosen."""
    user_id = uuid.UUID(str(request.user.pk))
    found = list(memberships_of(user_id, timezone.now()))
    chosen = request.session.get(SESSION_MEMBERSHIP)
    for membership in found:
        if str(membership.pk) == chosen or len(found) == 1:
            return acting(membership, str(getattr(request.user, "name", "")))
    return None
