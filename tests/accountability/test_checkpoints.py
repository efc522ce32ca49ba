"""Checkpoints as an installation takes them: over all chains, cosigned over HTTP, stamped, and refused when it went back."""

import base64
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from tests.accountability.stamper import Stamper
from tests.audit.building import LOG, WITNESS, work
from tests.cast import NOW, enter
from trefas.accountability import checkpoints, stamping
from trefas.audit import merkle, notes, witnessing
from trefas.audit.lag import Required
from trefas.audit.models import ChainHead, Checkpoint, HeadLeaf
from trefas.audit.trust import Trust, TrustError, Witness, required, trust
from trefas.cli import auditing


class WitnessServer:
    """Another authority's witness, with its own memory, over real HTTP."""

    def __init__(self) -> None:
        self.seen: dict[str, notes.Checkpoint] = {}
        self.now = NOW
        seen, outer = self.seen, self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                judged = witnessing.judge(body, seen, {LOG.name: LOG.key}, WITNESS, int(outer.now.timestamp()))
                if judged.remember:
                    seen[LOG.name] = judged.remember
                self.send_response(judged.status)
                self.end_headers()
                self.wfile.write(judged.body.encode())

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def witness(self) -> Witness:
        return Witness(WITNESS.key, f"http://127.0.0.1:{self.server.server_port}")

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def other():
    server = WitnessServer()
    yield server
    server.close()


def test_the_heads_of_all_rooms_are_under_one_root_that_the_witness_cosigns(fresh_vidhamn: str, other) -> None:
    trusted = Trust(log=LOG, witnesses=(other.witness(),))
    work(1)
    with enter("bo") as room:
        room.record(checkpoints_event())
    first = checkpoints.take(trusted, now=NOW)
    assert (first.cosigned, first.refusals) == ((WITNESS.name,), ())
    work(2, first=1)
    second = checkpoints.take(trusted, now=NOW)
    assert second.size == first.size + 1
    assert second.cosigned == (WITNESS.name,)
    again = checkpoints.take(trusted, now=NOW)
    assert again == second
    row = checkpoints.latest()
    assert row is not None
    assert notes.signed_by(row.note, LOG.key) == 0
    assert notes.read_checkpoint(row.note).root == merkle.root_of(checkpoints.all_leaves())
    with enter("bo") as room:
        own = HeadLeaf.objects.all()
        assert {leaf.room_id for leaf in own} == {room.room_id}
        assert own[0].number <= ChainHead.objects.get(room_id=room.room_id).number


def test_while_nothing_happens_the_witness_says_anew_that_it_knows_the_log(fresh_vidhamn: str, other) -> None:
    trusted, later = Trust(log=LOG, witnesses=(other.witness(),)), NOW + timedelta(hours=9)
    work(1)
    checkpoints.take(trusted, now=NOW)
    assert "kör trefas checkpoint" in checkpoints.faults(trusted, now=later)[0]
    other.now = later - timedelta(minutes=20)
    again = checkpoints.take(trusted, now=later)
    row = checkpoints.latest()
    assert row is not None
    assert (row.size, row.made_at, row.note.count(WITNESS.name)) == (again.size, NOW, 1)
    assert notes.signed_by(row.note, WITNESS.key) == int(other.now.timestamp())
    assert notes.signed_by(row.note, LOG.key) == 0
    assert checkpoints.faults(trusted, now=later) == []


def checkpoints_event():
    from trefas.audit.events import Event

    return Event("test.noted")


def test_a_log_that_went_back_gets_no_cosignature_and_says_why(server, fresh_vidhamn: str, other) -> None:
    trusted = Trust(log=LOG, witnesses=(other.witness(),))
    work(1)
    checkpoints.take(trusted, now=NOW)
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE audit_headleaf, audit_checkpoint")
    work(2, first=1)
    back = checkpoints.take(trusted, now=NOW)
    assert back.cosigned == ()
    assert "422" in back.refusals[0]
    assert checkpoints.faults(trusted, now=NOW) == ["den senaste kontrollpunkten saknar vittnen"]


def test_what_keeps_chains_from_being_confirmed_is_said(fresh_vidhamn: str, other) -> None:
    trusted = Trust(log=LOG, witnesses=(other.witness(),))
    assert checkpoints.faults(Trust(), now=NOW) == ["ange logg och vittnen i TREFAS_TRUST"]
    assert "kör trefas checkpoint" in checkpoints.faults(trusted, now=NOW)[0]
    work(1)
    checkpoints.take(trusted, now=NOW)
    assert checkpoints.faults(trusted, now=NOW) == []
    assert "kör trefas checkpoint" in checkpoints.faults(trusted, now=NOW + timedelta(hours=5))[0]
    with pytest.raises(TrustError, match="No log is configured"):
        checkpoints.take(Trust(), now=NOW)


def test_a_witness_that_is_away_is_said_and_the_checkpoint_stands(fresh_vidhamn: str, other) -> None:
    work(1)
    other.close()
    taken = checkpoints.take(Trust(log=LOG, witnesses=(other.witness(),)), now=NOW)
    assert taken.cosigned == ()
    assert "ConnectError" in taken.refusals[0]


def test_a_stamp_over_the_checkpoint_verifies_and_one_over_anything_else_does_not(fresh_vidhamn: str, tmp_path) -> None:
    stamper = Stamper(tmp_path)
    try:
        work(1)
        taken = checkpoints.take(Trust(log=LOG, stamp_url=stamper.url, stamp_roots=stamper.roots), now=NOW)
        assert (taken.stamped, taken.refusals) == (True, ())
        row = Checkpoint.objects.get(size=taken.size)
        text = row.note.partition("\n\n")[0].encode()
        assert stamping.stamped_at(text, bytes(row.stamp or b""), stamper.roots).startswith("20")
        with pytest.raises(stamping.StampError):
            stamping.stamped_at(text + b"x", bytes(row.stamp or b""), stamper.roots)
        (tmp_path / "another").mkdir()
        from tests.accountability.stamper import certificates

        with pytest.raises(stamping.StampError):
            stamping.stamp(text, stamper.url, certificates(tmp_path / "another"))
    finally:
        stamper.close()
    with pytest.raises(stamping.StampError, match="ConnectError"):
        stamping.stamp(b"x", stamper.url, stamper.roots)


def trust_file(folder: Path, settings) -> None:
    (folder / "log.key").write_text(base64.b64encode(bytes(range(32))).decode())
    (folder / "witness.key").write_text(base64.b64encode(WITNESS.private).decode())
    (folder / "trust.toml").write_text(
        f'[log]\nname = "{LOG.name}"\nkey_file = "log.key"\nquorum = 2\n'
        f'[[witness]]\nkey = "{WITNESS.key.text()}"\nurl = "https://vittne.example/"\n'
        f'[witnessing]\nname = "{WITNESS.name}"\nkey_file = "witness.key"\nlogs = ["{LOG.key.text()}"]\n'
    )
    settings.TREFAS_TRUST = str(folder / "trust.toml")


def test_trust_is_a_file_and_a_fault_in_it_is_one_sentence(tmp_path, settings) -> None:
    settings.TREFAS_TRUST = ""
    assert trust() == Trust()
    trust_file(tmp_path, settings)
    read = trust()
    assert (read.log, read.quorum, read.witnesses) == (LOG, 2, (Witness(WITNESS.key, "https://vittne.example"),))
    assert (read.witnessing, dict(read.logs)) == (WITNESS, {LOG.name: LOG.key})
    (tmp_path / "log.key").rename(tmp_path / "apart.key")
    assert required() == read.required == Required((WITNESS.key,), 2, timedelta(hours=4))
    (tmp_path / "apart.key").rename(tmp_path / "log.key")
    for fault in (
        '[log]\nname = "x"\nkey_file = "absent"',
        "[log",
        '[log]\nkey_file = "log.key"',
        '[[witness]]\nkey="x"\nurl=""',
        '[log]\nname = "x"\nkey_file = "log.key"\nstop_after_hours = 0',
    ):
        (tmp_path / "trust.toml").write_text(fault)
        with pytest.raises(TrustError, match=r"^trust\.toml: "):
            trust()
    (tmp_path / "log.key").write_text("AAAA")
    (tmp_path / "trust.toml").write_text('[log]\nname = "x"\nkey_file = "log.key"')
    with pytest.raises(TrustError, match="32 bytes"):
        trust()


@pytest.mark.django_db(databases=["default", "rooms"])
def test_this_installation_as_a_witness_of_another(tmp_path, settings) -> None:
    def ask(count: int, old: int, changed: bool = False) -> object:
        every = [merkle.leaf_hash(bytes([number + 99 * changed])) for number in range(count)]
        text = notes.Checkpoint(LOG.name, count, merkle.root_of(every)).text()
        body = witnessing.request_body(old, merkle.consistency(every, old), f"{text}\n{LOG.line(text, 0)}")
        return Client().post("/vittne/add-checkpoint", body, content_type="text/plain")

    settings.TREFAS_TRUST = ""
    assert ask(3, 0).status_code == 404
    trust_file(tmp_path, settings)
    assert ask(3, 0).status_code == 200
    assert ask(5, 3).status_code == 200
    assert ask(5, 3).status_code == 409
    assert ask(7, 5, changed=True).status_code == 422
    assert ask(4, 4).content == b"5\n"
    assert Client().post("/vittne/add-checkpoint", b"\xff", content_type="text/plain").status_code == 400
    assert Client().get("/vittne/add-checkpoint").status_code == 405


@pytest.mark.django_db(databases=["default", "rooms", "owner"])
def test_the_doctor_asks_the_parts_themselves(settings) -> None:
    from trefas.accountability import reading

    settings.TREFAS_TRUST = ""
    assert auditing.problems() == ["ange logg och vittnen i TREFAS_TRUST"]
    assert reading.problems() == []
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TRIGGER written_update ON persons_person")
    assert reading.problems() == ["persons_person skrivs utan logg"]
