"""No function of the package takes, scores, ranks or predicts a person.

Walks every public function, method, field, enum value and command-line option of trefas.analysis, and the
columns and labels of its data; a person-level word in any of them fails the test.
"""

import dataclasses
import inspect
import pkgutil
import re
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from types import ModuleType, SimpleNamespace

import pytest
import typer

import trefas.analysis
from trefas.cli.analysis import app

# Words for one human being, or for sorting human beings; and their identifiers.
PERSON = re.compile(
    r"(^|_)(person|persons|people|individual|individuals|offender|offenders|suspect|suspects|victim|victims|"
    r"perpetrator|client|clients|citizen|resident|youth|child|children|member|members|patient|subject|"
    r"personnummer|identity|ssn|pnr|surname|forename|first_name|last_name|full_name|birth|birthdate|age|sex|"
    r"gender|ethnicity|race|nationality|risk|risk_score|score|scores|ranking|dangerousness|recidivism)(_|$)"
)
# Reading refuses identity numbers, so it must be able to tell one.
ALLOWED = {"trefas.analysis.cells.is_identity_number"}


def modules() -> Iterator[ModuleType]:
    yield trefas.analysis
    for found in pkgutil.walk_packages(trefas.analysis.__path__, "trefas.analysis."):
        yield import_module(found.name)


def own(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, value in vars(module).items():
        if name.startswith("_") or inspect.ismodule(value):
            continue
        if getattr(value, "__module__", module.__name__) == module.__name__:
            yield f"{module.__name__}.{name}", value


def names_of(path: str, value: object) -> Iterator[str]:
    """The name itself, and every name a caller hands in or gets back by."""
    yield path
    if inspect.isclass(value):
        yield from (f"{path}.{name}" for name in vars(value) if not name.startswith("_"))
        if issubclass(value, Enum):
            yield from (f"{path}.{item.value}" for item in value)
        if dataclasses.is_dataclass(value):
            yield from (f"{path}.{field.name}" for field in dataclasses.fields(value))
        for name, method in inspect.getmembers(value, inspect.isfunction):
            if not name.startswith("_"):
                yield from names_of(f"{path}.{name}", method)
    elif inspect.isfunction(value):
        yield from (f"{path}.{name}" for name in inspect.signature(value).parameters)


def person_level(module: ModuleType) -> list[str]:
    found = {name for path, value in own(module) for name in names_of(path, value)}
    return sorted(name for name in found - ALLOWED if PERSON.search(name.rsplit(".", 1)[-1].lower()))


def test_no_public_name_of_the_package_is_about_a_person():
    walked = list(modules())
    assert len(walked) > 10
    assert [name for module in walked for name in person_level(module)] == []


def test_no_option_of_a_command_is_about_a_person():
    group = typer.main.get_command(app)
    assert group.commands
    names = [name for command in group.commands.values() for name in (command.name, *(p.name for p in command.params))]
    assert [name for name in names if PERSON.search(name.replace("-", "_").lower())] == []


def score_person(events):
    return events


def near_repeat_of(offender_ids):
    return offender_ids


@dataclasses.dataclass
class Ranked:
    risk_score: float


@pytest.mark.parametrize("planted", [score_person, near_repeat_of, Ranked])
def test_the_walk_would_find_a_person_level_input(planted):
    module = SimpleNamespace(__name__=planted.__module__, planted=planted)
    path = f"{planted.__module__}.{planted.__name__}"
    assert list(own(module))
    assert any(PERSON.search(name.rsplit(".", 1)[-1].lower()) for name in names_of(path, planted))
