"""What time does to files by itself."""

from collections.abc import Mapping
from datetime import datetime

from trefas.files.actions import rederive_due
from trefas.files.actions.cooperating import forget_left
from trefas.methods import EventKind
from trefas.rooms.entry import Acting


def derive_anew(by: Acting, now: datetime) -> Mapping[str, int]:
    """Derive anew the files whose dates have passed: what nobody decided anew lapses, custody ends."""
    found = rederive_due(by=by, now=now)
    return {"files": len(found), "lapsed": sum(file.stage == EventKind.LAPSED for file in found)}


def forget_left_co_operations(by: Acting, now: datetime) -> Mapping[str, int]:
    """Leave the co-operations whose own file ended a month ago."""
    return {"cooperations": forget_left(by=by, now=now)}
