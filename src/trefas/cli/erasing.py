"""`trefas erasure`: what the tombstone ledger says is gone, and whether the database says the same."""

import typer

from trefas.cli.preparing import connect

app = typer.Typer(no_args_is_help=True)


@app.command()
def check() -> None:
    """Say whether the database shows every erasure of the ledger; exits 1 when it does not."""
    connect()
    if sentence := door_shut():
        typer.echo(sentence, err=True)
        raise typer.Exit(1)
    typer.echo("Databasen stämmer med gallringsliggaren (the database agrees with the tombstone ledger).")


@app.command()
def replay() -> None:
    """Erase again what an older backup has brought back. Safe to run twice."""
    connect()
    from django.utils import timezone

    from trefas.accountability.replaying import replay_all
    from trefas.rooms.tombstones import LedgerError

    try:
        typer.echo(
            f"{replay_all(now=timezone.now())} personer gallrade eller flyttade på nytt (erased or moved again)."
        )
    except LedgerError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def door_shut() -> str:
    """Return why the house may not open yet, as one sentence; empty when it may. Needs Django to be started."""
    from trefas.accountability.replaying import behind
    from trefas.rooms.tombstones import LedgerError

    try:
        missing = behind()
    except LedgerError as error:
        return str(error)
    if not missing:
        return ""
    return (
        f"{missing} personer som är gallrade, eller flyttade till egna handläggare, finns som förr i databasen, "
        "troligen från en äldre säkerhetskopia. Kör trefas erasure replay först (people are back: replay first)."
    )
