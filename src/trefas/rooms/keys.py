"""The key ring of one entry: the room's key, and a key for each person in it, fetched a page at a time."""

import hmac
import os
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.db import connections
from django.db.models import OuterRef, Q, Subquery

from trefas.rooms.errors import ErasedError, MasterKeyError, SealedError
from trefas.rooms.master import NONCE, master, unwrap, wrap

if TYPE_CHECKING:
    from trefas.rooms.models import RoomKey

Pair = tuple[uuid.UUID, uuid.UUID]
# With the room's number: held shared by whoever wraps something new, and alone by whoever takes a retired key away.
LOCK = 7_203_512


@dataclass(frozen=True)
class WrappedKeys:
    """A new room key as it is stored: wrapped by the master key, and what it wraps itself (as in RoomKey)."""

    wrapped: bytes
    master_key: str
    wrapped_private: bytes
    wrapped_tokens: bytes


def wrapped_keys(room_id: uuid.UUID, *, private: bytes, tokens: bytes) -> WrappedKeys:
    """Make a room's key, and wrap the room's private keys and the secret of its search tokens under it."""
    key = os.urandom(32)
    wrapped, version = wrapped_by_master(room_id, key)
    return WrappedKeys(
        wrapped, version, wrapped_private(room_id, key, private), wrap(key, tokens, _tokens_place(room_id))
    )


def wrapped_by_master(room_id: uuid.UUID, key: bytes) -> tuple[bytes, str]:
    """Wrap a room's key; returns it with the name of the master key's version. It has been opened once first."""
    return _proved(room_id, key, master().wrap(key, _room_place(room_id)))


def wrapped_anew(room_id: uuid.UUID, wrapped: bytes) -> tuple[bytes, str]:
    """Wrap a room's key by the newest version of the master key; returns it as `wrapped_by_master` does."""
    return _proved(room_id, open_room_key(room_id, wrapped), master().anew(wrapped, _room_place(room_id)))


def _proved(room_id: uuid.UUID, key: bytes, wrapped: bytes) -> tuple[bytes, str]:
    if open_room_key(room_id, wrapped) != key:
        raise MasterKeyError("What the master key has wrapped does not open again. Nothing was changed.")
    return wrapped, version_of(room_id, wrapped)


def open_room_key(room_id: uuid.UUID, wrapped: bytes) -> bytes:
    """Open a room's key, whichever version of the master key wrapped it; raises MasterKeyError."""
    return master().unwrap(wrapped, _room_place(room_id))


def version_of(room_id: uuid.UUID, wrapped: bytes) -> str:
    """Return the name of the master key's version that wraps a room's key; raises MasterKeyError."""
    return master().version_of(wrapped, _room_place(room_id))


# Kept by what is wrapped, so that a key that is wrapped anew or replaced is opened anew.
_room_key = lru_cache(maxsize=512)(open_room_key)


class KeyRing:
    """Keys by (room, subject). A key is made with the first value sealed under it; one of a barred person never is."""

    def __init__(self, barred: frozenset[uuid.UUID] = frozenset()) -> None:
        self._barred = barred
        self._rows: dict[uuid.UUID, RoomKey] = {}
        self._keys: dict[Pair, AESGCM | None] = {}
        self._joined: dict[Pair, dict[uuid.UUID, AESGCM | None]] = {}
        self._expected: set[Pair] = set()
        self._token_keys: dict[uuid.UUID, bytes] = {}

    def expect(self, room_id: uuid.UUID, subject_id: uuid.UUID) -> None:
        """Note that the key will be needed: the first one used fetches all."""
        if (room_id, subject_id) not in self._keys:
            self._expected.add((room_id, subject_id))

    def seal(self, room_id: uuid.UUID, subject_id: uuid.UUID, place: bytes, clear: bytes) -> bytes:
        """Encrypt `clear` for its place in the database."""
        nonce = os.urandom(NONCE)
        return nonce + self._key(room_id, subject_id, make=True).encrypt(nonce, clear, place)

    def open(self, room_id: uuid.UUID, subject_id: uuid.UUID, place: bytes, sealed: bytes) -> bytes:
        """Decrypt a value; raises ErasedError when its key is destroyed.

        What was written about one of two people who turned out to be the same is still under her own key.
        """
        return self.open_and_tell(room_id, subject_id, place, sealed)[0]

    def open_and_tell(
        self, room_id: uuid.UUID, subject_id: uuid.UUID, place: bytes, sealed: bytes
    ) -> tuple[bytes, uuid.UUID]:
        """Decrypt a value and tell whose key it was under."""
        own, joined = self._key(room_id, subject_id), self._joined.get((room_id, subject_id), {})
        for subject, key in [(subject_id, own), *joined.items()]:
            try:
                if key is not None:
                    return key.decrypt(sealed[:NONCE], sealed[NONCE:], place), subject
            except InvalidTag:
                if not joined:
                    raise
        raise ErasedError("The key is destroyed.") if None in joined.values() else InvalidTag

    def let_open(self, room_id: uuid.UUID, subject_id: uuid.UUID, other_id: uuid.UUID | None) -> None:
        """Let one subject's key also open what is filed to another, or with None only its own again."""
        keys = apps.get_model("rooms", "SubjectKey")._default_manager
        keys.filter(room_id=room_id, subject=subject_id).update(also_for=other_id)
        # Whoever opened it before is known no longer: the next value fetches the keys anew.
        self._keys, self._joined = {}, {}

    def drop(self, room_id: uuid.UUID, subjects: Iterable[uuid.UUID]) -> None:
        """Forget keys that were destroyed in this transaction, so that new ones are made with the next values."""
        for subject in subjects:
            self._keys.pop((room_id, subject), None)
            self._expected.discard((room_id, subject))

    def token(self, room_id: uuid.UUID, kind: str, word: str) -> bytes:
        """Return the 16 bytes that stand for `word` in this room's search tables, and in no other room's."""
        if room_id not in self._token_keys:
            self._token_keys[room_id] = self.token_secret(room_id)
        return hmac.digest(self._token_keys[room_id], f"{kind}|{word}".encode(), "sha256")[:16]

    def private_keys(self, room_id: uuid.UUID) -> bytes:
        """Return the private halves of the room's pairs in clear, the one that signs first (`envelopes.pairs_in`)."""
        return unwrap(self.room_key(room_id), bytes(self.row(room_id).wrapped_private), _private_place(room_id))

    def token_secret(self, room_id: uuid.UUID) -> bytes:
        """Return the secret of the room's search tokens, in clear; it outlives the room's key, or search would end."""
        wrapped = self.row(room_id).wrapped_tokens
        if wrapped is not None:
            return unwrap(self.room_key(room_id), bytes(wrapped), _tokens_place(room_id))
        # A room from before it had one of its own: the first rotation writes down what was derived.
        derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"trefas search tokens")
        return derive.derive(self.room_key(room_id))

    def room_key(self, room_id: uuid.UUID) -> bytes:
        """Return the room's key that is in use."""
        return _room_key(room_id, bytes(self.row(room_id).wrapped))

    def row(self, room_id: uuid.UUID) -> "RoomKey":
        """Return the row with the room's wrapped keys that is in use."""
        if room_id not in self._rows:
            model = apps.get_model("rooms", "RoomKey")
            self._rows[room_id] = model._default_manager.get(room_id=room_id, retired_at=None)
        return self._rows[room_id]

    def reread(self) -> None:
        """Forget the rows with the rooms' wrapped keys, since one of them was changed."""
        self._rows = {}

    def to_wrap_with(self, room_id: uuid.UUID) -> "RoomKey":
        """Return the key of this moment: also if it is replaced now, it is not taken away before we are done."""
        with connections["rooms"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, hashtext(%s))", [LOCK, str(room_id)])
        self._rows.pop(room_id, None)
        return self.row(room_id)

    def _key(self, room_id: uuid.UUID, subject_id: uuid.UUID, *, make: bool = False) -> AESGCM:
        pair = (room_id, subject_id)
        if pair[1] in self._barred:
            raise SealedError("There is no key for this row.")
        if pair not in self._keys:
            self._expected.add(pair)
            self._fetch()
        if pair not in self._keys:
            if not make:
                raise SealedError("There is no key for this row.")
            self._make(pair)
        key = self._keys[pair]
        if key is None:
            raise ErasedError("The key is destroyed.")
        return key

    def _fetch(self) -> None:
        wanted, self._expected = self._expected, set()
        model = apps.get_model("rooms", "SubjectKey")
        rooms = {room for room, _ in wanted}
        subjects = [subject for _, subject in wanted]
        rows = model._default_manager.filter(Q(subject__in=subjects) | Q(also_for__in=subjects), room_id__in=rooms)
        # The room's key that wraps it comes with each: asked for apart it might have been replaced in between.
        keys = apps.get_model("rooms", "RoomKey")._default_manager.filter(
            room_id=OuterRef("room_id"), pk=OuterRef("under")
        )
        found = rows.values_list("room_id", "subject", "wrapped", Subquery(keys.values("wrapped")), "also_for")
        for room_id, subject, wrapped, room_key, also in found:
            key = _subject_key(_room_key(room_id, bytes(room_key)), (room_id, subject), wrapped)
            self._keys[room_id, subject] = key
            if also is not None:
                self._joined.setdefault((room_id, also), {})[subject] = key

    def make_many(self, room_id: uuid.UUID, subjects: Sequence[uuid.UUID]) -> None:
        """Make the keys of new people, whose ids nobody else can have, with one statement."""
        fresh = {subject: os.urandom(32) for subject in subjects}
        under = self.to_wrap_with(room_id)
        room_key = self.room_key(room_id)
        wrapped = [wrap(room_key, key, subject_place((room_id, subject))) for subject, key in fresh.items()]
        with connections["rooms"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO rooms_subjectkey (id, room_id, under_id, subject, wrapped)"
                " SELECT gen_random_uuid(), %s, %s, made.subject, made.wrapped"
                " FROM unnest(%s::uuid[], %s::bytea[]) AS made(subject, wrapped)",
                [room_id, under.pk, list(fresh), wrapped],
            )
        self._keys |= {(room_id, subject): AESGCM(key) for subject, key in fresh.items()}

    def _make(self, pair: Pair) -> None:
        # Two writers may be first at once: the key that reached the table is the key, whoever made it.
        under = self.to_wrap_with(pair[0])
        wrapped = wrap(self.room_key(pair[0]), os.urandom(32), subject_place(pair))
        with connections["rooms"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO rooms_subjectkey (id, room_id, under_id, subject, wrapped) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (room_id, subject) DO NOTHING",
                [uuid.uuid4(), pair[0], under.pk, pair[1], wrapped],
            )
        self._expected.add(pair)
        self._fetch()


def _subject_key(room_key: bytes, pair: Pair, wrapped: "bytes | memoryview[int] | None") -> AESGCM | None:
    return None if wrapped is None else AESGCM(unwrap(room_key, bytes(wrapped), subject_place(pair)))


def subject_place(pair: Pair) -> bytes:
    """Return what binds a wrapped subject key to its place: subject|room|subject."""
    return f"subject|{pair[0]}|{pair[1]}".encode()


def wrapped_private(room_id: uuid.UUID, key: bytes, private: bytes) -> bytes:
    """Wrap the private halves of a room's pairs under the room's key."""
    return wrap(key, private, _private_place(room_id))


def _room_place(room_id: uuid.UUID) -> bytes:
    return f"room|{room_id}".encode()


def _private_place(room_id: uuid.UUID) -> bytes:
    return f"private|{room_id}".encode()


def _tokens_place(room_id: uuid.UUID) -> bytes:
    return f"tokens|{room_id}".encode()
