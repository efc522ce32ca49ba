"""Text tables: which encoding, which separator, and the rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from trefas.sheets.addresses import address
from trefas.sheets.limits import Limits
from trefas.sheets.sentences import Notice, SheetError, notice

SEPARATORS = (";", ",", "\t")
PIECE = 1 << 20
SAMPLE = 40_000
# Swedish letters read in the wrong code page: UTF-8 twice over, or the code page of old DOS programs.
DOUBTFUL = re.compile(r"Ã[\u0080-¿…–„‰]|(?<=\w)[†„”](?=\w)|\ufffd")
QUOTED_FORMULA = re.compile(r'="([^"]*)"')
ODD_WHITE = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class TextTable:
    """Rows of a text file, how it was read, and remarks on that."""

    rows: list[list[str]]
    encoding: str
    separator: str
    notices: tuple[Notice, ...]


def read_delimited(data: bytes, file: str, limits: Limits) -> TextTable:
    """Read a CSV file; raises SheetError for binary data, unknown encodings and lists too large."""
    demand_lines(data, file, limits)
    encoding, example = decode(data, file)
    # Read line by line: a letter of four bytes anywhere would make the whole text four times as large.
    text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    separator, lines = declared_separator(text)
    separator = separator or likely_separator(data[:SAMPLE].decode(encoding, "ignore"))
    rows = list(read_rows(lines, separator, file, limits))
    return TextTable(rows, encoding, separator, tuple(remarks(example, encoding, file)))


def demand_lines(data: bytes, file: str, limits: Limits) -> None:
    """Raise SheetError for a line that does not end, before any of it is made into text."""
    for start in range(0, len(data), limits.unbroken_bytes):
        stretch = data[start : start + limits.unbroken_bytes]
        if len(stretch) == limits.unbroken_bytes and b"\n" not in stretch and b"\r" not in stretch:
            where = address(data.count(b"\n", 0, start), 0)
            raise SheetError("cell_too_long", file=file, address=where, limit=limits.cell_characters)


def decode(data: bytes, file: str) -> tuple[str, str]:
    """Return the encoding (marked ones first, then UTF-8, then Windows-1252) and doubtful letters, if any."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return encoding, strict(data, encoding, file)
    if b"\0" in data:
        zeros = data[:4096].count(0)
        raise SheetError("utf16_unmarked" if zeros > len(data[:4096]) // 4 else "binary", file=file)
    try:
        return "utf-8", looked_through(data, "utf-8", file)
    except UnicodeDecodeError:
        return "cp1252", strict(data, "cp1252", file)


def strict(data: bytes, encoding: str, file: str) -> str:
    """Look through without guessing; raises SheetError."""
    try:
        return looked_through(data, encoding, file)
    except UnicodeDecodeError as error:
        raise SheetError("encoding", file=file) from error


def looked_through(data: bytes, encoding: str, file: str) -> str:
    """Decode piece by piece; returns the first letters that look wrong, and raises SheetError for binary data."""
    decoder, example = codecs.getincrementaldecoder(encoding)(), ""
    for start in range(0, len(data), PIECE):
        text = decoder.decode(data[start : start + PIECE], start + PIECE >= len(data))
        if ODD_WHITE.search(text):
            raise SheetError("binary", file=file)
        if not example and not text.isascii() and (found := DOUBTFUL.search(text)):
            example = text[max(found.start() - 12, 0) : found.end() + 12]
    return example


def declared_separator(text: io.TextIOWrapper) -> tuple[str, Iterator[str]]:
    """A first line `sep=;` is an instruction that Excel itself swallows."""
    first = text.readline()
    found = re.fullmatch(r"sep=(.)\r?\n", first, re.IGNORECASE)
    return (found[1], iter(text)) if found else ("", chain([first], text))


def likely_separator(sample: str) -> str:
    """The separator that splits the first records into most columns, most of them alike."""

    def agreement(separator: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in split_records(sample, separator) if len(row) > 1)
        if not widths:
            return (0, 0)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        return (count, width)

    return max(SEPARATORS, key=agreement)


def split_records(text: str, separator: str) -> Iterator[list[str]]:
    """Up to thirty records; a quote left open at the end of a sample is no error here."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for _, row in zip(range(30), reader, strict=False):
            yield row
    except csv.Error:
        return


def read_rows(lines: Iterator[str], separator: str, file: str, limits: Limits) -> Iterator[list[str]]:
    """All records, each judged before it is kept."""
    reader, cells = csv.reader(lines, delimiter=separator, strict=True), 0
    try:
        for number, row in enumerate(reader):
            check_row(number, row, file, limits)
            cells += len(row)
            if cells > limits.cells:
                raise SheetError("too_many_cells", file=file, sheet="1", count=f"> {limits.cells}", limit=limits.cells)
            yield [unquoted(value) for value in row]
    except csv.Error as error:
        raise SheetError("quotes", file=file, line=reader.line_num) from error


def check_row(number: int, row: list[str], file: str, limits: Limits) -> None:
    """Raise SheetError when a record breaks a limit."""
    if number >= limits.rows:
        raise SheetError("too_many_rows", file=file, sheet="1", count=f"> {limits.rows}", limit=limits.rows)
    if len(row) > limits.columns:
        raise SheetError("too_many_columns", file=file, sheet="1", count=len(row), limit=limits.columns)
    for column, value in enumerate(row):
        if len(value) > limits.cell_characters:
            where = address(number, column)
            raise SheetError("cell_too_long", file=file, address=where, limit=limits.cell_characters)


def unquoted(value: str) -> str:
    """Excel's own way of keeping zeros in a CSV file, `="0701"`, means the text inside."""
    found = QUOTED_FORMULA.fullmatch(value) if value[:1] == "=" else None
    return found[1] if found else value


def remarks(example: str, encoding: str, file: str) -> Iterator[Notice]:
    """What the person should look at: an encoding that had to be guessed, letters that look wrong."""
    if encoding in ("cp1252", "utf-16"):
        yield notice("encoding_read", encoding="Windows-1252" if encoding == "cp1252" else "UTF-16")
    if example:
        yield notice("encoding_doubtful", file=file, example=example)
