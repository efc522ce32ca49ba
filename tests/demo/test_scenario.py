"""A scenario file is checked before anybody walks: each error names file, step and field."""

from datetime import date, datetime

import pytest

from trefas.demo.walk.scenario import ScenarioError, read_scenario
from trefas.demo.walk.values import day_of, moment_of, number_of_age
from trefas.demo.walk.verbs import VERBS
from trefas.sheets.columns import recognised
from trefas.sheets.identity_numbers import Series, age_on, is_test_number, luhn
from trefas.sheets.reading import read_table

NOW = datetime.fromisoformat("2026-11-23T21:40")
STEP = '[[step]]\nas = "bo"\ndo = "{do}"\n{rest}\n'
LIST = '[list.polisen]\nfile = "lista.{end}"\ncolumns = ["Namn", "Personnummer"]\nrows = [["Ada Ek", {{ age = 17 }}]]\n'


def scenario(tmp_path, text):
    path = tmp_path / "prov.toml"
    path.write_text(text, encoding="utf-8")
    return read_scenario(path, VERBS, NOW)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no [[step]]"),
        ("titel = 'x'", "Unknown word titel"),
        ("step = 3", "Write [[step]] as tables"),
        ("[[step]\n", "line 1"),
        ('[[step]]\ndo = "read"', "Step 1: say who"),
        (STEP.format(do="fly", rest=""), "Step 1: fly is not known. Known: accept_invitation"),
        (STEP.format(do="search", rest=""), "Step 1 (search): the field text is missing"),
        (STEP.format(do="read", rest="") + STEP.format(do="search", rest='text = "A"\nwhen = 1'), "Step 2 (search): the field when is not known"),
        (STEP.format(do="set_next_step", rest='person = "A"\nstep = "x"\non = "i morgon"'), "on = 'i morgon' cannot be read"),
        (STEP.format(do="note_contact", rest='person = "A"\nhow = "phone"\noutcome = "reached"\nhappened_at = "today 25:10"'), "happened_at = 'today 25:10'"),
        (STEP.format(do="search", rest='text = "A"\nfound = "no"'), "found = 'no' cannot be read. Give true or false"),
        (STEP.format(do="import_list", rest='list = "okänd"'), "Step 1 (import_list): there is no [list.okänd]"),
        (STEP.format(do="read", rest="") + '[[sees]]\ntext = ["A"]', "[[sees]]: say who"),
        (STEP.format(do="read", rest="") + '[[sees]]\nas = "bo"\nnot = ["A"]', "[[sees]] of bo: unknown word not"),
        ('[list.p]\nfile = "a.csv"\nrows = []\n' + STEP.format(do="read", rest=""), "[list.p]: columns is missing"),
        ('[list.p]\nfile = "a.csv"\ncolumns = ["Namn"]\nrows = [["A"], ["B", "C"]]\n' + STEP.format(do="read", rest=""), "row 3 must be a list of at most 1"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_with_its_place(tmp_path, text, says) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario(tmp_path, text)
    assert str(error.value).startswith("prov.toml: ")
    assert says in str(error.value)


def test_a_file_that_is_not_there_is_said(tmp_path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_scenario(tmp_path / "ingen.toml", VERBS, NOW)


def test_evidence_without_its_day_is_refused(tmp_path) -> None:
    rest = 'person = "A B"\nreason = "x"\nfact_on = "today"\nevents = []\ncriteria = { c = [{ text = "x" }] }'
    with pytest.raises(ScenarioError, match=r"Step 1 \(propose\).*must have exactly text, on"):
        scenario(tmp_path, STEP.format(do="propose", rest=rest))


@pytest.mark.parametrize("end", ["xlsx", "csv"])
def test_a_list_becomes_the_file_that_the_import_reads(tmp_path, end) -> None:
    read = scenario(tmp_path, LIST.format(end=end) + STEP.format(do="import_list", rest='list = "polisen"'))
    table = read_table(read.lists["polisen"].content(), read.lists["polisen"].file)
    assert [recognised(str(header)) for header in read.lists["polisen"].columns] == ["name", "identity_number"]
    assert "Ada Ek" in str(table)


def test_nobody_of_a_list_may_be_seen_by_who_must_not(tmp_path) -> None:
    text = LIST.format(end="csv") + STEP.format(do="read", rest="") + '[[sees]]\nas = "otto"\nnever_list = "polisen"'
    (sight,) = scenario(tmp_path, text).sights
    assert sight.never[0] == "Ada Ek"
    assert sight.never[1].endswith(number_of_age(17, 0, NOW.date())[-4:])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 23)), ("today-7", date(2026, 11, 16)), ("tomorrow", date(2026, 11, 24)),
        ("2026-01-31+1", date(2026, 2, 1)), (date(2025, 5, 1), date(2025, 5, 1)), ("2026-02-30", None), (7, None),
    ],
)  # fmt: skip
def test_days_count_from_today(text, day) -> None:
    assert day_of(text, NOW.date()) == day


def test_moments_are_days_with_a_time_or_minutes_from_now() -> None:
    assert moment_of("yesterday 23:40", NOW) == datetime.fromisoformat("2026-11-22T23:40")
    assert moment_of("now-100", NOW) == datetime.fromisoformat("2026-11-23T20:00")
    assert moment_of("23:40", NOW) is None


@pytest.mark.parametrize("age", [0, 15, 17, 18, 46])
@pytest.mark.parametrize("nth", [0, 1, 19, 71])
def test_a_number_of_an_age_is_a_valid_test_number_of_that_age(age, nth) -> None:
    for today in (NOW.date(), date(2028, 2, 29), date(2026, 1, 1)):
        number = number_of_age(age, nth, today)
        digits = number.replace("-", "")
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        assert luhn(digits[2:])
        assert is_test_number(digits).outcome is not Series.REAL
        assert age_on(born, today) == age
