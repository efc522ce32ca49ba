"""Fictional event times with a known truth."""

import numpy as np


def hawkes(rate, branching: float, beta: float, days: int, seed: int, *, most: float | None = None) -> np.ndarray:
    """Immigrants at `rate` per day (a number, or a function of days with maximum `most`) and their offspring."""
    generator = np.random.default_rng(seed)
    wave = immigrants(rate, days, generator, most)
    waves = [wave]
    while len(wave):
        children = np.repeat(wave, generator.poisson(branching, len(wave)))
        wave = children + generator.exponential(1 / beta, len(children))
        wave = wave[wave < days]
        waves.append(wave)
    return np.sort(np.concatenate(waves))


def immigrants(rate, days: int, generator: np.random.Generator, most: float | None) -> np.ndarray:
    if most is None:
        return generator.uniform(0, days, generator.poisson(rate * days))
    tried = generator.uniform(0, days, generator.poisson(most * days))
    return tried[generator.uniform(0, most, len(tried)) < rate(tried)]


def ordinary_week(level: float):
    """Five times as many events on weekend nights as on weekday mornings, and more in summer; peak 2.4 * level."""

    def rate(times: np.ndarray) -> np.ndarray:
        hour, weekday = (times % 1) * 24, np.floor(times) % 7
        night = 1 + 0.8 * np.cos(2 * np.pi * (hour - 1) / 24)
        weekend = np.where(weekday >= 5, 1.0, 0.6)
        summer = 1 + 0.3 * np.cos(2 * np.pi * (times - 200) / 365.25)
        return level * night * weekend * summer

    return rate
