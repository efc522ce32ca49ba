"""Could a pilot show anything? Power by simulation, judged by randomisation inference of correct size.

Months of events per district are drawn with a variance above Poisson (a gamma-Poisson mixture with
variance = dispersion × mean); the method lowers the mean in the pilot districts from their start. Each draw is
tested by moving the whole plan to other districts and start months, see trefas.analysis.effect.randomisation.
Districts that differ in level are dealt out by lot in each draw, as an honest pilot would do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy import stats

from trefas.analysis.effect.randomisation import p_values, plans, statistics
from trefas.analysis.effect.threads import one_thread

Floats = npt.NDArray[np.float64]

LEVEL = 0.05
BATCH = 50
PLACEMENTS = 999
CLEAR = 0.8
"""Power that is customarily asked of a study."""


@dataclass(frozen=True)
class Plan:
    """A pilot to be judged.

    rates: events per month for each district, pilots and controls together; pilots: how many get the method;
    before, after: months before the first start and from it on; effect: true change in per cent, -100 or more;
    dispersion: variance / mean, 1 or more; stagger: months between one pilot's start and the next one's;
    wanted: districts that take part, drawn by lot from all (None = all).
    ValueError when the numbers make no pilot.
    """

    rates: tuple[float, ...]
    pilots: int = 1
    before: int = 36
    after: int = 24
    dispersion: float = 1.0
    effect: float = -30.0
    stagger: int = 0
    wanted: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.pilots < self.districts <= len(self.rates):
            raise ValueError("at least one pilot district and one to compare with are needed")
        if self.before < 1 or self.after < 1 or self.stagger < 0:
            raise ValueError("at least one month before and one after are needed")
        if min(self.rates) <= 0 or self.dispersion < 1 or self.effect < -100:
            raise ValueError("rates must be above 0, dispersion at least 1 and effect at least -100")
        if self.stagger * (self.pilots - 1) >= self.after:
            raise ValueError("the last pilot would start after the end")

    @property
    def districts(self) -> int:
        return len(self.rates) if self.wanted is None else self.wanted

    @property
    def months(self) -> int:
        return self.before + self.after

    @property
    def starts(self) -> Floats:
        """(U,) month of start, pilots first; inf = control."""
        starts = np.full(self.districts, np.inf)
        starts[: self.pilots] = self.before + self.stagger * np.arange(self.pilots)
        return starts


@dataclass(frozen=True)
class Power:
    """Share of draws where the effect is found (two-sided 5 per cent), with an exact 95 per cent interval."""

    plan: Plan
    share: float
    low: float
    high: float
    draws: int


def power(plan: Plan, *, draws: int = 1000, seed: int = 0, step: Callable[[int], object] = lambda _: None) -> Power:
    """Power of a plan; with effect 0 its size. The same seed gives the same answer on any number of cores.

    Runs through joblib: inside `joblib.parallel_config("dask")` it runs on that cluster unchanged.
    `step` is called with the number of draws just done.
    """
    sizes = [min(BATCH, draws - done) for done in range(0, draws, BATCH)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    # joblib's own default backend, or the one the caller has chosen around this call.
    run = Parallel(n_jobs=-1, return_as="generator")
    jobs = zip(sizes, seeds, strict=True)
    found = 0
    for p in run(delayed(_tested)(plan, size, seed) for size, seed in jobs):
        found += int((p <= LEVEL).sum())
        step(len(p))
    interval = stats.binomtest(found, draws).proportion_ci(0.95, "exact")
    return Power(plan, found / draws, float(interval.low), float(interval.high), draws)


def _tested(plan: Plan, size: int, seed: np.random.SeedSequence) -> Floats:
    """(size,) p-values of one batch of draws."""
    rng = np.random.default_rng(seed)
    on = plans(plan.starts, plan.months, draws=PLACEMENTS, rng=rng, calendar=True)
    with one_thread():
        return p_values(statistics(_counts(plan, size, rng), on))


def _counts(plan: Plan, size: int, rng: np.random.Generator) -> Floats:
    """(size, U, T) events; each draw deals the districts out anew."""
    rates = rng.permuted(np.tile(plan.rates, (size, 1)), axis=1)[:, : plan.districts]
    with_method = np.arange(plan.months)[None, :] >= plan.starts[:, None]
    mean = rates[:, :, None] * np.where(with_method, 1 + plan.effect / 100, 1.0)[None]
    if plan.dispersion > 1:
        mean = rng.gamma(mean / (plan.dispersion - 1), plan.dispersion - 1)
    return rng.poisson(mean).astype(np.float64)


@dataclass(frozen=True)
class Answer:
    """What a decision needs: the plan's power and size, longer follow-up, other roll-outs, other effects."""

    main: Power
    size: Power
    longer: tuple[Power, ...] = ()
    rollouts: tuple[Power, ...] = ()
    effects: tuple[Power, ...] = ()

    @property
    def months_needed(self) -> int | None:
        """The shortest follow-up tried that finds the effect in four cases of five; None if none does."""
        enough = [power.plan.after for power in (*self.longer, self.main) if power.share >= CLEAR]
        return min(enough) if enough else None


def answer(
    plan: Plan,
    *,
    draws: int = 1000,
    compare: int = 200,
    seed: int = 0,
    step: Callable[[int], object] = lambda _: None,
) -> Answer:
    """Judge a plan with `draws` draws, its size with as many, and its alternatives with `compare` (0 = none)."""
    main = power(plan, draws=draws, seed=seed, step=step)
    size = main if plan.effect == 0 else power(replace(plan, effect=0.0), draws=draws, seed=seed, step=step)
    if not compare or plan.effect == 0:
        return Answer(main, size)

    def each(others: Sequence[Plan]) -> tuple[Power, ...]:
        return tuple(power(other, draws=compare, seed=seed, step=step) for other in others)

    return Answer(main, size, each(longer(plan)), each(rollouts(plan)), each(effects(plan)))


def longer(plan: Plan) -> list[Plan]:
    """The same pilot followed for other lengths of time, up to ten years."""
    months = [m for m in (12, 24, 36, 60, 120) if m != plan.after and m > plan.stagger * (plan.pilots - 1)]
    return [replace(plan, after=m) for m in months]


def rollouts(plan: Plan) -> list[Plan]:
    """The same districts with more or fewer pilots, all at once and one every fourth month."""
    found = []
    for pilots in (1, 2, 4, 6):
        for stagger in (0, 4):
            fits = pilots <= plan.districts // 2 and stagger * (pilots - 1) < plan.after
            other = replace(plan, pilots=pilots, stagger=stagger) if fits else plan
            if other != plan and not (pilots == 1 and stagger):
                found.append(other)
    return found


def effects(plan: Plan) -> list[Plan]:
    """The same pilot with other true effects in the same direction."""
    sign = -1 if plan.effect < 0 else 1
    return [replace(plan, effect=sign * size) for size in (15.0, 30.0, 50.0, 70.0) if sign * size != plan.effect]
