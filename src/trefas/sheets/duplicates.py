"""Rows of one file that may be the same person: found while reading, each pointed to the earlier row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, combinations, islice, product
from typing import Final, Literal

from rapidfuzz import fuzz, process

from trefas.sheets.names import (
    SPELT_ALIKE,
    Alike,
    in_order,
    is_unknown,
    normalised,
    parts_of,
    phonetic_tokens,
    similarity,
)
from trefas.sheets.phonetics import part_tokens
from trefas.sheets.sentences import Language, Notice, notice

MOST: Final = 5  # earlier rows that one row is pointed to
CROWDED: Final = 2_000  # names of one sound and year; beyond it likeness of spelling is not looked for
ALIKE: Final = (Alike.SAME, Alike.SOUND, Alike.SPELT)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The earlier row, whether the number or the name points to it, and why; `numbers_differ`: both have one."""

    row: int
    by: Literal["number", "name"]
    why: Notice
    numbers_differ: bool = False

    def explanation(self, language: Language = "sv") -> str:
        """The reason in one sentence."""
        return self.why.sentence(language)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is compared of a row; `address` is the cell of the number."""

    row: int
    name: str
    number: str
    birth_year: int | None
    address: str


Key = tuple[int | str, str]


@dataclass(slots=True)
class DuplicateIndex:
    """Earlier rows by number, and by birth year and name.

    `sounds` is keyed by year and the sounds of two parts, so nearly all it finds are alike;
    `spellings` by year and the sound of one part, with the name as it is compared. Of rows with
    one name and year only the first is kept: later ones point to it.
    """

    numbers: dict[str, Seen] = field(default_factory=dict)
    sounds: dict[Key, dict[str, Seen]] = field(default_factory=lambda: defaultdict(dict))
    spellings: dict[Key, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    firsts: dict[Key, Seen] = field(default_factory=dict)

    def add(self, seen: Seen) -> tuple[Duplicate, ...]:
        """Compare a row with all earlier ones, then remember it."""
        named = not is_unknown(seen.name)
        found = self.same_number(seen) or (self.alike_names(seen) if named else ())
        if seen.number:
            self.numbers.setdefault(seen.number, seen)
        if named:
            self.remember(seen)
        return found

    def remember(self, seen: Seen) -> None:
        """Keep the row under its year and under any year."""
        name, spelt = normalised(seen.name), in_order(seen.name)
        for year in ("unknown" if seen.birth_year is None else seen.birth_year, "any"):
            if self.firsts.setdefault((year, name), seen) is not seen:
                continue
            for key in sound_keys(seen.name):
                self.sounds[year, key][name] = seen
            for key in phonetic_tokens(seen.name):
                self.spellings[year, key][name] = spelt

    def same_number(self, seen: Seen) -> tuple[Duplicate, ...]:
        """The first row with the same number."""
        first = self.numbers.get(seen.number)
        if first is None:
            return ()
        return (Duplicate(first.row, "number", notice("duplicate_number", row=first.row, address=first.address)),)

    def alike_names(self, seen: Seen) -> tuple[Duplicate, ...]:
        """Rows with a name alike and the same birth year, or a birth year unknown to either."""
        years: tuple[int | str, ...] = ("any",) if seen.birth_year is None else (seen.birth_year, "unknown")
        found = {one.row: one for year in years for one in self.candidates(seen, year)}
        alike = (compare(found[row], seen) for row in sorted(found))
        return tuple(islice((one for one in alike if one), MOST))

    def candidates(self, seen: Seen, year: int | str) -> Iterator[Seen]:
        """Rows of a year that sound alike or are spelt alike."""
        for key in sound_keys(seen.name):
            yield from self.sounds.get((year, key), {}).values()
        spelt = in_order(seen.name)
        for key in phonetic_tokens(seen.name):
            near = self.spellings.get((year, key), {})
            if 0 < len(near) <= CROWDED:
                for _, _, name in process.extract_iter(spelt, near, scorer=fuzz.ratio, score_cutoff=SPELT_ALIKE):
                    yield self.firsts[year, name]


@lru_cache(maxsize=65_536)
def sound_keys(name: str) -> frozenset[str]:
    """Sounds of every two parts of a name, or of its only part."""
    tokens = [part_tokens(part) for part in parts_of(name)]
    if len(tokens) == 1:
        return tokens[0]
    pairs = (product(first, second) for first, second in combinations(tokens, 2))
    return frozenset(" ".join(sorted(pair)) for pair in chain.from_iterable(pairs))


def compare(first: Seen, second: Seen) -> Duplicate | None:
    """A duplicate by name with its reason, None when the names differ."""
    alike = similarity(first.name, second.name)
    if alike.outcome not in ALIKE:
        return None
    known = first.birth_year is not None and second.birth_year is not None
    why = notice("joined", first=alike.why, second=notice("birth_same" if known else "birth_unknown"))
    differ = bool(first.number and second.number)
    if differ:
        why = notice("joined", first=why, second=notice("numbers_differ"))
    return Duplicate(first.row, "name", notice("duplicate_name", row=first.row, why=why), differ)
