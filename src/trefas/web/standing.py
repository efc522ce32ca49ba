"""How the installation stands, for the frame of every page: asked each time, so that all processes say the same."""

from contextlib import suppress

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.rooms import practice
from trefas.rooms.entry import DOOR, Acting
from trefas.rooms.safeguards import SAFEGUARDS

TOLD = frozenset({"administer", "sign_off", "review_log", "legal_review"})
# What a page says when the database answers nothing: what it said last.
_last = {"practising": True}


def practising() -> bool:
    """Return whether this is practice, for the line at the top of the page."""
    with suppress(DatabaseError):
        _last["practising"] = practice.practising(DOOR)
    return _last["practising"]


def failing(acting: Acting, *, lifted: bool) -> str:
    """Return the sentence for those who answer for a unit: what fails, and whose it is to mend."""
    if not (lifted and acting.mandates & TOLD):
        return ""
    standing = practice.standing()
    codes = [code for code, _since in standing.failing] + (["night"] if standing.unseen(timezone.now()) else [])
    if not codes:
        return ""
    names = ", ".join(standing.answering) or _("nobody any longer")
    parts = ", ".join(str(SAFEGUARDS[code]) for code in dict.fromkeys(codes))
    return _("Does not work: %(parts)s. Answers for it: %(names)s.") % {"parts": parts, "names": names}
