"""Receipts by keys that were replaced: worn ones hold for what they signed, those in other hands only what is proved."""

import json
from datetime import datetime, timedelta

import pytest

from tests.disclosures.test_receipts import (
    UNKNOWN_KEYS,
    UNREADABLE,
    WHOLE,
    WRONG,
    answered,
    parts_of,
    verified,
    zipped,
)
from trefas.disclosures import receipts
from trefas.rooms import envelopes, trust

__all__ = ["answered"]
pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def said(content: bytes, part: str) -> dict:
    return receipts.content(parts_of(content)[part].decode())


def signed_at(content: bytes, part: str) -> datetime:
    return datetime.fromisoformat(said(content, part)["at"])


def listed(content: bytes, *, sender=None, receiver=None) -> dict:
    """The file's keys as somebody trusted gives them; a side with dates has got a new key since."""
    rooms = json.loads(parts_of(content)["keys.json"])
    sides = {said(content, "receipt.json")["sender"]["room"]: sender}
    sides[said(content, "receipt.json")["receiver"]["room"]] = receiver
    for room, dates in sides.items():
        if dates is not None:
            told = {name: when.isoformat() if when else None for name, when in dates.items()}
            old = {
                "verifying_key": rooms[room]["verifying_key"],
                "from": None,
                "until": None,
                "compromised": None,
                **told,
            }
            rooms[room] |= {"verifying_key": envelopes.new_private_keys().verifying, "earlier_keys": [old]}
    return rooms


@pytest.fixture
def checked(answered, tmp_path, capsys):
    """Check the receipt, or another file, with sides that have new keys."""

    def check(content: bytes = answered, **sides) -> tuple[int, str]:
        path = tmp_path / "keys.json"
        path.write_text(json.dumps(listed(answered, **sides)))
        return verified(tmp_path, content, "--trust", str(path), capsys=capsys)

    return check


def without_answer(content: bytes) -> bytes:
    return zipped({name: part for name, part in parts_of(content).items() if name != "counter.json"})


class TestAWornKey:
    @pytest.mark.parametrize("side", ["sender", "receiver"])
    def test_what_it_signed_before_it_was_replaced_is_whole(self, answered, checked, side) -> None:
        until = signed_at(answered, "receipt.json") + DAY
        assert checked(**{side: {"until": until}})[0] == WHOLE

    @pytest.mark.parametrize(("side", "part"), [("sender", "receipt.json"), ("receiver", "counter.json")])
    def test_what_it_signed_after_that_is_not(self, answered, checked, side, part) -> None:
        code, text = checked(**{side: {"until": signed_at(answered, part) - 61 * MINUTE}})
        assert (code, "the key was replaced" in text, part in text) == (WRONG, True, True)

    def test_what_was_begun_before_may_end_within_the_hour(self, answered, checked) -> None:
        assert checked(sender={"until": signed_at(answered, "receipt.json") - 59 * MINUTE})[0] == WHOLE

    def test_one_that_others_have_not_heard_of_the_end_of_holds(self, checked) -> None:
        assert checked(sender={})[0] == WHOLE


class TestAKeyInOtherHands:
    @pytest.mark.parametrize(("side", "part"), [("sender", "receipt.json"), ("receiver", "counter.json")])
    @pytest.mark.parametrize("earlier", [timedelta(0), MINUTE, DAY])
    def test_what_is_signed_since_then_does_not_verify_and_says_so(
        self, answered, checked, side, part, earlier
    ) -> None:
        lost = signed_at(answered, part) - earlier
        code, text = checked(**{side: {"until": lost + DAY, "compromised": lost}})
        assert (code, part in text) == (WRONG, True)
        assert f"somebody else may have had the key since {lost}" in text

    def test_what_the_receiver_answered_before_then_proves_that_it_existed(self, answered, checked) -> None:
        assert checked(sender={"compromised": signed_at(answered, "counter.json") + MINUTE})[0] == WHOLE

    def test_an_answer_from_after_then_proves_nothing(self, answered, tmp_path, capsys) -> None:
        lost = signed_at(answered, "receipt.json") + MINUTE
        told, keys = said(answered, "counter.json"), envelopes.new_private_keys()
        told |= {"at": (lost + DAY).isoformat()}
        told["receiver"] |= {"key": envelopes.key_name(keys.verifying)}
        late = envelopes.sign(told, keys.private, told["receiver"]["room"], receipts.COUNTER_KIND)
        rooms = listed(answered, sender={"compromised": lost})
        rooms[told["receiver"]["room"]]["verifying_key"] = keys.verifying
        path = tmp_path / "keys.json"
        path.write_text(json.dumps(rooms))
        content = zipped({**parts_of(answered), "counter.json": late})
        code, text = verified(tmp_path, content, "--trust", str(path), capsys=capsys)
        assert (code, "only its own word" in text) == (UNKNOWN_KEYS, True)

    def test_without_an_answer_only_its_own_word_says_when(self, answered, checked) -> None:
        lost = signed_at(answered, "receipt.json") + MINUTE
        code, text = checked(without_answer(answered), sender={"compromised": lost})
        assert (code, "key of the receipt" in text, "WHOLE." in text) == (UNKNOWN_KEYS, True, False)

    def test_when_both_are_in_other_hands_neither_proves_the_other(self, answered, checked) -> None:
        lost = {"compromised": signed_at(answered, "counter.json") + DAY}
        code, text = checked(sender=lost, receiver=lost)
        assert (code, text.count("came into other hands")) == (UNKNOWN_KEYS, 2)


class TestTheSignedList:
    def keeper(self, content: bytes, tmp_path, revoked=(), **sides) -> list[str]:
        private = bytes(range(32))
        told = [{"id": room, **one} for room, one in listed(content, **sides).items()]
        body = {"type": trust.TYPE, "installations": [{"rooms": told}], "revoked": list(revoked)}
        path = tmp_path / "list.json"
        path.write_bytes(envelopes.sign(body, private, "list-keeper", trust.KIND))
        return ["--trust", str(path), "--list-key", envelopes.verifying_of(private)]

    def test_it_says_the_dates_as_the_plain_file_does(self, answered, tmp_path, capsys) -> None:
        lost = signed_at(answered, "receipt.json")
        for dates, expected in (({"until": lost + DAY}, WHOLE), ({"compromised": lost}, WRONG)):
            given = self.keeper(answered, tmp_path, sender=dates)
            assert verified(tmp_path, answered, *given, capsys=capsys)[0] == expected

    def test_a_key_that_is_revoked_without_a_date_proves_nothing(self, answered, tmp_path, capsys) -> None:
        name = said(answered, "receipt.json")["sender"]["key"]
        given = self.keeper(answered, tmp_path, revoked=[name])
        code, text = verified(tmp_path, answered, *given, capsys=capsys)
        assert (code, "is revoked" in text) == (WRONG, True)

    def test_with_a_date_the_date_decides(self, answered, tmp_path, capsys) -> None:
        name = said(answered, "receipt.json")["sender"]["key"]
        dates = {"compromised": signed_at(answered, "counter.json") + DAY}
        given = self.keeper(answered, tmp_path, revoked=[name], sender=dates)
        assert verified(tmp_path, answered, *given, capsys=capsys)[0] == WHOLE


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [({"until": "igår"}, "is no time"), ({"compromised": "2026-11-19T10:00"}, "no time zone")],
)
def test_dates_that_do_not_read_are_named(answered, tmp_path, capsys, dates, sentence) -> None:
    rooms = listed(answered, sender={})
    rooms[said(answered, "receipt.json")["sender"]["room"]]["earlier_keys"][0] |= dates
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(rooms))
    code, text = verified(tmp_path, answered, "--trust", str(path), capsys=capsys)
    assert (code, sentence in text) == (WRONG, True)


@pytest.mark.parametrize("broken", [{"earlier_keys": 7}, {"earlier_keys": ["x"]}, {"verifying_key": None}, None])
def test_keys_that_do_not_read_are_refused(answered, tmp_path, capsys, broken) -> None:
    rooms = listed(answered)
    room = said(answered, "receipt.json")["sender"]["room"]
    rooms[room] = {**rooms[room], **broken} if broken else broken
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(rooms))
    assert verified(tmp_path, answered, "--trust", str(path), capsys=capsys)[0] in (WRONG, UNREADABLE)
