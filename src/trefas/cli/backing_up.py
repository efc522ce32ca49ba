"""`trefas backup` and `trefas backup-key`: docs/how-to/backup.md says how, and how often."""

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from trefas.cli.preparing import connect

STALE = timedelta(hours=26)
# Where copies of the server are made at all: one a week, and its log every minute.
STALE_COPY, STALE_LOG = timedelta(days=8), timedelta(minutes=15)
# A copy that nobody has restored is a hope: twice a year at least (docs/how-to/backup.md).
UNTRIED, TRIED = timedelta(days=183), ".tried"


def backup_key(private: Annotated[Path, typer.Argument(help="File for the private key, to be kept offline.")]) -> None:
    """Make the offline key: the private half goes to a file, the public half is printed for TREFAS_BACKUP_KEY."""
    from trefas.config.backup_files import new_key

    if private.exists():
        typer.echo(f"{private} finns redan (exists already): en nyckel skrivs aldrig över.", err=True)
        raise typer.Exit(2)
    secret, public = new_key()
    with open(private, "w", opener=_only_mine) as file:  # a Path takes no opener
        file.write(secret + "\n")
    typer.echo(public)


def backup(
    keep_keys: Annotated[int, typer.Option(help="Days to keep the files with keys.")] = 30,
    keep_data: Annotated[int, typer.Option(help="Days to keep the files with data.")] = 90,
    base: Annotated[bool, typer.Option("--base", help="Copy the whole server instead, weekly.")] = False,
    wal: Annotated[bool, typer.Option("--wal", help="Keep the server's log instead, every minute.")] = False,
) -> None:
    """Write two sealed files, data and keys, or what a point in time needs; take away what is too old."""
    connect()
    from django.conf import settings

    if not (settings.TREFAS_BACKUP_KEY and settings.TREFAS_BACKUP_FOLDER):
        typer.echo("Ange TREFAS_BACKUP_KEY och TREFAS_BACKUP_FOLDER, se docs/how-to/backup.md.", err=True)
        raise typer.Exit(2)
    make = _copy if base else _keep_log if wal else _dump
    folder, now = Path(settings.TREFAS_BACKUP_FOLDER), datetime.now(UTC)
    made = make(folder, settings.TREFAS_BACKUP_KEY, now)
    take_away_old(folder, now, keep_keys=keep_keys, keep_data=keep_data)
    for path in made:
        typer.echo(path)


def take_away_old(folder: Path, now: datetime, *, keep_keys: int, keep_data: int) -> None:
    """Take away what is older than so many days. Copies and the log hold keys too, and go with them.

    A copy needs the log from when it began, so that stays a day longer.
    """
    days = {"trefas-*.keys": keep_keys, "trefas-*.base": keep_keys, "0*.wal": keep_keys + 1, "trefas-*.data": keep_data}
    for pattern, kept in days.items():
        for path in folder.glob(pattern):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - timedelta(days=kept):
                path.unlink()


def _dump(folder: Path, public: str, now: datetime) -> tuple[Path, ...]:
    from trefas.config.backups import back_up

    return back_up(login_of("backup"), folder, public, now=now)


def _copy(folder: Path, public: str, _now: datetime) -> tuple[Path, ...]:
    from trefas.config.server_copies import copy_server

    return (copy_server(_copier(), login_of("backup"), folder, public),)


def _keep_log(folder: Path, public: str, _now: datetime) -> list[Path]:
    from trefas.config.server_copies import keep_log

    return keep_log(_copier(), login_of("backup"), folder, public)


def problems() -> list[str]:
    """Return what keeps the backups from counting as in place: no key, no folder, none from the last day."""
    from django.conf import settings

    found = []
    if not settings.TREFAS_BACKUP_KEY:
        found.append("Kör trefas backup-key och ange TREFAS_BACKUP_KEY.")
    last = last_backup(Path(settings.TREFAS_BACKUP_FOLDER)) if settings.TREFAS_BACKUP_FOLDER else None
    if last is None or datetime.now(UTC) - last > STALE:
        found.append("Ange TREFAS_BACKUP_FOLDER och kör trefas backup varje natt.")
    return found + (_gaps(Path(settings.TREFAS_BACKUP_FOLDER)) if settings.TREFAS_BACKUP_FOLDER else [])


def untried() -> list[str]:
    """Return what to do when no copy of this installation has been restored for half a year."""
    from django.conf import settings

    folder = Path(settings.TREFAS_BACKUP_FOLDER) if settings.TREFAS_BACKUP_FOLDER else None
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob(f"*{TRIED}")] if folder else []
    own = [datetime.fromisoformat(one["restored_at"]) for one in found if one["of"] == identity()]
    if own and datetime.now(UTC) - max(own) <= UNTRIED:
        return []
    return ["Pröva att återläsa: trefas restore, och lägg filen .tried i TREFAS_BACKUP_FOLDER (docs/how-to/backup.md)."]


def mark_tried(data: Path, *, now: datetime) -> Path:
    """Write beside a copy that it was restored whole, of which installation and when. Run where it was restored."""
    mark = data.with_suffix(TRIED)
    mark.write_text(json.dumps({"of": identity(), "restored_at": now.isoformat()}) + "\n", encoding="utf-8")
    return mark


def identity() -> str:
    """Return what tells this installation from others, also when it is restored: when its first table was made."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT applied FROM django_migrations ORDER BY id LIMIT 1")
        made: datetime = cursor.fetchone()[0]
    return hashlib.sha256(made.astimezone(UTC).isoformat().encode()).hexdigest()


def _gaps(folder: Path) -> list[str]:
    """Return what keeps the server from being restored to a minute ago; nothing where no copy of it was ever made."""
    copied, logged = _newest(folder.glob("trefas-*.base")), _newest(folder.glob("0*.wal"))
    if copied is None:
        return []
    now, found = datetime.now(UTC), []
    if now - copied > STALE_COPY:
        found.append("Kör trefas backup --base varje vecka.")
    if logged is None or now - logged > STALE_LOG:
        found.append("Kör trefas backup --wal varje minut.")
    return found


def last_backup(folder: Path) -> datetime | None:
    """Return when the newest whole backup in the folder was made."""
    return _newest(path for path in folder.glob("trefas-*.data") if path.with_suffix(".keys").exists())


def login_of(user: str) -> dict[str, Any]:
    """Return how one login reaches the installation's database, as psycopg wants it."""
    from trefas.config.settings import login

    given = login(user)
    names = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    return {name: given[key] for name, key in names.items() if given[key]}


def _copier() -> dict[str, Any]:
    """The login that may copy the server: `copier`, or the embedded server's own."""
    from trefas.config.settings import SECRETS

    given = login_of("postgres" if "postgres" in SECRETS else "copier")
    return {name: value for name, value in given.items() if name != "dbname"}


def _newest(paths: Iterable[Path]) -> datetime | None:
    return max((datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in paths), default=None)


def _only_mine(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
