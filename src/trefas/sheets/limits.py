"""How large a list may be. Data: a unit that needs more splits its list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, counts of rows, columns and cells; `ratio` is unpacked ÷ packed."""

    file_bytes: int = 30_000_000
    unpacked_bytes: int = 160_000_000
    ratio: int = 150
    ratio_from_bytes: int = 2_000_000
    entries: int = 1_000
    rows: int = 100_000
    columns: int = 256
    cells: int = 4_000_000
    cell_characters: int = 32_767  # Excel's own limit
    unbroken_bytes: int = 1_000_000  # without a tag or a line break; Excel's longest cell is a fifth of that
    records: int = 2_000_000  # of an .xls file; more do not fit in `file_bytes` when they hold cells


LIMITS = Limits()
