"""The near-repeat table as a page a person can read, as JSON and as a picture."""

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from trefas.analysis.near_repeat import NearRepeat
from trefas.analysis.plotting import BLUE, INK, picture
from trefas.analysis.reading import Language
from trefas.analysis.wording import band, day_band, figure, in_language, p_value, text_table

NOTABLE = 0.05


@dataclass(frozen=True)
class Reading:
    """What happened between the file and the test: rows kept (in the file's order) and their file row
    numbers, rows read, reports merged, projection, remarks."""

    rows: tuple[int, ...]
    kept: npt.NDArray[np.intp]
    read: int
    merged: int
    projection: str | None = None
    remarks: tuple[tuple[str, str], ...] = field(default=())


def as_json(result: NearRepeat, reading: Reading, language: Language, pairs_at_most: int) -> dict[str, Any]:
    """The table, the same-place row and the file rows of the pairs in notable cells."""
    return {
        "n": result.n,
        "read": reading.read,
        "merged": reading.merged,
        "projection": reading.projection,
        "permutations": result.permutations,
        "bands": {"distance": list(result.distance), "days": list(result.days)},
        "observed": result.observed,
        "expected": result.expected,
        "ratio": result.ratio,
        "p": result.p,
        "same_place": result.same_place,
        "driving": [_driving(result, reading, cell, pairs_at_most) for cell in notable_cells(result)],
        "warnings": [in_language(language, remark) for remark in reading.remarks],
    }


def notable_cells(result: NearRepeat) -> list[tuple[int, int]]:
    """Cells with more pairs than chance gives (p at most 0.05), the strongest first."""
    cells = [cell for cell in result.pairs if result.p[cell] <= NOTABLE]
    return sorted(cells, key=lambda cell: (result.p[cell], -result.ratio[cell]))


def _driving(result: NearRepeat, reading: Reading, cell: tuple[int, int], at_most: int) -> dict[str, Any]:
    row, column = cell
    pairs = result.pairs[cell]
    return {
        "distance": [result.distance[row], result.distance[row + 1]],
        "days": [result.days[column], result.days[column + 1]],
        "pairs": len(pairs),
        "rows": [sorted((reading.rows[i], reading.rows[j])) for i, j in pairs[:at_most]],
    }


def as_page(result: NearRepeat, reading: Reading, language: Language, pairs_at_most: int) -> str:
    """The result in words with its tables."""
    parts = [_opening(result, reading, language), _table(result, language), _same_place(result, language)]
    parts += [in_language(language, remark) for remark in reading.remarks]
    parts += [_pairs_text(result, reading, language, pairs_at_most), in_language(language, _LIMITS)]
    return "\n\n".join(part for part in parts if part)


_LIMITS = (
    "Läs så här: varje ruta visar hur många par som observerades, talet delat med vad slumpen ger (kvot), "
    "och p. Tabellen prövar många rutor på en gång, så någon enstaka ruta med p under 0,05 är väntad. Testet "
    "visar att händelser ligger nära varandra i tid och på platsen, inte varför: det kan inte skilja spridning från "
    "att en plats är utsatt under en period. Jämför med publicerade tal efter mönster, inte efter decimaler: "
    "äldre verktyg har förskjutna band.",
    "How to read it: each cell shows the pairs observed, that number divided by what chance gives (ratio), "
    "and p. The table tests many cells at once, so a single cell with p below 0.05 is to be expected. The "
    "test shows that events lie close in time and space, not why: it cannot tell spread from a place being "
    "exposed for a period. Compare with published figures by shape, not by decimals: older tools have "
    "shifted bands.",
)


def _opening(result: NearRepeat, reading: Reading, language: Language) -> str:
    merged = (
        (
            f" {reading.merged} rapporter om samma händelse har slagits ihop.",
            f" {reading.merged} reports of the same event were merged.",
        )
        if reading.merged
        else ("", "")
    )
    plane = f" ({reading.projection})" if reading.projection else ""
    return in_language(
        language,
        (
            f"Upprepning nära i tid och plats: {result.n} händelser, {result.permutations} omkastningar av "
            f"datumen{plane}.{merged[0]}",
            f"Near-repeat: {result.n} events, {result.permutations} permutations of the dates{plane}.{merged[1]}",
        ),
    )


def _columns(result: NearRepeat, language: Language) -> list[str]:
    edges = result.days
    return [day_band(low, high, language) for low, high in pairwise(edges)]


def _row_names(result: NearRepeat, language: Language) -> list[str]:
    edges = result.distance
    return [band(low, high, "m", language) for low, high in pairwise(edges)]


def _cell(values: Any, language: Language) -> str:
    observed, ratio, p = values
    return f"{observed} ({figure(ratio, language)}; {p_value(p, language)})"


def _table(result: NearRepeat, language: Language) -> str:
    header = [in_language(language, ("Avstånd", "Distance")), *_columns(result, language)]
    stacked = np.stack((result.observed.astype(object), result.ratio, result.p), axis=-1)
    rows = [
        [name, *(_cell(cell, language) for cell in row)]
        for name, row in zip(_row_names(result, language), stacked, strict=True)
    ]
    return text_table(header, rows)


def _same_place(result: NearRepeat, language: Language) -> str:
    same = result.same_place
    cells = zip(same["observed"], same["ratio"], same["p"], strict=True)
    header = [in_language(language, ("Samma plats", "Same place")), *_columns(result, language)]
    row = [in_language(language, ("under 0,1 m", "under 0.1 m")), *(_cell(cell, language) for cell in cells)]
    return text_table(header, [row])


def _pairs_text(result: NearRepeat, reading: Reading, language: Language, at_most: int) -> str:
    lines = []
    for cell in notable_cells(result) if at_most else []:
        driving = _driving(result, reading, cell, at_most)
        name = f"{_row_names(result, language)[cell[0]]}, {_columns(result, language)[cell[1]]}"
        listed = ", ".join(f"{first}+{second}" for first, second in driving["rows"])
        more = " …" if driving["pairs"] > at_most else ""
        lines.append(f"  {name}: {listed}{more}")
    opening = in_language(
        language,
        (
            "Par bakom rutor med p högst 0,05 (rader i filen):",
            "Pairs behind cells with p at most 0.05 (file rows):",
        ),
    )
    return "\n".join([opening, *lines]) if lines else ""


def draw(result: NearRepeat, path: Path, language: Language) -> None:
    """The heat table: ratio as colour, ratio and observed pairs as text; SVG or PNG by the file's ending."""
    title = in_language(language, ("Fler par än slumpen ger?", "More pairs than chance gives?"))
    shape = result.ratio.shape
    with picture(path, title, width=3 + 1.3 * shape[1], height=2 + 0.5 * shape[0]) as axes:
        # Undefined cells are drawn as 'no more than chance', and their text says that they are undefined.
        colour = np.log2(np.clip(np.nan_to_num(result.ratio, nan=1.0), 1.0, 16.0))
        axes.imshow(colour, cmap="Blues", vmin=0, vmax=4, aspect="auto")
        axes.set_xticks(range(shape[1]), _columns(result, language))
        axes.set_yticks(range(shape[0]), _row_names(result, language))
        for (row, column), ratio in np.ndenumerate(result.ratio):
            text = f"{figure(ratio, language)}\nn = {result.observed[row, column]}"
            ink = "white" if colour[row, column] > 2.2 else INK
            weight = "bold" if result.p[row, column] <= NOTABLE else "normal"
            axes.text(column, row, text, ha="center", va="center", color=ink, weight=weight, size=8)
        axes.spines[:].set_color(BLUE)
        axes.set_xlabel(
            in_language(language, ("Kvot mot slumpen; fet stil: p högst 0,05", "Ratio; bold: p at most 0.05"))
        )
