"""What a person may ask of an authority about her own data: in what time, with which limits, and where to complain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from trefas.law.retention import later
from trefas.law.rule import Mark
from trefas.law.texts import Text


@dataclass(frozen=True, slots=True)
class Regime:
    """The rules of one kind of controller. `alike`: the known and the unknown are answered in the same words.

    `months`, else `days`: the last day to answer. `more_months`: how many more it may be prolonged by, once; 0 where
    the law knows no longer time, or where taking it would tell. `answer_after` days: no answer leaves sooner, so that
    how long it took tells nothing.
    """

    id: str
    citation: str
    says: Text
    restricted_by: str
    appeal: Text
    supervisor: Text
    mark: Mark
    sources: tuple[str, ...]
    alike: bool
    months: int = 0
    days: int = 0
    more_months: int = 0
    answer_after: int = 0

    def due(self, received: date) -> date:
        """The last day to answer what came on `received`."""
        return later(received, self.months) if self.months else received + timedelta(days=self.days)

    def prolonged(self, received: date) -> date | None:
        """The last day to answer when the time is prolonged, reckoned from the same day; None where it cannot be."""
        return later(received, self.months + self.more_months) if self.more_months else None

    def not_before(self, received: date) -> date:
        """The first day that an answer may leave."""
        return received + timedelta(days=self.answer_after)


_COURT = Text(
    "Beslutet kan överklagas till förvaltningsrätten inom tre veckor från den dag du fick del av det. "
    "Skriv till myndigheten, som skickar överklagandet vidare.",
    "The decision may be appealed to the administrative court within three weeks of the day you were told of it. "
    "Write to the authority, which passes the appeal on.",
)
_IMY = Text(
    "Du kan klaga hos Integritetsskyddsmyndigheten.",
    "You may complain to the Authority for Privacy Protection.",
)

GDPR = Regime(
    "gdpr",
    "GDPR art. 12.3 och 15",
    Text(
        "Svar lämnas inom en månad. Det får dröja två månader till när begäran är komplicerad; då får personen veta "
        "det inom den första månaden.",
        "An answer is given within one month. It may take two months more when the request is complex; the person is "
        "then told within the first month.",
    ),
    "GDPR art. 15.4, dataskyddslagen 5 kap. 1 §",
    _COURT,
    _IMY,
    "M",
    (),
    alike=False,
    months=1,
    more_months=2,
)
CRIMINAL_DATA = Regime(
    "criminal_data",
    "brottsdatalagen 4 kap. 3 §",
    Text(
        "Besked lämnas utan onödigt dröjsmål. Trefas räknar 30 dagar som längsta tid; lagen säger ingen siffra och "
        "ger ingen förlängning.",
        "Word is given without undue delay. Trefas counts 30 days as the longest; the law states no number and gives "
        "no longer time.",
    ),
    "brottsdatalagen 4 kap. 5 §",
    _COURT,
    Text(
        "Du kan begära att tillsynsmyndigheten kontrollerar om uppgifter om dig behandlas enligt lagen "
        "(brottsdatalagen 5 kap. 3 §).",
        "You may ask the supervisory authority to check whether data about you is processed lawfully "
        "(brottsdatalagen 5 kap. 3 §).",
    ),
    "R-old",
    ("SEL",),
    alike=True,
    days=30,
    answer_after=14,
)
# Contact about leaving a gang is secret already as a fact, whichever board the unit belongs to.
EXIT = Regime(
    "exit",
    "GDPR art. 12.3 och 15",
    Text(
        "Svar lämnas inom en månad. Längre tid tas aldrig här: alla får lika svar, och den som fick vänta längre "
        "skulle märkas.",
        "An answer is given within one month. Longer time is never taken here: all get the same answer, and who has to "
        "wait would tell.",
    ),
    "OSL 26 kap. 1 §, GDPR art. 15.4",
    _COURT,
    _IMY,
    "M",
    (),
    alike=True,
    months=1,
    answer_after=14,
)
REGIMES = {regime.id: regime for regime in (GDPR, CRIMINAL_DATA, EXIT)}
_OF_HOLDER = {"police": CRIMINAL_DATA, "prison_and_probation": CRIMINAL_DATA, "exit_unit": EXIT}


def regime_of(holder: str) -> Regime:
    """The regime of a kind of holder; whoever is not named follows the GDPR."""
    return _OF_HOLDER.get(holder, GDPR)
