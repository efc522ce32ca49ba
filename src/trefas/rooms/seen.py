"""What one response showed of one room: which rows, whose they are, and how far each of those people was opened."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from trefas.audit.events import Event

IDS = dict[str, list[uuid.UUID]]


@dataclass
class Seen:
    """Ids only. A person is `listed` among others, `opened` when the page is about her, `revealed` when a guarded
    value of hers (`RoomModel.guarded`) was read whole; each stands under the furthest that was reached.
    """

    rows: dict[str, set[uuid.UUID]] = field(default_factory=dict)
    subjects: set[uuid.UUID] = field(default_factory=set)
    opened: set[uuid.UUID] = field(default_factory=set)
    revealed: set[uuid.UUID] = field(default_factory=set)

    def note(self, label: str, row_id: uuid.UUID, subject_id: uuid.UUID, *, guarded: bool) -> None:
        """Note that a sealed value of a row was read."""
        self.subjects.add(subject_id)
        if row_id != subject_id:
            self.rows.setdefault(label, set()).add(row_id)
        if guarded:
            self.revealed.add(subject_id)

    def ids(self) -> IDS:
        """Return the ids as an event names them; rows by their kind ("files.note"), people by how far."""
        opened = self.subjects & self.opened
        people = {
            "listed": self.subjects - opened - self.revealed,
            "opened": opened - self.revealed,
            "revealed": self.revealed,
        }
        return {name: sorted(ids) for name, ids in {**self.rows, **people}.items() if ids}


@dataclass(frozen=True)
class Answer:
    """What was answered to a request: `kind` of event, its codes, the ids it asked for and those its page bears."""

    kind: str
    codes: dict[str, str]
    asked: Collection[uuid.UUID] = ()
    borne: Collection[uuid.UUID] = ()

    def event(self, seen: Seen | None) -> Event:
        """Return the one event of the response: what its page bears besides what was opened is `shown`."""
        ids: IDS = seen.ids() if seen else {}
        known = {one for many in ids.values() for one in many} | set(self.asked)
        rest = {"asked": sorted(self.asked), "shown": sorted(set(self.borne) - known)}
        return Event(self.kind, ids={**ids, **rest}, codes=self.codes)
