"""The functions that stand between a login and the rows, and who may call which."""

from importlib.resources import files

# function signature -> logins that may execute it; everyone else, PUBLIC included, may not.
GATE: dict[str, tuple[str, ...]] = {
    "pass_hmac(bytea, bytea, text)": (),
    "read_pass()": ("app", "delivery"),
    "open_rooms()": ("app", "owner", "delivery"),
    "mint_pass(uuid, uuid, text, int, int)": ("door",),
    "grant_membership(uuid, uuid, uuid, text, text[], timestamptz)": ("app",),
    "end_membership(uuid)": ("app",),
    "open_inner_room(uuid, uuid[], uuid[])": ("app",),
    "publish_keys(text, text)": ("app",),
}
DELIVERY: dict[str, tuple[str, ...]] = {
    "append_event(uuid, text)": (),
    "audit_append(uuid[], text[])": ("app",),
}


def statements() -> list[str]:
    """Return the SQL that makes the functions, each owned by the role that may do what it does."""
    return [*owned_by("gate", GATE, __name__), *owned_by("delivery", DELIVERY, __name__)]


def owned_by(role: str, functions: dict[str, tuple[str, ...]], package: str) -> list[str]:
    """Return the SQL that makes the functions in `package`/<role>.sql as `role`, for the named logins only."""
    # REVOKE by anyone but the owner only warns, so the whole runs as the owning role.
    made = [f"SET LOCAL ROLE {role}", files(package).joinpath(f"{role}.sql").read_text(encoding="utf-8")]
    for signature, logins in functions.items():
        made.append(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        made += [f"GRANT EXECUTE ON FUNCTION {signature} TO {login}" for login in logins]
    return [*made, "RESET ROLE"]
