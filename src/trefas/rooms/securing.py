"""What follows every migration: functions, grants and policies, the same each time, in one transaction of the owner."""

import os
import uuid
from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from trefas.rooms import sql
from trefas.rooms.backend.base import barring_statements, policy_statements
from trefas.rooms.fields import RoomForeignKey
from trefas.rooms.models import RoomModel
from trefas.rooms.services import found_services
from trefas.rooms.tables import POLICIES, SHARED, UNCHAINED

# What a trigger reads of a statement: the rows as they were (gone) and as they are (made).
WRITTEN = {
    "INSERT": "NEW TABLE AS made",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS made",
    "DELETE": "OLD TABLE AS gone",
}
LOGINS = ("door", "app", "worker", "gate", "delivery", "erasing")
ERASING = "SELECT, UPDATE, DELETE"


def prepare_database() -> None:
    """Migrate as the owner and secure what is there; may be run again at any time."""
    make_functions()
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    secure()
    found_services()


def make_functions() -> None:
    """Make the functions before the first table: policies call them."""
    _run(
        [
            "GRANT CREATE ON SCHEMA public TO gate, delivery, erasing",
            "SET LOCAL check_function_bodies = off",
            *sql.statements(),
        ]
    )


def secure() -> None:
    """Give each login its privileges, each table its policies, and the gate its first key."""
    _run([*_functions_of_contexts(), *_grants(), *_policies(), *_pass_key_table()])
    _run(list(_triggers()))
    _first_pass_key()


def _run(statements: list[str]) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _functions_of_contexts() -> Iterator[str]:
    for config in apps.get_app_configs():
        name = f"{config.name}.sql"
        if config.name.startswith("trefas.") and find_spec(name):
            yield from import_module(name).statements()


def _grants() -> Iterator[str]:
    for table, shared in SHARED.items():
        yield from _grant(table, shared.grants)
    for model in room_models():
        yield from _grant(model._meta.db_table, privileges(model))


def _grant(table: str, grants: dict[str, str]) -> Iterator[str]:
    if table != "rooms_passkey":
        yield f"REVOKE ALL ON {table} FROM PUBLIC, {', '.join(LOGINS)}"
    for login, privileges in grants.items():
        yield f"GRANT {privileges} ON {table} TO {login}"


def _policies() -> Iterator[str]:
    for table, policies in POLICIES.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        for name, rule in policies.items():
            yield f"DROP POLICY IF EXISTS {name} ON {table}"
            yield f"CREATE POLICY {name} ON {table} {rule}"
    for model in room_models():
        table = model._meta.db_table
        yield from policy_statements(table)
        yield from barring_statements(table, barred_columns(model))
        if machinery := getattr(model, "machinery_may", {}):
            yield f"DROP POLICY IF EXISTS machinery ON {table}"
            yield f"CREATE POLICY machinery ON {table} TO {', '.join(machinery)} USING (true) WITH CHECK (true)"


def _triggers() -> Iterator[str]:
    for model in room_models():
        table = model._meta.db_table
        for verb, tables in WRITTEN.items():
            yield f"DROP TRIGGER IF EXISTS written_{verb.lower()} ON {table}"
            if table not in UNCHAINED:
                yield (
                    f"CREATE TRIGGER written_{verb.lower()} AFTER {verb} ON {table} REFERENCING {tables}"
                    f" FOR EACH STATEMENT EXECUTE FUNCTION note_written({_shape_of(table)})"
                )


def _shape_of(table: str) -> int:
    """Return the number of the columns the table has now, noting them when they are new."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "WITH now AS (SELECT array_agg(attname::varchar ORDER BY attname) AS columns FROM pg_attribute"
            "  WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped),"
            " made AS (INSERT INTO audit_shape (id, relation, columns)"
            "  SELECT (SELECT coalesce(max(id), 0) + 1 FROM audit_shape), %s, now.columns FROM now WHERE NOT EXISTS"
            "  (SELECT 1 FROM audit_shape s WHERE s.relation = %s AND s.columns = now.columns) RETURNING id)"
            " SELECT id FROM made UNION ALL SELECT s.id FROM audit_shape s, now"
            "  WHERE s.relation = %s AND s.columns = now.columns",
            [table] * 4,
        )
        number: int = cursor.fetchone()[0]
    return number


def _pass_key_table() -> list[str]:
    # Once given away it is not the owner's to give.
    return [
        "DO $$ BEGIN IF (SELECT relowner::regrole::text FROM pg_class WHERE oid = 'rooms_passkey'::regclass) = 'owner'"
        " THEN ALTER TABLE rooms_passkey OWNER TO gate; END IF; END $$"
    ]


def _first_pass_key() -> None:
    key = os.urandom(32)
    pads = [bytes(byte ^ mask for byte in key.ljust(64, b"\0")) for mask in (0x36, 0x5C)]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL ROLE gate")
        cursor.execute(
            "INSERT INTO rooms_passkey (id, inner_pad, outer_pad, created_at)"
            " SELECT %s, %s, %s, %s WHERE NOT EXISTS (SELECT 1 FROM rooms_passkey WHERE retired_at IS NULL)",
            [uuid.uuid4(), *pads, timezone.now()],
        )


def room_models() -> list[type[RoomModel]]:
    """Return every model whose rows lie in rooms."""
    return [model for model in apps.get_models() if issubclass(model, RoomModel)]


def barred_columns(model: type[RoomModel]) -> list[str]:
    """Return the columns of a table in which an id may stand that a pass bars.

    Where a key says whose the row is, that one is enough: all who are the same person are barred together.
    """
    if model.is_somebody:
        return ["id"]
    keys = [field for field in model._meta.local_fields if isinstance(field, RoomForeignKey)]
    whose = [str(key.column) for key in keys if getattr(key.related_model, "is_somebody", False)]
    further = [str(key.column) for key in keys if "id" in getattr(key.related_model, "barred_by", ())]
    return whose[:1] or list(dict.fromkeys([*model.barred_by, *further]))


def privileges(model: type[RoomModel]) -> dict[str, str]:
    """Return what each login or role may do with a room table."""
    given = {"app": model.app_may, "erasing": ERASING, **getattr(model, "machinery_may", {})}
    delivering = [part for part in (given.get("delivery", ""), model.delivery_may) if part]
    if delivering:
        given["delivery"] = ", ".join(dict.fromkeys(", ".join(delivering).split(", ")))
    return given


def shape() -> str:
    """Return a hash of migrations and machinery: two databases with the same shape are alike."""
    digest = sha256()
    for statement in [*sql.statements(), *_functions_of_contexts(), *map(repr, (SHARED, POLICIES, UNCHAINED, WRITTEN))]:
        digest.update(statement.encode())
    for config in apps.get_app_configs():
        for path in sorted((Path(config.path) / "migrations").glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def is_current() -> bool:
    """Return whether the database already has this code's shape, so that a second start is quick."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass('django_migrations'), 'pg_class')")
        return bool(cursor.fetchone()[0] == _mark())


def mark_current() -> None:
    """Note the shape the database now has, as a comment in the database."""
    _run([f"COMMENT ON TABLE django_migrations IS '{_mark()}'"])


def _mark() -> str:
    return f"trefas {shape()}"
