"""A look through the XML of an .ods file, where one tag can stand for a million rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from trefas.sheets.addresses import address
from trefas.sheets.contents import Contents, Extent
from trefas.sheets.limits import Limits
from trefas.sheets.sentences import SheetError
from trefas.sheets.zips import Container

DEEPEST = 200  # tags in tags


def scan_ods(container: Container, limits: Limits) -> Contents:
    """Extent of every sheet; raises SheetError when one is too large or the XML is damaged."""
    scan = OdsScan(container.file)
    parser = expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.StartDoctypeDeclHandler = scan.refuse_entities
    try:
        for piece in container.chunks("content.xml") if "content.xml" in container.entries else ():
            scan.demand_tags(len(piece), limits)
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise SheetError("broken", file=container.file) from error
    container.verify(set(container.entries) - {"content.xml"})
    return Contents("ods", False, scan.extents, container.unpacked).check(container.file, limits)


@dataclass(slots=True)
class OdsScan:
    """Where the parser is: rows and columns from 0, with how often they are repeated."""

    file: str
    extents: dict[str, Extent] = field(default_factory=dict)
    extent: Extent = field(default_factory=Extent)
    row: int = 0
    row_repeat: int = 1
    column: int = 0
    cell_repeat: int = 1
    depth: int = 0
    silent: int = 0

    def demand_tags(self, size: int, limits: Limits) -> None:
        """The parser keeps what it has not seen the end of: a tag or text too long is refused before it has all."""
        if self.silent > limits.unbroken_bytes:
            raise SheetError("broken", file=self.file)
        self.silent += size

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Enter a table, a row, a cell or a paragraph."""
        self.silent, self.depth = 0, self.depth + 1
        if self.depth > DEEPEST:
            raise SheetError("broken", file=self.file)
        tag = name.rpartition(":")[2]
        if tag == "table":
            self.extent = self.extents.setdefault(attributes.get("table:name", ""), Extent())
            self.row = 0
        elif tag == "table-row":
            self.row_repeat, self.column = repeats(attributes, "table:number-rows-repeated"), 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.enter_cell(attributes)
        elif tag == "p":
            self.fill()

    def enter_cell(self, attributes: dict[str, str]) -> None:
        """Note a cell that holds a value or a formula."""
        self.cell_repeat = repeats(attributes, "table:number-columns-repeated")
        if "office:value-type" in attributes:
            self.fill()
        if "table:formula" in attributes:
            self.extent.formulas.add(address(self.row, self.column))

    def fill(self) -> None:
        """The cell and all its repetitions hold something."""
        self.extent.reach(self.row + self.row_repeat, self.column + self.cell_repeat)

    def end(self, name: str) -> None:
        """Step past a cell or a row with all its repetitions."""
        self.silent, self.depth = 0, self.depth - 1
        tag = name.rpartition(":")[2]
        if tag in ("table-cell", "covered-table-cell"):
            self.column += self.cell_repeat
        elif tag == "table-row":
            self.row += self.row_repeat

    def refuse_entities(self, *_: object) -> None:
        """A document type could define entities that grow; real files have none."""
        raise SheetError("broken", file=self.file)


def repeats(attributes: dict[str, str], name: str) -> int:
    """How often a row or cell stands, at least once."""
    return max(int(attributes.get(name, "1")), 1)
