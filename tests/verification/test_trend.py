"""Areas against before on New York's precincts, with figures that can be checked by hand."""

from tests.analysis.running import run


def test_precincts_by_year(data):
    """2021 against 2020 as counted in the file, and more caution since victims come in clusters."""
    panel = data / "nyc_precinct_year_panel_2006_2021.csv"
    columns = ("--area", "precinct", "--date", "year", "--count", "victims")
    result = run("trend", panel, *columns, "--json").json
    lines = [line.split(",") for line in panel.read_text().splitlines()[1:]]
    for year, key in (("2021", "now"), ("2020", "before")):
        counted = {line[1]: int(line[2]) for line in lines if line[0] == year}
        assert {area["area"]: area[key] for area in result["areas"]} == counted
    assert result["n"] == sum(int(line[2]) for line in lines)
    assert 1.5 < result["dispersion"] < 2.5


def test_the_rise_of_2020_is_found(data):
    panel = data / "nyc_precinct_year_panel_2006_2021.csv"
    columns = ("--area", "precinct", "--date", "year", "--count", "victims", "--through", "2020-12-31")
    result = run("trend", panel, *columns, "--json").json
    changes = [area["change"] for area in result["areas"]]
    assert changes.count("emerging") >= 10
    assert changes.count("waning") == 0


def test_events_and_the_panel_of_incidents_agree(data):
    """Incidents counted from the event file are those of the panel."""
    events = ("--area", "precinct", "--date", "date", "--by", "year")
    panel = ("--area", "precinct", "--date", "year", "--count", "incidents")
    one = run("trend", data / "nypd_shooting_incidents_2006_2021.csv", *events, "--json").json
    two = run("trend", data / "nyc_precinct_year_panel_2006_2021.csv", *panel, "--json").json
    counts = {area["area"]: area["counts"] for area in one["areas"]}
    assert {area["area"]: area["counts"] for area in two["areas"] if area["area"] in counts} == counts
