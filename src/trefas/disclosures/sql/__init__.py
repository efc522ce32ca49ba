"""The functions that carry an envelope from one room to another and answers back, and that sign a rule off."""

from trefas.rooms.sql import owned_by

DELIVERY: dict[str, tuple[str, ...]] = {
    "append_to_both(uuid, text, uuid, text)": (),
    "lock_chains(uuid[], uuid[])": ("app",),
    "deliver(uuid, uuid, uuid, uuid, text, bytea, text, text, text, text)": ("app",),
    "withdraw_envelope(uuid, text, text)": ("app",),
    "carry_envelope(uuid, uuid)": ("app",),
    "answer_envelope(uuid, text, text, text, text)": ("app",),
}
# What two people have agreed on becomes a sign-off (actions.signing).
SIGNING: dict[str, tuple[str, ...]] = {"sign_rule_agreed(uuid, uuid, text, date)": ("app",)}


# Between installations: the first three by an officer's pass, the others by the login that carries and does no more.
TRANSPORT: dict[str, tuple[str, ...]] = {
    "post_out(uuid, text, uuid, uuid, text, text)": (),
    "post_envelope(uuid, uuid, uuid, uuid, text, text, text)": ("app",),
    "post_withdrawal(uuid, uuid, text, text)": ("app",),
    "post_answer(uuid, uuid, text, text, text)": ("app",),
    "take_outgoing(int, int)": ("worker",),
    "end_outgoing(uuid, text, text, text)": ("worker",),
    "refuse_outgoing(uuid, text, boolean, text)": ("worker",),
    "lock_message(uuid)": (),
    "is_party(uuid, uuid, boolean)": (),
    "take_in_envelope(uuid, uuid, uuid, uuid, uuid, text, bytea, text, text, text)": ("worker",),
    "take_in_withdrawal(uuid, uuid, uuid, uuid, uuid, text, text)": ("worker",),
    "take_in_answer(uuid, uuid, uuid, text, text, text)": ("worker",),
    "note_refusal(uuid, text)": ("worker",),
}


def statements() -> list[str]:
    """Return the SQL that makes the functions, each owned by the role that alone may write there."""
    return [
        *owned_by("delivery", DELIVERY, __name__),
        *owned_by("delivery", TRANSPORT, __name__, file="transport"),
        *owned_by("gate", SIGNING, __name__, file="signing"),
    ]
