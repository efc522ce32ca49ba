"""Did a method change the number of events? Panels of area and period, several designs side by side."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trefas.analysis.effect.designs import estimate_with
    from trefas.analysis.effect.estimate import Estimate
    from trefas.analysis.effect.panel import Columns, Panel, panel_of, read_panel
    from trefas.analysis.effect.side_by_side import Study, study
    from trefas.analysis.effect.synthetic import Synthetic, synthetic_control

__all__ = [
    "Columns",
    "Estimate",
    "Panel",
    "Study",
    "Synthetic",
    "estimate_with",
    "panel_of",
    "read_panel",
    "study",
    "synthetic_control",
]

# Loaded when asked for: the pilot planner's workers need the placements but not the regressions.
_HOME = {
    "Columns": "panel",
    "Estimate": "estimate",
    "Panel": "panel",
    "Study": "side_by_side",
    "Synthetic": "synthetic",
    "estimate_with": "designs",
    "panel_of": "panel",
    "read_panel": "panel",
    "study": "side_by_side",
    "synthetic_control": "synthetic",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
