"""Django's PostgreSQL engine with one addition: a schema editor that puts every room table behind its policy."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.ddl_references import Statement
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper
from django.db.backends.postgresql.schema import DatabaseSchemaEditor as PostgresEditor
from django.db.models import Field, Model

# The sub-select runs once a statement; written bare, the function would run once a row.
IN_OPEN_ROOM = "room_id = ANY ((SELECT open_rooms())::uuid[])"

# The ids of the people whom the pass's user may not see, and of what tells of them: the ninth part of the pass itself.
BARRED = "(SELECT string_to_array((read_pass())[9], ',')::uuid[])::uuid[]"


def policy_statements(table: str) -> list[str]:
    """Return the SQL that puts a table behind the pass: forced, so that its owner needs a pass too."""
    who = "app, owner, erasing, delivery"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS in_open_room ON {table}",
        f"CREATE POLICY in_open_room ON {table} TO {who} USING ({IN_OPEN_ROOM}) WITH CHECK ({IN_OPEN_ROOM})",
    ]


def barring_statements(table: str, columns: Sequence[str]) -> list[str]:
    """Return the SQL that keeps the rows about those whom a pass bars from its user, whatever else opens them."""
    made = [f"DROP POLICY IF EXISTS not_barred ON {table}"]
    if columns:
        free = " AND ".join(f"({column} = ANY ({BARRED})) IS NOT TRUE" for column in columns)
        made.append(f"CREATE POLICY not_barred ON {table} AS RESTRICTIVE TO app USING ({free}) WITH CHECK ({free})")
    return made


class DatabaseSchemaEditor(PostgresEditor):
    """Policy and composite keys come with the table, so that no migration can forget them."""

    # Foreign keys are always added on their own, where they can be made composite.
    sql_create_column_inline_fk = None  # type: ignore[assignment]  # None is how the other engines say so

    def create_model(self, model: type[Model]) -> None:
        """Create a table and its policy."""
        super().create_model(model)
        if any(field.column == "room_id" for field in model._meta.local_fields) and is_room_table(model):
            self._protect(model)

    def add_field(self, model: type[Model], field: "Field[Any, Any]") -> None:
        """Add a column; the autodetector may bring the room column this way."""
        super().add_field(model, field)
        if field.column == "room_id" and is_room_table(model):
            self._protect(model)

    def _protect(self, model: type[Model]) -> None:
        for statement in policy_statements(model._meta.db_table):
            self.execute(statement)

    def _create_fk_sql(self, model: type[Model], field: Any, suffix: str) -> Statement:
        made: Statement = super()._create_fk_sql(model, field, suffix)  # type: ignore[misc]  # private in the stubs
        tables = [made.parts["table"]]
        template = self.sql_create_fk
        if getattr(field, "inside_one_room", False):
            template = template.replace("(%(column)s)", '("room_id", %(column)s)')
            template = template.replace("(%(to_column)s)", '("room_id", %(to_column)s)')
            tables.append(made.parts["to_table"])
        if is_room_table(model):
            # Checking a new key reads rows as the owner: without NO FORCE it raises, or sees one room only.
            template = _unforced(template, len(tables))
        return Statement(template, **made.parts, **{f"bare{i}": table for i, table in enumerate(tables)})


def _unforced(template: str, tables: int) -> str:
    before = [f"ALTER TABLE %(bare{i})s NO FORCE ROW LEVEL SECURITY" for i in range(tables)]
    after = [f"ALTER TABLE %(bare{i})s FORCE ROW LEVEL SECURITY" for i in range(tables)]
    return "; ".join([*before, template, *after])


def is_room_table(model: type[Model]) -> bool:
    """Return whether the rows of a model lie in rooms; a migration's historical model tells by its fields only."""
    return any(
        field.column == "room_id" and model._meta.db_table not in NOT_IN_A_ROOM for field in model._meta.local_fields
    )


# Tables with a room column that are not room tables; each has policies of its own, by role, or is public.
NOT_IN_A_ROOM = frozenset(
    {
        "rooms_membership", "rooms_publicpair", "audit_event", "audit_chainhead", "audit_subject", "audit_written",
        "audit_headleaf",
    }
)  # fmt: skip


class DatabaseWrapper(PostgresWrapper):
    """PostgreSQL, with the schema editor above."""

    SchemaEditorClass = DatabaseSchemaEditor
