"""Good lists in all their shapes: kinds, sheets, header rows, merged cells, addresses, encodings."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest
from tests.sheets import making

from trefas.sheets.limits import LIMITS, Limits
from trefas.sheets.reading import read_table
from trefas.sheets.sentences import SheetError

NUMBER = making.series_number("20040611")
LIST = [["Namn", "Personnummer"], ["Åsa Öberg", NUMBER], ["Bo Ek", making.series_number("20030102")]]


def codes(table) -> list[str]:
    return [one.code for one in table.notices]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("xlsx", making.xlsx(LIST)),
        ("ods", making.ods("".join(making.ods_row(*row) for row in LIST))),
        (
            "xls",
            making.xls(
                b"".join(
                    making.biff_label(row, column, text)
                    for row, line in enumerate(LIST)
                    for column, text in enumerate(line)
                )
            ),
        ),
        ("csv", "\n".join(";".join(row) for row in LIST).encode()),
    ],
)
def test_kind_is_decided_by_content_not_by_name(kind: str, data: bytes) -> None:
    table = read_table(data, "lista.dat")
    assert table.kind == kind
    assert table.headers == ("Namn", "Personnummer")
    assert [values for _, values in table.rows()] == LIST[1:]
    assert codes(table)[0] == "read_as"
    assert read_table(data, f"lista.{kind}").notices == ()


def test_mislabelled_file_says_what_it_is_read_as() -> None:
    table = read_table(b"Namn;Personnummer\nBo Ek;x\n", "lista.xlsx")
    assert table.notices[0].sentence() == "Filen lista.xlsx läses som .csv, för det är vad den innehåller."


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_every_encoding_and_with_every_separator(separator: str, encoding: str) -> None:
    text = "\r\n".join(separator.join(row) for row in [["Namn", "Anteckning"], ["Åsa Öberg", "två ord"]])
    table = read_table(text.encode(encoding), "lista.csv")
    assert table.headers == ("Namn", "Anteckning")
    assert list(table.rows()) == [(2, ["Åsa Öberg", "två ord"])]
    assert ("encoding_read" in codes(table)) == (encoding in ("cp1252", "utf-16"))


def test_separator_is_not_fooled_by_commas_in_names() -> None:
    table = read_table(b"Namn;Personnummer\nAly, Mohamed;x\nEk, Bo;y\nBerg, Per;z\n", "lista.csv")
    assert table.headers == ("Namn", "Personnummer")


def test_csv_with_separator_line_line_breaks_and_guarded_zeros() -> None:
    data = 'sep=;\r\nNamn;Telefon;Anteckning\r\nBo Ek;="0701740605";"två\nrader"\r\n'.encode()
    assert list(read_table(data, "lista.csv").rows()) == [(2, ["Bo Ek", "0701740605", "två\nrader"])]


@pytest.mark.parametrize("text", ["Ã…sa Ã–berg", "B„ck"])
def test_letters_in_the_wrong_code_page_are_told(text: str) -> None:
    table = read_table(f"Namn;Personnummer\n{text};x\n".encode(), "lista.csv")
    assert codes(table) == ["encoding_doubtful"]


def test_header_is_found_below_titles_and_empty_rows_and_addresses_stay() -> None:
    rows = [["Lista för Norrdal 2026", "", ""], [], ["", "utskriven av polisen"], [], ["", "Namn", "Personnummer"]]
    table = read_table(making.xlsx([*rows, [None, "Bo Ek", NUMBER], [], [None, "Åsa Öberg", "okänd"]]), "l.xlsx")
    assert table.header_row == 5
    assert [number for number, _ in table.rows()] == [6, 8]
    assert table.address(8, 1) == "B8"
    assert codes(table) == ["rows_above_header"]


def test_merged_title_stays_in_its_cell_and_merged_district_holds_for_its_rows() -> None:
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Lista", None, None])
    page.merge_cells("A1:C1")
    page.append(["Namn", "Stadsdel", "Status"])
    for name in ("Bo Ek", "Åsa Öberg", "Per Berg"):
        page.append([name, "Norrdal" if name == "Bo Ek" else None, "aktuell"])
    page.merge_cells("B3:B4")
    book.save(buffer)
    table = read_table(buffer.getvalue(), "lista.xlsx")
    assert [values[1] for _, values in table.rows()] == ["Norrdal", "Norrdal", ""]
    assert table.address(4, 1) == "B3"
    assert table.address(5, 1) == "B5"


def test_sheet_with_known_headers_is_picked_and_hidden_ones_never() -> None:
    data = making.xlsx(
        [["Att göra", "Vem"], ["ring", "Bo"]],
        sheet="Noter",
        Lista=[["Namn", "Pnr", "Stadsdel"], ["Bo Ek", NUMBER, "Norrdal"]],
        Dold=[["Namn", "Pnr", "Stadsdel", "Status"], ["Per Berg", "", "", ""]],
    )
    table = read_table(data, "lista.xlsx")
    assert table.sheet == "Lista"
    assert [(one.name, one.hidden, one.rows) for one in table.sheets] == [
        ("Noter", False, 2), ("Lista", False, 2), ("Dold", True, 2),
    ]  # fmt: skip
    assert codes(table) == ["sheet_chosen", "hidden_sheets"]
    assert read_table(data, "lista.xlsx", sheet="Dold").sheet == "Dold"


def test_asking_for_a_sheet_or_row_that_is_not_there() -> None:
    with pytest.raises(SheetError, match="no sheet Blad9"):
        read_table(making.xlsx(LIST), "lista.xlsx", sheet="Blad9")
    with pytest.raises(SheetError, match="no row 9"):
        read_table(making.xlsx(LIST), "lista.xlsx", header_row=9)
    assert read_table(making.xlsx([["Xyz", "Zyx"], *LIST]), "l.xlsx", header_row=1).headers == ("Xyz", "Zyx")


def test_unknown_headers_fall_back_to_the_first_row_of_texts() -> None:
    table = read_table(making.xlsx([["bara titel"], ["Qwerty", "Asdf"], ["Bo Ek", 7]]), "lista.xlsx")
    assert table.headers == ("Qwerty", "Asdf")


def test_formulas_errors_and_1904_are_seen() -> None:
    rows = [["Namn", "Senaste kontakt"], [('="Bo "&"Ek"', "Bo Ek"), ("=1/0", "#DIV/0!")], ["=1+1", 40_000]]
    table = read_table(making.xlsx(rows, options={"date_1904": True}), "lista.xlsx")
    assert table.formulas == {"A2", "B2"}
    assert table.errors == {"B2"}
    assert table.epoch_1904
    assert not read_table(making.xlsx(rows), "lista.xlsx").epoch_1904


def test_old_excel_formulas_errors_and_1904_are_seen() -> None:
    error = making.record(0x205, b"\x01\x00\x01\x00\x00\x00\x07\x01")
    formula = making.record(0x06, b"\x01\x00\x02\x00\x00\x00" + bytes(8) + bytes(8))
    labels = b"".join(making.biff_label(0, column, text) for column, text in enumerate(("Namn", "Pnr", "Status")))
    data = making.xls(labels + making.biff_label(1, 0, "Bo Ek") + error + formula, extra=making.record(0x22, b"\1\0"))
    table = read_table(data, "lista.xls")
    assert (table.formulas, table.errors, table.epoch_1904) == ({"C2"}, {"B2"}, True)


def test_dates_come_as_dates_and_numbers_as_numbers() -> None:
    day = datetime.date(2026, 11, 3)
    table = read_table(making.xlsx([["Namn", "Senaste kontakt", "Pnr"], ["Bo Ek", day, int(NUMBER)]]), "l.xlsx")
    assert list(table.rows()) == [(2, ["Bo Ek", day, float(NUMBER)])]


def test_whole_formatted_rows_are_no_bomb() -> None:
    blank = "".join(f'<c r="{letters}1" s="0"/>' for letters in ("XFC", "XFD"))
    text = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    row = f'<row r="1">{text.format("A1", "Namn")}{text.format("B1", "Pnr")}{blank}</row>'
    table = read_table(making.with_sheet(row + f'<row r="2">{text.format("A2", "Bo")}</row>'), "lista.xlsx")
    assert table.headers == ("Namn", "Pnr")


def test_ods_trailing_million_empty_rows_are_no_bomb() -> None:
    rows = making.ods_row("Namn", "Pnr") + making.ods_row("Bo Ek", "x") + making.ods_row("", repeat=1_048_000)
    assert len(list(read_table(making.ods(rows), "lista.ods").rows())) == 1


def test_limits_are_an_argument() -> None:
    small = Limits(rows=2)
    with pytest.raises(SheetError, match="limit is 2"):
        read_table(making.xlsx(LIST), "lista.xlsx", limits=small)
    assert LIMITS.rows >= 50_000


def test_names_of_sheets_may_hold_any_sign() -> None:
    assert read_table(making.xlsx(LIST, sheet="Ek & Co <1> 'å' b"), "lista.xlsx").sheet == "Ek & Co <1> 'å' b"


def test_relations_may_use_another_prefix() -> None:
    data = making.xlsx(LIST)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = archive.read("xl/workbook.xml").replace(b"r:id", b"rel:id").replace(b"xmlns:r=", b"xmlns:rel=")
    assert read_table(making.changed(data, xl__workbook_DOT_xml=book), "lista.xlsx").headers == tuple(LIST[0])
