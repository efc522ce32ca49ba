"""Fill what the reviewed file lacks."""

import logging

import time_machine

from tests import databases
from tests.cast import NOW
from tests.matrix import expected
from tests.matrix.addresses import addresses
from tests.matrix.asking import Asker
from tests.matrix.world import build


def fill(families: list[str], *, write: bool) -> None:
    """Ask what is not listed; print it, or write it into the files."""
    missing = []
    by_family: dict[str, dict[str, expected.Rows]] = {}
    for address in addresses():
        known = by_family.setdefault(address.family, {})
        rows = expected.listed(address.family).get(address.name)
        if rows and rows.get("route") == address.route:
            known[address.name] = rows
        elif not families or address.family in families:
            missing.append(address)
    for address, rows in _asked(missing):
        by_family[address.family][address.name] = rows
        print(expected.table_text(address.name, rows), end="")  # noqa: T201  # a command of the developers
    for family in {one.family for one in missing} if write else ():
        (expected.FOLDER / f"{family}.toml").write_text(expected.text_of(by_family[family]), encoding="utf-8")


def _asked(missing):
    if not missing:
        return
    logging.disable(logging.CRITICAL)
    server = databases.start()
    name = databases.clone(server, "matrix_filling")
    with time_machine.travel(NOW, tick=False):
        world, asker = build(), Asker()
        for address in missing:
            yield address, {"route": address.route, **expected.rows_of(address, asker, world)}
    databases.embedded.drop_database(server, name)
