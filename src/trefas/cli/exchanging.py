"""`trefas deliver` and `trefas exchange`: carrying envelopes to other installations, and taking theirs in."""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from trefas.cli.preparing import start_django

APPLICATION = "trefas.config.wsgi:application"


def _start_as_carrier() -> None:
    if not os.environ.get("DATABASE_URL"):
        typer.echo("Ange DATABASE_URL (set DATABASE_URL), se docs/how-to/apart.md.", err=True)
        raise typer.Exit(2)
    os.environ["TREFAS_EXCHANGE"] = "1"
    start_django()


def deliver(
    loop: Annotated[int, typer.Option(help="Seconds between rounds; 0 = one round and stop.")] = 0,
    first_wait: Annotated[int, typer.Option(help="Seconds before the second try; doubles, 900 at most.")] = 5,
) -> None:
    """Carry what waits. A receiver that is down is tried again later; nothing is lost, nothing comes twice."""
    _start_as_carrier()
    from django.db import OperationalError, connections
    from django.utils import timezone

    from trefas.disclosures.exchange import carry
    from trefas.rooms import trust
    from trefas.rooms.trust import TrustListError

    while True:
        try:
            listed = trust.configured()
            for one in carry(listed, _own(), now=timezone.now(), first_wait=first_wait):
                typer.echo(f"{one.id} {one.installation}: {one.outcome} {one.sentence}".rstrip())
        except (TrustListError, OperationalError) as error:
            typer.echo(str(error) if isinstance(error, TrustListError) else "The database does not answer.", err=True)
            connections.close_all()
            if not loop:
                raise typer.Exit(1) from None
        if not loop:
            return
        time.sleep(loop)


def _own() -> str:
    from django.conf import settings

    return str(settings.TREFAS_INSTALLATION)


def exchange(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8443,
    plain: Annotated[bool, typer.Option(help="Without TLS, behind a terminator that passes the certificate.")] = False,
) -> None:
    """Take in what others send: only those whose certificates are in the trust list get a connection."""
    _start_as_carrier()
    from django.conf import settings

    from trefas.config.processes import ensure_port_free
    from trefas.rooms import trust
    from trefas.rooms.trust import TrustListError

    if plain and not settings.TREFAS_CERTIFICATE_HEADER:
        typer.echo("Without TLS, TREFAS_CERTIFICATE_HEADER must name the header with the certificate.", err=True)
        raise typer.Exit(2)
    try:
        listed = trust.configured()
    except TrustListError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    ensure_port_free(host, port)
    arguments = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", host]
    arguments += ["--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-access-log"]
    if not plain:
        arguments += ["--ssl-certificate", settings.TREFAS_EXCHANGE_CERTIFICATE]
        arguments += [
            "--ssl-keyfile",
            settings.TREFAS_EXCHANGE_KEY,
            "--ssl-client-verify",
            "--ssl-ca",
            _admitted(listed),
        ]
    os.execv(arguments[0], [*arguments, APPLICATION])  # noqa: S606  # it takes over this process


def _admitted(listed: object) -> str:
    """Write the certificates that may connect to a file for the server; a new list needs a new start."""
    from trefas.rooms.trust import TrustList

    assert isinstance(listed, TrustList)  # noqa: S101  # a type that must not be imported before Django starts
    handle, path = tempfile.mkstemp(prefix="trefas-admitted-", suffix=".pem")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        for one in listed.installations.values():
            file.write("\n".join([*listed.certificates_of(one), ""]))
    return path
