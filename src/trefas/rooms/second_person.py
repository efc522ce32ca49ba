"""Four eyes: an act is proposed by one person, confirmed by another, and spent once (ASVS 5.0 V2.3.5).

    act = propose(by=room.acting, kind="erasure", what={"person": str(person.pk)})
    confirm(by=another.acting, act_id=act)
    spend(act, "erasure", {"person": str(person.pk)})

The database holds it: names come from the pass, and `what` must be the same to the letter. Kinds: `kinds_of_act`.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.kinds_of_act import ACTS
from trefas.rooms.models import ProposedAct
from trefas.rooms.opening import open_rooms

What = Mapping[str, Any]


def waiting(*, now: datetime) -> QuerySet[ProposedAct]:
    """Return what waits for a second person in the rooms the pass opens, oldest first."""
    found = ProposedAct.objects.filter(room_id__in=open_rooms(), confirmed_at=None, withdrawn_at=None)
    return found.filter(expires_at__gt=now).order_by("proposed_at", "id")


def may_confirm(act: ProposedAct, by: Acting) -> bool:
    """Return whether the page should offer it; the database decides again."""
    return act.proposed_by_id != by.user_id and bool(ACTS[act.kind].confirms & by.mandates)


@action
def propose(*, by: Acting, kind: str, what: What, room_id: uuid.UUID | None = None) -> uuid.UUID:
    """Propose an act; it stands for seven days. `what` holds codes and ids only, never words about a person."""
    made, room = uuid.uuid4(), room_id or by.room_id
    if not _ask("SELECT propose_act(%s, %s, %s, %s)", made, room, kind, _text(what)):
        raise RefusedError(_("You may not propose this here. Ask your administrator."))
    _record("act.proposed", made, kind, room)
    return made


@action
def confirm(*, by: Acting, act_id: uuid.UUID) -> ProposedAct:
    """Confirm what another person has proposed, and return it; whoever acts on it then spends it."""
    outcome = _ask("SELECT confirm_act(%s)", act_id)
    if outcome != "confirmed":
        raise RefusedError(_refusals()[outcome])
    act = ProposedAct.objects.get(room_id__in=open_rooms(), pk=act_id)
    _record("act.confirmed", act_id, act.kind, act.room_id)
    return act


@action
def withdraw(*, by: Acting, act_id: uuid.UUID) -> None:
    """Take back what is not yet done: one's own proposal, or one that one might have confirmed."""
    if not _ask("SELECT withdraw_act(%s)", act_id):
        raise RefusedError(_refusals()["gone"])
    act = ProposedAct.objects.get(room_id__in=open_rooms(), pk=act_id)
    _record("act.withdrawn", act_id, act.kind, act.room_id)


def spend(act_id: uuid.UUID, kind: str, what: What) -> None:
    """Use a confirmed act inside the action that does what was agreed; raises a database error otherwise."""
    _ask("SELECT spend_act(%s, %s, %s)", act_id, kind, _text(what))


def _ask(query: str, *given: Any) -> Any:
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchone()[0]


def _text(what: What) -> str:
    return json.dumps(dict(what), sort_keys=True)


def _record(event: str, act_id: uuid.UUID, kind: str, room_id: uuid.UUID) -> None:
    entry.current().record(Event(event, ids={"act": [act_id]}, codes={"act": kind}), room_id=room_id)


def _refusals() -> dict[str, str]:
    return {
        "own": _("You proposed this yourself. Somebody else must confirm it."),
        "no_mandate": _("You may not confirm this. Ask somebody whose task it is."),
        "gone": _("This no longer waits for an answer. Load the page again."),
    }
