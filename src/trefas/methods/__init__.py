"""Methods (Trefas, SIG, ...) as data, and the engine that runs them. Pure: no Django, no clock."""

from .definition import (
    START,
    Criterion,
    Ending,
    EventType,
    Figure,
    FigureKind,
    Guard,
    Measure,
    Method,
    Move,
    Order,
    Polarity,
    Stage,
    Support,
    Term,
    UnitKind,
)
from .events import Event, EventKind
from .judgements import check_proposal, ending_polarity
from .moves import Actor, allowed_moves, joint_work, may_record, orders_after
from .problems import DefinitionError, Problem
from .reading import content_hash, read_definition, shipped
from .reviews import next_contact, next_review, urgency
from .stage import derive_stage
from .text import Text
from .verdicts import (
    DueVerdict,
    MoveVerdict,
    Need,
    Outcome,
    PolarityVerdict,
    Reason,
    StageVerdict,
    Unheeded,
    Urgency,
    Verdict,
)

__all__ = [
    "START",
    "Actor",
    "Criterion",
    "DefinitionError",
    "DueVerdict",
    "Ending",
    "Event",
    "EventKind",
    "EventType",
    "Figure",
    "FigureKind",
    "Guard",
    "Measure",
    "Method",
    "Move",
    "MoveVerdict",
    "Need",
    "Order",
    "Outcome",
    "Polarity",
    "PolarityVerdict",
    "Problem",
    "Reason",
    "Stage",
    "StageVerdict",
    "Support",
    "Term",
    "Text",
    "Unheeded",
    "UnitKind",
    "Urgency",
    "Verdict",
    "allowed_moves",
    "check_proposal",
    "content_hash",
    "derive_stage",
    "ending_polarity",
    "joint_work",
    "may_record",
    "next_contact",
    "next_review",
    "orders_after",
    "read_definition",
    "shipped",
    "urgency",
]
