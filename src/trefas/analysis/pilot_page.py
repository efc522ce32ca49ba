"""The planner's answer in words a politician can read, as JSON and as a power curve."""

from pathlib import Path
from typing import Any

from trefas.analysis.pilot import CLEAR, Answer, Plan, Power
from trefas.analysis.plotting import BLUE, GREY, picture
from trefas.analysis.reading import Language
from trefas.analysis.wording import figure, text_table


def as_json(answer: Answer) -> dict[str, Any]:
    """The JSON object of `trefas analysis pilot`."""
    plan = answer.main.plan
    return {
        "power": answer.main.share,
        "power_ci": [answer.main.low, answer.main.high],
        "size": answer.size.share,
        "size_ci": [answer.size.low, answer.size.high],
        "level": 0.05,
        "draws": answer.main.draws,
        "rates": list(plan.rates),
        "pilots": plan.pilots,
        "controls": plan.districts - plan.pilots,
        "before": plan.before,
        "after": plan.after,
        "stagger": plan.stagger,
        "dispersion": plan.dispersion,
        "effect": plan.effect,
        "months_needed": answer.months_needed,
        "longer": [_short(power) for power in answer.longer],
        "rollouts": [_short(power) for power in answer.rollouts],
        "effects": [_short(power) for power in answer.effects],
    }


def _short(power: Power) -> dict[str, Any]:
    plan = power.plan
    return {
        "pilots": plan.pilots,
        "stagger": plan.stagger,
        "after": plan.after,
        "effect": plan.effect,
        "power": power.share,
        "power_ci": [power.low, power.high],
        "draws": power.draws,
    }


def as_page(answer: Answer, language: Language) -> str:
    """The verdict first, then what it rests on and what would help."""
    parts = [_verdict(answer, language), _setting(answer, language), _false_alarms(answer, language)]
    parts += [_waiting(answer, language), _table(answer, language), _in(language, *_LIMITS)]
    return "\n\n".join(part for part in parts if part)


_LIMITS = (
    "Räkningen förutsätter att distrikten väljs genom lottning och att inget annat förändras olika i dem. "
    "Bestäm "
    "i förväg vad som ska räknas, hur länge och hur det ska prövas, och skriv ner det. Ett svar ”ingen säker "
    "skillnad” betyder inte att metoden är utan verkan.",
    "The sums assume that the districts are chosen by lot and that nothing else changes differently in them. "
    "Decide beforehand what to count, for how long and how to test it, and write it down. The answer “no "
    "certain difference” does not mean that the method has no effect.",
)


def _verdict(answer: Answer, language: Language) -> str:
    share, plan = answer.main.share, answer.main.plan
    if plan.effect == 0:
        return _in(
            language,
            f"Utan någon verklig effekt larmar prövningen ändå i {_of_hundred(share)} fall av 100.",
            f"Without any real effect the test still raises an alarm in {_of_hundred(share)} cases of 100.",
        )
    change = _change(plan.effect, language)
    found, missed = _of_hundred(share), 100 - _of_hundred(share)
    said = _in(
        language,
        f"Om metoden verkligen {change}, upptäcks det i {found} fall av 100. I de andra {missed} går det "
        f"inte att "
        "skilja från slumpen.",
        f"If the method truly {change}, that is found in {found} cases of 100. In the other {missed} it "
        f"cannot "
        "be told from chance.",
    )
    return f"{_in(language, *_judgement(share))} {said}"


def _judgement(share: float) -> tuple[str, str]:
    if share >= CLEAR:
        return "Ja, piloten kan besvara frågan.", "Yes, the pilot can answer the question."
    if share >= 0.5:
        return "Kanske: piloten missar effekten ofta.", "Perhaps: the pilot often misses the effect."
    return "Nej, piloten kan inte besvara frågan.", "No, the pilot cannot answer the question."


def _change(effect: float, language: Language) -> str:
    size = figure(abs(effect), language, 0)
    if effect < 0:
        return _in(language, f"minskar antalet med {size} %", f"lowers the number by {size} %")
    return _in(language, f"ökar antalet med {size} %", f"raises the number by {size} %")


def _setting(answer: Answer, language: Language) -> str:
    plan = answer.main.plan
    mean = figure(sum(plan.rates) / len(plan.rates), language, 2)
    varies = figure(plan.dispersion, language, 2)
    return _in(
        language,
        f"Räknat på {plan.pilots} pilotdistrikt och {plan.districts - plan.pilots} att jämföra med, i snitt "
        f"{mean} "
        f"händelser per månad och distrikt, {plan.before} månader före och {plan.after} "
        f"efter{_apart(plan, language)}"
        f", variation {varies} gånger slumpens minsta (Poisson). {answer.main.draws} dragningar, osäkerhet "
        f"{_of_hundred(answer.main.low)}–{_of_hundred(answer.main.high)} av 100.",
        f"Computed for {plan.pilots} pilot districts and {plan.districts - plan.pilots} to compare with, on "
        f"average "
        f"{mean} events per month and district, {plan.before} months before and {plan.after} after"
        f"{_apart(plan, language)}, variation {varies} times the least chance gives (Poisson). "
        f"{answer.main.draws} draws, uncertainty "
        f"{_of_hundred(answer.main.low)}–{_of_hundred(answer.main.high)} "
        "of 100.",
    )


def _apart(plan: Plan, language: Language) -> str:
    if not plan.stagger:
        return ""
    return _in(language, f", en start var {plan.stagger}:e månad", f", one start every {plan.stagger} months")


def _false_alarms(answer: Answer, language: Language) -> str:
    if answer.main.plan.effect == 0:
        return ""
    size = figure(100 * answer.size.share, language, 1)
    return _in(
        language,
        f"Gör metoden ingen nytta alls larmar prövningen ändå i {size} fall av 100 (ska vara omkring 5).",
        f"If the method does nothing at all the test still raises an alarm in {size} cases of 100 (should be near 5).",
    )


def _waiting(answer: Answer, language: Language) -> str:
    if not answer.longer:
        return ""
    if answer.months_needed is None:
        longest = max(power.plan.after for power in answer.longer)
        return _in(
            language,
            f"Inte ens {longest} månader efter starten räcker för att upptäcka effekten i 80 fall av 100.",
            f"Not even {longest} months after the start are enough to find the effect in 80 cases of 100.",
        )
    return _in(
        language,
        f"Av de tider som prövats räcker {answer.months_needed} månader efter starten för 80 fall av 100.",
        f"Of the times tried {answer.months_needed} months after the start are enough for 80 cases of 100.",
    )


def _table(answer: Answer, language: Language) -> str:
    if not answer.longer:
        return ""
    header = (
        ["Om i stället …", "upptäcks i fall av 100", "95 % osäkerhet"]
        if language == "sv"
        else ["If instead …", "found in cases of 100", "95 % uncertainty"]
    )
    rows = [_row(_in(language, f"{p.plan.after} månader efter", f"{p.plan.after} months after"), p)
            for p in answer.longer]  # fmt: skip
    rows += [_row(_rollout(power.plan, language), power) for power in answer.rollouts]
    rows += [
        _row(_in(language, f"verklig effekt {_signed(p.plan.effect)} %", f"true effect {_signed(p.plan.effect)} %"), p)
        for p in answer.effects
    ]
    return text_table(header, rows)


def _rollout(plan: Plan, language: Language) -> str:
    if plan.stagger:
        return _in(
            language,
            f"{plan.pilots} pilotdistrikt, en start var {plan.stagger}:e månad",
            f"{plan.pilots} pilot districts, one start every {plan.stagger} months",
        )
    return _in(language, f"{plan.pilots} pilotdistrikt samtidigt", f"{plan.pilots} pilot districts at once")


def _row(text: str, power: Power) -> list[str]:
    return [text, str(_of_hundred(power.share)), f"{_of_hundred(power.low)}–{_of_hundred(power.high)}"]


def draw(answer: Answer, path: Path, language: Language) -> None:
    """The power curve: months after the start against the share of cases where the effect is found."""
    sv = language == "sv"
    powers = sorted((answer.main, *answer.longer), key=lambda power: power.plan.after)
    with picture(path, "Hur ofta piloten upptäcker effekten" if sv else "How often the pilot finds it") as axes:
        at = [power.plan.after for power in powers]
        axes.axhline(100 * CLEAR, color=GREY, linestyle="--", linewidth=1)
        axes.fill_between(at, [100 * p.low for p in powers], [100 * p.high for p in powers], color=BLUE, alpha=0.15)
        axes.plot(at, [100 * power.share for power in powers], color=BLUE, marker="o")
        axes.set_ylim(0, 100)
        axes.set_xlabel("Månader efter starten" if sv else "Months after the start")
        axes.set_ylabel("Fall av 100" if sv else "Cases of 100")


def _of_hundred(share: float) -> int:
    return round(100 * share)


def _signed(effect: float) -> str:
    return f"{effect:+g}".replace("-", "−").replace(".", ",")


def _in(language: Language, swedish: str, english: str) -> str:
    return english if language == "en" else swedish
