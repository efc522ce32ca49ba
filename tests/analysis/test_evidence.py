"""The evidence register: complete, sourced, and showing how unequal the knowledge is without ranking anything."""

import re
import tomllib
from importlib.resources import files

import pytest

from tests.analysis.running import refused, run
from trefas.analysis.evidence import register, register_of

STUDIES = [(method.id, finding) for method in register().methods for finding in method.findings]


def test_the_three_methods_of_the_debate_are_there_in_alphabetical_order():
    assert [method.id for method in register().methods] == ["cure-violence", "gvi", "trefas"]


def test_the_asymmetry_shows():
    """GVI and Cure Violence have studies that compare; Trefas has none, and that is said as not knowing."""
    counted = {method.id: len(method.studies) for method in register().methods}
    assert counted["trefas"] == 0
    assert counted["gvi"] > 0
    assert counted["cure-violence"] > 0
    page = run("evidence", "--method", "trefas").out
    assert "none. It cannot be told whether the method works." in page
    assert "neither for nor against" in page


def test_mixed_results_stand_beside_good_ones():
    by_id = {finding.id: finding for _, finding in STUDIES}
    assert "worse in some" in by_id["buggs-2022"].result[1]
    assert "cannot be attributed" in by_id["ivert-mellgren-2021"].limits[1]
    assert by_id["avram-2024"].interval == pytest.approx((-19.4, -8.3), abs=0.1)
    assert by_id["braga-turchan-weisburd"].interval is None


@pytest.mark.parametrize(("method", "finding"), STUDIES, ids=[finding.id for _, finding in STUDIES])
def test_every_finding_has_design_result_limits_and_source_in_both_languages(method, finding):
    assert finding.design in register().designs
    for pair in (finding.who, finding.place, finding.result, finding.limits, finding.source):
        assert all(text.strip() for text in pair)
    assert finding.result[0] != finding.result[1]
    assert finding.limits[0] != finding.limits[1]
    assert (
        finding.percent is None
        or finding.interval is None
        or finding.interval[0] < finding.percent < finding.interval[1]
    )


def test_ids_are_unique():
    ids = [finding.id for _, finding in STUDIES]
    assert len(ids) == len(set(ids))


def test_json_is_complete():
    result = run("evidence", "--json").json
    assert [method["effect_studies"] for method in result["methods"]] == [4, 4, 0]
    for method in result["methods"]:
        for study in method["studies"]:
            assert {
                "who",
                "place",
                "years",
                "design",
                "n",
                "percent",
                "ci_percent",
                "result",
                "limits",
                "source",
            } <= set(study)


def test_there_is_no_score_and_no_league_table():
    everything = run("evidence", "--json").out + run("evidence").out + run("evidence", "--lang", "sv").out
    assert not re.search(r'"(score|rank|grade|stars|rating)"', everything)
    assert "alphabetical order" in everything
    assert "bokstavsordning" in everything


def test_both_languages_tell_the_same_register():
    swedish, english = run("evidence", "--lang", "sv").out, run("evidence", "--lang", "en").out
    assert swedish.count("Källa: ") == english.count("Source: ") == len(STUDIES)
    assert "Begränsning: " in swedish


def test_an_unknown_method_is_refused_with_those_there_are():
    assert "cure-violence, gvi, trefas" in refused("evidence", "--method", "magic")


def test_a_study_with_an_unknown_design_cannot_be_loaded():
    data = tomllib.loads(files("trefas.analysis").joinpath("evidence.toml").read_text("utf-8"))
    data["methods"][0]["studies"][0]["design"] = "hearsay"
    with pytest.raises(ValueError, match="hearsay"):
        register_of(data)
