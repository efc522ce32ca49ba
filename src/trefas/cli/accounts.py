"""`trefas accounts`: who has an account; give one, end one, and a link for one who cannot get in."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from trefas.cli.preparing import connect

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True)
Email = Annotated[str, typer.Argument(help="The person's e-mail address at work.")]
Address = Annotated[str, typer.Option(help="Where the installation is reached.")]
HERE = "http://localhost:8000"


@app.callback()
def main() -> None:
    """Give, list and end accounts, on DATABASE_URL or the demo of this machine."""


@app.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="The person's name.")],
    unit: Annotated[str, typer.Option(help="The unit she works in, by its whole or short name.")],
    role: Annotated[str, typer.Option(help="handler, supervisor, administrator …")],
    mandate: Annotated[
        list[str] | None, typer.Option(help="A mandate besides those of the role; may be repeated.")
    ] = None,
    address: Address = HERE,
) -> None:
    """Give a person an account in a unit, and print the link where she chooses her password."""
    from django.utils import timezone

    connect()
    from trefas.rooms.accounts import give_account
    from trefas.rooms.admission import found_missing_keys

    now = timezone.now()
    _or_say(lambda: give_account(email=email, name=name, unit=unit, role=role, mandates=mandate or [], now=now))
    found_missing_keys(now=now)
    _say_link(email, address)


@app.command("list")
def list_accounts() -> None:
    """Print every account and where it works."""
    from django.utils import timezone

    connect()
    from trefas.rooms.accounts import accounts

    for one in accounts(now=timezone.now()):
        places = "; ".join(f"{unit} ({role})" for unit, role in one.places) or "–"
        typer.echo(f"{one.email}  {one.name}  {places}{'' if one.active else '  [avslutat, closed]'}")


@app.command()
def identity(
    email: Email,
    provider: Annotated[str, typer.Option(help="The id of the identity provider in the installation's file.")],
    value: Annotated[str, typer.Option(help="What its account claim says of the person, for example an HSA-id.")],
) -> None:
    """Tie an account to an identity at the authority's own login, before the person logs in there the first time."""
    connect()
    from django.conf import settings

    from trefas.rooms.accounts import expect_identity

    known = [one.id for one in settings.TREFAS_IDENTITY_PROVIDERS]
    if provider not in known:
        typer.echo(f"{provider} är ingen känd inloggning (no known provider). {', '.join(known) or '–'}", err=True)
        raise typer.Exit(2)
    _or_say(lambda: expect_identity(email, provider=provider, value=value))
    typer.echo("Klart: nästa inloggning där hör till kontot. (Done: the next login there is hers.)")


@app.command("own-number")
def own_number(
    email: Email,
    number: Annotated[
        str, typer.Option(prompt="Personnummer (identity number)", hide_input=True, help="Asked for when left out.")
    ],
) -> None:
    """Keep a person's own identity number, sealed, so that she never meets her own file and her unit never hers."""
    from django.utils import timezone

    connect()
    from trefas.persons.numbers import give_everywhere

    rooms = _or_say(lambda: give_everywhere(email, number=number, now=timezone.now()))
    typer.echo(f"Numret är lämnat i {rooms} verksamheter (given, sealed, in each of them).")


@app.command()
def end(email: Email) -> None:
    """Close an account: its sessions and its memberships end at once."""
    from django.utils import timezone

    connect()
    from trefas.rooms.accounts import end_account

    ended = _or_say(lambda: end_account(email, now=timezone.now()))
    typer.echo(f"Kontot är avslutat, {ended} behörigheter med det (closed, with its memberships).")


@app.command()
def link(
    email: Email,
    lost: Annotated[bool, typer.Option("--lost", help="Forget the second factors too: the phone is gone.")] = False,
    address: Address = HERE,
) -> None:
    """Print a new link for a person who cannot get in. Make sure first that it is she who asks."""
    connect()
    from trefas.rooms.accounts import forget_factors

    if lost:
        gone = _or_say(lambda: forget_factors(email))
        typer.echo(f"{gone} sätt att logga in är borttagna (second factors removed).")
    _say_link(email, address)


def _say_link(email: str, address: str) -> None:
    from trefas.rooms.accounts import password_link

    path = _or_say(lambda: password_link(email))
    typer.echo("Ge personen länken själv, inte med e-post. Den gäller en gång, i högst tre dagar.")
    typer.echo("(Give her the link in person, not by e-mail. It works once, for three days at most.)")
    typer.echo(f"{address.rstrip('/')}{path}")


def _or_say(act: Callable[[], T]) -> T:
    from trefas.rooms.accounts import AccountError
    from trefas.rooms.errors import RefusedError

    try:
        return act()
    except (AccountError, RefusedError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
