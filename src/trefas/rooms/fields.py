"""Fields of a room table: composite foreign keys, and text sealed with the key of one person in one room."""

import base64
import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from trefas.rooms import entry
from trefas.rooms.errors import SealedError


class RoomForeignKey(models.ForeignKey):  # type: ignore[type-arg]  # the stubs' two parameters say nothing here
    """A foreign key inside one room: (room_id, id), because checks of foreign keys bypass row security."""

    inside_one_room = True

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)


class Sealed(bytes):
    """A sealed value as it lies in the database: nonce and AES-256-GCM ciphertext."""


class SealedAttribute(DeferredAttribute):
    """Opens a sealed value when it is read, which is also what the read log records."""

    field: "SealedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        """Return the value in clear; the sealed form stays in the database."""
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.open(instance, value)
            # Kept in clear only when the read log knows of the whole value.
            if not entry.current().masks:
                instance.__dict__[self.field.attname] = value
        return value

    # With a setter Python asks this descriptor first, and not the sealed value in the instance.
    def __set__(self, instance: Any, value: Any) -> None:
        """Keep a value in clear until the row is saved, or a sealed one until it is read."""
        instance.__dict__[self.field.attname] = value


class SealedField(models.Field):  # type: ignore[type-arg]  # the stubs' two parameters say nothing here
    """A column that only Python can read. Its type is json, so that PostgreSQL itself refuses to compare or sort it."""

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return `json`: no equality and no order, hence no DISTINCT, GROUP BY, ORDER BY or MAX."""
        return "json"

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse: what is sealed cannot be searched, only its tokens can."""
        raise SealedError(f"{self.name} is sealed: it cannot be filtered on. Search by token instead.")

    def get_transform(self, lookup_name: str) -> Any:
        """Refuse, as for look-ups."""
        raise SealedError(f"{self.name} is sealed: it cannot be transformed.")

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Sealed | None:
        """Take the base64 text out of the json column, still sealed."""
        if value is None:
            return None
        return Sealed(base64.b64decode(value if not str(value).startswith('"') else json.loads(value)))

    def pre_save(self, model_instance: Any, add: bool) -> Sealed | None:
        """Seal the value for this row; one that was never opened is written back as it was."""
        value = model_instance.__dict__.get(self.attname, self.get_default() if add else None)
        if value is None or isinstance(value, Sealed):
            return value
        ring = entry.current().keys
        sealed = ring.seal(
            model_instance.room_id,
            model_instance.subject_id,
            self.associated(model_instance),
            self.pack(value),
        )
        return Sealed(sealed)

    def get_prep_value(self, value: Any) -> Any:
        """Let only sealed bytes through: `update(field="clear text")` raises."""
        if value is None:
            return None
        return json.dumps(self.as_text(value))

    def as_text(self, value: Any) -> str:
        """Return a sealed value as the text that lies in the json column; anything else raises."""
        if not isinstance(value, Sealed):
            raise SealedError(f"{self.name} is sealed: save the row, do not update the column.")
        return base64.b64encode(value).decode()

    def open(self, instance: Any, value: Sealed) -> Any:
        """Decrypt one value and let the read log know."""
        opened = entry.current()
        clear = opened.keys.open(instance.room_id, instance.subject_id, self.associated(instance), value)
        guarded = not opened.masks and self.name in instance.guarded
        seen = opened.seen_in(instance.room_id)
        seen.note(instance._meta.label_lower, instance.pk, instance.subject_id, guarded=guarded)
        return self.unpack(clear)

    def associated(self, instance: Any) -> bytes:
        """Return what binds a sealed value to its place: table|column|primary key|room."""
        return f"{instance._meta.db_table}|{self.column}|{instance.pk}|{instance.room_id}".encode()

    def pack(self, value: Any) -> bytes:
        """Turn the value into bytes."""
        raise NotImplementedError

    def unpack(self, clear: bytes) -> Any:
        """Turn the bytes back into the value."""
        raise NotImplementedError


class SealedTextField(SealedField):
    """Sealed text."""

    def pack(self, value: Any) -> bytes:
        """Encode as UTF-8."""
        return str(value).encode()

    def unpack(self, clear: bytes) -> str:
        """Decode UTF-8."""
        return clear.decode()


class SealedJSONField(SealedField):
    """Sealed JSON: numbers, text, lists and dicts."""

    def pack(self, value: Any) -> bytes:
        """Encode as compact JSON."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def unpack(self, clear: bytes) -> Any:
        """Decode JSON."""
        return json.loads(clear)


class SealedBytesField(SealedField):
    """Sealed bytes, for attachments and envelopes."""

    def pack(self, value: Any) -> bytes:
        """Take bytes as they are."""
        return bytes(value)

    def unpack(self, clear: bytes) -> bytes:
        """Give bytes as they are."""
        return clear
