"""Every bomb is refused with one sentence; what it costs is measured by benchmarks/bombs.py."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace

import pytest
from tests.sheets import bombs, making
from tests.sheets.bombs import BOMBS, HARMLESS

from trefas.sheets.contents import Contents, Extent
from trefas.sheets.limits import LIMITS
from trefas.sheets.reading import read_table
from trefas.sheets.sentences import SheetError


def refused(data: bytes, **how: object) -> SheetError:
    with pytest.raises(SheetError) as caught:
        read_table(data, "lista.xlsx", **how)
    return caught.value


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_one_sentence(bomb: str) -> None:
    told = refused(BOMBS[bomb]())
    for language in ("sv", "en"):
        sentence = told.sentence(language)
        assert sentence.endswith(".")
        assert "lista.xlsx" in sentence
        assert "{" not in sentence


@pytest.mark.parametrize("file", HARMLESS)
def test_what_nobody_opens_costs_nothing(file: str) -> None:
    table = read_table(HARMLESS[file](), "lista.xlsx")
    assert [values[0] for _number, values in table.rows()] == ["Åsa Öberg"]


def test_each_bomb_is_refused_for_what_it_is() -> None:
    codes = {
        "strings said to be four billion": "lying_length", "directory says ten bytes": "lying_length",
        "overlapping parts": "bomb_unpacked", "zeros in many parts": "bomb_ratio", "old excel in a ring": "lying_length",
        "old excel with a huge dimension": "lying_length", "old excel said to be four gigabytes": "lying_length",
        "two corners in small letters": "too_many_columns", "two corners behind spaces": "too_many_columns",
        "one part as 200 sheets": "broken", "text without end": "cell_too_long",
    }  # fmt: skip
    assert {bomb: refused(BOMBS[bomb]()).code for bomb in codes} == codes


def test_all_sheets_together_are_no_larger_than_one_may_be() -> None:
    data = making.xlsx([["Namn", "Pnr"]] * 3, Lista=[["Namn", "Pnr"]] * 3)
    assert refused(data, limits=replace(LIMITS, cells=11)).code == "too_many_cells"
    assert read_table(data, "lista.xlsx", limits=replace(LIMITS, cells=12)).sheet == "Blad1"
    halves = {"A": Extent(2, 3), "B": Extent(2, 3)}
    with pytest.raises(SheetError, match="A, B"):
        Contents("ods", False, halves, 0).check("lista.ods", replace(LIMITS, cells=11))


def test_all_cells_of_a_text_are_counted() -> None:
    text = b"Namn;Pnr\n" + b"a;b\n" * 5
    assert refused(text, limits=replace(LIMITS, cells=11)).code == "too_many_cells"
    assert len(read_table(text, "lista.csv", limits=replace(LIMITS, cells=12)).body) == 6


def test_a_line_may_be_long_and_still_end() -> None:
    limits = replace(LIMITS, unbroken_bytes=1_000)
    assert read_table(b"Namn;Pnr\n" + b"a" * 900 + b";x\n", "lista.csv", limits=limits).row_count == 1
    told = refused(b"Namn;Pnr\nb;c\n" + b"a" * 5_000 + b";x\n", limits=limits)
    assert (told.code, dict(told.notice.facts)["address"]) == ("cell_too_long", "A3")


def test_a_tag_cut_by_a_piece_is_still_seen(monkeypatch) -> None:
    for size in range(1, 80):
        monkeypatch.setattr("trefas.sheets.zips.CHUNK", size)
        assert refused(BOMBS["two corners"]()).code == "too_many_columns"


def test_records_of_an_old_workbook_are_counted_in_all_its_sheets() -> None:
    data = making.xls(making.biff_label(0, 0, "Namn") + making.biff_label(0, 1, "Pnr"))
    assert refused(data, limits=replace(LIMITS, records=6)).code == "broken"
    assert read_table(data, "lista.xls", limits=replace(LIMITS, records=7)).headers == ("Namn", "Pnr")


def test_an_old_workbook_may_say_its_true_size() -> None:
    for body in (struct.pack("<IIHHH", 0, 65_536, 0, 256, 0), struct.pack("<HHHHH", 0, 0xFFFF, 0, 256, 0)):
        told = making.record(0x0200, body)
        cells = making.biff_label(0, 0, "Namn") + making.biff_label(0, 1, "Pnr")
        assert read_table(making.xls(told + cells), "lista.xls").headers == ("Namn", "Pnr")


def test_two_streams_in_the_same_sectors_are_refused() -> None:
    data = bytearray(making.xls(making.biff_label(0, 0, "Namn"), Other=b"x"))
    place = bytes(data).index("Other".encode("utf-16-le"))
    assert struct.unpack_from("<I", data, place + 116)[0] > 0
    struct.pack_into("<I", data, place + 116, 0)
    assert refused(bytes(data)).code == "lying_length"


def test_the_bombs_are_what_they_are_called() -> None:
    with zipfile.ZipFile(io.BytesIO(bombs.overlapping())) as read:
        assert sum(part.file_size for part in read.infolist()) > 1_500_000_000
        assert {part.header_offset for part in read.infolist()} == {0}
