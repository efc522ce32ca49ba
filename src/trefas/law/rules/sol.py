"""Socialtjänstlagen 2025:400 and its predecessor: duties to report, to inform and to answer."""

from __future__ import annotations

from datetime import date

from trefas.law.rule import AgeLimit, Condition, Key, Span
from trefas.law.rules.common import ALL_BUT_REGISTER, SOCIAL_LOCKS
from trefas.law.texts import Text
from trefas.law.words import ALL_PURPOSES, INTERVENING, PERSONAL, SOCIAL

NEW_ACT = date(2025, 7, 1)
OLD_ACT_LAST = date(2025, 6, 30)
CHILD = AgeLimit(below=18)
DUTY = "OSL-10-28"
# Those of SoL 19:1 that have a word of their own; "other authorities whose work touches children" included.
REPORTERS = INTERVENING | {
    "social_services",
    "prosecutor",
    "prison_and_probation",
    "state_youth_care",
    "school",
    "health_care",
    "other_board",
    "other_state_authority",
    "private_provider",
}
FARES_ILL = Condition(
    "child_fares_ill",
    Text(
        "Har du i ditt arbete fått veta eller misstänker du att barnet far illa?",
        "Have you in your work learnt, or do you suspect, that the child fares ill?",
    ),
)
REPORT = Key(
    "SoL-19-1",
    "SoL",
    "19 kap. 1 §",
    Text(
        "Den som i sitt arbete får veta eller misstänker att någon under {age} år far illa ska genast "
        "anmäla det "
        "till socialnämnden.",
        "Whoever learns or suspects at work that someone under {age} fares ill is to report it to the "
        "social board at once.",
    ),
    "R",
    ("ANS",),
    span=Span(NEW_ACT),
    # The wider circle of reporters (2025:1501) has an unknown date.
    open_point=4,
    effect="shall",
    senders=REPORTERS,
    receivers=SOCIAL,
    opens=ALL_BUT_REGISTER,
    purposes=PERSONAL,
    age=CHILD,
    conditions=(FARES_ILL,),
    through=DUTY,
)
REPORT_2001 = Key(
    "SoL2001-14-1",
    "SoL2001",
    "14 kap. 1 §",
    REPORT.says,
    "R",
    ("MTT",),
    span=Span(None, OLD_ACT_LAST),
    effect="shall",
    senders=REPORTERS,
    receivers=SOCIAL,
    opens=ALL_BUT_REGISTER,
    purposes=PERSONAL,
    age=CHILD,
    conditions=(FARES_ILL,),
    through=DUTY,
)
INQUIRY = Key(
    "SoL-20-6",
    "SoL",
    "20 kap. 6 §",
    Text(
        "När socialnämnden utreder någon under {age} år ska de anmälningsskyldiga lämna allt som kan ha betydelse.",
        "When the social board inquires into someone under {age}, mandated reporters are to give all that may matter.",
    ),
    "R",
    ("ANS",),
    span=Span(NEW_ACT),
    effect="shall",
    senders=REPORTERS,
    receivers=SOCIAL,
    opens=ALL_BUT_REGISTER,
    purposes=PERSONAL,
    age=CHILD,
    conditions=(
        Condition(
            "inquiry_opened",
            Text(
                "Har socialnämnden inlett en utredning om barnet?",
                "Has the social board opened an inquiry about the child?",
            ),
        ),
        Condition(
            "may_matter",
            Text(
                "Kan uppgiften ha betydelse för utredningen?",
                "May the information matter to the inquiry?",
            ),
        ),
    ),
    through=DUTY,
)
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
FEEDBACK = Key(
    "SoL-19-6",
    "SoL",
    "19 kap. 6 §",
    Text(
        "Socialnämnden ska på begäran tala om för den som anmält i sitt arbete om en utredning om någon "
        "under {age} år "
        "har inletts, inom en vecka från beslutet.",
        "On request the social board is to tell a mandated reporter whether an inquiry into someone under "
        "{age} "
        "was opened, within a week of the decision.",
    ),
    "R",
    ("ANS",),
    span=Span(not_before=NEW_ACT),
    open_point=4,
    effect="shall",
    senders=SOCIAL,
    receivers=REPORTERS,
    opens=frozenset({"OSL-26-1", "OSL-40-7g"}),
    purposes=ALL_PURPOSES - {"statistics"},
    age=CHILD,
    unasked=frozenset(),
    conditions=(
        Condition(
            "receiver_reported",
            Text(
                "Har mottagaren själv gjort anmälan i sitt arbete, och lämnar du bara återkopplingen på den?",
                "Did the receiver make the report at work, and are you giving only the feedback on it?",
            ),
        ),
    ),
    through=DUTY,
)
KEYS = (
    REPORT,
    REPORT_2001,
    INQUIRY,
    WHEREABOUTS,
    CURRENT_CASE,
    PROVIDER,
    FAILING_SANCTION,
    FEEDBACK,
)
