"""`trefas demo --check`: serves the demo, walks scenarios over HTTP, stops, and says how it went."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import typer

from trefas.cli.preparing import ROOT

if TYPE_CHECKING:
    from trefas.config.embedded import Server

LOG = ROOT / ".local" / "check-server.log"


def walk_all(
    server: "Server", command: Sequence[str], environment: Mapping[str, str], port: int, files: Sequence[Path]
) -> int:
    """Walk every scenario in order against one served demo; returns 0 when all went as the files say."""
    from trefas.demo.walk.running import Walk, walk
    from trefas.demo.walk.scenario import ScenarioError, read_scenario
    from trefas.demo.walk.verbs import VERBS

    base = f"http://127.0.0.1:{port}/"
    try:
        now = datetime.now()  # noqa: DTZ005  # forms take local times
        scenarios = [read_scenario(path, VERBS, now) for path in files]
    except ScenarioError as error:
        typer.echo(str(error), err=True)
        server.close()
        return 1
    with _served(command, environment, base):
        results = [walk(Walk(base, scenario), VERBS, typer.echo) for scenario in scenarios]
    server.close()
    if not all(results):
        typer.echo(f"Serverns logg (the server's log): {LOG}")
    typer.echo(f"\n{sum(results)} av {len(results)} scenarier gick som de ska (scenarios passed).")
    return 0 if all(results) and results else 1


@contextlib.contextmanager
def _served(command: Sequence[str], environment: Mapping[str, str], base: str) -> Iterator[None]:
    # What the server warns of (each refusal is one) would stand between the steps.
    with LOG.open("wb") as log:
        child = subprocess.Popen(command, env=dict(environment), start_new_session=True, stderr=log)  # noqa: S603  # own words
    try:
        _wait_for(base, child)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        child.wait(timeout=20)


def _wait_for(base: str, child: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(200):
        if child.poll() is not None:
            raise SystemExit("Servern startade inte (the server did not start).")
        try:
            urlopen(f"{base}konto/login/", timeout=5).close()  # noqa: S310  # our own server on loopback
        except OSError:  # not there yet, or too busy to answer
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Servern svarade inte (the server did not answer).")
