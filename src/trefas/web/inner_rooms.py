"""The inner rooms one handles, by the names of those in them: only a named handler has any to choose from."""

import uuid

from trefas.persons.models import Person
from trefas.rooms.entry import Acting
from trefas.rooms.opening import open_rooms


def inner_rooms(acting: Acting) -> dict[uuid.UUID, str]:
    """Return the names of those in each inner room; empty for a room that everybody has moved out of."""
    names: dict[uuid.UUID, list[str]] = {one: [] for one in open_rooms() if one != acting.room_id}
    for person in Person.objects.filter(room_id__in=list(names), merged_into=None) if names else ():
        names[person.room_id].append(person.name)
    return {room_id: ", ".join(sorted(found)) for room_id, found in names.items()}
