"""Practice mode is lifted where everything is in place, refused where anything is not, and never comes back."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from tests.apart.sides import free_port
from tests.cli.operating import Operating, answered, operating
from tests.databases import ROOT

from trefas.accountability.breaking_policy import REVIEWERS
from trefas.authorities.models import Agreement
from trefas.cli import asvs, doctor, serving
from trefas.cli.nightly import _look
from trefas.cli.safeguards import LOOKS, look, look_at_all
from trefas.rooms import admission, practice
from trefas.rooms.models import Lifting, Membership, Room, Safeguard
from trefas.rooms.safeguards import SAFEGUARDS
from trefas.web.standing import failing

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def whole(server, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Operating]:
    with django_db_blocker.unblock(), operating(server, tmp_path_factory.mktemp("operating")) as made:
        yield made


@pytest.fixture(autouse=True)
def _as_it_was(whole: Operating, django_db_blocker) -> Iterator[None]:
    """Every test begins in practice; one that lifts it takes back what nothing in the product takes back."""
    with django_db_blocker.unblock():
        yield
        Lifting.objects.using("owner").all().delete()
        practice.note((), SAFEGUARDS, now=timezone.now())


@contextlib.contextmanager
def sql(back: str, statement: str) -> Iterator[None]:
    """Break something in the database as its owner, and mend it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(back)


@contextlib.contextmanager
def without(*taken: str) -> Iterator[None]:
    """Take mandates from everybody."""
    had = {one.pk: one.mandates for one in Membership.objects.using("owner").all()}
    for pk, mandates in had.items():
        Membership.objects.using("owner").filter(pk=pk).update(mandates=[one for one in mandates if one not in taken])
    try:
        yield
    finally:
        for pk, mandates in had.items():
            Membership.objects.using("owner").filter(pk=pk).update(mandates=mandates)


@contextlib.contextmanager
def written(model, **values) -> Iterator[None]:
    """Let every row of an organisation's table say something else."""
    had = list(model._default_manager.using("owner").values("pk", *values))
    model._default_manager.using("owner").update(**values)
    try:
        yield
    finally:
        for row in had:
            model._default_manager.using("owner").filter(pk=row.pop("pk")).update(**row)


@contextlib.contextmanager
def aged(folder: Path, pattern: str, age: timedelta) -> Iterator[None]:
    """Let files be old: their time, or the time that stands in them."""
    kept = {path: (path.stat().st_mtime, path.read_bytes()) for path in folder.glob(pattern)}
    assert kept
    at = datetime.now(UTC) - age
    for path in kept:
        if path.suffix == ".tried":
            path.write_text(json.dumps(json.loads(path.read_text()) | {"restored_at": at.isoformat()}))
        os.utime(path, (at.timestamp(), at.timestamp()))
    try:
        yield
    finally:
        for path, (was, content) in kept.items():
            path.write_bytes(content)
            os.utime(path, (was, was))


@contextlib.contextmanager
def another_map() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(asvs, "FILE", ROOT / "docs" / "reference" / "missing.csv")
        yield


Breaks = Callable[[Operating], contextlib.AbstractContextManager[None]]
TABLE = "ALTER TABLE persons_person"
TRIGGER = "TRIGGER written_insert"
# Each way in which a safeguard may be missing: which one fails, and how it is made to.
MISSING: dict[str, tuple[str, Breaks]] = {
    "a table without row security": ("database", lambda _w: sql(f"{TABLE} FORCE ROW LEVEL SECURITY", f"{TABLE} NO FORCE ROW LEVEL SECURITY")),
    "a room without keys": ("database", lambda _w: written(Room, sealing_key="")),
    "a table that is not watched": ("read_log", lambda _w: sql(f"{TABLE} ENABLE {TRIGGER}", f"{TABLE} DISABLE {TRIGGER}")),
    "a login that writes in the log": ("read_log", lambda _w: sql("REVOKE INSERT ON audit_event FROM app", "GRANT INSERT ON audit_event TO app")),
    "nobody reads the log": ("read_log", lambda _w: without("review_log")),
    "no witness": ("checkpoints", lambda _w: override_settings(TREFAS_TRUST="")),
    "a trust file that is gone": ("checkpoints", lambda w: override_settings(TREFAS_TRUST=str(w.folder / "none.toml"))),
    "no ledger": ("erasure", lambda _w: override_settings(TREFAS_TOMBSTONES="")),
    "the ledger among the backups": ("erasure", lambda w: override_settings(TREFAS_TOMBSTONES=str(w.folder / "backups" / "t.jsonl"))),
    "nobody erases": ("erasure", lambda _w: without("erase")),
    "another master key": ("keys", lambda _w: override_settings(TREFAS_KEY_SERVICE="/nowhere.toml")),
    "a table that bars nobody": ("protected", lambda _w: sql("ALTER POLICY gone ON persons_person RENAME TO not_barred", "ALTER POLICY not_barred ON persons_person RENAME TO gone")),
    "nobody protects": ("protected", lambda _w: without("protect")),
    "nobody reviews emergencies": ("emergencies", lambda _w: without(*REVIEWERS)),
    "nobody takes requests": ("rights", lambda _w: without("register")),
    "no provider": ("login", lambda _w: override_settings(TREFAS_IDENTITY_PROVIDERS=())),
    "nobody works here": ("login", lambda _w: without("follow")),
    "no https": ("shell", lambda _w: override_settings(TREFAS_HTTPS=False)),
    "the demo": ("shell", lambda _w: override_settings(DEMO=True)),
    "a short secret": ("shell", lambda _w: override_settings(SECRET_KEY="x" * 39)),
    "any host": ("shell", lambda _w: override_settings(ALLOWED_HOSTS=["trefas.prov.test", "*"])),
    "only this machine": ("shell", lambda _w: override_settings(ALLOWED_HOSTS=["localhost"])),
    "no map of ASVS": ("shell", lambda _w: another_map()),
    "an old backup": ("backup", lambda w: aged(w.folder / "backups", "*.data", timedelta(hours=27))),
    "a drill long ago": ("backup", lambda w: aged(w.folder / "backups", "*.tried", timedelta(days=184))),
    "no backup folder": ("backup", lambda _w: override_settings(TREFAS_BACKUP_FOLDER="")),
    "no trust list": ("apart", lambda _w: override_settings(TREFAS_TRUST_LIST="")),
    "no hosting agreement": ("agreements", lambda _w: written(Room, hosting_reference="–")),
    "no impact assessment": ("agreements", lambda _w: written(Room, impact_assessment_reference="TODO")),
    "no agreement in force": ("agreements", lambda _w: written(Agreement, ends=timezone.localdate())),
    "a missed night": ("night", lambda _w: written(Safeguard, looked_at=timezone.now() - timedelta(hours=27))),
    "a night that failed": ("night", lambda _w: written(Safeguard, failing_since=timezone.now())),
}  # fmt: skip


def names_of(verdicts) -> list[str]:
    return [one.code for one in verdicts if not one.holds]


def test_everything_is_in_place_and_every_safeguard_has_a_look_and_a_name(whole) -> None:
    assert [(one.code, one.wrong) for one in look_at_all() if not one.holds] == []
    assert list(LOOKS) == list(SAFEGUARDS)
    assert {code for code, _ in MISSING.values()} == set(SAFEGUARDS)


@pytest.mark.parametrize("what", MISSING)
def test_it_is_refused_while_anything_is_missing(whole, what, capsys) -> None:
    code, broken = MISSING[what]
    with broken(whole):
        found = look(code)
        assert not found.holds
        assert all(found.wrong)
        with pytest.raises(typer.Exit), pytest.MonkeyPatch.context() as patched:
            # The others are looked at in the test above.
            patched.setattr("trefas.cli.safeguards.LOOKS", {code: LOOKS[code]})
            patched.setattr(doctor, "connect", lambda: None)
            doctor.lift()
        said = capsys.readouterr()
        assert f"FEL {SAFEGUARDS[code]}" in said.out
        assert "inget är lyft" in said.err
    assert look(code).holds
    assert practice.practising()


class TestLifted:
    @pytest.fixture(autouse=True)
    def _lifted(self, whole, monkeypatch) -> None:
        monkeypatch.setattr(doctor, "connect", lambda: None)
        whole.agree()

    def test_two_people_and_whoever_runs_it_lift_it(self, whole, capsys) -> None:
        doctor.lift()
        assert "Ansvarar: Ada Prov, Eva Prov" in capsys.readouterr().out
        assert Lifting.objects.get().held == sorted(SAFEGUARDS)
        assert not practice.practising()

    def test_what_fails_later_is_told_by_name_and_stops_lists_but_practice_stays_lifted(self, whole, capsys) -> None:
        doctor.lift()
        acting = admission.acting(Membership.objects.get(user__email="eva@prov.test"), "Eva Prov")
        assert failing(acting, lifted=True) == ""
        with override_settings(TREFAS_BACKUP_FOLDER=""):
            assert _look(0, timezone.now()) == 1
        assert "Säkerhetskopia" in capsys.readouterr().err
        said = failing(acting, lifted=True)
        assert "Säkerhetskopia" in said
        assert "Ada Prov, Eva Prov" in said
        later = timezone.now() + timedelta(hours=73)
        assert practice.standing().waits(later) == ("backup", "night")
        assert not practice.practising()

    def test_others_take_over_also_when_nobody_answers_any_longer(self, whole, capsys) -> None:
        doctor.lift()
        Membership.objects.using("owner").filter(role="administrator").update(ends_at=timezone.now())
        Membership.objects.using("owner").filter(role="supervisor").update(ends_at=timezone.now())
        try:
            assert "ingen av dem som ansvarar" in look("agreements").wrong[0]
        finally:
            Membership.objects.using("owner").exclude(role="service").update(ends_at=None)
        whole.agree()
        doctor.lift()
        assert Lifting.objects.count() == 2

    def test_the_house_does_not_open_where_units_are_not_kept_apart(self, whole) -> None:
        table = "ALTER TABLE persons_person"
        with sql(f"{table} FORCE ROW LEVEL SECURITY", f"{table} NO FORCE ROW LEVEL SECURITY"):
            serving._refuse_unsafe_operation()
        doctor.lift()
        serving._refuse_unsafe_operation()
        with (
            sql(f"{table} FORCE ROW LEVEL SECURITY", f"{table} NO FORCE ROW LEVEL SECURITY"),
            pytest.raises(typer.Exit),
        ):
            serving._refuse_unsafe_operation()

    def test_the_demo_does_not_start_on_it_and_its_links_are_not_there(self, whole, rf) -> None:
        from django.http import Http404

        from trefas.demo.urls import become

        with override_settings(DEMO=True):
            practice.refuse_demo()
            doctor_says = look("shell").wrong
            assert "demon" in doctor_says[0]
        doctor.lift()
        with override_settings(DEMO=True), pytest.raises(practice.DemoError):
            practice.refuse_demo()
        with pytest.raises(Http404):
            become(rf.get("/demo/som/bo/"), "bo")

    def test_it_is_refused_without_the_two(self, whole, capsys) -> None:
        doctor.lift()
        Lifting.objects.using("owner").all().delete()
        with pytest.raises(typer.Exit):
            doctor.lift()
        assert "Två personer" in capsys.readouterr().err


STARTED = "import pathlib, sys; from trefas.cli import asvs, main; asvs.FILE = pathlib.Path(sys.argv.pop(1)); main()"


def trefas(whole: Operating, *words: str, **more: str) -> subprocess.Popen[str]:
    """Start a command of this installation as a process of its own, with the map of ASVS when no demand waits."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TREFAS_", "DATABASE_URL"))}
    given = [sys.executable, "-c", STARTED, str(answered(whole.folder)), *words]
    environment = {**kept, **whole.environment(), "DJANGO_SETTINGS_MODULE": "trefas.config.settings", **more}
    return subprocess.Popen(
        given, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def said(process: subprocess.Popen[str]) -> tuple[int, str]:
    out = process.communicate(timeout=120)[0]
    return process.returncode, out


def page(port: int) -> str:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(asked):
        asked.request("GET", "/konto/login/", headers={"Host": "trefas.prov.test"})
        return asked.getresponse().read().decode()


def test_from_practice_to_operation_with_commands_and_a_server_that_goes_on(whole) -> None:
    whole.agree()
    port = free_port()
    server = trefas(whole, "serve", "--port", str(port), "--workers", "2", TREFAS_HTTPS="0")
    try:
        for _attempt in range(240):
            with contextlib.suppress(OSError):
                first = page(port)
                break
            assert server.poll() is None, said(server)
            time.sleep(0.25)
        assert "Övning, inga verkliga personer" in first
        code, out = said(trefas(whole, "doctor"))
        assert (code, "Övningsläget gäller" in out) == (0, True), out
        code, out = said(trefas(whole, "lift"))
        assert code == 0, out
        # Both workers, without a restart.
        assert not [one for one in (page(port) for _time in range(8)) if "Övning, inga verkliga personer" in one]
        code, out = said(trefas(whole, "doctor"))
        assert (code, "I drift" in out, "Ada Prov, Eva Prov" in out) == (0, True, True), out
        code, out = said(trefas(whole, "serve", "--port", str(free_port()), TREFAS_DEMO="1"))
        assert (code, "inga demon" in out or "demon startas inte" in out) == (1, True), out
    finally:
        server.terminate()
        server.communicate(timeout=30)
