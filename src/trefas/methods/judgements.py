"""Judging a proposal against the criteria, and an ending by its ground and how it was verified."""

from collections.abc import Mapping

from .definition import Criterion, Method
from .text import Text
from .verdicts import Outcome, PolarityVerdict, Verdict


def check_proposal(method: Method, evidence: Mapping[str, int]) -> Verdict:
    """Whether a proposal states enough: `evidence` is the number of pieces given for each criterion id.

    Every necessary criterion must be met, and `further_criteria_needed` of the others.
    Raises ValueError for a criterion that the method does not have.
    """
    if unknown := sorted(evidence.keys() - {criterion.id for criterion in method.criteria}):
        raise ValueError(f"The method {method.id} has no criterion {unknown[0]!r}.")
    lacking = [row for row in method.criteria if evidence.get(row.id, 0) < row.evidence_needed]
    reasons = [_lacks(row, evidence) for row in lacking if row.necessary]
    further = [row for row in method.criteria if not row.necessary and row not in lacking]
    if len(further) < method.further_criteria_needed:
        reasons.append(_too_few(method.further_criteria_needed))
    if reasons:
        return Verdict(Outcome.REFUSED, tuple(reasons))
    return Verdict(Outcome.ALLOWED, tuple(row.name for row in method.criteria if row not in lacking))


def ending_polarity(method: Method, ground: str, verified: str) -> PolarityVerdict:
    """How an ending counts: unless verified in a way the method knows, by the ground's own polarity.

    Raises KeyError for a ground that the method does not have.
    """
    ending = method.ending(ground)
    ways = {term.id: term.name for term in method.verifications}
    if verified in ending.verified:
        return PolarityVerdict(ending.verified[verified], ending.tells_receivers, (ending.name, ways[verified]))
    text = Text("Grunden är inte kontrollerad.", "The ground has not been verified.")
    return PolarityVerdict(ending.polarity, ending.tells_receivers, (ending.name, text))


def _lacks(criterion: Criterion, evidence: Mapping[str, int]) -> Text:
    given, needed = evidence.get(criterion.id, 0), criterion.evidence_needed
    return Text(
        f"”{criterion.name.sv}” kräver {needed} underlag, {given} är angivna.",
        f'"{criterion.name.en}" takes {needed} pieces of evidence, {given} are given.',
    )


def _too_few(needed: int) -> Text:
    return Text(
        f"Förslaget måste uppfylla minst {needed} av de övriga kriterierna.",
        f"The proposal must meet at least {needed} of the other criteria.",
    )
