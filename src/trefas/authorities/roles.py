"""The roles a person may have in a room, in one screen. A mandate says who may decide what.

Limits follow SoLPuF 15 § for social services: no free-text search of notes, search by name and numbers only.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Role:
    """What one role is called, is for, and may decide unless its holder's mandates say more."""

    code: str
    name: Promise
    description: Promise
    mandates: frozenset[str] = frozenset()
    sees_persons: bool = True
    # False for what no administrator gives a person.
    given: bool = True


MANDATES = {
    "propose": _("Propose a person"),
    "sign_off": _("Sign off a proposal"),
    "disclose": _("Decide on disclosure"),
    "register": _("Register what is received"),
    "follow": _("Keep files and note contacts"),
    "offer": _("Offer help"),
    "measure": _("Decide a measure of one's own authority"),
    "end": _("Decide to end"),
    "convene": _("Convene meetings"),
    "reassign": _("Reassign files"),
    "protect": _("Open an inner room"),
    "review_log": _("Read the log of the room"),
    "legal_review": _("Review assessments as a lawyer"),
    "erase": _("Sign erasure, together with another"),
    "administer": _("Administer memberships"),
}

_HANDLING = frozenset({"propose", "disclose", "register", "follow", "offer", "protect"})

ROLES = {
    role.code: role
    for role in (
        Role(
            "handler",
            _("Handler"),
            _("Keeps files in the unit and tells other authorities what the law allows."),
            _HANDLING,
        ),
        Role(
            "coordinator",
            _("District co-ordinator"),
            _("Convenes meetings and keeps agenda and follow-up."),
            _HANDLING | {"convene"},
        ),
        Role(
            "supervisor",
            _("Manager"),
            _("Signs off, decides endings, reassigns work and reads the log."),
            _HANDLING | {"sign_off", "measure", "end", "reassign", "review_log", "convene", "erase"},
        ),
        Role("registrar", _("Registrar"), _("Registers what the unit receives."), frozenset({"register", "erase"})),
        Role(
            "field_worker",
            _("Field worker"),
            _("Meets people and notes contacts."),
            frozenset({"follow", "offer"}),
        ),
        Role(
            "lawyer",
            _("Lawyer"),
            _("Reviews assessments and signs rules off."),
            frozenset({"legal_review", "review_log", "erase"}),
        ),
        Role(
            "auditor",
            _("Auditor"),
            _("Reads the log of the room."),
            frozenset({"review_log"}),
            sees_persons=False,
        ),
        Role("figures", _("Central co-ordinator"), _("Sees figures only, never a person."), sees_persons=False),
        Role(
            "administrator",
            _("Administrator"),
            _("Gives and ends memberships."),
            frozenset({"administer"}),
            sees_persons=False,
        ),
        Role("service", _("Nightly work"), _("Lets time do its part; no person."), sees_persons=False, given=False),
    )
}
