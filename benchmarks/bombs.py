"""What a bomb costs the process that looks at it, at three doors: processor seconds beyond its start, and peak memory.

uv run python -m benchmarks.bombs
"""

import argparse
import io
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator

SECONDS, MEGABYTES = 1.0, 128
READER = "from trefas.web.apart import main as look"
# In the web process itself: only directories are read and lengths counted.
PAPER = """
import pickle, sys
from trefas.files import unpacking
def look():
    _kind, _name, content = pickle.load(sys.stdin.buffer)
    try:
        unpacking.parts_of(content) if content[:2] == b"PK" else unpacking.demand_calm_pdf(content)
        outcome = "kept"
    except unpacking.UnpackingError as error:
        outcome = str(error)
    sys.stdout.buffer.write(pickle.dumps((outcome, None)))
"""
TOLD = """
import resource
from pathlib import Path
try:
    look()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
    sys.stderr.write(f"peak {peak} {used.ru_utime + used.ru_stime}")
"""
DOORS = {"list": READER, "analysis": READER, "paper": PAPER}
NOTHING = b"datum;namn\n2026-01-01;x\n"


def main() -> None:
    """Send every bomb through every door that would open it; ends with 1 when one is over the promise."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("names", nargs="*", help="only these bombs")
    names = given.parse_args().names
    print(f"load {os.getloadavg()[0]:.1f}")
    over = [line for door in DOORS for line in _through(door, names)]
    print(f"{len(over)} over {SECONDS} s or {MEGABYTES} MB")
    sys.exit(1 if over else 0)


def _through(door: str, names: list[str]) -> Iterator[str]:
    from tests.sheets import bombs

    bombs.SHRINK = 1
    _outcome, rest, _peak = _look(door, NOTHING)
    files = {**bombs.BOMBS, **bombs.HARMLESS, **bombs.HEAVY}
    for name, make in files.items():
        content = make() if not names or name in names else b""
        if not content or (door == "paper" and content[:2] != b"PK" and content[:5] != b"%PDF-"):
            continue
        outcome, seconds, peak = _look(door, content)
        line = f"{seconds - rest:6.2f} s {peak:5.0f} MB  {door}, {name} ({len(content) / 1e6:.1f} MB): {outcome}"
        print(line, flush=True)
        if seconds - rest > SECONDS or peak > MEGABYTES:
            yield line


def _look(door: str, content: bytes) -> tuple[str, float, float]:
    sent = pickle.dumps((door, "fil.xlsx", content))
    code = f"import sys\n{DOORS[door]}\n{TOLD}"
    done = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, timeout=120, check=False)
    told = re.search(rb"peak (\d+) ([\d.]+)$", done.stderr)
    if told is None or done.returncode:
        return f"the process ended with {done.returncode}", 0, 0
    return _said(done.stdout), float(told[2]), int(told[1]) / 1024


def _said(answer: bytes) -> str:
    from trefas.web.apart import _Values

    outcome, made = _Values(io.BytesIO(answer)).load()
    return str(made.code) if outcome == "sheet" else str(outcome)


if __name__ == "__main__":
    main()
