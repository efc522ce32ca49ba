"""Files that people send are read in a process of their own: no keys, no database, bounded memory and time.

Whoever takes the reader over by a crafted file holds a process that knows nothing and ends within seconds. Its answer
is read as data: only the kinds of value that a table is made of are let in.
"""

import io
import pickle
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from trefas.analysis import reading as analyses
from trefas.analysis.reading import BadInput
from trefas.sheets import reading as lists
from trefas.sheets.contents import Contents, cells_of
from trefas.sheets.delimited import demand_lines
from trefas.sheets.kinds import OLE
from trefas.sheets.limits import LIMITS, Limits
from trefas.sheets.sentences import Notice, SheetError

Kind = Literal["list", "analysis"]
SECONDS = 60
MEMORY = 2_000_000_000  # of addresses, whatever a file says of itself
LOOKING = 100_000_000  # beyond what the process has when the file has come
ROOM, ROOM_PER_CELL, ROOM_PER_BYTE = 64_000_000, 600, 3  # for reading what a workbook says that it holds
ROOM_PER_TEXT = 40  # for each byte of a text file
LIST = LIMITS
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
    kind, name, content = pickle.load(sys.stdin.buffer)  # noqa: S301
    answer: tuple[str, Any]
    try:
        answer = ("table", _list(name, content) if kind == "list" else _of_analysis(name, content))
    except MemoryError:
        answer = ("broken", None)
    except SheetError as error:
        answer = ("sheet", error.notice)
    except BadInput as error:
        answer = ("bad", (error.swedish, error.english))
    sys.stdout.buffer.write(pickle.dumps(answer))


def _bound(more: int) -> None:
    """Let the process grow by so much. A compiled reader that asks for more ends with it, whatever the look missed."""
    try:
        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (min(now + more, MEMORY), MEMORY))


def _looked(contents: Contents) -> None:
    _bound(ROOM + ROOM_PER_BYTE * contents.unpacked + ROOM_PER_CELL * cells_of(contents.extents))


def _list(name: str, content: bytes) -> Any:
    text = content[:2] != b"PK" and not content.startswith(OLE)
    # Rows of text are kept as they are read; there is nobody but ourselves to trust with the length of a line.
    _bound(LOOKING + (ROOM_PER_TEXT * len(content) if text else 0))
    return lists.read_table(content, name, looked=_looked)


def _of_analysis(name: str, content: bytes) -> Any:
    lists.read_bytes(content, name, ANALYSIS)
    _bound(LOOKING)
    if content[:2] == b"PK":
        _looked(lists.look_inside(content, name, "zip", ANALYSIS))
    else:
        demand_lines(content, name, ANALYSIS)
        _demand_few(content, name)
        _bound(LOOKING + ROOM_PER_TEXT * len(content))
    return analyses.table_of(name, content)


def _demand_few(content: bytes, name: str) -> None:
    """Lines, and separators in the longest of them, as they are counted before anything is made of them."""
    lines = content.split(b"\n", ANALYSIS.rows + 1)
    if len(lines) > ANALYSIS.rows + 1:
        raise SheetError("too_many_rows", file=name, sheet="1", count=f"> {ANALYSIS.rows}", limit=ANALYSIS.rows)
    widest = max(line.count(sign) for sign in (b";", b",", b"\t") for line in lines)
    if widest > ANALYSIS.columns:
        raise SheetError("too_many_columns", file=name, sheet="1", count=widest + 1, limit=ANALYSIS.columns)
