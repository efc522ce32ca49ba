"""Two installations speak as two rooms of one do: disclosure, registration, receipt, correction, withdrawal."""

import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from tests.apart import sides
from tests.apart.sides import Side, carry, chain_is_whole, rows, settle, told_in_chain
from tests.cast import NOW, enter
from tests.disclosures import build
from trefas.cli.trust import problems
from trefas.disclosures import reading
from trefas.disclosures.actions import (
    Correction,
    export_receipt,
    register,
    register_notice,
    send_correction,
    withdraw_disclosure,
)
from trefas.disclosures.actions.erasing import tell_receivers
from trefas.disclosures.models import Breach, Envelope, Outcome, Outgoing, Receipt, ReceivedItem
from trefas.rooms.errors import RefusedError
from trefas.web import inbox

Two = tuple[Side, Side]
PROGRAM = Path(__file__).resolve().parents[2] / "verify" / "receipt_verify.py"


@pytest.fixture(autouse=True)
def _whole(apart: Two) -> Iterator[None]:
    yield
    settle(*apart)
    assert [chain_is_whole(side) for side in apart] == [True, True]


def given(police: Side) -> Receipt:
    with police.here(), enter("bo") as room:
        person = build.keep(
            room, given_name=f"Leo {uuid.uuid4().hex[:6]}", identity_number=None, birth_date="2001-05-01"
        )
        return build.given(room, person)


def registered(social: Side, receipt: Receipt, outcome: Outcome = Outcome.FILED) -> list[ReceivedItem]:
    with social.here(), enter("amina") as room:
        said = build.registration(outcome)
        return register(by=room.acting, envelope_id=receipt.envelope, registration=said, now=NOW)


def taken_back(police: Side, receipt: Receipt) -> None:
    with police.here(), enter("bo") as room:
        row = Receipt.objects.get(room_id=room.room_id, pk=receipt.pk)
        withdraw_disclosure(by=room.acting, receipt=row)


def state(police: Side, receipt: Receipt) -> str:
    with police.here(), enter("bo") as room:
        return Receipt.objects.get(room_id=room.room_id, pk=receipt.pk).state


def there(social: Side, receipt: Receipt) -> list[tuple[str, int]]:
    return rows(social, "SELECT state, length(sealed) FROM disclosures_envelope WHERE id = %s", receipt.envelope)


def test_sent_arrived_registered_and_the_receipt_comes_home(apart: Two) -> None:
    police, social = apart
    receipt = given(police)
    assert (receipt.state, there(social, receipt)) == ("posted", [])
    assert carry(police) == ["waiting"]
    assert state(police, receipt) == "sent"
    (copy,) = registered(social, receipt)
    assert carry(social) == ["answered"]
    assert state(police, receipt) == "registered"
    assert there(social, receipt) == [("registered", 0)]
    with social.here(), enter("amina"):
        assert ReceivedItem.objects.get(pk=copy.pk).content["title"]
    kinds = ("envelope.posted", "envelope.carried", "envelope.registered")
    assert all(told_in_chain(police, kind) for kind in kinds)
    assert told_in_chain(social, "envelope.received")


def test_both_hand_out_the_same_receipt_and_the_signed_list_vouches_for_its_keys(apart: Two, tmp_path) -> None:
    police, social = apart
    receipt = given(police)
    carry(police)
    registered(social, receipt, Outcome.NOT_OURS)
    carry(social)
    files = []
    for side, who in ((police, "bo"), (social, "amina")):
        with side.here(), enter(who) as room:
            files.append(export_receipt(by=room.acting, envelope_id=receipt.envelope)[1])
    assert files[0] == files[1]
    path = tmp_path / "kvittens.zip"
    path.write_bytes(files[0])
    trusting = ["--trust", police.settings()["TREFAS_TRUST_LIST"], "--list-key", sides.LIST_KEY]
    done = subprocess.run([sys.executable, "-I", PROGRAM, path, *trusting], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_correction_follows_the_same_way(apart: Two) -> None:
    police, social = apart
    receipt = given(police)
    carry(police)
    registered(social, receipt)
    carry(social)
    with police.here(), enter("bo") as room:
        row = Receipt.objects.select_related("assessment").get(room_id=room.room_id, pk=receipt.pk)
        wrong = Correction(uuid.UUID(row.assessment.items[0]["id"]), "Fel person.", None)
        sent = send_correction(by=room.acting, receipt=row, correction=wrong, now=NOW)
    carry(police)
    with social.here(), enter("amina") as room:
        notice = register_notice(by=room.acting, envelope_id=sent.envelope, diary_number="KVL 9", now=NOW)
        assert notice.corrects.envelope_id == receipt.envelope
    carry(social)
    assert state(police, sent) == "registered"


def test_a_notice_of_an_erasure_arrives_once_though_it_is_sent_twice(apart: Two) -> None:
    police, social = apart
    receipt = given(police)
    carry(police)
    registered(social, receipt)
    carry(social)
    with police.here(), enter("bo") as room:
        row = Receipt.objects.select_related("assessment").get(room_id=room.room_id, pk=receipt.pk)
        people = [row.assessment.person_id]
        assert tell_receivers(by=room.acting, room_id=room.room_id, people=people, now=NOW) == 1
        notice = Receipt.objects.exclude(pk=row.pk).get(room_id=room.room_id, assessment=row.assessment)
    (kept,) = rows(police, "SELECT body FROM disclosures_outgoing WHERE envelope = %s", notice.envelope)
    assert notices(social, receipt) == []
    carry(police)
    assert sent_again(police, social, kept[0]) == 200
    (came,) = notices(social, receipt)
    assert came.envelope.pk == notice.envelope
    assert "has erased this" in came.payload["reason"]
    with social.here(), enter("amina") as room:
        register_notice(by=room.acting, envelope_id=notice.envelope, diary_number="KVL 10", now=NOW)
    carry(social)
    assert state(police, notice) == "registered"
    assert notices(social, receipt) == []


def notices(social: Side, receipt: Receipt) -> list[inbox.Came]:
    """Return what waits on the receiver's list about one thing that it was given."""
    with social.here(), enter("amina") as room:
        waits = inbox.waiting(room.acting)
    return [one for one in waits if one.payload.get("corrects", {}).get("envelope") == str(receipt.envelope)]


def sent_again(police: Side, social: Side, body: str) -> int:
    """Send a kept copy of a message once more, as after an answer that was lost; returns the HTTP status."""
    with police.here():
        listed = sides.trust.configured()
        with sides.exchange.client(listed, listed.installations["social"]) as outwards:
            answer = outwards.post(f"https://127.0.0.1:{social.port}{sides.exchange.PATH}", content=body.encode())
    return int(answer.status_code)


def test_taken_back_before_it_left_nothing_arrives_ever(apart: Two) -> None:
    police, social = apart
    receipt = given(police)
    (kept,) = rows(police, "SELECT body FROM disclosures_outgoing WHERE envelope = %s", receipt.envelope)
    taken_back(police, receipt)
    assert state(police, receipt) == "withdrawing"
    assert carry(police) == ["withdrawn"]
    assert (state(police, receipt), there(social, receipt)) == ("withdrawn", [("withdrawn", 0)])
    # A copy of the message that was still on its way comes late.
    with police.here():
        listed = sides.trust.configured()
        with sides.exchange.client(listed, listed.installations["social"]) as outwards:
            answer = outwards.post(f"https://127.0.0.1:{social.port}{sides.exchange.PATH}", content=kept[0].encode())
    assert (answer.status_code, answer.json()) == (200, {"stands": "withdrawn"})
    assert there(social, receipt) == [("withdrawn", 0)]


def test_taken_back_after_it_arrived_the_content_is_gone_there(apart: Two) -> None:
    police, social = apart
    receipt = given(police)
    carry(police)
    taken_back(police, receipt)
    carry(police)
    assert (state(police, receipt), there(social, receipt)) == ("withdrawn", [("withdrawn", 0)])
    with pytest.raises(RefusedError, match="no longer waiting"):
        registered(social, receipt)


def test_registered_first_it_stays_and_the_sender_learns_it(apart: Two) -> None:
    police, social = apart
    receipt = given(police)
    carry(police)
    registered(social, receipt)
    taken_back(police, receipt)
    assert carry(police) == ["registered"]
    assert state(police, receipt) == "sent"
    carry(social)
    assert state(police, receipt) == "registered"
    with pytest.raises(RefusedError, match="already registered"):
        taken_back(police, receipt)


def test_the_wrong_receiver_starts_the_routine_on_both_sides(apart: Two) -> None:
    police, social = apart
    receipt = given(police)
    carry(police)
    registered(social, receipt, Outcome.WRONG_RECEIVER)
    carry(social)
    assert state(police, receipt) == "wrong_receiver"
    for side, who in ((police, "bo"), (social, "amina")):
        with side.here(), enter(who) as room:
            assert Breach.objects.filter(room_id=room.room_id, envelope=receipt.envelope).count() == 1


def test_a_receiver_that_is_down_delays_only_the_message(apart: Two) -> None:
    police, social = apart
    social.close_door()
    try:
        started = time.monotonic()
        receipt = given(police)
        assert time.monotonic() - started < 5
        assert carry(police) == ["unreachable"]
        with police.here(), enter("bo") as room:
            row = Outgoing.objects.get(room_id=room.room_id, envelope=receipt.envelope)
            assert (row.state, row.tries, row.said) == ("waiting", 1, "unreachable")
            assert row.body
    finally:
        social.open_door()
    settle(police)
    assert state(police, receipt) == "sent"


def test_each_try_waits_longer_and_never_longer_than_a_quarter(apart: Two) -> None:
    police, social = apart
    social.close_door()
    try:
        receipt = given(police)
        waits = []
        for tries in (0, 1, 5, 40):
            with sides.psycopg.connect(**police.server.superuser_params(police.database)) as connection:
                connection.execute(
                    "UPDATE disclosures_outgoing SET tries = %s, next_try_at = now() WHERE envelope = %s",
                    [tries, receipt.envelope],
                )
            carry(police, first_wait=5)
            (found,) = rows(
                police, "SELECT extract(epoch FROM next_try_at - now()) FROM disclosures_outgoing WHERE envelope = %s",
                receipt.envelope,
            )  # fmt: skip
            waits.append(float(found[0]))
    finally:
        social.open_door()
    assert [round(wait / expected, 1) for wait, expected in zip(waits, (5, 10, 160, 900), strict=True)] == [1.0] * 4
    with sides.psycopg.connect(**police.server.superuser_params(police.database)) as connection:
        connection.execute("UPDATE disclosures_outgoing SET tries = 0, next_try_at = now()")


def test_the_other_installations_units_are_receivers_like_any_other(apart: Two) -> None:
    police, social = apart
    with police.here(), enter("bo") as room:
        assert [unit.short_name for unit in reading.receivers(room.acting, build.TODAY.today())] == ["Kvarnlunda"]
    with social.here(), enter("amina") as room:
        assert [unit.short_name for unit in reading.receivers(room.acting, build.TODAY.today())] == ["Polisen Nord"]


def test_nobody_else_in_the_senders_installation_sees_what_is_on_its_way(apart: Two) -> None:
    police, social = apart
    given(police)
    with social.here(), enter("amina"):
        assert not Outgoing.objects.filter(what="envelope").exists()
        assert not Envelope.objects.filter(state="posted").exists()


def test_the_doctor_is_content_only_with_a_signed_list_that_is_loaded_and_a_certificate(apart: Two) -> None:
    police, _social = apart
    with police.here():
        assert problems() == []
        for name, value, said in (
            ("TREFAS_EXCHANGE_KEY", "", "certificate and key"),
            ("TREFAS_TRUST_LIST_KEY", sides.verifying_of(bytes(32)), "not signed"),
            ("TREFAS_TRUST_LIST", "", "No trust list"),
        ):
            with override_settings(**{name: value}):
                assert said in problems()[0]
