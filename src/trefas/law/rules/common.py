"""Sets and questions that several provisions share."""

from __future__ import annotations

from trefas.law.rule import Condition
from trefas.law.texts import Text

WORK = frozenset({"OSL-18-1", "OSL-18-2"})
REGISTER = frozenset({"OSL-35-3"})
PERSON = frozenset(
    {
        "OSL-21-1",
        "OSL-21-3",
        "OSL-21-3a",
        "OSL-22-2",
        "OSL-23-2",
        "OSL-25-1",
        "OSL-26-1",
        "OSL-26-2",
        "OSL-35-1",
        "OSL-35-5",
        "OSL-35-11",
        "OSL-35-15",
        "OSL-40-7g",
    }
)
# 35:3 stands outside chapters 10 and 12, so nothing general opens it.
ALL_BUT_REGISTER = WORK | PERSON
SOCIAL_LOCKS = frozenset({"OSL-26-1", "OSL-26-2"})
# Lag 2025:170 8 § keeps social services and health care out of 5-7 §§.
OUTSIDE_CARE = ALL_BUT_REGISTER - SOCIAL_LOCKS - {"OSL-25-1"}

NOT_UNSUITABLE = Condition(
    "not_unsuitable",
    Text(
        "Har du vägt in pågående och planerade insatser och andra särskilda skäl, "
        "och kommit fram till att det inte är olämpligt att lämna uppgiften?",
        "Have you weighed current and planned interventions and other special reasons, "
        "and found that disclosing is not unsuitable?",
    ),
)
NEEDED_LAW_ENFORCEMENT = Condition(
    "needed",
    Text(
        "Behövs uppgiften i mottagarens brottsbekämpande verksamhet?",
        "Is the information needed in the receiver's law-enforcement work?",
    ),
)
NO_OVERRIDING_REASON = Condition(
    "no_overriding_reason",
    Text(
        "Har du vägt skälen mot varandra och kommit fram till att övervägande skäl inte talar för sekretessen?",
        "Have you weighed the reasons and found that overriding reasons do not speak for secrecy?",
    ),
)
