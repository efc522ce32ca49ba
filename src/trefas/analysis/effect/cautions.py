"""The plain warnings of a study: where the designs disagree and what the data cannot tell."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from trefas.analysis.effect.estimate import NAMES, Estimate, Remark
from trefas.analysis.reading import BadInput

if TYPE_CHECKING:
    from trefas.analysis.effect.side_by_side import Study

FEW = 10
"""Below this many treated units clustered errors are too small (MacKinnon and Webb 2017)."""
DISPERSED = 1.5


def chosen(found: Sequence[Estimate], model: str) -> Estimate:
    """The estimate of the model asked for; BadInput when it has no answer for this panel."""
    for estimate in found:
        if estimate.model == model:
            return estimate
    raise BadInput(
        f"--model {model} går inte att räkna ut på dessa data: det är för få enheter eller perioder.",
        f"--model {model} cannot be computed on these data: there are too few units or periods.",
    )


def of_counts(study: "Study", linear_leads: Sequence[float]) -> list[Remark]:
    """Warnings for a study of counts; linear_leads are the effects before the start on the count scale."""
    found = [study.main.note] if study.main.se is None and study.main.note else []
    found += _dispersion(study) + _few(study) + _chance(study)
    return found + _leads(study) + _linear_leads(linear_leads) + _disagreement(study) + _undecided(study)


def of_numbers(study: "Study") -> list[Remark]:
    """Warnings for a study whose outcome may be any number."""
    return _poor_fit(study) + _disagreement(study) + _undecided(study)


def _dispersion(study: "Study") -> list[Remark]:
    if study.dispersion is None or not study.dispersion > DISPERSED:
        return []
    value = f"{study.dispersion:.1f}"
    swedish = value.replace(".", ",")
    hc1 = study.errors == "hc1"
    return [(
        f"Antalen varierar {swedish} gånger mer än Poisson. "
        + ("HC1-felet bortser från samband inom en enhet över tid; jämför med det klustrade." if hc1
           else "Därför är felen klustrade per enhet."),
        f"The counts vary {value} times more than Poisson. "
        + ("The HC1 error ignores dependence within a unit over time; compare the clustered one." if hc1
           else "The errors are therefore clustered by unit."),
    )]  # fmt: skip


def _few(study: "Study") -> list[Remark]:
    number = int(study.panel.treated.sum())
    if number >= FEW:
        return []
    units = ("1 enhet", "1 unit has") if number == 1 else (f"{number} enheter", f"{number} units have")
    return [(
        f"Bara {units[0]} har metoden med perioder både före och efter. Då är intervallet från "
        f"modellen för "
        "snävt: lita på p från slumpad placering.",
        f"Only {units[1]} the method with periods both before and after. The interval of the model "
        f"is "
        "then too narrow: rely on p from random placement.",
    )]  # fmt: skip


def _chance(study: "Study") -> list[Remark]:
    if study.randomisation is None or study.main.p is None:
        return []
    p, _ = study.randomisation
    if (p < 0.05) == (study.main.p < 0.05):
        return []
    swedish, english = f"{p:.3f}".replace(".", ","), f"{p:.3f}"
    mine = f"{study.main.p:.3f}"
    return [(
        f"Modellen ger p = {mine.replace('.', ',')} men slumpad placering av starterna ger p = {swedish}. "
        "Det håller inte ihop: dra ingen slutsats av det ena ensamt.",
        f"The model gives p = {mine} but random placement of the starts gives p = {english}. They do not "
        f"agree: "
        "draw no conclusion from one alone.",
    )]  # fmt: skip


def _leads(study: "Study") -> list[Remark]:
    if study.events is None or study.events.leads_p is None:
        return []
    if study.events.leads_p < 0.05:
        return [(
            "Utvecklingen skilde sig redan före starten (leden före starten är tillsammans skilda från "
            "noll). "
            "Då mäter talet inte bara metoden.",
            "The course differed before the start (the leads are jointly different from zero). The figure "
            "then "
            "does not measure the method alone.",
        )]  # fmt: skip
    return []


def _linear_leads(leads: Sequence[float]) -> list[Remark]:
    """Leads all on one side are weak evidence each, but together hint at a trend of another cause."""
    if len(leads) < 3 or not (all(v < 0 for v in leads) or all(v > 0 for v in leads)):
        return []
    sign = ("negativa", "negative") if leads[0] < 0 else ("positiva", "positive")
    return [(
        f"Mätt i antal är alla {len(leads)} perioder närmast före starten {sign[0]}. Ingen behöver vara "
        f"säker "
        "för sig, men att alla ligger åt samma håll tyder på att förändringen började före metoden.",
        f"Measured in counts all {len(leads)} periods just before the start are {sign[1]}. None need be "
        f"certain "
        "alone, but all on one side hints that the change began before the method.",
    )]  # fmt: skip


def _disagreement(study: "Study") -> list[Remark]:
    """The designs disagree when one points the other way or falls outside the main interval."""
    main = study.main
    if main.percent is None:
        return []
    apart = [other for other in study.alternatives if other.percent is not None and _apart(main, other)]
    if not apart:
        return []
    names = (", ".join(f"{NAMES[one.model][k]} {one.percent:+.0f} %" for one in apart) for k in (0, 1))
    swedish, english = names
    return [(
        f"Sätten att räkna är inte överens: {NAMES[main.model][0]} ger {main.percent:+.0f} %, men {swedish}. "
        "Svaret hänger på vad man antar om hur enheterna annars skulle ha utvecklats.",
        f"The designs disagree: {NAMES[main.model][1]} gives {main.percent:+.0f} %, but {english}. The "
        f"answer "
        "hangs on what is assumed about how the units would have developed otherwise.",
    )]  # fmt: skip


def _apart(main: Estimate, other: Estimate) -> bool:
    assert main.percent is not None  # noqa: S101  checked by the caller
    assert other.percent is not None  # noqa: S101
    if main.percent * other.percent < 0 and abs(main.percent - other.percent) > 1:
        return True
    if main.percent_low is None or main.percent_high is None:
        return abs(other.percent - main.percent) > max(5.0, 0.5 * abs(main.percent))
    return not main.percent_low <= other.percent <= main.percent_high


def _poor_fit(study: "Study") -> list[Remark]:
    control = study.synthetic
    if control is None:
        return []
    level = float(np.abs(study.panel.matrix[list(study.panel.units).index(control.unit)][: control.start]).mean())
    if level == 0 or control.pre_rmspe < 0.1 * level:
        return []
    return [(
        "Den syntetiska kontrollen följer enheten dåligt före starten (felet är över en tiondel av nivån).",
        "The synthetic control follows the unit poorly before the start (the error is over a tenth of the "
        "level).",
    )]  # fmt: skip


def _undecided(study: "Study") -> list[Remark]:
    main = study.main
    open_interval = main.low is not None and main.high is not None and main.low < 0 < main.high
    if not open_interval and not (main.p is not None and main.p >= 0.05):
        return []
    return [(
        "Det går inte att säga om metoden minskade, ökade eller inte påverkade antalet: noll ligger inom "
        "osäkerheten.",
        "It cannot be told whether the method lowered, raised or did not affect the number: zero lies "
        "within the "
        "uncertainty.",
    )]  # fmt: skip
