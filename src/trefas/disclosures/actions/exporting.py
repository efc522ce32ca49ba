"""Handing out a receipt as a file; the log tells who took it."""

import uuid

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.disclosures import receipt_files
from trefas.disclosures.models import Receipt
from trefas.disclosures.policy import holds
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened

MAY = ("disclose", "register", "legal_review", "review_log")


@action
def export_receipt(*, by: Acting, envelope_id: uuid.UUID) -> tuple[Receipt, bytes]:
    """Return the receipt of an envelope with its file, for those who disclose, register or review."""
    holds(by, *MAY).demand()
    found = Receipt.objects.filter(room_id__in=opened(), envelope=envelope_id).order_by("at", "id").first()
    if found is None:
        raise RefusedError(_("There is no such receipt."))
    content = receipt_files.packed(found)
    entry.current().record(Event("receipt.exported", ids={"receipt": [found.pk]}), room_id=found.room_id)
    return found, content
