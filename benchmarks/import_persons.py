"""A list of 50,000 invented people from file to saved rows: processor seconds of this process and of the database.

Run with `uv run python benchmarks/import_persons.py [--rows 50000] [--file LIST.xlsx] [--profile]`. It works in a
clone of the test template, as the handler of a room, through the same actions as `trefas import persons`.

Promise: 50,000 rows in under 30 s.
"""

import argparse
import cProfile
import os
import pstats
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django

django.setup()

from django.db import connections  # noqa: E402  # after django.setup()
from django.utils import timezone  # noqa: E402  # after django.setup()
from import_parse import as_xls_text, invented_rows  # noqa: E402  # after the path is set
from tests import databases  # noqa: E402  # after django.setup()
from tests.cast import enter  # noqa: E402  # after django.setup()

from trefas.persons.actions import publish_import, stage_import  # noqa: E402  # after django.setup()
from trefas.sheets.reading import Table, read_table  # noqa: E402  # after django.setup()


@contextmanager
def told(what: str) -> Iterator[None]:
    """Print processor seconds of this process and of its database backend, and those on the clock."""
    clock, own, theirs = time.perf_counter(), time.process_time(), backend_seconds()
    yield
    own, theirs = time.process_time() - own, backend_seconds() - theirs
    clock = time.perf_counter() - clock
    print(f"{what:8} {own:6.1f} s here + {theirs:5.1f} s in the database; {clock:.1f} s by the clock")


def backend_seconds() -> float:
    """Return the processor seconds of the backend that the rooms' login talks to."""
    connections["rooms"].ensure_connection()
    pid = connections["rooms"].connection.info.backend_pid
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bring_in(data: bytes, name: str) -> None:
    """Read, stage and publish a list, and print what became of it."""
    now = timezone.now()
    table: Table
    with told("read"):
        table = read_table(data, name)
    with ExitStack() as going:
        room = going.enter_context(enter("bo", purpose="import"))
        with told("stage"):
            staged = stage_import(by=room.acting, table=table, file_name=name, now=now)
        with told("publish"):
            publish_import(by=room.acting, imported=staged, taken=None, now=now)
        with told("commit"):
            going.close()
    print(staged.counts)


def main() -> None:
    """Bring one list in, and the same list once more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--file", type=Path, help="a list of your own instead of the invented one")
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    data = given.file.read_bytes() if given.file else as_xls_text(invented_rows(given.rows))
    server, name = databases.start(), f"bench_import_{uuid.uuid4().hex[:8]}"
    databases.clone(server, name)
    profile = cProfile.Profile()
    try:
        if given.profile:
            profile.enable()
        bring_in(data, given.file.name if given.file else "lista.xlsx")
        profile.disable()
        if not given.profile:
            bring_in(data, "samma.xlsx" if given.file is None else given.file.name)
    finally:
        connections.close_all()
        databases.embedded.drop_database(server, name)
    print(f"load average {os.getloadavg()[0]:.1f}")
    if given.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)


if __name__ == "__main__":
    main()
