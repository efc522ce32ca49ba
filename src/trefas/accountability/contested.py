"""What is disputed now: until it is decided nothing disputed leaves the room (GDPR 18.1 a, brottsdatalagen 4:9)."""

import uuid

from django.utils.translation import gettext as _

from trefas.accountability.rights_models import Asked, RightsRequest, State

OPEN = (State.REGISTERED, State.GUARDED, State.LOOKED)
DISPUTES = (Asked.CORRECTION, Asked.CONTEST, Asked.ERASURE)


def contested(room_id: uuid.UUID, person_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """Return the rows about a person that are disputed and not yet decided on, each with a sentence for the officer."""
    found = RightsRequest.objects.filter(
        room_id=room_id, person_id=person_id, kind__in=DISPUTES, state__in=OPEN
    ).exclude(about="")
    sentence = _("The person disputes this, and it is not decided yet. Until then it may not be told to others.")
    return {uuid.UUID(about.rpartition(":")[2]): sentence for about in found.values_list("about", flat=True)}
