"""A look through the XML of an .xlsx file: how far cells reach, which hold formulas or errors.

Text patterns are enough and far cheaper than a parser: sizes only need to be bounded from above.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from trefas.sheets.addresses import column_index
from trefas.sheets.contents import Contents, Extent, demand_few
from trefas.sheets.limits import Limits
from trefas.sheets.sentences import SheetError
from trefas.sheets.zips import Container

Tags = list[tuple[str, dict[str, str]]]

TAG = re.compile(rb"<(?:\w+:)?(sheet|Relationship|workbookPr)\s([^>]*)>")
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
REFERENCE_LETTERS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,8})[0-9]""")
REFERENCE_ROW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]*0*([0-9]{1,10})""")
FILLED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]{1,8})0*([0-9]{1,10})[0-9]*["'](?:[^>]*[^/>])?>""")
FORMULA = re.compile(rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f[\s>/]")
ERROR = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt\s*=\s*["']e["'][^>]*)>""")
PROMISED = re.compile(rb"""\b(?:uniqueCount|count)\s*=\s*["']\s*0*([0-9]{1,20})""")
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
            demand_few(extents, container.file, limits)
    check_strings(container, limits)
    container.verify(set(container.entries) - set(parts.values()) - {"xl/sharedStrings.xml"})
    return Contents("xlsx", uses_1904(book), extents, container.unpacked)


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
    """Two sheets of one name, or two relations, could show us one part and the reader another.

    Many sheets that are one part would cost the reader that part many times over.
    """
    names = [found.get("name", "") for tag, found in book if tag == "sheet"]
    identities = [found.get("Id", "") for tag, found in relations if tag == "Relationship"]
    parts = list(sheet_parts(book, relations).values())
    if any(len(set(given)) < len(given) for given in (names, identities, parts)):
        raise SheetError("broken", file=file)


def uses_1904(book: Tags) -> bool:
    """Whether day numbers count from 1 January 1904, as old Macintosh files do."""
    return any(tag == "workbookPr" and found.get("date1904") in ("1", "true") for tag, found in book)


def windows(container: Container, part: str, limits: Limits) -> Iterator[bytes]:
    """Join pieces and cut them again before a tag, a cell's if there is one, so that none is split."""
    rest = b""
    for piece in container.chunks(part):
        rest += piece
        cell = rest.rfind(b"<", 0, max(rest.rfind(b"<c "), rest.rfind(b":c ")) + 1)
        cut = cell if cell > max(len(rest) - 65_536, 0) else max(rest.rfind(b"<"), 0)
        if len(rest) - cut > limits.unbroken_bytes:
            raise SheetError("broken", file=container.file)
        yield rest[:cut]
        rest = rest[cut:]
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
    for window in windows(container, part, limits):
        scan_window(window, extent, widths)
    extent.reach(widths.rows, max((column_index(letters.decode()) + 1 for letters in widths.letters), default=0))
    if widths.widest:
        extent.reach(widths.rows, extent.columns + widths.widest)
    elif extent.columns > limits.columns or extent.rows > limits.rows or extent.cells > limits.cells:
        reach_filled(container, part, extent, limits)
    return extent


def scan_window(window: bytes, extent: Extent, widths: Widths) -> None:
    """Take in one stretch of XML."""
    told = b"=" in window
    references = REFERENCE_LETTERS.findall(window) if told else []
    widths.letters.update(references)
    widths.feed(window, addressed=len(references) >= cells_in(window))
    rows = set(REFERENCE_ROW.findall(window)) if told else set()
    extent.reach(max(map(int, rows), default=0), 0)
    # Most windows have neither, and looking for what is not there takes longest.
    if b"<f" in window or b":f" in window:
        extent.formulas.update(addresses_in(FORMULA.findall(window)))
    if b'"e"' in window or b"'e'" in window:
        extent.errors.update(addresses_in(ERROR.findall(window)))


def addresses_in(found: list[bytes]) -> Iterator[str]:
    """The `r` attributes of cell tags."""
    for inside in found:
        for key, double, single in ATTRIBUTE.findall(inside):
            if key == b"r":
                yield (double or single).decode("ascii", "replace")


def reach_filled(container: Container, part: str, extent: Extent, limits: Limits) -> None:
    """Measure again by filled cells only: whole formatted rows are common and harmless."""
    extent.rows = extent.columns = 0
    for window in windows(container, part, limits):
        found = FILLED.findall(window)
        extent.reach(
            max((int(row) for _, row in found), default=0),
            max(
                (column_index(letters.decode()) + 1 for letters in {letters for letters, _ in found}),
                default=0,
            ),
        )


def promised(container: Container, part: str) -> int:
    """How many strings the part says it holds: the reader makes room for them before it has seen one."""
    start = next(container.chunks(part), b"")[:65_536]
    return max(map(int, PROMISED.findall(start[: start.find(b"<si")])), default=0)


def check_strings(container: Container, limits: Limits) -> None:
    """Shared strings are read whole, so their number and the length of each are bounded too."""
    part = "xl/sharedStrings.xml"
    count = sum(window.count(b"<si") for window in windows(container, part, limits)) if part in container.entries else 0
    if part in container.entries and promised(container, part) > limits.cells:
        raise SheetError("lying_length", file=container.file)
    if count > limits.cells:
        raise SheetError("too_many_cells", file=container.file, sheet="", count=count, limit=limits.cells)
