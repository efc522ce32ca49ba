"""Dated geography: areas that merge and split are counted so that periods can be compared."""

import datetime as dt

import pytest

from tests.analysis.running import written
from trefas.analysis.areas import geography_of, misdated, valid_areas
from trefas.analysis.reading import BadInput

BEFORE, AFTER = dt.date(2023, 6, 30), dt.date(2023, 7, 1)


def test_stockholm_goes_from_13_boards_to_11_on_1_july_2023():
    stockholm = geography_of("stockholm")
    assert len(valid_areas(stockholm, BEFORE)) == 13
    assert len(valid_areas(stockholm, AFTER)) == 11
    assert {"Järva", "Norra innerstaden"} == valid_areas(stockholm, AFTER) - valid_areas(stockholm, BEFORE)


def test_merged_areas_are_counted_under_the_new_name():
    unit_of = geography_of("stockholm").comparable(AFTER)
    assert unit_of["Rinkeby-Kista"] == unit_of["Spånga-Tensta"] == unit_of["Järva"] == "Järva"
    assert unit_of["Farsta"] == "Farsta"


def test_before_the_merger_its_parts_are_one_unit_too():
    assert geography_of("stockholm").comparable(BEFORE)["Järva"] == "Rinkeby-Kista + Spånga-Tensta"


def test_a_split_is_counted_as_the_sum_of_its_parts(tmp_path):
    text = "area,from,to,becomes\nGammal,,2025-12-31,Nord\nGammal,,2025-12-31,Syd\n"
    file = written(tmp_path, text + "Nord,2026-01-01,,\nSyd,2026-01-01,,\nAnnan,,,\n")
    unit_of = geography_of(str(file)).comparable(dt.date(2026, 6, 1))
    assert unit_of == {"Gammal": "Nord + Syd", "Nord": "Nord + Syd", "Syd": "Nord + Syd", "Annan": "Annan"}


def test_chains_of_changes_are_followed(tmp_path):
    text = "area,from,to,becomes\nA,,2020-12-31,B\nB,2021-01-01,2022-12-31,C\nC,2023-01-01,,\n"
    unit_of = geography_of(str(written(tmp_path, text))).comparable(dt.date(2024, 1, 1))
    assert set(unit_of.values()) == {"C"}


def test_events_in_an_area_that_did_not_exist_are_found():
    stockholm = geography_of("stockholm")
    assert misdated(["Järva", "Järva", "Farsta"], [BEFORE, AFTER, BEFORE], stockholm) == [0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("area,from,to,becomes\nA,2023-01-01,2022-01-01,\n", 'row 2, column "to": 2022-01-01 lies before'),
        ("area,from,to,becomes\nA,,,B\n", 'row 2, column "becomes": "B" is not in the column area'),
        ("area,from,to\nA,,\n", 'there is no column "becomes"'),
        ("area,from,to,becomes\nA,soon,,\n", 'row 2, column "from": "soon" is not a date'),
    ],
)
def test_broken_versions_are_refused(tmp_path, text, sentence):
    with pytest.raises(BadInput) as caught:
        geography_of(str(written(tmp_path, text)))
    assert sentence in caught.value.english
