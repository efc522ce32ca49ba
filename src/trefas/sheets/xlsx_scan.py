"""A look through the XML of an .xlsx file: how far cells reach, which hold formulas or errors.

Text patterns are enough and far cheaper than a parser: sizes only need to be bounded from above.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from trefas.sheets.addresses import column_index
from trefas.sheets.contents import Contents, Extent
from trefas.sheets.limits import Limits
from trefas.sheets.sentences import SheetError
from trefas.sheets.zips import Container

Tags = list[tuple[str, dict[str, str]]]

TAG = re.compile(rb"<(?:\w+:)?(sheet|Relationship|workbookPr)\s([^>]*)>")
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
REFERENCE_LETTERS = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,8})[0-9]""")
REFERENCE_ROW = re.compile(rb"""\br\s*=\s*["'][A-Z]*([0-9]{1,10})["']""")
FILLED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Z]{1,8})([0-9]{1,10})["'](?:[^>]*[^/>])?>""")
FORMULA = re.compile(rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f[\s>/]")
ERROR = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt\s*=\s*["']e["'][^>]*)>""")
ROW_OPEN = re.compile(rb"<(?:\w+:)?row[\s>/]")


def scan_xlsx(container: Container, limits: Limits) -> Contents:
    """Extent of every sheet; raises SheetError when one is too large or a length is a lie."""
    book = tags(container.small("xl/workbook.xml"))
    relations = tags(container.small("xl/_rels/workbook.xml.rels"))
    refuse_twins(book, relations, container.file)
    extents = {}
    parts = sheet_parts(book, relations)
    for name, part in parts.items():
        if part in container.entries:
            extents[name] = scan_sheet(container, part, limits)
            extents[name].check(container.file, name, limits)
    check_strings(container, limits)
    container.verify(set(container.entries) - set(parts.values()) - {"xl/sharedStrings.xml"})
    return Contents("xlsx", uses_1904(book), extents)


def tags(xml: bytes) -> Tags:
    """The sheet, relationship and workbook tags with their attributes."""
    return [
        (tag.decode(), {key.decode(): text_of(double or single) for key, double, single in ATTRIBUTE.findall(inside)})
        for tag, inside in TAG.findall(xml)
    ]


def text_of(value: bytes) -> str:
    """The value of an attribute as text."""
    return html.unescape(value.decode("utf-8", "replace"))


def sheet_parts(book: Tags, relations: Tags) -> dict[str, str]:
    """Sheet name → entry of the zip file."""
    targets = {found.get("Id", ""): found.get("Target", "") for _, found in relations}
    parts = {}
    for tag, found in book:
        relation = next((value for key, value in found.items() if key.endswith(":id")), "")
        target = targets.get(relation, "")
        if tag == "sheet" and target:
            parts[found.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return parts


def refuse_twins(book: Tags, relations: Tags, file: str) -> None:
    """Two sheets of one name, or two relations, could show us one part and the reader another."""
    names = [found.get("name", "") for tag, found in book if tag == "sheet"]
    identities = [found.get("Id", "") for tag, found in relations if tag == "Relationship"]
    if len(set(names)) < len(names) or len(set(identities)) < len(identities):
        raise SheetError("broken", file=file)


def uses_1904(book: Tags) -> bool:
    """Whether day numbers count from 1 January 1904, as old Macintosh files do."""
    return any(tag == "workbookPr" and found.get("date1904") in ("1", "true") for tag, found in book)


def windows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Join pieces and cut them again before a cell tag, so that none is split."""
    rest = b""
    for piece in pieces:
        rest += piece
        cut = max(rest.rfind(b"<c "), rest.rfind(b":c "), len(rest) - 65_536)
        if cut > 16:
            yield rest[: cut + 1]
            rest = rest[cut - 16 :]
    yield rest


@dataclass(slots=True)
class Widths:
    """Cells without an address take the next place, so they are counted row by row."""

    current: int = 0
    widest: int = 0
    rows: int = 0
    letters: set[bytes] = field(default_factory=set)

    def feed(self, window: bytes, addressed: bool) -> None:
        """Count rows always, cells only when some lack an address."""
        if addressed:
            self.rows += len(ROW_OPEN.findall(window))
            return
        first, *others = ROW_OPEN.split(window)
        self.rows += len(others)
        for cells in (self.current + cells_in(first), *(cells_in(row) for row in others)):
            self.current = cells
            self.widest = max(self.widest, cells)


def cells_in(window: bytes) -> int:
    """How many cell tags open in the window."""
    return sum(window.count(opening) for opening in (b"<c ", b":c ", b"<c>", b"<c/", b":c>", b":c/"))


def scan_sheet(container: Container, part: str, limits: Limits) -> Extent:
    """How far one sheet reaches, at most; blank formatted cells are left out when they matter."""
    extent, widths = Extent(), Widths()
    for window in windows(container.chunks(part)):
        scan_window(window, extent, widths)
    extent.reach(0, max((column_index(letters.decode()) + 1 for letters in widths.letters), default=0))
    if widths.widest:
        extent.reach(widths.rows, extent.columns + widths.widest)
    elif extent.columns > limits.columns or extent.rows > limits.rows or extent.cells > limits.cells:
        reach_filled(container, part, extent)
    return extent


def scan_window(window: bytes, extent: Extent, widths: Widths) -> None:
    """Take in one stretch of XML."""
    references = REFERENCE_LETTERS.findall(window)
    widths.letters.update(references)
    widths.feed(window, addressed=len(references) >= cells_in(window))
    rows = set(REFERENCE_ROW.findall(window))
    extent.reach(max(map(int, rows), default=0), 0)
    extent.formulas.update(addresses_in(FORMULA.findall(window)))
    extent.errors.update(addresses_in(ERROR.findall(window)))


def addresses_in(found: list[bytes]) -> Iterator[str]:
    """The `r` attributes of cell tags."""
    for inside in found:
        for key, double, single in ATTRIBUTE.findall(inside):
            if key == b"r":
                yield (double or single).decode("ascii", "replace")


def reach_filled(container: Container, part: str, extent: Extent) -> None:
    """Measure again by filled cells only: whole formatted rows are common and harmless."""
    extent.rows = extent.columns = 0
    for window in windows(container.chunks(part)):
        found = FILLED.findall(window)
        extent.reach(
            max((int(row) for _, row in found), default=0),
            max(
                (column_index(letters.decode()) + 1 for letters in {letters for letters, _ in found}),
                default=0,
            ),
        )


def check_strings(container: Container, limits: Limits) -> None:
    """Shared strings are read whole, so their number is bounded too."""
    part = "xl/sharedStrings.xml"
    count = sum(piece.count(b"<si") for piece in container.chunks(part)) if part in container.entries else 0
    if count > limits.cells:
        raise SheetError("too_many_cells", file=container.file, sheet="", count=count, limit=limits.cells)
