"""The kinds of item that can be disclosed from here: who the person is, and what was told orally."""

import uuid

from django.utils.translation import gettext as _

from trefas.disclosures import items
from trefas.disclosures.assessing import usual_category
from trefas.disclosures.items import Described
from trefas.disclosures.models import Assessment
from trefas.persons.models import Person, Protection
from trefas.rooms import entry
from trefas.sheets.identity_numbers import formatted

PERSON, TOLD = "person", "told"
# What protects whoever has protected personal data, beside what the room's own work is protected by.
PROTECTED = {
    Protection.REGISTRATION: "protected_registration",
    Protection.FICTITIOUS: "protected_registration",
    Protection.EXIT: "protected_whereabouts",
}


def describe_person(room_id: uuid.UUID, person_id: uuid.UUID, ids: list[uuid.UUID] | None) -> list[Described]:
    """Describe who the person is: name and numbers. Never whereabouts; no telephone of a protected person."""
    if ids is not None and person_id not in ids:
        return []
    person = Person.objects.filter(room_id=room_id, pk=person_id).first()
    if person is None:
        return []
    categories = [usual_category(entry.current().acting.room_kind)]
    lines = [person.name, formatted(person.identity_number or "") or person.birth_date or ""]
    if person.protection == Protection.NONE and person.telephone:
        lines.append(_("Telephone %(number)s") % {"number": person.telephone})
        categories.append("contact_details")
    if person.protection in PROTECTED:
        categories.append(PROTECTED[Protection(person.protection)])
    text = ". ".join(line for line in lines if line)
    when = person.created_at.isoformat()
    return [Described(PERSON, person.pk, str(_("Who the person is")), text, when, "fact", tuple(categories))]


def describe_told(room_id: uuid.UUID, person_id: uuid.UUID, ids: list[uuid.UUID] | None) -> list[Described]:
    """Describe what was told orally in an emergency: disclosed once, by the assessment that records it."""
    if ids is None:
        return []
    found = Assessment.objects.filter(room_id=room_id, person_id=person_id, pk__in=ids, told_at__isnull=False)
    return [_told(assessment) for assessment in found]


def _told(assessment: Assessment) -> Described:
    oral = assessment.oral or {}
    told_at = assessment.told_at.isoformat() if assessment.told_at else ""
    categories = tuple(oral.get("categories", ()))
    return Described(TOLD, assessment.pk, str(_("Told orally")), oral.get("what", ""), told_at, "fact", categories)


def register() -> None:
    """Let these kinds be picked."""
    items.register(PERSON, describe_person)
    items.register(TOLD, describe_told)
