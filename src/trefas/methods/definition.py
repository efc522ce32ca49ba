"""What a method is, as values: the shape of `definitions/*.toml` once read and found sound.

Sources: the seeds' account of Trefas and SIG; SoL (2025:400), LVU, OSL; brottsdatalagen 2:9 (roles).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from .text import Text

START = "start"
"""The pseudo-stage of a person whom the authority does not follow yet."""

SAME = "same"
"""As the target of a move: the stage stays what it is."""


class UnitKind(StrEnum):
    """The kinds of unit that a definition can give a task to, coded as rooms and authorities are."""

    POLICE = "police"
    SOCIAL_SERVICES = "social_services"
    PRISON_AND_PROBATION = "prison_and_probation"
    EXIT_UNIT = "exit_unit"
    PROSECUTOR = "prosecutor"
    SCHOOL = "school"
    HOUSING_COMPANY = "housing_company"
    OTHER = "other"


class Guard(StrEnum):
    """What must hold, beside the stage, before a move takes effect."""

    SIGN_OFFS = "sign_offs"
    NEWER_FACT = "newer_fact"
    CONSENT = "consent"
    LAST_SUPPORT = "last_support"
    GROUND = "ground"


class Polarity(StrEnum):
    """How an ending counts in figures; unknown is a value of its own, never rounded to another."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


class SecondLook(StrEnum):
    """When a second person looks at an ending on a ground before it holds: always, never, or by how it counts."""

    ALWAYS = "always"
    NEVER = "never"
    AS_COUNTED = "as_counted"


class FigureKind(StrEnum):
    """What a figure counts: persons with an event, or days between two events."""

    COUNT = "count"
    DURATION = "duration"


class OrderPurpose(StrEnum):
    """What an order is told for when another authority is to carry it out, in the law package's words."""

    SAVE_LIFE = "save_life"
    PROTECT_CHILD = "protect_child"
    PREVENT_CRIME = "prevent_crime"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the method: a role of a person in an event, a kind of offer, a way to verify."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """One ground for inclusion and the evidence it takes."""

    id: str
    name: Text
    necessary: bool
    evidence: tuple[Text, ...]
    evidence_needed: int


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether joint work waits for consent, the ground for that, and what a consent must say."""

    required: bool
    ground: Text
    contents: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class SignOff:
    """How many other persons, of which kinds of unit, must agree to a proposal."""

    count: int
    unit_kinds: tuple[UnitKind, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a person stands in the method, by one authority's own events. Cadence in days."""

    id: str
    name: Text
    closed: bool
    lapses: bool
    joint: bool
    review_days: int | None
    contact_days: int | None


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event: `label` is the button (verb first), `name` what the timeline says."""

    id: str
    label: Text
    name: Text
    beside: bool


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: an event takes any of the sources to the target."""

    id: str
    sources: tuple[str, ...]
    event: str
    target: str
    guards: tuple[Guard, ...]
    unit_kinds: tuple[UnitKind, ...]
    restarts_lapse: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A task that an event sets going at once, within how many days it is due, and why another authority is told."""

    id: str
    event: str
    owner: UnitKind
    name: Text
    days: int
    purpose: OrderPurpose


@dataclass(frozen=True, slots=True)
class Support:
    """A kind of support and the provision it rests on."""

    id: str
    name: Text
    grounds: tuple[str, ...]
    owner: UnitKind


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that stands beside the stage: its legal ground, its owner, the facts it must state.

    `age_from` is inclusive and `age_below` exclusive, in years. `shared_when_planned` is false for what the
    police or a prosecutor plan: it is known to others only when it has been carried out.
    """

    id: str
    name: Text
    grounds: tuple[str, ...]
    owner: UnitKind
    facts: tuple[Text, ...]
    age_from: int | None
    age_below: int | None
    shared_when_planned: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """A ground for ending: its polarity unverified, and the polarity each way of verifying gives it."""

    id: str
    name: Text
    polarity: Polarity
    verified: Mapping[str, Polarity]
    tells_receivers: bool
    second_look: SecondLook


@dataclass(frozen=True, slots=True)
class SecondLooks:
    """Which endings a second person looks at by how they count: the polarities, and the ways of verifying."""

    polarities: tuple[Polarity, ...]
    verified: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and the one kind of unit that counts it, so that nobody is counted twice."""

    id: str
    name: Text
    kind: FigureKind
    event: str
    since: str | None
    counted_by: UnitKind


@dataclass(frozen=True, slots=True)
class Lapse:
    """Following lapses `months` after its latest decision; a notice comes `notice_days` before."""

    months: int
    notice_days: int


@dataclass(frozen=True, slots=True)
class Method:
    """A method definition. `content_hash` (SHA-256, hex) is what a file is bound to when it starts."""

    id: str
    name: Text
    version: date
    content_hash: str
    purpose: Text
    target_group: Text
    parties: tuple[UnitKind, ...]
    consent: Consent
    sign_off: SignOff
    lapse: Lapse
    second_looks: SecondLooks
    custody_reminder_days: tuple[int, ...]
    further_criteria_needed: int
    roles: tuple[Term, ...]
    criteria: tuple[Criterion, ...]
    stages: tuple[Stage, ...]
    events: tuple[EventType, ...]
    moves: tuple[Move, ...]
    orders: tuple[Order, ...]
    offers: tuple[Term, ...]
    supports: tuple[Support, ...]
    measures: tuple[Measure, ...]
    verifications: tuple[Term, ...]
    endings: tuple[Ending, ...]
    figures: tuple[Figure, ...]

    def __hash__(self) -> int:
        """By content, so that look-ups can be kept for each definition."""
        return hash(self.content_hash)

    def stage(self, stage_id: str) -> Stage:
        """The stage with this id; KeyError if the definition has none."""
        return _stages(self)[stage_id]

    def event(self, event_id: str) -> EventType:
        """The event with this id; KeyError if the definition has none."""
        return _events(self)[event_id]

    def ending(self, ending_id: str) -> Ending:
        """The ground for ending with this id; KeyError if the definition has none."""
        return {ending.id: ending for ending in self.endings}[ending_id]

    def move(self, source: str, event_id: str) -> Move | None:
        """The one move that this event makes from this stage (or START), if any."""
        return _moves(self).get((source, event_id))


@cache
def _stages(method: Method) -> dict[str, Stage]:
    return {stage.id: stage for stage in method.stages}


@cache
def _events(method: Method) -> dict[str, EventType]:
    return {event.id: event for event in method.events}


@cache
def _moves(method: Method) -> dict[tuple[str, str], Move]:
    return {(source, move.event): move for move in method.moves for source in move.sources}
