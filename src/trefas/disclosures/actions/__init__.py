"""Every write of a disclosure."""

from trefas.disclosures.actions.assessing import answer_questions, start_assessment
from trefas.disclosures.actions.deciding import decide, withdraw_disclosure

__all__ = ["answer_questions", "decide", "start_assessment", "withdraw_disclosure"]
