"""Publishing figures: count in the own room, suppress, send the suppressed counts and nothing else."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import RoomKind, Unit
from trefas.disclosures import delivery
from trefas.disclosures.assessing import parties
from trefas.disclosures.delivery import Sending
from trefas.disclosures.policy import GIVEABLE
from trefas.disclosures.reading import units
from trefas.evaluation.counting import Counted, Period, count, districts_of_city
from trefas.evaluation.models import PublishedFigures
from trefas.evaluation.suppressing import Shown, suppressed
from trefas.law import Request, ask
from trefas.methods import Method, shipped
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room
from trefas.rooms.opening import open_rooms

DISTRICT, GROUND = "district", "ground"


@action
def publish_figures(*, by: Acting, method: str, starts: date, ends: date, now: datetime) -> PublishedFigures:
    """Count the method's figures of a period as of now, suppress small cells, send them to the figures room."""
    today = timezone.localtime(now).date()
    if not by.may("convene"):
        raise RefusedError(_("The co-ordinator or the manager sends figures."))
    if method not in shipped() or not starts <= ends <= today:
        raise RefusedError(_("Choose a method and a period that has begun and ended."))
    definition, period = shipped()[method], Period(starts, ends)
    if not any(figure.counted_by == by.room_kind for figure in definition.figures):
        raise RefusedError(_("Your kind of unit counts no figure of this method."))
    receiver = _receiver(by, today)
    content = _content(by, definition, period)
    receipt = delivery.send(_sending(receiver, method, period, today, content), by=by, now=now)
    kept = PublishedFigures.objects.create(
        room_id=by.room_id, envelope=receipt.envelope, unit_id=by.unit_id, counted_by=by.room_kind, method=method,
        starts=starts, ends=ends, as_of=today, content=content, at=now,
    )  # fmt: skip
    event = Event("figures.published", ids={"figures": [kept.pk]}, codes={"method": method})
    entry.current().record(event)
    return kept


def _receiver(by: Acting, today: date) -> Unit:
    """Return the unit that sees figures only, after the rulebook has said that statistics may be given to it."""
    found = units().filter(branch__kind=RoomKind.FIGURES).select_related("branch__authority").order_by("name").first()
    if found is None:
        raise RefusedError(_("No unit here receives figures."))
    given = parties(Room.objects.select_related("branch__authority").get(pk=by.room_id), found)
    answer = ask(
        Request(
            id=str(uuid.uuid4()), date=today, sender=given.sender_kind, receiver=given.receiver_kind,
            relation=given.relation, information=frozenset({"statistics"}), purpose="statistics",
        )
    )  # fmt: skip
    if answer.outcome not in GIVEABLE:
        raise RefusedError(_("There is no support in the law for giving these figures."))
    return found


def _content(by: Acting, method: Method, period: Period) -> dict[str, Any]:
    districts = _districts(by, method.id)
    counted = count(open_rooms(), by.room_kind, method, districts, period)
    before = list(
        PublishedFigures.objects.filter(
            room_id=by.room_id, counted_by=by.room_kind, method=method.id, starts=period.starts
        ).order_by("at")
    )
    return {
        "figures": {name: asdict(_table(name, counts, before)) for name, counts in counted.figures.items()},
        "grounds": _grounds(counted, before),
        "times": {
            name: {"median": time.median, "quarters": [list(each) for each in time.quarters]}
            for name, time in counted.times.items()
        },
    }


def _districts(by: Acting, method: str) -> list[str]:
    """The own districts; every district that works with the method for a room that has none of its own."""
    areas = districts_of_city()
    own = areas.filter(units__branch__units=by.unit_id)
    chosen = own if own.exists() else areas.filter(units__methods__method=method)
    return sorted(set(chosen.values_list("name", flat=True)))


def _table(figure: str, counts: Mapping[str, int], before: Iterable[PublishedFigures]) -> Shown:
    earlier = [
        {DISTRICT: Shown(**row.content["figures"][figure])} for row in before if figure in row.content["figures"]
    ]
    return suppressed({(name,): number for name, number in counts.items()}, [DISTRICT], earlier)[DISTRICT]


def _grounds(counted: Counted, before: Iterable[PublishedFigures]) -> dict[str, Any]:
    if not counted.grounds:
        return {}
    earlier = [{GROUND: Shown(**row.content["grounds"])} for row in before if row.content["grounds"]]
    by_ground: dict[tuple[str, ...], int] = {}
    for (_district, ground), number in counted.grounds.items():
        by_ground[ground,] = by_ground.get((ground,), 0) + number
    return asdict(suppressed(by_ground, [GROUND], earlier)[GROUND])


def _sending(receiver: Unit, method: str, period: Period, as_of: date, content: Mapping[str, Any]) -> Sending:
    payload = {
        "version": 1, "method": method, "starts": period.starts.isoformat(), "ends": period.ends.isoformat(),
        "as_of": as_of.isoformat(), "content": dict(content),
    }  # fmt: skip
    return Sending("figures", receiver, payload)
