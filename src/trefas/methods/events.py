"""What has happened to a person, as one authority knows it: the input of stage derivation."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EventKind(StrEnum):
    """The events whose meaning the engine knows. A definition may declare others; they only move stages."""

    PROPOSED = "proposed"
    SIGNED_OFF = "signed_off"
    NOT_INCLUDED = "not_included"
    REGISTERED = "registered"
    FOLLOWED = "followed"
    WISHED_TO_LEAVE = "wished_to_leave"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUPPORT_STARTED = "support_started"
    SUPPORT_ENDED = "support_ended"
    CONTACTED = "contacted"
    REVIEWED = "reviewed"
    MEASURE_DECIDED = "measure_decided"
    MEASURE_ENDED = "measure_ended"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_EXPIRED = "consent_expired"
    CUSTODY_STARTED = "custody_started"
    CUSTODY_ENDED = "custody_ended"
    HANDED_OVER = "handed_over"
    REDECIDED = "redecided"
    LAPSED = "lapsed"
    ENDED = "ended"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Event:
    """One event, by one person of one kind of unit; texts stay with the caller.

    kind: an event id of the definition. by: the deciding officer (any stable id).
    subject: which support the event is about. ground, verified: for an ending.
    fact_on: the day of the fact a decision rests on. until: last day of a consent, or planned release.
    """

    kind: str
    on: date
    by: str
    unit_kind: str
    subject: str = ""
    ground: str = ""
    verified: str = ""
    fact_on: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        """Raise ValueError when no person stands for the event."""
        if not self.by.strip():
            raise ValueError(f"The event {self.kind} of {self.on} names no deciding person.")
