"""The one way into a room: opens the transaction, presents the pass, records what was done and seen, commits."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connections, transaction

from trefas.audit.events import Event
from trefas.rooms.errors import NoRoomError
from trefas.rooms.keys import KeyRing
from trefas.rooms.seen import Answer, Seen

PASS_SECONDS = 60
DOOR, ROOMS = "default", "rooms"


@dataclass(frozen=True)
class Acting:
    """Who acts, in which room, unit and role, and with which mandates: the `by=` of every action."""

    user_id: uuid.UUID
    name: str
    membership_id: uuid.UUID
    room_id: uuid.UUID
    room_kind: str
    unit_id: uuid.UUID
    unit_name: str
    unit_short_name: str
    role: str
    mandates: frozenset[str] = frozenset()

    def may(self, mandate: str) -> bool:
        """Return whether the membership carries the mandate; whether it may be used now is for a policy to say."""
        return mandate in self.mandates


@dataclass
class Entry:
    """An open room: what is fetched, shown and recorded until the transaction ends."""

    acting: Acting
    purpose: str
    keys: KeyRing = field(default_factory=KeyRing)
    seen: dict[uuid.UUID, Seen] = field(default_factory=dict)
    # The ids that the page is about, from its address; and what it answered, once it has.
    asked: frozenset[uuid.UUID] = frozenset()
    answer: Answer | None = None
    events: list[tuple[uuid.UUID, Event]] = field(default_factory=list)
    # What the pass opened when it was presented; None when it has to be asked again.
    opens: list[uuid.UUID] | None = None
    # What several parts of one page ask for, by name, so that it is fetched once.
    kept: dict[str, Any] = field(default_factory=dict)
    # The ids of the people whom the person may not see, and of what tells of them.
    barred: frozenset[uuid.UUID] = frozenset()
    masks: int = 0

    @property
    def room_id(self) -> uuid.UUID:
        """The acting room."""
        return self.acting.room_id

    def seen_in(self, room_id: uuid.UUID) -> Seen:
        """Return what has been seen of a room so far."""
        return self.seen.setdefault(room_id, Seen())

    @contextmanager
    def masking(self) -> Iterator[None]:
        """Say that guarded values read inside are shown in part only, so that they do not count as revealed."""
        self.masks += 1
        try:
            yield
        finally:
            self.masks -= 1

    def record(self, event: Event, *, room_id: uuid.UUID | None = None) -> None:
        """Queue an event for the chain of the acting room, or of an inner room that the pass opens."""
        self.events.append((room_id or self.room_id, event))

    def actor(self) -> dict[str, str]:
        """Return who acts and why, as the audit log tells it."""
        acting = self.acting
        return {
            "user": str(acting.user_id),
            "unit": str(acting.unit_id),
            "role": acting.role,
            "purpose": self.purpose,
        }


_current: ContextVar[Entry | None] = ContextVar("entry", default=None)


def current() -> Entry:
    """Return the open room; raises outside `enter`, in threads that did not enter too."""
    found = _current.get()
    if found is None:
        raise NoRoomError("No room is open here.")
    return found


def current_or_none() -> Entry | None:
    """Return the open room, if one is."""
    return _current.get()


@contextmanager
def enter(acting: Acting, *, purpose: str) -> Iterator[Entry]:
    """Open a room for one person and purpose; everything inside is one transaction, audited as its last act."""
    if _current.get() is not None:
        raise NoRoomError("Another room is already open: leave it first.")
    block, opens, barred = _begin(acting, purpose)
    entered = Entry(acting, purpose, keys=KeyRing(barred), opens=opens, barred=barred)
    token = _current.set(entered)
    try:
        yield entered
        _append(entered)
    except BaseException as error:
        _current.reset(token)
        _clear(block, error)
        raise
    _current.reset(token)
    _clear(block, None)


def _begin(acting: Acting, purpose: str) -> tuple["transaction.Atomic", list[uuid.UUID], frozenset[uuid.UUID]]:
    connection = connections[ROOMS]
    for again in (True, False):
        connection.ensure_connection()
        block = transaction.atomic(using=ROOMS)
        block.__enter__()
        try:
            opens, barred = _present(mint(acting, purpose))
        except BaseException as error:
            block.__exit__(type(error), error, error.__traceback__)
            # A dead connection shows here, before anything happened: close it and try once more.
            if not (again and isinstance(error, OperationalError) and not connection.in_atomic_block):
                raise
            connection.close()
        else:
            return block, opens, barred
    raise AssertionError("unreachable")


def mint(acting: Acting, purpose: str, *, seconds: int = PASS_SECONDS) -> str:
    """Ask the door for a pass, good for one connection of the rooms' login for `seconds`."""
    process = connections[ROOMS].connection.info.backend_pid
    with connections[DOOR].cursor() as cursor:
        cursor.execute(
            "SELECT mint_pass(%s, %s, %s, %s, %s)",
            [acting.user_id, acting.membership_id, purpose, process, seconds],
        )
        minted: str = cursor.fetchone()[0]
    return minted


def _present(minted: str) -> tuple[list[uuid.UUID], frozenset[uuid.UUID]]:
    # A value set at session level would outlive COMMIT, so it is cleared in the same statement.
    with connections[ROOMS].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('trefas.pass', '', false), set_config('trefas.pass', complete_pass(%s), true),"
            " open_rooms()",
            [minted],
        )
        _cleared, completed, opens = cursor.fetchone()
    return opens, frozenset(uuid.UUID(one) for one in completed.split("|")[8].split(",") if one)


def _append(entered: Entry) -> None:
    _record_reads(entered)
    if not entered.events:
        return
    rooms = [room for room, _ in entered.events]
    bodies = [event.body(entered.actor()) for _, event in entered.events]
    with connections[ROOMS].cursor() as cursor:
        cursor.execute("SELECT audit_append(%s::uuid[], %s::text[])", [rooms, bodies])


def _record_reads(entered: Entry) -> None:
    """One event for each room that something was seen of; the acting room's says what was answered too."""
    if entered.answer is not None:
        entered.record(entered.answer.event(entered.seen.pop(entered.room_id, None)))
    codes = {"page": entered.answer.codes["page"]} if entered.answer is not None else {}
    for room_id, seen in entered.seen.items():
        if ids := seen.ids():
            entered.record(Event("read", ids=ids, codes=codes), room_id=room_id)


def _clear(block: "transaction.Atomic", error: BaseException | None) -> None:
    connection = connections[ROOMS]
    kind: Any = type(error) if error is not None else None
    # Inside a TestCase the block is a savepoint: the pass must not live on in the outer transaction.
    block.__exit__(kind, error, error.__traceback__ if error is not None else None)
    if connection.in_atomic_block and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('trefas.pass', '', true)")
