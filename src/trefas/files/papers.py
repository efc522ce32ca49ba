"""What a paper is by its content, never by its name: a few types that open without running anything."""

from django.utils.translation import gettext as _

from trefas.files.unpacking import UnpackingError, demand_calm_pdf, parts_of
from trefas.rooms.errors import RefusedError

LARGEST = 10 * 1024 * 1024
PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg", TEXT: "txt", WORD: "docx", SHEET: "xlsx"}
PICTURES = ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
OFFICE = (("word/document.xml", WORD), ("xl/workbook.xml", SHEET))


def content_type_of(content: bytes) -> str:
    """Return the type that the bytes themselves show; refuses an empty, too large or unknown file in one sentence."""
    if not content:
        raise RefusedError(_("The file is empty. Choose another."))
    if len(content) > LARGEST:
        raise RefusedError(_("The file is larger than 10 MB. Split it, or save it in a smaller format."))
    try:
        found = _picture(content) or _pdf(content) or _office(content) or _text(content)
    except UnpackingError as error:
        told = _("The file unpacks to far more than it should, or misstates what it holds. Save a new copy of it.")
        raise RefusedError(told) from error
    if not found:
        raise RefusedError(_("Only PDF, PNG, JPEG, Word and Excel files without macros, and plain text are taken."))
    return found


def _picture(content: bytes) -> str:
    return next((kind for sign, kind in PICTURES if content.startswith(sign)), "")


def _pdf(content: bytes) -> str:
    if not content.startswith(b"%PDF-"):
        return ""
    demand_calm_pdf(content)
    return PDF


def _office(content: bytes) -> str:
    if not content.startswith(b"PK\x03\x04"):
        return ""
    names = parts_of(content)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((kind for name, kind in OFFICE if name in names), "")


def _text(content: bytes) -> str:
    try:
        clear = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return TEXT if all(sign.isprintable() or sign in "\r\n\t\ufeff" for sign in clear) else ""
