"""What waits to be registered, in words: the list, one item with its ground, and who it may be about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trefas.disclosures import delivery, reading, unread
from trefas.disclosures.actions.owing import owed
from trefas.disclosures.assessing import usual_category
from trefas.disclosures.items import HOLDS_ITEMS, ORDER
from trefas.disclosures.ledger import citation
from trefas.disclosures.models import Doubt, Envelope
from trefas.law import RULEBOOK
from trefas.law.words import CATEGORY_LOCKS
from trefas.persons import search
from trefas.persons.barring import COLLEAGUE
from trefas.persons.models import Person
from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.rooms.models import Room
from trefas.rooms.opening import open_rooms
from trefas.rooms.pairs import CompromisedError
from trefas.sheets.identity_numbers import age_on, formatted, read_identity_number
from trefas.web import staff
from trefas.web.dates import clock, full_date, long_date, short_date
from trefas.web.law_view import short
from trefas.web.waiting import waits

PURPOSE = "register"

MOST = 50
FORGEABLE = "inbox.forgeable"
CHILD = 18


@dataclass(frozen=True)
class Came:
    """An envelope with its content, opened in this room."""

    envelope: Envelope
    payload: Mapping[str, Any]

    @property
    def statutes(self) -> list[str]:
        """The ground it came on."""
        return list(self.payload.get("ground", {}).get("statutes", []))

    def age(self, on: date) -> int | None:
        """The age of whom it is about, when the sender knew the birth date."""
        born = self.payload.get("person", {}).get("birth_date")
        return age_on(date.fromisoformat(born), on) if born else None

    @property
    def name(self) -> str:
        """Whom it is about."""
        person = self.payload.get("person", {})
        return " ".join(part for part in (person.get("given_name"), person.get("family_name")) if part)


def waiting(acting: Acting) -> list[Came]:
    """Return what waits, opened; nothing about those whom the acting one may not handle."""
    found = list(reading.waiting(acting).filter(pk__in=[one.id for one in waits(acting)])[:MOST])
    senders = Room.objects.in_bulk({envelope.sender_room for envelope in found})
    opened = (_opened(one, senders.get(one.sender_room)) for one in found)
    return [one for one in opened if one is not None]


def _opened(envelope: Envelope, sender: Room | None) -> Came | None:
    try:
        return Came(envelope, delivery.open_envelope(envelope, sender)[0])
    except CompromisedError:
        entry.current().kept.setdefault(FORGEABLE, []).append(envelope.sender_unit_id)
        return None


def forgeable() -> list[str]:
    """Return the units in whose name something waits that somebody else may have written; `waiting` comes first."""
    found = staff.units(entry.current().kept.get(FORGEABLE, []))
    return sorted({unit.label for unit in found.values()})


def about_colleagues(acting: Acting) -> int:
    """Return how many messages wait about somebody who works in the unit: a manager must see that they are moved."""
    if not acting.may("reassign"):
        return 0
    grounds = unread.barred(acting, reading.waiting(acting).values_list("pk", flat=True))
    return sum(ground == COLLEAGUE for ground in grounds.values())


def inbox(came: list[Came], current: Came | None, today: date) -> list[dict[str, Any]]:
    """Return the list of what waits, as the component takes it."""
    units = staff.units(one.envelope.sender_unit_id for one in came)
    rows = []
    for one in came:
        unit = units.get(one.envelope.sender_unit_id)
        rows.append(
            {
                "authority": {"kind": unit.kind if unit else "other", "label": unit.label if unit else ""},
                "when": when(one.envelope.delivered_at, today), "title": _title(one), "text": _about(one, today),
                "url": reverse("received_item", args=[one.envelope.pk]), "current": one is current,
                **_tag(one, today),
            }
        )  # fmt: skip
    return rows


def _tag(one: Came, today: date) -> dict[str, str]:
    if is_child(one, today):
        return {"tag": _("Child, assess protection today"), "tone": "late"}
    return {"tag": _("Order, to be done at once"), "tone": "late"} if one.envelope.kind == ORDER else {}


def when(moment: datetime, today: date) -> str:
    """Return a moment as the inbox tells it: the time today, else the day."""
    day = timezone.localtime(moment).date()
    if day == today:
        return clock(moment)
    return _("yesterday %(time)s") % {"time": clock(moment)} if (today - day).days == 1 else short_date(moment)


def _title(one: Came) -> str:
    if one.envelope.kind == "notice":
        return _("A consent has ended")
    items = one.payload.get("items") or [{}]
    title = items[0].get("title") or _("Withdrawn as wrong")
    return _("Correction: %(title)s") % {"title": title} if one.envelope.kind == "correction" else title


def _about(one: Came, today: date) -> str:
    age = one.age(today)
    years = ngettext("%(age)s year", "%(age)s years", age) % {"age": age} if age is not None else ""
    return ", ".join(part for part in (one.name, years) if part)


def is_child(one: Came, today: date) -> bool:
    """Return whether it is about somebody known to be under 18."""
    age = one.age(today)
    return one.envelope.kind in HOLDS_ITEMS and age is not None and age < CHILD


def doubted_items(envelope: Envelope, items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return items with what had happened to each before an emergency opened it, in words."""
    return [{**item, "doubt": doubt_words(envelope.doubt_of(item))} for item in items]


def doubt_words(code: str) -> str:
    """Return what is known against an item that was decided on beforehand; empty when nothing is."""
    return str(Doubt(code).label) if code else ""


def heading(one: Came, today: date) -> str:
    """Return the title of one item with whom it is about."""
    return ", ".join(part for part in (_title(one), _about(one, today)) if part)


def from_line(one: Came, today: date) -> str:
    """Return when it came and from whom."""
    sender = one.payload.get("from", {})
    told = [when(one.envelope.delivered_at, today), sender.get("officer", ""), sender.get("unit_name", "")]
    return ", ".join(part for part in told if part)


def facts(one: Came, room_kind: str) -> list[dict[str, Any]]:
    """Return the ground it came on, what protects it here, and who told it."""
    told = one.payload.get("told_at")
    item = (one.payload.get("items") or [{}])[0]
    source = [part for part in (item.get("category"), item.get("reliability")) if part]
    rows = [
        (_("Support"), [citation(rule) for rule in one.statutes]),
        (_("Secrecy with us"), [short(RULEBOOK.locks[rule]) for rule in CATEGORY_LOCKS[usual_category(room_kind)]]),
        (_("Source and reliability"), source),
        (_("Told orally"), [full_date(datetime.fromisoformat(told))] if told else []),
        (_("Message"), [one.payload.get("message", "")] if one.payload.get("message") else []),
        (_("Call"), [one.payload.get("from", {}).get("telephone", "")]),
    ]  # fmt: skip
    return [{"key": key, "value": value} for key, value in rows if any(value)]


def people(acting: Acting, one: Came, today: date) -> list[tuple[Person, str]]:
    """Return who may be the same: by number, else by name; each told with number and age, to be checked."""
    number = read_identity_number(one.payload["person"].get("identity_number") or "", today)
    rooms = open_rooms()
    found = [person for room_id in rooms for person in search.find_by_number(room_id, number)]
    if not found and one.name:
        found = [person for room_id in rooms for person in search.find(room_id, acting.room_kind, one.name)]
    return [(person, _known(person)) for person in found[:5]]


def _known(person: Person) -> str:
    number = formatted(person.identity_number or "") or person.birth_date or ""
    return ", ".join(part for part in (person.name, number) if part)


def starts(one: Came, today: date) -> str:
    """Return the clocks that start when it is filed, told before the click."""
    on = timezone.localtime(one.envelope.delivered_at).date()
    found = owed(one.age(today), one.statutes, on, may_lead_to_action=True)
    if len(found) == 2:
        told = {"day": long_date(found[1][2])}
        return (
            _(
                "Assess at once, today, whether the child needs protection. Decide by %(day)s whether to open an "
                "inquiry. Both come on the work list. SoL 20:1 and 20:2."
            )
            % told
        )
    return _("Decide whether to open an inquiry (SoL 14:2), if it may lead to action. It comes on the work list.")
