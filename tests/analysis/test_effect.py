"""The effect designs on simulated panels whose truth is known: bias, coverage, size, and what they must say."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.effect_panels import counts, panel, staggered
from trefas.analysis.effect import estimate_with, study, synthetic_control
from trefas.analysis.effect.event_study import event_study
from trefas.analysis.effect.poisson import fit, informative, negative_binomial, poisson
from trefas.analysis.effect.randomisation import p_values, plans, randomisation_p, statistics
from trefas.analysis.reading import BadInput

INF = float("inf")
TRUE = math.log(0.7)


@pytest.fixture(scope="module")
def many():
    """Estimates from 200 staggered panels with a true fall of 30 per cent."""
    generator, starts = np.random.default_rng(11), staggered()
    return [poisson(panel(counts(generator, starts, 12, TRUE), starts), "cluster")[0] for _ in range(200)]


def test_the_estimate_is_unbiased(many):
    found = np.array([estimate.estimate for estimate in many])
    assert abs(found.mean() - TRUE) < 3 * found.std() / math.sqrt(len(found))


def test_clustered_intervals_cover_the_truth(many):
    covered = np.mean([estimate.low <= TRUE <= estimate.high for estimate in many])
    assert 0.90 <= covered <= 0.985


def test_the_standard_error_is_the_spread_of_the_estimates(many):
    spread = np.std([estimate.estimate for estimate in many])
    assert np.mean([estimate.se for estimate in many]) == pytest.approx(spread, rel=0.15)


def test_the_clustered_test_has_its_size():
    generator, starts = np.random.default_rng(12), staggered()
    p = [poisson(panel(counts(generator, starts, 12, 0.0), starts), "cluster")[0].p for _ in range(200)]
    assert 0.015 <= np.mean(np.array(p) < 0.05) <= 0.1


def test_with_one_unit_only_random_placement_has_its_size():
    """The reason it exists: clustered errors with one treated unit reject a true null far too often."""
    generator = np.random.default_rng(13)
    starts = np.array([36.0, *[INF] * 10])
    panels = [panel(generator.poisson(2.0, (11, 60)), starts) for _ in range(150)]
    placed = np.mean([randomisation_p(one)[0] <= 0.05 for one in panels])
    clustered = np.mean([poisson(one, "cluster")[0].p <= 0.05 for one in panels[:25]])
    assert 0.01 <= placed <= 0.1
    assert clustered > 0.3


def test_random_placement_over_units_has_its_size_when_units_differ_in_level():
    generator = np.random.default_rng(14)
    rejected = []
    for _ in range(200):
        starts = generator.permutation(staggered(20, 8))
        rejected.append(randomisation_p(panel(counts(generator, starts, 12, 0.0), starts), draws=199)[0] <= 0.05)
    assert 0.01 <= np.mean(rejected) <= 0.1


def test_the_randomisation_statistic_is_the_score_of_the_poisson_model():
    """Its standard error comes in closed form from the margins; here it is had by weighted regression."""
    matrix = np.random.default_rng(15).poisson(4.0, (6, 9)).astype(float)
    on = plans(np.array([4.0, 6.0, INF, INF, INF, INF]), 9, draws=5, rng=np.random.default_rng(1), calendar=True)
    mean = np.outer(matrix.sum(1), matrix.sum(0)) / matrix.sum()
    effects = np.column_stack([np.kron(np.eye(6), np.ones((9, 1))), np.kron(np.ones((6, 1)), np.eye(9))[:, 1:]])
    for k, plan in enumerate(on):
        left = sm.WLS(plan.ravel().astype(float), effects, weights=mean.ravel()).fit().resid
        expected = (mean * plan).sum()
        error = math.sqrt((mean.ravel() * left**2).sum()) / expected
        ratio = math.log(((matrix * plan).sum() + 0.5) / (expected + 0.5))
        assert statistics(matrix[None], on)[0, k] == pytest.approx(ratio / error)


def test_one_placement_of_one_unit_lists_every_unit_and_month():
    on = plans(np.array([3.0, INF, INF]), 5, draws=99, rng=np.random.default_rng(0), calendar=True)
    assert on.shape == (15, 3, 5)
    assert on[0].tolist() == [[False] * 3 + [True] * 2, [False] * 5, [False] * 5]
    assert len({plan.tobytes() for plan in on}) == 15
    assert (on.sum(axis=(1, 2)) == 2).all()


def test_p_is_two_sided_with_equal_tails():
    assert p_values(np.array([[3.0, 1.0, 2.0, -1.0]])).tolist() == [0.5]
    assert p_values(np.array([[0.0, 1.0, -1.0]])).tolist() == [1.0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=4, max_size=4))
def test_two_units_and_two_periods_give_the_odds_ratio(cells):
    a, b, c, d = cells
    estimate, _ = poisson(panel([[a, b], [c, d]], [1, INF]), "hc1")
    assert estimate.estimate == pytest.approx(math.log(b * c / (a * d)), abs=1e-6)
    assert estimate.percent == pytest.approx(100 * (b * c / (a * d) - 1), abs=1e-3)


def test_the_coefficient_and_hc0_agree_with_a_plain_regression():
    """Against statsmodels' own weighted least squares sandwich, which does apply n / (n - k)."""
    starts = staggered(12, 5)
    one = panel(counts(np.random.default_rng(16), starts, 12, TRUE), starts)
    estimate, fitted = poisson(one, "hc1")
    from trefas.analysis.effect.poisson import design

    working = (one.outcome - fitted.mean) / fitted.mean
    again = sm.WLS(working, design(one, one.on), weights=fitted.mean).fit(cov_type="HC1")
    assert again.params[0] == pytest.approx(0, abs=1e-8)
    assert estimate.se == pytest.approx(again.bse[0], rel=1e-8)


def test_dispersion_and_the_negative_binomial_check_see_overdispersion():
    generator, starts, covered, dispersion = np.random.default_rng(17), staggered(), [], []
    for _ in range(30):
        one = panel(counts(generator, starts, 12, TRUE, dispersion=4.0), starts)
        _, fitted = poisson(one, "cluster")
        check = negative_binomial(one, fitted)
        covered.append(check.low < TRUE < check.high)
        dispersion.append(fitted.dispersion)
    assert np.mean(dispersion) == pytest.approx(4.0, rel=0.1)
    assert np.mean(covered) > 0.8


def test_without_rows_to_spare_there_is_an_estimate_but_no_uncertainty():
    result = study(panel([[10, 5], [8, 8]], [1, INF]))
    assert result.main.percent == pytest.approx(-50)
    assert (result.main.se, result.main.low, result.main.p) == (None, None, None)
    assert any("too few rows" in english for _, english in result.remarks)


def test_without_overdispersion_there_is_no_negative_binomial():
    one = panel(np.full((6, 6), 10), [3, 3, INF, INF, INF, INF])
    _, fitted = poisson(one, "cluster")
    assert negative_binomial(one, fitted) is None


def test_periods_without_events_are_left_out_and_do_not_move_the_estimate():
    starts = staggered(10, 4)
    matrix = counts(np.random.default_rng(18), starts, 12, TRUE)
    matrix[:, 2] = 0
    one = panel(matrix, starts)
    without = informative(one)
    assert len(without.periods) == 11
    estimate, fitted = poisson(one, "cluster")
    assert fitted.n == 110
    assert estimate.estimate == pytest.approx(fit(without, without.on, "cluster").coefficients[0])


def test_no_event_after_the_start_has_no_finite_estimate():
    matrix = np.full((5, 8), 4)
    matrix[0, 4:] = 0
    result = study(panel(matrix, [4, INF, INF, INF, INF]))
    assert (result.main.estimate, result.main.percent, result.main.low) == (None, -100.0, None)
    assert "Not a single event" in " ".join(english for _, english in result.remarks)


def test_no_event_before_the_start_is_undefined():
    matrix = np.full((5, 8), 4)
    matrix[0, :4] = 0
    result = study(panel(matrix, [4, INF, INF, INF, INF]))
    assert (result.main.estimate, result.main.percent) == (None, None)


def test_leads_tell_a_course_that_differed_before():
    starts = staggered()
    drifting = study(panel(counts(np.random.default_rng(19), starts, 12, 0.0, level=60, drift=-0.15), starts))
    assert drifting.events.leads_p < 0.01
    assert any("differed before the start" in english for _, english in drifting.remarks)
    # The linear leads point the same way period after period.
    assert any("all on one side" in english for _, english in drifting.remarks)


def test_leads_are_quiet_when_nothing_differed_and_lags_carry_the_effect():
    generator, starts = np.random.default_rng(20), staggered()
    studies = [event_study(panel(counts(generator, starts, 12, TRUE, level=30), starts), "cluster") for _ in range(40)]
    assert np.mean([one.leads_p < 0.05 for one in studies]) < 0.15
    lags = [step.estimate for one in studies for step in one.steps if step.relative >= 0]
    assert np.mean(lags) == pytest.approx(TRUE, abs=0.05)
    assert [step.relative for step in studies[0].steps] == [-6, -5, -4, -3, -2, 0, 1, 2, 3, 4, 5]
    assert (studies[0].steps[0].end, studies[0].steps[-1].end) == ("earlier", "later")


def test_the_designs_stand_side_by_side_and_disagreement_is_said():
    """Units that fall in proportion: a model of equal steps in counts sees a larger fall in the large ones."""
    generator = np.random.default_rng(21)
    starts = np.array([6.0] * 12 + [INF] * 28)
    level = np.where(np.isfinite(starts), 300.0, 50.0)[:, None]
    common = np.linspace(1.0, 0.4, 12)[None, :]
    effect = np.where(np.arange(12)[None, :] >= starts[:, None], 0.9, 1.0)
    result = study(panel(generator.poisson(level * common * effect), starts))
    by_model = {other.model: other for other in result.alternatives}
    assert result.main.percent == pytest.approx(-10, abs=6)
    assert by_model["callaway-santanna"].percent < -20
    assert by_model["wooldridge-poisson"].percent == pytest.approx(-10, abs=6)
    assert any("designs disagree" in english for _, english in result.remarks)
    assert {"poisson-hc1", "negbin", "synthetic-did", "callaway-santanna-log1p"} <= set(by_model)


def test_agreement_is_not_called_disagreement():
    generator = np.random.default_rng(22)
    starts = staggered(30, 15, 12)
    result = study(panel(generator.poisson(50.0 * np.exp(TRUE * (np.arange(12) >= starts[:, None]))), starts))
    assert not any("disagree" in english for _, english in result.remarks)


def test_few_units_and_an_open_question_are_said():
    generator = np.random.default_rng(23)
    result = study(panel(generator.poisson(3.0, (11, 30)), [15, *[INF] * 10]))
    said = " ".join(english for _, english in result.remarks)
    assert "Only 1 unit has" in said
    assert result.randomisation[1]  # one unit of eleven: the calendar is moved too
    assert result.synthetic is not None


def test_all_units_treated_at_different_times_still_has_an_answer():
    starts = np.resize([4.0, 6.0, 8.0, 10.0], 16)
    result = study(panel(counts(np.random.default_rng(24), starts, 12, TRUE), starts))
    assert result.main.low < TRUE < result.main.high
    assert estimate_with("synthetic-did", result.panel) is None


def test_the_same_seed_gives_the_same_answer_and_another_may_not():
    starts = staggered(20, 8)
    one = panel(counts(np.random.default_rng(25), starts, 12, 0.0), starts)
    assert randomisation_p(one, seed=1) == randomisation_p(one, seed=1)
    assert len({randomisation_p(one, draws=99, seed=seed)[0] for seed in range(5)}) > 1


def test_synthetic_control_finds_the_mixture_and_the_gap():
    generator = np.random.default_rng(26)
    donors = generator.normal(50, 12, (6, 14)).cumsum(axis=1) / np.arange(1, 15)
    twin = 0.6 * donors[1] + 0.4 * donors[4]
    treated = twin - 10.0 * (np.arange(14) >= 8)
    control = synthetic_control(panel(np.vstack([treated, donors]), [8, *[INF] * 6]))
    assert control.weights["u002"] == pytest.approx(0.6, abs=1e-4)
    assert control.weights["u005"] == pytest.approx(0.4, abs=1e-4)
    assert sum(control.weights.values()) == pytest.approx(1)
    assert control.pre_rmspe == pytest.approx(0, abs=1e-4)
    assert control.estimate == pytest.approx(-10, abs=1e-3)
    assert control.percent == pytest.approx(100 * -10 / twin[8:].mean(), abs=1e-2)
    assert control.p == pytest.approx(1 / 7)
    assert set(control.left_out) == {"u002", "u005"}


def test_synthetic_control_p_is_a_rank_among_all_units():
    """Under no effect the rank is uniform: one in eight at most 1/8, and ties count against the unit."""
    generator = np.random.default_rng(27)
    p = [synthetic_control(panel(generator.normal(20, 3, (8, 10)), [6, *[INF] * 7])).p for _ in range(40)]
    assert set(np.round(np.array(p) * 8, 6)) <= set(range(1, 9))
    assert 0.35 < np.mean(p) < 0.78


def test_synthetic_control_takes_one_unit_only_and_every_row():
    matrix = np.random.default_rng(28).poisson(9, (5, 8))
    with pytest.raises(BadInput, match="single unit"):
        synthetic_control(panel(matrix, [4, 5, INF, INF, INF]))
    whole = panel(matrix, [4, INF, INF, INF, INF])
    with pytest.raises(BadInput, match="every period"):
        synthetic_control(whole.keep(np.arange(40) != 11))
