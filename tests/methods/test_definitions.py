"""A faulty definition names file, line and field; each fault here is made in the shipped Trefas or SIG."""

import pytest

from trefas.methods import DefinitionError, Problem, read_definition, shipped
from trefas.methods.reading import definition_source

TREFAS = definition_source("trefas")
SIG = definition_source("sig")

PACKAGE = """
[[stages]]
id = "package"
name = { sv = "Åtgärdspaket", en = "Package" }
lapses = true
review_days = 30

[[events]]
id = "package_started"
label = { sv = "Starta paket", en = "Start the package" }
name = { sv = "Paketet började.", en = "The package began." }

[[moves]]
id = "start_package"
from = ["declined"]
event = "package_started"
to = "package"

[[moves]]
id = "lapse_package"
from = ["package"]
event = "lapsed"
to = "lapsed"

[[moves]]
id = "end_package"
from = ["package"]
event = "ended"
to = "ended"
guards = ["ground"]
"""

MEASURE = """
[[measures]]
id = "extra"
name = {{ sv = "Extra", en = "Extra" }}
grounds = ["{ground}"]
owner = "{owner}"
facts = [{{ sv = "{fact}", en = "A dated fact" }}]
shared_when_planned = true
"""


def _problems(source: str) -> tuple[Problem, ...]:
    with pytest.raises(DefinitionError) as caught:
        read_definition(source, "mine.toml")
    return caught.value.problems


def _line_of(source: str, text: str) -> int:
    return source[: source.index(text)].count("\n") + 1


FAULTS = [
    ('id = "trefas"', "id = 5", "method.id", "The field must be a text."),
    ('id = "trefas"', 'id = " "', "method.id", "The field is empty."),
    ("version = 2026-01-01", 'version = "soon"', "method.version", "Write a date such as 2026-01-31."),
    (
        'name = { sv = "Hot mot", en = "Threat against" }',
        'name = { sv = "Hot mot" }',
        "roles[1].name",
        "Write the text as",
    ),
    ("further_criteria_needed = 1", "further_criteria_needed = -1", "method.further_criteria_needed", "negative"),
    ("further_criteria_needed = 1", "further_criteria_needed = true", "method.further_criteria_needed", "whole number"),
    (
        "custody_reminder_days = [90, 30, 7]",
        "custody_reminder_days = [90, -7]",
        "method.custody_reminder_days",
        "whole",
    ),
    ("[sign_off]\ncount = 1", "[sign_off]\ncount = 0", "sign_off.count", "At least one other person"),
    ("[lapse]\nmonths = 6", "[lapse]\nmonths = 12", "lapse.months", "at most 6 months"),
    ('polarities = ["unknown"]', 'polarities = ["unknown", "bad"]', "second_look.polarities", '"bad" is not one of'),
    ('polarities = ["unknown"]', 'polarities = ["positive"]', "second_look.polarities", "takes a second look"),
    ("verified = []", 'verified = ["rumour"]', "second_look.verified", '"rumour" is not in the file'),
    ("verified = []", "verified = []\nnobody = true", "second_look.nobody", "no such field"),
    ('second_look = "always"', 'second_look = "mostly"', "endings[8].second_look", '"mostly" is not one of: always'),
    (
        'polarity = "unknown"\nverified = { own_contact',
        'polarity = "unknown"\nsecond_look = "never"\nverified = { own_contact',
        "endings[3].second_look",
        "cannot be exempt from a second look",
    ),
    ("[consent]\nrequired = false", "[consent]\nrequired = true", "consent.required", "must go together"),
    ("[consent]\nrequired = false", '[consent]\nrequired = "no"', "consent.required", "true or false"),
    ('id = "threat_from"', 'id = "threat_against"', "roles[2].id", "taken already"),
    ("review_days = 7", "reviewdays = 7", "stages[7].reviewdays", "no such field"),
    ("review_days = 7\ncontact_days = 3", "contact_days = 3", "stages[7]", "must have review_days"),
    ('owner = "police"', 'owner = "army"', "orders[1].owner", '"army" is not one of: police'),
    ('guards = ["sign_offs"]', "guards = []", "moves[2].guards", "No proposal goes on without a sign-off."),
    ('guards = ["newer_fact"]', "guards = []", "moves[16].guards", "must rest on a newer fact"),
    ('event = "followed"\nto = "followed"', 'event = "followed"\nto = "watched"', "moves[6].to", '"watched" is not in'),
    (
        'event = "followed"\nto = "followed"',
        'event = "spotted"\nto = "followed"',
        "moves[6].event",
        '"spotted" is not in',
    ),
    ('event = "followed"\nto = "followed"', 'event = "reviewed"\nto = "followed"', "moves[6].event", "stands beside"),
    ('from = ["identified", "registered"]', 'from = ["identified", "gone"]', "moves[6].from", '"gone" is not in'),
    ('from = ["identified", "registered"]', 'from = "identified"', "moves[6].from", "must be a list"),
    ('from = ["identified", "registered"]', "from = [1]", "moves[6].from[1]", "must be a text"),
    (
        'from = ["identified", "registered"]',
        'from = ["identified", "ended"]',
        "moves[6].from",
        "closed stage is left only",
    ),
    (
        'event = "reopened"\nto = "proposed"',
        'event = "reopened"\nto = "followed"',
        "moves[20].to",
        "leads to a new proposal",
    ),
    (
        'from = ["accepted", "supported"]\nevent = "accepted"',
        'from = ["offered"]\nevent = "accepted"',
        "moves[10].from",
        "Two rows",
    ),
    ('grounds = ["SoL 11:1"]', "grounds = []", "supports[1].grounds", "Name the provision"),
    ('grounds = ["SoL 11:1"]', 'grounds = ["BrB 26 kap."]', "supports[1].grounds", "Only SoL or LVU"),
    ('grounds = ["SoL 18:9"]', 'grounds = ["lag 2002:445 5 §"]', "measures[6].grounds", "Only SoL or LVU"),
    ('grounds = ["SoL 18:9"]', 'grounds = ["because"]', "measures[6].grounds", "Name the provision"),
    ('polarity = "unknown"', 'polarity = "unclear"', "endings[3].polarity", '"unclear" is not one of: positive'),
    ('since = "proposed"', 'since = "birth"', "figures[7].since", '"birth" is not in'),
    ('kind = "duration"', 'kind = "score"', "figures[7].kind", '"score" is not one of: count, duration'),
    (
        'event = "accepted"\nowner = "police"',
        'event = "declined"\nowner = "police"',
        "orders[1].event",
        "never a ground",
    ),
]


@pytest.mark.parametrize(("old", "new", "field", "words"), FAULTS)
def test_a_fault_names_file_line_and_field(old: str, new: str, field: str, words: str) -> None:
    source = TREFAS.replace(old, new, 1)
    found = [problem for problem in _problems(source) if problem.field == field]
    assert [words in problem.text.en for problem in found].count(True) >= 1
    assert found[0].file == "mine.toml"
    at = TREFAS.index(old)
    table = source[:at].rindex("\n[") + 1 if "\n" in source[:at] and not old.startswith("[") else at
    lines = range(source[:table].count("\n") + 1, source[: at + len(new)].count("\n") + 2)
    assert found[0].line in lines


def test_a_fault_is_one_sentence_in_swedish() -> None:
    problems = _problems(TREFAS.replace("months = 6", "months = 9", 1))
    line = _line_of(TREFAS, "months = 6")
    assert (
        problems[0].in_language("sv")
        == f"mine.toml, rad {line}, lapse.months: Uppföljningen ska upphöra efter högst 6 månader."
    )
    assert problems[0].in_language("en").startswith(f"mine.toml, line {line}, lapse.months: ")


def test_every_fault_is_reported_at_once() -> None:
    problems = _problems(TREFAS.replace("id = ", "identity = "))
    assert len(problems) > 100
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


@pytest.mark.parametrize(
    ("source", "line"),
    [("[method]\nid = \n", 2), ("a = 1\na = 2\n", 2), ("[method\n", 1), ('x = "', 1)],
)
def test_a_file_that_is_not_toml_names_the_line(source: str, line: int) -> None:
    problem = _problems(source)[0]
    assert problem.line == line
    assert problem.text.sv.startswith("Filen är inte giltig TOML: ")


def test_an_empty_file_says_what_is_missing() -> None:
    assert {problem.field for problem in _problems("")} >= {"method", "consent", "stages", "moves"}


def test_a_stage_that_only_a_no_leads_to_is_refused() -> None:
    source = TREFAS + PACKAGE
    problem = next(problem for problem in _problems(source) if "never a ground" in problem.text.en)
    assert problem.field == "moves[21].from"
    assert problem.line == _line_of(source, 'from = ["declined"]')
    assert problem.text.sv == "Att tacka nej till ett erbjudande är aldrig en grund."


def test_a_no_may_not_prolong_following() -> None:
    old = 'name = { sv = "Avböjt", en = "Declined" }\nlapses = true'
    problems = _problems(TREFAS.replace(old, old.replace("\nlapses = true", "")))
    assert "stages[6].lapses" in {problem.field for problem in problems}


def test_a_milder_guard_after_a_no_is_refused() -> None:
    ends = '"declined", "accepted", "supported", "lapsed"]\nevent = "ended"'
    source = TREFAS.replace(ends, ends.replace('"declined", ', "")) + (
        '\n[[moves]]\nid = "end_after_no"\nfrom = ["declined"]\nevent = "ended"\nto = "ended"\n'
    )
    assert {problem.field for problem in _problems(source)} == {"moves[21].from"}


@pytest.mark.parametrize(
    "fact", ["Personen har avböjt hjälp", "Har tackat nej två gånger", "Vägrade ta emot stöd", "Har sagt nej"]
)
def test_a_measure_that_rests_on_a_no_is_refused(fact: str) -> None:
    source = TREFAS + MEASURE.format(ground="SoL 14:2", owner="social_services", fact=fact)
    problem = _problems(source)[0]
    assert problem.field == "measures[12]"
    assert problem.line == _line_of(source, 'id = "extra"') - 1


def test_a_measure_of_its_own_ground_is_accepted() -> None:
    source = TREFAS + MEASURE.format(ground="SoL 14:2", owner="social_services", fact="En daterad uppgift")
    assert read_definition(source, "mine.toml").measures[-1].id == "extra"


def test_a_measure_without_facts_is_refused() -> None:
    source = TREFAS + MEASURE.format(ground="SoL 14:2", owner="social_services", fact="x")
    bare = source.replace('facts = [{ sv = "x", en = "A dated fact" }]', "facts = []")
    assert [problem.field for problem in _problems(bare)] == ["measures[12].facts"]


def test_a_measure_cannot_name_a_stage() -> None:
    source = TREFAS + MEASURE.format(ground="SoL 14:2", owner="social_services", fact="x") + 'stages = ["declined"]\n'
    assert [problem.field for problem in _problems(source)] == ["measures[12].stages"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (
            'event = "consent_given"\nto = "joint"\nguards = ["consent"]',
            'event = "consent_given"\nto = "joint"',
            "moves[12].guards",
        ),
        ('event = "consent_withdrawn"\nto = "alone"', 'event = "consent_withdrawn"\nto = "same"', "stages[7].joint"),
        (
            'from = ["joint", "supported"]\nevent = "consent_expired"',
            'from = ["joint"]\nevent = "consent_expired"',
            "stages[8].joint",
        ),
    ],
)
def test_joint_work_rests_on_consent(old: str, new: str, field: str) -> None:
    assert field in {problem.field for problem in _problems(SIG.replace(old, new, 1))}


def test_a_stage_must_be_reached_and_left() -> None:
    stage = '\n[[stages]]\nid = "limbo"\nname = { sv = "Limbo", en = "Limbo" }\nreview_days = 1\n'
    texts = {problem.text.en for problem in _problems(TREFAS + stage)}
    assert texts == {"Nothing leads to the stage.", "The stage cannot be ended."}


def test_a_lapsing_stage_has_a_row_for_it() -> None:
    old = 'from = ["identified", "registered", "followed", "offered", "declined"]\nevent = "lapsed"'
    source = TREFAS.replace(old, old.replace('"followed", ', ""))
    assert "stages[4].lapses" in {problem.field for problem in _problems(source)}


def test_an_event_without_a_row_is_refused() -> None:
    source = (
        TREFAS
        + '\n[[events]]\nid = "sung"\nlabel = { sv = "Sjung", en = "Sing" }\nname = { sv = "Sång.", en = "Song." }\n'
    )
    assert [problem.text.sv for problem in _problems(source)] == ["Ingen rad använder händelsen."]


@pytest.mark.parametrize(
    ("verified", "words"), [("{ }", "Say how the ground"), ('{ not_verified = "unknown" }', "Say what it counts as")]
)
def test_an_ending_says_how_it_is_verified(verified: str, words: str) -> None:
    ending = f'\n[[endings]]\nid = "x"\nname = {{ sv = "X", en = "X" }}\npolarity = "unknown"\nverified = {verified}\n'
    assert words in _problems(TREFAS + ending)[0].text.en


def test_a_definition_without_endings_is_refused() -> None:
    start, end = TREFAS.index("[[endings]]"), TREFAS.index("# --- Figures")
    source = "endings = []\n" + TREFAS[:start] + TREFAS[end:]
    assert "The method has no grounds for ending." in {problem.text.en for problem in _problems(source)}


def test_the_version_follows_the_content_and_not_the_layout() -> None:
    same = read_definition("# A remark\n\n" + TREFAS, "mine.toml")
    other = read_definition(TREFAS.replace("notice_days = 30", "notice_days = 31"), "mine.toml")
    assert same.content_hash == shipped()["trefas"].content_hash != other.content_hash
    assert len(same.content_hash) == 64


def test_ship_two_methods_of_which_one_waits_for_consent() -> None:
    assert {method.id: method.consent.required for method in shipped().values()} == {"trefas": False, "sig": True}
    assert len(shipped()["sig"].consent.contents) == 6


def test_each_figure_is_counted_by_one_kind_of_unit() -> None:
    counted = {figure.id: figure.counted_by.value for figure in shipped()["trefas"].figures}
    assert (counted["identified"], counted["offered"], counted["relocated"]) == (
        "police",
        "social_services",
        "exit_unit",
    )


def test_what_police_and_prosecutor_plan_is_not_shared() -> None:
    for measure in shipped()["trefas"].measures:
        assert measure.shared_when_planned == (measure.owner not in ("police", "prosecutor"))
