"""The key ring of one entry: the room's key, and a key for each person in it, fetched a page at a time."""

import hmac
import os
import uuid
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.db import connections
from django.db.models import OuterRef, Q, Subquery

from trefas.rooms.errors import ErasedError, SealedError
from trefas.rooms.master import NONCE, master_key, unwrap, wrap

if TYPE_CHECKING:
    from trefas.rooms.models import RoomKey

Pair = tuple[uuid.UUID, uuid.UUID]


@lru_cache(maxsize=512)
def _room_key(room_id: uuid.UUID, wrapped: bytes) -> bytes:
    return unwrap(master_key(), wrapped, f"room|{room_id}".encode())


class KeyRing:
    """Keys by (room, subject). A key is made with the first value sealed under it."""

    def __init__(self) -> None:
        self._rows: dict[uuid.UUID, RoomKey] = {}
        self._wrapped: dict[uuid.UUID, bytes] = {}
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
            self._token_keys[room_id] = self._token_key(room_id)
        return hmac.digest(self._token_keys[room_id], f"{kind}|{word}".encode(), "sha256")[:16]

    def private_keys(self, room_id: uuid.UUID) -> bytes:
        """Return the room's private keys for envelopes, in clear."""
        row = self.row(room_id)
        return unwrap(self.room_key(room_id), bytes(row.wrapped_private), f"private|{room_id}".encode())

    def room_key(self, room_id: uuid.UUID) -> bytes:
        """Return the room's key."""
        return _room_key(room_id, self._wrapped.get(room_id) or bytes(self.row(room_id).wrapped))

    def row(self, room_id: uuid.UUID) -> "RoomKey":
        """Return the row with the room's wrapped keys."""
        if room_id not in self._rows:
            model = apps.get_model("rooms", "RoomKey")
            self._rows[room_id] = model._default_manager.get(room_id=room_id)
        return self._rows[room_id]

    def _token_key(self, room_id: uuid.UUID) -> bytes:
        derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"trefas search tokens")
        return derive.derive(self.room_key(room_id))

    def _key(self, room_id: uuid.UUID, subject_id: uuid.UUID, *, make: bool = False) -> AESGCM:
        pair = (room_id, subject_id)
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
        # The room's own key comes with them: a page needs both, and this way asks once.
        keys = apps.get_model("rooms", "RoomKey")._default_manager.filter(room_id=OuterRef("room_id"))
        found = rows.values_list("room_id", "subject", "wrapped", Subquery(keys.values("wrapped")), "also_for")
        for room_id, subject, wrapped, room_key, also in found:
            self._wrapped.setdefault(room_id, bytes(room_key))
            key = self._unwrap((room_id, subject), wrapped)
            self._keys[room_id, subject] = key
            if also is not None:
                self._joined.setdefault((room_id, also), {})[subject] = key

    def _unwrap(self, pair: Pair, wrapped: "bytes | memoryview[int] | None") -> AESGCM | None:
        if wrapped is None:
            return None
        return AESGCM(unwrap(self.room_key(pair[0]), bytes(wrapped), _place(pair)))

    def make_many(self, room_id: uuid.UUID, subjects: Sequence[uuid.UUID]) -> None:
        """Make the keys of new people, whose ids nobody else can have, with one statement."""
        fresh = {subject: os.urandom(32) for subject in subjects}
        room_key = self.room_key(room_id)
        wrapped = [wrap(room_key, key, _place((room_id, subject))) for subject, key in fresh.items()]
        with connections["rooms"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO rooms_subjectkey (id, room_id, subject, wrapped)"
                " SELECT gen_random_uuid(), %s, made.subject, made.wrapped"
                " FROM unnest(%s::uuid[], %s::bytea[]) AS made(subject, wrapped)",
                [room_id, list(fresh), wrapped],
            )
        self._keys |= {(room_id, subject): AESGCM(key) for subject, key in fresh.items()}

    def _make(self, pair: Pair) -> None:
        # Two writers may be first at once: the key that reached the table is the key, whoever made it.
        wrapped = wrap(self.room_key(pair[0]), os.urandom(32), _place(pair))
        with connections["rooms"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO rooms_subjectkey (id, room_id, subject, wrapped) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (room_id, subject) DO NOTHING",
                [uuid.uuid4(), pair[0], pair[1], wrapped],
            )
        self._expected.add(pair)
        self._fetch()


def _place(pair: Pair) -> bytes:
    return f"subject|{pair[0]}|{pair[1]}".encode()
