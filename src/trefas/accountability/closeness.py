"""Files that name somebody who works here: facts for a manager, who asks and decides. A name is no proof."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator

from trefas.files.models import Guardian
from trefas.rooms.models import Membership
from trefas.rooms.services import ROLE as SERVICE

Pair = tuple[uuid.UUID, uuid.UUID]


def named_in_files(room_id: uuid.UUID, rooms: Collection[uuid.UUID]) -> Iterator[Pair]:
    """Yield (user, person) where a recorded guardian of the person has the name of one who works in the room.

    Other third persons of a file are left alone: what is noted of them serves that file only (files.records.Mention).
    """
    staff: dict[str, set[uuid.UUID]] = defaultdict(set)
    found = Membership.objects.filter(room_id=room_id, ends_at=None).exclude(role=SERVICE)
    for user_id, name in found.values_list("user_id", "user__name"):
        staff[_plain(name)].add(user_id)
    for guardian in Guardian.objects.filter(room_id__in=rooms):
        yield from ((user_id, guardian.person_id) for user_id in staff.get(_plain(guardian.name), ()))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
