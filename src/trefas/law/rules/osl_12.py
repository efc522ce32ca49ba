"""OSL 12 kap.: consent, also a minor's."""

from __future__ import annotations

from trefas.law.rule import Condition, Key
from trefas.law.rules.common import PERSON
from trefas.law.texts import Text
from trefas.law.words import ALL_KINDS, PRIVATE

ADULT_FROM = 18

KEYS = (
    Key(
        "OSL-12-2",
        "OSL",
        "12 kap. 2 §",
        Text(
            "Den som sekretessen skyddar kan helt eller delvis samtycka till att uppgiften lämnas.",
            "The person whom secrecy protects may consent, in whole or in part, to disclosure.",
        ),
        "R",
        ("ANS",),
        senders=ALL_KINDS,
        receivers=ALL_KINDS,
        opens=PERSON,
        # 26:2 holds against the guardian, who therefore cannot consent it away for their own benefit.
        shut_to_guardian=frozenset({"OSL-26-2"}),
        conditions=(
            Condition(
                "consent_given",
                Text(
                    "Har den som sekretessen skyddar, eller den som råder över den, samtyckt till att "
                    "uppgiften lämnas?",
                    "Has the person whom secrecy protects, or whoever disposes of it, consented to disclosure?",
                ),
            ),
            Condition(
                "consent_covers",
                Text(
                    "Omfattar samtycket den här mottagaren, uppgiften och ändamålet?",
                    "Does the consent cover this receiver, this information and this purpose?",
                ),
            ),
            Condition(
                "consent_valid",
                Text(
                    "Gäller samtycket i dag, utan att ha löpt ut eller tagits tillbaka?",
                    "Is the consent valid today, neither expired nor revoked?",
                ),
            ),
            Condition(
                "only_consenter",
                Text(
                    "Rör uppgiften bara den som samtycker, och ingen annan?",
                    "Is the information only about the person who consents, and nobody else?",
                ),
            ),
            Condition(
                "guardian_disposes",
                Text(
                    "Personen kan vara under {below} år: samtycker vårdnadshavaren, ensam eller efter "
                    "barnets ålder "
                    "och mognad tillsammans med barnet, eller råder barnet ensamt över sekretessen (12 "
                    "kap. 3 §)?",
                    "The person may be under {below}: does the guardian consent, alone or by the child's age "
                    "and maturity together with the child, or does the child dispose of it alone (12:3)?",
                ),
                below=ADULT_FROM,
            ),
            Condition(
                "no_considerable_harm",
                Text(
                    "Personen kan vara under {below} år: är det prövat att barnet inte kan antas lida "
                    "betydande men "
                    "(12 kap. 3 §)?",
                    "The person may be under {below}: has it been tested that the child cannot be assumed "
                    "to suffer "
                    "considerable harm (12:3)?",
                ),
                below=ADULT_FROM,
            ),
            Condition(
                "reservation_made",
                Text(
                    "Är de förbehåll gjorda som samtycket förutsätter av en enskild mottagare?",
                    "Have the reservations been made that the consent demands of a private receiver?",
                ),
                receivers=PRIVATE,
            ),
        ),
    ),
)
