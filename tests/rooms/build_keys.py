"""Keys that two of Kvarnlunda's people agree to replace, and how they are looked at."""

from tests.cast import enter

from trefas.rooms import keys, renewing, second_person
from trefas.rooms.master import master
from trefas.rooms.models import RoomKey
from trefas.rooms.opening import open_rooms


def agreed(kind, *, first="ada", second="sven", confirm=True, since=None, pair=""):
    """Let one propose and another confirm; returns the act."""
    what = {"to": master().name()} if kind == "keys.rewrap" else {}
    with enter(first, "administer") as room:
        if kind == renewing.KIND:
            what = renewing.what(room.room_id, since, pair)
        act = second_person.propose(by=room.acting, kind=kind, what=what)
    if confirm:
        with enter(second, "administer") as room:
            second_person.confirm(by=room.acting, act_id=act)
    return act


def keys_of(who):
    """The keys of a room and those inside that she opens, retired ones too, the oldest first."""
    with enter(who):
        return list(RoomKey.objects.filter(room_id__in=open_rooms()).order_by("created_at"))


def reread():
    """Forget what this process has opened, so that everything is opened from what is stored."""
    keys._room_key.cache_clear()
