"""`trefas checkpoint` and `trefas audit`: sign the heads, export a room's log, verify an export."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from trefas.cli.preparing import ROOT, connect

app = typer.Typer(no_args_is_help=True)
VERIFIER = ROOT / "verify" / "trefas_verify.py"


@app.callback()
def main() -> None:
    """Export the log of a room, and verify an export, on DATABASE_URL or the demo of this machine."""


def checkpoint() -> None:
    """Sign the heads of all chains, and ask witnesses and the stamper; exits 1 when one of them did not give."""
    connect()
    from django.utils import timezone

    from trefas.accountability.checkpoints import take
    from trefas.audit.trust import TrustError, trust

    try:
        taken = take(trust(), now=timezone.now())
    except TrustError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    by = ", ".join(taken.cosigned) or "–"
    typer.echo(
        f"Kontrollpunkt {taken.size} (checkpoint). Vittnen (witnesses): {by}. Stämplad (stamped): {taken.stamped}."
    )
    for refusal in taken.refusals:
        typer.echo(f"FEL {refusal}", err=True)
    raise typer.Exit(1 if taken.refusals else 0)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    by: Annotated[str, typer.Option(help="E-mail of the person who exports; her role must include reading the log.")],
    rows: Annotated[
        bool, typer.Option(help="With the stored rows, still sealed, so that they are checked too.")
    ] = True,
) -> None:
    """Write the whole log of a person's room as a signed file; the export is itself in the log."""
    connect()
    from django.utils import timezone

    from trefas.accountability.actions import export_log
    from trefas.accountability.exporting import whole_log
    from trefas.rooms.admission import enter_as
    from trefas.rooms.errors import RefusedError

    try:
        with enter_as(by, purpose="review_log") as room:
            wanted = whole_log(room.room_id, rows=rows)
            content = export_log(by=room.acting, room_id=room.room_id, wanted=wanted, now=timezone.now())
    except (LookupError, RefusedError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    file.write_bytes(content)
    typer.echo(f"{file}: {len(content):,} byte. Kontrollera med trefas audit verify {file} (check it).")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def verify(context: typer.Context, file: Path) -> None:
    """Check an export with the stand-alone verifier; other options are handed on to it."""
    done = subprocess.run([sys.executable, str(VERIFIER), str(file), *context.args], check=False)  # noqa: S603  # ours
    raise typer.Exit(done.returncode)


def problems() -> list[str]:
    """Return what `doctor` finds: chains count as confirmed only while a recent checkpoint is cosigned."""
    from django.utils import timezone

    from trefas.accountability.checkpoints import faults
    from trefas.audit.trust import TrustError, trust

    try:
        return faults(trust(), now=timezone.now())
    except TrustError as error:
        return [str(error)]
