"""Judging a proposal against the criteria, and an ending by its ground and how it was verified."""

from collections.abc import Mapping

from .definition import Criterion, Method, Polarity, SecondLook
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


def ends_alone(method: Method, ground: str, verified: str) -> Verdict:
    """Whether one person ends on this ground, verified so; refused where the definition asks for a second look.

    Raises KeyError for a ground that the method does not have.
    """
    ending, looks = method.ending(ground), method.second_looks
    counted = ending_polarity(method, ground, verified)
    if ending.second_look is SecondLook.ALWAYS:
        return Verdict(Outcome.REFUSED, (ending.name, _LOOKED_AT))
    if ending.second_look is SecondLook.AS_COUNTED and counted.polarity in looks.polarities:
        return Verdict(Outcome.REFUSED, (*counted.reasons, _COUNTS[counted.polarity]))
    if ending.second_look is SecondLook.AS_COUNTED and verified in looks.verified:
        return Verdict(Outcome.REFUSED, (*counted.reasons, _THIN))
    return Verdict(Outcome.ALLOWED, counted.reasons)


_LOOKED_AT = Text(
    "En annan person ser alltid på ett avslut på den grunden.",
    "Another person always looks at an ending on this ground.",
)
_THIN = Text(
    "Ett avslut som är kontrollerat så ser en annan person på.",
    "Another person looks at an ending that was verified in this way.",
)
_COUNTS = {
    polarity: Text(
        f"Det räknas som {sv}, och då ser en annan person på det.", f"It counts as {en}: another person looks."
    )
    for polarity, sv, en in (
        (Polarity.POSITIVE, "positivt", "positive"),
        (Polarity.NEGATIVE, "negativt", "negative"),
        (Polarity.NEUTRAL, "varken eller", "neutral"),
        (Polarity.UNKNOWN, "okänt", "unknown"),
    )
}


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
