"""A file ends only through a review (the invariant of the process): no other code can write the event of an ending."""

import ast
from pathlib import Path

import trefas

SOURCE = Path(trefas.__file__).parent
# The event is made in one place, and that is called from one place; the nation is copied in as it once was.
MADE, CALLED, COPIED = "files/actions/following.py", "plans/actions/reviewing.py", "demo/nation_people.py"
SAYS = {"Happening", "happened", "record_event", "FileEvent"}


def modules():
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if "/migrations/" not in name:
            yield name, ast.parse(path.read_text("utf-8"))


def called(node):
    named = node.func
    return named.id if isinstance(named, ast.Name) else getattr(named, "attr", "")


def is_ending(node):
    literal = isinstance(node, ast.Constant) and node.value == "ended"
    return literal or (
        isinstance(node, ast.Attribute) and node.attr == "ENDED" and getattr(node.value, "id", "") == "EventKind"
    )


def calls(names):
    return [
        (name, call)
        for name, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and called(call) in names
    ]


def test_only_the_review_ends_a_file() -> None:
    assert {name for name, _call in calls({"end_by_review"})} == {CALLED}


def test_the_event_of_an_ending_is_made_in_one_place() -> None:
    made = {
        name
        for name, call in calls(SAYS)
        if any(is_ending(given) for given in [*call.args, *(keyword.value for keyword in call.keywords)])
    }
    assert made == {MADE}


def test_no_event_is_recorded_past_the_action_that_refuses_an_ending() -> None:
    """`record` takes any event: it is used inside the actions of files only, and its kind is never an open choice."""
    assert {name.rpartition("/")[0] for name, _call in calls({"record", "open_one"}) if name.startswith("files/")} == {
        "files/actions"
    }
    for name, call in calls({"Happening"}):
        assert isinstance(call.args[0], ast.Constant | ast.Attribute | ast.Name | ast.Subscript), name


def test_no_page_command_or_job_names_it() -> None:
    outside = [name for name, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)
               and getattr(node, "id", getattr(node, "attr", "")) == "end_by_review"
               and not name.startswith(("files/actions/", "plans/actions/"))]  # fmt: skip
    assert outside == []
