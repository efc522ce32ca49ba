"""Socialtjänstlagen 15 kap.: what the social board and its providers are to answer."""

from __future__ import annotations

from trefas.law.rule import Condition, Key, Span
from trefas.law.rules.common import SOCIAL_LOCKS
from trefas.law.rules.sol import DUTY, NEW_ACT
from trefas.law.texts import Text
from trefas.law.words import ALL_PURPOSES, INTERVENING, SOCIAL

WHEREABOUTS = Key(
    "SoL-15-7",
    "SoL",
    "15 kap. 7 §",
    Text(
        "Socialnämnden ska på begäran i ett enskilt fall tala om ifall någon vistas i familjehem, "
        "stödboende, "
        "skyddat boende eller HVB.",
        "On request in a single case the social board is to say whether someone stays in a family home, "
        "supported "
        "or sheltered housing or a residential home.",
    ),
    "R",
    ("ANS",),
    span=Span(NEW_ACT),
    effect="shall",
    senders=SOCIAL,
    receivers=INTERVENING | {"court", "prosecutor", "other_state_authority"},
    opens=SOCIAL_LOCKS,
    unasked=frozenset(),
    conditions=(
        Condition(
            "only_whether_staying",
            Text(
                "Svarar du bara på om personen vistas där, i ett enskilt fall?",
                "Are you answering only whether the person stays there, in a single case?",
            ),
        ),
        Condition(
            "named_receiver",
            Text(
                "Är mottagaren Kronofogdemyndigheten eller Skatteverket?",
                "Is the receiver the Enforcement Authority or the Tax Agency?",
            ),
            receivers=frozenset({"other_state_authority"}),
        ),
    ),
    through=DUTY,
)
CURRENT_CASE = Key(
    "SoL-15-8",
    "SoL",
    "15 kap. 8 §",
    Text(
        "Socialnämnder i samma kommun ska på begäran tala om att en person är aktuell och vad som behövs "
        "för att fördela boendeplatser.",
        "Social boards of one municipality are on request to say that a person is current in a case, "
        "and what is needed to allot housing places.",
    ),
    "R",
    ("ANS",),
    span=Span(NEW_ACT),
    effect="shall",
    senders=SOCIAL,
    receivers=SOCIAL,
    opens=frozenset({"OSL-26-1"}),
    relations=frozenset({"same_municipality"}),
    unasked=frozenset(),
    conditions=(
        Condition(
            "only_current_or_place",
            Text(
                "Svarar du bara på om personen är aktuell, eller det som behövs för att fördela en boendeplats?",
                "Are you answering only whether the person is current, or what is needed to allot a housing place?",
            ),
        ),
    ),
    through=DUTY,
)
PROVIDER = Key(
    "SoL-15-9",
    "SoL",
    "15 kap. 9 §",
    Text(
        "Utföraren ska på begäran lämna det som den ansvariga nämnden behöver för kvalitet och uppföljning.",
        "The provider is on request to give the responsible board what it needs for quality and follow-up.",
    ),
    "R",
    ("ANS",),
    span=Span(NEW_ACT),
    effect="shall",
    senders=frozenset({"private_provider"}),
    receivers=SOCIAL,
    opens=SOCIAL_LOCKS,
    purposes=frozenset({"follow_up", "statistics"}),
    unasked=frozenset(),
    conditions=(
        Condition(
            "responsible_board",
            Text(
                "Är mottagaren den nämnd som ansvarar för insatsen, och behövs uppgiften för kvalitet "
                "eller uppföljning?",
                "Is the receiver the board responsible for the intervention, and is it needed for quality "
                "or follow-up?",
            ),
        ),
    ),
    through=DUTY,
)
FAILING_SANCTION = Key(
    "SoL-15-5",
    "SoL",
    "15 kap. 5 §",
    Text(
        "Socialnämnden ska underrätta åklagaren om ungdomsvård eller ungdomstjänst inte fungerar.",
        "The social board is to inform the prosecutor if youth care or youth service fails.",
    ),
    "R",
    ("ANS",),
    span=Span(NEW_ACT),
    effect="shall",
    senders=SOCIAL,
    receivers=frozenset({"prosecutor"}),
    opens=frozenset({"OSL-26-1"}),
    purposes=ALL_PURPOSES - {"statistics"},
    conditions=(
        Condition(
            "sanction_fails",
            Text(
                "Följer den unge inte planen för ungdomsvården eller ungdomstjänsten?",
                "Is the young person not following the plan for youth care or youth service?",
            ),
        ),
    ),
    through=DUTY,
)
KEYS = (WHEREABOUTS, CURRENT_CASE, PROVIDER, FAILING_SANCTION)
