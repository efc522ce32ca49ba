"""Pairs for envelopes that two of Kvarnlunda's people agree to replace, and time that passes for them."""

import psycopg

from tests.cast import EMAIL, enter
from tests.rooms.build_keys import agreed
from trefas.accountability.pairs import Turned, renew_pairs
from trefas.config import embedded
from trefas.disclosures import delivery
from trefas.disclosures.models import Envelope
from trefas.rooms import renewing
from trefas.rooms.envelopes import pairs_in
from trefas.rooms.models import PublicPair


def renewed(**more) -> Turned:
    """Let two agree, and carry it out; returns what was done in their room."""
    agreed(renewing.KIND, **more)
    (done,) = renew_pairs()
    return done


def police_renewed(server: embedded.Server, database: str, **more) -> Turned:
    """The same for the police, where Bo is made administrator for the purpose and Eva reads the log."""
    with psycopg.connect(**server.superuser_params(database), autocommit=True) as connection:
        connection.execute(
            "UPDATE rooms_membership m SET mandates = array_append(m.mandates, 'administer') FROM authorities_user u"
            " WHERE u.id = m.user_id AND u.email = %s",
            [EMAIL["bo"]],
        )
    return renewed(first="bo", second="eva", **more)


def room_of(who="amina"):
    with enter(who) as room:
        return room.room_id


def pairs_of(who="amina") -> list[PublicPair]:
    """The public halves of a room, the oldest first."""
    return list(PublicPair.objects.filter(room_id=room_of(who)).order_by("published_at"))


def halves_of(who="amina") -> list[bytes]:
    """The private halves of a room, the one that signs first."""
    with enter(who) as room:
        return pairs_in(room.keys.private_keys(room.room_id))


def opened(envelope_id, who="amina"):
    with enter(who) as room:
        return delivery.open_envelope(Envelope.objects.get(room_id=room.room_id, pk=envelope_id))[0]


def hours_pass(server: embedded.Server, database: str, hours=2) -> None:
    """Let it be longer since pairs were replaced, as only the server's superuser can."""
    with psycopg.connect(**server.superuser_params(database), autocommit=True) as connection:
        connection.execute(
            "UPDATE rooms_publicpair SET signs_until = signs_until - make_interval(hours => %s)", [hours]
        )
