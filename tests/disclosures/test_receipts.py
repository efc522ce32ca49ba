"""Receipts that a third party checks offline, with the stand-alone program and nothing of ours."""

import base64
import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import enter
from tests.disclosures import build
from trefas.audit.models import ChainHead
from trefas.disclosures import delivery, receipts
from trefas.disclosures.actions import export_receipt
from trefas.disclosures.models import Envelope, Outcome, Receipt, ReceivedItem
from trefas.rooms import envelopes
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
PROGRAM = Path(__file__).resolve().parents[2] / "verify" / "receipt_verify.py"
GOLDEN = Path(__file__).parent / "golden"
WHOLE, WRONG, UNREADABLE, UNKNOWN_KEYS = 0, 1, 2, 3


def program():
    spec = importlib.util.spec_from_file_location("receipt_verify", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def exported(who="bo", receipt=None) -> bytes:
    with enter(who) as room:
        envelope = receipt.envelope if receipt else Receipt.objects.get(room_id=room.room_id).envelope
        return export_receipt(by=room.acting, envelope_id=envelope)[1]


@pytest.fixture
def answered(db) -> bytes:
    """A disclosure that the receiver has registered, as the sender hands it out."""
    with enter("bo") as police:
        receipt = build.given(police)
    with enter("amina") as social:
        build.registered(social)
    return exported("bo", receipt)


def another(police):
    return build.keep(police, given_name="Ali", identity_number=None, birth_date="2001-05-01")


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def verified(tmp_path, content: bytes, *more: str, capsys) -> tuple[int, str]:
    path = tmp_path / "kvittens.zip"
    path.write_bytes(content)
    code = program().main([str(path), *more])
    return code, capsys.readouterr().out


def trusted(tmp_path, content: bytes) -> list[str]:
    path = tmp_path / "keys.json"
    path.write_bytes(parts_of(content)["keys.json"])
    return ["--trust", str(path)]


def test_both_sides_hand_out_the_same_whole_receipt(answered, tmp_path, capsys) -> None:
    assert exported("amina") == answered
    code, said = verified(tmp_path, answered, *trusted(tmp_path, answered), capsys=capsys)
    assert code == WHOLE
    assert "Polismyndigheten" in said
    assert "Kvarnlunda" in said
    assert "The receiver received" in said


def test_the_program_runs_alone_and_says_when_nobody_has_said_whose_the_keys_are(answered, tmp_path) -> None:
    path = tmp_path / "k.zip"
    path.write_bytes(answered)
    done = subprocess.run([sys.executable, "-I", PROGRAM, path], capture_output=True, text=True, check=False)
    assert done.returncode == UNKNOWN_KEYS
    assert "NOBODY HAS SAID" in done.stdout


def test_it_names_nobody_it_is_about_and_nobody_who_decided(answered) -> None:
    everything = b" ".join(parts_of(answered).values()).decode()
    for part in ("receipt.json", "counter.json"):
        everything += json.dumps(receipts.content(parts_of(answered)[part].decode()), ensure_ascii=False)
    for word in ("Leo", "Tornfeldt", "20070314", "Bo Lindqvist", "Amina"):
        assert word not in everything
    assert "utredare" in everything


def test_it_says_where_both_chains_stood(answered) -> None:
    parts = parts_of(answered)
    for part, who in (("receipt.json", "bo"), ("counter.json", "amina")):
        head = receipts.content(parts[part].decode())["head"]
        with enter(who) as room:
            now = ChainHead.objects.get(room_id=room.room_id)
        assert 0 <= head["number"] < now.number


def test_what_was_received_opens_its_own_commitment(answered, tmp_path, capsys) -> None:
    with enter("amina") as social:
        content = ReceivedItem.objects.get(room_id=social.room_id).content
    names = ("kind", "reference", "title", "text", "happened_at", "nature", "category", "reliability")
    item = {name: content[name] for name in names}
    path = tmp_path / "item.json"
    path.write_bytes(rfc8785.dumps(item))
    code, said = verified(tmp_path, answered, "--item", str(path), content["salt"], capsys=capsys)
    assert (code, "was in the disclosure" in said) == (UNKNOWN_KEYS, True)
    path.write_bytes(rfc8785.dumps({**item, "text": "Något annat"}))
    code, said = verified(tmp_path, answered, "--item", str(path), content["salt"], capsys=capsys)
    assert (code, "not one of those" in said) == (WRONG, True)


def test_the_wrong_receiver_answers_with_a_signed_no(tmp_path, capsys) -> None:
    with enter("bo") as police:
        receipt = build.given(police)
    with enter("amina") as social:
        build.registered(social, outcome=Outcome.WRONG_RECEIVER)
    _code, said = verified(tmp_path, exported("bo", receipt), capsys=capsys)
    assert "rejected as come to the wrong receiver" in said


def test_filed_or_not_current_reads_the_same_to_the_sender() -> None:
    told = []
    for outcome in (Outcome.FILED, Outcome.NOT_OURS):
        with enter("bo") as police:
            receipt = build.given(police, another(police))
        with enter("amina") as social:
            build.registered(social, outcome=outcome)
        with enter("bo") as police:
            row = Receipt.objects.get(room_id=police.room_id, pk=receipt.pk)
        told.append(set(receipts.content(row.counter)) | {receipts.content(row.counter)["given"]})
    assert told[0] == told[1]


def resigned(content: bytes, part: str, **changed) -> tuple[dict, envelopes.NewKeys]:
    """Return the parts with one of them changed and signed again by somebody else, who puts her key in place."""
    parts, keys = parts_of(content), envelopes.new_private_keys()
    told = receipts.content(parts[part].decode()) | changed
    side = "sender" if part == "receipt.json" else "receiver"
    told[side] = {**told[side], "key": envelopes.key_name(keys.verifying)}
    kind = receipts.KIND if part == "receipt.json" else receipts.COUNTER_KIND
    parts[part] = envelopes.sign(told, keys.private, told[side]["room"], kind)
    return parts, keys


def test_signed_again_by_another_it_is_found_with_known_keys(answered, tmp_path, capsys) -> None:
    parts, keys = resigned(answered, "receipt.json", purpose="support")
    listed = json.loads(parts["keys.json"])
    room = receipts.content(parts["receipt.json"].decode())["sender"]["room"]
    parts["keys.json"] = json.dumps({**listed, room: {**listed[room], "verifying_key": keys.verifying}}).encode()
    del parts["counter.json"]
    code, said = verified(tmp_path, zipped(parts), *trusted(tmp_path, answered), capsys=capsys)
    assert (code, "re-signed by somebody else" in said) == (WRONG, True)
    assert verified(tmp_path, zipped(parts), capsys=capsys)[0] == UNKNOWN_KEYS


def test_a_counter_receipt_of_another_disclosure_is_found(answered, tmp_path, capsys) -> None:
    with enter("bo") as police:
        other = build.given(police, another(police))
    with enter("amina") as social:
        build.registered(social, outcome=Outcome.NOT_OURS)
    swapped = {**parts_of(answered), "counter.json": parts_of(exported("bo", other))["counter.json"]}
    code, said = verified(tmp_path, zipped(swapped), *trusted(tmp_path, answered), capsys=capsys)
    assert (code, "one of them was swapped" in said) == (WRONG, True)


def test_a_ground_with_another_text_is_found(answered, tmp_path, capsys) -> None:
    parts = parts_of(answered)
    texts = {rule: text + " " for rule, text in json.loads(parts["grounds.json"]).items()}
    parts["grounds.json"] = json.dumps(texts).encode()
    code, said = verified(tmp_path, zipped(parts), capsys=capsys)
    assert (code, "OSL-10-27 is not the one" in said) == (WRONG, True)


def test_cut_anywhere_it_is_unreadable(answered, tmp_path, capsys) -> None:
    for length in range(0, len(answered) - 1, 97):
        code, said = verified(tmp_path, answered[:length], capsys=capsys)
        assert (code, said.startswith("UNREADABLE: ")) == (UNREADABLE, True)


def test_a_bomb_and_foreign_parts_are_refused(answered, tmp_path, capsys) -> None:
    big = zipped({**parts_of(answered), "grounds.json": b"0" * 5_000_000})
    assert verified(tmp_path, big, capsys=capsys)[0] == UNREADABLE
    foreign = zipped({**parts_of(answered), "../x": b""})
    assert verified(tmp_path, foreign, capsys=capsys)[0] == UNREADABLE


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(part=st.sampled_from(["receipt.json", "counter.json"]), data=st.data())
def test_one_changed_bit_of_what_was_signed_is_found(answered, tmp_path, capsys, part, data) -> None:
    parts = parts_of(answered)
    envelope = json.loads(parts[part])
    body = bytearray(base64.b64decode(envelope["payload"]))
    place = data.draw(st.integers(0, len(body) * 8 - 1))
    body[place // 8] ^= 1 << place % 8
    parts[part] = json.dumps({**envelope, "payload": base64.b64encode(bytes(body)).decode()}).encode()
    code, said = verified(tmp_path, zipped(parts), *trusted(tmp_path, answered), capsys=capsys)
    assert (code, part in said) == (WRONG, True)


@pytest.mark.parametrize("who", ["otto", "ylva", "disa"])
def test_nobody_else_gets_it(answered, who) -> None:
    envelope = receipts.content(parts_of(answered)["receipt.json"].decode())["id"]
    with enter(who) as room, pytest.raises(RefusedError, match=r"no such receipt|does not include"):
        export_receipt(by=room.acting, envelope_id=envelope)


def test_a_receipt_from_before_signing_says_so() -> None:
    with enter("bo") as police:
        receipt = build.given(police)
        Receipt.objects.filter(room_id=police.room_id, pk=receipt.pk).update(statement="")
        with pytest.raises(RefusedError, match="without a signature"):
            export_receipt(by=police.acting, envelope_id=receipt.envelope)


def test_a_receipt_that_does_not_fit_is_not_registered() -> None:
    with enter("bo") as police:
        build.given(police)
        other = build.given(police, another(police))
    with enter("amina") as social:
        one = Envelope.objects.exclude(pk=other.envelope).get(room_id=social.room_id)
        payload, _signature = delivery.open_envelope(one)
        sender = Room.objects.get(pk=one.sender_room)
        receipts.check(payload["receipt"], one, sender, payload)
        with pytest.raises(RefusedError, match="something else"):
            receipts.check(payload["receipt"], one, sender, {**payload, "items": []})
        with pytest.raises(RefusedError, match="something else"):
            receipts.check(other.statement, one, sender, payload)
        with pytest.raises(RefusedError, match="not the sender's"):
            receipts.check("{}", one, sender, payload)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.zip")), ids=lambda path: path.name)
def test_receipts_of_earlier_versions_are_still_whole(path, tmp_path, capsys) -> None:
    code = program().main([str(path), "--trust", str(GOLDEN / "keys.json")])
    assert code == WHOLE, capsys.readouterr().out


def test_there_is_a_receipt_of_every_version() -> None:
    assert [path.name for path in sorted(GOLDEN.glob("*.zip"))] == ["receipt-1.zip"]
