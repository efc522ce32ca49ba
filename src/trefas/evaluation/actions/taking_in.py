"""Taking in figures: the figures room opens what was sent to it, and keeps what is counts and nothing else."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from trefas.audit.events import Event
from trefas.authorities.models import RoomKind, Unit
from trefas.disclosures import delivery
from trefas.disclosures.models import Envelope
from trefas.evaluation.models import PublishedFigures
from trefas.evaluation.suppressing import FEW, HIDDEN
from trefas.methods import shipped
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError, TrefasError
from trefas.rooms.pairs import CompromisedError

SMALLEST_SHOWN = 5


class NotFiguresError(TrefasError):
    """A payload that is not suppressed counts of what the sender's kind of room counts."""


@action
def take_in_figures(*, by: Acting, now: datetime) -> list[PublishedFigures]:
    """Open every envelope of figures that waits; what holds anything but suppressed counts is refused, unread."""
    if by.room_kind != RoomKind.FIGURES:
        raise RefusedError("Only the unit that sees figures takes them in.")
    waiting = Envelope.objects.select_for_update().filter(room_id=by.room_id, kind="figures", state="waiting")
    found = [kept for envelope in waiting.order_by("delivered_at") if (kept := _take_in(by, envelope, now))]
    event = Event("figures.taken_in", ids={"figures": [one.pk for one in found]}, counts={"figures": len(found)})
    entry.current().record(event)
    return found


def _take_in(by: Acting, envelope: Envelope, now: datetime) -> PublishedFigures | None:
    unit = Unit.objects.select_related("branch").get(pk=envelope.sender_unit_id)
    try:
        payload, _signature = delivery.open_envelope(envelope)
        row = _row(by, envelope, payload, str(unit.branch.kind), now)
    except (NotFiguresError, CompromisedError, KeyError, TypeError, ValueError, AttributeError):
        row = None
    envelope.state = "registered" if row else "refused"
    envelope.save(update_fields=["state"])
    if row is not None:
        row.save()
        delivery.answer(envelope, "registered", by=by)
    return row


def _row(by: Acting, envelope: Envelope, payload: Mapping[str, Any], kind: str, now: datetime) -> PublishedFigures:
    method, content = shipped()[payload["method"]], payload["content"]
    mine = {figure.id for figure in method.figures if figure.counted_by == kind}
    tables = [*content["figures"].values(), *([content["grounds"]] if content["grounds"] else [])]
    if not set(content["figures"]) | set(content["times"]) <= mine or set(content) != {"figures", "grounds", "times"}:
        raise NotFiguresError("Counted by another kind of room.")
    if not all(_is_suppressed(table) for table in tables) or not all(
        _is_time(one) for one in content["times"].values()
    ):
        raise NotFiguresError("Holds a small count.")
    return PublishedFigures(
        room_id=by.room_id, envelope=envelope.pk, unit_id=envelope.sender_unit_id, counted_by=kind, method=method.id,
        starts=date.fromisoformat(payload["starts"]), ends=date.fromisoformat(payload["ends"]),
        as_of=date.fromisoformat(payload["as_of"]), content=dict(content), at=now,
    )  # fmt: skip


def _is_suppressed(table: Mapping[str, Any]) -> bool:
    cells = [*table["cells"].values(), table["total"]]
    return set(table) == {"cells", "total"} and all(_is_cell(cell) for cell in cells)


def _is_cell(cell: object) -> bool:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell == 0 or cell >= SMALLEST_SHOWN
    return cell in (FEW, HIDDEN)


def _is_time(time: Mapping[str, Any]) -> bool:
    values = [time["median"], *(value for _year, _quarter, value in time["quarters"])]
    return set(time) == {"median", "quarters"} and all(value is None or value >= 0 for value in values)
