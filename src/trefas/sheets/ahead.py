"""Rows of a long list are read by a process of their own, ahead of whoever compares and keeps them."""

from __future__ import annotations

import datetime
import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Final

from trefas.sheets.columns import ColumnMap
from trefas.sheets.people import Progress, read_people
from trefas.sheets.reading import Table
from trefas.sheets.sentences import Language
from trefas.sheets.told import ToldRow, told

BATCH: Final = 1000
# Below this another process costs more than it spares.
LONG: Final = 5000


@dataclass(frozen=True)
class Reading:
    """What to read and how: `on` is the day of the import; in practice real identity numbers are errors."""

    table: Table
    columns: ColumnMap
    on: datetime.date
    test_numbers_only: bool
    language: Language

    def batches(self) -> Iterator[list[ToldRow]]:
        """Read here, a batch at a time."""
        rows = read_people(self.table, self.columns, self.on, test_numbers_only=self.test_numbers_only)
        waiting = (told(row, self.language) for row in rows if row.skipped is None)
        while batch := list(islice(waiting, BATCH)):
            yield batch


def read_ahead(reading: Reading, progress: Progress | None = None) -> Iterator[list[ToldRow]]:
    """Return the rows in batches; of a long list they are read while the batch before is worked with.

    `progress` is called with rows done and rows in all.
    """
    total = reading.table.row_count
    for batch in _apart(reading) if total >= LONG else reading.batches():
        yield batch
        if progress:
            progress(batch[-1].number - reading.table.header_row, total)
    if progress:
        progress(total, total)


def _apart(reading: Reading) -> Iterator[list[ToldRow]]:
    command = [sys.executable, "-c", "from trefas.sheets.ahead import main; main()"]
    with subprocess.Popen(  # noqa: S603  # own words; the table goes through the pipe
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"PYTHONDONTWRITEBYTECODE": "1"}
    ) as reader:
        try:
            yield from _received(reader, reading)
        finally:
            reader.kill()


def _received(reader: subprocess.Popen[bytes], reading: Reading) -> Iterator[list[ToldRow]]:
    if reader.stdin is None or reader.stdout is None:
        raise ValueError("The reader has no pipes.")
    try:
        with reader.stdin:
            pickle.dump(reading, reader.stdin)
        # What the own child sends; nothing else writes to this pipe.
        while batch := pickle.load(reader.stdout):  # noqa: S301
            yield batch
    except (BrokenPipeError, EOFError) as error:
        raise RuntimeError("The process that reads the list ended before its last row.") from error


def answer(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Read what is asked for and send its batches, then an empty one."""
    reading: Reading = pickle.load(asked)  # noqa: S301  # from the own parent
    for batch in reading.batches():
        pickle.dump(batch, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
    pickle.dump([], answers)
    answers.flush()


def main() -> None:
    """Read for the parent process, over standard input and output."""
    # Nearly all that is made is kept to find duplicates, so looking for what may go costs a seventh and frees nothing.
    gc.disable()
    answer(sys.stdin.buffer, sys.stdout.buffer)
