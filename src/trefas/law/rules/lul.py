"""Lagen om unga lagöverträdare (LUL): it counts the age at the offence."""

from __future__ import annotations

from trefas.law.rule import AgeLimit, Condition, Key
from trefas.law.rules.common import ALL_BUT_REGISTER, SOCIAL_LOCKS
from trefas.law.texts import Text
from trefas.law.words import LAW_ENFORCEMENT, PERSONAL, SOCIAL

DUTY = "OSL-10-28"
SUSPECT = AgeLimit(below=18, at_offence=True)
CRIME_WITH_PRISON = Condition(
    "prison_in_scale",
    Text("Kan brottet ge fängelse?", "Does the offence carry imprisonment?"),
)
INFORM_BOARD = Key(
    "LUL-6",
    "LUL",
    "6 §",
    Text(
        "Polis och åklagare ska genast underrätta socialnämnden när någon som var under {age} år vid "
        "brottet skäligen "
        "misstänks för ett brott som kan ge fängelse.",
        "Police and prosecutor are to inform the social board at once when someone under {age} at the "
        "offence is "
        "reasonably suspected of a crime that carries prison.",
    ),
    "R",
    ("SEL",),
    open_point=5,
    effect="shall",
    senders=frozenset({"police", "prosecutor"}),
    receivers=SOCIAL,
    opens=ALL_BUT_REGISTER,
    purposes=PERSONAL,
    age=SUSPECT,
    conditions=(
        Condition(
            "reasonable_suspicion",
            Text(
                "Är den unge skäligen misstänkt för brottet?",
                "Is the young person reasonably suspected of the offence?",
            ),
        ),
        CRIME_WITH_PRISON,
    ),
    through=DUTY,
)
UNDER_15 = Key(
    "LUL-34",
    "LUL",
    "34 §",
    Text(
        "Polis och åklagare ska underrätta socialnämnden när de utreder ett brott som någon under {age} år "
        "kan ha begått.",
        "Police and prosecutor are to inform the social board when they inquire into a crime that someone "
        "under {age} "
        "may have committed.",
    ),
    "R",
    ("SEL",),
    open_point=5,
    effect="shall",
    senders=frozenset({"police", "prosecutor"}),
    receivers=SOCIAL,
    opens=ALL_BUT_REGISTER,
    purposes=PERSONAL,
    age=AgeLimit(below=15, at_offence=True),
    conditions=(
        Condition(
            "inquiry_started",
            Text(
                "Har en utredning enligt LUL 31 § inletts om barnet?",
                "Has an inquiry under section 31 been opened about the child?",
            ),
        ),
        CRIME_WITH_PRISON,
    ),
    through=DUTY,
)
OPINION = Key(
    "LUL-11",
    "LUL",
    "11 §",
    Text(
        "Socialnämnden ska på begäran lämna yttrande och andra uppgifter om en misstänkt som var under "
        "{age} år vid brottet.",
        "On request the social board is to give an opinion and other information on a suspect under {age} "
        "at the offence.",
    ),
    "R",
    ("SEL",),
    open_point=5,
    effect="shall",
    senders=SOCIAL,
    receivers=LAW_ENFORCEMENT,
    opens=SOCIAL_LOCKS,
    purposes=frozenset({"investigate_crime"}),
    age=SUSPECT,
    unasked=frozenset(),
    conditions=(
        Condition(
            "leads_investigation",
            Text(
                "Leder mottagaren förundersökningen, eller är mottagaren åklagare i saken?",
                "Does the receiver lead the investigation, or is it the prosecutor in the matter?",
            ),
        ),
    ),
    through=DUTY,
)
KEYS = (INFORM_BOARD, UNDER_15, OPINION)
