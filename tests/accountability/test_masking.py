"""No masked word ever appears: not in the data, not by its length, and not by the ground it was masked on."""

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trefas.accountability import answers, masking
from trefas.accountability.answers import Frame
from trefas.accountability.extract_values import Organisation, Value
from trefas.accountability.extracts import Item
from trefas.accountability.masking import MASK, SILENT, Case, Masking, Ruling
from trefas.accountability.rights_models import How
from trefas.law import RULEBOOK
from trefas.law.rights import CRIMINAL_DATA, EXIT, GDPR

EXIT_UNIT, POLICE = uuid4(), uuid4()


def unit(pk, kind, name):
    return SimpleNamespace(pk=pk, name=name, short_name=name.split()[0], branch=SimpleNamespace(kind=kind))


UNITS = {
    EXIT_UNIT: unit(EXIT_UNIT, "exit_unit", "Avhopparenheten Vidhamn"),
    POLICE: unit(POLICE, "police", "Polisen Vidhamn Nord"),
}
SOCIAL = Case("social_services", Organisation("Nämnden", UNITS, {}), "none")
FRAME = Frame(GDPR, "Nämnden", date(2026, 11, 19), "sv")


def item(text="Ett samtal.", label="files.Note", **more):
    key = f"{label.lower()}:{uuid4()}"
    return Item(key, label, date(2026, 11, 1), "Nämnden", (Value("text", text),), **more)


def data(items, decided):
    return answers.told(FRAME, masking.apply(items, decided), (), ()).data().decode()


WORDS = st.text(st.characters(categories=("Lu", "Ll", "Nd", "Zs", "Po")), min_size=4, max_size=30).filter(
    lambda word: len(word.strip()) > 3 and word.strip() == word
)


@given(
    canary=WORDS, before=st.text(max_size=40), after=st.text(max_size=40), how=st.sampled_from(["mask", "leave_out"])
)
def test_a_withheld_items_words_are_nowhere(canary, before, after, how) -> None:
    canary = f"kanarie{canary}kanarie"
    hidden, shown = item(f"{before}{canary}{after}"), item("Visas.")
    decided = Masking({hidden.key: Ruling(How(how), "OSL-26-1")}, {})
    made = data([hidden, shown], decided)
    assert canary not in made
    assert "kanarie" not in made
    assert "Visas." in made


@given(
    name=st.from_regex(r"[A-ZÅÄÖ][a-zåäö]{2,12} [A-ZÅÄÖ][a-zåäö]{2,12}", fullmatch=True), around=st.text(max_size=30)
)
def test_a_masked_word_is_nowhere_whatever_its_case_and_its_length_does_not_show(name, around) -> None:
    texts = [f"{around} {name} {around}", name.upper(), f"({name.casefold()})"]
    around_hides = name.casefold() in around.casefold()
    made = masking.apply([item(text) for text in texts], Masking({}, {name: "OSL-26-1"}))
    for one in made:
        assert name.casefold() not in one.values[0].text.casefold() or around_hides
        assert MASK in one.values[0].text
    assert made[1].values[0].text == MASK


def test_with_a_word_masked_no_papers_bytes_go_out() -> None:
    paper = Item("files.attachment:1", "files.Attachment", None, "", (Value("content", "3 byte", "VmVyYQ=="),))
    (made,) = masking.apply([paper], Masking({}, {"Vera": "OSL-26-1"}))
    assert made.values[0].content == ""
    (whole,) = masking.apply([paper], Masking({}, {}))
    assert whole.values[0].content == "VmVyYQ=="


def test_a_masked_item_says_its_ground_and_nothing_more() -> None:
    hidden = item("Någon såg något.")
    (made,) = masking.apply([hidden], Masking({hidden.key: Ruling(How.MASK, "OSL-26-1")}, {}))
    assert [(value.name, value.text) for value in made.values] == [("masked", "OSL 26 kap. 1 §")]
    assert made.on is None


def test_what_is_left_out_leaves_the_same_bytes_as_what_never_was() -> None:
    hidden, shown = item("Hemligt."), item("Visas.")
    with_it = data([hidden, shown], Masking({hidden.key: Ruling(How.LEAVE_OUT, "OSL-18-2")}, {}))
    assert with_it == data([shown], Masking({}, {}))


def test_with_all_left_out_the_answer_is_that_to_an_unknown_person() -> None:
    hidden = item("Hemligt.")
    decided = Masking({hidden.key: Ruling(How.LEAVE_OUT, "OSL-18-2")}, {})
    shown = masking.apply([hidden], decided)
    told = answers.told(FRAME, shown, [("Polisen", "2026-11-01", "")], [("2026-11-01", "Handläggare")])
    assert told.data() == answers.nothing(FRAME).data()


@pytest.mark.parametrize(
    "hidden",
    [
        item("Neutral text.", units=frozenset({EXIT_UNIT})),
        item("Möte hos Avhopparenheten Vidhamn på fredag."),
        item("to: exit_unit"),
        item("0701", label="files.ContactRoute"),
        item("yes", label="accountability.RightsRequest"),
    ],
)
def test_core_rules_take_away_contact_about_leaving_the_safe_way_and_the_question_of_pressure(hidden) -> None:
    shown = item("Visas.")
    assert masking.after_core_rules([hidden, shown], SOCIAL) == [shown]


def test_how_somebody_is_protected_does_not_show_by_what_is_there() -> None:
    values = (Value("given_name", "Leo"), Value("protection", "x"), Value("whereabouts", "Annan ort"))
    person = Item("persons.person:1", "persons.Person", None, "", values)
    (open_,) = masking.after_core_rules([person], SOCIAL)
    assert [value.name for value in open_.values] == ["given_name", "whereabouts"]
    (kept,) = masking.after_core_rules([person], Case("social_services", SOCIAL.organisation, "exit"))
    assert [value.name for value in kept.values] == ["given_name"]


@pytest.mark.parametrize(
    ("found", "how", "ground"),
    [
        (item(categories=("police_intelligence",)), How.LEAVE_OUT, "OSL-18-2"),
        (item(label="disclosures.ReceivedItem", units=frozenset({POLICE})), How.LEAVE_OUT, "OSL-18-2"),
        (item("Han vill hoppa av."), How.LEAVE_OUT, "OSL-26-1"),
        (item("En granne.", label="files.Mention"), How.MASK, "OSL-26-1"),
    ],
)
def test_the_software_proposes_from_the_law(found, how, ground) -> None:
    assert masking.proposals([found], SOCIAL) == {found.key: Ruling(how, ground)}


def test_secrecy_for_her_own_sake_is_not_proposed_against_the_person_herself() -> None:
    assert masking.proposals([item(categories=("social_services_case", "health_care"))], SOCIAL) == {}


def test_no_ground_that_tells_of_police_work_or_protection_may_be_printed() -> None:
    assert {"OSL-18-1", "OSL-18-2", "OSL-35-1", "OSL-35-11", "OSL-21-3", "OSL-22-2"} <= SILENT
    assert {"OSL-26-1", "OSL-25-1", "OSL-21-1"} & SILENT == set()
    assert set(RULEBOOK.locks) >= SILENT


@pytest.mark.parametrize("regime", [CRIMINAL_DATA, EXIT])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_alike_answer_depends_on_authority_language_and_day_only(regime, language) -> None:
    frame = Frame(regime, "Polismyndigheten", date(2026, 12, 3), language)
    assert answers.nothing(frame).data() == answers.nothing(frame).data()
    assert answers.nothing(frame).parts == ()
    assert regime.restricted_by in answers.nothing(frame).data().decode()
