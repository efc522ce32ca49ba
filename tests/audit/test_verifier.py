"""The stand-alone verifier: what is whole it calls whole, and whatever was changed it finds and names."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections
from tests.audit.building import LOG, WITNESS, cosign, cosigned_export, exported, work
from tests.audit.tampering import Adversary, missed, verifier
from tests.cast import NOW, enter

from trefas.audit import notes, witnessing
from trefas.audit.events import Event
from trefas.audit.models import Checkpoint, Written
from trefas.audit.trust import Trust
from trefas.persons.models import Person

CI_RUNS = 3_000
VERIFIER = Path(__file__).resolve().parents[2] / "verify" / "trefas_verify.py"


def as_superuser(server, name: str, *statements: str) -> None:
    """Run SQL as one who may do anything, with triggers off: the adversary has the machine."""
    import psycopg

    with psycopg.connect(**{**server.superuser_params(), "dbname": name}, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)


def test_a_log_as_it_was_written_is_intact_to_the_last_event(fresh_vidhamn: str) -> None:
    found = cosigned_export()
    report = verifier().verify(found.content, **found.trusted())
    assert report.faults == []
    assert report.events > 20
    assert report.rows >= 14
    assert report.checked_to > report.events // 2
    assert {report.answer(number) for number in range(1, report.last + 1)} == {"intact"}


def test_random_tampering_is_found_and_the_right_event_named(fresh_vidhamn: str) -> None:
    found, module = cosigned_export(), verifier()
    adversary = Adversary(found.content, found.private, seed=20261128)
    wrong = [said for _run in range(CI_RUNS) if (said := missed(module, adversary.tamper(), **found.trusted()))]
    assert wrong[:5] == []


def test_without_the_rooms_key_any_byte_changed_is_not_what_the_room_signed(fresh_vidhamn: str) -> None:
    work(1)
    found, module = exported(), verifier()
    for at in range(60, len(found.content), 97):
        changed = bytearray(found.content)
        changed[at] ^= 1
        assert module.verify(bytes(changed), key=found.trusted()["key"]).first()[0] <= 1_000
    assert module.verify(found.content, key="A" * 43 + "=").first()[0] == 0


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE persons_person SET protection = 'exit' WHERE id = '{person}'", "holds other content"),
        ("DELETE FROM persons_person WHERE id = '{person}'", "is gone, and no event says so"),
        ("UPDATE audit_event SET body = replace(body, '\"kind\":\"', '\"kind\":\"x') WHERE number = {number}", "hash"),
        ("DELETE FROM audit_event WHERE number = {number}", "dropped"),
        ("DELETE FROM audit_written WHERE number = {number}", "what it wrote"),
    ],
)  # fmt: skip
def test_what_is_changed_in_the_database_itself_is_found(server, fresh_vidhamn: str, damage: str, named: str) -> None:
    work(2)
    cosign()
    with enter("amina") as room:
        person = Person.objects.filter(room_id=room.room_id).order_by("created_at", "id")[0]
        number = Written.objects.filter(room_id=room.room_id, row_id=person.pk).order_by("-number")[0].number
    connections.close_all()
    as_superuser(server, fresh_vidhamn, damage.format(person=person.pk, number=number))
    found = exported()
    first = verifier().verify(found.content, **found.trusted()).first()
    assert first is not None
    assert first[0] == number
    assert named in first[1]


def test_a_row_put_in_behind_the_logs_back_is_found(server, fresh_vidhamn: str) -> None:
    work(1)
    connections.close_all()
    columns = "room_id, interpreter, protection, version, created_at, created_by_id"
    copy = f"INSERT INTO persons_person (id, {columns}) SELECT gen_random_uuid(), {columns} FROM persons_person LIMIT 1"
    as_superuser(server, fresh_vidhamn, copy)
    assert any("never written by an event" in what for _n, what in verifier().verify(exported().content).faults)


def test_a_column_that_comes_later_does_not_make_old_rows_false(server, fresh_vidhamn: str) -> None:
    from trefas.rooms.securing import secure

    work(1)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE persons_person ADD COLUMN newer text NOT NULL DEFAULT 'x'")
    secure()
    work(1, first=1)
    assert verifier().verify(exported().content).faults == []


def test_an_older_backup_restored_is_refused_by_the_witness(server, fresh_vidhamn: str) -> None:
    """Everything fits in the older database; only what others have seen tells that it is older."""
    work(1)
    first = cosign()
    seen = {LOG.name: notes.read_checkpoint(first.note)}
    tables = ("audit_headleaf", "audit_event", "audit_chainhead", "audit_subject", "audit_written")
    connections.close_all()
    as_superuser(server, fresh_vidhamn, *(f"CREATE TABLE old_{table} AS TABLE {table}" for table in tables))
    work(1, first=1)
    later = cosign()
    seen = {LOG.name: notes.read_checkpoint(later.note)}
    connections.close_all()
    restore = [f"TRUNCATE {table}" for table in tables] + [f"INSERT INTO {table} TABLE old_{table}" for table in tables]
    as_superuser(
        server, fresh_vidhamn, *restore, "DELETE FROM audit_checkpoint", *(f"DROP TABLE old_{one}" for one in tables)
    )
    work(3, first=5)
    row = Checkpoint(size=0, note="", made_at=NOW)
    from trefas.accountability import checkpoints
    from trefas.audit import merkle

    checkpoints.take(Trust(log=LOG), now=NOW)
    row = checkpoints.latest()
    assert row is not None
    for old in range(seen[LOG.name].size + 1):
        body = witnessing.request_body(old, merkle.consistency(checkpoints.all_leaves(), old), row.note)
        judged = witnessing.judge(body, seen, {LOG.name: LOG.key}, WITNESS, 0)
        assert judged.status in (400, 409, 422)
        assert judged.remember is None


def test_what_was_erased_by_a_recorded_decision_is_not_called_tampering(fresh_vidhamn: str) -> None:
    work(1)
    with enter("amina") as room:
        person = Person.objects.filter(room_id=room.room_id).first()
        written = Written.objects.filter(room_id=room.room_id, row_id=person.pk).first().number
        room.record(Event("erasure.done", ids={"subject": [person.pk]}))
    with enter("amina") as room:
        done = room.seen_in(room.room_id)
        assert done.ids() == {}
    report = verifier().verify(exported().content)
    assert report.faults == []
    assert re.fullmatch(r"erased under event \d+", report.answer(written))
    assert report.answer(report.last) == "intact"


def test_it_runs_alone_and_says_so_in_words(fresh_vidhamn: str, tmp_path: Path) -> None:
    found = cosigned_export(people=2)
    path = tmp_path / "log.trefas"
    path.write_bytes(found.content)
    options = ["--key", str(found.trusted()["key"]), "--log-key", LOG.key.text(), "--witness", WITNESS.key.text()]
    command = [sys.executable, "-I", str(VERIFIER), str(path), "--quorum", "1", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "intact or erased" in done.stdout
    path.write_bytes(found.content.replace(b"person.created", b"person.kreated", 1))
    done = subprocess.run([*command, "--events"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert re.search(r"TAMPERED event \d+: its hash", done.stdout)
    assert re.search(r"^\d+\tintact$", done.stdout, re.MULTILINE)
    path.write_bytes(b"something else\n")
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")


def test_the_verifier_imports_nothing_of_ours() -> None:
    import ast

    allowed = {*sys.stdlib_module_names, "cryptography"}
    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"))
    names = [
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    assert {name.split(".")[0] for name in names} <= allowed
