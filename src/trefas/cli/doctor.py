"""`trefas doctor` and `trefas lift`: what keeps real people safe, what is missing, and letting them in."""

import os
from typing import TYPE_CHECKING

import typer

from trefas.cli.preparing import ROOT, connect, start_django

if TYPE_CHECKING:
    from trefas.cli.safeguards import Verdict
    from trefas.rooms.practice import Standing


def doctor() -> None:
    """Say what is missing or unsafe, and what to do about it; exits 1 when something is."""
    if not os.environ.get("DATABASE_URL") and not _use_demo():
        typer.echo("FEL databas (database): ange DATABASE_URL eller starta demon")
        raise typer.Exit(1)
    start_django()
    found = _looked()
    _say(found)
    _say_whether_lifted(sound := all(one.holds for one in found))
    raise typer.Exit(0 if sound else 1)


def lift() -> None:
    """Lift practice mode, as two people agreed on the page Operation; refused while anything is missing."""
    connect()
    from django.utils import timezone

    from trefas.authorities.sessions import end_every_session
    from trefas.rooms import practice

    _say(found := _looked())
    # Who answers for it may change while something fails: somebody must be there to mend it.
    if practice.practising() and not all(one.holds for one in found):
        typer.echo("\nÖvningsläget gäller: inget är lyft (practice mode stays), docs/how-to/server.md.", err=True)
        raise typer.Exit(1)
    try:
        practice.lift([one.code for one in found if one.holds], now=timezone.now())
    except practice.LiftError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    # Whoever was in the middle of practising begins again, under no such line.
    end_every_session()
    typer.echo(f"\nÖvningsläget är lyft (practice mode is lifted). Ansvarar: {_names(practice.standing())}.")


def _looked() -> "list[Verdict]":
    """Look at every safeguard; and, while this is practice, at whether anybody was ever practised on here."""
    from trefas.cli.safeguards import Verdict, look_at_all
    from trefas.rooms import practice

    found = look_at_all()
    held = "database" not in [one.code for one in found if not one.holds] and practice.practising()
    return [*found, Verdict("held", (practice.REFUSED["held"],))] if held and practice.held_people() else found


def _say(found: "list[Verdict]") -> None:
    from trefas.rooms.safeguards import SAFEGUARDS

    for one in found:
        typer.echo(f"{'ok ' if one.holds else 'FEL'} {SAFEGUARDS.get(one.code, 'Inga övningspersoner')} ({one.code})")
        for sentence in one.wrong:
            typer.echo(f"      – {sentence}")


def _say_whether_lifted(sound: bool) -> None:
    """Say whether this is practice; that what fails does not bring practice back, and whose it is to mend."""
    from django.utils import timezone

    from trefas.rooms import practice
    from trefas.rooms.safeguards import SAFEGUARDS

    standing = practice.standing()
    if standing.lifted_at is None:
        next_step = "inget saknas: föreslå på sidan Drift, kör trefas lift." if sound else "det ovan saknas."
        typer.echo(f"\nÖvningsläget gäller (practice mode): {next_step}")
        return
    typer.echo(f"\nI drift (in operation) sedan {standing.lifted_at:%Y-%m-%d}. Ansvarar: {_names(standing)}.")
    if waits := standing.waits(timezone.now()):
        typer.echo(f"Listor med personer väntar på: {', '.join(str(SAFEGUARDS[code]) for code in waits)}.")


def _names(standing: "Standing") -> str:
    return ", ".join(standing.answering) or "ingen längre (nobody any longer)"


def _use_demo() -> bool:
    home = ROOT / ".local" / "demo"
    if home.exists():
        from trefas.config.installation import use_embedded

        os.environ["TREFAS_DEMO"] = "1"
        use_embedded(home)
    return home.exists()
