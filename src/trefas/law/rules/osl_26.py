"""OSL 23, 25, 26 and 35 kap.: what opens the secrecy of each service, for its own partners."""

from __future__ import annotations

from datetime import date

from trefas.law.rule import Condition, Key, Span
from trefas.law.rules.common import NO_OVERRIDING_REASON, NOT_UNSUITABLE
from trefas.law.texts import Text
from trefas.law.words import INTERVENING, PERSONAL, POLICE, SOCIAL

CASE = frozenset({"OSL-26-1"})
ADULT_FROM = 18
NEEDED_FOR_CARE = Condition(
    "needed_for_care",
    Text(
        "Behövs uppgiften för att personen ska få nödvändig vård, behandling eller annat stöd?",
        "Is the information needed for the person to get necessary care, treatment or other support?",
    ),
)
CARE_GROUP = Condition(
    "in_group",
    Text(
        "Personen kan ha fyllt {from_age} år: missbrukar personen, vårdas enligt LPT eller LRV, "
        "eller rör uppgiften ett väntat barn?",
        "The person may be {from_age} or older: does the person misuse substances, receive compulsory "
        "psychiatric care, "
        "or is it about an unborn child?",
    ),
    from_age=ADULT_FROM,
)
YOUTH_SUPERVISION = Condition(
    "youth_supervision",
    Text(
        "Är personen dömd till ungdomsövervakning, och behövs uppgiften för verkställighetsplanen (lag 2020:616)?",
        "Is the person sentenced to youth supervision, and is the information needed for the plan (act 2020:616)?",
    ),
)
OTHER_CARE = Key(
    "OSL-26-9",
    "OSL",
    "26 kap. 9 §",
    Text(
        "Socialtjänsten får berätta för annan socialtjänst eller vården det som behövs för nödvändigt stöd "
        "till barn, "
        "den som missbrukar, den som tvångsvårdas eller ett väntat barn.",
        "Social services may tell other social services or health care what is needed for necessary "
        "support to a child, "
        "someone who misuses substances, someone in compulsory care or an unborn child.",
    ),
    "R",
    ("ANS",),
    senders=SOCIAL | {"state_youth_care"},
    receivers=SOCIAL | {"health_care"},
    opens=CASE,
    purposes=PERSONAL,
    conditions=(NEEDED_FOR_CARE, CARE_GROUP),
)
SAME_MUNICIPALITY = Key(
    "OSL-26-9c",
    "OSL",
    "26 kap. 9 c §",
    Text(
        "Socialnämnder i samma kommun får lämna uppgifter till varandra om insatser.",
        "Social boards of the same municipality may give each other information on interventions.",
    ),
    "R-part",
    ("ANS",),
    senders=SOCIAL,
    receivers=SOCIAL,
    opens=CASE,
    purposes=PERSONAL,
    relations=frozenset({"same_municipality", "independent_branch"}),
    conditions=(
        Condition(
            "about_intervention",
            Text(
                "Behövs uppgiften för en insats enligt SoL 11 kap. 1 § eller en insats utan behovsprövning?",
                "Is the information needed for an intervention under SoL 11:1 or one without a needs test?",
            ),
        ),
    ),
)
STATE_CARE = Key(
    "OSL-26-9e",
    "OSL",
    "26 kap. 9 e §",
    Text(
        "Statens institutionsstyrelse får berätta för polisen, Säkerhetspolisen eller Tullverket vid risk "
        "för brott "
        "som kan ge fängelse och om brott på institutionen.",
        "State youth care may tell the police, the Security Service or customs of a risk of crime that "
        "carries prison "
        "and of crime inside the institution.",
    ),
    "R",
    ("ANS",),
    span=Span(date(2025, 4, 1)),
    senders=frozenset({"state_youth_care"}),
    receivers=INTERVENING,
    opens=CASE,
    purposes=frozenset({"prevent_crime", "investigate_crime"}),
    conditions=(
        Condition(
            "risk_or_inside",
            Text(
                "Finns risk för brottslig verksamhet med fängelse i straffskalan, eller rör uppgiften ett "
                "brott "
                "på institutionen?",
                "Is there a risk of crime that carries imprisonment, or is it about a crime inside the institution?",
            ),
        ),
        NOT_UNSUITABLE,
    ),
)


def _youth_supervision(id_: str, section: str, senders: frozenset[str], receivers: frozenset[str], lock: str) -> Key:
    """The four provisions that let those who carry out youth supervision talk about the plan."""
    return Key(
        id_,
        "OSL",
        section,
        Text(
            "Uppgift får lämnas för planeringen av ungdomsövervakning.",
            "Information may be disclosed for the planning of youth supervision.",
        ),
        "R",
        ("ANS",),
        senders=senders,
        receivers=receivers,
        opens=frozenset({lock}),
        purposes=PERSONAL | {"follow_up"},
        conditions=(YOUTH_SUPERVISION,),
    )


PROBATION = frozenset({"prison_and_probation"})
TERRORISM = Key(
    "OSL-35-10c",
    "OSL",
    "35 kap. 10 c §",
    Text(
        "Polisen får berätta för kommunens socialtjänst för att förebygga terroristbrott, efter en avvägning.",
        "The police may tell municipal social services in order to prevent terrorist offences, after a balancing.",
    ),
    "R",
    ("ANS",),
    senders=POLICE,
    receivers=SOCIAL,
    opens=frozenset({"OSL-35-1"}),
    purposes=frozenset({"prevent_crime"}),
    conditions=(
        Condition(
            "prevents_terrorism",
            Text(
                "Behövs uppgiften för att förebygga terroristbrott?",
                "Is the information needed to prevent terrorist offences?",
            ),
        ),
        NO_OVERRIDING_REASON,
    ),
)
HEALTH_TO_SOCIAL = Key(
    "OSL-25-12",
    "OSL",
    "25 kap. 12 §",
    Text(
        "Vården får berätta för socialtjänsten det som behövs för nödvändigt stöd till barn, den som "
        "missbrukar, "
        "den som tvångsvårdas eller ett väntat barn.",
        "Health care may tell social services what is needed for necessary support to a child, someone who "
        "misuses "
        "substances, someone in compulsory care or an unborn child.",
    ),
    "R",
    ("ANS",),
    senders=frozenset({"health_care"}),
    receivers=SOCIAL,
    opens=frozenset({"OSL-25-1"}),
    purposes=PERSONAL,
    conditions=(NEEDED_FOR_CARE, CARE_GROUP),
)
CANNOT_CONSENT = Key(
    "OSL-25-13",
    "OSL",
    "25 kap. 13 §",
    Text(
        "Vården får berätta för socialtjänsten det som behövs för nödvändig vård när personen inte kan samtycka.",
        "Health care may tell social services what is needed for necessary care when the person cannot consent.",
    ),
    "R",
    ("ANS",),
    senders=frozenset({"health_care"}),
    receivers=SOCIAL,
    opens=frozenset({"OSL-25-1"}),
    purposes=PERSONAL,
    conditions=(
        Condition(
            "cannot_consent",
            Text(
                "Hindrar personens hälsa, eller andra skäl, att personen samtycker?",
                "Does the person's health, or another reason, keep the person from consenting?",
            ),
        ),
        NEEDED_FOR_CARE,
    ),
)
KEYS = (
    OTHER_CARE,
    _youth_supervision("OSL-26-9b", "26 kap. 9 b §", SOCIAL, PROBATION, "OSL-26-1"),
    SAME_MUNICIPALITY,
    STATE_CARE,
    _youth_supervision("OSL-23-6a", "23 kap. 6 a §", frozenset({"school"}), PROBATION, "OSL-23-2"),
    HEALTH_TO_SOCIAL,
    CANNOT_CONSENT,
    _youth_supervision("OSL-35-10b", "35 kap. 10 b §", POLICE, PROBATION, "OSL-35-1"),
    TERRORISM,
    _youth_supervision("OSL-35-15a", "35 kap. 15 a §", PROBATION, SOCIAL | POLICE | {"school"}, "OSL-35-15"),
)
