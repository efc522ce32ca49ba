"""The reviewed file of what every address answers: one TOML a page family, one row a verb and state."""

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.matrix.addresses import Address
from tests.matrix.asking import Asker, plain_refusals
from tests.matrix.world import PERSONAS, STATES, World

FOLDER = Path(__file__).parent / "expected"
VERBS = ("GET", "POST")
NOBODY = ""
GROUPS = (("amina", "nora", "sven", "lena", "ada"), ("bo", "eva"), ("disa", "kim", "ylva", "sara", "otto"), (NOBODY,))
LETTERS = {
    200: "o", 204: "o", 301: ">", 302: ">", 303: ">", 400: "b", 422: "b", 403: "x", 404: "-", 405: "m", 409: "c",
    429: "r", 503: "s",
}  # fmt: skip
FAULT = "!"
HEAD = """\
# What each address answers, by verb and by whose information the ids in it are. Reviewed: a change here is a change
# of who may do what. `python -m tests.matrix --write` adds what is missing; read its diff before it is kept.
# Who: amina nora sven lena ada (Kvarnlunda), bo eva (police), disa kim ylva sara otto (elsewhere), nobody logged in.
# o shows  > goes on to another page  - is not there  x refuses the role  b asks again  c conflict  m not this verb
"""
Rows = dict[str, str]


def rows_of(address: Address, asker: Asker, world: World) -> Rows:
    """Ask everything of one address; returns the rows as the file has them."""
    known: dict[tuple[str, str, str], str] = {}
    with plain_refusals():
        return {
            f"{verb}.{state}": _row(address, verb, state, lambda *asked: _answer(asker, known, *asked), world)
            for verb in VERBS
            for state in _states(address, verb)
        }


def _states(address: Address, verb: str) -> tuple[str, ...]:
    """A verb that the view does not speak is refused before any id is looked at."""
    spoken = address.verbs is None or verb in address.verbs
    return STATES if address.names and spoken else ("every",)


def _row(address: Address, verb: str, state: str, answer: Callable[..., str], world: World) -> str:
    state = state if state in STATES else "own"

    def letter(who: str) -> str:
        values = {name: world.of(who or "amina", state, name) for name in address.names}
        return answer(who, verb, address.filled(values))

    return " ".join("".join(letter(who) for who in group) for group in GROUPS)


def _answer(asker: Asker, known: dict[tuple[str, str, str], str], *asked: str) -> str:
    """Most rooms have nothing of some kinds, so that the same absent id would be asked for again."""
    if asked not in known:
        known[asked] = LETTERS.get(asker.ask(*asked).status_code, FAULT)
    return known[asked]


def listed(family: str) -> dict[str, Rows]:
    """What the file of a family says, by the name of the address; `route` is one of the rows."""
    path = FOLDER / f"{family}.toml"
    if not path.exists():
        return {}
    return {name: _flat(table) for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def _flat(table: dict[str, object]) -> Rows:
    rows: Rows = {}
    for key, value in table.items():
        if isinstance(value, dict):
            rows |= {f"{key}.{state}": str(row) for state, row in value.items()}
        else:
            rows[key] = str(value)
    return rows


def text_of(family: dict[str, Rows]) -> str:
    """The file of a family as text."""
    return HEAD + "".join(table_text(name, rows) for name, rows in family.items())


def table_text(name: str, rows: Rows) -> str:
    """One address as it stands in the file, with the rows under each other."""
    width = max(len(key) for key in rows)
    lines = [f'route = "{rows["route"]}"', *(f'{key:{width}} = "{row}"' for key, row in rows.items() if key != "route")]
    return f"\n[{name}]\n" + "\n".join(lines) + "\n"


def difference(address: Address, wanted: Rows, found: Rows) -> Iterable[str]:
    """Each row that differs, as two lines."""
    for key in wanted.keys() | found.keys():
        if wanted.get(key) != found.get(key):
            yield f"{address.family}.{address.name} {key}: file {wanted.get(key)!r}, answers {found.get(key)!r}"


assert {who for group in GROUPS for who in group if who} == set(PERSONAS)
