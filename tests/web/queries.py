"""Counts what a page asks of the database: BEGIN and savepoints, the pass and the audit apart."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connections
from django.test.utils import CaptureQueriesContext

APART = (
    "BEGIN",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "COMMIT",
    "SELECT mint_pass",
    "SELECT set_config",
    "SELECT audit_append",
)


@contextmanager
def counted(aliases: tuple[str, ...] = ("default", "rooms")) -> Iterator[list[str]]:
    """Collect the statements of a page while the block runs."""
    asked: list[str] = []
    with ExitStack() as stack:
        captured = [stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in aliases]
        yield asked
    for one in captured:
        asked += [query["sql"] for query in one.captured_queries if not query["sql"].lstrip().startswith(APART)]
