"""`trefas keys pairs`, and how the pairs that sign and seal envelopes stand; docs/how-to/keys.md says when and how."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from trefas.cli.preparing import connect

if TYPE_CHECKING:
    from trefas.rooms.models import PublicPair

# What came of an old pair, in words for whoever runs the command.
OUTCOMES = {
    "gone": "den gamla privata nyckeln är förstörd (destroyed)",
    "sealing": "någon kan hålla på att försluta till den: vänta en timme (somebody may be sealing to it: wait an hour)",
    "listed": "en lista som ger den till andra kan gälla ännu (a list may still give it to others)",
    "waiting": "något som är förslutet till den väntar ännu (something sealed to it still waits)",
    "rotating": "verksamhetens nyckel byts: kör trefas keys rotate (the room's key is being replaced)",
    "changed": "någon annan var före: kör igen (somebody else was first: run it again)",
    "none": "någon annan har redan förstört den (already destroyed)",
}


def pairs() -> None:
    """Replace the pairs that two people have agreed to replace, and destroy the old ones nothing is sealed to."""
    connect()
    from trefas.accountability.pairs import renew_pairs

    left = 0
    for one in renew_pairs():
        left += one.left
        typer.echo(f"{one.room}: {one.done} utförda (done), {one.used} tagna i bruk (put into use)")
        for outcome, many in one.old.items():
            typer.echo(f"{one.room}: {many} × {OUTCOMES[outcome]}")
    for sentence in _waiting_for_list():
        typer.echo(sentence)
    if left:
        typer.echo(f"{left} överenskomna är inte utförda: kör igen (agreed on and not done: run it again).", err=True)
    raise typer.Exit(1 if left else 0)


def given(room_id: uuid.UUID, since: str, pair: str) -> dict[str, str]:
    """Return what two people are to agree on; raises LookupError or ValueError with a sentence."""
    from django.utils import timezone

    from trefas.rooms import renewing
    from trefas.rooms.models import PublicPair

    moment = datetime.fromisoformat(since) if since else None
    if moment is not None and moment.tzinfo is None:
        raise ValueError("Skriv tidszon, till exempel 2026-11-29T08:00+01:00 (say the time zone).")
    if moment is not None and moment > timezone.now():
        raise ValueError("Den tiden har inte varit än (that time has not been yet).")
    if pair and moment is None:
        raise ValueError("Ett tidigare par ersätts inte: ange --since (an earlier pair is not replaced: give --since).")
    try:
        return renewing.what(room_id, moment, pair)
    except PublicPair.DoesNotExist:
        raise LookupError("Det finns inget sådant par: se trefas keys status (there is no such pair).") from None


def lines() -> Iterator[str]:
    """Say of every pair here how old it is, and what its private half is kept for."""
    for pair in _here():
        if pair.destroyed_at is None:
            yield f"{pair.room_id}: par {pair.name}, {pair.published_at:%Y-%m-%d}, {_stands(pair)}"


def problems() -> list[str]:
    """Return what the doctor finds: pairs that are too old, and those that the list and the rooms disagree on."""
    from django.conf import settings
    from django.utils import timezone

    days = settings.TREFAS_PAIR_DAYS
    old = [pair for pair in _here() if pair.signs_until is None and (timezone.now() - pair.published_at).days > days]
    wrong = [
        f"{pair.room_id}: parnyckeln {pair.name} är äldre än {days} dagar: kör trefas keys propose pairs (too old)."
        for pair in old
    ]
    return [*wrong, *_waiting_for_list(), *_wrongly_listed()]


def _here() -> "list[PublicPair]":
    from trefas.rooms.models import PublicPair

    found = PublicPair.objects.filter(room__installation="", room__closed_at=None)
    return list(found.order_by("room_id", "published_at"))


def _stands(pair: "PublicPair") -> str:
    if pair.compromised_at is not None:
        return f"i orätta händer sedan {pair.compromised_at:%Y-%m-%d %H:%M} (compromised)"
    if pair.signs_from is None:
        return "publicerat, signerar inte än (published)"
    return "i bruk (in use)" if pair.signs_until is None else "utbytt, öppnar det äldre (replaced, opens what is older)"


def _waiting_for_list() -> list[str]:
    from trefas.rooms import renewing

    if not renewing.apart():
        return []
    return [
        f"{pair.room_id}: paret {pair.name} väntar på att stå i listan: trefas trust describe (waits for the list)."
        for pair in _here()
        if pair.signs_until is None and pair.listed_until is None
    ]


def _wrongly_listed() -> list[str]:
    """After a restore, or with a list made from an old description, others seal to what nobody here can open."""
    from django.conf import settings

    from trefas.rooms import trust
    from trefas.rooms.envelopes import key_name

    if not settings.TREFAS_TRUST_LIST:
        return []
    try:
        own = trust.configured().installations[settings.TREFAS_INSTALLATION].rooms
    except trust.TrustListError:
        return []
    here = {pair.sealing_name for pair in _here() if pair.destroyed_at is None}
    return [
        f"{room['name']}: listan ger andra en nyckel som inte finns här: trefas trust describe (the list is not ours)."
        for room in own
        if key_name(room["sealing_key"]) not in here
    ]
