"""Rules that stand in the handbook but that no word of a request reaches: data, and why it cannot be asked."""

from __future__ import annotations

from trefas.law.rule import Key, Lock, Provision

KEYS: tuple[Key, ...] = ()
LOCKS: tuple[Lock, ...] = ()
PROVISIONS: tuple[Provision, ...] = ()
