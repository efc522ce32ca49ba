"""Short ways to write down what has happened; the days are counted from New Year 2026."""

from datetime import date, timedelta

from trefas.methods import Event

FIRST = date(2026, 1, 1)


def day(number: int) -> date:
    """The day `number` days after New Year's Day 2026."""
    return FIRST + timedelta(days=number)


def event(
    kind: str,
    number: int = 0,
    by: str = "bo",
    unit_kind: str = "police",
    subject: str = "",
    ground: str = "",
    verified: str = "",
    fact_on: date | None = None,
    until: date | None = None,
) -> Event:
    """An event on a numbered day, by Bo of the police unless said otherwise."""
    return Event(kind, day(number), by, unit_kind, subject, ground, verified, fact_on, until)


def signed(number: int = 0, unit_kind: str = "police") -> tuple[Event, Event]:
    """A proposal by Bo and a sign-off by Berit the same day."""
    proposed = event("proposed", number, unit_kind=unit_kind)
    return proposed, event("signed_off", number, by="berit", unit_kind=unit_kind)


def followed(number: int = 0) -> tuple[Event, ...]:
    """A person proposed, signed off and followed on one day."""
    return (*signed(number), event("followed", number))


def supported(number: int = 0) -> tuple[Event, ...]:
    """A followed person who said yes and has one support running, called flat."""
    return (
        *followed(number),
        event("accepted", number),
        event("support_started", number, subject="flat"),
    )
