"""Every sentence about files, columns, cells and rows, by code and language."""

from __future__ import annotations

from typing import Final

from trefas.sheets.wording_files import FILES
from trefas.sheets.wording_values import VALUES

WORDING: Final[dict[str, dict[str, str]]] = {
    code: {"sv": swedish, "en": english} for code, (swedish, english) in {**FILES, **VALUES}.items()
}
