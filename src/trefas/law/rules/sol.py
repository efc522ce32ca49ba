"""Socialtjänstlagen 19 and 20 kap. (before: 2001:453 14 kap.): duties to report and inform about a child."""

from __future__ import annotations

from datetime import date

from trefas.law.rule import AgeLimit, Condition, Key, Span
from trefas.law.rules.common import ALL_BUT_REGISTER
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
    FEEDBACK,
)
