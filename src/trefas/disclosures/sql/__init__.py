"""The functions that carry an envelope from one room to another and answers back, and that sign a rule off."""

from trefas.rooms.sql import owned_by

DELIVERY: dict[str, tuple[str, ...]] = {
    "append_to_both(uuid, text, uuid, text)": (),
    "lock_chains(uuid[])": ("app",),
    "deliver(uuid, uuid, uuid, uuid, text, bytea, text, text, text)": ("app",),
    "withdraw_envelope(uuid, text, text)": ("app",),
    "answer_envelope(uuid, text, text, text, text)": ("app",),
}
# What two people have agreed on becomes a sign-off (actions.signing).
SIGNING: dict[str, tuple[str, ...]] = {"sign_rule_agreed(uuid, uuid, text, date)": ("app",)}


def statements() -> list[str]:
    """Return the SQL that makes the functions, each owned by the role that alone may write there."""
    return [*owned_by("delivery", DELIVERY, __name__), *owned_by("gate", SIGNING, __name__, file="signing")]
