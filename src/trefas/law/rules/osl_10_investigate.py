"""OSL 10 kap. 21 - 23 §§: social services to those who investigate crime."""

from __future__ import annotations

from trefas.law.rule import Condition, Key, Span
from trefas.law.rules.osl_10_prevent import BEFORE_REFORM, CASE, HOLDERS, INVESTIGATE, REFORM
from trefas.law.texts import Text
from trefas.law.words import LAW_ENFORCEMENT

AGAINST_CHILD = frozenset({"investigate_crime", "protect_child"})


def _crime_against_child(id_: str, span: Span) -> Key:
    """10:21 in one of its two wordings, of which we have read only the older."""
    return Key(
        id_,
        "OSL",
        "10 kap. 21 §",
        Text(
            "Socialtjänsten får berätta om misstanke om vissa brott mot någon som inte har fyllt arton år.",
            "Social services may disclose suspicion of certain crimes against someone who is not yet eighteen.",
        ),
        "R-old",
        ("MTT",),
        span=span,
        open_point=1,
        senders=HOLDERS,
        receivers=LAW_ENFORCEMENT,
        opens=CASE,
        purposes=AGAINST_CHILD,
        conditions=(
            Condition(
                "crime_against_child",
                Text(
                    "Rör uppgiften misstanke om brott enligt brottsbalken 3, 4 eller 6 kap. eller "
                    "könsstympning "
                    "mot någon som inte har fyllt arton år?",
                    "Is it about a suspected crime under the Criminal Code chapters 3, 4 or 6, or genital "
                    "mutilation, "
                    "against someone not yet eighteen?",
                ),
            ),
        ),
    )


SUPPLYING = Key(
    "OSL-10-22",
    "OSL",
    "10 kap. 22 §",
    Text(
        "Socialtjänsten får berätta om misstanke om att någon gett narkotika, dopningsmedel eller alkohol "
        "till ett barn.",
        "Social services may disclose suspicion that someone supplied drugs, doping agents or alcohol to a child.",
    ),
    "R",
    ("ANS",),
    senders=HOLDERS,
    receivers=LAW_ENFORCEMENT,
    opens=CASE,
    purposes=AGAINST_CHILD,
    conditions=(
        Condition(
            "supplied_child",
            Text(
                "Rör uppgiften misstanke om att någon gett narkotika, dopningsmedel eller alkohol till "
                "någon som inte "
                "har fyllt arton år?",
                "Is it about suspicion that someone supplied drugs, doping agents or alcohol to someone "
                "not yet eighteen?",
            ),
        ),
    ),
)
COMMITTED_TERRORISM = Key(
    "OSL-10-22a",
    "OSL",
    "10 kap. 22 a §",
    Text(
        "Socialtjänsten får berätta om begångna terroristbrott.",
        "Social services may disclose information on committed terrorist offences.",
    ),
    "R",
    ("ANS",),
    span=Span(REFORM),
    senders=HOLDERS,
    receivers=LAW_ENFORCEMENT,
    opens=CASE,
    purposes=INVESTIGATE,
    conditions=(
        Condition(
            "terrorist_offence",
            Text(
                "Rör uppgiften ett begånget brott enligt terroristbrottslagen?",
                "Is it about a committed offence under the Terrorist Offences Act?",
            ),
        ),
    ),
)
COMMITTED = Key(
    "OSL-10-23",
    "OSL",
    "10 kap. 23 §",
    Text(
        "Socialtjänsten får berätta det som har betydelse för utredningen av ett begånget allvarligt brott.",
        "Social services may disclose what matters to the investigation of a committed serious crime.",
    ),
    "R-part",
    ("ANS",),
    span=Span(REFORM),
    open_point=1,
    senders=HOLDERS,
    receivers=LAW_ENFORCEMENT,
    opens=CASE,
    purposes=INVESTIGATE,
    conditions=(
        Condition(
            "matters_to_investigation",
            Text(
                "Har uppgiften betydelse för utredningen av ett begånget brott?",
                "Does the information matter to the investigation of a committed crime?",
            ),
        ),
        Condition(
            "serious_enough",
            Text(
                "Når brottet den straffgräns som 10 kap. 23 § kräver i dag, och vilken är den?",
                "Does the crime reach the penalty that 10:23 demands today, and which is it?",
            ),
        ),
    ),
)
COMMITTED_OLD = Key(
    "OSL-10-23@unknown",
    "OSL",
    "10 kap. 23 §",
    Text(
        "Socialtjänsten får berätta om misstanke om ett begånget brott med minst ett års fängelse, "
        "eller försök till brott med minst två års fängelse.",
        "Social services may disclose suspicion of a committed crime with at least one year's prison, "
        "or an attempt at one with at least two years'.",
    ),
    "R-old",
    ("MTT",),
    span=Span(None, BEFORE_REFORM),
    open_point=1,
    senders=HOLDERS,
    receivers=LAW_ENFORCEMENT,
    opens=CASE,
    purposes=INVESTIGATE,
    conditions=(
        Condition(
            "suspicion",
            Text(
                "Rör uppgiften misstanke om ett begånget brott?",
                "Is it about suspicion of a committed crime?",
            ),
        ),
        Condition(
            "serious_enough",
            Text(
                "Är minimistraffet minst ett års fängelse, eller två år vid försök, eller gäller det "
                "särskilda "
                "fallet om smittsam sjukdom?",
                "Is the minimum penalty at least one year's prison, or two for an attempt, or is it the "
                "special case "
                "of a contagious disease?",
            ),
        ),
    ),
)
KEYS = (
    _crime_against_child("OSL-10-21", Span(REFORM)),
    _crime_against_child("OSL-10-21@unknown", Span(None, BEFORE_REFORM)),
    SUPPLYING,
    COMMITTED_TERRORISM,
    COMMITTED,
    COMMITTED_OLD,
)
