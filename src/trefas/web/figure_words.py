"""Published figures in words: sentences, the table by district, endings by ground, and the chart's finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trefas.evaluation.counting import OTHER
from trefas.evaluation.models import PublishedFigures
from trefas.evaluation.reading import Bounds, by_district, districts_of, endings, times, total
from trefas.evaluation.suppressing import FEW, Cell
from trefas.files.definitions import said
from trefas.methods import Figure, FigureKind, Method
from trefas.sheets.names import sort_key

SMALLER = 0.9
HALVED = 0.55


@dataclass(frozen=True)
class Shown:
    """The published figures of one method and period, as one page shows them."""

    method: Method
    rows: Sequence[PublishedFigures]

    @property
    def counts(self) -> list[Figure]:
        """The counts that somebody has published."""
        known = {name for row in self.rows for name in row.content["figures"]}
        return [figure for figure in self.method.figures if figure.id in known]

    @property
    def durations(self) -> list[Figure]:
        """The times that somebody has published."""
        known = {name for row in self.rows for name in row.content["times"]}
        return [figure for figure in self.method.figures if figure.id in known and figure.kind is FigureKind.DURATION]


def sentences(shown: Shown) -> list[dict[str, str]]:
    """Each figure as a number, a sentence and who counts it; at most five, the times last."""
    counts = [figure for figure in shown.counts if figure.event != "ended" and figure.id != "supported"]
    found = [_counted(shown, figure) for figure in counts] + [_timed(shown, figure) for figure in shown.durations[-1:]]
    return found[:5]


def _counted(shown: Shown, figure: Figure) -> dict[str, str]:
    whole = total(shown.rows, figure.id)
    words = {
        "identified": _("people have been proposed and agreed to be followed."),
        "offered": _("have had at least one offer of help."),
        "accepted": _("have said yes to an offer."),
        "relocated": _("have moved with support."),
    }
    sentence = words.get(figure.id, f"{said(figure.name)}.")
    share = _share(whole, total(shown.rows, "offered")) if figure.id == "accepted" else ""
    small = _("The number is too small to show.") if whole.cell == FEW else ""
    told = " ".join(part for part in (share or sentence, small) if part)
    return {"number": in_words(whole), "sentence": told, "counted_by": who(figure.counted_by)}


def _share(some: Bounds, of: Bounds) -> str:
    if not (some.exact and of.exact and of.low):
        return ""
    return _("have said yes, %(share)s of ten of those offered.") % {"share": round(10 * some.low / of.low)}


def _timed(shown: Shown, figure: Figure) -> dict[str, str]:
    middle, _series = times(shown.rows, figure.id)
    sentence = _("from the wish to leave to the first support, median.")
    if figure.id != "days_to_measure":
        sentence = f"{said(figure.name)}."
    few = _("Too few people to show.")
    if middle is None:
        return {
            "number": "–",
            "sentence": f"{sentence} {few}",
            "counted_by": who(figure.counted_by),
        }
    days = ngettext("%(n)s day", "%(n)s days", round(middle)) % {"n": f"{middle:g}"}
    return {"number": days, "sentence": sentence, "counted_by": who(figure.counted_by)}


def in_words(whole: Bounds) -> str:
    """A sum in words: the number, what is hidden of it, or at least how many."""
    if whole.exact:
        return str(whole.low)
    if whole.cell == FEW:
        return "1–4"
    return _("at least %(n)s") % {"n": whole.low} if whole.low else _("hidden")


def who(kind: str) -> str:
    """The kind of room that counts, in running text."""
    words = {
        "police": _("the police"),
        "social_services": _("the social services"),
        "prison_and_probation": _("the probation service"),
        "exit_unit": _("the exit unit"),
    }
    return words.get(kind, kind)


def cell(value: Cell | None) -> Any:
    """A published cell for a table: a number, or its word with the mark of a hidden one."""
    if isinstance(value, int):
        return value
    if value is None:
        return "–"
    return {"text": "1–4" if value == FEW else _("hidden"), "suppressed": True}


def plain(value: Any) -> Any:
    """A table's cell for a spreadsheet."""
    return value["text"] if isinstance(value, dict) else value


def table(shown: Shown) -> dict[str, Any]:
    """The table by district, with the totals."""
    figures = sorted(
        (figure for figure in shown.counts if figure.id not in ("supported", "relocated")),
        key=lambda figure: figure.event == "ended",
    )
    cells = {figure.id: by_district(shown.rows, figure.id) for figure in figures}
    names = sorted(districts_of(shown.rows, [figure.id for figure in figures]), key=lambda name: _order(name))
    return {
        "caption": _("The districts"),
        "columns": [{"label": _("District")}, *({"label": _column(figure), "number": True} for figure in figures)],
        "rows": [[_named(name), *(cell(cells[figure.id].get(name)) for figure in figures)] for name in names],
        "total": [_("In all"), *(_whole(total(shown.rows, figure.id)) for figure in figures)],
    }


def _column(figure: Figure) -> str:
    """The short name of a figure, for the head of its column."""
    words = {
        "identified": _("Identified"),
        "offered": _("Offered"),
        "accepted": _("Have said yes"),
        "ended": _("Have ended"),
    }
    return words.get(figure.id, said(figure.name))


def _whole(bounds: Bounds) -> Any:
    return bounds.low if bounds.exact else {"text": in_words(bounds), "suppressed": True}


def _order(name: str) -> tuple[bool, Any]:
    return name == OTHER, sort_key(name)


def _named(name: str) -> str:
    return _("No district") if name == OTHER else name


def grounds(shown: Shown) -> dict[str, Any] | None:
    """Endings by ground, where somebody has published them; grounds that nobody ended on are left out."""
    found = {ground: value for ground, value in endings(shown.rows).items() if value != 0}
    if not found:
        return None
    rows = [[said(ending.name), cell(found[ending.id])] for ending in shown.method.endings if ending.id in found]
    return {
        "caption": _("Ended, by ground"),
        "columns": [{"label": _("Ground")}, {"label": _("People"), "number": True}],
        "rows": rows,
    }


def chart(shown: Shown) -> dict[str, Any]:
    """The wait for the first offer by quarter, with the finding as its heading."""
    _middle, series = times(shown.rows, "days_to_offer")
    known = [value for *_when, value in series if value is not None]
    middles = _("It is the middle of the boards’ own medians.")
    several = sum("days_to_offer" in row.content["times"] for row in shown.rows) > 1
    lead = _("Days from proposal to first offer, median by quarter. Each point rests on at least 5 people.")
    return {
        "heading": _finding(known),
        "lead": f"{lead} {middles}" if several else lead,
        "column": _("Quarter"),
        "unit": _("days"),
        "points": [(_("Q%(q)s %(y)02d") % {"q": quarter, "y": year % 100}, value) for year, quarter, value in series],
    }


def _finding(known: Sequence[float]) -> str:
    if len(known) < 2 or not known[0]:
        return _("The wait for the first offer")
    change = known[-1] / known[0]
    if change <= HALVED:
        return _("The wait for the first offer has halved")
    if change < SMALLER:
        return _("The wait for the first offer has become shorter")
    if change > 1 / SMALLER:
        return _("The wait for the first offer has become longer")
    return _("The wait for the first offer is unchanged")
