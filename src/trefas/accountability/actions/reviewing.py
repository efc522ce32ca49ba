"""The queue of readings to look at: filled at night, emptied by a named person who says what she found."""

import uuid
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.accountability import snooping
from trefas.accountability.review_models import Conclusion, ReadReview
from trefas.audit.events import Event
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms

# A night may have been missed; what is in the queue already is not put there again.
DAYS = 7


@action
def queue_reviews(*, by: Acting, now: datetime) -> int:
    """Put the last days' readings that somebody should look at in the queue; returns how many were new."""
    today = timezone.localdate(now)
    made = sum(_queue(today - timedelta(days=back), now) for back in range(DAYS, 0, -1))
    entry.current().record(Event("read_review.queued", counts={"new": made}))
    return made


def _queue(day: date, now: datetime) -> int:
    # The night is a named handler of the inner rooms too; what it finds there stays there.
    made = 0
    for found in snooping.found_on(day, open_rooms()):
        place = {"why": found.why, "reader_id": found.reader_id, "person_id": found.person_id, "day": day}
        if not ReadReview.objects.filter(room_id=found.room_id, **place).exists():
            ReadReview.objects.create(room_id=found.room_id, facts=dict(found.facts), found_at=now, **place)
            made += 1
    return made


@action
def conclude_review(*, by: Acting, review_id: uuid.UUID, conclusion: str, note: str, now: datetime) -> ReadReview:
    """Say what a look at readings found. Nobody judges her own. Raises RefusedError."""
    if not by.may("review_log"):
        raise RefusedError(_("Your role does not include reading the log."))
    review = ReadReview.objects.select_for_update().get(room_id__in=open_rooms(), pk=review_id)
    if review.reader_id == by.user_id:
        raise RefusedError(_("These are your own readings. Somebody else looks at them."))
    if review.looked_at is not None:
        raise RefusedError(_("Somebody has looked at this already."))
    if conclusion != Conclusion.IN_ORDER and not note.strip():
        raise RefusedError(_("Write what you saw, so that whoever goes on with it understands."))
    review.looked_at, review.looked_by_id, review.conclusion = now, by.user_id, Conclusion(conclusion)
    review.note = note.strip() or None
    review.save(update_fields=["looked_at", "looked_by", "conclusion", "note"])
    ids = {
        "review": [review.pk],
        "reader": [review.reader_id],
        "person": [review.person_id] if review.person_id else [],
    }
    entry.current().record(
        Event("read_review.concluded", ids=ids, codes={"conclusion": review.conclusion}), room_id=review.room_id
    )
    return review
