"""The functions that carry an envelope from one room to another, and answers back."""

from trefas.rooms.sql import owned_by

DELIVERY: dict[str, tuple[str, ...]] = {
    "append_to_both(uuid, text, uuid, text)": (),
    "lock_chains(uuid[])": ("app",),
    "deliver(uuid, uuid, uuid, uuid, text, bytea, text, text, text)": ("app",),
    "withdraw_envelope(uuid, text, text)": ("app",),
    "answer_envelope(uuid, text, text, text, text)": ("app",),
}


def statements() -> list[str]:
    """Return the SQL that makes the functions, owned by the role that alone may write in another room."""
    return owned_by("delivery", DELIVERY, __name__)
