"""The function that erases people: written from the models, so that no table is forgotten."""

from collections.abc import Iterator

from django.apps import apps

from trefas.accountability.sql import barring, doubting, moving
from trefas.persons.models import Person
from trefas.rooms.models import RoomModel
from trefas.rooms.sql import owned_by

ERASING: dict[str, tuple[str, ...]] = {
    "erase_rows(uuid, uuid[])": (),
    "erase_persons(uuid, text, uuid, uuid[])": ("app",),
    "replay_erasure(uuid, uuid[])": ("app",),
}
# An emergency (breaking_glass): answered and told by the role that carries envelopes.
BREAKING: dict[str, tuple[str, ...]] = {
    "break_glass(uuid, text, text, text)": ("app",),
    "tell_holder(uuid, uuid, bytea, text)": ("app",),
    "review_break(uuid, text)": ("app",),
    "doubt_beforehand()": ("owner",),
}
# A replaced pair's private half goes when nothing more can be sealed to it (actions.retiring).
PAIRS: dict[str, tuple[str, ...]] = {"destroy_pair(uuid, bytea, bytea, int)": ("app",)}
# What stays, and what is done to it instead: what both sides keep says that, not what and not about whom.
EMPTIED = {
    "disclosures_receiveditem": "content = NULL, person_id = NULL, subject = id",
    "disclosures_receipt": "assessment_id = NULL",
    "disclosures_breach": "assessment_id = NULL, words = NULL",
}
FIRST = (
    # The rows of a list hold others too, so the list as it came goes whole; its people stay.
    ("persons_importrow", "DELETE FROM persons_importrow WHERE room_id = in_room AND within_id = ANY (lists)"),
    ("persons_import", "DELETE FROM persons_import WHERE room_id = in_room AND id = ANY (lists)"),
    ("persons_barring", "DELETE FROM persons_barring WHERE room_id = in_room AND subject = ANY (subjects)"),
    # A draft says in its place what it is about.
    (
        "files_draft",
        "DELETE FROM files_draft d WHERE d.room_id = in_room AND EXISTS (SELECT 1 FROM unnest(subjects || others) s"
        " WHERE position(s::text IN d.place) > 0)",
    ),
    (
        "files_meetingitem",
        "DELETE FROM files_meetingitem WHERE cooperation IN (SELECT cooperation FROM files_file"
        " WHERE room_id = in_room AND person_id = ANY (subjects))",
    ),
    (
        "files_cooperation",
        "DELETE FROM files_cooperation WHERE number IN (SELECT cooperation FROM files_file"
        " WHERE room_id = in_room AND person_id = ANY (subjects))",
    ),
)


def statements() -> list[str]:
    """Return the SQL that makes the functions: those that erase owned by the role that alone may, and the others'."""
    erasing = owned_by("erasing", ERASING, __name__, first=_erase_rows())
    breaking = owned_by("delivery", BREAKING, __name__, file="breaking")
    pairs = owned_by("gate", PAIRS, __name__, file="pairs")
    return [*erasing, *moving.statements(), *barring.statements(), *breaking, *doubting.statements(), *pairs]


def conditions() -> dict[str, str]:
    """Return, for each table with rows that hang on a person, the SQL condition for those of `subjects`."""
    found = {Person._meta.db_table: "id = ANY (subjects)"}
    grew = True
    while grew:
        grew = False
        for model in _room_models():
            table = model._meta.db_table
            if table not in found and (condition := _condition(model, found)):
                found[table], grew = condition, True
    return found


def _room_models() -> list[type[RoomModel]]:
    return [model for model in apps.get_models() if issubclass(model, RoomModel)]


def _condition(model: type[RoomModel], found: dict[str, str]) -> str:
    direct, through = [], []
    for field in model._meta.local_fields:
        target = field.related_model
        if not (getattr(field, "inside_one_room", False) and isinstance(target, type)):
            continue
        table = target._meta.db_table
        if target is Person:
            direct.append(f"{field.column} = ANY (subjects)")
        elif table in found and table not in EMPTIED and model is not target:
            within = ("SELECT id FROM", table, "WHERE room_id = in_room AND", f"({found[table]})")
            through.append(f"{field.column} IN ({' '.join(within)})")
    return " OR ".join(direct or through)


def _in_order() -> Iterator[str]:
    """Those that point to others first."""
    left = {model._meta.db_table: model for model in _room_models() if model._meta.db_table in conditions()}
    while left:
        pointed = {target for model in left.values() for target in _targets(model)}
        # A ring of tables ends in any order: foreign keys are checked at commit.
        free = sorted(set(left) - pointed) or sorted(set(left) - {Person._meta.db_table})[:1] or sorted(left)
        for table in free:
            del left[table]
            yield table


def _targets(model: type[RoomModel]) -> Iterator[str]:
    for field in model._meta.local_fields:
        target = field.related_model
        if getattr(field, "inside_one_room", False) and isinstance(target, type) and target is not model:
            yield target._meta.db_table


def _erase_rows() -> str:
    steps = [*FIRST]
    found = conditions()
    for table in _in_order():
        where = f"WHERE room_id = in_room AND ({found[table]})"
        change = ("UPDATE", f"{table} SET {EMPTIED[table]}") if table in EMPTIED else ("DELETE FROM", table)
        steps.append((table, " ".join([*change, where])))
    own = "".join(
        _OWN_KEYS.replace("TABLE", model._meta.db_table).replace("WHICH", found[model._meta.db_table])
        for model in _room_models()
        if model.sealed_under == "id" and model._meta.db_table in found
    )
    return _HEAD + own + "".join(_STEP.format(change=change, table=table) for table, change in steps) + _FOOT


_HEAD = """CREATE OR REPLACE FUNCTION erase_rows(in_room uuid, subjects uuid[]) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  gone jsonb := '{}';
  many bigint;
  lists uuid[];
  others uuid[];
  keys uuid[] := subjects;
BEGIN
  SELECT coalesce(array_agg(DISTINCT within_id), '{}') INTO lists FROM persons_importrow
   WHERE room_id = in_room AND person_id = ANY (subjects);
  keys := keys || ARRAY(SELECT id FROM persons_barring WHERE room_id = in_room AND subject = ANY (subjects));
  SELECT coalesce(array_agg(id), '{}') INTO others FROM files_file
   WHERE room_id = in_room AND person_id = ANY (subjects);
"""
# What is sealed under its own key, such as a request, loses that key too.
_OWN_KEYS = """  keys := keys || ARRAY(SELECT id FROM TABLE WHERE room_id = in_room AND (WHICH));
"""
_STEP = """  {change};
  GET DIAGNOSTICS many = ROW_COUNT;
  gone := gone || jsonb_build_object('{table}', many);
"""
_FOOT = """  UPDATE rooms_subjectkey SET wrapped = NULL, destroyed_at = coalesce(destroyed_at, now())
   WHERE room_id = in_room AND subject = ANY (keys || lists);
  GET DIAGNOSTICS many = ROW_COUNT;
  RETURN jsonb_strip_nulls(gone || jsonb_build_object('rooms_subjectkey', many));
END $$"""
