"""Area bans (2024:7), polislagen, organised crime (2016:774) and personal inquiries (1991:2041)."""

from __future__ import annotations

from datetime import date

from trefas.law.rule import AgeLimit, Condition, Key, Span
from trefas.law.rules.common import ALL_BUT_REGISTER, NO_OVERRIDING_REASON, OUTSIDE_CARE, SOCIAL_LOCKS
from trefas.law.texts import Text
from trefas.law.words import INTERVENING, PERSONAL, POLICE, SOCIAL

DUTY = "OSL-10-28"
CRIME = frozenset({"prevent_crime", "investigate_crime"})
AREA_BANS = Span(date(2024, 2, 1))
AREA_BAN_NOTICE = Key(
    "2024:7-11",
    "2024:7",
    "11 §",
    Text(
        "Polisen ska genast underrätta socialnämnden när någon under {age} år anmäls för vistelseförbud.",
        "The police are to inform the social board at once when someone under {age} is reported for an area ban.",
    ),
    "R",
    ("SEL",),
    span=AREA_BANS,
    effect="shall",
    senders=POLICE,
    receivers=SOCIAL,
    opens=ALL_BUT_REGISTER,
    purposes=PERSONAL,
    age=AgeLimit(below=21),
    conditions=(
        Condition(
            "ban_reported",
            Text(
                "Har polisen gjort en anmälan om vistelseförbud för personen?",
                "Have the police reported the person for an area ban?",
            ),
        ),
    ),
    through=DUTY,
)
AREA_BAN_OPINION = Key(
    "2024:7-14",
    "2024:7",
    "14 §",
    Text(
        "Socialnämnden ska på åklagarens begäran yttra sig om någon under {age} år i ett ärende om vistelseförbud.",
        "At the prosecutor's request the social board is to give an opinion on someone under {age} in an "
        "area-ban case.",
    ),
    "R",
    ("SEL",),
    span=AREA_BANS,
    effect="shall",
    senders=SOCIAL,
    receivers=frozenset({"prosecutor"}),
    opens=SOCIAL_LOCKS,
    purposes=CRIME,
    age=AgeLimit(below=18),
    unasked=frozenset(),
    conditions=(
        Condition(
            "opinion_in_ban_case",
            Text(
                "Gäller begäran ett yttrande i ett ärende om vistelseförbud?",
                "Is the request for an opinion in an area-ban case?",
            ),
        ),
    ),
    through=DUTY,
)
POLICE_ACT = Key(
    "polislagen-6",
    "polislagen",
    "6 §",
    Text(
        "Polisen ska samarbeta med socialtjänsten och snarast underrätta den om det som bör leda till "
        "åtgärd; "
        "om det ensamt bryter sekretess är omdiskuterat.",
        "The police are to co-operate with social services and promptly inform them of what should cause "
        "action; "
        "whether this alone breaks secrecy is debated.",
    ),
    "R",
    ("ANS",),
    open_point=3,
    effect="shall",
    senders=POLICE,
    receivers=SOCIAL,
    opens=frozenset({"OSL-18-1", "OSL-18-2", "OSL-35-1"}),
    purposes=PERSONAL,
    conditions=(
        Condition(
            "should_cause_action",
            Text(
                "Bör omständigheten leda till någon åtgärd från socialtjänsten, och vilken?",
                "Should the circumstance cause social services to act, and how?",
            ),
        ),
    ),
    through=DUTY,
)
LISTED = INTERVENING | {"prison_and_probation", "other_state_authority"}
ORGANISED = Key(
    "2016:774",
    "2016:774",
    "",
    Text(
        "Listade statliga myndigheter i en särskilt beslutad samverkan mot organiserad brottslighet ska "
        "lämna varandra "
        "det som behövs; kommuner står inte på listan.",
        "Listed state authorities in a specially decided co-operation against organised crime are to give "
        "each other "
        "what is needed; municipalities are not listed.",
    ),
    "R-old",
    ("ANS", "MTT"),
    span=Span(not_before=date(2016, 1, 1)),
    open_point=6,
    effect="shall",
    senders=LISTED,
    receivers=LISTED | {"prosecutor"},
    opens=OUTSIDE_CARE,
    purposes=CRIME,
    conditions=(
        Condition(
            "decided_co_operation",
            Text(
                "Behövs uppgiften i en särskilt beslutad samverkan mot organiserad eller systematisk brottslighet?",
                "Is the information needed in a specially decided co-operation against organised or systematic crime?",
            ),
        ),
        Condition(
            "both_listed",
            Text(
                "Står båda myndigheterna på listan i förordning (2016:775)?",
                "Are both authorities on the list of ordinance 2016:775?",
            ),
        ),
        NO_OVERRIDING_REASON,
    ),
    through=DUTY,
)
PERSONAL_INQUIRY = Key(
    "1991:2041",
    "1991:2041",
    "",
    Text(
        "Socialnämnden svarar Kriminalvården när den gör en personutredning i ett brottmål.",
        "The social board answers prison and probation when they make a personal inquiry in a criminal case.",
    ),
    "M",
    ("minne",),
    effect="shall",
    senders=SOCIAL,
    receivers=frozenset({"prison_and_probation"}),
    opens=frozenset({"OSL-26-1"}),
    purposes=PERSONAL,
    unasked=frozenset(),
    conditions=(
        Condition(
            "inquiry_ordered",
            Text(
                "Gör Kriminalvården en personutredning, och behövs uppgiften för den?",
                "Are prison and probation making a personal inquiry, and is the information needed for it?",
            ),
        ),
    ),
    through=DUTY,
)
KEYS = (AREA_BAN_NOTICE, AREA_BAN_OPINION, POLICE_ACT, ORGANISED, PERSONAL_INQUIRY)
