"""The world of the matrix: one cloned database for the module, every request rolled back."""

from collections.abc import Iterator

import pytest

from tests import databases
from tests.cast import NOW
from tests.matrix.asking import Asker
from tests.matrix.world import World, build


@pytest.fixture(scope="module")
def world(server, django_db_setup, django_db_blocker) -> Iterator[World]:
    """The world, built once."""
    import time_machine
    from django.db import connections

    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        before = connections["default"].settings_dict["NAME"]
        name = databases.clone(server, f"matrix_{before}")
        yield build()
        databases.use(server, before)
        databases.embedded.drop_database(server, name)


@pytest.fixture(scope="module")
def asker(world) -> Asker:
    """Asks as any of the personas."""
    return Asker()
