"""The result page of a study in Swedish and English, and its JSON."""

from typing import Any

import numpy as np

from trefas.analysis.effect.estimate import NAMES, Estimate, in_language
from trefas.analysis.effect.side_by_side import Study
from trefas.analysis.effect.synthetic import Synthetic
from trefas.analysis.reading import Language
from trefas.analysis.wording import figure, interval, p_value, text_table, whole

LIMITS = (
    "Vad data inte kan säga: om något annat började samtidigt på samma platser, om våldet flyttade någon "
    "annanstans, om metoden sattes in just när våldet var som värst och ändå hade sjunkit, eller om "
    "registreringen ändrades. Enheterna valdes inte genom lottning, om du inte vet att de gjorde det.",
    "What the data cannot tell: whether something else began at the same time in the same places, whether "
    "violence moved elsewhere, whether the method came just when violence peaked and would have fallen "
    "anyway, "
    "or whether recording changed. The units were not chosen by lot, unless you know that they were.",
)


def as_json(study: Study, language: Language) -> dict[str, Any]:
    """The JSON object of `trefas analysis effect`."""
    main = study.main
    found: dict[str, Any] = {
        "estimate": main.estimate,
        "se": main.se,
        "ci": None if main.low is None else [main.low, main.high],
        "percent": main.percent,
        "percent_ci": None if main.percent_low is None else [main.percent_low, main.percent_high],
        "n": study.n,
        "p": main.p,
        "model": main.model,
        "scale": main.scale,
        "errors": study.errors if main.model in ("poisson", "negbin") else None,
        "warnings": [in_language(remark, language) for remark in study.remarks],
        "alternatives": [other.as_json(language) for other in study.alternatives],
        "units": len(study.panel.units),
        "periods": len(study.panel.periods),
        "treated": [study.panel.units[k] for k in np.flatnonzero(study.panel.treated)],
        "dispersion": study.dispersion,
        "randomisation": _chance_json(study),
        "event_study": _events_json(study),
    }
    return found | (_synthetic_json(study.synthetic, study) if study.synthetic is not None else {})


def _chance_json(study: Study) -> dict[str, Any] | None:
    if study.randomisation is None:
        return None
    p, calendar = study.randomisation
    return {"p": p, "over": ["units", "starts"] if calendar else ["units"]}


def _events_json(study: Study) -> dict[str, Any] | None:
    if study.events is None:
        return None
    return {"steps": [step.as_json() for step in study.events.steps], "leads_p": study.events.leads_p}


def _synthetic_json(control: Synthetic, study: Study) -> dict[str, Any]:
    return {
        "weights": control.weights,
        "pre_rmspe": control.pre_rmspe,
        "unit": control.unit,
        "gap": dict(zip(study.panel.periods, control.gaps[control.unit], strict=True)),
        "placebo_p": control.p,
        "leave_one_out": control.left_out,
    }


def as_page(study: Study, language: Language) -> str:
    """The result in words: the percentage, the designs side by side, the warnings, the limits."""
    parts = [_opening(study, language), _facts(study, language), _side_by_side(study, language)]
    parts += [_steps(study, language), _control(study, language)]
    parts += [f"{'OBS' if language == 'sv' else 'NOTE'}: {in_language(r, language)}" for r in study.remarks]
    parts.append(in_language(LIMITS, language))
    return "\n\n".join(part for part in parts if part)


def _opening(study: Study, language: Language) -> str:
    main = study.main
    if main.percent is None:
        return _in(language, "Effekten går inte att räkna ut på dessa data.",
                   "The effect cannot be computed on these data.")  # fmt: skip
    share = figure(abs(main.percent), language, 0)
    where = ("under", "below") if main.percent < 0 else ("över", "above")
    uncertainty = _uncertainty(main, language)
    return _in(
        language,
        f"Utfallet ligger {share} % {where[0]} det som annars väntats{uncertainty}.",
        f"The outcome lies {share} % {where[1]} what was otherwise expected{uncertainty}.",
    )


def _uncertainty(main: Estimate, language: Language) -> str:
    parts = []
    if main.percent_low is not None:
        span = interval(main.percent_low, main.percent_high, language, 0)
        parts.append(_in(language, f"95 % osäkerhet: {span} %", f"95 % uncertainty: {span} %"))
    if main.p is not None:
        parts.append(p_value(main.p, language))
    return f" ({', '.join(parts)})" if parts else ""


def _facts(study: Study, language: Language) -> str:
    panel = study.panel
    lines = [_in(
        language,
        f"{len(panel.units)} enheter, varav {int(panel.treated.sum())} med metoden; {len(panel.periods)} "
        f"perioder "
        f"({panel.periods[0]} till {panel.periods[-1]}); {whole(study.n)} rader.",
        f"{len(panel.units)} units, {int(panel.treated.sum())} with the method; {len(panel.periods)} periods "
        f"({panel.periods[0]} to {panel.periods[-1]}); {whole(study.n)} rows.",
    )]  # fmt: skip
    if study.dispersion is not None:
        value = figure(study.dispersion, language)
        lines.append(_in(language, f"Spridning: {value} gånger Poisson.", f"Dispersion: {value} times Poisson."))
    if study.randomisation is not None:
        p, calendar = study.randomisation
        over = ("enheter och startmånader", "units and start periods") if calendar else ("enheter", "units")
        lines.append(_in(
            language,
            f"Slumpad placering av starterna över {over[0]}: {p_value(p, language)}.",
            f"Random placement of the starts over {over[1]}: {p_value(p, language)}.",
        ))  # fmt: skip
    return "\n".join(lines)


def _side_by_side(study: Study, language: Language) -> str:
    header = (
        ["Sätt att räkna", "procent", "95 % osäkerhet", "skattning", "fel", "p"]
        if language == "sv"
        else ["Design", "per cent", "95 % uncertainty", "estimate", "error", "p"]
    )
    rows = [_row(estimate, language) for estimate in (study.main, *study.alternatives)]
    return text_table(header, rows)


def _row(estimate: Estimate, language: Language) -> list[str]:
    return [
        _in(language, *NAMES[estimate.model]),
        figure(estimate.percent, language, 1),
        "–" if estimate.percent_low is None else interval(estimate.percent_low, estimate.percent_high, language, 1),
        figure(estimate.estimate, language, 4),
        figure(estimate.se, language, 4),
        "–" if estimate.p is None else p_value(estimate.p, language).removeprefix("p ").removeprefix("= "),
    ]


def _steps(study: Study, language: Language) -> str:
    if study.events is None:
        return ""
    header = (
        ["Perioder från start", "procent", "95 % osäkerhet"]
        if language == "sv"
        else ["Periods from start", "per cent", "95 % uncertainty"]
    )
    rows = []
    for step in study.events.steps:
        data = step.as_json()
        low, high = (100 * np.expm1(v) for v in step.interval)
        sign = {"earlier": "≤ ", "later": "≥ ", None: ""}[step.end]
        rows.append([f"{sign}{step.relative:+d}", figure(data["percent"], language, 1),
                     interval(float(low), float(high), language, 1)])  # fmt: skip
    table = text_table(header, rows)
    if study.events.leads_p is None:
        return table
    said = p_value(study.events.leads_p, language)
    return table + "\n" + _in(
        language,
        f"Perioden före starten är nollinjen. Alla led före starten tillsammans: {said}.",
        f"The period before the start is the zero line. All leads before the start together: {said}.",
    )  # fmt: skip


def _control(study: Study, language: Language) -> str:
    control = study.synthetic
    if control is None:
        return ""
    used = sorted(((w, k) for k, w in control.weights.items() if w >= 0.0005), reverse=True)
    listed = ", ".join(f"{name} {figure(weight, language, 3)}" for weight, name in used)
    return _in(
        language,
        f"Syntetisk kontroll av {control.unit}: {listed}. Fel före starten (RMSPE) "
        f"{figure(control.pre_rmspe, language, 3)}; rang bland platserna ger {p_value(control.p, language)}; "
        f"minsta möjliga p är {figure(1 / len(control.gaps), language, 3)}.",
        f"Synthetic control of {control.unit}: {listed}. Error before the start (RMSPE) "
        f"{figure(control.pre_rmspe, language, 3)}; rank among the units gives "
        f"{p_value(control.p, language)}; "
        f"the least possible p is {figure(1 / len(control.gaps), language, 3)}.",
    )


def _in(language: Language, swedish: str, english: str) -> str:
    return english if language == "en" else swedish
