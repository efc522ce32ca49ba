"""What stands for every name in an address: the ids of a person's own rows, and of whatever else her room has."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models.expressions import RawSQL

from tests.cast import enter
from trefas.authorities.models import Substitution
from trefas.files.meeting_models import Prepared
from trefas.persons.models import Person
from trefas.rooms.models import Membership, RoomModel

# A name in an address that is not the name of a model.
ALIASES = {"paper": "attachment", "received": "receiveditem", "request": "rightsrequest", "row": "note"}
Ids = dict[str, Any]


def ids_of(who: str, person_id: uuid.UUID) -> Ids:
    """The value of every name: the person's own row, else whatever row of that kind the room has."""
    with enter(who) as here:
        rooms = [here.room_id, *(here.opens or [])]
        found = {_name(model): _row_of(model, rooms, person_id) for model in _models()}
        found["group"] = Prepared.objects.filter(room_id__in=rooms).values_list("group", flat=True).first()
        mine = Membership.objects.filter(room_id=here.room_id)
        found["membership_id"] = mine.order_by("user__email").values_list("pk", flat=True).last()
        here_work = mine.values("user_id")
        named = Substitution._default_manager.filter(absent_id__in=here_work)
        found["substitution_id"] = named.values_list("pk", flat=True).first()
    return found | _aliases(found)


def every(who: str, name: str) -> list[uuid.UUID]:
    """Every row in her rooms that a name in an address may stand for."""
    wanted = ALIASES.get(name.removesuffix("_id"), name.removesuffix("_id"))
    with enter(who) as here:
        rooms = [here.room_id, *(here.opens or [])]
        models = [model for model in _models() if model._meta.model_name == wanted]
        return [key for model in models for key in model.objects.filter(room_id__in=rooms).values_list("pk", flat=True)]


def gone(who: str, ids: Ids) -> Ids:
    """Those of the ids whose rows no longer are: what an erasure took."""
    with enter(who) as here:
        rooms = [here.room_id, *(here.opens or [])]
        found = {name: ids[name] for model in _models() if (name := _name(model)) and _missing(model, rooms, ids[name])}
    return found | _aliases(found)


def _missing(model: Any, rooms: list[uuid.UUID], key: uuid.UUID | None) -> bool:
    return key is not None and not model.objects.filter(room_id__in=rooms, pk=key).exists()


def _aliases(found: Ids) -> Ids:
    return {f"{name}_id": found[f"{model}_id"] for name, model in ALIASES.items() if f"{model}_id" in found}


def _name(model: Any) -> str:
    return f"{model._meta.model_name}_id"


def _models() -> Iterator[Any]:
    return (model for model in apps.get_models() if issubclass(model, RoomModel))


def _row_of(model: Any, rooms: list[uuid.UUID], person_id: uuid.UUID) -> uuid.UUID | None:
    if model is Person:
        return person_id
    names = {one.name for one in model._meta.local_fields if one.is_relation}
    rows = model.objects.filter(room_id__in=rooms).order_by(*_as_written(model._meta.db_table))
    mine = rows.none()
    if "person" in names:
        mine = rows.filter(person_id=person_id)
    elif "file" in names:
        mine = rows.filter(file__person_id=person_id)
    row = mine.last() or rows.last()
    return row.pk if row else None


def _as_written(table: str) -> list[RawSQL]:
    """By transaction and by command: ids are random, and where a row lies says only where there was room."""
    return [RawSQL(f"{table}.{column}::text::bigint", []) for column in ("xmin", "cmin")]  # noqa: S611  # a table of ours
