"""`trefas receipt`: a receipt as a file, and the check that anybody can make of one."""

import subprocess
import sys
import uuid
from pathlib import Path
from typing import Annotated

import typer

from trefas.cli.preparing import ROOT, connect

app = typer.Typer(no_args_is_help=True, add_completion=False)
VERIFIER = ROOT / "verify" / "receipt_verify.py"


@app.command()
def export(
    receipt: Annotated[str, typer.Argument(metavar="ID", help="The disclosure's number, as its page shows it.")],
    email: Annotated[str, typer.Option("--as", help="Whose account fetches it; it is noted in the log.")],
    to: Annotated[Path | None, typer.Option(help="Folder to write in.")] = None,
) -> None:
    """Write a receipt as a zip file that others can check offline."""
    connect()
    from trefas.disclosures.actions import export_receipt
    from trefas.disclosures.receipt_files import file_name
    from trefas.rooms.admission import enter_as
    from trefas.rooms.errors import RefusedError

    try:
        with enter_as(email, purpose="review") as room:
            found, content = export_receipt(by=room.acting, envelope_id=uuid.UUID(receipt))
    except (ValueError, LookupError, RefusedError) as error:
        typer.echo(str(error) or "There is no such receipt.", err=True)
        raise typer.Exit(1) from None
    path = (to or Path()) / file_name(found)
    path.write_bytes(content)
    typer.echo(str(path))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def verify(context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE.zip")]) -> None:
    """Check a receipt with the stand-alone program in verify/, whose options it takes (--trust, --list-key, --item)."""
    # In a process of its own: the check must not lean on anything of ours.
    done = subprocess.run([sys.executable, "-I", str(VERIFIER), str(file), *context.args], check=False)  # noqa: S603
    raise typer.Exit(done.returncode)
