"""A small model of stage derivation, written day by day from the tables in test_arrows and not from the engine."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.methods.test_arrows import ARROWS, EVENTS
from trefas.methods import Event

BESIDE = {"contacted", "reviewed", "measure_decided", "measure_ended", "wished_to_leave"}
BESIDE |= {"custody_started", "custody_ended"}
RESTARTS = {"signed_off", "registered", "redecided"}


def six_months_from(day: date) -> int:
    """Days from a day to the same day (or the month's last) half a year later."""
    year, month = (day.year, day.month + 6) if day.month <= 6 else (day.year + 1, day.month - 6)
    for shorter in range(4):
        try:
            return (date(year, month, day.day - shorter) - day).days
        except ValueError:
            continue
    raise AssertionError(day)


def _moves(method: str) -> dict[tuple[str, str], str]:
    rows = {}
    for name, (source, target) in ARROWS.items():
        owner, move, _ = name.split("-")
        if owner == method and move in EVENTS:
            rows[source, EVENTS[move]] = target
    return rows


@dataclass
class Model:
    """Lives through the days one at a time."""

    method: str
    stage: str = "start"
    left: int = 0
    proposer: str = ""
    fact: date | None = None
    decided: date | None = None
    consent: bool = False
    consent_until: date = date.max
    supports: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Take the rows of the method's table."""
        self.moves = _moves(self.method)
        names = [name.split("-") for name in ARROWS if name.startswith(f"{self.method}-lapse-")]
        self.lapsing = {source for _, _, source in names}

    def live(self, events: list[Event], on: date) -> str:
        """The stage on a day."""
        if not events:
            return self.stage
        day = min(event.on for event in events)
        while day <= on:
            self._night(day)
            for event in events:
                if event.on == day:
                    self._hear(event)
            day += timedelta(days=1)
        return self.stage

    def _night(self, day: date) -> None:
        if self.stage in ("joint", "supported") and self.method == "sig" and self.consent_until < day:
            self.stage = "alone"
        elif self.stage in self.lapsing:
            self.left -= 1
            if self.left < 0:
                self._go("lapsed")

    def _hear(self, event: Event) -> None:
        if event.kind == "consent_given":
            self.consent, self.consent_until = True, event.until or date.max
        if event.kind == "consent_withdrawn":
            self.consent, self.consent_until = False, date.max
        target = self.moves.get((self.stage, event.kind))
        if event.kind in BESIDE or target is None or not self._passes(event):
            return
        restarts = event.kind in RESTARTS and (target != self.stage or event.kind == "redecided")
        self._go(target)
        self._remember(event)
        if restarts:
            self.left, self.decided = six_months_from(event.on), event.on

    def _passes(self, event: Event) -> bool:
        if event.kind == "signed_off":
            units = {"social_services"} if self.method == "sig" else {"social_services", "police"}
            return event.by != self.proposer and event.unit_kind in units
        if event.kind == "redecided":
            base = self.fact or self.decided
            return bool(event.fact_on and event.fact_on <= event.on and (base is None or event.fact_on > base))
        if event.kind == "support_ended":
            self.supports.discard(event.subject)
            return not self.supports
        if event.kind == "ended":
            return event.ground == "goal_reached" and event.verified == "authority"
        if self.method == "sig" and event.kind in ("consent_given", "support_started"):
            return self.consent and event.on <= self.consent_until
        return True

    def _go(self, target: str) -> None:
        if target in ("lapsed", "ended", "handed_over", "not_included"):
            self.proposer, self.fact, self.decided = "", None, None
            self.supports.clear()
        self.stage = target

    def _remember(self, event: Event) -> None:
        if event.kind in ("proposed", "reopened"):
            self.proposer = event.by
        if event.kind == "support_started":
            self.supports.add(event.subject)
        if event.fact_on and self.stage not in ("ended", "lapsed"):
            self.fact = max(event.fact_on, self.fact or event.fact_on)
