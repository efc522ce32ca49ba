"""Every write of figures: publishing one's own, suppressed, and taking in what others published."""

from trefas.evaluation.actions.publishing import publish_figures
from trefas.evaluation.actions.taking_in import take_in_figures

__all__ = ["publish_figures", "take_in_figures"]
