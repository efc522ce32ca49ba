"""Why a file is on somebody's list, in words; the code and its day come from the file's own events."""

from datetime import date

from django.utils.translation import gettext as _

from trefas.files.models import File
from trefas.plans.models import Channel
from trefas.rooms.entry import Acting
from trefas.web.dates import long_date


def why_listed(file: File, acting: Acting) -> str:
    """Return one sentence without a full stop, such as `Said no 6 November`."""
    day = long_date(file.reason_on) if file.reason_on else ""
    own = file.handler_id == acting.user_id
    words = {
        "proposed": _("You proposed %(day)s") if own else _("Proposed %(day)s"),
        "registered": _("Registered %(day)s"),
        "received": _("New information %(day)s"),
        "offered": _("Offered help %(day)s"),
        "accepted": _("Said yes %(day)s"),
        "declined": _("Said no %(day)s"),
        "release": _("Release %(day)s"),
        "lapses": _("Lapses otherwise %(day)s"),
        "lapsed": _("Lapsed %(day)s. End it, or propose again"),
        "ended": _("Ended %(day)s"),
        "review": _("Review %(day)s"),
    }
    return words.get(file.reason, _("You are the handler")) % {"day": day}


def how_contacted(code: str) -> str:
    """Return how a contact was made, in words; what is no code is shown as it is."""
    return str(Channel(code).label) if code in Channel.values else code


def late_by(day: date | None, today: date) -> bool:
    """Return whether a day has passed."""
    return day is not None and day < today
