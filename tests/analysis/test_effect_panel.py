"""Reading a panel: what is understood, and one clear sentence for every panel that cannot answer."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trefas.analysis.cells import BadCell
from trefas.analysis.effect import Columns, read_panel
from trefas.analysis.effect.periods import as_kind, period
from trefas.analysis.reading import BadInput, table_of

COLUMNS = Columns("area", "year", "shootings", "began")
GOOD = "area,year,shootings,began\n" + "\n".join(
    f"{area},{year},{count},{began}"
    for area, began in (("Norr", "2012"), ("Söder", ""), ("Väster", ""))
    for year, count in ((2010, 4), (2011, 5), (2012, 3), (2013, 6))
)


def read(text, **options):
    return read_panel(table_of("panel.csv", text.encode()), COLUMNS, **options)


def says(text, **options):
    with pytest.raises(BadInput) as error:
        read(text, **options)
    assert error.value.swedish
    assert error.value.swedish != error.value.english
    assert error.value.text("sv") == error.value.swedish
    return error.value.text("en")


def changed(row, column, value):
    """The good panel with one cell changed; row as in the file."""
    lines = [line.split(",") for line in GOOD.splitlines()]
    lines[row - 1][column] = value
    return "\n".join(",".join(line) for line in lines)


def test_a_good_panel():
    panel = read(GOOD)
    assert panel.units == ("Norr", "Söder", "Väster")
    assert panel.periods == ("2010", "2011", "2012", "2013")
    assert panel.matrix.tolist() == [[4, 5, 3, 6]] * 3
    assert panel.start.tolist() == [2, np.inf, np.inf]
    assert panel.on.sum() == 2
    assert panel.balanced
    assert panel.remarks == ()


@pytest.mark.parametrize("count", ["-1", "2.5", "many", ""])
def test_a_count_that_is_none_names_file_row_and_column(count):
    assert says(changed(4, 2, count)).startswith('panel.csv, row 4, column "shootings": ')


@pytest.mark.parametrize("time", ["late", "2012-13", "", "12/31/2012"])
def test_a_period_that_is_none_names_file_row_and_column(time):
    assert says(changed(5, 1, time)).startswith('panel.csv, row 5, column "year": ')


@pytest.mark.parametrize("began", ["soon", "2012-13-01", "31/12/2012"])
def test_a_start_that_is_none_names_file_row_and_column(began):
    assert says(changed(2, 3, began)).startswith('panel.csv, row 2, column "began": ')


def test_a_missing_column_is_named_with_those_there_are():
    assert says(GOOD.replace("began", "start")) == (
        'panel.csv: there is no column "began". The file has the columns area, year, shootings, start.'
    )


def test_a_unit_with_two_starts_is_refused_at_its_row():
    assert says(changed(4, 3, "2013")).startswith('panel.csv, row 4, column "began": unit Norr has another start')
    assert says(changed(4, 3, "")).startswith('panel.csv, row 4, column "began": unit Norr has another start')


def test_a_unit_and_period_twice_is_refused_at_its_row():
    assert "row 3" in says(changed(3, 1, "2010"))


def test_an_identity_number_as_unit_is_refused():
    assert "never persons" in says(GOOD.replace("Norr", "19900101-2385"))


def test_periods_of_two_kinds_are_refused():
    assert "another form" in says(changed(6, 1, "2010-05"))


def test_one_period_cannot_answer():
    assert "only one period" in says("area,year,shootings,began\nNorr,2010,4,2010\nSöder,2010,3,\n")
    assert "only one period" in says(GOOD, first="2012", last="2012")


def test_no_treated_unit_cannot_answer():
    assert "no unit starts" in says(GOOD.replace("2012\n", "\n"))
    assert "no unit starts" in says(GOOD, drop=["Norr"])
    assert "no unit starts" in says(GOOD, first="2012")  # nothing left before the start
    assert "no unit starts" in says(GOOD, last="2011")  # the start lies after the end


def test_no_control_unit_cannot_answer():
    assert "no unit to compare" in says(GOOD, drop=["Söder", "Väster"])
    everyone = "\n".join(
        line if k == 0 else ",".join([*line.split(",")[:3], "2012"]) for k, line in enumerate(GOOD.splitlines())
    )
    assert "no unit to compare" in says(everyone)


def test_an_unknown_unit_to_drop_is_named():
    message = says(GOOD, drop=["Öster"])
    assert '"Öster"' in message
    assert "Norr, Söder, Väster" in message


def test_units_without_events_are_refused_or_left_out_on_request():
    empty = "\n".join(
        ",".join([*line.split(",")[:2], "0", ""]) if "Söder" in line else line for line in GOOD.splitlines()
    )
    message = says(empty)
    assert message.startswith('panel.csv, row 6, column "shootings": ')
    assert "Söder" in message
    assert read(empty, drop_empty=True).units == ("Norr", "Väster")
    assert read(empty, drop=["Söder"]).units == ("Norr", "Väster")
    assert len(read(empty, counts=False).units) == 3  # a synthetic control may use them


def test_nothing_left_is_said():
    assert "no row is left" in says(GOOD, first="2020")


def test_a_missing_row_is_unknown_and_said():
    panel = read("\n".join(GOOD.splitlines()[:-1]))
    assert np.isnan(panel.matrix[2, 3])
    assert "1 combinations" in panel.remarks[0][1]


def test_a_unit_with_the_method_from_the_outset_and_one_after_the_end_are_said():
    text = "\n".join(
        line if k == 0 else ",".join([*line.split(",")[:3], {"S": "2005", "V": "2030"}.get(line[0], "2012")])
        for k, line in enumerate([*GOOD.splitlines(), *(f"Öster,{y},2,2012" for y in range(2010, 2014))])
    )
    panel = read(text)
    assert panel.start.tolist() == [2, 0, np.inf, 2]
    said = " ".join(english for _, english in panel.remarks)
    assert "from the first period in Söder" in said
    assert "start only after the last period" in said


def test_numbers_from_other_tools_are_understood():
    """22.0 for a label, 2012.0 for a year, NA and 0 for never."""
    rows = [
        f"{area},{year}.0,{year - 2000},{began}"
        for area, began in (("22.0", "2012.0"), ("23.0", "NA"), ("24.0", "0"))
        for year in range(2010, 2014)
    ]
    text = "area,year,shootings,began\n" + "\n".join(rows)
    assert read(text).start.tolist() == [2, np.inf, np.inf]
    assert read(text).periods[0] == "2010"
    assert len(read(text, drop=["23"]).units) == 2


@pytest.mark.parametrize(
    ("cell", "kind", "ordinal"),
    [
        ("2013", "number", 2013),
        (2013.0, "number", 2013),
        ("7", "number", 7),
        ("2013-02", "month", 2013 * 12 + 1),
        ("2013-Q3", "quarter", 2013 * 4 + 2),
        ("2013K3", "quarter", 2013 * 4 + 2),
        ("2013-02-03", "day", dt.date(2013, 2, 3).toordinal()),
        (dt.datetime(2013, 2, 3), "day", dt.date(2013, 2, 3).toordinal()),  # noqa: DTZ001  as a sheet gives it
    ],
)
def test_periods_as_people_write_them(cell, kind, ordinal):
    assert (period(cell).kind, period(cell).ordinal) == (kind, ordinal)


@pytest.mark.parametrize("cell", ["2013-W60", "2013-Q5", "spring", "2013-02-30"])
def test_what_is_no_period(cell):
    with pytest.raises(BadCell):
        period(cell)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)))
def test_a_start_date_falls_in_the_period_that_holds_it(day):
    start = period(day)
    assert as_kind(start, "number").ordinal == day.year
    assert as_kind(start, "month").ordinal == day.year * 12 + day.month - 1
    assert as_kind(start, "quarter").ordinal == period(f"{day.year}-Q{(day.month - 1) // 3 + 1}").ordinal
    year, week, _ = day.isocalendar()
    assert as_kind(start, "week").ordinal == period(f"{year}-W{week}").ordinal


def test_a_start_coarser_than_the_periods_is_refused():
    monthly = GOOD.replace("2010,", "2010-01,").replace("2011,", "2010-02,").replace(",2012,", ",2010-03,")
    monthly = monthly.replace("2013,", "2010-04,")
    assert "coarser" in says(monthly)


def test_a_start_in_mid_month_counts_from_that_month():
    rows = [
        f"{area},2020-{month:02d}-01,{3 + month},{began}"
        for area, began in (("Norr", "2020-03-17"), ("Söder", ""))
        for month in range(1, 6)
    ]
    panel = read("area,year,shootings,began\n" + "\n".join(rows))
    assert panel.start.tolist() == [2, np.inf]


def test_units_sort_as_people_count():
    rows = [f"{area},{year},3,{'2011' if area == '9' else ''}" for area in ("10", "9", "100") for year in (2010, 2011)]
    assert read("area,year,shootings,began\n" + "\n".join(rows)).units == ("9", "10", "100")


@pytest.mark.parametrize("began", ["2012-05", "2012-Q4", "2012-W20", "2012-12-31"])
def test_a_finer_start_counts_from_the_year_that_holds_it(began):
    assert read(GOOD.replace(",2012\n", f",{began}\n")).start.tolist() == [2, np.inf, np.inf]
