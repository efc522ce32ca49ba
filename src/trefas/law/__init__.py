"""May I tell them, on which ground, and what must I write down? Pure: no Django, no clock, no database."""

from trefas.law.answer import Answer, KeyAnswer, LockAnswer, ReceiverAnswer
from trefas.law.assess import ask
from trefas.law.book import RULEBOOK, Rulebook, load_snapshot, rulebook_version
from trefas.law.consent import (
    CONSENT_AGES,
    CONSENT_CONTENT,
    NOT_A_GDPR_GROUND,
    PLACEMENT,
    ConsentAge,
    ConsentElement,
    consent_age,
)
from trefas.law.core_rules import CORE_RULES, CoreRule
from trefas.law.given import ConditionAnswer
from trefas.law.identity import EXIT_WHEREABOUTS, PROTECTION_LEVELS, ProtectionLevel
from trefas.law.nearest import Nearest
from trefas.law.questions import Question, nearest, questions
from trefas.law.record import must_record
from trefas.law.record_fields import RECORD_FIELDS, RecordField
from trefas.law.request import Request, RequestError, Subject, parse_request
from trefas.law.retention import Retention
from trefas.law.retention_periods import RETENTION, RETENTION_BY_ID
from trefas.law.rule import AgeLimit, Condition, Key, Lock, Provision, Span
from trefas.law.signatures import NOTHING_SIGNED, Signature, SignatureError, Signatures, parse_signatures
from trefas.law.sources import SOURCES, STATUTES, Source, Statute
from trefas.law.texts import Language, Text

__all__ = [
    "CONSENT_AGES",
    "CONSENT_CONTENT",
    "CORE_RULES",
    "EXIT_WHEREABOUTS",
    "NOTHING_SIGNED",
    "NOT_A_GDPR_GROUND",
    "PLACEMENT",
    "PROTECTION_LEVELS",
    "RECORD_FIELDS",
    "RETENTION",
    "RETENTION_BY_ID",
    "RULEBOOK",
    "SOURCES",
    "STATUTES",
    "AgeLimit",
    "Answer",
    "Condition",
    "ConditionAnswer",
    "ConsentAge",
    "ConsentElement",
    "CoreRule",
    "Key",
    "KeyAnswer",
    "Language",
    "Lock",
    "LockAnswer",
    "Nearest",
    "ProtectionLevel",
    "Provision",
    "Question",
    "ReceiverAnswer",
    "RecordField",
    "Request",
    "RequestError",
    "Retention",
    "Rulebook",
    "Signature",
    "SignatureError",
    "Signatures",
    "Source",
    "Span",
    "Statute",
    "Subject",
    "Text",
    "ask",
    "consent_age",
    "load_snapshot",
    "must_record",
    "nearest",
    "parse_request",
    "parse_signatures",
    "questions",
    "rulebook_version",
]
