"""`trefas demo`: the fictional city on this machine, with one link per persona."""

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trefas.cli.preparing import ROOT, prepare_database, prepare_files, start_django

if TYPE_CHECKING:
    from trefas.config.embedded import Server

SIZES = ("none", "small", "city", "nation")
SHIPPED = Path(__file__).resolve().parent.parent / "demo" / "scenarios"


def demo(
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8000,
    fresh: Annotated[bool, typer.Option(help="Start over with a new database.")] = False,
    size: Annotated[str, typer.Option(help="small (12 people), city (130), nation (70,000); a check: none.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Walk scenarios over HTTP, then stop.")] = False,
    scenarios: Annotated[list[Path] | None, typer.Argument(metavar="[SCENARIO.toml]")] = None,
) -> None:
    """Set up everything and serve the demo; with --check walk the shipped scenarios, or those named."""
    from trefas.config.processes import ensure_port_free, run_with

    size = size or ("none" if check else "city")
    if size not in SIZES:
        raise typer.BadParameter("välj small, city eller nation (choose small, city or nation)", param_hint="--size")
    began = time.monotonic()
    ensure_port_free("127.0.0.1", port)
    own = os.environ.get("TREFAS_DEMO_HOME")
    home = ROOT / ".local" / (f"demo-{own}" if own else "check" if check else "demo")
    if fresh or check:
        _forget(home)
    server = _set_up(home, size)
    command, environment = _server_command(port), dict(os.environ)
    if check:
        from trefas.cli.walking import walk_all

        raise typer.Exit(walk_all(server, command, environment, port, scenarios or sorted(SHIPPED.glob("*.toml"))))
    _say_links(port, time.monotonic() - began)
    raise typer.Exit(run_with(server, command, environment))


def _set_up(home: Path, size: str) -> "Server":
    from trefas.config.installation import use_embedded

    os.environ["TREFAS_DEMO"] = "1"
    prepare_files(typer.echo)
    server = use_embedded(home)
    start_django()
    prepare_database()
    from trefas.demo.city import load_city
    from trefas.rooms.practice import refuse_demo

    refuse_demo()
    load_city(size=size, say=typer.echo)
    from django.db import connections

    connections.close_all()
    return server


def _forget(home: Path) -> None:
    from trefas.config import embedded

    if home.exists():
        embedded.start(home).destroy()
        shutil.rmtree(home, ignore_errors=True)


def _server_command(port: int) -> list[str]:
    import sys

    granian = Path(sys.executable).with_name("granian")
    return [
        str(granian), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        "--respawn-failed-workers", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning",
        "trefas.config.wsgi:application",
    ]  # fmt: skip


def _say_links(port: int, seconds: float) -> None:
    from trefas.demo.personas import PERSONAS

    typer.echo(f"\nTrefas, övning i den påhittade staden Vidhamn. Klart på {seconds:.1f} s. Ctrl-C avslutar.\n")
    for persona in PERSONAS:
        typer.echo(f"  http://127.0.0.1:{port}/demo/som/{persona.key}/  {persona.says}")
    typer.echo("")
