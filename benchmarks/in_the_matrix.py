"""The small world of the matrix for long runs: everything that a page needs, in a clone that goes when the run ends."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def prepare() -> None:
    """Start Django as the tests do, and say nothing of what the pages refuse."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
    import django
    from django.test.utils import setup_test_environment

    from trefas.cli.frontend import fetch_frontend

    # Without the icons every page is a fault, and every difference counts as a leak.
    fetch_frontend(Path(__file__).resolve().parents[1])
    django.setup()
    setup_test_environment()
    logging.disable(logging.CRITICAL)


@contextmanager
def in_world(what: str) -> Iterator[tuple[Any, Any]]:
    """Give somebody who asks and the world, on the tests' day; `what` names the clone."""
    import time_machine
    from tests import databases
    from tests.cast import NOW
    from tests.matrix.asking import Asker
    from tests.matrix.world import build

    server = databases.start()
    name = databases.clone(server, f"{what}_{os.getpid()}")
    with time_machine.travel(NOW, tick=False):
        yield Asker(), build()
    databases.embedded.drop_database(server, name)
