"""May I tell them, on which ground, and what must I write down? Pure: no Django, no clock, no database."""

from trefas.law.answer import Answer, ConditionAnswer, KeyAnswer, LockAnswer, ReceiverAnswer
from trefas.law.assess import ask
from trefas.law.book import RULEBOOK, Rulebook, load_snapshot, rulebook_version
from trefas.law.nearest import Nearest, nearest
from trefas.law.questions import Question, questions
from trefas.law.record import RECORD_FIELDS, RecordField, must_record
from trefas.law.request import Request, RequestError, Subject, parse_request
from trefas.law.rule import AgeLimit, Condition, Key, Lock, Provision, Span
from trefas.law.signatures import NOTHING_SIGNED, Signature, SignatureError, Signatures, parse_signatures
from trefas.law.texts import Language, Text

__all__ = [
    "NOTHING_SIGNED",
    "RECORD_FIELDS",
    "RULEBOOK",
    "AgeLimit",
    "Answer",
    "Condition",
    "ConditionAnswer",
    "Key",
    "KeyAnswer",
    "Language",
    "Lock",
    "LockAnswer",
    "Nearest",
    "Provision",
    "Question",
    "ReceiverAnswer",
    "RecordField",
    "Request",
    "RequestError",
    "Rulebook",
    "Signature",
    "SignatureError",
    "Signatures",
    "Span",
    "Subject",
    "Text",
    "ask",
    "load_snapshot",
    "must_record",
    "nearest",
    "parse_request",
    "parse_signatures",
    "questions",
    "rulebook_version",
]
