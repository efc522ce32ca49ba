"""Papers that unpack to more than they should are refused before they are kept; honest ones are not."""

import zlib

import pytest

from tests.sheets import making
from tests.sheets.bombs import BOMBS, END, GOOD, HARMLESS, noise
from trefas.files import unpacking
from trefas.files.papers import PDF, SHEET, content_type_of
from trefas.files.unpacking import UnpackingError, demand_calm_pdf, parts_of
from trefas.rooms.errors import RefusedError

ZIPS = [
    name for name in BOMBS
    if name.startswith(("zeros", "overlapping", "3,000", "directory", "end", "a million", "entities", "one long"))
]  # fmt: skip


def pdf(*streams: bytes, filters: str = "/FlateDecode") -> bytes:
    made = [f"1 0 obj<</Filter[{filters}]>>stream\n".encode() + one + b"\nendstream\n" for one in streams]
    return b"%PDF-1.7\n" + b"".join(made) + b"%%EOF"


@pytest.mark.parametrize("bomb", [*ZIPS, "pdf of object streams", "pdf in flate in flate"])
def test_no_bomb_becomes_a_paper(bomb) -> None:
    with pytest.raises(RefusedError) as told:
        content_type_of(BOMBS[bomb]())
    assert str(told.value).endswith(".")


@pytest.mark.parametrize("bomb", ["overlapping parts", "directory says ten bytes", "3,000 parts"])
def test_a_zip_that_lies_is_told_from_a_broken_one(bomb) -> None:
    with pytest.raises(UnpackingError):
        parts_of(BOMBS[bomb]())
    assert parts_of(GOOD[: GOOD.rindex(END)]) == set()


def test_honest_papers_come_through() -> None:
    assert content_type_of(GOOD) == SHEET
    assert content_type_of(HARMLESS["nested zips in a picture"]()) == SHEET
    honest = pdf(zlib.compress(noise(4_000_000)), b"x\x9cbroken", b"", zlib.compress(b"page" * 100_000))
    assert content_type_of(honest) == PDF
    assert content_type_of(pdf(b"jpeg", filters="/FlateDecode /DCTDecode")) == PDF


@pytest.mark.parametrize(
    "filters",
    ["/FlateDecode /FlateDecode", "/Fl/LZW", "/#46lateDecode/FlateDecode", "/ASCII85Decode/LZWDecode/LZWDecode"],
)
def test_packing_in_packing_is_refused_however_it_is_written(filters) -> None:
    with pytest.raises(UnpackingError):
        demand_calm_pdf(pdf(b"x", filters=filters))


def test_growth_is_what_is_judged_and_not_size_alone(monkeypatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 1_000_000)
    zeros, text = zlib.compress(bytes(3_000_000)), zlib.compress(noise(30_000_000))
    with pytest.raises(UnpackingError, match="ratio"):
        demand_calm_pdf(pdf(zeros))
    with pytest.raises(UnpackingError, match="ratio"):
        demand_calm_pdf(pdf(*[zlib.compress(bytes(300_000))] * 4))
    demand_calm_pdf(pdf(text))
    demand_calm_pdf(pdf(zlib.compress(bytes(900_000))))


def test_streams_and_objects_have_an_end(monkeypatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_STREAMS", 3)
    with pytest.raises(UnpackingError, match="streams"):
        demand_calm_pdf(pdf(*[b"x"] * 4))
    demand_calm_pdf(b"%PDF-1.7 /N 999999")
    with pytest.raises(UnpackingError, match="objects"):
        demand_calm_pdf(b"%PDF-1.7 /N 4294967295")


def test_entities_are_seen_in_wide_letters_too() -> None:
    wide = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "aa">]><x>&e;</x>'.encode("utf-16")
    with pytest.raises(UnpackingError, match="entities"):
        parts_of(making.changed(GOOD, xl__theme__theme1_DOT_xml=wide))


def test_macros_are_found_in_any_part() -> None:
    data = making.changed(GOOD, xl__deep__VBAproject_DOT_bin=b"x")
    with pytest.raises(RefusedError):
        content_type_of(data)
