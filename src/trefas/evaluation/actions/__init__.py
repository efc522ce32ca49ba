"""Every write of figures: publishing one's own, suppressed; taking in what others published; taking a file out."""

from trefas.evaluation.actions.publishing import publish_figures
from trefas.evaluation.actions.taking_in import take_in_figures
from trefas.evaluation.actions.taking_out import take_out_figures

__all__ = ["publish_figures", "take_in_figures", "take_out_figures"]
