"""Absorbed effects give what a dummy for each unit and period gives."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.effect_panels import counts, panel, staggered
from trefas.analysis.effect.absorbing import Effects, absorb
from trefas.analysis.effect.panel import Panel
from trefas.analysis.effect.poisson import design, first_predictor, fit, informative


def holed(seed: int, units: int, periods: int, share: float) -> Panel:
    """A panel with some rows missing at random."""
    generator = np.random.default_rng(seed)
    starts = staggered(units, max(1, units // 3))
    whole = panel(counts(generator, starts, periods, -0.3), starts)
    return informative(whole.keep(generator.random(len(whole.outcome)) > share))


def with_dummies(one: Panel, family: object) -> object:
    return sm.GLM(one.outcome, design(one, one.on), family=family).fit(tol=1e-14, maxiter=200)


@given(st.integers(0, 10_000), st.sampled_from([(12, 12), (6, 30), (30, 6)]), st.sampled_from([0.0, 0.2]))
@settings(max_examples=20, deadline=None)
def test_the_same_as_dummies_whichever_side_is_longer(seed, shape, share):
    one = holed(seed, *shape, share)
    for family in (sm.families.Poisson(), sm.families.NegativeBinomial(alpha=0.4)):
        plain = with_dummies(one, family)
        found = absorb(one, one.on.astype(float)[:, None], family, first_predictor(one))
        assert found.coefficients[0] == pytest.approx(plain.params[0], abs=1e-7)
        assert np.exp(found.predictor) == pytest.approx(plain.mu, rel=1e-6)


@pytest.mark.parametrize("errors", ["hc1", "cluster"])
def test_the_errors_count_the_absorbed_effects_as_parameters(errors):
    one = holed(3, 15, 12, 0.1)
    given_to = {"cov_type": "cluster", "cov_kwds": {"groups": one.unit}} if errors == "cluster" else {"cov_type": "HC1"}
    plain = sm.GLM(one.outcome, design(one, one.on), family=sm.families.Poisson()).fit(tol=1e-14, **given_to)
    n, k = design(one, one.on).shape
    told = plain.bse[0] * (np.sqrt(n / (n - k)) if errors == "hc1" else 1)
    assert np.sqrt(fit(one, one.on, errors).covariance[0, 0]) == pytest.approx(told, rel=1e-6)
    assert fit(one, one.on, errors).parameters == k


def test_what_is_left_is_orthogonal_to_every_effect_under_the_weights():
    one, generator = holed(5, 9, 14, 0.3), np.random.default_rng(5)
    weights = generator.uniform(0.1, 3, len(one.outcome))
    left = Effects(one, weights).without(generator.normal(size=(len(one.outcome), 3)))
    for codes in (one.unit, one.period):
        for column in left.T:
            assert np.bincount(codes, weights * column) == pytest.approx(0, abs=1e-9)


def test_a_column_that_is_a_sum_of_effects_is_refused():
    one = holed(7, 9, 14, 0.0)
    columns = np.column_stack([one.on, (one.unit == 2) + 0.5 * (one.period == 3)]).astype(float)
    with pytest.raises(np.linalg.LinAlgError):
        absorb(one, columns, sm.families.Poisson(), first_predictor(one))
    assert fit(one, columns, "hc1") is None


def test_two_panels_that_share_no_period_have_no_common_level():
    one = holed(8, 6, 12, 0.0)
    apart = one.keep((one.unit < 3) == (one.period < 6))
    assert fit(informative(apart), informative(apart).on, "hc1") is None
