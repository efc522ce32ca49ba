"""`trefas analysis trend` as a user runs it."""

import pytest

from tests.analysis.running import refused, run, written

EVENTS = ("--area", "area", "--date", "date")


def events(folder, *groups):
    """Groups of (area, date, number), each a row per event."""
    lines = [f"{area},{date}" for area, date, number in groups for _ in range(number)]
    return written(folder, "\n".join(["area,date", *lines]) + "\n")


@pytest.fixture
def quarters(tmp_path):
    """Fictional: Norr rises from 4 to 20, Söder falls from 21 to 4, Väst has one event."""
    groups = [("Norr", "2025-02-01", 4), ("Norr", "2026-02-01", 20), ("Söder", "2025-03-31", 21)]
    return events(tmp_path, *groups, ("Söder", "2026-01-01", 4), ("Väst", "2026-03-01", 1))


def test_json_has_counts_intervals_and_the_comparison(quarters):
    result = run("trend", quarters, *EVENTS, "--json").json
    assert (result["n"], result["by"]) == (50, "quarter")
    assert result["periods"] == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]
    assert result["now"] == {"from": "2026-01-01", "to": "2026-03-31"}
    assert result["before"] == [{"from": "2025-01-01", "to": "2025-03-31"}]
    by_area = {area["area"]: area for area in result["areas"]}
    assert by_area["Norr"]["counts"] == [4, 0, 0, 0, 20]
    assert by_area["Norr"]["ratio"] == 5
    assert [by_area[name]["change"] for name in ("Norr", "Söder", "Väst")] == ["emerging", "waning", "cannot_tell"]
    assert by_area["Väst"]["ratio"] is None
    assert by_area["Väst"]["p_adjusted"] is None


def test_counts_per_period_give_the_same_as_events(quarters, tmp_path):
    rows = "Norr,2025-Q1,4\nNorr,2026-Q1,20\nSöder,2025-Q1,21\nSöder,2026-Q1,4\nVäst,2026-Q1,1\n"
    file = written(tmp_path, "area,date,n\n" + rows, "counts.csv")
    assert run("trend", file, *EVENTS, "--count", "n", "--json").out == run("trend", quarters, *EVENTS, "--json").out


def test_page_says_which_areas_and_in_which_language(quarters):
    assert "Ökar: Norr. Minskar: Söder." in run("trend", quarters, *EVENTS, language="sv_SE").out
    assert "Emerging: Norr. Waning: Söder." in run("trend", quarters, *EVENTS).out


def test_part_of_a_period_is_compared_with_the_same_part(quarters):
    result = run("trend", quarters, *EVENTS, "--through", "2026-02-15", "--json").json
    assert result["now"] == {"from": "2026-01-01", "to": "2026-02-15"}
    by_area = {area["area"]: area for area in result["areas"]}
    assert by_area["Söder"]["before"] == 0
    assert by_area["Norr"]["before"] == 4
    assert "1 rows after 2026-02-15" in " ".join(result["warnings"])


def test_earlier_years_are_pooled(tmp_path):
    file = events(tmp_path, ("A", "2024-05-01", 3), ("A", "2025-05-01", 5), ("A", "2026-05-01", 4))
    result = run("trend", file, *EVENTS, "--by", "month", "--years", 2, "--json").json
    area = result["areas"][0]
    assert (area["now"], area["before"]) == (4, 8)
    assert area["ratio"] == pytest.approx(1.0)


def test_areas_of_two_editions_are_compared_in_one(tmp_path):
    groups = [("Rinkeby-Kista", "2022-08-01", 2), ("Spånga-Tensta", "2022-09-01", 3), ("Järva", "2023-08-01", 4)]
    result = run("trend", events(tmp_path, *groups), *EVENTS, "--areas", "stockholm", "--json").json
    by_area = {area["area"]: area for area in result["areas"]}
    assert len(by_area) == 11
    assert (by_area["Järva"]["now"], by_area["Järva"]["before"]) == (4, 5)


def test_an_area_before_its_time_is_pointed_out(tmp_path):
    file = events(tmp_path, ("Järva", "2022-08-01", 2), ("Järva", "2023-08-01", 2))
    warnings = run("trend", file, *EVENTS, "--areas", "stockholm", "--json").json["warnings"]
    assert "2 rows lie in an area that did not exist" in warnings[0]


def test_picture(quarters, tmp_path):
    assert run("trend", quarters, *EVENTS, "--plot", tmp_path / "a.png").status == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("area,date\nA,2026-02-30\n", (), 'row 2, column "date": "2026-02-30" is not a date'),
        ("area,date\n,2026-02-03\n", (), 'row 2, column "area": the cell is empty'),
        ("area,date\n19900101-2385,2026-02-03\n", (), "never persons"),
        ("area,date,n\nA,2026,-1\n", ("--count", "n"), 'row 2, column "n": the count -1 is negative'),
        ("area,date\nA,2026-02-03\n", (), "no earlier period to compare 2026-Q1 with"),
        ("area,date\nA,2026\n", ("--by", "month"), "coarser than --by month"),
        ("area,date\nA,2026-02-03\n", ("--by", "decade"), '--by "decade" is unknown'),
        ("area,date\nA,2026-02-03\n", ("--areas", "stockholm"), 'the area "A" is not in stockholm_boards.csv'),
        ("area,date\nA,2026-02-03\n", ("--areas", "none.csv"), "none.csv: there is no such file"),
        ("area,date\nA,2026-02-03\n", ("--through", "2026-01-01"), "no rows lie before --through"),
        ("area,date,n\nA,2025,1\nA,2026,1\n", ("--count", "n", "--through", "2026-05-01"), "cuts a period"),
        ("area,date\nA,1900-02-03\nB,2199-01-01\n", ("--by", "week"), "periods are too many"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(tmp_path, text, options, sentence):
    assert sentence in refused("trend", written(tmp_path, text), *EVENTS, *options, "--json")
