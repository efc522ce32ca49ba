"""Makes the values of `definition` out of the tables of a file; `validation` judges them together."""

from types import MappingProxyType

from .definition import (
    Consent,
    Criterion,
    Ending,
    EventType,
    Figure,
    FigureKind,
    Guard,
    Lapse,
    Measure,
    Method,
    Move,
    Order,
    OrderPurpose,
    Polarity,
    SecondLook,
    SecondLooks,
    SignOff,
    Stage,
    Support,
    Term,
    UnitKind,
)
from .fields import Node


def build(root: Node, content_hash: str) -> Method:
    """The method in the parsed file; errors are left with the node's `problems`."""
    head = root.table("method")
    method = Method(
        id=head.string("id"),
        name=head.text("name"),
        version=head.day("version"),
        content_hash=content_hash,
        purpose=head.text("purpose"),
        target_group=head.text("target_group"),
        parties=head.choices("parties", UnitKind),
        further_criteria_needed=head.integer("further_criteria_needed"),
        custody_reminder_days=head.integers("custody_reminder_days"),
        consent=_consent(root.table("consent")),
        sign_off=_sign_off(root.table("sign_off")),
        lapse=_lapse(root.table("lapse")),
        second_looks=_second_looks(root),
        roles=root.rows("roles", _term),
        criteria=root.rows("criteria", _criterion),
        stages=root.rows("stages", _stage),
        events=root.rows("events", _event),
        moves=root.rows("moves", _move),
        orders=root.rows("orders", _order),
        offers=root.rows("offers", _term),
        supports=root.rows("supports", _support),
        measures=root.rows("measures", _measure),
        verifications=root.rows("verifications", _term),
        endings=root.rows("endings", _ending),
        figures=root.rows("figures", _figure),
    )
    head.refuse_unknown()
    root.refuse_unknown()
    return method


def _consent(node: Node) -> Consent:
    consent = Consent(node.flag("required"), node.text("ground"), node.texts("contents"))
    node.refuse_unknown()
    return consent


def _sign_off(node: Node) -> SignOff:
    sign_off = SignOff(node.integer("count"), node.choices("unit_kinds", UnitKind))
    node.refuse_unknown()
    return sign_off


def _lapse(node: Node) -> Lapse:
    lapse = Lapse(node.integer("months"), node.integer("notice_days"))
    node.refuse_unknown()
    return lapse


def _second_looks(root: Node) -> SecondLooks:
    """Without the table, what counts as unknown takes a second look: a file keeps a definition older than the table."""
    root.asked.add("second_look")
    if "second_look" not in root.values:
        return SecondLooks((Polarity.UNKNOWN,), ())
    node = root.table("second_look")
    looks = SecondLooks(node.choices("polarities", Polarity), node.strings("verified"))
    node.refuse_unknown()
    return looks


def _term(node: Node) -> Term:
    return Term(node.string("id"), node.text("name"))


def _criterion(node: Node) -> Criterion:
    return Criterion(
        id=node.string("id"),
        name=node.text("name"),
        necessary=node.flag("necessary"),
        evidence=node.texts("evidence"),
        evidence_needed=node.integer("evidence_needed"),
    )


def _stage(node: Node) -> Stage:
    return Stage(
        id=node.string("id"),
        name=node.text("name"),
        closed=node.flag("closed"),
        lapses=node.flag("lapses"),
        joint=node.flag("joint"),
        review_days=node.maybe_integer("review_days"),
        contact_days=node.maybe_integer("contact_days"),
    )


def _event(node: Node) -> EventType:
    return EventType(node.string("id"), node.text("label"), node.text("name"), node.flag("beside"))


def _move(node: Node) -> Move:
    return Move(
        id=node.string("id"),
        sources=node.strings("from"),
        event=node.string("event"),
        target=node.string("to"),
        guards=node.choices("guards", Guard),
        unit_kinds=node.choices("unit_kinds", UnitKind),
        restarts_lapse=node.flag("restarts_lapse"),
    )


def _order(node: Node) -> Order:
    return Order(
        id=node.string("id"),
        event=node.string("event"),
        owner=node.choice("owner", UnitKind),
        name=node.text("name"),
        days=node.integer("days"),
        purpose=node.choice("purpose", OrderPurpose) if "purpose" in node.values else OrderPurpose.SUPPORT,
    )


def _support(node: Node) -> Support:
    return Support(
        id=node.string("id"),
        name=node.text("name"),
        grounds=node.strings("grounds"),
        owner=node.choice("owner", UnitKind),
    )


def _measure(node: Node) -> Measure:
    return Measure(
        id=node.string("id"),
        name=node.text("name"),
        grounds=node.strings("grounds"),
        owner=node.choice("owner", UnitKind),
        facts=node.texts("facts"),
        age_from=node.maybe_integer("age_from"),
        age_below=node.maybe_integer("age_below"),
        shared_when_planned=node.flag("shared_when_planned"),
    )


def _ending(node: Node) -> Ending:
    return Ending(
        id=node.string("id"),
        name=node.text("name"),
        polarity=node.choice("polarity", Polarity),
        verified=MappingProxyType(node.chosen_by_key("verified", Polarity)),
        tells_receivers=node.flag("tells_receivers"),
        second_look=node.choice("second_look", SecondLook) if "second_look" in node.values else SecondLook.AS_COUNTED,
    )


def _figure(node: Node) -> Figure:
    return Figure(
        id=node.string("id"),
        name=node.text("name"),
        kind=node.choice("kind", FigureKind),
        event=node.string("event"),
        since=node.string("since") if "since" in node.values else None,
        counted_by=node.choice("counted_by", UnitKind),
    )
