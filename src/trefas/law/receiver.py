"""What protects information at the receiver (OSL 7 kap. 2 §): its own primary rule, or nothing."""

from __future__ import annotations

from trefas.law.answer import ReceiverAnswer
from trefas.law.book import Rulebook
from trefas.law.request import Request
from trefas.law.rules.sol import REPORTERS
from trefas.law.texts import Text
from trefas.law.words import PRIVATE

STRONGER_THAN_PROBATION = frozenset({"OSL-26-1", "OSL-35-1", "OSL-25-1"})
POLICE_WORK = frozenset({"police_intelligence", "police_investigation"})

UNPROTECTED = Text(
    "Mottagaren har ingen egen sekretess som regelverket känner till: lämna bara avidentifierade uppgifter.",
    "The rulebook knows no secrecy of the receiver's own: give de-identified information only.",
)
UNPROTECTED_PRIVATE = Text(
    "Inget skyddar uppgiften hos mottagaren: avidentifiera den, eller gör förbehåll.",
    "Nothing protects the information at the receiver: de-identify it, or make a reservation.",
)
OWN_INFORMATION = Text(
    "Ingen sekretess följer med till personen själv: kontrollera att uppgiften inte rör någon annan.",
    "No secrecy follows to the person concerned: check that the information is about nobody else.",
)
NEED_TO_KNOW = Text(
    "Sekretess gäller inte inom samma verksamhetsgren (OSL 8 kap. 1-2 §§), men ta bara del av det du behöver "
    "för ditt arbete.",
    "Secrecy does not hold inside the same branch (OSL 8:1-2), but read only what you need for your work.",
)
WEAKER = Text(
    "Skyddet blir svagare hos Kriminalvården: OSL 35 kap. 15 § har ett rakt skaderekvisit.",
    "Protection becomes weaker with prison and probation: OSL 35:15 has a straight harm test.",
)
SCHOOL = Text(
    "I skolan skyddas uppgiften fullt ut bara hos elevhälsans psykolog, kurator och specialpedagog.",
    "At school the information is fully protected only with the psychologist, counsellor or special-needs teacher.",
)
PROVIDER = Text(
    "Tystnadsplikten gäller bara den som utför socialtjänst.",
    "The duty of silence binds only a provider of social services.",
)
POLICE_WORK_OPEN = Text(
    "Mottagarens sekretess skyddar personen men inte polisens arbete, om mottagaren inte biträder i arbetet "
    "(OSL 18 kap. 3 §).",
    "The receiver's secrecy protects the person but not the police work, unless the receiver assists in it (OSL 18:3).",
)


def protection(request: Request, held: frozenset[str], book: Rulebook) -> ReceiverAnswer:
    """What protects the information at the receiver, and a warning; `held` are the sender's locks."""
    own = book.own_rule.get(request.receiver, ())
    if "child_concern_report" in request.information and request.receiver in REPORTERS:
        own = (*own, "OSL-40-7g")
    return ReceiverAnswer(own, _warning(request, held, own))


def _warning(request: Request, held: frozenset[str], own: tuple[str, ...]) -> Text | None:
    if request.relation == "same_branch" and request.receiver != "individual":
        return NEED_TO_KNOW if own else _joined(NEED_TO_KNOW, _bare(request))
    if not own:
        return _bare(request)
    if request.receiver == "prison_and_probation" and held & STRONGER_THAN_PROBATION:
        return WEAKER
    if request.receiver == "school":
        return SCHOOL
    if request.receiver == "private_provider":
        return PROVIDER
    return POLICE_WORK_OPEN if _loses_work(request, own) else None


def _bare(request: Request) -> Text:
    if request.receiver == "individual" and request.individual == "subject":
        return OWN_INFORMATION
    return UNPROTECTED_PRIVATE if request.receiver in PRIVATE else UNPROTECTED


def _joined(first: Text, second: Text) -> Text:
    return Text(f"{first.sv} {second.sv}", f"{first.en} {second.en}")


def _loses_work(request: Request, own: tuple[str, ...]) -> bool:
    """Whether police work is told to someone with no part in fighting crime."""
    return bool(POLICE_WORK & request.information) and "OSL-35-1" not in own
