"""Tables as people send them: separators, encodings, spreadsheets, slips, and what is said about them."""

import datetime as dt
import io

import numpy as np
import pytest
import xlsxwriter

from trefas.analysis import cells
from trefas.analysis.reading import BadInput, read_table, table_of


def table(text: str, name: str = "a.csv"):
    return table_of(name, text.encode())


def sheet(*rows: list) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    page, form = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            is_date = isinstance(cell, dt.datetime)
            page.write_datetime(number, column, cell, form) if is_date else page.write(number, column, cell)
    book.close()
    return content.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_is_found(separator):
    read = table(separator.join(["area", "n"]) + "\n" + separator.join(["Norr", "3"]))
    assert read.columns == ("area", "n")
    assert read.labels("area") == ["Norr"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encoding_is_found(encoding):
    assert table_of("a.csv", "område\nÖster\n".encode(encoding)).labels("område") == ["Öster"]


def test_row_numbers_are_those_of_a_spreadsheet_also_after_blank_rows():
    read = table("n\n1\n\n  \nx\n")
    assert read.rows == (2, 5)
    with pytest.raises(BadInput, match=r'a\.csv, row 5, column "n": "x" is not a number'):
        read.numbers("n")


def test_spreadsheet_gives_dates_numbers_and_labels():
    midnight = dt.datetime.fromisoformat("2026-01-02")
    read = table_of(
        "a.xlsx",
        sheet(["date", "n", "area"], [midnight, 3, 22], [midnight + dt.timedelta(hours=14, minutes=5), 4, "B"]),
    )
    moments = read.moments("date")
    assert list(moments.dates.astype(str)) == ["2026-01-02", "2026-01-02"]
    assert list(moments.seconds) == [0, 14 * 3600 + 300]  # beside a time, midnight is a time
    assert list(read.counts("n")) == [3, 4]
    assert read.labels("area") == ["22", "B"]


def test_swedish_day_in_a_decimal_comma_file():
    read = table("x;n\n6 580 822,5;1\n−3,25;2\n")
    assert list(read.numbers("x")) == [6580822.5, -3.25]


def test_a_comma_that_may_mean_two_things_is_refused_unless_the_file_settles_it():
    with pytest.raises(BadInput, match='row 2, column "x": "1,234" can be read in two ways'):
        table('x,n\n"1,234",1\n').numbers("x")
    assert list(table("x;n\n1,234;1\n").numbers("x")) == [1.234]
    assert list(table('x,n\n"674032,125",1\n"0,125",1\n').numbers("x")) == [674032.125, 0.125]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-01-31", (dt.date(2026, 1, 31), None)),
        ("2026/01/31", (dt.date(2026, 1, 31), None)),
        ("20260131", (dt.date(2026, 1, 31), None)),
        ("2026-1-5 9:05", (dt.date(2026, 1, 5), 32700)),
        ("2026-01-31 00:00", (dt.date(2026, 1, 31), 0)),
        ("2026-01-31T23:59:30", (dt.date(2026, 1, 31), 86370)),
        ("2026-01-31T23:59:30.5Z", (dt.date(2026, 1, 31), 86370)),
        ("2026-01-31 23:59+01:00", (dt.date(2026, 1, 31), 86340)),
        (20260131.0, (dt.date(2026, 1, 31), None)),
    ],
)
def test_dates_as_written(cell, expected):
    assert cells.moment(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "31/01/2026",
        "01-31-2026",
        "2026-13-01",
        "2026-02-30",
        "5-1-2026",
        "2026-1/5",
        "yesterday",
        "2026-01-31 25:00",
        "12",
    ],
)
def test_what_is_not_a_date_is_refused(cell):
    with pytest.raises(cells.BadCell, match="is not a date"):
        cells.moment(cell)


@pytest.mark.parametrize("cell", ["0216-01-31", "2916-01-31"])
def test_impossible_years_are_refused(cell):
    with pytest.raises(cells.BadCell, match="year"):
        cells.moment(cell)


@pytest.mark.parametrize("cell", ["nan", "inf", "1e999", "1.2.3", "1,234,5", "12 3", "0x1", "1_000", True])
def test_what_is_not_a_number_is_refused(cell):
    with pytest.raises(cells.BadCell):
        cells.number(cell)


@pytest.mark.parametrize(("cell", "why"), [("-1", "negative"), ("1.5", "not a whole"), ("", "empty"), ("x", "not a")])
def test_counts_are_whole_and_not_negative(cell, why):
    with pytest.raises(BadInput, match=f'row 3, column "n": .*{why}'):
        table(f"a,n\nb,2\nc,{cell}\n").counts("n")


def test_day_numbers_are_days_apart():
    moments = table("t\n413.0\n472.5\n").moments("t")
    assert moments.numbered
    assert list(np.diff(moments.days)) == [59]
    assert moments.seconds[1] == 43200


@pytest.mark.parametrize("text", ["t\n2016\n2017\n", "t\n413\n2026-01-01\n", "t\n359192\n359193\n"])
def test_years_mixtures_and_large_numbers_are_not_day_numbers(text):
    with pytest.raises(BadInput, match="is not a date"):
        table(text).moments("t")


def test_time_of_day_from_its_own_column():
    moments = table("d,t\n2026-01-01,14:05\n2026-01-01,\n").moments("d", "t")
    assert moments.seconds[0] == 50700
    assert np.isnan(moments.seconds[1])
    with pytest.raises(BadInput, match='row 2, column "t": "25:00" is not a time of day'):
        table("d,t\n2026-01-01,25:00\n").moments("d", "t")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a.csv: the file is empty."),
        ("a,b\n", "a.csv: the file is empty."),
        ("a,,c\n1,2,3\n", "column number 2 has no heading"),
        ("a,a\n1,2\n", 'the heading "a" occurs twice'),
        ("a,b\n1,2\n1\n", "row 3: the row has 1 fields but the header has 2"),
        ("a,b\n1,2,3\n", "row 2: the row has 3 fields but the header has 2"),
        ('a,b\n1,2\n"x,3\n', "row 3: a quotation mark is opened but not closed"),
        ("a\x00b\n1\n", "a.csv: the file is neither CSV nor XLSX"),
        ("PK\x03\x04broken", "a.csv: the file cannot be read as a spreadsheet"),
    ],
)
def test_broken_files_are_named_in_one_sentence(text, sentence):
    with pytest.raises(BadInput) as caught:
        table(text)
    assert sentence in caught.value.english
    assert caught.value.swedish != caught.value.english


def test_missing_column_lists_what_there_is():
    with pytest.raises(BadInput, match=r'there is no column "z"\. The file has the columns a, b'):
        table("a,b\n1,2\n").numbers("z")


def test_missing_file_and_folder(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadInput, match="there is no such file"):
            read_table(path)


def test_a_column_of_persons_is_refused_as_areas():
    # Skatteverket's test series: birth number 238.
    with pytest.raises(BadInput, match=r'row 3, column "unit": .*never persons'):
        table("unit,n\nNorr,1\n19900101-2385,2\n").labels("unit")


def test_codes_that_only_look_like_identity_numbers_are_labels():
    assert table("unit\n1990010123\n0180\n").labels("unit") == ["1990010123", "0180"]
