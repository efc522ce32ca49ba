"""Every file that is no list gets one clear sentence, quickly and without filling the memory."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import PasswordError
from tests.sheets import making

from trefas.sheets.limits import Limits
from trefas.sheets.reading import Table, read_table
from trefas.sheets.sentences import SheetError

GOOD = making.xlsx([["Namn", "Personnummer"], ["Åsa Öberg", making.series_number("20040611")]])


def directory(data: bytes, name: str, offset: int, value: int) -> bytes:
    """The same zip file with four bytes changed in the directory record of an entry."""
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode())) + offset
    return data[:place] + struct.pack("<I", value) + data[place + 4 :]


def lying(data: bytes, name: str, size: int) -> bytes:
    """The same zip file whose directory declares another unpacked size for an entry."""
    return directory(data, name, 24, size)


def two_of_a_name() -> bytes:
    """A workbook that could hide a sheet behind the name of another."""
    data = making.xlsx([["Namn", "Pnr"]], Lista=[["Namn", "Pnr"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = archive.read("xl/workbook.xml").replace(b'name="Lista"', b'name="Blad1"')
    return making.changed(data, xl__workbook_DOT_xml=book)


def zip_flag(data: bytes) -> bytes:
    """The same zip file whose first directory entry says that it is locked."""
    place = data.index(b"PK\x01\x02")
    return data[: place + 8] + b"\x01\x00" + data[place + 10 :]


def zeros(size: int) -> bytes:
    """A workbook with a huge part of nothing."""
    return making.changed(GOOD, xl__media__image_DOT_png=bytes(size))


def half_random_bomb() -> bytes:
    """Too large in all though no part is packed tightly."""
    noise = zlib.compress(bytes(range(256)) * 40, 0)[:8_000]
    return making.changed(GOOD, **{f"xl__media__{part}": noise * 5_500 for part in range(4)})


def two_corners() -> bytes:
    return making.with_sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>')


def far_and_deep() -> bytes:
    return making.with_sheet('<row r="1"><c r="IV1"><v>1</v></c></row><row r="90000"><c r="A90000"><v>1</v></c></row>')


def rows_without_addresses(count: int) -> str:
    return "".join(f"<row><c><v>{number * 7919}</v></c></row>" for number in range(count))


BROKEN = {
    "nothing": (b"", "file_empty"),
    "spaces": (b" \r\n\t ", "file_empty"),
    "pdf": (b"%PDF-1.7 rest", "other_kind"),
    "image": (b"\x89PNG\r\n\x1a\n rest", "other_kind"),
    "web page named xls": (b"<html><table><tr><td>Namn</td></tr></table></html>", "other_kind"),
    "xml of 2003": (b'<?xml version="1.0"?><Workbook/>', "other_kind"),
    "rich text": (b"{\\rtf1 hej}", "other_kind"),
    "gzip": (b"\x1f\x8b\x08\x00 rest", "other_kind"),
    "word": (making.zipped({"word/document.xml": b"<x/>"}), "other_kind"),
    "presentation": (making.zipped({"ppt/presentation.xml": b"<x/>"}), "other_kind"),
    "binary excel": (making.zipped({"xl/workbook.bin": b"x"}), "other_kind"),
    "archive": (making.zipped({"lista.csv": b"Namn;Pnr"}), "other_kind"),
    "text document": (making.zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "other_kind"),
    "cut short": (GOOD[: len(GOOD) // 2], "broken"),
    "only a signature": (b"PK\x03\x04", "broken"),
    "sheet of no xml": (making.changed(GOOD, xl__worksheets__sheet1_DOT_xml=b"<<<<"), "broken"),
    "password zip": (zip_flag(GOOD), "password"),
    "password office": (making.ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "password"),
    "password xls": (making.xls(b"", extra=making.record(0x2F, b"\1\0")), "password"),
    "password ods": (
        making.ods("", **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
        "password",
    ),
    "macros": (making.changed(GOOD, xl__vbaProject_DOT_bin=b"x"), "macros"),
    "macros in ods": (making.ods("", **{"Basic/Standard/Module1.xml": b"<x/>"}), "macros"),
    "macros in xls": (making.xls(making.biff_label(0, 0, "Namn"), _VBA_PROJECT_CUR=b"x"), "macros"),
    "macro sheet in xls": (making.xls(making.biff_label(0, 0, "Namn"), kind=1), "macros"),
    "old word": (making.ole({"WordDocument": b"x"}), "other_kind"),
    "ole of nothing": (making.ole({"Contents": b"x"}), "other_kind"),
    "ole cut short": (making.xls(making.biff_label(0, 0, "Namn"))[:700], "broken"),
    "bomb by ratio": (zeros(50_000_000), "bomb_ratio"),
    "bomb by size": (half_random_bomb(), "bomb_unpacked"),
    "bomb by entries": (making.zipped({f"part{number}": b"" for number in range(1_500)}), "bomb_entries"),
    "length too small": (lying(GOOD, "xl/worksheets/sheet1.xml", 10), "lying_length"),
    "length too large": (lying(GOOD, "xl/worksheets/sheet1.xml", 90_000), "lying_length"),
    "unread length a lie": (lying(GOOD, "docProps/app.xml", 3), "lying_length"),
    "packed length cut": (directory(GOOD, "xl/worksheets/sheet1.xml", 20, 30), "broken"),
    "packed lengths overlap": (directory(GOOD, "xl/worksheets/sheet1.xml", 20, 90_000), "lying_length"),
    "entry that is not there": (directory(GOOD, "xl/worksheets/sheet1.xml", 42, 7), "broken"),
    "bomb in a small part": (making.changed(GOOD, xl__workbook_DOT_xml=os.urandom(5_000_000)), "bomb_unpacked"),
    "two sheets of one name": (two_of_a_name(), "broken"),
    "two corners": (two_corners(), "too_many_columns"),
    "wide and deep": (far_and_deep(), "too_many_cells"),
    "too deep": (making.with_sheet('<row r="200000"><c r="A200000"><v>1</v></c></row>'), "too_many_rows"),
    "wide without addresses": (making.with_sheet(f"<row>{'<c><v>1</v></c>' * 400}</row>"), "too_many_columns"),
    "deep without addresses": (making.with_sheet(rows_without_addresses(100_001)), "too_many_rows"),
    "100,000 columns": (b"Namn" + b";x" * 100_000, "too_many_columns"),
    "wide xls": (making.xls(making.biff_label(0, 300, "x")), "too_many_columns"),
    "deep ods": (making.ods(making.ods_row("Namn", "Pnr", repeat=200_000)), "too_many_rows"),
    "wide ods": (
        making.ods(
            making.ods_row("Namn").replace(
                "<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" '
            )
        ),
        "too_many_columns",
    ),
    "far ods": (
        making.ods(making.ods_row("x") + making.ods_row("", repeat=900_000) + making.ods_row("x")),
        "too_many_rows",
    ),
    "ods with entities": (
        making.ods("", **{"content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "broken",
    ),
    "ods of no xml": (making.ods("", **{"content.xml": b"<office"}), "broken"),
    "ods with a word for a number": (
        making.ods('<table:table-row table:number-rows-repeated="många"/>'),
        "broken",
    ),
    "zeros in text": (b"Namn;Pnr\nA\x00sa;x\n" + b"text " * 50, "binary"),
    "control characters": (b"Namn;Pnr\n\x07\x08;x\n", "binary"),
    "utf-16 without mark": ("Namn;Personnummer\nÅsa;x\n".encode("utf-16-le"), "utf16_unmarked"),
    "half a utf-16": ("Namn;Pnr".encode("utf-16")[:-1], "encoding"),
    "unknown encoding": (b"Namn;Pnr\n\x81\x8d\x8f;x\n", "encoding"),
    "quote left open": (b'Namn;Pnr\n"Asa;x\nBo;y\n', "quotes"),
    "cell too long": (b"Namn;Pnr\n" + b"a" * 40_000 + b";x\n", "cell_too_long"),
    "no header": (b"bara en rad", "no_header"),
    "empty sheet": (making.xlsx([]), "no_rows"),
    "only a hidden sheet filled": (making.xlsx([], Dold=[["Namn", "Pnr"], ["Bo Ek", "x"]]), "no_rows"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_file_gets_one_sentence_within_a_second(case: str) -> None:
    data, code = BROKEN[case]
    start = time.process_time()
    with pytest.raises(SheetError) as caught:
        read_table(data, "lista.xlsx")
    assert time.process_time() - start < 1
    assert caught.value.code == code
    for language in ("sv", "en"):
        sentence = caught.value.sentence(language)
        assert sentence.endswith(".")
        assert "{" not in sentence
    assert "lista.xlsx" in caught.value.sentence()


def test_missing_file_says_why(tmp_path) -> None:
    with pytest.raises(SheetError) as caught:
        read_table(tmp_path / "borta.xlsx")
    assert caught.value.code == "file_missing"
    assert "borta.xlsx" in caught.value.sentence("sv")


def test_folder_is_no_file(tmp_path) -> None:
    with pytest.raises(SheetError) as caught:
        read_table(tmp_path)
    assert caught.value.code == "file_missing"


def test_file_over_the_limit_is_not_even_read(tmp_path) -> None:
    path = tmp_path / "stor.csv"
    path.write_bytes(b"x" * 3_000_000)
    with pytest.raises(SheetError) as caught:
        read_table(path, limits=Limits(file_bytes=1_000_000))
    assert caught.value.sentence() == "Filen stor.csv är 3 MB och gränsen är 1 MB. Dela listan i flera filer."


def test_same_name_twice_in_a_zip_is_refused() -> None:
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(SheetError) as caught:
        read_table(buffer.getvalue(), "lista.xlsx")
    assert caught.value.code == "broken"


def test_bombs_are_refused_in_little_memory(tmp_path) -> None:
    bombs = {"ratio": zeros(120_000_000), "corners": two_corners(), "deep": far_and_deep()}
    for name, data in bombs.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    program = (
        "import sys\n"
        "from trefas.sheets.reading import read_table\n"
        "from trefas.sheets.sentences import SheetError\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n        read_table(path)\n        print('read')\n"
        "    except SheetError as error:\n        print(error.code)\n"
        "status = open('/proc/self/status').read()\n"
        "print(status.split('VmHWM:')[1].split()[0])\n"
    )
    paths = [str(tmp_path / f"{name}.xlsx") for name in bombs]
    done = subprocess.run([sys.executable, "-c", program, *paths], capture_output=True, text=True, check=True)
    *codes, kilobytes = done.stdout.split()
    assert codes == ["bomb_ratio", "too_many_columns", "too_many_cells"]
    assert int(kilobytes) < 128 * 1024


def outcome(data: bytes, name: str) -> str:
    """What the person gets: a table, or one sentence."""
    try:
        return "read" if isinstance(read_table(data, name), Table) else "nothing"
    except SheetError as error:
        return error.sentence("sv")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert outcome(data, "x").endswith((".", "read"))


SMALL = {
    "xlsx": GOOD,
    "ods": making.ods(making.ods_row("Namn", "Pnr") + making.ods_row("Åsa", "x")),
    "xls": making.xls(making.biff_label(0, 0, "Namn") + making.biff_label(0, 1, "Pnr")),
}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SMALL)), st.data())
def test_damaged_workbooks_are_read_or_refused(kind: str, data: st.DataObject) -> None:
    content = bytearray(SMALL[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(content), f"x.{kind}").endswith((".", "read"))


def test_more_shared_strings_than_cells_are_refused() -> None:
    with pytest.raises(SheetError) as caught:
        read_table(GOOD, "lista.xlsx", limits=Limits(cells=3))
    assert caught.value.code == "too_many_cells"


class PanicException(BaseException):
    """As the compiled reader raises when it crashes inside: outside the Exception family."""


@pytest.mark.parametrize(
    ("raised", "code"), [(PanicException("crash"), "broken"), (PasswordError("locked"), "password")]
)
def test_what_the_reader_raises_becomes_a_sentence(monkeypatch, raised: BaseException, code: str) -> None:
    class Reader:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise raised

    monkeypatch.setattr("trefas.sheets.workbooks.CalamineWorkbook", Reader)
    with pytest.raises(SheetError) as caught:
        read_table(GOOD, "lista.xlsx")
    assert caught.value.code == code


def test_an_interrupt_is_not_mistaken_for_a_broken_file(monkeypatch) -> None:
    class Reader:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr("trefas.sheets.workbooks.CalamineWorkbook", Reader)
    with pytest.raises(KeyboardInterrupt):
        read_table(GOOD, "lista.xlsx")
