"""What every view asks of its request: who acts, whether the role includes the page, and which day it is."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from trefas.rooms.entry import Acting


def acting_of(request: HttpRequest) -> Acting:
    """Return who acts, as RoomMiddleware set it."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by RoomMiddleware
    return acting


def need(request: HttpRequest, mandate: str) -> Acting:
    """Return who acts, or answer 403 when the role does not include what the page is for."""
    acting = acting_of(request)
    if not acting.may(mandate):
        raise PermissionDenied
    return acting


def today_of(request: HttpRequest) -> date:
    """Return the day it is where the work is done."""
    return timezone.localdate()
