"""Names: order, parts, sound and likeness."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trefas.sheets.names import (
    Alike,
    is_unknown,
    normalised,
    parts_of,
    phonetic_tokens,
    similarity,
    sort_key,
    split_name,
)


def test_swedish_order_has_a_ring_and_dots_last_and_w_after_v() -> None:
    mixed = ["Öberg", "Wik", "Zetter", "Åberg", "Émile", "Ytter", "Ängman", "Vik", "Andersson"]
    ordered = ["Andersson", "Émile", "Vik", "Wik", "Ytter", "Zetter", "Åberg", "Ängman", "Öberg"]
    assert sorted(mixed, key=sort_key) == ordered
    assert sorted(["Wa", "Vb", "Va", "Wb"], key=sort_key) == ["Va", "Vb", "Wa", "Wb"]
    assert sorted(["ÅBERG", "åberg", "Zetter"], key=sort_key)[0] == "Zetter"


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert sort_key("A\u030aberg")[0] == sort_key("Åberg")[0]
    assert normalised("A\u030aberg ") == normalised("åberg")
    assert similarity("A\u030asa O\u0308berg", "Åsa Öberg").outcome is Alike.SAME


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Aly, Mohamed", ("Mohamed", "Aly")), ("Mohamed Aly", ("Mohamed", "Aly")), ("Bo", ("Bo", "")),
        ("  Anna  Maria   Ek ", ("Anna Maria", "Ek")), ("Ek,", ("", "Ek")), ("", ("", "")),
    ],
)  # fmt: skip
def test_given_and_family_name(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


def test_parts_leave_particles_out_and_join_abd() -> None:
    assert parts_of("Carl-Johan von Ek") == ("carl", "johan", "ek")
    assert parts_of("Abd al-Rahman Al-Hassan") == ("abdrahman", "hassan")
    assert parts_of("Abdi Hassan") == ("abdi", "hassan")
    assert parts_of("Al") == ("al",)


@pytest.mark.parametrize(
    "group",
    [
        "Mohamed Muhammed Mohammad Muhamad Mohammed", "Mohamed Maxamed", "Yusuf Youssef Yousef Jusuf Yuusuf",
        "Kristian Christian", "Åkerholm Akerholm", "Carlsson Karlsson Karlson", "Hassan Hasan Xasan",
        "Hussein Hussain Xuseen", "Abdirahman Abdulrahman Abdurrahman Abderrahman", "Abdullahi Abdullah Abdallah",
        "Rashid Rachid", "Alexander Aleksander", "Sjöberg Sjoberg", "Lindqvist Lindkvist Lindquist",
        "Gustafsson Gustavsson", "Ahmed Ahmad Axmed", "Khalid Khaled", "Djamila Jamila", "Bäckström Backstrom",
        "Sofia Sophia", "Erik Eric", "Ali Aly Cali", "Osman Cusmaan", "Hjalmar Jalmar", "Wilhelm Vilhelm",
        "Zahra Sara", "Omar Umar", "Schmidt Schmitt",
    ],
)  # fmt: skip
def test_spellings_of_one_name_share_a_token(group: str) -> None:
    first, *others = group.split()
    for other in others:
        assert phonetic_tokens(first) & phonetic_tokens(other), (first, other)


def test_different_names_share_none() -> None:
    different = [
        "Ali",
        "Eli",
        "Olof",
        "Hassan",
        "Hussein",
        "Johan",
        "Johanna",
        "Omar",
        "Amir",
        "Erik",
        "Karl",
        "Anna",
        "Maria",
        "Yusuf",
        "Berg",
        "Borg",
        "Lund",
    ]
    for first, second in itertools.combinations(different, 2):
        assert not phonetic_tokens(first) & phonetic_tokens(second), (first, second)


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("Mohamed Aly", "Aly, Mohamed", Alike.SAME), ("ÅSA ÖBERG", "Åsa  Öberg", Alike.SAME),
        ("Muhammed Ali", "Mohamed Aly", Alike.SOUND), ("Mohamed Ali Hassan", "Mohammad Ali", Alike.SOUND),
        ("Abdul Rahman Ek", "Abdirahman Ek", Alike.SOUND), ("Yusuf", "Youssef", Alike.SOUND),
        ("Anna Lundström", "Anna Lunström", Alike.SPELT), ("Bo Ek", "Per Berg", Alike.DIFFERENT),
        ("Ali", "Ali Hassan", Alike.DIFFERENT), ("Omar Hassan", "Amir Hussein", Alike.DIFFERENT),
        ("Ali Ali", "Ali Hassan", Alike.DIFFERENT), ("okänd", "Bo Ek", Alike.MISSING), ("", "", Alike.MISSING),
    ],
)  # fmt: skip
def test_likeness(first: str, second: str, outcome: Alike) -> None:
    assert similarity(first, second).outcome is outcome
    assert similarity(second, first).outcome is outcome


def test_likeness_is_explained_and_is_no_truth_value() -> None:
    alike = similarity("Muhammed Ali", "Mohamed Aly")
    assert alike.explanation() == "Muhammed Ali låter som Mohamed Aly"
    assert alike.explanation("en") == "Muhammed Ali sounds like Mohamed Aly"
    with pytest.raises(TypeError):
        bool(alike)


def test_unknown_names() -> None:
    assert [name for name in ("okänd", "NN", "?", " ", "Okänt", "Bo") if not is_unknown(name)] == ["Bo"]


names = st.text(st.characters(codec="utf-8", categories=("L", "M", "Zs", "Pd", "Po")), max_size=25)


@given(names, names)
def test_likeness_is_symmetric_and_never_raises(first: str, second: str) -> None:
    assert similarity(first, second).outcome is similarity(second, first).outcome


@given(names)
def test_a_name_is_like_itself_whatever_the_case(name: str) -> None:
    assert similarity(name, name).outcome in (Alike.SAME, Alike.MISSING)
    assert phonetic_tokens(name) == phonetic_tokens(f"  {name} ")


@given(st.lists(names, max_size=6).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_order_does_not_depend_on_where_one_starts(orders: tuple[list[str], list[str]]) -> None:
    first, second = orders
    assert sorted(first, key=sort_key) == sorted(second, key=sort_key)
