"""What each database login may and may not do, tried as that login."""

import psycopg
import pytest

from trefas.config import embedded, postgres_logins


@pytest.fixture(scope="module")
def database(broken_in):
    embedded.create_database(broken_in, "house")
    return "house"


def rows(server, question, dbname="postgres", user=embedded.SUPERUSER):
    with psycopg.connect(**server.params(dbname, user)) as connection:
        return connection.execute(question).fetchall()


def refused(server, statement, dbname, user):
    with (
        psycopg.connect(**server.params(dbname, user)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)
    return True


class TestLogins:
    def test_what_each_one_is(self, broken_in):
        columns = "rolname, rolcanlogin, rolbypassrls, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication"
        names = (*embedded.LOGINS, "delivery")
        found = rows(broken_in, f"SELECT {columns} FROM pg_roles WHERE rolname = ANY ('{{{','.join(names)}}}')")
        expected = {name: (name != "delivery", name == "backup", False) for name in names}
        assert {name: tuple(rest) for name, *rest in found} == expected

    def test_made_again_nothing_changes(self, broken_in):
        assert embedded.create_logins(broken_in) == embedded.create_logins(broken_in)
        assert set(embedded.create_logins(broken_in)) == set(embedded.LOGINS)

    def test_a_login_given_too_much_is_put_right(self, broken_in):
        with psycopg.connect(**broken_in.superuser_params()) as connection:
            connection.execute("ALTER ROLE app SUPERUSER BYPASSRLS")
        embedded.create_logins(broken_in)
        assert rows(broken_in, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'app'") == [(False, False)]

    def test_passwords_differ_and_are_not_in_the_log(self, broken_in):
        passwords = embedded.create_logins(broken_in)
        assert len(set(passwords.values())) == len(embedded.LOGINS)
        log = broken_in.files.log.read_text()
        assert not any(password in log for password in passwords.values())

    def test_a_database_that_another_process_drops_meanwhile_is_no_fault(self, broken_in, monkeypatch):
        class Meanwhile(psycopg.Connection):
            def execute(self, statement, *rest, **named):
                found = super().execute(statement, *rest, **named)
                if statement == "SELECT datname FROM pg_database":
                    embedded.drop_database(broken_in, "passing")
                    dropped.append("passing")
                return found

        dropped = []
        embedded.create_database(broken_in, "passing")
        monkeypatch.setattr(postgres_logins.psycopg, "connect", Meanwhile.connect)
        assert set(embedded.create_logins(broken_in)) == set(embedded.LOGINS)
        assert dropped == ["passing"]

    def test_statements_of_app_and_worker_are_not_tracked(self, broken_in, database):
        for user, tracked in (("app", "off"), ("worker", "off"), ("owner", "on")):
            assert rows(broken_in, "SHOW track_activities", database, user) == [(tracked,)]

    @pytest.mark.parametrize("dbname", ["postgres", "template1"])
    @pytest.mark.parametrize("user", embedded.LOGINS)
    def test_no_login_enters_the_system_databases(self, broken_in, dbname, user):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(**broken_in.params(dbname, user))

    def test_public_has_no_right_on_any_database(self, broken_in, database):
        rights = "pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))"
        assert rows(broken_in, f"SELECT datname FROM {rights} WHERE grantee = 0") == []


class TestDatabases:
    def test_only_owner_makes_tables(self, broken_in, database):
        for user in ("door", "app", "worker", "backup"):
            assert refused(broken_in, "CREATE TABLE made (x int)", database, user)
        with psycopg.connect(**broken_in.params(database, "owner")) as connection:
            connection.execute("CREATE TABLE made (x int)")
            connection.execute("CREATE SCHEMA extra")

    def test_nobody_shadows_a_table_with_a_temporary_one(self, broken_in, database):
        for user in embedded.LOGINS:
            assert refused(broken_in, "CREATE TEMP TABLE made (x int)", database, user)

    def test_owner_gives_a_function_to_delivery(self, broken_in, database):
        with psycopg.connect(**broken_in.params(database, "owner")) as connection:
            connection.execute("GRANT CREATE ON SCHEMA public TO delivery")
            connection.execute("CREATE FUNCTION handed() RETURNS int LANGUAGE sql RETURN 1")
            connection.execute("ALTER FUNCTION handed() OWNER TO delivery")
            connection.execute("SET ROLE delivery")
            connection.execute("REVOKE ALL ON FUNCTION handed() FROM PUBLIC")
        assert refused(broken_in, "SELECT handed()", database, "app")
        assert refused(broken_in, "SELECT handed()", database, "owner"), "nothing is inherited from delivery"

    def test_backup_reads_past_forced_row_security(self, broken_in, database):
        with psycopg.connect(**broken_in.params(database, "owner")) as connection:
            connection.execute("CREATE TABLE walled AS SELECT 1 AS x")
            connection.execute("ALTER TABLE walled ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        assert rows(broken_in, "SELECT x FROM walled", database, "backup") == [(1,)]
        assert rows(broken_in, "SELECT x FROM walled", database, "owner") == []
        assert refused(broken_in, "INSERT INTO walled VALUES (2)", database, "backup")

    def test_a_copy_of_a_template_is_as_closed(self, broken_in):
        embedded.create_database(broken_in, "model")
        with psycopg.connect(**broken_in.params("model", "owner")) as connection:
            connection.execute("CREATE TABLE cast_of_people AS SELECT 7 AS x")
        embedded.make_template(broken_in, "model")
        with pytest.raises(psycopg.OperationalError, match="not currently accepting connections"):
            psycopg.connect(**broken_in.params("model", "app"))
        embedded.create_database(broken_in, "copy", template="model")
        assert rows(broken_in, "SELECT x FROM cast_of_people", "copy", "owner") == [(7,)]
        assert refused(broken_in, "CREATE TEMP TABLE x (y int)", "copy", "app")
        assert embedded.database_exists(broken_in, "model")

    def test_a_taken_name_is_said(self, broken_in, database):
        with pytest.raises(embedded.EmbeddedError) as problem:
            embedded.create_database(broken_in, database)
        assert problem.value.code == "database_exists"

    def test_a_half_made_one_is_made_anew(self, broken_in):
        with psycopg.connect(**broken_in.superuser_params(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE half ALLOW_CONNECTIONS false")
        assert not embedded.database_exists(broken_in, "half")
        embedded.create_database(broken_in, "half")
        assert embedded.database_exists(broken_in, "half")

    def test_dropped_while_in_use_and_as_a_template(self, broken_in):
        for name in ("used", "used", "never_there"):
            if name == "used":
                embedded.create_database(broken_in, name)
            embedded.make_template(broken_in, name) if name == "used" else None
            embedded.drop_database(broken_in, name)
            assert not embedded.database_exists(broken_in, name)
        embedded.create_database(broken_in, "used")
        with psycopg.connect(**broken_in.params("used", "owner")):
            embedded.drop_database(broken_in, "used")
        assert not embedded.database_exists(broken_in, "used")
