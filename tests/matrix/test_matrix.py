"""The matrix: every address by every verb, as everybody, about everybody's information, against the reviewed file."""

import logging
import subprocess
import sys

import pytest

from tests.databases import ROOT
from tests.matrix import expected
from tests.matrix.addresses import addresses
from tests.matrix.world import PERSONAS, STATES

FAMILIES = sorted({one.family for one in addresses()})
# The number of an envelope is the same on both sides: each sees the receipt that its own room keeps.
SHARED = {"receipt"}
HOW = "Run `python -m tests.matrix --write`, read the diff as a change of who may do what, and keep it if it is meant."


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_address_answers_as_the_reviewed_file_says(family, asker, world) -> None:
    wrong = []
    for address in (one for one in addresses() if one.family == family):
        rows = {"route": address.route, **expected.rows_of(address, asker, world)}
        wrong += expected.difference(address, expected.listed(family).get(address.name, {}), rows)
    assert asker.faults == []
    assert wrong == [], HOW


def test_the_file_lists_what_there_is_and_nothing_else() -> None:
    answered = {(one.family, one.name) for one in addresses()}
    files = {path.stem: expected.listed(path.stem) for path in expected.FOLDER.glob("*.toml")}
    in_file = {(family, name) for family, listed in files.items() for name in listed}
    assert (answered - in_file, in_file - answered) == (set(), set()), HOW


def test_the_addresses_are_the_same_without_the_extra_for_saml() -> None:
    """So the file is reviewed once, and a start without the extra neither fails nor opens anything else."""
    lines = (
        "import sys; sys.modules.update({name: None for name in ('lxml', 'xmlsec', 'onelogin')}); import django;"
        "django.setup(); from tests.matrix.addresses import addresses;"
        "from trefas.authorities.saml_providers import missing_part;"
        "print(bool(missing_part())); print(*(one.route for one in addresses()), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["True", *(one.route for one in addresses())]


def test_no_expectation_is_a_fault() -> None:
    for path in expected.FOLDER.glob("*.toml"):
        assert "!" not in path.read_text(encoding="utf-8").replace(expected.HEAD, ""), path.name


@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE"])
def test_no_other_verb_is_spoken_anywhere(verb, asker, world) -> None:
    for address in addresses():
        for state in STATES if address.names else STATES[:1]:
            for who in ("", *PERSONAS):
                values = {name: world.of(who or "amina", state, name) for name in address.names}
                answer = asker.ask(who, verb, address.filled(values))
                assert (answer.status_code, answer.body) == (405, b""), (who, verb, address.route)


def test_what_is_anothers_looks_like_what_nobody_ever_had() -> None:
    """The rows for another room's ids and for erased ones are the same row, for every address and verb."""
    for family in FAMILIES:
        for name, rows in expected.listed(family).items():
            for verb in expected.VERBS if name not in SHARED else ():
                assert rows.get(f"{verb}.other") == rows.get(f"{verb}.erased"), (family, name, verb)
