"""The planner: size, power against theory and against its own parts, and the same answer on a cluster."""

import math
from dataclasses import replace

import joblib
import numpy as np
import pytest
from scipy import stats

from trefas.analysis.effect.randomisation import p_values, plans, statistics
from trefas.analysis.pilot import Plan, _counts, _tested, answer, effects, longer, power, rollouts
from trefas.analysis.pilot_history import read_history
from trefas.analysis.reading import BadInput, table_of

ELEVEN = Plan((1.0,) * 11, dispersion=1.3)


@pytest.fixture(autouse=True)
def in_this_process():
    """Small runs: starting workers would take longer than the work."""
    with joblib.parallel_config("sequential"):
        yield


@pytest.mark.parametrize(
    "plan",
    [
        ELEVEN,
        replace(ELEVEN, rates=(0.25,) * 11),
        replace(ELEVEN, pilots=3, stagger=4),
        replace(ELEVEN, rates=tuple(np.linspace(0.2, 4.0, 11)), dispersion=2.0),
    ],
)
def test_without_an_effect_the_test_keeps_its_size(plan):
    found = power(replace(plan, effect=0.0), draws=400, seed=3)
    # Never above five per cent by more than chance; few events make it a little cautious.
    assert stats.binomtest(round(found.share * 400), 400, 0.05, "greater").pvalue > 0.001
    assert found.share > 0.01


def test_p_is_uniform_without_an_effect():
    p = _tested(replace(ELEVEN, effect=0.0, rates=(3.0,) * 11), 400, np.random.SeedSequence(4))
    assert stats.kstest(p, "uniform").pvalue > 0.001


def test_power_is_near_the_sum_by_hand():
    """At 1 a month and -30 %: SE = sqrt(1.3 (1/36 + 1/16.8)) = 0.34 against 0.36, so about 18 per cent."""
    assert 0.09 < power(ELEVEN, draws=400, seed=1).share < 0.25


def test_power_grows_with_effect_rate_time_and_pilots():
    base = power(ELEVEN, draws=200, seed=2).share
    for better in (
        replace(ELEVEN, effect=-60.0),
        replace(ELEVEN, rates=(4.0,) * 11),
        replace(ELEVEN, before=96, after=96),
        replace(ELEVEN, pilots=4),
    ):
        assert power(better, draws=200, seed=2).share > base + 0.05
    assert power(replace(ELEVEN, rates=(4.0,) * 11, dispersion=6.0), draws=200, seed=2).share < 0.4


def test_a_large_effect_on_much_data_is_always_found():
    assert power(replace(ELEVEN, rates=(30.0,) * 11, effect=-60.0), draws=50, seed=1).share == 1


def test_an_increase_is_found_too():
    assert power(replace(ELEVEN, rates=(10.0,) * 11, effect=80.0), draws=50, seed=1).share > 0.9


def test_districts_alone_cannot_reach_five_per_cent_but_with_months_they_can():
    counts = _counts(replace(ELEVEN, rates=(30.0,) * 11, effect=-70.0), 1, np.random.default_rng(5))
    alone, both = (
        p_values(statistics(counts, plans(ELEVEN.starts, 60, draws=999, rng=np.random.default_rng(0), calendar=c)))
        for c in (False, True)
    )
    assert alone[0] >= 1 / 11
    assert both[0] <= 0.01


def test_counts_have_the_mean_and_the_dispersion_asked_for():
    plan = replace(ELEVEN, rates=(5.0,) * 4, dispersion=2.5, effect=-40.0, before=20, after=20)
    counts = _counts(plan, 2000, np.random.default_rng(6))
    before, after = counts[:, :, :20], counts[:, 0, 20:]
    assert before.mean() == pytest.approx(5.0, rel=0.01)
    assert before.var() / before.mean() == pytest.approx(2.5, rel=0.03)
    assert after.mean() == pytest.approx(3.0, rel=0.02)
    assert counts[:, 1:, 20:].mean() == pytest.approx(5.0, rel=0.01)


def test_dispersion_one_is_poisson_and_a_total_effect_leaves_nothing():
    counts = _counts(replace(ELEVEN, dispersion=1.0, effect=-100.0), 500, np.random.default_rng(7))
    assert counts[:, :, :36].var() == pytest.approx(counts[:, :, :36].mean(), rel=0.03)
    assert counts[:, 0, 36:].sum() == 0


def test_districts_are_dealt_out_by_lot():
    """Each district is the pilot about as often, and only as many take part as wanted."""
    plan = replace(ELEVEN, rates=(1e-9, 1e-9, 1000.0), wanted=2, dispersion=1.0, effect=0.0)
    totals = _counts(plan, 600, np.random.default_rng(8)).sum(axis=2)
    assert totals.shape == (600, 2)
    assert np.mean(totals[:, 0] > 100) == pytest.approx(1 / 3, abs=0.07)
    assert np.mean(totals.max(axis=1) > 100) == pytest.approx(2 / 3, abs=0.07)


def test_starts_are_staggered():
    assert replace(ELEVEN, pilots=3, stagger=5).starts[:4].tolist() == [36, 41, 46, math.inf]


@pytest.mark.parametrize(
    "wrong",
    [
        {"pilots": 0}, {"pilots": 11}, {"before": 0}, {"after": 0}, {"rates": (0.0,) * 11}, {"dispersion": 0.9},
        {"effect": -101.0}, {"pilots": 3, "stagger": 12}, {"wanted": 12},
    ],
)  # fmt: skip
def test_a_plan_that_is_none_cannot_be_made(wrong):
    with pytest.raises(ValueError):
        replace(ELEVEN, **wrong)


def test_the_same_seed_gives_the_same_answer_and_steps_add_up():
    steps = []
    first = power(ELEVEN, draws=120, seed=9, step=steps.append)
    assert sum(steps) == 120
    assert first.share == power(ELEVEN, draws=120, seed=9).share
    assert first.low < first.share < first.high


def test_the_answer_holds_size_waiting_roll_outs_and_effects():
    found = answer(replace(ELEVEN, rates=(6.0,) * 11), draws=50, compare=20, seed=1)
    assert [other.plan.after for other in found.longer] == [12, 36, 60, 120]
    assert {(p.plan.pilots, p.plan.stagger) for p in found.rollouts} == {(2, 0), (2, 4), (4, 0), (4, 4)}
    assert [other.plan.effect for other in found.effects] == [-15.0, -50.0, -70.0]
    assert found.size.plan.effect == 0
    enough = [p.plan.after for p in (*found.longer, found.main) if p.share >= 0.8]
    assert found.months_needed == (min(enough) if enough else None)


def test_alternatives_always_make_plans():
    for plan in (replace(ELEVEN, rates=(1.0, 1.0)), replace(ELEVEN, pilots=5, stagger=5), replace(ELEVEN, after=1)):
        for other in (*longer(plan), *rollouts(plan), *effects(plan)):
            assert other != plan


def test_without_an_effect_power_is_size():
    found = answer(replace(ELEVEN, effect=0.0), draws=60, compare=20)
    assert found.main is found.size
    assert found.longer == ()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_it_runs_unchanged_on_a_dask_cluster():
    """The same call, the same seed, two worker threads of a local cluster: the same answer."""
    distributed = pytest.importorskip("distributed")
    here = power(ELEVEN, draws=200, seed=5)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config("dask"),
    ):
        there = power(ELEVEN, draws=200, seed=5)
    assert there == here


def history(text):
    return read_history(table_of("history.csv", text.encode()), None, None, None)


def test_history_gives_rates_dispersion_and_months():
    generator = np.random.default_rng(10)
    rows = ["district,month,count"]
    for name, rate in (("Norr", 2.0), ("Söder", 6.0), ("Väster", 3.0)):
        events = generator.poisson(generator.gamma(rate / 0.8, 0.8, 240))
        rows += [f"{name},{2000 + m // 12}-{m % 12 + 1:02d},{count}" for m, count in enumerate(events)]
    found = history("\n".join(rows))
    assert found.districts == ("Norr", "Söder", "Väster")
    assert found.rates == pytest.approx((2.0, 6.0, 3.0), rel=0.15)
    assert found.dispersion == pytest.approx(1.8, rel=0.15)
    assert found.months == 240


@pytest.mark.parametrize(
    ("label", "months"),
    [("{year}", 12.0), ("{year}-Q1", 3.0), ("{year}-01-01", 12.0)],
)
def test_rates_are_per_month_whatever_the_periods(label, months):
    rows = [f"{name},{label.format(year=year)},12" for name in "AB" for year in (2010, 2011, 2012)]
    assert history("district,period,count\n" + "\n".join(rows)).rates == pytest.approx((12 / months,) * 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("district,month,count\nA,2010-01,3\nA,2010-02,4\n", "only one district"),
        ("district,month,count\nA,2010-01,0\nB,2010-01,4\n", "no events in any period for A"),
        ("district,month,count\nA,2010-01,1\nA,2010-01,4\n", 'row 3, column "month"'),
        ("district,month,count\nA,2010-01,-1\nB,2010-01,4\n", 'row 2, column "count"'),
        ("district,month,count,more\nA,2010-01,1,2\nB,2010-01,4,2\n", "--unit, --time and --outcome"),
    ],
)
def test_a_history_that_is_none_is_explained(text, said):
    with pytest.raises(BadInput, match=r"history\.csv") as error:
        history(text)
    assert said in error.value.english
