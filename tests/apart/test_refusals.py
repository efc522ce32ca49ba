"""What is refused at the door: with one sentence, nothing stored, and an event in the chain of the room it named."""

import base64
import json
import ssl
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.apart import sides
from tests.apart.sides import Side, carry, rows, told_in_chain
from tests.apart.test_apart import Two, given, there
from trefas.disclosures import exchange
from trefas.disclosures.exchange import NotTakenError
from trefas.disclosures.transport import KIND
from trefas.rooms import envelopes, remote, trust
from trefas.rooms.trust import TrustListError

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def message(apart: Two) -> bytes:
    """A message from the police to the social services that has not left."""
    police, _social = apart
    receipt = given(police)
    with sides.psycopg.connect(**police.server.superuser_params(police.database)) as connection:
        query = "UPDATE disclosures_outgoing SET next_try_at = 'infinity' WHERE envelope = %s RETURNING body"
        return connection.execute(query, [receipt.envelope]).fetchone()[0].encode()


def content(message: bytes) -> dict[str, Any]:
    return json.loads(base64.b64decode(json.loads(message)["payload"]))


def taken(social: Side, message: bytes, *, listed=None, pin: str | None = None, now: datetime = NOW) -> str:
    with social.here():
        return exchange.take_in(message, listed or trust.configured(), social.id, pin=pin, now=now)


def refused(social: Side, message: bytes, **how: Any) -> str:
    """Return the code of a refusal, after checking its sentence, its event, and that nothing was stored."""
    before = rows(social, "SELECT count(*) FROM disclosures_envelope"), len(told_in_chain(social, "exchange.refused"))
    with pytest.raises(NotTakenError) as raised:
        taken(social, message, **how)
    assert raised.value.sentence.endswith(".")
    after = rows(social, "SELECT count(*) FROM disclosures_envelope"), len(told_in_chain(social, "exchange.refused"))
    named_here = "room" in json.dumps(content(message)) and raised.value.code != "unknown_receiver"
    assert after == (before[0], before[1] + named_here)
    if named_here:
        assert told_in_chain(social, "exchange.refused")[-1]["codes"] == {"why": raised.value.code}
    return raised.value.code


def signed_by(private: bytes, told: dict[str, Any]) -> bytes:
    return envelopes.sign(told, private, told["from"]["room"], KIND)


def room_key(police: Side) -> bytes:
    from tests.cast import enter

    with police.here(), enter("bo") as room:
        return room.keys.private_keys(room.room_id)


def test_an_altered_byte_anywhere_in_what_was_signed(apart: Two, message: bytes) -> None:
    _police, social = apart
    told = content(message)
    for name, value in {"kind": "notice", "digest": "0" * 64, "envelope": str(uuid.uuid4())}.items():
        changed = json.loads(message) | {
            "payload": base64.b64encode(json.dumps({**told, name: value}).encode()).decode()
        }
        assert refused(social, json.dumps(changed).encode()) == "altered"


def test_signed_by_anybody_else(apart: Two, message: bytes) -> None:
    _police, social = apart
    assert refused(social, signed_by(envelopes.new_private_keys().private, content(message))) == "altered"


@pytest.mark.parametrize("junk", [b"", b"{}", b"[1]", b"\xff", b'{"payload": "e30="}', b'{"payload": 7}', b"[" * 9999])
def test_what_is_no_message(apart: Two, junk: bytes) -> None:
    _police, social = apart
    with pytest.raises(NotTakenError, match="does not read"):
        taken(social, junk)


def test_a_sender_that_the_list_does_not_name(apart: Two, message: bytes) -> None:
    police, social = apart
    told = content(message)
    stranger = {**told, "from": {**told["from"], "installation": "okand"}}
    assert refused(social, signed_by(room_key(police), stranger)) == "unknown_sender"


def test_another_receiver_than_here(apart: Two, message: bytes) -> None:
    police, social = apart
    told = content(message)
    elsewhere = {**told, "to": {**told["to"], "room": str(uuid.uuid4())}}
    assert refused(social, signed_by(room_key(police), elsewhere)) == "unknown_receiver"
    unit = {**told, "to": {**told["to"], "unit": str(uuid.uuid4())}}
    with pytest.raises(NotTakenError, match="not here"):
        taken(social, signed_by(room_key(police), unit))


def test_the_same_number_with_other_bytes(apart: Two, message: bytes) -> None:
    police, social = apart
    assert taken(social, message) == "waiting"
    assert taken(social, message) == "waiting"
    told = {**content(message), "digest": "1" * 64}
    assert refused(social, signed_by(room_key(police), told)) == "other_content"
    assert len(rows(social, "SELECT 1 FROM disclosures_envelope WHERE id = %s", told["envelope"])) == 1


def test_an_answer_to_what_was_never_sent(apart: Two, message: bytes) -> None:
    police, social = apart
    told = content(message)
    answer = {**told, "what": "answer", "given": "registered", "counter": "", "envelope": str(uuid.uuid4())}
    assert refused(social, signed_by(room_key(police), answer)) == "unknown_envelope"


def listing(apart: Two, **changed: Any) -> trust.TrustList:
    return trust.read(sides.listed(list(apart), epoch=1, **changed), sides.LIST_KEY)


def without_history(social: Side, check: Callable[[], Any]) -> Any:
    """Run a check as if no list had been loaded, so that another with the same epoch may stand in its place."""
    with sides.psycopg.connect(**social.server.superuser_params(social.database)) as connection:
        kept = connection.execute("DELETE FROM rooms_loadedlist RETURNING *").fetchall()
    try:
        return check()
    finally:
        with sides.psycopg.connect(**social.server.superuser_params(social.database)) as connection:
            for row in kept:
                connection.execute("INSERT INTO rooms_loadedlist VALUES (%s, %s, %s, %s)", row)


def test_a_revoked_key_and_a_revoked_certificate(apart: Two, message: bytes) -> None:
    police, social = apart
    key, pin = content(message)["from"]["key"], sides.pin(police.certificate)
    revoked = listing(apart, revoked=[key])
    assert without_history(social, lambda: refused(social, message, listed=revoked)) == "revoked"
    revoked = listing(apart, revoked=[pin])
    assert without_history(social, lambda: refused(social, message, listed=revoked, pin=pin)) == "certificate"


def test_a_certificate_of_somebody_else(apart: Two, message: bytes) -> None:
    _police, social = apart
    assert refused(social, message, pin=sides.pin(social.certificate)) == "certificate"
    assert refused(social, message, pin="") == "certificate"


def test_a_list_of_the_future_of_the_past_and_an_older_one(apart: Two, message: bytes) -> None:
    police, social = apart
    days = timedelta(days=40)
    for now, sentence in ((NOW - days, "holds only from"), (NOW + days, "expired")):
        with pytest.raises(TrustListError, match=sentence):
            taken(social, message, now=now)
        with police.here(), pytest.raises(TrustListError, match=sentence):
            list(exchange.carry(trust.configured(), police.id, now=now))
    old = trust.read(sides.listed(list(apart), epoch=0), sides.LIST_KEY)
    with pytest.raises(TrustListError, match="has been loaded before"):
        taken(social, message, listed=old)
    with pytest.raises(TrustListError, match="two trust lists with epoch 1"):
        taken(social, message, listed=listing(apart))


def test_a_list_signed_by_another_and_lists_that_do_not_read(apart: Two) -> None:
    content = sides.listed(list(apart), epoch=3)
    other = envelopes.verifying_of(bytes(32))
    with pytest.raises(TrustListError, match="not signed by the key"):
        trust.read(content, other)
    for broken in ({"installations": [{"id": "x"}]}, {"valid_until": "2026-01-01"}):
        with pytest.raises(TrustListError, match="does not read"):
            sides.listed(list(apart), epoch=3, **broken)
    plain = [{"id": "x", "name": "x", "address": "http://x", "certificates": ["x"], "rooms": []}]
    with pytest.raises(TrustListError, match="not https"):
        sides.listed(list(apart), epoch=3, installations=plain)


def test_a_list_that_takes_our_own_room_is_not_loaded(apart: Two) -> None:
    police, _social = apart
    with police.here():
        stolen = police.described() | {"id": "tjuv"}
    listed = trust.read(sides.listed(list(apart), epoch=5, installations=[stolen]), sides.LIST_KEY)
    with police.here(), pytest.raises(TrustListError, match="people work in it here"):
        remote.load(listed, "police", now=NOW)


def over_tls(social: Side, certificate: Path, key: Path, roots: Path, content: bytes = b"{}") -> httpx.Response:
    made = ssl.create_default_context(cafile=str(roots))
    made.load_cert_chain(str(certificate), str(key))
    with httpx.Client(verify=made, trust_env=False, timeout=10) as client:
        return client.post(f"https://127.0.0.1:{social.port}{exchange.PATH}", content=content)


def test_an_untrusted_certificate_gets_no_connection(apart: Two, tmp_path: Path) -> None:
    police, social = apart
    assert over_tls(social, police.certificate, police.key, social.certificate).status_code == 400
    with pytest.raises(httpx.HTTPError):
        over_tls(social, *sides.certificate(tmp_path, "stranger"), social.certificate)
    made = ssl.create_default_context(cafile=str(social.certificate))
    with httpx.Client(verify=made, trust_env=False) as client, pytest.raises(httpx.HTTPError):
        client.post(f"https://127.0.0.1:{social.port}{exchange.PATH}", content=b"{}")


def test_nothing_is_sent_to_a_host_with_another_certificate(apart: Two, tmp_path: Path) -> None:
    police, social = apart
    receipt = given(police)
    social.close_door()
    honest = social.certificate, social.key
    social.certificate, social.key = sides.certificate(tmp_path, "impostor")
    try:
        social.open_door()
        assert "unreachable" in carry(police)
    finally:
        social.close_door()
        social.certificate, social.key = honest
        social.open_door()
    assert there(social, receipt) == []


def test_the_door_says_nothing_else(apart: Two) -> None:
    police, social = apart
    made = ssl.create_default_context(cafile=str(social.certificate))
    made.load_cert_chain(str(police.certificate), str(police.key))
    with httpx.Client(verify=made, trust_env=False, base_url=f"https://127.0.0.1:{social.port}") as client:
        for path in ("/", "/konto/login/", "/lamna-ut/", "/utbyte/v1/"):
            assert client.get(path).json()["code"] == "not_found"
        assert client.get(exchange.PATH).status_code == 405
        assert client.get("/utbyte/v1/openapi.json").json()["openapi"] == "3.1.0"
        answer = client.post(exchange.PATH, content=b"{}")
        assert answer.json() == {"status": 400, "code": "malformed", "detail": "The message does not read as one."}
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_carrying_login_can_do_nothing_else(apart: Two) -> None:
    _police, social = apart
    with social.here(), sides.connections["carrier"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'worker'"
        )
        assert cursor.fetchall() == [("rooms_loadedlist", "SELECT")]
        cursor.execute(
            "SELECT p.proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace"
            " AND has_function_privilege('worker', p.oid, 'EXECUTE')"
        )
        may = {name for (name,) in cursor.fetchall()}
    assert may == {
        "take_outgoing", "end_outgoing", "refuse_outgoing", "take_in_envelope", "take_in_withdrawal", "take_in_answer",
        "note_refusal",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["kind", "digest", "sealed", "given", "counter", "sealed_to"])
@pytest.mark.parametrize("what", ["envelope", "answer", "withdrawal"])
def test_a_letter_that_no_database_holds_does_not_read(apart: Two, message: bytes, what: str, name: str) -> None:
    police, social = apart
    told = {**content(message), "what": what, "envelope": str(uuid.uuid4()), name: "a\x00" * 32}
    with pytest.raises(NotTakenError, match="does not read"):
        taken(social, signed_by(room_key(police), told))


def test_half_a_letter_does_not_read(apart: Two) -> None:
    _police, social = apart
    payload = b'{"type": "trefas-message-1", "what": "answer", "kind": "\\ud800"}'
    with pytest.raises(NotTakenError, match="does not read"):
        taken(social, json.dumps({"payload": base64.b64encode(payload).decode()}).encode())


def many(inside: str) -> bytes:
    return json.dumps({"payload": inside, "signatures": []}).encode()


@pytest.mark.parametrize(
    "bomb",
    [
        b'{"payload": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"payload": [' + b"[]," * 900_000 + b"0]}",
        b'{"payload": ' + b"9" * 1_000_000 + b"}",
        many(base64.b64encode(b"[" + b"{}," * 500_000 + b"0]").decode()),
        many(base64.b64encode(b'{"type": ' + b"[" * 50_000 + b"}").decode()),
        many("A" * 7_000_000),
    ],
    ids=["deep", "wide", "number", "wide inside", "deep inside", "zeros"],
)
def test_a_message_made_to_fill_the_memory_does_not_read(apart: Two, bomb: bytes, monkeypatch) -> None:
    _police, social = apart
    made: list[bytes | str] = []
    whole = json.loads
    monkeypatch.setattr(exchange.json, "loads", lambda text: made.append(text) or whole(text))
    with pytest.raises(NotTakenError, match="does not read"):
        taken(social, bomb)
    assert [text[:40] for text in made if isinstance(text, bytes) and text.count(b"[") + text.count(b",") > 500] == []


def test_a_length_that_is_a_lie_or_too_large_ends_at_the_door(apart: Two) -> None:
    police, social = apart
    assert over_tls(social, police.certificate, police.key, social.certificate, b"x" * 9_000_000).status_code == 413

    def endless():
        for _piece in range(20):
            yield b"{" * 65_536

    assert over_tls(social, police.certificate, police.key, social.certificate, endless()).status_code == 400
    assert over_tls(social, police.certificate, police.key, social.certificate).json()["code"] == "malformed"
