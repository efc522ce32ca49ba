"""Lists written out: neutral, printable, and saying what they are."""

from __future__ import annotations

import csv
import datetime
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trefas.sheets.reading import read_table
from trefas.sheets.writing import Extract, neutralised, write_csv, write_xlsx

AT = datetime.datetime.fromisoformat("2026-11-23 20:15")
EXTRACT = Extract("Amina (påhittad)", AT, "stadsdel Norrdal", "uppföljning", fictional=True)
HEADERS = ("Namn", "Senaste kontakt", "Antal")
ROWS = [["Åsa Öberg", datetime.date(2026, 11, 3), 2], ["Bo Ek", None, 1.5], ["", AT, True]]


def opened(extract: Extract = EXTRACT, rows=ROWS, title: str = "Listan"):
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(title, HEADERS, rows, extract)))


def test_list_holds_dates_as_dates_and_numbers_as_numbers() -> None:
    page = opened()["Listan"]
    assert [cell.value for cell in page[1]] == list(HEADERS)
    assert page["B2"].value == datetime.datetime.fromisoformat("2026-11-03")
    assert page["B2"].number_format == "yyyy-mm-dd"
    assert page["B4"].value == AT
    assert (page["C2"].value, page["C3"].value, page["C4"].value) == (2, 1.5, "True")


def test_header_stays_in_sight_and_on_every_printed_page() -> None:
    page = opened()["Listan"]
    assert page.freeze_panes == "A2"
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.paperSize == 9
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.auto_filter.ref == "A1:C4"
    assert page.column_dimensions["A"].width >= len("Åsa Öberg")
    assert "Övning, inga verkliga personer" in page.oddFooter.center.text


@pytest.mark.parametrize(
    ("language", "sheet", "mark"),
    [("sv", "Om uttaget", "Övning, inga verkliga personer"), ("en", "About this extract", "Practice, no real people")],
)
def test_extract_says_who_when_what_and_why(language, sheet: str, mark: str) -> None:
    book = opened(Extract("Amina", AT, "Norrdal", "uppföljning", fictional=True, language=language))
    values = [row[1].value for row in book[sheet].iter_rows()]
    assert values == ["Listan", "Amina", AT, "Norrdal", "uppföljning", 3, mark]


def test_real_list_is_not_marked_as_practice() -> None:
    book = opened(Extract("Amina", AT, "alla", "uppföljning", fictional=False))
    assert book["Om uttaget"].max_row == 6
    assert "Övning" not in str(book["Listan"].oddFooter.center.text)


@pytest.mark.parametrize("title", ["Listan: [Norrdal] 2026/11?", "x" * 60, "", "'", "[]", "om uttaget", "🏠" * 20])
def test_any_title_gives_a_sheet_that_opens(title: str) -> None:
    first, second = opened(title=title).sheetnames
    assert len(first.encode("utf-16-le")) <= 62
    assert second == "Om uttaget"


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_random_titles_give_a_sheet_that_opens(title: str) -> None:
    assert len(opened(title=title, rows=[]).sheetnames) == 2


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_neutralised_in_both_formats(sign: str) -> None:
    hostile = f'{sign}HYPERLINK("http://x";"y")'
    page = opened(Extract(hostile, AT, hostile, hostile, fictional=True), [[hostile, hostile, hostile]])
    cells = [*page["Listan"][2], *(row[1] for row in page["Om uttaget"].iter_rows())]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    assert sum(text.startswith("'") for text in texts) == 6
    row = list(csv.reader(io.StringIO(write_csv(HEADERS, [[hostile]]).decode("utf-8-sig")), delimiter=";"))[1]
    assert row[0].startswith("'")


def test_csv_is_what_swedish_excel_opens() -> None:
    data = write_csv(HEADERS, ROWS)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").split("\r\n")[:4] == [
        "Namn;Senaste kontakt;Antal", "Åsa Öberg;2026-11-03;2", "Bo Ek;;1,5", ";2026-11-23 20:15;True",
    ]  # fmt: skip


def test_our_own_lists_are_read_back() -> None:
    for data in (write_xlsx("Listan", HEADERS, ROWS[:2], EXTRACT), write_csv(HEADERS, ROWS[:2])):
        table = read_table(data, "listan")
        assert table.headers == HEADERS
        assert [str(values[0]) for _, values in table.rows()] == ["Åsa Öberg", "Bo Ek"]


@given(st.text())
def test_neutral_text_never_begins_a_formula(text: str) -> None:
    assert not neutralised(text).lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=4))
def test_any_text_survives_to_a_file_that_opens(rows: list[list[str]]) -> None:
    assert opened(rows=rows)["Listan"].max_row == len(rows) + 1 or not any(any(row) for row in rows[-1:])
