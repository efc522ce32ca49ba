"""Trees, notes and witnesses against RFC 6962's own definitions, and against logs that do not only grow."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trefas.audit import merkle, notes, witnessing
from trefas.audit.notes import Checkpoint, NoteError

LOG = notes.Signer("logg.vidhamn.example", notes.SIGNS, bytes(range(32)))
WITNESS = notes.Signer("vittne.polisen.example", notes.COSIGNS, bytes(range(1, 33)))
# The inputs of the test vectors of Certificate Transparency, and the roots they publish for 0, 1, 2, 3 and 8 of them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


def defined(data: list[bytes]) -> bytes:
    """RFC 6962 2.1, word by word."""
    if len(data) <= 1:
        return data[0] if data else sha256(b"").digest()
    split = max(1 << power for power in range(20) if 1 << power < len(data))
    return merkle.node_hash(defined(data[:split]), defined(data[split:]))


@pytest.mark.parametrize("count", sorted(ROOTS))
def test_the_roots_are_those_that_certificate_transparency_publishes(count: int) -> None:
    data = [merkle.leaf_hash(bytes.fromhex(one)) for one in INPUTS[:count]]
    assert merkle.root_of(data).hex() == ROOTS[count]


@given(st.integers(1, 70), st.data())
def test_every_leaf_is_proved_under_the_root_and_no_other_is(count: int, data: st.DataObject) -> None:
    every, place = leaves(count), data.draw(st.integers(0, count - 1))
    root, proof = merkle.root_of(every), merkle.inclusion(merkle.levels_of(every), place)
    assert root == defined(every)
    assert merkle.included(every[place], place, count, proof, root)
    assert not merkle.included(merkle.leaf_hash(b"another"), place, count, proof, root)
    assert not merkle.included(every[place], place, count, [*proof, root], root)
    assert not merkle.included(every[place], count, count, proof, root)


@given(st.integers(1, 70), st.data())
def test_a_tree_that_grew_is_proved_to_and_one_that_changed_is_not(count: int, data: st.DataObject) -> None:
    every, old = leaves(count), data.draw(st.integers(0, count))
    before, after = (old, merkle.root_of(every[:old])), (count, merkle.root_of(every))
    proof = merkle.consistency(every, old)
    assert merkle.extends(before, after, proof)
    if old:
        changed = [merkle.leaf_hash(b"another"), *every[1:]]
        forged = (count, merkle.root_of(changed))
        assert not merkle.extends(before, forged, merkle.consistency(changed, old))
    if 0 < old < count:
        assert not merkle.extends(before, after, [*proof, merkle.leaf_hash(b"")])
        assert not merkle.extends(before, after, proof[:-1])
        assert not merkle.extends((count, after[1]), (old, before[1]), proof)


def signed(count: int, data: list[bytes] | None = None) -> str:
    text = Checkpoint(LOG.name, count, merkle.root_of((data or leaves(count))[:count])).text()
    return f"{text}\n{LOG.line(text, 0)}"


def ask(seen: int, count: int, old: int | None = None, data: list[bytes] | None = None) -> witnessing.Judged:
    """Ask a witness that has seen `seen` leaves to cosign `count`."""
    every = data or leaves(count)
    known = {LOG.name: Checkpoint(LOG.name, seen, merkle.root_of(leaves(seen)))} if seen else {}
    said = seen if old is None else old
    body = witnessing.request_body(said, merkle.consistency(every[:count], said), signed(count, data))
    return witnessing.judge(body, known, {LOG.name: LOG.key}, WITNESS, 1_764_313_200)


def test_a_witness_cosigns_what_it_sees_first_and_what_extends_it() -> None:
    for seen, count in [(0, 5), (5, 5), (5, 9), (4, 8)]:
        judged = ask(seen, count)
        assert judged.status == 200
        assert judged.remember == Checkpoint(LOG.name, count, merkle.root_of(leaves(count)))
        assert notes.signed_by(signed(count) + judged.body, WITNESS.key) == 1_764_313_200


def test_a_witness_refuses_a_log_that_was_written_anew_whatever_proof_it_brings() -> None:
    changed = [merkle.leaf_hash(b"another"), *leaves(9)[1:]]
    assert ask(5, 9, data=changed).status == 422
    assert ask(5, 5, data=changed).status == 422


def test_a_witness_refuses_a_log_that_went_back_and_says_how_far_it_has_seen() -> None:
    assert ask(9, 5, old=9).status == 400
    judged = ask(9, 5, old=5)
    assert (judged.status, judged.body, judged.remember) == (409, "9\n", None)


def test_a_witness_refuses_strangers_forgers_and_nonsense() -> None:
    body = witnessing.request_body(0, [], signed(3))
    assert witnessing.judge(body, {}, {}, WITNESS, 0).status == 404
    forger = notes.Signer(LOG.name, notes.SIGNS, bytes(32))
    assert witnessing.judge(body, {}, {LOG.name: forger.key}, WITNESS, 0).status == 403
    for nonsense in (
        "",
        "old x\n\n",
        "old 0\n!\n\na\n3\nAAAA\n",
        body.replace("\n3\n", "\n03\n"),
        "old 0\n" * 70 + "\n",
    ):
        assert witnessing.judge(nonsense, {}, {LOG.name: LOG.key}, WITNESS, 0).status == 400


def test_a_key_given_as_text_is_read_back_and_a_spoilt_one_is_not() -> None:
    for key in (LOG.key, WITNESS.key):
        assert notes.read_key(key.text()) == key
    for spoilt in ("", "a+b", LOG.key.text().replace("vidhamn", "vidhmn"), LOG.key.text()[:-8]):
        with pytest.raises(NoteError):
            notes.read_key(spoilt)
