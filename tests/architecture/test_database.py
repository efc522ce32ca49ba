"""What PostgreSQL itself says of the house: no table, key or function that somebody forgot."""

import pytest
from django.apps import apps
from django.db import connections, transaction

from trefas.accountability import protection
from trefas.accountability import sql as accountability_sql
from trefas.accountability.sql import barring as barring_sql
from trefas.accountability.sql import moving as moving_sql
from trefas.cli.safeguards import look
from trefas.disclosures import sql as disclosures_sql
from trefas.files import sql as files_sql
from trefas.rooms import securing
from trefas.rooms import sql as rooms_sql
from trefas.rooms.securing import room_models
from trefas.rooms.tables import SHARED, UNBARRED

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])


def rows(query: str, *parameters: object) -> list[tuple]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def room_tables() -> set[str]:
    return {model._meta.db_table for model in room_models()}


def test_every_table_is_a_room_table_or_on_the_reviewed_list() -> None:
    found = {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('r','p') AND relnamespace = 'public'::regnamespace"
        )
    }
    assert found == room_tables() | set(SHARED)
    assert all(shared.reason for shared in SHARED.values())


def test_every_room_table_forces_row_security_with_the_pass() -> None:
    forced = dict(
        rows("SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relkind IN ('r','p')")
    )
    policies = {
        name: (using, check)
        for name, using, check in rows(
            "SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = 'in_open_room'"
        )
    }
    for table in room_tables():
        assert forced[table], table
        using, check = policies[table]
        assert using == check
        assert "open_rooms()" in using, table


def test_every_room_table_keeps_the_barred_from_its_user_or_says_why_not() -> None:
    """Read from the database: a new table with a person in it is behind the policy by having the column."""
    assert protection.unbarred() == []
    restrictive = dict(rows("SELECT tablename, qual FROM pg_policies WHERE policyname = 'not_barred'"))
    assert set(restrictive) | set(UNBARRED) == room_tables()
    assert not set(restrictive) & set(UNBARRED)
    assert all(UNBARRED.values())
    with_person = rows(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped"
        " WHERE c.relname = ANY (%s) AND a.attname = 'person_id'",
        sorted(room_tables()),
    )
    assert len(with_person) > 25
    assert [table for (table,) in with_person if "(person_id = ANY" not in restrictive.get(table, "")] == []


def test_a_table_whose_policy_is_gone_is_named_and_doctor_counts_the_part_out() -> None:
    assert "files_note" not in str(look("protected").wrong)
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("DROP POLICY not_barred ON files_note")
        assert protection.unbarred() == ["files_note"]
        assert "files_note" in str(look("protected").wrong)
        transaction.set_rollback(True, "owner")


def test_who_is_barred_is_read_once_a_statement() -> None:
    """A function in the policy that ran once a row would make long lists slow."""
    found = rows("SELECT qual FROM pg_policies WHERE policyname = 'not_barred'")
    assert found
    for (qual,) in found:
        assert 0 < qual.count("read_pass()") == qual.count("( SELECT (string_to_array((read_pass())[9]")


def test_every_unique_constraint_of_a_room_table_starts_with_the_room() -> None:
    unique = rows(
        "SELECT c.relname, i.indisprimary, (SELECT attname FROM pg_attribute WHERE attrelid = c.oid AND attnum = i.indkey[0])"
        " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE i.indisunique AND c.relname = ANY (%s)",
        sorted(room_tables()),
    )
    assert unique
    assert [(table, column) for table, primary, column in unique if not primary and column != "room_id"] == []


def test_every_foreign_key_between_room_tables_is_composite() -> None:
    keys = rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text, array_length(conkey, 1), conname"
        " FROM pg_constraint WHERE contype = 'f'"
    )
    between = [key for key in keys if key[0] in room_tables() and key[1] in room_tables()]
    assert between
    assert [key for key in between if key[2] != 2] == []


def test_room_tables_have_no_sequence() -> None:
    owned = rows(
        "SELECT d.refobjid::regclass::text FROM pg_class s JOIN pg_depend d ON d.objid = s.oid WHERE s.relkind = 'S'"
        " AND d.refclassid = 'pg_class'::regclass"
    )
    assert {table for (table,) in owned} & room_tables() == set()


def test_the_logins_have_the_privileges_that_are_written_down_and_no_other() -> None:
    granted = rows(
        "SELECT table_name, grantee, string_agg(privilege_type, ', ' ORDER BY privilege_type) FROM information_schema.role_table_grants"
        " WHERE table_schema = 'public' AND grantee NOT IN ('owner', 'postgres') GROUP BY 1, 2"
    )
    allowed = {(table, login): text for table, shared in SHARED.items() for login, text in shared.grants.items()}
    for model in room_models():
        for login, text in securing.privileges(model).items():
            allowed[model._meta.db_table, login] = text
    for table, login, privileges in granted:
        if (table, login) == ("rooms_passkey", "gate"):
            continue
        whole = {word for word in allowed[table, login].replace(" (", "(").split(", ") if "(" not in word}
        assert set(privileges.split(", ")) <= {word.split("(")[0] for word in whole} | {"SELECT"}, (table, login)


def test_who_may_execute_each_function_and_public_none() -> None:
    expected = {
        **rooms_sql.GATE,
        **rooms_sql.SECOND_PERSON,
        **rooms_sql.ROTATION,
        **rooms_sql.PAIRS,
        **rooms_sql.LIFTING,
        **rooms_sql.DELIVERY,
        **disclosures_sql.DELIVERY,
        **disclosures_sql.SIGNING,
        **disclosures_sql.TRANSPORT,
        **files_sql.OWNER,
        **accountability_sql.ERASING,
        **accountability_sql.BREAKING,
        **accountability_sql.PAIRS,
        **moving_sql.MOVING,
        **barring_sql.BARRING,
    }
    names = {signature.split("(")[0]: set(logins) for signature, logins in expected.items()}
    found = rows(
        "SELECT p.proname, coalesce(r.rolname, 'PUBLIC') FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a"
        " LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE p.pronamespace = 'public'::regnamespace"
        " AND a.privilege_type = 'EXECUTE' AND a.grantee <> p.proowner"
    )
    actual: dict[str, set[str]] = {name: set() for name in names}
    for name, login in found:
        actual[name].add(login)
    assert actual == names
    every = {name for (name,) in rows("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")}
    assert every == set(names)


def test_every_definer_function_ends_its_search_path_in_pg_temp() -> None:
    paths = rows(
        "SELECT proname, proconfig::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    assert paths
    assert [name for name, config in paths if "pg_temp" not in (config or "").rstrip('"}')[-9:]] == []


def test_nobody_but_the_owner_may_make_tables_or_enter_other_databases() -> None:
    for login in ("door", "app", "worker", "backup"):
        (answer,) = rows(
            "SELECT has_schema_privilege(%s, 'public', 'CREATE') OR has_database_privilege(%s, current_database(), 'TEMP')"
            " OR has_database_privilege(%s, 'postgres', 'CONNECT')",
            login, login, login,
        )  # fmt: skip
        assert answer == (False,), login


def test_every_model_field_is_classified_once_and_has_a_retention_class() -> None:
    for model in apps.get_models():
        if not model.__module__.startswith("trefas."):
            continue
        named = [name for names in model.sensitivity.values() for name in names]
        fields = {field.name for field in [*model._meta.local_fields, *model._meta.local_many_to_many]}
        assert sorted(named) == sorted(fields), model
        assert set(model.sensitivity) <= {"secret", "identifying", "sensitive", "operational", "public"}
        assert model.retention, model


def test_identifying_fields_are_sealed() -> None:
    for model in room_models():
        for name in model.sensitivity.get("identifying", ()):
            kind = model._meta.get_field(name).db_type(connections["owner"])
            assert kind in ("json", "bytea"), f"{model.__name__}.{name} is kept in clear"
