"""`trefas serve`, `trefas setup` and `trefas migrate`: a real installation on DATABASE_URL."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from trefas.cli.preparing import prepare_database, prepare_files, start_django

# Without these a unit may see what is another's, or nobody knows who saw it.
OPENS_ONLY_WITH = ("database", "read_log", "protected")


def _needs_database() -> None:
    if not os.environ.get("DATABASE_URL"):
        typer.echo("Ange DATABASE_URL (set DATABASE_URL), se docs/how-to/server.md.", err=True)
        raise typer.Exit(2)


def migrate() -> None:
    """Bring the database that DATABASE_URL names to the newest tables and rights, as the owner."""
    _needs_database()
    start_django()
    prepare_database()
    typer.echo("Klart. (Done.)")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes.")] = 2,
) -> None:
    """Serve the installation on DATABASE_URL, in practice mode until `doctor` finds all in place."""
    from trefas.config.processes import ensure_port_free

    _needs_database()
    prepare_files(typer.echo)
    start_django()
    from trefas.cli.erasing import door_shut
    from trefas.rooms.logins import refuse_unsafe_logins

    refuse_unsafe_logins()
    _refuse_unsafe_operation()
    if sentence := door_shut():
        typer.echo(sentence, err=True)
        raise typer.Exit(1)
    ensure_port_free(host, port)
    command = server_command(host, port, workers)
    os.execv(command[0], command)  # noqa: S606  # the server takes over this process, and its signals


def server_command(
    host: str, port: int, workers: int, application: str = "trefas.config.wsgi:application"
) -> list[str]:
    """Return the words that start the application server; one killed worker is started again, not the end of all."""
    granian = str(Path(sys.executable).with_name("granian"))
    where = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    return [granian, *where, "--respawn-failed-workers", "--blocking-threads", "4", "--no-access-log", application]


def _refuse_unsafe_operation() -> None:
    """Where real people are the house opens only while what keeps units apart, and logs, holds; demos never."""
    from trefas.cli.safeguards import look
    from trefas.rooms import practice

    practice.refuse_demo()
    if practice.practising():
        return
    for wrong in (one for code in OPENS_ONLY_WITH for one in look(code).wrong):
        typer.echo(f"Öppnas inte (not opened): {wrong}", err=True)
        raise typer.Exit(1)


def setup(file: Annotated[Path, typer.Argument(help="Organisation as TOML.")]) -> None:
    """Load an organisation: authorities, branches, rooms, units, areas, agreements. No people followed."""
    _needs_database()
    start_django()
    from trefas.rooms.setup import SetupError, load_organisation

    if not file.is_file():
        typer.echo(f"{file}: filen finns inte (no such file).", err=True)
        raise typer.Exit(2)
    try:
        loaded = load_organisation(file)
    except SetupError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{len(loaded.authorities)} myndigheter, {len(loaded.units)} enheter (authorities, units).")
