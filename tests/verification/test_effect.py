"""The effect designs against published values: New York's Cure Violence, mpdta and California's Proposition 99."""

import csv

import numpy as np
import pytest

from tests.analysis.running import run
from trefas.analysis.effect import Columns, estimate_with, panel_of, read_panel, study, synthetic_control
from trefas.analysis.effect.designs import frame_of
from trefas.analysis.effect.periods import Period
from trefas.analysis.effect.poisson import fit, poisson
from trefas.analysis.reading import read_table

# Precinct 22 is Central Park; the others start in 2019 or later.
DROPPED = ("22", "25", "43", "48", "52", "69", "70", "71", "81", "88", "103", "105")
CURE = Columns("precinct", "year", "victims", "yearCure")


def cure(data, drop=DROPPED, last="2019"):
    return read_panel(read_table(data / "nyc_precinct_year_panel_2006_2021.csv"), CURE, drop=drop, last=last)


@pytest.fixture(scope="module")
def flagship(data):
    return study(cure(data))


@pytest.fixture(scope="session")
def data_file(data, tmp_path_factory):
    """The flagship panel as a file of its own: the years 2006-2019."""
    file = tmp_path_factory.mktemp("cure") / "cure.csv"
    with (data / "nyc_precinct_year_panel_2006_2021.csv").open() as source, file.open("w") as target:
        target.writelines(line for line in source if not line.startswith(("2020", "2021")))
    return file


def test_cure_violence_by_the_command(data_file):
    """-0.1397; HC1 0.0424 with n / (n - k); clustered 0.051-0.053; n = 910. Published: -0.142 (0.042)."""
    options = ("--unit", "precinct", "--time", "year", "--outcome", "victims", "--start", "yearCure")
    drops = [word for unit in DROPPED for word in ("--drop", unit)]
    hc1 = run("effect", data_file, *options, *drops, "--model", "poisson", "--se", "hc1", "--json").json
    assert hc1["n"] == 910
    assert hc1["estimate"] == pytest.approx(-0.1397, abs=1e-4)
    assert hc1["se"] == pytest.approx(0.0424, abs=1e-4)
    assert hc1["percent"] == pytest.approx(-13.0, abs=0.1)
    cluster = run("effect", data_file, *options, *drops, "--se", "cluster", "--json").json
    assert cluster["se"] == pytest.approx(0.0530, abs=1e-3)
    assert cluster["p"] == pytest.approx(0.008, abs=1e-3)


def test_cure_violence_hc0_and_dispersion(data):
    """statsmodels' GLM gives HC0 whatever the name: 0.0405; Pearson dispersion 2.17."""
    _, fitted = poisson(cure(data), "hc1")
    hc0 = np.sqrt(fitted.covariance[0, 0] * (fitted.n - fitted.parameters) / fitted.n)
    assert hc0 == pytest.approx(0.0405, abs=1e-4)
    assert fitted.dispersion == pytest.approx(2.17, abs=0.01)


def test_cure_violence_with_years_of_cure(data):
    """-0.1124 (0.0476) and -0.018 (0.017), HC0. Published: -0.113 (0.050) and -0.019 (0.018)."""
    panel = cure(data)
    since = np.where(panel.on, panel.period - panel.start[panel.unit], 0)
    fitted = fit(panel, np.column_stack([panel.on, since]), "hc1")
    hc0 = np.sqrt(np.diag(fitted.covariance) * (fitted.n - fitted.parameters) / fitted.n)
    assert fitted.coefficients == pytest.approx([-0.1124, -0.0180], abs=1e-4)
    assert hc0 == pytest.approx([0.0476, 0.0170], abs=1e-4)


def test_cure_violence_to_2021(data):
    """2006-2023 gave -0.151 (0.033); the years at hand give -0.119 (0.035)."""
    estimate, fitted = poisson(cure(data, ("22",), None), "hc1")
    assert fitted.n == 76 * 16
    assert estimate.estimate == pytest.approx(-0.119, abs=5e-4)
    assert estimate.se == pytest.approx(0.035, abs=1e-3)


def test_only_the_cure_precincts_give_half_of_it(data):
    """2006-2023 gave -0.068 (0.041), n = 504 = 28 precincts; here 28 precincts to 2021."""
    everyone = cure(data, ("22",), None)
    never = [everyone.units[k] for k in np.flatnonzero(everyone.never)]
    estimate, fitted = poisson(cure(data, ("22", *never), None), "hc1")
    assert fitted.n == 28 * 16
    assert estimate.estimate == pytest.approx(-0.068, abs=0.02)
    assert estimate.se == pytest.approx(0.041, abs=0.003)


def test_cure_violence_event_study_has_the_published_shape(data):
    """Published: start -0.186, then -0.159, -0.176, -0.149; five leads between -0.045 and 0.009."""
    panel = cure(data, ("22",), None)
    relative = np.where(np.isfinite(panel.start), panel.period[0] - panel.start, np.nan)[panel.unit] + panel.period
    columns = np.column_stack([*(relative == k for k in (-5, -4, -3, -2, -1, 0, 1, 2)), relative >= 3])
    found = fit(panel, columns, "cluster").coefficients
    leads, lags = found[:5], found[5:]
    assert np.abs(leads).max() < 0.05
    assert lags.max() < leads.min()
    assert lags[0] == lags.min() == pytest.approx(-0.186, abs=0.04)


def test_the_three_readings_of_cure_violence_are_all_on_the_page(flagship):
    """-13 % as a ratio, -36 % in equal steps, and the linear leads all negative."""
    by_model = {other.model: other for other in flagship.alternatives}
    linear = by_model["callaway-santanna"]
    assert flagship.main.percent == pytest.approx(-13.0, abs=0.1)
    assert linear.estimate == pytest.approx(-20.0, abs=0.05)
    assert linear.percent == pytest.approx(-36, abs=0.5)
    assert by_model["callaway-santanna-log1p"].estimate == pytest.approx(-0.307, abs=1e-3)
    assert by_model["wooldridge-poisson"].estimate == pytest.approx(-5.89, abs=1e-2)
    assert by_model["wooldridge-poisson"].se == pytest.approx(2.40, abs=1e-2)
    said = " ".join(english for _, english in flagship.remarks)
    assert "The designs disagree: Poisson, unit and period gives -13 %" in said
    assert "all 5 periods just before the start are negative" in said


def test_random_placement_agrees_with_the_clustered_error(flagship):
    p, calendar = flagship.randomisation
    assert 0.001 <= p < 0.05
    assert not calendar


@pytest.fixture(scope="module")
def mpdta(data):
    columns = Columns("countyreal", "year", "lemp", "first.treat")
    return read_panel(read_table(data / "mpdta.csv"), columns, counts=False)


def reference(data, kind, column):
    """What R's did gives, never-treated, doubly robust, no covariates."""
    with (data / "mpdta_r_reference_aggte.csv").open() as source:
        rows = [row for row in csv.DictReader(source) if row["scenario"] == "mpdta_nev_dr" and row["type"] == kind]
    return [float(row[column]) for row in rows]


def test_mpdta_simple(mpdta, data):
    found = estimate_with("callaway-santanna", mpdta)
    assert found.estimate == pytest.approx(reference(data, "simple", "overall_att")[0], abs=1e-6)
    assert found.se == pytest.approx(reference(data, "simple", "overall_se")[0], abs=1e-6)
    assert found.estimate == pytest.approx(-0.039951, abs=1e-6)
    assert found.se == pytest.approx(0.012034, abs=1e-6)


@pytest.fixture(scope="module")
def mpdta_fit(mpdta):
    from diff_diff import CallawaySantAnna

    return CallawaySantAnna().fit(frame_of(mpdta), "y", "unit", "time", "g")


def test_mpdta_by_period_around_the_start(mpdta_fit, data):
    found = mpdta_fit.aggregate("event_study")
    assert found.att == pytest.approx(reference(data, "dynamic", "att_egt"), abs=1e-6)
    assert found.se == pytest.approx(reference(data, "dynamic", "se_egt"), abs=1e-6)
    after = np.array(found.event_time) >= 0
    assert found.att[after] == pytest.approx([-0.019932, -0.050957, -0.137259, -0.100811], abs=1e-6)
    assert found.att[after].mean() == pytest.approx(-0.077240, abs=1e-6)
    assert np.sqrt(found.vcov[np.ix_(after, after)].mean()) == pytest.approx(0.019965, abs=1e-6)


def test_mpdta_by_group_and_by_calendar_year(mpdta_fit, mpdta, data):
    """Overall values are means over groups (by size) and over years; the library gives their parts."""
    groups = mpdta_fit.aggregate("group")
    assert groups.att == pytest.approx(reference(data, "group", "att_egt"), abs=1e-6)
    assert groups.se == pytest.approx(reference(data, "group", "se_egt"), abs=1e-6)
    sizes = np.array([(mpdta.start == start).sum() for start in (1, 3, 4)])
    assert np.average(groups.att, weights=sizes) == pytest.approx(-0.031018, abs=1e-6)
    effects = {(int(g), int(t)): value["effect"] for (g, t), value in mpdta_fit.group_time_effects.items()}
    years = [
        np.average(
            [effects[g, t] for g in (2, 4, 5) if g <= t],
            weights=[size for g, size in zip((2, 4, 5), sizes, strict=True) if g <= t],
        )
        for t in (2, 3, 4, 5)
    ]
    assert years == pytest.approx(reference(data, "calendar", "att_egt"), abs=1e-6)
    assert np.mean(years) == pytest.approx(-0.041700, abs=1e-6)


@pytest.fixture(scope="module")
def california(data):
    with (data / "california_prop99.csv").open() as source:
        rows = list(csv.DictReader(source))
    times = [Period("number", int(row["Year"]), row["Year"]) for row in rows]
    begun = Period("number", 1989, "1989")
    starts = [begun if row["State"] == "California" else None for row in rows]
    return panel_of([row["State"] for row in rows], times, [float(row["PacksPerCapita"]) for row in rows], starts)


def test_proposition_99_synthetic_did_and_plain_did(california):
    assert estimate_with("synthetic-did", california).estimate == pytest.approx(-15.6038, abs=1e-3)
    assert estimate_with("difference-in-differences", california).estimate == pytest.approx(-27.3491, abs=1e-3)


def test_proposition_99_outcome_only_control(california):
    """Pre-RMSPE 1.656, mean gap -19.51; Utah .394, Montana .232, Nevada .205, Connecticut .109."""
    control = synthetic_control(california)
    assert control.pre_rmspe == pytest.approx(1.656, abs=1e-2)
    assert control.estimate == pytest.approx(-19.51, abs=1e-2)
    expected = {"Utah": 0.394, "Montana": 0.232, "Nevada": 0.205, "Connecticut": 0.109, "New Hampshire": 0.045, "Colorado": 0.015}  # fmt: skip
    used = {name: weight for name, weight in control.weights.items() if weight > 1e-3}
    assert used == pytest.approx(expected, abs=1e-2)
    assert control.p == pytest.approx(3 / 39)


def test_proposition_99_the_figure_of_synthdid_is_a_stop_before_the_optimum(california):
    """R synthdid's SC, -19.6197, solves the same problem by Frank-Wolfe and stops early; the optimum fits better."""
    from diff_diff.utils import _sc_weight_fw

    before = california.matrix[:, :19]
    place = california.units.index("California")
    donors = [k for k in range(39) if k != place]
    packed = np.column_stack([before[donors].T, before[place]])
    noise = np.std(np.diff(before[donors], axis=1), ddof=1)
    options = {"zeta": 1e-6 * noise, "intercept": False, "min_decrease": 1e-5 * noise}
    rough = _sc_weight_fw(packed, max_iter=100, **options)
    rough = np.where(rough <= rough.max() / 4, 0, rough)
    weights = _sc_weight_fw(packed, init_weights=rough / rough.sum(), max_iter=10_000, **options)
    gap = california.matrix[place] - weights @ california.matrix[donors]
    assert gap[19:].mean() == pytest.approx(-19.6197, abs=1e-3)
    assert np.sqrt((gap[:19] ** 2).mean()) > synthetic_control(california).pre_rmspe


def test_proposition_99_with_the_weights_abadie_published(california):
    """Pre-RMSPE 1.758, mean gap 1989-2000 -18.97, gap in 2000 -25.73: other predictors, nearly the same answer."""
    published = {"Utah": 0.334, "Nevada": 0.234, "Montana": 0.199, "Colorado": 0.164, "Connecticut": 0.069}
    twin = sum(weight * california.matrix[california.units.index(name)] for name, weight in published.items())
    gap = california.matrix[california.units.index("California")] - twin
    assert np.sqrt((gap[:19] ** 2).mean()) == pytest.approx(1.758, abs=1e-2)
    assert gap[19:].mean() == pytest.approx(-18.97, abs=1e-2)
    assert gap[-1] == pytest.approx(-25.73, abs=1e-2)
