"""Did a method change the number of events? Panels of area and period, several designs side by side."""

from trefas.analysis.effect.designs import estimate_with
from trefas.analysis.effect.estimate import Estimate
from trefas.analysis.effect.panel import Columns, Panel, panel_of, read_panel
from trefas.analysis.effect.study import Study, study
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
