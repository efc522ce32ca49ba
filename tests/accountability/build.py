"""People whose time is out, and the two who sign; every name is invented."""

from datetime import datetime, timedelta

from tests.cast import NOW, enter
from tests.files.build import file_in, note
from trefas.accountability.actions import carry_out, propose_due, sign
from trefas.accountability.models import Erasure
from trefas.files.actions import rederive_due
from trefas.files.models import File

YEAR_LATER = NOW + timedelta(days=365)
DUE = datetime(2032, 11, 21, 3, 0, tzinfo=NOW.tzinfo)


def followed(who="amina", text="Vill bort från Kvarnlunda.", **values):
    """A followed person with a note, whose file has lapsed; returns her id."""
    with enter(who) as room:
        file = file_in(room, **values)
        note(room, file, text=text)
    with enter(who) as room:
        rederive_due(by=room.acting, now=YEAR_LATER)
        assert File.objects.get(room_id=room.room_id, pk=file.pk).stage == "lapsed"
    return file.person_id


def proposed(who="sven", now=DUE):
    """The night's proposals in a room, as one who signs sees them."""
    with enter(who) as room:
        propose_due(by=room.acting, now=now)
        return list(Erasure.objects.filter(room_id=room.room_id, state__in=["proposed", "signed"]))


def signed(erasure, who="sven", now=DUE):
    with enter(who, "review") as room:
        sign(by=room.acting, erasure_id=erasure.pk, now=now)


def done(erasure, who="lena", now=DUE):
    with enter(who, "review") as room:
        return carry_out(by=room.acting, erasure_id=erasure.pk, now=now)


def erased(subject, first="sven", second="lena"):
    """Erase one person by two; returns rows by table."""
    (one,) = [row for row in proposed(first) if row.subject == subject]
    signed(one, first)
    return done(one, second)
