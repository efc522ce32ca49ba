"""What a file is, by its first bytes; never by its name."""

from __future__ import annotations

import re
from typing import Final

from trefas.sheets.sentences import SheetError, notice

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF", "kind_pdf"),
    (b"{\\rtf", "kind_rich_text"),
    (b"\x89PNG", "kind_image"),
    (b"\xff\xd8\xff", "kind_image"),
    (b"GIF8", "kind_image"),
    (b"II*\0", "kind_image"),
    (b"\x1f\x8b", "kind_archive"),
    (b"7z\xbc\xaf", "kind_archive"),
    (b"Rar!", "kind_archive"),
    (b"BZh", "kind_archive"),
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", "kind_old_excel"),
    (b"\x09\x04\x06\x00", "kind_old_excel"),
    (b"\x09\x02\x06\x00", "kind_old_excel"),
    (b"\x09\x00\x04\x00", "kind_old_excel"),
)
WEB_PAGE: Final = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|table|meta|style)", re.IGNORECASE)
XML: Final = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml|^\s*<Workbook")


def container_of(data: bytes, file: str) -> str:
    """`zip`, `ole` or `text`; raises SheetError for kinds that are not tables."""
    for start, code in FOREIGN:
        if data.startswith(start):
            raise SheetError("other_kind", file=file, kind=notice(code))
    if WEB_PAGE.match(data[:1000]):
        raise SheetError("other_kind", file=file, kind=notice("kind_web_page"))
    if XML.match(data[:1000]):
        raise SheetError("other_kind", file=file, kind=notice("kind_xml"))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    return "ole" if data.startswith(OLE) else "text"
