"""What two people must agree on, in one table: who may propose it, who may confirm, and how long it stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    """One kind of act; each set names mandates of which one is enough."""

    proposes: frozenset[str]
    confirms: frozenset[str]


_ERASE = frozenset({"erase"})
_KEYS = frozenset({"administer"})
_WATCH = frozenset({"administer", "review_log"})

ACTS: dict[str, Act] = {
    "erasure": Act(_ERASE, _ERASE),
    "keys.rotate": Act(_KEYS, _WATCH),
    "keys.rewrap": Act(_KEYS, _WATCH),
    "keys.pairs": Act(_KEYS, _WATCH),
    "practice.lift": Act(_KEYS, frozenset({"sign_off"})),
    "bulk_export": Act(frozenset({"sign_off", "review_log"}), frozenset({"sign_off", "review_log"})),
    "role_grant": Act(_KEYS, frozenset({"administer", "sign_off"})),
    "rulebook": Act(frozenset({"legal_review"}), frozenset({"legal_review", "sign_off"})),
}
