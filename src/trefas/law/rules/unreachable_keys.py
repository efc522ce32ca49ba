"""Grounds for disclosure that no word of a request reaches: data, with the reason why."""

from __future__ import annotations

from datetime import date

from trefas.law.rule import Condition, Key, Span
from trefas.law.rules.common import ALL_BUT_REGISTER, PERSON
from trefas.law.rules.unreachable_locks import ANS, NO_CATEGORY
from trefas.law.texts import Text
from trefas.law.words import AUTHORITIES

NO_RECEIVER = Text("Inget ord för mottagaren.", "No word for the receiver.")
THROUGH_DUTIES = Text(
    "Används genom de lagar som ålägger någon att lämna uppgifter.",
    "Used through the acts that oblige someone to inform.",
)

KEYS = (
    Key(
        "OSL-10-28",
        "OSL",
        "10 kap. 28 §",
        Text(
            "Sekretess hindrar inte att en uppgift lämnas till en myndighet om lag eller förordning kräver det.",
            "Secrecy does not prevent what an act or ordinance obliges one authority to give another.",
        ),
        "R",
        ANS,
        unreachable=THROUGH_DUTIES,
        effect="shall",
        senders=AUTHORITIES,
        receivers=AUTHORITIES,
        opens=ALL_BUT_REGISTER,
    ),
    Key(
        "OSL-10-2a",
        "OSL",
        "10 kap. 2 a §",
        Text(
            "En myndighet får lämna uppgifter till den som bara bearbetar eller lagrar dem tekniskt "
            "om det inte är olämpligt.",
            "An authority may give information to someone who only processes or stores it technically, "
            "if not unsuitable.",
        ),
        "R",
        ANS,
        # The day, 1 July 2023, is from memory, so the start is unknown.
        span=Span(not_before=date(2023, 1, 1)),
        open_point=7,
        unreachable=NO_RECEIVER,
        senders=AUTHORITIES,
        opens=ALL_BUT_REGISTER,
        conditions=(
            Condition(
                "not_unsuitable",
                Text(
                    "Är det med hänsyn till omständigheterna inte olämpligt?",
                    "Is it not unsuitable in view of the circumstances?",
                ),
            ),
        ),
    ),
    Key(
        "OSL-10-3",
        "OSL",
        "10 kap. 3 §",
        Text(
            "En part får se det som finns i ärendet, om inte något av synnerlig vikt hindrar det.",
            "A party may see the file in the case, unless something of exceptional weight prevents it.",
        ),
        "M",
        ("minne",),
        unreachable=NO_RECEIVER,
        senders=AUTHORITIES,
        opens=PERSON,
    ),
    Key(
        "SoL-15-10",
        "SoL",
        "15 kap. 10-12 §§",
        Text(
            "Socialnämnden får uppgifter från bland andra Försäkringskassan, CSN, Arbetsförmedlingen och Skatteverket.",
            "The social board may get information from, among others, the Social Insurance Agency, "
            "the Employment Service and the Tax Agency.",
        ),
        "R",
        ANS,
        span=Span(date(2025, 7, 1)),
        unreachable=NO_CATEGORY,
        effect="shall",
        through="OSL-10-28",
    ),
)
