"""The duties that start when the social services file what they have received."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from trefas.authorities.models import AuthorityKind
from trefas.disclosures.assessing import age_of
from trefas.disclosures.days import today
from trefas.disclosures.models import Duty, DutyKind, ReceivedItem
from trefas.persons.models import Person
from trefas.rooms.entry import Acting
from trefas.rooms.models import Room

if TYPE_CHECKING:
    from trefas.disclosures.actions.registering import Registration

CHILD = 18
INQUIRY_DAYS = 14
# A report under a duty about children concerns a child, also when the age is not known.
REPORTS_OF_CHILDREN = frozenset({"SoL-19-1", "SoL-20-6", "SoL2001-14-1"})


def owed(
    age: int | None, statutes: list[str], received_on: date, may_lead_to_action: bool
) -> list[tuple[str, str, date]]:
    """Return (kind, provision, due day) of what a social-services board must do with what it files (SoL 20, 14)."""
    reported = bool(REPORTS_OF_CHILDREN & set(statutes))
    if (age is not None and age < CHILD) or (age is None and reported):
        return [
            (DutyKind.PROTECTION_ASSESSMENT, "SoL-20-1", received_on),
            (DutyKind.CHILD_INQUIRY, "SoL-20-2", received_on + timedelta(days=INQUIRY_DAYS)),
        ]
    return [(DutyKind.INQUIRY, "SoL-14-2", received_on)] if may_lead_to_action else []


def owe(by: Acting, received: ReceivedItem, person: Person, said: "Registration", now: datetime) -> list[Duty]:
    """Make the duties of one registration; none outside the social services."""
    room = Room.objects.select_related("branch__authority").get(pk=by.room_id)
    if room.branch.authority.kind != AuthorityKind.SOCIAL_SERVICES:
        return []
    on = today(received.received_at)
    # About a protected person only a named handler can see to it, and the one who files it is one.
    owner = said.owner_id if person.room_id == by.room_id else None
    return [
        Duty.objects.create(
            room_id=person.room_id,
            kind=kind,
            provision=provision,
            person=person,
            received=received,
            unit_id=by.unit_id,
            owner_id=owner or by.user_id,
            due_on=due,
            made_at=now,
        )
        for kind, provision, due in owed(age_of(person, on), received.statutes, on, said.may_lead_to_action)
    ]
