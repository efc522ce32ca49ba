"""Rows to people: a police list with the faults such lists have. Everybody in it is invented."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sheets import making
from tests.sheets.making import ON, series_number

from trefas.sheets.columns import map_columns
from trefas.sheets.dates import ReadDate
from trefas.sheets.identity_numbers import Kind
from trefas.sheets.people import ParsedRow, read_people
from trefas.sheets.reading import read_table

HEADERS = [
    "Namn", "Personnr", "Alias", "Stadsdel", "Roll", "Kriterium", "Underlag", "4x4", "Senaste kontakt",
    "Nästa datum", "Skyddad identitet", "Anteckning", "Tfn",
]  # fmt: skip
ALI, YUSUF, KIM = series_number("20040611"), series_number("20010203"), series_number("19991224", 990)
WRONG = ALI[:-1] + str((int(ALI[-1]) + 5) % 10)
COORDINATION = series_number("20030775", 985)


def person(name=None, number=None, **cells) -> list[object]:
    """One row by header; what is not given stays empty."""
    given_cells = {"Namn": name, "Personnr": number, **cells}
    return [given_cells.get(header.replace(" ", "_"), given_cells.get(header)) for header in HEADERS]


POLICE_LIST = [
    ["Operativ lista, påhittad", None, None],
    [],
    HEADERS,
    person("Mohamed Aly", f"{ALI[:8]}-{ALI[8:]}", Roll="hot mot, hot från", Tfn="070-174 06 05", Kriterium="K1"),
    person("Yusuf\u00a0Åkerholm", int(YUSUF), Senaste_kontakt="3 nov 2026", Underlag="påhittad händelse"),
    person("Kim Ek", WRONG),
    person(None, KIM, Stadsdel="Norrdal"),
    person("Muhammed Ali", "040611-XXXX"),
    person("Mohamed Aly", ALI[2:], Senaste_kontakt="3/11 2026"),
    person("okänd", "okänd", Alias="Kungen"),
    person("Åsa Öberg", COORDINATION, Senaste_kontakt=datetime.date(2026, 10, 1), Nästa_datum="v. 50"),
    person("Per Berg", "skyddad", Anteckning="skyddade personuppgifter, ring enheten"),
    person("Lina Lund", series_number("20020202", 238), Skyddad_identitet="x", **{"4x4": "B2"}),
    person(('="Bo "&"Ek"', "Bo Ek"), series_number("20050505"), **{"4x4": "Q9"}),
    person("=HYPERLINK(1)", series_number("20060606"), Roll="ledare"),
    ["Antal:", 12],
]


@pytest.fixture(scope="module")
def rows() -> dict[int, ParsedRow]:
    table = read_table(making.xlsx(POLICE_LIST), "polisens lista.xlsx")
    found = read_people(table, map_columns(table.headers), ON)
    return {row.number: row for row in found}


def codes(row: ParsedRow) -> list[tuple[str, str]]:
    return [(error.address, error.code) for error in row.errors]


def told(row: ParsedRow) -> list[tuple[str, str]]:
    return [(warning.address, warning.code) for warning in row.warnings]


def test_every_row_is_accounted_for(rows) -> None:
    assert list(rows) == list(range(4, 17))
    assert rows[16].skipped.sentence() == "Raden är en summering (Antal: 12) och läses inte."
    assert sum(not row.skipped for row in rows.values()) == 12


def test_good_row_has_every_value_with_its_cell(rows) -> None:
    row = rows[4]
    assert (row.name, row.identity_number, row.roles) == ("Mohamed Aly", ALI, ("threat_against", "threat_from"))
    assert (row.errors, row.warnings, row.duplicates) == ([], [], ())
    value = row.values["identity_number"]
    assert (value.source.file, value.source.sheet, value.address) == ("polisens lista.xlsx", "Blad1", "B4")
    assert value.text == f"{ALI[:8]}-{ALI[8:]}"
    assert row.content("phone").numbers == ("+46701740605",)
    assert row.content("ground") == "K1"


def test_number_kept_as_number_name_with_hard_space_and_date_as_text(rows) -> None:
    row = rows[5]
    assert (row.name, row.identity_number) == ("Yusuf Åkerholm", YUSUF)
    assert row.values["identity_number"].text == YUSUF
    assert row.content("latest_contact").day == datetime.date(2026, 11, 3)
    assert row.errors == []


def test_wrong_check_digit_names_the_cell_and_keeps_the_text(rows) -> None:
    row = rows[6]
    assert codes(row) == [("B6", "number_check_digit")]
    assert row.errors[0].sentence().startswith(f"Cell B6: {WRONG} har fel kontrollsiffra")
    assert (row.identity_number, row.values["identity_number"].text) == ("", WRONG)


def test_missing_name_is_an_error_at_its_cell(rows) -> None:
    assert codes(rows[7]) == [("A7", "row_name_missing")]
    assert rows[7].content("district") == "Norrdal"


def test_birth_date_without_number_and_a_name_that_sounds_alike(rows) -> None:
    row = rows[8]
    assert (row.identity_number, row.birth_date) == ("", datetime.date(2004, 6, 11))
    assert [(one.row, one.by) for one in row.duplicates] == [(4, "name")]
    assert row.duplicates[0].explanation() == (
        "Kan vara samma person som på rad 4: Mohamed Aly låter som Muhammed Ali, samma födelseår. Kontrollera och välj."
    )


def test_same_number_points_to_the_first_row_and_ambiguous_date_is_refused(rows) -> None:
    row = rows[9]
    assert [(one.row, one.by) for one in row.duplicates] == [(4, "number")]
    assert "(cell B4)" in row.duplicates[0].explanation()
    assert codes(row) == [("I9", "date_ambiguous")]


def test_unknown_person_with_an_alias_is_only_told(rows) -> None:
    row = rows[10]
    assert row.errors == []
    assert {code for _, code in told(row)} == {"row_name_unknown", "row_number_missing"}
    assert row.content("alias") == "Kungen"


def test_coordination_number_real_date_and_week(rows) -> None:
    row = rows[11]
    assert (row.identity.kind, row.birth_date) == (Kind.COORDINATION, datetime.date(2003, 7, 15))
    assert row.content("latest_contact").day == datetime.date(2026, 10, 1)
    assert row.content("next_date").day == datetime.date(2026, 12, 7)
    assert told(row) == [("J11", "date_week")]


def test_protection_is_seen_wherever_it_stands(rows) -> None:
    assert rows[12].protected == "unspecified"
    assert ("B12", "number_protected") in told(rows[12])
    assert rows[13].protected == "unspecified"
    assert rows[4].protected == ""


def test_reliability_codes(rows) -> None:
    assert rows[13].content("reliability") == "B2"
    assert ("H14", "reliability_unreadable") in codes(rows[14])


def test_formulas_give_their_saved_value_or_plain_text(rows) -> None:
    assert rows[14].name == "Bo Ek"
    assert ("A14", "cell_formula") in told(rows[14])
    assert ("A15", "cell_formula_text") in told(rows[15])
    assert ("E15", "role_unreadable") in codes(rows[15])


def read(headers: list[str], *lines: list[object], **more) -> list[ParsedRow]:
    table = read_table(making.xlsx([headers, *lines]), "lista.xlsx", header_row=1)
    return list(read_people(table, map_columns(table.headers), ON, **more))


def test_practice_refuses_numbers_outside_the_test_series() -> None:
    # Well-formed and outside the series, but nobody born in 1841 ever had a number.
    outside = series_number("18410101", 977)
    row, temporary, test = read(
        ["Namn", "Pnr"], ["Bo Ek", outside], ["Per Berg", "20040611-T123"], ["Åsa Ek", ALI], test_numbers_only=True
    )
    assert codes(row) == [("B2", "series_real")]
    assert outside not in row.errors[0].sentence()
    assert codes(temporary) == [("B3", "series_unclear")]
    assert test.errors == []
    assert read(["Namn", "Pnr"], ["Bo Ek", outside])[0].errors == []


def test_name_in_two_columns_and_turned_names() -> None:
    assert [row.name for row in read(["Efternamn", "Förnamn", "Pnr"], ["Öberg", "Åsa", ALI], ["Ek", None, KIM])] == [
        "Åsa Öberg", "Ek",
    ]  # fmt: skip
    assert read(["Namn", "Pnr"], ["Öberg, Åsa", ALI])[0].name == "Åsa Öberg"


def test_whole_number_in_the_column_for_birth() -> None:
    row = read(["Namn", "Född"], ["Bo Ek", f"{ALI[2:8]}-{ALI[8:]}"])[0]
    assert (row.identity_number, row.birth_date) == (ALI, datetime.date(2004, 6, 11))
    assert row.errors == []


def test_birth_date_must_agree_with_the_number() -> None:
    agrees, year, differs, future = read(
        ["Namn", "Pnr", "Född"],
        ["Bo Ek", ALI, "2004-06-11"], ["Per Berg", KIM, 1999], ["Åsa Ek", YUSUF, "2001-02-04"], ["X Y", "okänd", "2027-01-01"],
    )  # fmt: skip
    assert (codes(agrees), codes(year)) == ([], [])
    assert codes(differs) == [("C4", "row_birth_differs")]
    assert codes(future) == [("C5", "number_future")]


def test_birth_year_alone_still_finds_duplicates() -> None:
    _, alike, other, unknown = read(
        ["Namn", "Född"], ["Mohamed Aly", 2004], ["Muhammed Ali", 2004], ["Muhammed Ali", 1990], ["Mohammad Aly", None]
    )
    assert [one.row for one in alike.duplicates] == [2]
    assert other.duplicates == ()
    assert {one.row for one in unknown.duplicates} >= {2}
    assert "födelseår saknas" in unknown.duplicates[0].explanation()


def test_alike_names_with_different_numbers_say_so() -> None:
    twin = series_number("20040811")
    row = read(["Namn", "Pnr"], ["Mohamed Aly", ALI], ["Mohamed Aly", twin])[1]
    assert row.duplicates[0].explanation("en") == (
        "May be the same person as on row 2: Mohamed Aly and Mohamed Aly are the same name, same birth year, "
        "but different identity numbers. Check and choose."
    )


def test_roles_by_crosses() -> None:
    row, odd = read(
        ["Namn", "Pnr", "Hot mot", "Brottsoffer"], ["Bo Ek", ALI, "x", "nej"], ["Per Ek", KIM, "kanske", ""]
    )
    assert row.roles == ("threat_against",)
    assert codes(odd) == [("C3", "mark_unreadable")]


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("ja", "unspecified"), ("Sekretessmarkering", "marking"), ("skyddad folkbokföring", "registration"),
        ("kvarskrivning", "registration"), ("fingerade personuppgifter", "fictitious"), ("nej", ""), ("-", ""),
    ],
)  # fmt: skip
def test_kinds_of_protection(mark: str, kind: str) -> None:
    row = read(["Namn", "Pnr", "Skydd"], ["Bo Ek", ALI, mark])[0]
    assert (row.protected, row.errors) == (kind, [])


def test_mark_nobody_understands_protects_until_corrected() -> None:
    row = read(["Namn", "Pnr", "Skydd"], ["Bo Ek", ALI, "se pärmen"])[0]
    assert (row.protected, codes(row)) == ("unspecified", [("C2", "flag_unreadable")])


def test_protection_in_a_column_that_is_not_read() -> None:
    row = read(["Namn", "Pnr", "Kaffe"], ["Bo Ek", ALI, "OBS Skyddad identitet"])[0]
    assert row.protected == "unspecified"
    assert told(row) == [("C2", "row_protected")]


def test_nobody_and_error_values() -> None:
    nobody, broken = read(["Namn", "Pnr", "Status"], [None, None, "aktuell"], ["Bo Ek", ("=1/0", "#DIV/0!"), None])
    assert codes(nobody) == [("A2", "row_nobody")]
    assert codes(broken) == [("B3", "cell_error")]


def test_repeated_headers_and_merged_values() -> None:
    rows = read(["Namn", "Pnr"], ["Bo Ek", ALI], ["Namn", "Pnr"], ["Åsa Ek", KIM])
    assert [bool(row.skipped) for row in rows] == [False, True, False]


def test_year_alone_is_too_little_for_a_contact() -> None:
    row = read(["Namn", "Pnr", "Senaste kontakt"], ["Bo Ek", ALI, "2026"])[0]
    assert codes(row) == [("C2", "date_year_only")]


def test_serial_day_numbers_follow_the_file() -> None:
    lines = [["Namn", "Pnr", "Senaste kontakt"], ["Bo Ek", ALI, 44_867]]
    table = read_table(making.xlsx(lines, options={"date_1904": True}), "lista.xlsx")
    row = next(read_people(table, map_columns(table.headers), ON))
    contact = row.content("latest_contact")
    assert isinstance(contact, ReadDate)
    assert contact.day == datetime.date(2026, 11, 3)


def test_progress_is_told_and_ends_at_the_total() -> None:
    data = ("Namn;Pnr\n" + "Bo Ek;okänd\n" * 1_200).encode()
    table = read_table(data, "lista.csv")
    steps: list[tuple[int, int]] = []
    rows = read_people(table, map_columns(table.headers), ON, progress=lambda *step: steps.append(step))
    assert next(rows).number == 2
    assert steps == []
    assert sum(1 for _ in rows) == 1_199
    assert steps == [(500, 1_200), (1_000, 1_200), (1_200, 1_200)]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), min_size=4, max_size=4), min_size=1, max_size=6))
def test_any_cells_give_rows_and_never_an_exception(lines: list[list[str]]) -> None:
    table = read_table(making.xlsx([["Namn", "Pnr", "Född", "Senaste kontakt"], *lines]), "x", header_row=1)
    for row in read_people(table, map_columns(table.headers), ON):
        for said in (*row.errors, *row.warnings, *row.duplicates):
            assert (said.explanation if hasattr(said, "explanation") else said.sentence)("sv")
        assert row.skipped or row.errors or row.name or row.identity_number or row.content("alias")
