"""`trefas test` and `trefas check`: what CI runs, and what everybody runs before a stop."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from trefas.cli.preparing import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WARM = {"PYTHONHASHSEED": "0"}


def messages() -> None:
    """Merge the Swedish parts, check that nothing lacks a translation, and compile the catalogue."""
    from trefas.cli.messages import MessagesError, compile_messages

    try:
        typer.echo(f"{compile_messages()} texter på svenska (strings in Swedish).")
    except MessagesError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def run_tests(
    arguments: Annotated[list[str] | None, typer.Argument(help="Passed on to pytest.")] = None,
    coverage: Annotated[bool, typer.Option(help="Measure coverage and demand the floor.")] = False,
) -> None:
    """Run every test, those in a browser included."""
    raise typer.Exit(_run_tests(arguments or [], coverage=coverage))


def _run_tests(arguments: list[str], *, coverage: bool) -> int:
    from trefas.cli.messages import merged, write
    from trefas.cli.preparing import prepare_files

    prepare_files(typer.echo)
    write(merged())
    _find_browser()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        str(os.cpu_count() or 2),
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",  # the tests' own order begins with the slow ones
        *arguments,
    ]
    if coverage:
        command += ["--cov", "--cov-report=term-missing:skip-covered"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603  # own words


def _find_browser() -> None:
    """Point the browser tests at a Chromium: the machine's, else Playwright's, else one from apt."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        typer.echo("Hämtar Chromium till webbläsartesterna …")
        found = _install_browser()
    if found is None:
        typer.echo(
            "Chromium saknas och gick inte att installera. Installera det (apt-get install chromium) och försök igen.\n"
            "(Chromium is missing and could not be installed: install it and try again.)",
            err=True,
        )
        raise typer.Exit(1)
    os.environ["TREFAS_CHROMIUM"] = found


def _install_browser() -> str | None:
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        if shutil.which("apt-get"):
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603  # own words
    if found := shutil.which("chromium"):
        return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, capture_output=True)
    folder = Path.home() / ".cache" / "ms-playwright"
    return next((str(path) for path in sorted(folder.glob("chromium-*/chrome-linux*/chrome"))), None)


def check() -> None:
    """Run lint, types, import contracts, templates, translations, migrations, docs and all tests."""
    from trefas.cli.preparing import prepare_files

    prepare_files(typer.echo)
    failed = [title for title, command in _checks() if not _passes(title, command)]
    if _run_tests([], coverage=True):
        failed.append("tester (tests)")
    if failed:
        typer.echo("\nUnderkänt (failed): " + ", ".join(failed), err=True)
        raise typer.Exit(1)
    typer.echo("\nAllt är godkänt (all checks passed).")


def _checks() -> list[tuple[str, list[str]]]:
    tool = Path(sys.executable).with_name
    trefas = [sys.executable, "-c", "from trefas.cli import main; main()"]
    return [
        ("lint", [str(tool("ruff")), "check", "."]),
        ("format", [str(tool("ruff")), "format", "--check", "."]),
        ("typer (types)", [str(tool("mypy"))]),
        ("importer (import contracts)", [str(tool("lint-imports"))]),
        ("mallar (templates)", [str(tool("djlint")), "src/trefas/web/templates", "--lint", "--quiet"]),
        ("översättningar (translations)", [*trefas, "messages"]),
        ("migrationer (migrations)", [sys.executable, "-m", "trefas.cli.migrations_current"]),
        ("lagboken (law handbook)", [*trefas, "law", "handbook", "--check"]),
        ("ASVS 5.0", [*trefas, "asvs", "--check"]),
        ("delarna (parts)", [*trefas, "sbom", os.devnull]),
        ("metoderna (methods)", [*trefas, "methods", "docs", "--check"]),
    ]


def _passes(title: str, command: list[str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  # own words
    typer.echo(f"{'ok ' if done.returncode == 0 else 'FEL'} {title}, {time.monotonic() - began:.1f} s")
    if done.returncode:
        typer.echo((done.stdout + done.stderr)[-8000:], err=True)
    return done.returncode == 0
