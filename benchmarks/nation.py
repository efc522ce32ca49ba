"""A server of its own with the invented nation, for the benchmarks of pages and load; kept between runs.

Run with `uv run python benchmarks/nation.py --fresh [--people 70000] [--notes 2000000]` to load it anew. It lies in
shared memory where there is any, else under `.local/bench`.
"""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from trefas.config import embedded
from trefas.config.installation import point_at, use_embedded

ROOT = Path(__file__).resolve().parents[1]
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of our own below it
HOME = SHARED_MEMORY / f"trefas-bench-{os.getuid()}" if os.access(SHARED_MEMORY, os.W_OK) else ROOT / ".local" / "bench"
NATION, WITHOUT = "nation", "nation_without"


def start() -> embedded.Server:
    """Start or join the server, with the settings pointed at the nation."""
    os.environ["TREFAS_DEMO"] = "1"
    # The database runs as another user when this is root: it must be able to pass through.
    HOME.mkdir(mode=0o711, parents=True, exist_ok=True)
    server = use_embedded(HOME, NATION, durable=False)
    import django

    django.setup()
    return server


def point_to(server: embedded.Server, name: str) -> None:
    """Let every alias of this process use one of the server's databases."""
    from django.db import connections

    point_at(server, HOME, name)
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def clone_without_row_security(server: embedded.Server) -> None:
    """Copy the nation's database and switch row security off on every room table of the copy."""
    import psycopg
    from django.db import connections

    from trefas.rooms.securing import room_models

    connections.close_all()
    embedded.drop_database(server, WITHOUT)
    embedded.create_database(server, WITHOUT, template=NATION)
    with psycopg.connect(**server.superuser_params(WITHOUT), autocommit=True) as connection:
        for model in room_models():
            connection.execute(f"ALTER TABLE {model._meta.db_table} DISABLE ROW LEVEL SECURITY")  # type: ignore[arg-type]  # names of ours
        connection.execute("VACUUM (ANALYZE)")


def fill(people: int, notes: int, municipalities: int) -> None:
    """Load the city and the nation, and say how long it took."""
    from django.db import connections

    from trefas.cli.preparing import prepare_database
    from trefas.demo.city import load_city
    from trefas.demo.nation import load_nation

    prepare_database()
    load_city(size="small", say=print)
    began = time.perf_counter()
    load_nation(people=people, notes=notes, municipalities=municipalities, say=print)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        size = cursor.fetchone()[0]
    print(f"{people:,} people, {notes:,} notes, {municipalities} municipalities")
    print(f"in {seconds(began)} s; {size}; {load()}")
    connections.close_all()


def seconds(began: float) -> str:
    """Return how long ago that was."""
    return f"{time.perf_counter() - began:.0f}"


def load() -> str:
    """Return the machine's load averages and processors, to be read beside every number."""
    return f"load average {' '.join(f'{one:.1f}' for one in os.getloadavg())} on {os.cpu_count()} processors"


def forget() -> None:
    """Delete the server and all it holds."""
    if HOME.exists():
        embedded.start(HOME, durable=False).destroy()
        shutil.rmtree(HOME, ignore_errors=True)


def main() -> None:
    """Load the nation anew, or forget it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--forget", action="store_true")
    parser.add_argument("--people", type=int, default=70_000)
    parser.add_argument("--notes", type=int, default=2_000_000)
    parser.add_argument("--municipalities", type=int, default=290)
    given = parser.parse_args()
    if given.forget or given.fresh:
        forget()
    if given.forget:
        sys.exit(0)
    server = start()
    fill(given.people, given.notes, given.municipalities)
    began = time.perf_counter()
    clone_without_row_security(server)
    print(f"the same without row security in {seconds(began)} s")
    # Left running for the benchmarks would be a process behind; its files stay.
    server.close()


if __name__ == "__main__":
    main()
