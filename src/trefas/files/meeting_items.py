"""What of a co-operation can be disclosed: an invitation to it, and a commitment. The spine itself never is an item."""

import uuid

from django.utils.translation import gettext as _

from trefas.disclosures import items
from trefas.disclosures.items import Described
from trefas.files.definitions import definition, said
from trefas.files.meeting_models import Commitment, Cooperation
from trefas.files.models import File
from trefas.rooms import entry

INVITATION, COMMITMENT = "invitation", "commitment"


def describe_invitations(room_id: uuid.UUID, person_id: uuid.UUID, ids: list[uuid.UUID] | None) -> list[Described]:
    """Describe the invitation to co-operate about a person: picked by its own button, so never among what is listed."""
    if ids is None:
        return []
    numbers = File.objects.filter(room_id=room_id, person_id=person_id, cooperation__isnull=False)
    found = Cooperation.objects.filter(room_id=room_id, pk__in=ids, number__in=numbers.values("cooperation"))
    return [_invitation(copy) for copy in found]


def _invitation(copy: Cooperation) -> Described:
    method = said(definition(copy.room_id, copy.method, copy.method_version).name)
    unit = entry.current().acting.unit_name
    text = _("%(unit)s follows the person by %(method)s and asks whether you will co-operate.")
    extra = {"cooperation": str(copy.number), "method": copy.method, "method_version": copy.method_version}
    words = text % {"unit": unit, "method": method}
    return Described(INVITATION, copy.pk, str(_("Invitation to co-operate")), words, "", "fact", (), extra=extra)


def describe_commitments(room_id: uuid.UUID, person_id: uuid.UUID, ids: list[uuid.UUID] | None) -> list[Described]:
    """Describe what this room's officers have undertaken about a person, newest first."""
    found = Commitment.objects.filter(room_id=room_id, person_id=person_id)
    found = found if ids is None else found.filter(pk__in=ids)
    return [_commitment(one) for one in found.order_by("-made_at", "-id")]


def _commitment(one: Commitment) -> Described:
    text = _("%(text)s. Done by %(day)s at the latest.") % {"text": one.text.rstrip("."), "day": one.due_on.isoformat()}
    return Described(COMMITMENT, one.pk, str(_("Commitment")), text, one.made_at.isoformat(), "fact", ())


def register() -> None:
    """Let these kinds be picked."""
    items.register(INVITATION, describe_invitations)
    items.register(COMMITMENT, describe_commitments)
