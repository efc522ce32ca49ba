"""OSL 10 kap. 18 a - 20 §§: social services to those who prevent crime."""

from __future__ import annotations

from datetime import date

from trefas.law.rule import AgeLimit, Condition, Key, Mark, Span
from trefas.law.rules.common import NOT_UNSUITABLE
from trefas.law.texts import Text
from trefas.law.words import INTERVENING, POLICE

HOLDERS = frozenset({"social_services", "state_youth_care"})
CASE = frozenset({"OSL-26-1"})
PREVENT = frozenset({"prevent_crime"})
PROTECT = frozenset({"prevent_crime", "protect_child", "save_life"})
INVESTIGATE = frozenset({"investigate_crime"})
UNDER_21 = AgeLimit(below=21)
REFORM = date(2025, 4, 1)
BEFORE_REFORM = date(2025, 3, 31)

YOUNG_PERSON = Key(
    "OSL-10-18a",
    "OSL",
    "10 kap. 18 a §",
    Text(
        "Socialtjänsten får berätta om någon under {age} år för polisen, Säkerhetspolisen eller Tullverket "
        "om konkreta omständigheter visar en risk för att den unge kommer att begå brott.",
        "Social services may tell the police, the Security Service or customs about someone under {age} "
        "if concrete circumstances show a risk that the young person will commit crime.",
    ),
    "R",
    ("ANS",),
    span=Span(REFORM),
    open_point=2,
    senders=HOLDERS,
    receivers=INTERVENING,
    opens=CASE,
    purposes=PREVENT,
    age=UNDER_21,
    conditions=(
        Condition(
            "concrete_circumstances",
            Text(
                "Finns konkreta omständigheter som visar en risk för att den unge kommer att utöva brottslig "
                "verksamhet, och vilka är de?",
                "Are there concrete circumstances showing a risk that the young person will practise crime, "
                "and which are they?",
            ),
        ),
        NOT_UNSUITABLE,
    ),
)
YOUNG_PERSON_2013 = Key(
    "OSL-10-18a@2013-01-01",
    "OSL",
    "10 kap. 18 a §",
    Text(
        "Socialtjänsten får berätta om någon under {age} år för polisen om särskilda omständigheter visar "
        "en risk "
        "för brott och uppgiften kan antas bidra till att hindra det.",
        "Social services may tell the police about someone under {age} if special circumstances show a "
        "risk of crime "
        "and the information can be assumed to help prevent it.",
    ),
    "S",
    ("prop. 2011/12:171",),
    span=Span(date(2013, 1, 1), BEFORE_REFORM),
    senders=HOLDERS,
    receivers=POLICE,
    opens=CASE,
    purposes=PREVENT,
    age=UNDER_21,
    conditions=(
        Condition(
            "special_circumstances",
            Text(
                "Finns särskilda omständigheter som visar en risk för att den unge kommer att utöva "
                "brottslig "
                "verksamhet, och vilka är de?",
                "Are there special circumstances showing a risk that the young person will practise crime, "
                "and which are they?",
            ),
        ),
        Condition(
            "helps_prevent",
            Text(
                "Kan uppgiften antas bidra till att hindra den brottsliga verksamheten?",
                "Can the information be assumed to help prevent the crime?",
            ),
        ),
        NOT_UNSUITABLE,
    ),
)


def _terrorism(id_: str, span: Span, mark: Mark) -> Key:
    """10:18 b; of the wording before April 2025 we know only that it began in 2020."""
    return Key(
        id_,
        "OSL",
        "10 kap. 18 b §",
        Text(
            "Socialtjänsten får berätta för polisen och Säkerhetspolisen vid konkret risk för terroristbrott "
            "eller brott mot rikets säkerhet, oavsett ålder.",
            "Social services may tell the police and the Security Service of a concrete risk of terrorism "
            "or crime against the state, at any age.",
        ),
        mark,
        ("ANS",),
        span=span,
        senders=HOLDERS,
        receivers=frozenset({"police", "security_service"}),
        opens=CASE,
        purposes=PROTECT - {"protect_child"},
        conditions=(
            Condition(
                "concrete_risk",
                Text(
                    "Finns en konkret risk för brott enligt terroristbrottslagen 4-10 §§ eller brottsbalken "
                    "18-19 kap., och vad visar det?",
                    "Is there a concrete risk of crime under the Terrorist Offences Act 4-10 or the "
                    "Criminal Code "
                    "chapters 18-19, and what shows it?",
                ),
            ),
        ),
    )


def _close_person(id_: str, span: Span, mark: Mark) -> Key:
    """10:18 c; of the wording before April 2025 we know only that it began in 2021."""
    return Key(
        id_,
        "OSL",
        "10 kap. 18 c §",
        Text(
            "Socialtjänsten får berätta för polisen vid konkret risk för att någon begår grövre "
            "våldsbrott, fridsbrott "
            "eller sexualbrott mot en närstående, oavsett ålder.",
            "Social services may tell the police of a concrete risk that someone commits serious crime of "
            "violence, "
            "against liberty or a sexual crime against someone close, at any age.",
        ),
        mark,
        ("ANS",),
        span=span,
        senders=HOLDERS,
        receivers=POLICE,
        opens=CASE,
        purposes=PROTECT,
        conditions=(
            Condition(
                "close_person_at_risk",
                Text(
                    "Finns en konkret risk för att en närstående utsätts för brott enligt brottsbalken 3, "
                    "4 eller 6 kap. "
                    "med minst ett års fängelse, och vad visar det?",
                    "Is there a concrete risk that someone close suffers a crime under the Criminal Code "
                    "chapters 3, 4 "
                    "or 6 with at least one year's prison, and what shows it?",
                ),
            ),
            NOT_UNSUITABLE,
        ),
    )


TRAFFIC = Key(
    "OSL-10-19",
    "OSL",
    "10 kap. 19 §",
    Text(
        "Socialtjänsten får berätta det som behövs för att hindra vissa omedelbart förestående eller "
        "pågående "
        "trafikbrott.",
        "Social services may disclose what is needed to stop certain imminent or ongoing traffic offences.",
    ),
    "R",
    ("ANS",),
    senders=HOLDERS,
    receivers=POLICE,
    opens=CASE,
    purposes=PREVENT | {"save_life"},
    conditions=(
        Condition(
            "imminent_traffic_crime",
            Text(
                "Behövs uppgiften för att hindra ett sådant förestående eller pågående brott som 10 kap. "
                "19 § räknar upp?",
                "Is the information needed to stop an imminent or ongoing offence that 10:19 lists?",
            ),
        ),
    ),
)
ACUTE = Key(
    "OSL-10-20",
    "OSL",
    "10 kap. 20 §",
    Text(
        "Socialtjänsten får berätta om någon som kan antas vara under {age} år och som personalen möter i "
        "uppenbar "
        "akut fara eller på bar gärning.",
        "Social services may tell the police about someone presumed under {age} whom staff meet in obvious "
        "acute danger "
        "or in the act.",
    ),
    "R",
    ("ANS",),
    senders=HOLDERS,
    receivers=POLICE,
    opens=CASE,
    purposes=PROTECT | INVESTIGATE,
    age=AgeLimit(below=18),
    conditions=(
        Condition(
            "acute_danger",
            Text(
                "Har personalen mött den unge i uppenbar akut fara eller på bar gärning?",
                "Did staff meet the young person in obvious acute danger or in the act?",
            ),
        ),
        Condition(
            "immediate_intervention",
            Text(
                "Behövs uppgiften för att polisen genast ska kunna ingripa?",
                "Is the information needed for the police to intervene at once?",
            ),
        ),
    ),
)


KEYS = (
    YOUNG_PERSON,
    YOUNG_PERSON_2013,
    _terrorism("OSL-10-18b", Span(REFORM), "R"),
    _terrorism("OSL-10-18b@unknown", Span(None, BEFORE_REFORM, date(2020, 1, 1)), "R-part"),
    _close_person("OSL-10-18c", Span(REFORM), "R"),
    _close_person("OSL-10-18c@unknown", Span(None, BEFORE_REFORM, date(2021, 1, 1)), "R-part"),
    TRAFFIC,
    ACUTE,
)
