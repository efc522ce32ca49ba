"""`trefas keys`: how the keys stand, and replacing them as two people agreed; docs/how-to/keys.md says when and how."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from trefas.cli import key_pairs
from trefas.cli.preparing import connect, start_django

app = typer.Typer(no_args_is_help=True)
app.command("pairs")(key_pairs.pairs)
KINDS = {"rotate": "keys.rotate", "rewrap": "keys.rewrap", "pairs": "keys.pairs"}
TABLES = ("rooms_roomkey", "rooms_subjectkey")
TRIES = 5


@app.callback()
def main() -> None:
    """Look at keys and replace them, on DATABASE_URL or the demo of this machine."""


@app.command()
def status() -> None:
    """Say which master key wraps how many keys, and whether any old one is left; exits 1 when one is."""
    connect()
    from trefas.rooms.master import master
    from trefas.rooms.rewrapping import standings
    from trefas.web.second_factors import versions

    typer.echo(f"Huvudnyckel (master key): {master().says()}")
    for one in standings():
        typer.echo(f"{one.room}: {_counts(one.versions)}, {one.retired} utbytta kvar (replaced keys left)")
    typer.echo(f"Inloggning (second factors): {_counts(versions())}")
    for line in key_pairs.lines():
        typer.echo(line)
    wrong = problems()
    for sentence in wrong:
        typer.echo(sentence, err=True)
    raise typer.Exit(1 if wrong else 0)


@app.command()
def propose(
    what: Annotated[
        str, typer.Argument(help="rotate = the room's own key; rewrap = the newest master key; pairs = for envelopes.")
    ],
    by: Annotated[str, typer.Option(help="E-mail of the administrator who proposes it.")],
    since: Annotated[str, typer.Option(help="pairs: from when somebody else may have had it, with time zone.")] = "",
    pair: Annotated[str, typer.Option(help="pairs: the name of an earlier one (trefas keys status).")] = "",
) -> None:
    """Propose that keys are replaced. Another person confirms it on the page of what waits for a second person."""
    if what not in KINDS:
        typer.echo("Välj rotate, rewrap eller pairs (choose rotate, rewrap or pairs).", err=True)
        raise typer.Exit(2)
    connect()
    from trefas.rooms import second_person
    from trefas.rooms.admission import enter_as
    from trefas.rooms.errors import RefusedError
    from trefas.rooms.master import master

    try:
        given = {"to": master().name()} if what == "rewrap" else {}
        with enter_as(by, purpose="administer") as room:
            if what == "pairs":
                given = key_pairs.given(room.room_id, since, pair)
            act = second_person.propose(by=room.acting, kind=KINDS[what], what=given)
    except (LookupError, ValueError, RefusedError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{act}: väntar på en andra person under Behörigheter (waits for a second person, seven days).")


@app.command()
def rotate() -> None:
    """Replace the rooms' keys that two people have agreed to replace. Run it again if it was broken off."""
    connect()
    from trefas.rooms.rotation import rotate as turn

    left = 1
    for wait in range(TRIES):
        done = list(turn())
        left = sum(one.left for one in done)
        for one in done:
            typer.echo(
                f"{one.room}: ny {one.begun}, {one.rewrapped} omslagna (wrapped anew), {one.removed} borta (gone)"
            )
        if not left:
            break
        # Somebody is in the middle of writing something new.
        time.sleep(wait)
    if left:
        typer.echo(f"{left} gamla nycklar används ännu: kör igen (old keys are in use yet: run it again).", err=True)
    raise typer.Exit(1 if left else 0)


@app.command()
def rewrap() -> None:
    """Wrap every key anew by the newest master key, as two people agreed. Run it again if it was broken off."""
    connect()
    from trefas.rooms import rewrapping
    from trefas.rooms.errors import TrefasError
    from trefas.web import second_factors

    try:
        rooms = rewrapping.rewrap_all()
        factors = second_factors.rewrap_all()
    except TrefasError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{rooms} nycklar och {factors} inloggningar omslagna (keys and second factors wrapped anew).")


@app.command("new-master")
def new_master(file: Annotated[Path, typer.Argument(help="The file that TREFAS_MASTER_KEY_FILE names.")]) -> None:
    """Put a new master key first in its file; the one before stays below, and opens what it has wrapped."""
    start_django()
    from trefas.rooms.master import new_key

    before = file.read_text(encoding="ascii") if file.exists() else ""
    making = file.with_name(f"{file.name}.new")
    with open(making, "w", encoding="ascii", opener=_only_mine) as made:  # a Path takes no opener
        made.write(f"{new_key()}\n{before}")
        made.flush()
        os.fsync(made.fileno())
    making.replace(file)
    typer.echo(f"{file}: {len(file.read_text(encoding='ascii').split())} versioner, den nya först (newest first).")


@app.command()
def sweep() -> None:
    """Write the tables of keys anew, without what was replaced or destroyed. Whoever needs a key waits meanwhile."""
    connect()
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM FULL {table}")
    typer.echo("Tabellerna med nycklar är skrivna på nytt (the tables of keys are written anew).")


def problems() -> list[str]:
    """Return what the doctor finds: a master key that cannot be had, and keys that an old one still wraps."""
    from trefas.rooms.errors import TrefasError
    from trefas.rooms.master import master
    from trefas.rooms.rewrapping import standings
    from trefas.web.second_factors import versions

    try:
        newest, found = master().name(), list(standings())
        old = _older([one.versions for one in found] + [versions()], newest)
    except TrefasError as error:
        return [str(error)]
    wrong = [f"{old} nycklar är inte omslagna: kör trefas keys rewrap (wrapped by an older master key)."] if old else []
    if retired := sum(one.retired for one in found):
        wrong.append(f"{retired} utbytta nycklar är kvar: kör trefas keys rotate (replaced keys are left).")
    return wrong


def _older(versions: list[dict[str, int]], newest: str) -> int:
    return sum(count for one in versions for version, count in one.items() if version != newest)


def _counts(versions: dict[str, int]) -> str:
    return ", ".join(f"{count} × {version}" for version, count in versions.items()) or "–"


def _only_mine(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
