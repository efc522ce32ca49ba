"""What an analysis found, as a page, a spreadsheet and a paper need it; it travels with the page, signed.

Nothing is kept: the result goes out with the response and comes back with the request to take it out.
"""

import base64
import math
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core import signing

from trefas.analysis.reading import Language
from trefas.analysis.wording import figure, whole

Cell = str | int | float | None
HOURS = 12
_SALT = "trefas.web.analyses"
# matplotlib's settings belong to the whole process.
_DRAWING = threading.Lock()


@dataclass(frozen=True)
class Column:
    """decimals: None for text and whole numbers; is_p: shown as "< 0.001" where it is smaller than that."""

    label: str
    decimals: int | None = None
    is_p: bool = False
    number: bool = True


@dataclass(frozen=True)
class Table:
    """A row has one cell a column, the first being its name. listed: shown as a list a row, for long texts."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lead: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True)
class Result:
    """The finding in words, its picture (SVG) and its tables; asked: what it was computed from."""

    title: str
    language: Language
    asked: tuple[tuple[str, str], ...]
    prose: tuple[str, ...]
    tables: tuple[Table, ...]
    svg: str = ""
    picture: str = ""

    @property
    def picture_url(self) -> str:
        """The picture as an address that holds it all, since it is stored nowhere."""
        return f"data:image/svg+xml;base64,{base64.b64encode(self.svg.encode()).decode()}"


def text_column(label: str) -> Column:
    """A column of words."""
    return Column(label, number=False)


def known(value: Any) -> Cell:
    """A cell's value; undefined and infinite numbers are None."""
    if value is None or isinstance(value, str):
        return value
    return value if isinstance(value, int) else _finite(float(value))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def shown(cell: Cell, column: Column, language: Language) -> str:
    """A cell as people read it."""
    if cell is None or cell == "":
        return "–"
    if isinstance(cell, str):
        return cell
    if column.is_p and cell < 0.001:
        return f"< {figure(0.001, language, 3)}"
    return whole(cell) if column.decimals is None else figure(float(cell), language, column.decimals)


def texts(table: Table, language: Language) -> list[list[str]]:
    """Every row as people read it."""
    return [
        [shown(cell, column, language) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows
    ]


def sentences(page: str) -> tuple[str, ...]:
    """The paragraphs of a result page of `trefas.analysis`, without its text tables."""
    return tuple(line.strip() for block in page.split("\n\n") for line in _words(block.split("\n")) if line.strip())


def _words(lines: list[str]) -> Iterable[str]:
    is_table = len(lines) > 1 and set(lines[1]) == {"-"}
    # A line of a table parts its columns by two blanks; no sentence has them.
    return (line for line in lines if "  " not in line and set(line) != {"-"}) if is_table else lines


def drawn(draw: Callable[[Path], None]) -> str:
    """The picture as SVG text."""
    with _DRAWING, TemporaryDirectory() as folder:
        path = Path(folder) / "picture.svg"
        draw(path)
        svg = path.read_text(encoding="utf-8")
    return svg[svg.index("<svg") :]


def packed(result: Result, user_id: object) -> str:
    """The result as text that only this person can bring back, and nobody can change."""
    return signing.dumps(asdict(result), salt=f"{_SALT}:{user_id}", compress=True)


def unpacked(token: str, user_id: object) -> Result:
    """Read what `packed` wrote; signing.BadSignature when it is another's, changed or old."""
    data = signing.loads(token, salt=f"{_SALT}:{user_id}", max_age=HOURS * 3600)
    tables = tuple(
        Table(
            one["caption"],
            tuple(Column(**column) for column in one["columns"]),
            tuple(tuple(row) for row in one["rows"]),
            tuple(one["lead"]),
            one["listed"],
        )
        for one in data["tables"]
    )
    asked = tuple((key, value) for key, value in data["asked"])
    return Result(**{**data, "asked": asked, "prose": tuple(data["prose"]), "tables": tables})
