"""Text tables: which encoding, which separator, and the rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from trefas.sheets.addresses import address
from trefas.sheets.limits import Limits
from trefas.sheets.sentences import Notice, SheetError, notice

SEPARATORS = (";", ",", "\t")
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
    text, encoding = decode(data, file)
    if ODD_WHITE.search(text):
        raise SheetError("binary", file=file)
    separator, text = declared_separator(text)
    separator = separator or likely_separator(text)
    rows = list(read_rows(text, separator, file, limits))
    return TextTable(rows, encoding, separator, tuple(remarks(text, encoding, file)))


def decode(data: bytes, file: str) -> tuple[str, str]:
    """The text and the name of its encoding: marked ones first, then UTF-8, then Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return strict(data, encoding, file), encoding
    if b"\0" in data:
        zeros = data[:4096].count(0)
        raise SheetError("utf16_unmarked" if zeros > len(data[:4096]) // 4 else "binary", file=file)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return strict(data, "cp1252", file), "cp1252"


def strict(data: bytes, encoding: str, file: str) -> str:
    """Decode without guessing; raises SheetError."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError("encoding", file=file) from error


def declared_separator(text: str) -> tuple[str, str]:
    """A first line `sep=;` is an instruction that Excel itself swallows."""
    found = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    return (found[1], text[found.end() :]) if found else ("", text)


def likely_separator(text: str) -> str:
    """The separator that splits the first records into most columns, most of them alike."""
    sample = text[:20_000]

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


def read_rows(text: str, separator: str, file: str, limits: Limits) -> Iterator[list[str]]:
    """All records, each judged before it is kept."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, row in enumerate(reader):
            check_row(number, row, file, limits)
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


def remarks(text: str, encoding: str, file: str) -> Iterator[Notice]:
    """What the person should look at: an encoding that had to be guessed, letters that look wrong."""
    if encoding in ("cp1252", "utf-16"):
        yield notice("encoding_read", encoding="Windows-1252" if encoding == "cp1252" else "UTF-16")
    if doubtful := DOUBTFUL.search(text):
        around = text[max(doubtful.start() - 12, 0) : doubtful.end() + 12]
        yield notice("encoding_doubtful", file=file, example=around)
