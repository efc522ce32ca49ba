"""Files that people send are read in a process of their own: no keys, no database, bounded memory and time.

Whoever takes the reader over by a crafted file holds a process that knows nothing and ends within seconds. Its answer
is read as data: only the kinds of value that a table is made of are let in.
"""

import io
import pickle
import resource
import subprocess
import sys
from typing import Any, Literal

from trefas.analysis import reading as analyses
from trefas.analysis.reading import BadInput
from trefas.sheets import reading as lists
from trefas.sheets.limits import Limits
from trefas.sheets.sentences import Notice, SheetError
from trefas.sheets.zips import kind_of, open_container

Kind = Literal["list", "analysis"]
SECONDS = 60
MEMORY = 2_000_000_000  # of addresses; what is used is far less, the limits of the readers see to that
ANALYSIS = Limits(file_bytes=10_000_000, unpacked_bytes=60_000_000)
# What the answer may be made of; anything else in it is refused before it is made.
VALUES = {
    ("datetime", name) for name in ("date", "datetime", "time", "timedelta")
} | {
    ("trefas.sheets.reading", "Table"),
    ("trefas.sheets.reading", "SheetChoice"),
    ("trefas.sheets.sentences", "Notice"),
    ("trefas.analysis.reading", "Table"),
    ("builtins", "frozenset"),
}  # fmt: skip


def read_apart(kind: Kind, content: bytes, name: str, *, seconds: int = SECONDS) -> Any:
    """Return the table that a file holds; raises SheetError or BadInput with one sentence, as the readers do."""
    command = [sys.executable, "-c", "from trefas.web.apart import main; main()"]
    sent = pickle.dumps((kind, name, content))
    outcome: str
    made: Any = None
    try:
        done = subprocess.run(  # noqa: S603  # own words; the file and its name go through the pipe
            command, input=sent, capture_output=True, env={"PYTHONDONTWRITEBYTECODE": "1"}, timeout=seconds, check=False
        )
        outcome, made = _Values(io.BytesIO(done.stdout)).load() if done.returncode == 0 else ("broken", None)
    except (subprocess.TimeoutExpired, pickle.UnpicklingError, EOFError):
        outcome = "broken"
    if outcome == "table":
        return made
    if outcome == "bad":
        raise BadInput(*made)
    raise _told(made) if outcome == "sheet" else SheetError("broken", file=name)


def _told(notice: Notice) -> SheetError:
    return SheetError(notice.code, **dict(notice.facts))


class _Values(pickle.Unpickler):
    """Makes values only: never a class or function that was not foreseen."""

    def find_class(self, module: str, name: str) -> Any:
        """Refuse what a table is not made of."""
        if (module, name) not in VALUES:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def main() -> None:
    """Read one file from standard input and answer on standard output, within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # What the own parent sent; nothing else writes to this pipe.
    kind, name, content = pickle.loads(sys.stdin.buffer.read())  # noqa: S301
    try:
        answer = ("table", lists.read_table(content, name) if kind == "list" else _of_analysis(name, content))
    except SheetError as error:
        answer = ("sheet", error.notice)
    except BadInput as error:
        answer = ("bad", (error.swedish, error.english))
    sys.stdout.buffer.write(pickle.dumps(answer))


def _of_analysis(name: str, content: bytes) -> Any:
    if content[:2] == b"PK":
        container = open_container(content, name, ANALYSIS)
        kind_of(container)
        container.verify(set(container.entries))
    return analyses.table_of(name, content)
