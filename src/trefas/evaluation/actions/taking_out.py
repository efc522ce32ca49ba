"""Figures leave the system as a file: recorded, though no person is in them."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from trefas.audit.events import Event
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting


@action
def take_out_figures(*, by: Acting, figure_ids: Sequence[uuid.UUID], now: datetime) -> datetime:
    """Record that published figures are taken out; returns the time that stands on them."""
    entry.current().record(Event("figures.taken_out", ids={"figures": list(figure_ids)}, codes={"form": "xlsx"}))
    return now
