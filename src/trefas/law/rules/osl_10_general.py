"""OSL 10 kap., the provisions that open secrecy in general: 2, 14, 15 a, 24, 26 and 27 §§."""

from __future__ import annotations

from datetime import date

from trefas.law.rule import Condition, Key, Span
from trefas.law.rules.common import (
    ALL_BUT_REGISTER,
    NO_OVERRIDING_REASON,
    OUTSIDE_CARE,
    PERSON,
    SOCIAL_LOCKS,
)
from trefas.law.texts import Text
from trefas.law.words import ALL_KINDS, AUTHORITIES, LAW_ENFORCEMENT, PERSONAL, PRIVATE

CRIME = frozenset({"prevent_crime", "investigate_crime"})

NECESSARY = Key(
    "OSL-10-2",
    "OSL",
    "10 kap. 2 §",
    Text(
        "En myndighet får lämna uppgiften om det är nödvändigt för att den själv ska kunna göra sitt arbete; "
        "det ska tolkas restriktivt.",
        "An authority may disclose what is necessary for its own work; this is to be read narrowly.",
    ),
    "R",
    ("ANS",),
    open_point=10,
    senders=AUTHORITIES,
    receivers=ALL_KINDS,
    opens=ALL_BUT_REGISTER,
    conditions=(
        Condition(
            "necessary_own_work",
            Text(
                "Är det nödvändigt för er egen verksamhet att lämna uppgiften, och inte bara bekvämt "
                "eller till nytta för mottagaren?",
                "Is disclosure necessary for your own work, not only convenient or useful to the receiver?",
            ),
        ),
    ),
)
RESERVATION = Key(
    "OSL-10-14",
    "OSL",
    "10 kap. 14 §",
    Text(
        "Om ett förbehåll tar bort risken för skada ska myndigheten göra förbehållet "
        "och lämna uppgiften till en enskild.",
        "If a reservation removes the risk of harm, the authority is to make it and disclose to a private receiver.",
    ),
    "R",
    ("ANS",),
    senders=AUTHORITIES,
    receivers=PRIVATE,
    # Only where a harm test exists can a reservation take the harm away.
    opens=ALL_BUT_REGISTER - {"OSL-26-2"},
    conditions=(
        Condition(
            "reservation_removes_risk",
            Text(
                "Finns ett förbehåll som helt tar bort risken för skada eller men, och är det gjort?",
                "Is there a reservation that wholly removes the risk of harm, and has it been made?",
            ),
        ),
    ),
)
CRIME_BREAKER = Key(
    "OSL-10-15a",
    "OSL",
    "10 kap. 15 a §",
    Text(
        "En myndighet får lämna uppgift till en annan myndighet om det behövs för att förebygga, förhindra, "
        "upptäcka eller utreda brott, om inte övervägande skäl talar för sekretessen.",
        "An authority may disclose to another authority what is needed to prevent, stop, detect or "
        "investigate crime, "
        "unless overriding reasons speak for secrecy.",
    ),
    "R-part",
    ("ANS", "prop. 2024/25:180"),
    span=Span(date(2025, 12, 1)),
    open_point=1,
    senders=AUTHORITIES,
    receivers=AUTHORITIES,
    # Chapters 21-40 without health care. Which of chapter 40 are excluded was not read: 40:7 g stays shut.
    opens=PERSON - {"OSL-25-1", "OSL-40-7g"},
    purposes=CRIME,
    conditions=(
        Condition(
            "needed",
            Text(
                "Behöver mottagaren uppgiften för att förebygga, förhindra, upptäcka eller utreda brott?",
                "Does the receiver need the information to prevent, stop, detect or investigate crime?",
            ),
        ),
        NO_OVERRIDING_REASON,
    ),
)
SERIOUS_CRIME = (
    Condition(
        "prison_likely",
        Text(
            "Är fängelse föreskrivet för brottet, och kan det antas ge annan påföljd än böter?",
            "Does the offence carry imprisonment, and can it be assumed to lead to more than a fine?",
        ),
    ),
    Condition(
        "concerns_suspicion",
        Text(
            "Rör uppgiften ett brott som redan är begånget?",
            "Does the information concern an offence already committed?",
        ),
    ),
)


def _committed(id_: str, span: Span) -> Key:
    """10:24 in one of its two wordings, of which we have read only the older."""
    return Key(
        id_,
        "OSL",
        "10 kap. 24 §",
        Text(
            "Uppgift om ett begånget brott får lämnas till den som utreder det om brottet kan ge fängelse "
            "och sekretessen inte gäller socialtjänst eller sjukvård.",
            "Information on a committed offence may go to those who investigate it if it can lead to prison "
            "and the secrecy is not that of social services or health care.",
        ),
        "R-old",
        ("MTT",),
        span=span,
        open_point=1,
        senders=AUTHORITIES,
        receivers=LAW_ENFORCEMENT,
        opens=ALL_BUT_REGISTER - SOCIAL_LOCKS - {"OSL-25-1"},
        purposes=frozenset({"investigate_crime"}),
        conditions=SERIOUS_CRIME,
    )


SERVICE = Key(
    "OSL-10-26",
    "OSL",
    "10 kap. 26 §",
    Text(
        "Adress, telefon, arbetsplats och fotografi får lämnas till en myndighet som behöver dem för delgivning.",
        "Address, telephone, workplace and photograph may go to an authority that needs them to serve documents.",
    ),
    "R",
    ("ANS",),
    senders=AUTHORITIES,
    receivers=AUTHORITIES,
    # No limit was read; a hidden address is never opened by a rule of convenience.
    opens=PERSON - {"OSL-21-3", "OSL-21-3a", "OSL-22-2", "OSL-26-2", "OSL-35-11"},
    beside="contact_details",
    purposes=PERSONAL,
    conditions=(
        Condition(
            "for_service",
            Text("Behövs uppgiften för delgivning?", "Is the information needed to serve documents?"),
        ),
        Condition(
            "only_contact_details",
            Text("Lämnar du bara kontaktuppgifter?", "Are you disclosing contact details only?"),
        ),
    ),
)
GENERAL_CLAUSE = Key(
    "OSL-10-27",
    "OSL",
    "10 kap. 27 §",
    Text(
        "Uppgiften får lämnas till en myndighet om det är uppenbart att intresset av att den lämnas väger "
        "tyngre; "
        "det gäller inte socialtjänst och sjukvård.",
        "Information may go to an authority if it is obvious that the interest in disclosure weighs more; "
        "this does not apply to social services and health care.",
    ),
    "R",
    ("ANS",),
    senders=AUTHORITIES,
    receivers=AUTHORITIES,
    opens=OUTSIDE_CARE,
    conditions=(
        Condition(
            "obvious",
            Text(
                "Är det uppenbart att intresset av att uppgiften lämnas har företräde framför sekretessen?",
                "Is it obvious that the interest in disclosure takes precedence over secrecy?",
            ),
        ),
        Condition(
            "not_other_law",
            Text(
                "Är det kontrollerat att ingen annan lag hindrar att uppgiften lämnas?",
                "Has it been checked that no other act stands in the way?",
            ),
        ),
    ),
)
KEYS = (
    CRIME_BREAKER,
    _committed("OSL-10-24", Span(date(2025, 4, 1))),
    _committed("OSL-10-24@unknown", Span(None, date(2025, 3, 31))),
    SERVICE,
    RESERVATION,
    NECESSARY,
    GENERAL_CLAUSE,
)
