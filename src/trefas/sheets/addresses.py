"""Cell addresses as spreadsheets write them: column letters and row number, both counted from 1."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1024)
def column_letters(index: int) -> str:
    """Letters of the column with this index from 0: 0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Index from 0 of the column with these letters: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter.upper()) - 64
    return index - 1


def address(row: int, column: int) -> str:
    """A1-style address of the cell at row and column, both from 0."""
    return f"{column_letters(column)}{row + 1}"
