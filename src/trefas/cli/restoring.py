"""`trefas restore`: a backup into a new database, or the whole server as it was at a time (docs/how-to/backup.md)."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from trefas.cli.backing_up import login_of
from trefas.cli.preparing import connect

LATEST = "latest"


def restore(
    key: Annotated[Path, typer.Option(help="The private key, brought from where it is kept.")],
    into: Annotated[str, typer.Option(help="Name of the database, or the data folder, to make; it may not exist.")],
    data: Annotated[Path | None, typer.Argument(help="The file with the data.")] = None,
    keys: Annotated[Path | None, typer.Argument(help="The file with the keys, of the same backup.")] = None,
    until: Annotated[str, typer.Option(help="A time, or latest: the whole server as it was then.")] = "",
    source: Annotated[Path | None, typer.Option(help="Where its copies and log are (TREFAS_BACKUP_FOLDER).")] = None,
) -> None:
    """Restore, all or nothing. What the ledger says is gone is erased before anybody is let in."""
    if bool(until) == bool(data and keys):
        typer.echo("Ange två filer, eller --until (give two files, or --until).", err=True)
        raise typer.Exit(2)
    moment = _moment(until)
    connect()
    with _refusing():
        private = key.read_text(encoding="ascii").strip()
        if data and keys:
            _database(data, keys, private, into)
        else:
            _server(source, private, Path(into), moment)


def _moment(until: str) -> datetime | None:
    """Return the time, Swedish where it says nothing else; None for the latest there is."""
    if until in ("", LATEST):
        return None
    from zoneinfo import ZoneInfo

    try:
        given = datetime.fromisoformat(until)
    except ValueError:
        typer.echo(f"{until} är ingen tid (not a time): skriv 2026-11-29T03:10.", err=True)
        raise typer.Exit(2) from None
    return given if given.tzinfo else given.replace(tzinfo=ZoneInfo("Europe/Stockholm"))


@contextmanager
def _refusing() -> Iterator[None]:
    from trefas.config.backup_files import BackupError
    from trefas.config.problems import EmbeddedError

    try:
        yield
    except (BackupError, EmbeddedError, OSError) as error:
        typer.echo(f"Inget är återläst (nothing restored): {error}", err=True)
        raise typer.Exit(1) from None


def _database(data: Path, keys: Path, private: str, name: str) -> None:
    from trefas.config.backups import restore as put_back

    about = put_back(_superuser(), name, data, keys, private)
    gone, shut = _replay({"NAME": name})
    typer.echo(f"{name}: som den var (as it was) {about['made_at']}, {gone} personer gallrade eller flyttade på nytt.")
    if shut:
        typer.echo(shut, err=True)
        raise typer.Exit(1)
    _say_tried(data)


def _say_tried(data: Path) -> None:
    """Note that it can be done; where the folder may not be written in, the restore stands all the same."""
    from trefas.cli.backing_up import mark_tried

    try:
        typer.echo(mark_tried(data, now=datetime.now(UTC)))
    except OSError as error:
        typer.echo(f"Provet kunde inte antecknas (not noted): {error}", err=True)


def _server(source: Path | None, private: str, into: Path, until: datetime | None) -> None:
    from django.conf import settings
    from django.db import OperationalError

    from trefas.config.backup_files import BackupError
    from trefas.config.recovering import recovered

    with recovered(source or Path(settings.TREFAS_BACKUP_FOLDER), private, into.absolute(), until) as there:
        try:
            # Nobody reaches this server yet, and nobody ever does while somebody erased is in it.
            gone, shut = _replay({"HOST": there["host"], "PORT": there["port"]})
        except OperationalError as error:
            raise BackupError(f"The passwords are not those of that time: {error}") from error
        if shut:
            raise BackupError(shut)
    typer.echo(f"{into}: som den var (as it was) {until or LATEST}, {gone} personer gallrade eller flyttade på nytt.")


def _replay(place: Mapping[str, str]) -> tuple[int, str]:
    """Erase and move again what the ledger tells, at another place than in settings: (how many, why it is shut)."""
    from django.db import connections

    from trefas.accountability.replaying import replay_all
    from trefas.cli.erasing import door_shut
    from trefas.rooms.tombstones import LedgerError

    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict.update(place)
    try:
        return replay_all(now=datetime.now(UTC)), door_shut()
    except LedgerError as error:
        return 0, str(error)
    finally:
        connections.close_all()


def _superuser() -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict

    if given := os.environ.get("TREFAS_SUPERUSER_URL"):
        return conninfo_to_dict(given)
    return {**login_of("postgres"), "dbname": "postgres"}
