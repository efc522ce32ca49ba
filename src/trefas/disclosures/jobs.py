"""What time does to disclosures by itself."""

from collections.abc import Mapping
from datetime import datetime

from trefas.disclosures.actions import close_expired_consents
from trefas.rooms.entry import Acting


def close_consents(by: Acting, now: datetime) -> Mapping[str, int]:
    """Close consents that have run out: drafts on them stop, receivers and handlers are told."""
    return {"consents": close_expired_consents(by=by, now=now)}
