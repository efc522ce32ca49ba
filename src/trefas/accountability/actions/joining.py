"""Two rows that are the same person, one of them with named handlers: they become one where she is protected."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.accountability.actions.moving import locked_person, move_to
from trefas.files.actions import merge
from trefas.files.merging import before_merging
from trefas.persons.models import Merge, Person, Protection
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms


@action
def merge_protected(*, by: Acting, kept_id: uuid.UUID, merged_id: uuid.UUID, now: datetime) -> Merge:
    """Move the one whom everybody finds in to the other, and merge them there; for a named handler of that room only.

    Which of the two is kept is her choice, where they come to lie is not: nothing of either is left outside.
    """
    found = list(Person.objects.filter(room_id__in=open_rooms(), pk__in=[kept_id, merged_id]).order_by("id"))
    people = {one.pk: one for one in found}
    inside = [one for one in found if one.room_id != by.room_id]
    if len(people) != 2:
        raise RefusedError(_("Choose two people of the same unit's information."))
    if len(inside) != 1 and found[0].room_id != found[1].room_id:
        raise RefusedError(_("Both have named handlers, and not the same. End the protection of one of them first."))
    # Judged before anything moves, so that a refusal leaves no trace in either chain.
    for conflict in before_merging(people[kept_id], people[merged_id]):
        if conflict.blocks:
            raise RefusedError(conflict.sentence)
    if len(inside) == 1:
        outside = next(one for one in found if one.room_id == by.room_id)
        to_room, level = inside[0].room_id, Protection(inside[0].protection)
        move_to(by, locked_person(by.room_id, outside.pk), to_room, level, now)
    return merge(by=by, kept_id=kept_id, merged_id=merged_id, now=now)
