"""A canary in every sealed field there is, by what the models say: whoever adds one adds it here without knowing."""

import uuid

import psycopg
import pytest
from django.apps import apps

from tests.accountability.test_canaries import found
from tests.cast import NOW, enter
from trefas.accountability.sql import EMPTIED, FIRST, conditions
from trefas.config import backups
from trefas.config.backup_files import new_key
from trefas.rooms.errors import ErasedError
from trefas.rooms.fields import Sealed, SealedBytesField, SealedField, SealedJSONField, SealedTextField
from trefas.rooms.models import RoomModel, SubjectKey

CANARY = "Kanarie{}wq8xzt5mv3"
MARK = b"wq8xzt5mv3"


def sealed_fields() -> list[tuple[type[RoomModel], SealedField]]:
    models = [model for model in apps.get_models() if issubclass(model, RoomModel)]
    return [(model, field) for model in models for field in model._meta.local_fields if isinstance(field, SealedField)]


def clear(field, number):
    """A canary as the field takes it; a kind of field that nobody thought of fails here."""
    text = CANARY.format(number)
    kinds = {SealedTextField: text, SealedJSONField: {"words": [text]}, SealedBytesField: text.encode()}
    return kinds[type(field)]


def row_of(model, room_id):
    """A row as its fields are sealed for: its place, and whose key."""
    row = model(pk=uuid.uuid4(), room_id=room_id)
    if model.sealed_under != "id":
        setattr(row, model.sealed_under, uuid.uuid4())
    return row


def sealed_rows(room):
    """A row with a canary in each sealed field of every table, as its fields seal it."""
    rows = {}
    for number, (model, field) in enumerate(sealed_fields(), 1):
        row = rows.setdefault(model, row_of(model, room.room_id))
        row.__dict__[field.attname] = clear(field, number)
        row.__dict__[field.attname] = field.pre_save(row, add=True)
    return rows


def plant(server, name, rows):
    """Store the rows, whatever else their tables ask for."""
    with psycopg.connect(**server.superuser_params(name)) as database:
        # Only what seals is looked at: other columns may be empty, and what they point to absent.
        database.execute("SET session_replication_role = replica")
        for model, row in rows.items():
            names = [field for field in model._meta.local_fields if isinstance(field, SealedField)]
            _let_be_empty(database, model._meta.db_table)
            values = [field.get_prep_value(row.__dict__[field.attname]) for field in names]
            columns = ", ".join(["id", "room_id", *(field.column for field in names)])
            places = ", ".join(["%s"] * (len(names) + 2))
            database.execute(
                f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places})", [row.pk, row.room_id, *values]
            )


def _let_be_empty(database, table):
    asked = "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attnotnull"
    for (column,) in database.execute(asked, [table]).fetchall():
        if column != "id":
            database.execute(f"ALTER TABLE {table} ALTER {column} DROP NOT NULL")
    checks = "SELECT quote_ident(conname) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
    for (name,) in database.execute(checks, [table]).fetchall():
        database.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def stored(server, name, rows):
    """What lies in each sealed column now."""
    with psycopg.connect(**server.superuser_params(name)) as database:
        for model, field in sealed_fields():
            asked = f"SELECT {field.column}::text FROM {model._meta.db_table} WHERE id = %s"
            (value,) = database.execute(asked, [rows[model].pk]).fetchone()
            yield model, field, field.from_db_value(value, None, None)


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker):
    with django_db_blocker.unblock():
        yield fresh_vidhamn


def test_no_sealed_field_lies_in_clear_anywhere_and_none_opens_once_its_key_is_gone(
    server, committed, tmp_path
) -> None:
    with enter("amina") as room:
        rows = sealed_rows(room)
    assert len(rows) > 30
    plant(server, committed, rows)
    _, public = new_key()
    made = backups.back_up(server.params(committed, "backup"), tmp_path, public, now=NOW)
    assert found(server, committed, *made, canary=MARK) == []
    with enter("amina"):
        for number, (model, field, value) in enumerate(list(stored(server, committed, rows)), 1):
            assert isinstance(value, Sealed), f"{model.__name__}.{field.name}"
            assert field.open(rows[model], value) == clear(field, number), f"{model.__name__}.{field.name}"
    with enter("amina") as room:
        subjects = [row.subject_id for row in rows.values()]
        gone = SubjectKey.objects.filter(room_id=room.room_id, subject__in=subjects)
        assert gone.update(wrapped=None, destroyed_at=NOW) == len(rows)
    with enter("amina"):
        for model, field, value in stored(server, committed, rows):
            with pytest.raises(ErasedError):
                field.open(rows[model], value)


def test_every_sealed_field_goes_with_its_person_or_is_emptied() -> None:
    reached = {*conditions(), *dict(FIRST)}
    for model, field in sealed_fields():
        table = model._meta.db_table
        assert table in reached, f"{model.__name__}: say in accountability.sql how it goes with a person"
        if table in EMPTIED:
            assert f"{field.column} = NULL" in EMPTIED[table], f"{model.__name__}.{field.name} would stay"
