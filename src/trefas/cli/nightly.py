"""`trefas nightly`: what time does by itself, for a scheduler to run once a night."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from trefas.cli.preparing import connect


def nightly(
    on: Annotated[
        str, typer.Option("--date", metavar="YYYY-MM-DD", help="As if it were the night after this day.")
    ] = "",
) -> None:
    """Do the night's work in every room: what has lapsed, run out or become due. Safe to run twice."""
    connect()
    from django.utils import timezone

    from trefas.rooms.nightly import BusyError, run

    now = _night_after(on) if on else timezone.now()
    failed = 0
    try:
        for done in run(now=now):
            typer.echo(f"{done.room}: {done.summary() or '–'}")
            for name, number in done.failed.items():
                failed += 1
                typer.echo(f"{done.room}: {name} misslyckades (failed), {number}", err=True)
    except BusyError:
        typer.echo("Nattarbetet pågår redan i en annan process (already running). Inget gjordes.", err=True)
        raise typer.Exit(3) from None
    failing = _look(failed, timezone.now())
    raise typer.Exit(1 if failed or failing else 0)


def _look(failed: int, now: datetime) -> int:
    """Look at every safeguard and write down how it stands; in operation, say what fails. Returns how many do."""
    from django.db import DatabaseError

    from trefas.cli.safeguards import look_at_all
    from trefas.rooms import practice
    from trefas.rooms.safeguards import SAFEGUARDS

    # That the night's work is done is what this very run says.
    wrong = {one.code: one.wrong for one in look_at_all() if not one.holds and one.code != "night"}
    if failed:
        wrong["night"] = ("se ovan (see above)",)
    try:
        practice.note(wrong, SAFEGUARDS, now=now)
    except DatabaseError as error:
        typer.echo(f"Skyddens läge kunde inte antecknas (not written down): {error}", err=True)
        return 1
    if practice.practising():
        return 0
    for code, sentences in wrong.items():
        typer.echo(f"{SAFEGUARDS[code]}: {' '.join(sentences)}", err=True)
    return len(wrong)


def _night_after(text: str) -> datetime:
    from django.utils import timezone

    try:
        day = date.fromisoformat(text)
    except ValueError:
        typer.echo(f"”{text}” är ingen dag (no day): skriv den som 2026-11-28.", err=True)
        raise typer.Exit(2) from None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time(1)))
