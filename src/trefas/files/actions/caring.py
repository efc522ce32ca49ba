"""Reaching and telling a person safely, who else works with her, and what a child needs."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.files import policy
from trefas.files.actions._opening import locked
from trefas.files.actions.proposing import Child, assessed
from trefas.files.models import ChildAssessment, ContactRoute, Counterpart, File, Guardian, Information, MayBeTold
from trefas.persons.actions import ConflictError
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened

# The hue of a page belongs to the kind of room of the authority that is named.
HUES = {
    "police": "police",
    "social_services": "social_services",
    "prison_and_probation": "probation",
    "exit_unit": "exit_unit",
}
ROUTE = frozenset({"telephone", "times", "answers", "letters", "staff_safety", "staff_safety_until"})
GUARDIAN = frozenset({"name", "telephone", "may_be_told", "reason"})


@action
def set_contact_route(
    *, by: Acting, file_id: uuid.UUID, version: int, values: Mapping[str, Any], now: datetime
) -> ContactRoute:
    """Say how the person may be reached and what staff must know; `version` is 0 when nothing was noted before."""
    policy.demand(policy.holds(by, "follow"))
    file = locked(file_id)
    found = ContactRoute.objects.filter(room_id=file.room_id, person_id=file.person_id).first()
    if (found.version if found else 0) != version:
        raise ConflictError(found)
    route = found or ContactRoute(room_id=file.room_id, person_id=file.person_id, version=0)
    _set(route, ROUTE, values)
    if route.staff_safety and not route.staff_safety_until:
        raise RefusedError(_("Say how long the note on safety holds."))
    route.version, route.changed_at, route.changed_by_id = version + 1, now, by.user_id
    route.save()
    open_files = File.objects.filter(room_id=file.room_id, person_id=file.person_id)
    open_files.update(contact_route_id=route.pk)
    _tell("contact_route.set", file)
    return route


@action
def add_counterpart(
    *, by: Acting, file_id: uuid.UUID, unit: Unit, name: str, telephone: str, now: datetime
) -> Counterpart:
    """Name the person at another authority who works with the same person; the one before at that unit ends."""
    policy.demand(policy.holds(by, "follow"))
    file, on = locked(file_id), now.date()
    if not name.strip():
        raise RefusedError(_("Write the name of the counterpart."))
    Counterpart.objects.filter(room_id=file.room_id, file=file, unit_id=unit.pk, ended_on=None).update(ended_on=on)
    made = Counterpart.objects.create(
        room_id=file.room_id, file=file, person_id=file.person_id, unit_id=unit.pk,
        kind=HUES.get(unit.branch.kind, "other"), label=unit.short_name, name=name.strip(), telephone=telephone.strip(),
        since=on, by_id=by.user_id,
    )  # fmt: skip
    _repeat(file)
    _tell("counterpart.named", file, unit=unit.pk)
    return made


@action
def end_counterpart(*, by: Acting, counterpart_id: uuid.UUID, now: datetime) -> None:
    """Note that a counterpart no longer works with the person."""
    policy.demand(policy.holds(by, "follow"))
    found = Counterpart.objects.select_related("file").get(room_id__in=opened(), pk=counterpart_id)
    found.ended_on = now.date()
    found.save(update_fields=["ended_on"])
    _repeat(found.file)
    _tell("counterpart.ended", found.file, unit=found.unit_id)


@action
def inform(
    *, by: Acting, file_id: uuid.UUID, informed: bool, on: date, how: str, why_not: str, test_on: date | None,
    now: datetime,
) -> Information:  # fmt: skip
    """Note that the person was informed and how, or why not and when that is tested again."""
    policy.demand(policy.holds(by, "follow"))
    file = locked(file_id)
    if informed and not how:
        raise RefusedError(_("Say how the person was informed."))
    if not informed and (not why_not.strip() or test_on is None or test_on <= on):
        raise RefusedError(_("Write why not, and on which later day you test it again."))
    made = Information.objects.create(
        room_id=file.room_id, person_id=file.person_id, file=file, informed=informed, on=on, how=how,
        why_not=why_not or None, test_on=None if informed else test_on, at=now, by_id=by.user_id,
    )  # fmt: skip
    file.informed_on, file.informed_test_on = (on if informed else None), made.test_on
    file.informed_how, file.informed_by_id = made.how, by.user_id
    file.save(update_fields=["informed_on", "informed_test_on", "informed_how", "informed_by"])
    _tell("person.informed" if informed else "person.not_informed", file)
    return made


@action
def set_guardian(
    *, by: Acting, file_id: uuid.UUID, guardian_id: uuid.UUID | None, version: int, values: Mapping[str, Any],
    now: datetime,
) -> Guardian:  # fmt: skip
    """Note a guardian and whether that guardian may be told; anything but not tested takes a reason (OSL 12:3)."""
    policy.demand(policy.holds(by, "follow"))
    file = locked(file_id)
    known = Guardian.objects.select_for_update().filter(room_id=file.room_id, person_id=file.person_id)
    guardian = (
        known.get(pk=guardian_id)
        if guardian_id
        else Guardian(room_id=file.room_id, person_id=file.person_id, version=0)
    )
    if guardian.version != version:
        raise ConflictError(guardian)
    _set(guardian, GUARDIAN, values)
    if guardian.may_be_told != MayBeTold.NOT_TESTED and not guardian.reason:
        raise RefusedError(_("Write what the answer rests on (OSL 12:3)."))
    guardian.version, guardian.changed_at, guardian.changed_by_id = version + 1, now, by.user_id
    guardian.save()
    _tell("guardian.set", file, guardian=guardian.pk)
    return guardian


@action
def assess_child(*, by: Acting, file_id: uuid.UUID, occasion: str, child: Child, now: datetime) -> ChildAssessment:
    """Test a child's best interests at a measure or an ending, with the child's own view."""
    policy.demand(policy.holds(by, "follow"))
    file = locked(file_id)
    if not child.best_interests.strip() or not child.own_view.strip():
        raise RefusedError(_("Write what is best for the child, and the child's own view or why it was not heard."))
    made = assessed(by, file, occasion, child, now)
    _tell("child.assessed", file)
    return made


def repeat_care(file: File) -> None:
    """Repeat counterparts, information and safe contact on a file whose rows have been moved; called by actions."""
    _repeat(file)
    latest = Information.objects.filter(room_id=file.room_id, file=file).order_by("-at").first()
    route = ContactRoute.objects.filter(room_id=file.room_id, person_id=file.person_id).first()
    file.contact_route = route
    file.informed_on = latest.on if latest and latest.informed else None
    file.informed_test_on = latest.test_on if latest else None
    file.informed_how, file.informed_by_id = (latest.how, latest.by_id) if latest else ("", None)
    file.save(update_fields=["contact_route", "informed_on", "informed_test_on", "informed_how", "informed_by"])


def carry_safety(kept: ContactRoute, other: ContactRoute, by: Acting, now: datetime) -> None:
    """Add what staff must know of another's safe contact to the one that holds; called by actions."""
    if not other.staff_safety or other.staff_safety_until is None:
        return
    kept.staff_safety = " ".join(text for text in (kept.staff_safety, other.staff_safety) if text)
    kept.staff_safety_until = max(kept.staff_safety_until or other.staff_safety_until, other.staff_safety_until)
    kept.version, kept.changed_at, kept.changed_by_id = kept.version + 1, now, by.user_id
    kept.save()


def _repeat(file: File) -> None:
    """Repeat the running counterparts on the file, for the lists."""
    rows = Counterpart.objects.filter(room_id=file.room_id, file_id=file.pk, ended_on=None)
    file.counterparts = [
        {"kind": row.kind, "label": row.label, "name": row.name, "telephone": row.telephone}
        for row in rows.order_by("-since", "-id")
    ]
    file.save(update_fields=["counterparts"])


def _set(row: Any, names: frozenset[str], values: Mapping[str, Any]) -> None:
    if unknown := set(values) - names:
        raise ValueError(f"Unknown field {min(unknown)}.")
    for name, value in values.items():
        setattr(row, name, value.strip() or None if isinstance(value, str) and name != "may_be_told" else value)


def _tell(kind: str, file: File, **others: uuid.UUID) -> None:
    ids = {"file": [file.pk], "person": [file.person_id], **{name: [one] for name, one in others.items()}}
    entry.current().record(Event(kind, ids=ids), room_id=file.room_id)
