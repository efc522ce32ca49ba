"""What a consent that is given or ends does to the person's files."""

from datetime import datetime

from trefas.disclosures.models import Consent
from trefas.files.actions._opening import heed_consent, locked
from trefas.files.models import File
from trefas.rooms.entry import Acting


def heed(by: Acting, consent: Consent, now: datetime) -> None:
    """Let the person's open files begin or stop joint work, where their method waits for consent.

    No action of its own: it is part of the one that gives or ends the consent, and each event it makes is recorded.
    """
    files = File.objects.filter(room_id=consent.room_id, person_id=consent.person_id, ended_on=None)
    for file_id in files.order_by("id").values_list("id", flat=True):
        heed_consent(by, locked(file_id), now)
