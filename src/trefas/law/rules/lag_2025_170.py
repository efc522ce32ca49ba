"""Lag (2025:170): the duty to give law enforcement what it needs."""

from __future__ import annotations

from datetime import date

from trefas.law.rule import Condition, Key, Span
from trefas.law.rules.common import (
    ALL_BUT_REGISTER,
    NEEDED_LAW_ENFORCEMENT,
    NO_OVERRIDING_REASON,
    OUTSIDE_CARE,
)
from trefas.law.texts import Text
from trefas.law.words import AUTHORITIES, LAW_ENFORCEMENT, POLICE

ACT = "2025:170"
DUTY = "OSL-10-28"
IN_FORCE = Span(date(2025, 4, 1))
CRIME = frozenset({"prevent_crime", "investigate_crime"})
CONTACT = Key(
    "2025:170-4",
    ACT,
    "4 §",
    Text(
        "Kontaktuppgifter ska på begäran lämnas till brottsbekämpningen om inte synnerliga skäl talar för "
        "sekretessen; "
        "det gäller även socialtjänsten.",
        "Contact details are on request to be given to law enforcement unless exceptional reasons speak "
        "for secrecy; "
        "this binds social services too.",
    ),
    "R",
    ("ANS", "SEL"),
    span=IN_FORCE,
    effect="shall",
    senders=AUTHORITIES | {"private_provider"},
    receivers=LAW_ENFORCEMENT,
    opens=ALL_BUT_REGISTER,
    purposes=CRIME,
    unasked=frozenset(),
    beside="contact_details",
    conditions=(
        NEEDED_LAW_ENFORCEMENT,
        Condition(
            "only_contact_details",
            Text(
                "Lämnar du bara kontaktuppgifter: adress, telefon, e-post, arbetsplats, ombud, "
                "användarnamn eller liknande?",
                "Are you disclosing contact details only: address, telephone, e-mail, workplace, "
                "representative, "
                "username or the like?",
            ),
        ),
        Condition(
            "no_exceptional_reason",
            Text(
                "Är det prövat att synnerliga skäl inte talar för att uppgiften hålls hemlig?",
                "Has it been tested that no exceptional reasons speak for secrecy?",
            ),
        ),
    ),
    through=DUTY,
)
PROBATION = Key(
    "2025:170-5",
    ACT,
    "5 §",
    Text(
        "Kriminalvården ska lämna det som behövs i brottsbekämpningen, på begäran eller självmant, "
        "om det inte står klart att sekretessen väger tyngre.",
        "Prison and probation are to give what law enforcement needs, asked or unasked, "
        "unless secrecy clearly weighs more.",
    ),
    "R",
    ("ANS", "SEL"),
    span=IN_FORCE,
    effect="shall",
    senders=frozenset({"prison_and_probation"}),
    receivers=LAW_ENFORCEMENT | {"other_state_authority"},
    opens=OUTSIDE_CARE,
    purposes=CRIME,
    conditions=(
        NEEDED_LAW_ENFORCEMENT,
        Condition(
            "secrecy_not_clearly_heavier",
            Text(
                "Är det prövat att det inte står klart att sekretessen väger tyngre?",
                "Has it been tested that secrecy does not clearly weigh more?",
            ),
        ),
        Condition(
            "named_receiver",
            Text(
                "Är mottagaren Kustbevakningen, Ekobrottsmyndigheten eller Skatteverket?",
                "Is the receiver the Coast Guard, the Economic Crime Authority or the Tax Agency?",
            ),
            receivers=frozenset({"other_state_authority"}),
        ),
    ),
    through=DUTY,
)
MUNICIPALITY = Key(
    "2025:170-6",
    ACT,
    "6 §",
    Text(
        "Kommunens allmänna uppgiftsskyldighet mot brottsbekämpningen når inte socialtjänstens och vårdens uppgifter.",
        "The municipality's general duty to inform law enforcement does not reach social services and health care.",
    ),
    "R",
    ("SEL",),
    span=IN_FORCE,
    effect="shall",
    senders=frozenset({"social_services", "city_executive", "other_board"}),
    receivers=LAW_ENFORCEMENT,
    opens=OUTSIDE_CARE,
    purposes=CRIME,
    conditions=(
        NEEDED_LAW_ENFORCEMENT,
        Condition(
            "duty_reaches",
            Text(
                "Är det kontrollerat i lagtexten att 6 § omfattar uppgiften och att inget där hindrar att den lämnas?",
                "Has it been checked in the act that section 6 covers the information and that nothing "
                "there prevents it?",
            ),
        ),
    ),
    through=DUTY,
)
SCHOOL = Key(
    "2025:170-7",
    ACT,
    "7 §",
    Text(
        "Rektor ska på begäran lämna det som brottsbekämpningen behöver, och självmant till polisen när "
        "det bedöms "
        "behövas, om inte övervägande skäl talar emot.",
        "The head teacher is on request to give what law enforcement needs, and unasked to the police when "
        "judged "
        "needed, unless overriding reasons speak against.",
    ),
    "R",
    ("ANS", "SEL"),
    span=IN_FORCE,
    effect="shall",
    senders=frozenset({"school"}),
    receivers=LAW_ENFORCEMENT,
    unasked=POLICE,
    opens=OUTSIDE_CARE,
    purposes=CRIME,
    conditions=(
        Condition(
            "head_teacher",
            Text(
                "Är det rektorn, eller den som huvudmannen har utsett, som lämnar uppgiften?",
                "Is it the head teacher, or the one the responsible body has appointed, who discloses?",
            ),
        ),
        NEEDED_LAW_ENFORCEMENT,
        NO_OVERRIDING_REASON,
    ),
    through=DUTY,
)
KEYS = (CONTACT, PROBATION, MUNICIPALITY, SCHOOL)
