"""Places the points of a line chart; the template draws them as SVG."""

import math
from collections.abc import Sequence
from typing import Any

WIDTH, HEIGHT = 460, 230
LEFT, RIGHT, TOP, BOTTOM = 40, 400, 24, 196


def draw(points: Sequence[tuple[str, float | None]], unit: str) -> dict[str, Any]:
    """Coordinates for a line of (name, value); None means suppressed and leaves a gap with its word.

    The axis starts at zero. Only the first and last shown value are labelled, the last with `unit`.
    """
    shown = [value for _, value in points if value is not None]
    top = _round_up(max(shown, default=1) or 1)
    marks = [_mark(place, name, value, len(points), top) for place, (name, value) in enumerate(points)]
    _label(marks, unit)
    frame = {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": RIGHT,
        "axis": LEFT - 8,
        "foot": BOTTOM + 20,
    }
    rules = [_rule(step * top / 2, top) for step in range(3)]
    for place in [*rules, *marks]:
        # As text, or the templates would write a decimal comma, which SVG does not read.
        place |= {key: str(value) for key, value in place.items() if isinstance(value, float)}
    return {
        **frame,
        "rules": rules,
        "points": marks,
        "lines": _lines(marks),
        "enough": bool(shown),
        "middle": 80,
    }


def _round_up(value: float) -> float:
    """The next even, round number: 19 gives 20, 130 gives 200."""
    size = 10 ** math.floor(math.log10(value))
    return float(math.ceil(value / size / 2) * 2 * size)


def _height(value: float, top: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)


def _mark(place: int, name: str, value: float | None, count: int, top: float) -> dict[str, Any]:
    across = (RIGHT - LEFT) / max(count - 1, 1)
    mark = {"x": round(LEFT + across * place, 1), "name": name, "suppressed": value is None}
    return mark if value is None else {**mark, "value": f"{value:g}", "y": _height(value, top)}


def _rule(value: float, top: float) -> dict[str, Any]:
    height = _height(value, top)
    return {"y": height, "text_y": height + 4.5, "text": f"{value:g}"}


def _label(marks: list[dict[str, Any]], unit: str) -> None:
    """Labels stand on the line itself, so that no legend is needed."""
    shown = [mark for mark in marks if not mark["suppressed"]]
    if len(shown) > 1:
        shown[0] |= {
            "label": shown[0]["value"],
            "label_x": shown[0]["x"] + 8,
            "label_y": shown[0]["y"] - 9,
            "anchor": "start",
        }
    if shown:
        last = shown[-1]
        last |= {
            "label": f"{last['value']} {unit}".strip(),
            "anchor": "start",
            "label_x": last["x"] + 10,
            "label_y": last["y"] + 4.5,
        }


def _lines(marks: list[dict[str, Any]]) -> list[str]:
    """One polyline for each unbroken run of shown points."""
    runs: list[list[str]] = [[]]
    for mark in marks:
        if mark["suppressed"]:
            runs.append([])
        else:
            runs[-1].append(f"{mark['x']},{mark['y']}")
    return [" ".join(run) for run in runs if len(run) > 1]
