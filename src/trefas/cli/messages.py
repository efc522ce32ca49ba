"""Translations: every English string in code and templates has a Swedish one, or this says which has not.

The Swedish strings are kept in `locale/sv/parts/*.po`, a file a page family; the catalogue is made from them.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
# Pure packages and commands carry both languages as data of their own.
PAGES = (
    "web",
    "evaluation",
    "plans",
    "files",
    "disclosures",
    "persons",
    "rooms",
    "authorities",
    "demo",
    "accountability",
    "incidents",
)
Key = tuple[str | None, str | tuple[str, ...]]


class MessagesError(Exception):
    """Strings are missing, fuzzy or double; the text lists them."""


def compile_messages() -> int:
    """Merge the parts, check that every string used has a translation, write the catalogue; returns how many."""
    catalogue = merged()
    missing = sorted({f"{where}: {text}" for key, (where, text) in used().items() if not _translated(catalogue, key)})
    if missing:
        raise MessagesError("Not translated to Swedish:\n" + "\n".join(missing))
    return write(catalogue)


def write(catalogue: Catalog) -> int:
    """Write the compiled catalogue; returns the number of strings."""
    target = LOCALE / "sv" / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)
    return len(catalogue)


def merged() -> Catalog:
    """Return all parts as one catalogue; the same string may stand in several parts only with one translation."""
    whole = Catalog(locale="sv", charset="utf-8")
    whole.mime_headers.append(("Plural-Forms", "nplurals=2; plural=(n != 1);"))
    for path in sorted((LOCALE / "sv" / "parts").glob("*.po")):
        for message in _messages(path):
            known = whole.get(_id(message), context=message.context)
            if known is not None and known.string != message.string:
                raise MessagesError(
                    f"{path.name}: two translations of {message.id!r}: {known.string!r}, {message.string!r}"
                )
            whole.add(message.id, message.string, context=message.context)
    return whole


def _messages(path: Path) -> Iterator[Message]:
    with path.open("rb") as file:
        for message in read_po(file, locale="sv", charset="utf-8", abort_invalid=True):
            if message.fuzzy and message.id:
                raise MessagesError(f"{path.name}: {message.id!r} is marked fuzzy.")
            if message.id:
                yield message


def used() -> dict[Key, tuple[str, str]]:
    """Return every string that code and templates show: key → (file, text)."""
    found: dict[Key, tuple[str, str]] = {}
    for folder in PAGES:
        for path in sorted((PACKAGE / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
                for key in _strings(path):
                    found.setdefault(key, (str(path.relative_to(PACKAGE)), str(key[1])))
    return found


def _strings(path: Path) -> Iterator[Key]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What templatize leaves of the markup is indented as the page was, which Python would stumble on.
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    for _line, function, strings, _comments in extract_python(io.BytesIO(source.encode()), KEYWORDS, (), {}):
        given = (strings,) if isinstance(strings, str) else tuple(strings or ())
        words = [str(word) for word in given if word]
        context = words.pop(0) if words and "pgettext" in str(function) else None
        if words:
            yield context, (words[0], words[1]) if str(function).startswith("n") else words[0]


def _translated(catalogue: Catalog, key: Key) -> bool:
    context, words = key
    message = catalogue.get(words[0] if isinstance(words, tuple) else words, context=context)
    if message is None:
        return False
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(strings)


def _id(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id
