"""`trefas analysis suppress`: tables with small cells hidden so that nobody can compute them."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from trefas.cli.analysis_answer import (
    AsJson,
    File,
    Lang,
    Seed,
    explained_errors,
    language_of,
    print_json,
    progress,
    tell,
)


def register(app: typer.Typer) -> None:
    """Add the command to the group."""
    app.command("suppress")(suppress)


def suppress(
    file: File,
    count: Annotated[str, typer.Option(help="Column with the count.")],
    table: Annotated[list[str], typer.Option(help="Columns of a table, e.g. district,sex. Repeat for more.")],
    after: Annotated[list[Path] | None, typer.Option(help="JSON of an earlier release. Repeat for more.")] = None,
    seed: Seed = 1,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Hide cells of 1-4, and as few others as protect them, in linked tables and later releases."""
    language = language_of(lang)
    with explained_errors(language):
        from trefas.analysis import suppression_page as page
        from trefas.analysis.suppression_files import as_json as release_json
        from trefas.analysis.suppression_files import linked_file

        with _library_output_on_stderr():
            linked, earlier = linked_file(file, count, table, after or [])
            with progress("1-4", linked.work) as step:
                result = linked.solved(seed, step)
        if as_json:
            print_json(release_json(result, earlier))
            for remark in page.remarks(result, language)[1:]:
                tell(remark)
        else:
            print(page.as_page(result, language))


@contextmanager
def _library_output_on_stderr() -> Iterator[None]:
    """HiGHS now and then writes to the process's standard output, which belongs to the result alone."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
