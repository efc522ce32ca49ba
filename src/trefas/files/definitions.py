"""The method definition that a file began under, which it keeps when a newer one is shipped."""

import uuid
from functools import lru_cache

from django.utils.translation import get_language

from trefas.files.models import File, KeptDefinition
from trefas.methods import Method, Text, read_definition, shipped


def definition_of(file: File) -> Method:
    """Return the definition of a file, by the hash of its content."""
    return definition(file.room_id, file.method, file.method_version)


def definition(room_id: uuid.UUID, method: str, content_hash: str) -> Method:
    """Return a shipped definition, or the one that the room has kept under that hash."""
    current = shipped().get(method)
    if current is not None and current.content_hash == content_hash:
        return current
    kept = KeptDefinition.objects.get(room_id=room_id, content_hash=content_hash)
    return _read(kept.source, method)


@lru_cache(maxsize=64)
def _read(source: str, method: str) -> Method:
    return read_definition(source, f"{method}.toml")


def said(text: Text) -> str:
    """Return a text of a definition in the language of the page."""
    return text.in_language(get_language() or "sv")
