"""Own identity numbers by command: kept in every room where the account works, as the room's own service account."""

from datetime import datetime

from trefas.persons.actions import give_own_number
from trefas.rooms import entry
from trefas.rooms.accounts import AccountError
from trefas.rooms.admission import acting
from trefas.rooms.models import Membership
from trefas.rooms.services import ROLE


def give_everywhere(email: str, *, number: str, now: datetime) -> int:
    """Keep the own number of an account in each room it works in; returns in how many. Raises AccountError."""
    works = Membership.objects.filter(user__email__iexact=email, ends_at=None, room__parent=None)
    found = dict(works.exclude(role=ROLE).values_list("room_id", "user_id"))
    if not found:
        raise AccountError(f"{email} works nowhere now. See the accounts with `trefas accounts list`.")
    services = Membership.objects.filter(room_id__in=found, role=ROLE, ends_at=None).exclude(room__sealing_key="")
    for service in services.select_related("room", "unit").order_by("room__name"):
        with entry.enter(acting(service, "Trefas"), purpose="administer") as room:
            give_own_number(by=room.acting, user_id=found[service.room_id], number=number, now=now)
    return services.count()
