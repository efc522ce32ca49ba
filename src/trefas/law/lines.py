"""JSON Lines in, JSON Lines out: one answer or one error a line, in order."""

from __future__ import annotations

import json
from collections.abc import Callable

from trefas.law.answer import Answer
from trefas.law.assess import ask
from trefas.law.given import dump, utf8
from trefas.law.render import as_text
from trefas.law.request import RequestError, parse_request
from trefas.law.signatures import NOTHING_SIGNED, Signatures
from trefas.law.texts import Language, Text

NOT_JSON = Text("Raden är ingen giltig JSON: rätta den.", "The line is no valid JSON: correct it.")


def answer_line(line: bytes, signed: Signatures = NOTHING_SIGNED, language: Language = "sv") -> bytes:
    """The answer to one line as JSON in UTF-8; a malformed line gives an error object."""
    return _told(line, signed, language, Answer.as_line, _error_object)


def readable_line(line: bytes, signed: Signatures = NOTHING_SIGNED, language: Language = "sv") -> bytes:
    """The same answer as readable text; a malformed line gives one sentence."""
    return _told(line, signed, language, _readable, _error_sentence)


def _told(
    line: bytes,
    signed: Signatures,
    language: Language,
    show: Callable[[Answer, Language], bytes],
    complain: Callable[[object, RequestError], str],
) -> bytes:
    data: object = None
    try:
        data = _parse(line, language)
        return show(ask(parse_request(data, language), signed), language)
    except RequestError as error:
        return utf8(complain(_id(data), error))


def _readable(answer: Answer, language: Language) -> bytes:
    return utf8(as_text(answer, language))


def _error_object(id_: object, error: RequestError) -> str:
    told = {"field": error.field, "message": error.message, "allowed": error.allowed}
    return dump({"id": id_, "error": told})


def _error_sentence(id_: object, error: RequestError) -> str:
    return f"{id_ or '?'}: {error.message} ({', '.join(error.allowed)})"


def _parse(line: bytes, language: Language) -> object:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RequestError("line", NOT_JSON.in_(language), ["{ … }"]) from None


def _id(data: object) -> str | int | None:
    id_ = data.get("id") if isinstance(data, dict) else None
    return id_ if isinstance(id_, str | int) else None
