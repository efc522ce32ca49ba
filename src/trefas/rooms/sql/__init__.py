"""The functions that stand between a login and the rows, and who may call which."""

from importlib.resources import files

from trefas.rooms.kinds_of_act import ACTS

# function signature -> logins that may execute it; everyone else, PUBLIC included, may not.
GATE: dict[str, tuple[str, ...]] = {
    "pass_hmac(bytea, bytea, text)": (),
    "check_pass(text)": (),
    "read_pass()": ("app", "delivery", "erasing"),
    "complete_pass(text)": ("app",),
    "open_rooms()": ("app", "owner", "delivery", "erasing"),
    "acting_unit()": ("delivery",),
    "mint_pass(uuid, uuid, text, int, int)": ("door",),
    "end_membership(uuid)": ("app",),
    "open_inner_room(uuid, uuid[], uuid[])": ("app",),
    "open_inner_room_again(uuid, uuid[])": ("app",),
    "publish_keys(text, text)": ("app",),
    "live_handlers(uuid)": (),
    "name_handler(uuid, uuid, uuid, text, text)": ("app",),
    "remove_handler(uuid, uuid, text, text)": ("app",),
    "rooms_without_handler()": ("app",),
}
# What needs two people: proposed by one, confirmed by another, spent once (rooms.second_person).
SECOND_PERSON: dict[str, tuple[str, ...]] = {
    "act_mandates(text, text)": (),
    "holds_mandate(text[])": ("delivery",),
    "propose_act(uuid, uuid, text, text)": ("app",),
    "confirm_act(uuid)": ("app",),
    "withdraw_act(uuid)": ("app",),
    "grant_agreed(uuid, uuid)": ("app",),
    "spend_act(uuid, text, text)": ("app", "erasing"),
}
# Keys are replaced as two people agreed, by a service account (rooms.rotation, rooms.rewrapping).
ROTATION: dict[str, tuple[str, ...]] = {
    "rotate_room_key(uuid, uuid, uuid, bytea, text, bytea, bytea, bytea)": ("app",),
    "remove_retired_keys(uuid)": ("app",),
    "rewrap_room_key(uuid, uuid, uuid, bytea, bytea, text)": ("app",),
}
# The pairs that sign and open envelopes are replaced in the same way (rooms.renewing).
PAIRS: dict[str, tuple[str, ...]] = {
    "name_of_key(text)": (),
    "hold_pair(uuid, text)": ("app", "delivery"),
    "service_room()": (),
    "agreed_on_pair(uuid)": (),
    "put_into_use(uuid, uuid)": (),
    "renew_pair(uuid, uuid, bytea, bytea, text, text, boolean)": ("app",),
    "use_pair(uuid, bytea, bytea)": ("app",),
    "note_compromise(uuid)": ("app",),
}
# Practice mode is lifted as two people agreed, by the owner; no login of the application may.
LIFTING: dict[str, tuple[str, ...]] = {
    "held_people()": ("owner",),
    "still_may(uuid, text, text)": (),
    "lift_practice(uuid, uuid, jsonb, text)": ("owner",),
}
DELIVERY: dict[str, tuple[str, ...]] = {
    "append_to_chain(uuid, text, boolean)": (),
    "append_event(uuid, text)": ("gate",),
    "audit_append(uuid[], text[])": ("app",),
    "note_written()": ("owner",),
    "note_heads()": ("door",),
}


def statements() -> list[str]:
    """Return the SQL that makes the functions, each owned by the role that may do what it does."""
    return [
        *owned_by("gate", GATE, __name__),
        *owned_by("gate", SECOND_PERSON, __name__, file="second_person", first=_act_mandates()),
        *owned_by("gate", ROTATION, __name__, file="rotation"),
        *owned_by("gate", PAIRS, __name__, file="pairs"),
        *owned_by("gate", LIFTING, __name__, file="lifting"),
        *owned_by("delivery", DELIVERY, __name__),
    ]


def _act_mandates() -> str:
    rows = ", ".join(
        f"('{kind}', '{part}', ARRAY[{', '.join(repr(one) for one in sorted(mandates))}])"
        for kind, act in ACTS.items()
        for part, mandates in (("propose", act.proposes), ("confirm", act.confirms))
    )
    return (
        "CREATE OR REPLACE FUNCTION act_mandates(of_kind text, part text) RETURNS text[]"
        " LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$"
        " SELECT m.mandates FROM (VALUES ROWS) AS m(kind, part, mandates)"
        " WHERE m.kind = act_mandates.of_kind AND m.part = act_mandates.part $$"
    ).replace("ROWS", rows)


def owned_by(
    role: str, functions: dict[str, tuple[str, ...]], package: str, *, file: str = "", first: str = ""
) -> list[str]:
    """Return the SQL that makes `first` and the functions in `package`/<file or role>.sql as `role`.

    Only the logins named for each function may execute it.
    """
    # REVOKE by anyone but the owner only warns, so the whole runs as the owning role.
    made = [f"SET LOCAL ROLE {role}", *([first] if first else [])]
    made.append(files(package).joinpath(f"{file or role}.sql").read_text(encoding="utf-8"))
    for signature, logins in functions.items():
        made.append(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        made += [f"GRANT EXECUTE ON FUNCTION {signature} TO {login}" for login in logins]
    return [*made, "RESET ROLE"]
