"""The contagion analysis as a page a person can read, as JSON and as a picture."""

from pathlib import Path
from typing import Any

import numpy as np

from trefas.analysis.contagion import Contagion, Verdict
from trefas.analysis.contagion_events import EventTimes
from trefas.analysis.plotting import BLUE, GREY, picture
from trefas.analysis.reading import Language
from trefas.analysis.wording import figure, in_language, interval, p_value, text_table


def as_json(result: Contagion, events: EventTimes, language: Language) -> dict[str, Any]:
    """Both fits, the test, the verdict with its reason."""
    constant, seasonal = result.constant, result.seasonal
    return {
        "n": result.n,
        "read": events.read,
        "merged": events.merged,
        "window": {"from": None if events.numbered else _date(events.first_day), "days": result.days},
        "constant": {
            "mu": constant.mu,
            "alpha": constant.alpha,
            "beta": constant.beta,
            "branching": constant.branching,
            "ci": constant.ci,
            "loglik": constant.loglik,
        },
        "seasonal": {
            "branching": seasonal.branching,
            "ci": seasonal.ci,
            "beta": seasonal.beta,
            "delay_hours": 24 / seasonal.beta if seasonal.branching > 0 else None,
            "loglik": seasonal.loglik,
            "loglik_without": seasonal.loglik_without,
        },
        "explained": result.explained,
        "test": {"statistic": seasonal.ratio, "p": result.p, "simulations": result.simulations},
        "verdict": result.verdict.value,
        "sentence": verdict_sentence(result, language),
        "warnings": [in_language(language, remark) for remark in events.remarks],
    }


def as_page(result: Contagion, events: EventTimes, language: Language) -> str:
    """The verdict first, then the figures it rests on."""
    parts = [
        verdict_sentence(result, language),
        _opening(result, events, language),
        _table(result, language),
        _explained(result, language),
        *(in_language(language, remark) for remark in events.remarks),
        in_language(language, _LIMITS),
    ]
    return "\n\n".join(part for part in parts if part)


def verdict_sentence(result: Contagion, language: Language) -> str:
    """What may be said, in words that do not go further than the seasonal model does."""
    seasonal = result.seasonal
    branching = figure(seasonal.branching, language)
    ci = interval(*seasonal.ci, language)
    delay = _delay(24 / seasonal.beta, language)
    return in_language(language, _sentences(result.n, branching, ci, delay)[result.verdict])


def _sentences(n: int, branching: str, ci: str, delay: str) -> dict[Verdict, tuple[str, str]]:
    return {
        Verdict.SUPPORTED: (
            "Händelserna följs av fler händelser än den vanliga veckan och året förklarar: i medel "
            f"{branching} ytterligare (95 %: {ci}), efter ungefär {delay}. Det stämmer med smitta mellan "
            "händelser men visar inte varför.",
            f"Events are followed by more events than the ordinary week and year explain: {branching} "
            f"more on average (95 %: {ci}), after about {delay}. That agrees with contagion but does not "
            "show why.",
        ),
        Verdict.NOT_SHOWN: (
            "Timme, veckodag, årstid och långsam förändring räcker för att förklara hur händelserna "
            "samlar sig. Inget här visar att en händelse för med sig nästa.",
            "Hour, weekday, season and slow change are enough to explain how the events gather. "
            "Nothing here shows that one event brings the next.",
        ),
        Verdict.SAME_EVENING: (
            f"Händelserna samlar sig inom några timmar (i medel {delay}) mer än vecka och årstid "
            "förklarar. Så kort tid är oftast samma händelse skriven två gånger, eller samma kväll. Det "
            "räcker inte för att säga att en händelse för med sig nästa.",
            f"Events gather within hours ({delay} on average) more than week and season explain. So short "
            "a time is mostly one event written twice, or the same evening. It is not enough to say that "
            "one event brings the next.",
        ),
        Verdict.CANNOT_TELL: (
            f"Det går inte att avgöra: {n} händelser är för få för att skilja ordinär variation från att en "
            "händelse för med sig nästa.",
            f"Cannot tell: {n} events are too few to tell ordinary variation from one event bringing the next.",
        ),
    }


_LIMITS = (
    "Modellen ser bara tid, inte plats. Ett samband i tid kan också komma av något gemensamt som "
    "modellen inte känner till, till exempel en helg, en turné eller en insats.",
    "The model sees time only, not place. A connection in time may also come from something in common "
    "that the model does not know of, such as a holiday, a large event or an operation.",
)


def _opening(result: Contagion, events: EventTimes, language: Language) -> str:
    start = str(events.first_day) if events.numbered else _date(events.first_day)
    swedish = f"{result.n} händelser på {result.days} dagar från {start}."
    english = f"{result.n} events over {result.days} days from {start}."
    if events.merged:
        swedish += f" {events.merged} rapporter om samma händelse har slagits ihop."
        english += f" {events.merged} reports of the same event were merged."
    return in_language(language, (swedish, english))


def _table(result: Contagion, language: Language) -> str:
    header = in_language(
        language,
        (("Bakgrund", "Följs av", "95 %", "Dröjsmål"), ("Background", "Followed by", "95 %", "Delay")),
    )
    names = in_language(language, (("konstant", "timme, veckodag, årstid"), ("constant", "hour, weekday, season")))
    fits: tuple[Any, ...] = (result.constant, result.seasonal)
    rows = [
        [name, figure(fit.branching, language), interval(*_ci(fit), language), _delay_of(fit, language)]
        for name, fit in zip(names, fits, strict=True)
    ]
    return text_table(list(header), rows)


def _explained(result: Contagion, language: Language) -> str:
    p = p_value(result.p, language)
    tested = in_language(
        language,
        (
            f"Prövat mot {result.simulations} simuleringar av bakgrunden ensam: {p}.",
            f"Tested against {result.simulations} simulations of the background alone: {p}.",
        ),
    )
    if result.explained is None:
        return tested
    share = figure(100 * result.explained, language, 0)
    return tested + in_language(
        language,
        (
            f" Av det som ser ut som följdhändelser på konstant bakgrund förklarar vecka och årstid {share} %.",
            f" Of what looks like follow-on events on a constant background, week and season explain {share} %.",
        ),
    )


def draw(result: Contagion, path: Path, language: Language) -> None:
    """Both branching ratios with their intervals, on one axis from zero."""
    title = in_language(language, ("Följdhändelser per händelse, 95 %", "Follow-on events per event, 95 %"))
    names = in_language(
        language, (("konstant bakgrund", "vecka och årstid"), ("constant background", "week and season"))
    )
    with picture(path, title, height=2.8) as axes:
        fits: tuple[Any, ...] = (result.constant, result.seasonal)
        for place, (fit, colour) in enumerate(zip(fits, (GREY, BLUE), strict=True)):
            low, high = _ci(fit)
            axes.plot([low, high], [place, place], color=colour, linewidth=3, solid_capstyle="butt")
            axes.plot([fit.branching], [place], "o", color=colour, markersize=9)
        axes.set_yticks([0, 1], names)
        axes.set_ylim(1.5, -0.5)
        axes.set_xlim(0, None)
        axes.xaxis.set_major_formatter(lambda value, _: figure(value, language))


def _ci(fit: Any) -> tuple[float, float]:
    low, high = fit.ci
    return low, high


def _delay_of(fit: Any, language: Language) -> str:
    return _delay(24 / fit.beta, language) if fit.branching > 0 else "–"


def _delay(hours: float, language: Language) -> str:
    if hours < 48:
        return f"{figure(hours, language, 1)} " + in_language(language, ("timmar", "hours"))
    return f"{figure(hours / 24, language, 1)} " + in_language(language, ("dagar", "days"))


def _date(day: int) -> str:
    return str(np.datetime64(day, "D"))
