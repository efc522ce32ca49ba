"""Writing the handbook to files, and finding what is stale."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path


def cases_text(rows: list[dict[str, object]]) -> str:
    """The stored form of the cases: one a line, so that a change shows as one line."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def stale(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """The files under `folder` that are missing, differ from `wanted` or should not be there."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} if folder.is_dir() else set()
    differ = {name for name, text in wanted.items() if not _same(folder / name, text)}
    return sorted(differ | (found - wanted.keys()))


def write(folder: Path, wanted: Mapping[str, str]) -> None:
    """Make the Markdown files under `folder` exactly `wanted`."""
    for name in stale(folder, wanted):
        if name in wanted:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
