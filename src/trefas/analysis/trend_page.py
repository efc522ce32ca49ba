"""The trend of areas as a page a person can read, as JSON and as a picture."""

from pathlib import Path
from typing import Any

from trefas.analysis.periods import Span, name
from trefas.analysis.plotting import BLUE, GREY, ORANGE, picture
from trefas.analysis.reading import Language
from trefas.analysis.trend import Change, Comparison
from trefas.analysis.trend_events import Trend
from trefas.analysis.wording import figure, in_language, interval, text_table

WORDS: dict[Change, tuple[str, str]] = {
    Change.EMERGING: ("ökar", "emerging"),
    Change.WANING: ("minskar", "waning"),
    Change.NOT_SHOWN: ("ingen förändring visad", "no change shown"),
    Change.CANNOT_TELL: ("för få för att avgöra", "too few to tell"),
}


def as_json(result: Trend, language: Language) -> dict[str, Any]:
    """All counts with intervals, the comparison of each area, what was compared."""
    return {
        "n": result.n,
        "by": result.grain,
        "periods": [name(span, result.grain) for span in result.periods],
        "now": _span(result.now),
        "before": [_span(span) for span in result.before],
        "areas": [_area(result, row) for row in range(len(result.areas))],
        "dispersion": result.dispersion,
        "correction": "benjamini-hochberg",
        "level": 0.05,
        "warnings": [in_language(language, remark) for remark in _remarks(result)],
    }


def _span(span: Span) -> dict[str, str]:
    return {"from": span.first.isoformat(), "to": span.last.isoformat()}


def _area(result: Trend, row: int) -> dict[str, Any]:
    comparison = result.comparisons[row]
    return {
        "area": result.areas[row],
        "counts": result.counts[row],
        "ci": [[low, high] for low, high in zip(result.low[row], result.high[row], strict=True)],
        "now": comparison.now,
        "before": comparison.before,
        "ratio": comparison.ratio,
        "ratio_ci": comparison.ci,
        "p": comparison.p,
        "p_adjusted": comparison.p_adjusted,
        "change": comparison.change.value,
    }


def as_page(result: Trend, language: Language) -> str:
    """The answer first, then the comparison of every area and the latest counts."""
    parts = [_opening(result, language), _comparison_table(result, language), _counts_table(result, language)]
    parts += [in_language(language, remark) for remark in _remarks(result)]
    return "\n\n".join([*parts, in_language(language, _LIMITS)])


_LIMITS = (
    "Intervallen kring antalen är exakta 95-procentsintervall för Poissonfördelade antal. Områdena är "
    "prövade tillsammans, så att av dem som pekas ut är i längden högst ungefär ett av tjugo fel. Att "
    "ingen förändring är visad betyder inte att det är oförändrat. Tabellen säger inte varför.",
    "Intervals around counts are exact 95 per cent intervals for Poisson counts. The areas are tested "
    "together, so that of those singled out at most about one in twenty is wrong in the long run. No "
    "change shown does not mean unchanged. The table does not say why.",
)


def _remarks(result: Trend) -> list[tuple[str, str]]:
    remarks = list(result.remarks)
    if result.dispersion is not None and result.dispersion > 1:
        swedish, english = figure(result.dispersion, "sv", 1), figure(result.dispersion, "en", 1)
        remarks.append(
            (
                f"Antalen varierar {swedish} gånger så mycket som slumpmässiga antal från en period till "
                "nästa. Jämförelserna är gjorda försiktigare efter det; intervallen kring antalen är det "
                "inte.",
                f"Counts vary {english} times as much as random counts from one period to the next. The "
                "comparisons are more cautious for that; the intervals around the counts are not.",
            )
        )
    return remarks


def _opening(result: Trend, language: Language) -> str:
    now = name(result.now, result.grain)
    before = ", ".join(name(span, result.grain) for span in result.before)
    named = {change: _named(result, change) for change in (Change.EMERGING, Change.WANING)}
    none = in_language(language, ("inget område", "no area"))
    up, down = named[Change.EMERGING] or none, named[Change.WANING] or none
    return in_language(
        language,
        (
            f"{now} mot {before}, {len(result.areas)} områden, {result.n} händelser i filen. Ökar: {up}. "
            f"Minskar: {down}.",
            f"{now} against {before}, {len(result.areas)} areas, {result.n} events in the file. Emerging: "
            f"{up}. Waning: {down}.",
        ),
    )


def _named(result: Trend, change: Change) -> str:
    pairs = zip(result.areas, result.comparisons, strict=True)
    return ", ".join(area for area, comparison in pairs if comparison.change is change)


def _comparison_table(result: Trend, language: Language) -> str:
    header = in_language(
        language,
        (
            ("Område", "Nu", "Förut", "Kvot", "95 %", "Justerat p", "Bedömning"),
            ("Area", "Now", "Before", "Ratio", "95 %", "Adjusted p", "Reading"),
        ),
    )
    rows = [
        _comparison_row(area, comparison, language)
        for area, comparison in zip(result.areas, result.comparisons, strict=True)
    ]
    return text_table(header, rows)


def _comparison_row(area: str, comparison: Comparison, language: Language) -> list[str]:
    return [
        area,
        str(comparison.now),
        str(comparison.before),
        figure(comparison.ratio, language),
        interval(*comparison.ci, language),
        figure(comparison.p_adjusted, language, 3),
        in_language(language, WORDS[comparison.change]),
    ]


def _counts_table(result: Trend, language: Language, latest: int = 4) -> str:
    spans = result.periods[-latest:]
    header = [
        in_language(language, ("Antal (95 %)", "Count (95 %)")),
        *(name(s, result.grain) for s in spans),
    ]
    first = len(result.periods) - len(spans)
    rows = [
        [area, *(_count(result, row, column, language) for column in range(first, len(result.periods)))]
        for row, area in enumerate(result.areas)
    ]
    return text_table(header, rows)


def _count(result: Trend, row: int, column: int, language: Language) -> str:
    low, high = result.low[row, column], result.high[row, column]
    return f"{result.counts[row, column]} ({figure(low, language, 1)}–{figure(high, language, 1)})"


def draw(result: Trend, path: Path, language: Language) -> None:
    """Each area's ratio with its interval on a log scale; areas without a ratio are named on their line."""
    now, before = name(result.now, result.grain), name(result.before[0], result.grain)
    title = in_language(language, (f"{now} mot {before}, kvot med 95 %", f"{now} against {before}, ratio with 95 %"))
    shown = _shown(result)
    with picture(path, title, height=1.6 + 0.3 * len(shown)) as axes:
        axes.set_xscale("log")
        axes.axvline(1, color=GREY, linewidth=1)
        for place, row in enumerate(shown):
            _draw_area(axes, place, result.comparisons[row], language)
        axes.set_yticks(range(len(shown)), [result.areas[row] for row in shown])
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_xlim(0.05, 20)
        axes.set_xticks(_TICKS, [_tick(value, language) for value in _TICKS])
        axes.minorticks_off()


_TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 10)
DRAWN_AT_MOST = 40


def _shown(result: Trend) -> list[int]:
    """All areas, or the ones with most events where there are too many to draw; in their order."""
    size = [-(comparison.now + comparison.before) for comparison in result.comparisons]
    return sorted(sorted(range(len(size)), key=size.__getitem__)[:DRAWN_AT_MOST])


def _draw_area(axes: Any, place: int, comparison: Comparison, language: Language) -> None:
    if comparison.ratio is None:
        text = in_language(language, (f"{comparison.now} nu, 0 förut", f"{comparison.now} now, 0 before"))
        axes.text(1.1, place, text, va="center", size=8)
        return
    colour = {Change.EMERGING: ORANGE, Change.WANING: BLUE}.get(comparison.change, GREY)
    low, high = comparison.ci
    axes.plot([max(low, 1e-3), 1e3 if high is None else high], [place, place], color=colour, linewidth=2)
    axes.plot([max(comparison.ratio, 0.05)], [place], "o", color=colour)


def _tick(value: float, language: Language) -> str:
    text = f"{value:g}"
    return text.replace(".", ",") if language == "sv" else text
