"""`trefas backup`, `trefas backup-key` and `trefas restore`: docs/how-to/backup.md says how, and how often."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from trefas.cli.preparing import connect

STALE = timedelta(hours=26)


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
) -> None:
    """Write two sealed files, data and keys, and take away those that are too old."""
    connect()
    from django.conf import settings

    from trefas.config.backups import back_up

    if not (settings.TREFAS_BACKUP_KEY and settings.TREFAS_BACKUP_FOLDER):
        typer.echo("Ange TREFAS_BACKUP_KEY och TREFAS_BACKUP_FOLDER, se docs/how-to/backup.md.", err=True)
        raise typer.Exit(2)
    folder, now = Path(settings.TREFAS_BACKUP_FOLDER), datetime.now(UTC)
    data, keys = back_up(_login("backup"), folder, settings.TREFAS_BACKUP_KEY, now=now)
    for part, days in (("keys", keep_keys), ("data", keep_data)):
        _take_away(folder, part, now - timedelta(days=days))
    typer.echo(f"{data}\n{keys}")


def restore(
    data: Annotated[Path, typer.Argument(help="The file with the data.")],
    keys: Annotated[Path, typer.Argument(help="The file with the keys, of the same backup.")],
    key: Annotated[Path, typer.Option(help="The private key, brought from where it is kept.")],
    into: Annotated[str, typer.Option(help="Name of the database to make; it may not exist.")],
) -> None:
    """Restore into a new database, all or nothing. What the ledger says is gone is erased before anybody is let in."""
    connect()
    from django.db import connections

    from trefas.cli.erasing import door_shut
    from trefas.config.backup_files import BackupError
    from trefas.config.backups import restore as put_back

    try:
        about = put_back(_superuser(), into, data, keys, key.read_text(encoding="ascii").strip())
    except (BackupError, OSError) as error:
        typer.echo(f"Inget är återläst (nothing restored): {error}", err=True)
        raise typer.Exit(1) from None
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = into
    from trefas.accountability.replaying import replay_all

    gone = replay_all(now=datetime.now(UTC))
    typer.echo(f"{into}: som den var (as it was) {about['made_at']}, {gone} personer gallrade eller flyttade på nytt.")
    raise typer.Exit(1 if door_shut() else 0)


def problems() -> list[str]:
    """Return what keeps the backups from counting as in place: no key, no folder, none from the last day."""
    from django.conf import settings

    found = []
    if not settings.TREFAS_BACKUP_KEY:
        found.append("Kör trefas backup-key och ange TREFAS_BACKUP_KEY.")
    last = last_backup(Path(settings.TREFAS_BACKUP_FOLDER)) if settings.TREFAS_BACKUP_FOLDER else None
    if last is None or datetime.now(UTC) - last > STALE:
        found.append("Ange TREFAS_BACKUP_FOLDER och kör trefas backup varje natt.")
    return found


def last_backup(folder: Path) -> datetime | None:
    """Return when the newest whole backup in the folder was made."""
    whole = [path for path in folder.glob("trefas-*.data") if path.with_suffix(".keys").exists()]
    return max((datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in whole), default=None)


def _take_away(folder: Path, part: str, before: datetime) -> None:
    for path in folder.glob(f"trefas-*.{part}"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            path.unlink()


def _login(user: str) -> dict[str, Any]:
    from trefas.config.settings import login

    given = login(user)
    names = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    return {name: given[key] for name, key in names.items() if given[key]}


def _superuser() -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict

    if given := os.environ.get("TREFAS_SUPERUSER_URL"):
        return conninfo_to_dict(given)
    return {**_login("postgres"), "dbname": "postgres"}


def _only_mine(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
