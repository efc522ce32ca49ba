"""Which login a model is read with. An unrouted model goes to the door, which cannot read rooms: it fails closed."""

from typing import Any

from django.db.models import Model


class Router:
    """Room tables and chains through `rooms`, all else through the door; only the owner migrates."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """Return the alias for reading a model."""
        return "rooms" if lies_in_a_room(model) else "default"

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Return the alias for writing; what the owner loaded (an organisation) the owner goes on writing."""
        instance = hints.get("instance")
        if instance is not None and instance._state.db == "owner":
            return "owner"
        return self.db_for_read(model)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Return True: it is one database under several logins."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Return whether the alias may migrate."""
        return db == "owner"


def lies_in_a_room(model: type[Model]) -> bool:
    """Return whether the app login reads the model: room tables, and the chains of rooms."""
    chained = model._meta.app_label == "audit" and any(field.column == "room_id" for field in model._meta.local_fields)
    return hasattr(model, "sealed_under") or chained
