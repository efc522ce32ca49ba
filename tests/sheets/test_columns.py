"""Headers to columns: synonyms, misspellings, memory, duplicates, and what is left."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trefas.sheets.columns import How, folded, map_columns, recognised
from trefas.sheets.synonyms import COLUMNS


def test_no_synonym_names_two_columns() -> None:
    words = [
        (folded(word), column.name)
        for column in COLUMNS
        for word in {folded(one) for one in (column.name, column.swedish, column.english, *column.synonyms)}
    ]
    assert [word for word, count in Counter(word for word, _ in words).items() if count > 1] == []


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Namn", "name"), ("NAMN:", "name"), ("Efternamn, förnamn", "name"), ("Förnamn", "given_name"),
        ("Pers.nr", "identity_number"), ("Personnummer (ÅÅÅÅMMDD-XXXX)", "identity_number"),
        ("Pnr/samordningsnr", "identity_number"), ("Persnonnummer", "identity_number"), ("Född", "birth_date"),
        ("Stadsdel", "district"), ("Handläggare", "responsible"), ("Frivårdsinspektör", "responsible"),
        ("Tfn", "phone"), ("Hot  mot", "role_threat_against"), ("Hot från", "role_threat_from"),
        ("Målsägande", "role_victim"), ("Närstående", "role_relative"), ("Utnyttjas", "role_used"),
        ("Kriterium", "ground"), ("Underlag", "evidence"), ("Senaste\nkontakt", "latest_contact"),
        ("Nästa steg", "next_step"), ("Uppföljning", "next_date"), ("Övrigt", "note"),
        ("Skyddad identitet", "protected_identity"), ("Ärendenr", "own_reference"), ("Dnr", "own_reference"),
        ("Källans tillförlitlighet", "source_reliability"), ("Uppgiftens riktighet", "information_accuracy"),
        ("4x4", "reliability"), ("Last contact", "latest_contact"), ("Surname", "family_name"),
        ("Case number", "own_reference"), ("Next review", "next_date"), ("Release date", "release_date"),
        ("Kaffe", None), ("Nr", None), ("", None), ("2026-11-03", None),
    ],
)  # fmt: skip
def test_header_is_recognised(header: str, column: str | None) -> None:
    assert recognised(header) == column


def test_misspelt_header_is_explained_in_both_languages() -> None:
    one = map_columns(["Persnonnummer"]).columns[0]
    assert one.how is How.SIMILAR
    assert one.explanation() == "Rubriken Persnonnummer liknar personnummer och läses som personnummer."
    assert one.explanation("en") == "The header Persnonnummer resembles personnummer and is read as identity number."


def test_duplicate_header_is_reported_and_the_surer_one_read() -> None:
    found = map_columns(["Anteckningr", "Anteckning", "Övrigt"])
    assert found.read == {"note": 1}
    assert [one.header for one in found.duplicates] == ["Anteckningr", "Övrigt"]
    assert found.duplicates[1].explanation() == "Både Anteckning och Övrigt är anteckning. Bara Anteckning läses."


def test_unknown_and_unnamed_columns_are_reported() -> None:
    found = map_columns(["Namn", "Kaffe", ""])
    assert [(one.index, one.how) for one in found.unmapped] == [(1, How.UNKNOWN), (2, How.UNNAMED)]
    assert "Kolumnen C" in found.unmapped[1].explanation()


def test_remembered_answers_win_over_synonyms_and_survive_a_round() -> None:
    remembered = {"kaffe": "alias", "Övrigt": "", "namn": "name"}
    found = map_columns(["Namn", "Kaffe", "Övrigt", "Alias"], remembered)
    assert found.read == {"name": 0, "alias": 1}
    assert [one.how for one in found.columns] == [How.REMEMBERED, How.REMEMBERED, How.IGNORED, How.DUPLICATE]
    again = map_columns(["Namn", "Kaffe", "Övrigt"], found.to_remember())
    assert again.read == {"name": 0, "alias": 1}


def test_remembered_name_of_a_column_that_is_gone_is_not_trusted() -> None:
    assert map_columns(["Namn"], {"namn": "something_else"}).read == {"name": 0}


@given(st.lists(st.text(max_size=30), max_size=12))
def test_every_header_is_accounted_for_once(headers: list[str]) -> None:
    found = map_columns(headers)
    assert [one.index for one in found.columns] == list(range(len(headers)))
    assert len(set(found.read.values())) == len(found.read)
    assert all(one.explanation("sv") and one.explanation("en") for one in found.columns)
