"""Pairs are replaced on one side: the other hears of it from the list, what is on its way arrives, and nothing is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from tests.apart import sides
from tests.apart.sides import Side, carry, chain_is_whole, rows, settle, told_in_chain
from tests.apart.test_apart import PROGRAM, Two, given, registered, state, there
from tests.cast import EMAIL, enter
from tests.rooms.build_keys import agreed
from trefas.accountability.pairs import Turned, renew_pairs
from trefas.cli import key_pairs
from trefas.disclosures import delivery
from trefas.disclosures.actions import export_receipt
from trefas.disclosures.models import Envelope, Outgoing, Receipt
from trefas.rooms import entry, envelopes, renewing
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import PublicPair, Room
from trefas.rooms.pairs import CompromisedError

PEOPLE = {"police": ("bo", "eva"), "social": ("amina", "sven")}
EPOCHS = count(2)


@pytest.fixture(autouse=True)
def _whole(apart: Two) -> Iterator[None]:
    for side in apart:
        write(
            side, "UPDATE rooms_membership m SET mandates = array_append(m.mandates, 'administer') FROM authorities_user u"
            " WHERE u.id = m.user_id AND u.email = %s AND NOT 'administer' = ANY (m.mandates)", EMAIL[PEOPLE[side.id][0]],
        )  # fmt: skip
    yield
    settle(*apart)
    assert [chain_is_whole(side) for side in apart] == [True, True]


def write(side: Side, query: str, *parameters: object) -> None:
    """Change a side's database as only the server's superuser can: time that passes, mostly."""
    with sides.psycopg.connect(**side.server.superuser_params(side.database)) as connection:
        connection.execute(query, parameters)  # type: ignore[arg-type]  # queries of the tests


def agree(side: Side, **more: Any) -> None:
    first, second = PEOPLE[side.id]
    with side.here():
        agreed(renewing.KIND, first=first, second=second, **more)


def turn(side: Side) -> list[Turned]:
    with side.here():
        return list(renew_pairs())


def tell(apart: Two, to: list[Side] | None = None, **changed: Any) -> None:
    sides.tell(list(apart), epoch=next(EPOCHS), to=to, **changed)


def own_room(side: Side) -> Room:
    with side.here():
        return Room.objects.get(installation="", parent=None)


def pairs_of(side: Side) -> list[PublicPair]:
    with side.here():
        return list(PublicPair.objects.filter(room=own_room_id(side)).order_by("published_at"))


def own_room_id(side: Side) -> Any:
    return rows(side, "SELECT id FROM rooms_room WHERE installation = '' AND parent_id IS NULL")[0][0]


def in_use(side: Side) -> PublicPair:
    (found,) = [pair for pair in pairs_of(side) if pair.signs_from and not pair.signs_until]
    return found


def opens(side: Side, receipt: Receipt) -> dict[str, Any]:
    with side.here(), enter(PEOPLE[side.id][0]) as room:
        return delivery.open_envelope(Envelope.objects.get(room_id=room.room_id, pk=receipt.envelope))[0]


def take_all(side: Side, *, but: Receipt) -> None:
    """Take in whatever waits from earlier tests."""
    with side.here(), enter(PEOPLE[side.id][0]) as room:
        found = Envelope.objects.filter(room_id=room.room_id, state="waiting").exclude(pk=but.envelope)
        found.update(state="registered")


def became(side: Side, pair: PublicPair) -> list[str]:
    """Return what came of each try to destroy a pair, as the chain tells it."""
    found = [event for event in told_in_chain(side, "keys.pair_retired") if event["ids"]["pair"] == [str(pair.pk)]]
    return [event["codes"]["outcome"] for event in found]


def said(side: Side, receipt: Receipt) -> str:
    (found,) = rows(side, "SELECT said FROM disclosures_outgoing WHERE envelope = %s", receipt.envelope)
    return str(found[0])


def verified(side: Side, receipt: Receipt, folder: Path, apart: Two) -> int:
    """Check a receipt with the stand-alone program, against a list that the keeper signs now."""
    with side.here(), enter(PEOPLE[side.id][0]) as room:
        content = export_receipt(by=room.acting, envelope_id=receipt.envelope)[1]
    file, listed = folder / "receipt.zip", folder / "list.json"
    file.write_bytes(content)
    listed.write_bytes(sides.listed(list(apart), epoch=1))
    words = [sys.executable, "-I", str(PROGRAM), str(file), "--trust", str(listed), "--list-key", sides.LIST_KEY]
    return subprocess.run(words, capture_output=True, check=False).returncode


class TestAWornPair:
    def test_it_signs_until_the_list_has_told_of_the_new_one(self, apart: Two) -> None:
        _police, social = apart
        old = in_use(social)
        agree(social)
        (done,) = turn(social)
        assert (done.done, done.used) == (1, 0)
        assert in_use(social).pk == old.pk
        with social.here():
            assert "väntar på att stå i listan" in key_pairs.problems()[0]
            assert own_room(social).sealing_key != old.sealing_key
        tell(apart)
        (done,) = turn(social)
        assert (done.used, done.old) == (1, {"sealing": 1})
        assert in_use(social).pk != old.pk
        with social.here():
            assert key_pairs.problems() == []

    def test_what_is_on_its_way_arrives_and_opens_and_both_receipts_hold(self, apart: Two, tmp_path: Path) -> None:
        police, social = apart
        before = given(police)
        waiting = given(police)
        carry(police)
        late = given(police)
        agree(social)
        turn(social)
        registered(social, before)
        carry(social)
        tell(apart)
        turn(social)
        assert carry(police) == ["waiting"]
        registered(social, waiting)
        registered(social, late)
        after = given(police)
        carry(police)
        (sealed_to,) = rows(social, "SELECT sealed_to FROM disclosures_envelope WHERE id = %s", after.envelope)
        assert sealed_to[0] == in_use(social).sealing_name
        registered(social, after)
        settle(*apart)
        for receipt in (before, waiting, late, after):
            assert state(police, receipt) == "registered"
            assert [verified(side, receipt, tmp_path, apart) for side in apart] == [0, 0]

    def test_the_senders_pair_is_replaced_while_a_message_waits(self, apart: Two, tmp_path: Path) -> None:
        police, social = apart
        receipt, old = given(police), in_use(police)
        agree(police)
        turn(police)
        tell(apart)
        turn(police)
        assert in_use(police).pk != old.pk
        assert carry(police) == ["waiting"]
        assert opens(social, receipt)["items"]
        registered(social, receipt)
        settle(*apart)
        assert verified(social, receipt, tmp_path, apart) == 0

    def test_whoever_has_not_got_the_list_says_so_and_takes_it_when_she_has(self, apart: Two) -> None:
        police, social = apart
        agree(police)
        turn(police)
        tell(apart, to=[police])
        turn(police)
        receipt = given(police)
        assert carry(police) == ["unknown_key"]
        assert said(police, receipt) == "unknown_key"
        assert there(social, receipt) == []
        assert state(police, receipt) == "posted"
        tell(apart)
        settle(police)
        assert state(police, receipt) == "sent"
        assert opens(social, receipt)["items"]

    def test_a_list_made_from_an_old_description_is_found(self, apart: Two) -> None:
        _police, social = apart
        with social.here():
            assert key_pairs.problems() == []
            write(social, "UPDATE rooms_publicpair SET destroyed_at = now() WHERE id = %s", in_use(social).pk)
            assert "en nyckel som inte finns här" in key_pairs.problems()[0]
            write(social, "UPDATE rooms_publicpair SET destroyed_at = NULL WHERE id = %s", in_use(social).pk)


class TestTheOldPrivateHalf:
    def test_it_goes_when_the_last_list_has_run_out_and_what_comes_later_is_refused(self, apart: Two) -> None:
        police, social = apart
        waiting = given(police)
        carry(police)
        late = given(police)
        old = in_use(social)
        agree(social)
        turn(social)
        tell(apart)
        turn(social)
        for passes in (
            "signs_until = signs_until - interval '2 hours'",
            "listed_until = now() - interval '29 days'",
            "listed_until = now() - interval '31 days'",
        ):
            write(social, f"UPDATE rooms_publicpair SET {passes} WHERE id = %s", old.pk)
            turn(social)
        take_all(social, but=waiting)
        turn(social)
        registered(social, waiting)
        turn(social)
        assert became(social, old) == ["sealing", "listed", "listed", "waiting", "waiting", "gone"]
        assert [pair.destroyed_at is not None for pair in pairs_of(social) if pair.pk == old.pk] == [True]
        assert carry(police)[-1] == "old_key"
        assert (state(police, late), there(social, late)) == ("refused", [])
        anew = given(police)
        carry(police)
        assert opens(social, anew)["items"]


class TestAPairInOtherHands:
    def test_what_came_since_is_not_believed_and_what_waits_must_be_sent_anew(self, apart: Two, tmp_path: Path) -> None:
        police, social = apart
        before = given(police)
        carry(police)
        since = timezone.now()
        came = given(police)
        carry(police)
        waits = given(police)
        agree(police, since=since)
        (done,) = turn(police)
        assert done.done == 1
        # It signs nothing more, whether others have heard of the new one or not.
        assert in_use(police).name != before_key(police, before)
        tell(apart)
        assert carry(police) == ["compromised"]
        assert state(police, waits) == "refused"
        assert opens(social, before)["items"]
        with pytest.raises(CompromisedError):
            opens(social, came)
        with pytest.raises(RefusedError, match="Call the sender"):
            registered(social, came)
        registered(social, before)
        settle(*apart)
        # The sender's own word for when: the cast's clock is days before, but the answer by another key is from then too.
        assert verified(social, before, tmp_path, apart) == 0
        anew = given(police)
        carry(police)
        assert opens(social, anew)["items"]
        taken_back_at_the_sender(police, came)
        settle(*apart)

    def test_a_later_list_that_leaves_it_out_makes_it_no_better(self, apart: Two) -> None:
        police, social = apart
        lost = [pair for pair in pairs_of(police) if pair.compromised_at]
        assert lost
        parts = []
        for side in apart:
            with side.here():
                told = side.described()
            for room in told["rooms"]:
                room["earlier_keys"] = [{**one, "compromised": None} for one in room["earlier_keys"]]
            parts.append(told)
        tell(apart, installations=parts)
        found = rows(social, "SELECT compromised_at FROM rooms_publicpair WHERE name = %s", lost[0].name)
        assert found == [(lost[0].compromised_at,)]
        tell(apart)

    def test_signed_by_a_key_that_was_replaced_long_ago_it_is_refused(self, apart: Two) -> None:
        police, social = apart
        receipt = given(police)
        (kept,) = rows(police, "SELECT body FROM disclosures_outgoing WHERE envelope = %s", receipt.envelope)
        agree(police)
        turn(police)
        tell(apart)
        turn(police)
        tell(apart)
        with social.here():
            listed = sides.trust.configured()
            later = datetime.now(UTC) + sides.exchange.ARRIVES_WITHIN + timedelta(minutes=1)
            holds = sides.trust.TrustList(**{**vars(listed), "valid_until": later + timedelta(days=1)})
            with pytest.raises(sides.exchange.NotTakenError) as refused:
                sides.exchange.take_in(kept[0].encode(), holds, social.id, pin=None, now=later)
        assert refused.value.code == "old_key"


def before_key(police: Side, receipt: Receipt) -> str:
    from trefas.disclosures import receipts

    with police.here(), enter("bo") as room:
        row = Receipt.objects.get(room_id=room.room_id, pk=receipt.pk)
        return str(receipts.content(row.statement)["sender"]["key"])


def taken_back_at_the_sender(police: Side, receipt: Receipt) -> None:
    from tests.apart.test_apart import taken_back

    taken_back(police, receipt)


def killed_in(side: Side, step: int) -> bool:
    """Replace in a process of its own that is killed -9 after its `step`th transaction; returns whether it was."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        done, clear = [0], entry._clear

        def counted(block: Any, error: Any) -> None:
            done[0] += 1
            clear(block, error)
            if done[0] == step:
                os.kill(os.getpid(), signal.SIGKILL)

        entry._clear = counted
        with side.here():
            list(renew_pairs())
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_killed_between_publishing_and_using_both_go_on(apart: Two) -> None:
    police, social = apart
    old = in_use(social)
    before = given(police)
    agree(social)
    assert killed_in(social, 2)
    assert in_use(social).pk == old.pk
    tell(apart)
    between = given(police)
    # The third transaction of this round puts it into use.
    assert killed_in(social, 2)
    carry(police)
    turn(social)
    assert in_use(social).pk != old.pk
    for receipt in (before, between):
        registered(social, receipt)
    settle(*apart)
    assert [state(police, receipt) for receipt in (before, between)] == ["registered", "registered"]


def test_the_chains_tell_of_it_and_only_the_carrier_saw_what_waits(apart: Two) -> None:
    police, social = apart
    for side in apart:
        assert told_in_chain(side, "keys.pair_renewed")
        assert told_in_chain(side, "keys.pair_used")
    with police.here(), enter("bo") as room:
        refused = Outgoing.objects.filter(room_id=room.room_id, state="refused")
        assert {row.said for row in refused} == {"old_key", "compromised"}
        assert {row.body for row in refused} == {""}
    assert envelopes.key_name(own_room(social).sealing_key) == in_use(social).sealing_name
