"""`trefas trust`: the signed list of installations, from each one's description to a list that all have loaded."""

import base64
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from trefas.cli.preparing import connect, start_django

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("new-key")
def new_key(file: Annotated[Path, typer.Argument(help="File for the list keeper's secret key.")]) -> None:
    """Make the list keeper's key; prints the public half that every installation is given."""
    start_django()
    from trefas.rooms.envelopes import verifying_of

    private = os.urandom(32)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as made:
        made.write(base64.b64encode(private).decode() + "\n")
    typer.echo(verifying_of(private))


@app.command()
def describe(
    installation: Annotated[str, typer.Argument(help="A short id, for example polisen.")],
    name: Annotated[str, typer.Option(help="The controller's name.")],
    address: Annotated[str, typer.Option(help="Where `trefas exchange` answers: https://…")],
    certificate: Annotated[list[Path], typer.Option(help="Own certificate (PEM); twice while one replaces another.")],
) -> None:
    """Print this installation as a list names it: its rooms with their public keys, never anything about people."""
    connect()
    from trefas.rooms.remote import described

    certificates = [path.read_text(encoding="ascii") for path in certificate]
    told = {"id": installation, "name": name, "address": address, "certificates": certificates, "rooms": described()}
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1))


@app.command()
def sign(
    key: Annotated[Path, typer.Argument(help="The list keeper's secret key.")],
    parts: Annotated[list[Path], typer.Argument(help="What each installation has described.")],
    epoch: Annotated[int, typer.Option(help="One more than the last list's.")],
    days: Annotated[int, typer.Option(help="For how long it holds.")] = 90,
    revoked: Annotated[list[str] | None, typer.Option(help="Name of a key, or SHA-256 of a certificate.")] = None,
) -> None:
    """Sign a list of the described installations, as its keeper."""
    start_django()
    from trefas.rooms import trust

    now = datetime.now(UTC)
    told: dict[str, Any] = {
        "epoch": epoch, "valid_from": now.isoformat(), "valid_until": (now + timedelta(days=days)).isoformat(),
        "installations": [json.loads(path.read_text(encoding="utf-8")) for path in parts], "revoked": revoked or [],
    }  # fmt: skip
    private = base64.b64decode(key.read_text(encoding="ascii"))
    try:
        typer.echo(trust.sign(told, private).decode())
    except trust.TrustListError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@app.command()
def check() -> None:
    """Say whether the list in TREFAS_TRUST_LIST holds now, and whom it names."""
    start_django()
    from django.utils import timezone

    from trefas.rooms import trust

    try:
        listed = trust.configured()
        listed.demand_valid(timezone.now())
    except trust.TrustListError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"epoch {listed.epoch}, {listed.valid_from:%Y-%m-%d} – {listed.valid_until:%Y-%m-%d}")
    for one in listed.installations.values():
        typer.echo(f"{one.id}: {one.name}, {one.address}, {len(one.rooms)} rooms")


@app.command()
def load() -> None:
    """Make the others' units known here as receivers, from the list in TREFAS_TRUST_LIST. Run it for every new list."""
    connect()
    from django.conf import settings
    from django.utils import timezone

    from trefas.rooms import remote, trust

    try:
        listed = trust.configured()
        found = remote.load(listed, settings.TREFAS_INSTALLATION, now=timezone.now())
    except trust.TrustListError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"epoch {listed.epoch}: {found} rooms elsewhere.")


def problems() -> list[str]:
    """Return what is missing for authorities to be apart: a signed list that holds now, and is loaded.

    An installation that is alone says so with a list of itself only.
    """
    from django.conf import settings
    from django.utils import timezone

    from trefas.rooms import trust
    from trefas.rooms.models import LoadedList

    try:
        listed = trust.configured()
        listed.demand_valid(timezone.now())
    except trust.TrustListError as error:
        return [str(error)]
    found = []
    if not LoadedList.objects.filter(digest=listed.digest).exists():
        found.append("The trust list is not loaded: run trefas trust load.")
    own = (settings.TREFAS_EXCHANGE_CERTIFICATE, settings.TREFAS_EXCHANGE_KEY)
    if len(listed.installations) > 1 and not all(path and Path(path).is_file() for path in own):
        found.append("Name this installation's certificate and key: TREFAS_EXCHANGE_CERTIFICATE, TREFAS_EXCHANGE_KEY.")
    return found
