"""What leaves the room: small cells hidden, nothing to be calculated, and words that do not tell more than they say."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trefas.evaluation.suppressing import FEW, HIDDEN, Shown, named, suppressed

SMALL = {1, 2, 3, 4}


def worlds(shown: Shown, top: int) -> list[dict]:
    """Every table of whole counts up to `top` that agrees with what is shown, by plain search."""
    spaces = [
        [cell] if isinstance(cell, int) else (sorted(SMALL) if cell == FEW else range(top + 1))
        for cell in shown.cells.values()
    ]
    found = []
    for values in product(*spaces):
        total = sum(values)
        fits = total == shown.total if isinstance(shown.total, int) else (shown.total != FEW or total in SMALL)
        if fits:
            found.append(dict(zip(shown.cells, values, strict=True)))
    return found


def one(counts, earlier=()):
    return suppressed({(name,): number for name, number in counts.items()}, ["district"], earlier)["district"]


def test_what_is_large_or_none_is_shown_and_what_is_small_is_not() -> None:
    shown = one({"A": 10, "B": 7, "C": 0, "D": 5})
    assert shown == Shown({"A": 10, "B": 7, "C": 0, "D": 5}, 22)
    assert one({"A": 3, "other": 0}) == Shown({"A": FEW, "other": 0}, FEW)


def test_one_small_cell_beside_a_shown_total_takes_another_with_it() -> None:
    shown = one({"A": 10, "B": 7, "C": 3})
    assert sum(not isinstance(cell, int) for cell in [*shown.cells.values(), shown.total]) >= 2
    assert {world["C"] for world in worlds(shown, 40)} >= SMALL


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_of_every_small_cell_each_of_1_to_4_stays_possible(numbers) -> None:
    counts = {f"d{place}": number for place, number in enumerate(numbers)}
    shown = one(counts)
    possible = worlds(shown, 24)
    for name, number in counts.items():
        if number in SMALL:
            assert {world[name] for world in possible} >= SMALL
        if isinstance(shown.cells[name], int):
            assert shown.cells[name] == number


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=4), st.booleans())
def test_the_words_for_hidden_cells_tell_no_more_than_they_say(cells, total_hidden) -> None:
    """As somebody reads them who knows that hidden, in a table with 1-4, is none of 1 to 4."""
    true = {f"d{place}": number for place, (number, _hidden) in enumerate(cells)}
    known = {name: None if hide or true[name] in SMALL else true[name]
             for name, (_number, hide) in zip(true, cells, strict=True)}  # fmt: skip
    total = sum(true.values())
    known[None] = None if total_hidden or total in SMALL else total
    shown = named(true, known)
    words = [*shown.cells.values(), shown.total]
    if FEW not in words:
        return
    large = [value for value in range(31) if value not in SMALL]
    spaces = [[cell] if isinstance(cell, int) else (sorted(SMALL) if cell == FEW else large)
              for cell in shown.cells.values()]  # fmt: skip
    totals = (
        {shown.total} if isinstance(shown.total, int) else (SMALL if shown.total == FEW else set(range(400)) - SMALL)
    )
    agreeing = [values for values in product(*spaces) if sum(values) in totals]
    for place, cell in enumerate(shown.cells.values()):
        if cell == FEW:
            assert {values[place] for values in agreeing} == SMALL
    if shown.total == FEW:
        assert {sum(values) for values in agreeing} == SMALL


@pytest.mark.parametrize(
    ("true", "known", "expected"),
    [
        # Two of 1-4 that make 4 in all: neither can be 4 any more, so the words are taken back.
        ({"A": 1, "B": 3, "C": 6}, {"A": None, "B": None, "C": 6, None: 10}, Shown({"A": HIDDEN, "B": HIDDEN, "C": 6}, 10)),
        ({"A": 2, "B": 3, "C": 6}, {"A": None, "B": None, "C": 6, None: 11}, Shown({"A": FEW, "B": FEW, "C": 6}, 11)),
    ],
)  # fmt: skip
def test_words_are_taken_back_where_they_would_give_a_count_away(true, known, expected) -> None:
    assert named(true, known) == expected


def test_a_later_release_does_not_single_out_a_small_change() -> None:
    first = one({"A": 10, "B": 20})
    later = one({"A": 12, "B": 20}, [{"district": first}])
    assert later.cells["A"] == HIDDEN
    assert later.total == HIDDEN


def test_the_same_counts_published_again_are_the_same() -> None:
    first = one({"A": 10, "B": 3, "C": 2, "D": 9})
    assert one({"A": 10, "B": 3, "C": 2, "D": 9}, [{"district": first}]) == first


def test_beside_a_release_that_cannot_have_been_nothing_is_shown() -> None:
    impossible = {"district": Shown({"A": 9, "B": 9}, 10)}
    assert one({"A": 10, "B": 20}, [impossible]) == Shown({"A": HIDDEN, "B": HIDDEN}, HIDDEN)
