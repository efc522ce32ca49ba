"""A release as a page a person can read: each table with its totals, and what is hidden."""

from collections.abc import Sequence

from trefas.analysis.reading import Language
from trefas.analysis.suppression import Published, Suppressed
from trefas.analysis.wording import in_language, text_table, whole

HIDDEN = ".."
"""The sign of Swedish official statistics for a figure that is not shown."""


def as_page(result: Suppressed, language: Language) -> str:
    """Every table, then how much is hidden and why."""
    tables = [_table(table, language) for table in result.tables]
    return "\n\n".join([*tables, *remarks(result, language)])


def remarks(result: Suppressed, language: Language) -> list[str]:
    """How much is hidden, and what the reader must know."""
    texts = [
        (
            f"{result.hidden} av {result.cells} celler visas inte ({HIDDEN}): de med 1–4, och så många andra "
            "som krävs för att 1, 2, 3 och 4 alla ska förbli möjliga. Summorna är sanna.",
            f"{result.hidden} of {result.cells} cells are not shown ({HIDDEN}): those of 1-4, and as many "
            "others as it takes to keep 1, 2, 3 and 4 all possible. The totals are true.",
        )
    ]
    texts += [
        (
            f"{name} har andra antal. Ingen skillnad mot den pekar ut en förändring på 1–4.",
            f"{name} has other counts. No difference from it singles out a change of 1-4.",
        )
        for name in result.changed
    ]
    if result.lost:
        texts.append(
            (
                f"Varning: {result.lost} små celler går inte att skydda, för tidigare publicering röjer dem.",
                f"Warning: {result.lost} small cells cannot be protected, since earlier releases give them away.",
            )
        )
    return [in_language(language, text) for text in texts]


def _table(table: Published, language: Language) -> str:
    total = in_language(language, ("Totalt", "Total"))
    rows = [
        [
            *(total if label is None else label for label in cell.key),
            HIDDEN if cell.count is None else whole(cell.count),
        ]
        for cell in table.cells
    ]
    return text_table([*table.by, in_language(language, ("antal", "count"))], _joined(rows))


def _joined(rows: Sequence[list[str]]) -> list[list[str]]:
    """Rows without the repeats of their first label, so that groups stand out."""
    out: list[list[str]] = []
    for place, row in enumerate(rows):
        same = len(row) > 2 and place > 0 and rows[place - 1][0] == row[0]
        out.append(["", *row[1:]] if same else row)
    return out
