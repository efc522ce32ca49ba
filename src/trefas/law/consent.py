"""What a valid consent to lift secrecy contains, and the ages of consent for interventions (another matter)."""

from __future__ import annotations

from dataclasses import dataclass

from trefas.law.rule import Mark
from trefas.law.texts import Text


@dataclass(frozen=True, slots=True)
class ConsentElement:
    """One thing a valid consent states; `required` ones make it invalid when absent."""

    id: str
    required: bool
    label: Text
    citation: str
    mark: Mark
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentAge:
    """Who must consent to an intervention for a child from `first` up to but not including `before` years."""

    first: int
    before: int | None
    rule: Text
    citation: str
    mark: Mark
    sources: tuple[str, ...]

    @property
    def text(self) -> Text:
        """The rule with the very ages that are compared."""
        return self.rule.fill(first=self.first, before=self.before)


CONSENT_CONTENT: tuple[ConsentElement, ...] = (
    ConsentElement(
        "who",
        True,
        Text(
            "Vem som samtycker; för ett barn vårdnadshavarna, och barnet efter ålder och mognad",
            "Who consents; for a child the guardians, and the child by age and maturity",
        ),
        "OSL 12 kap. 2-3 §§",
        "R",
        ("ANS",),
    ),
    ConsentElement(
        "parties",
        True,
        Text("Vilka namngivna enheter som får utbyta uppgifter", "Which named units may exchange information"),
        "Kunskapsguiden: samtycke",
        "S",
        ("KG", "Norrköping"),
    ),
    ConsentElement(
        "information",
        True,
        Text("Vilka slags uppgifter det gäller", "Which categories of information it covers"),
        "OSL 12 kap. 2 §",
        "S",
        ("KG", "Norrköping"),
    ),
    ConsentElement(
        "purpose",
        True,
        Text("Vilket slags samarbete och vilket ändamål", "What kind of co-operation, and the purpose"),
        "Kunskapsguiden: samtycke",
        "S",
        ("KG", "Norrköping"),
    ),
    ConsentElement(
        "duration",
        True,
        Text("Hur länge det gäller", "How long it is valid"),
        "Kunskapsguiden: samtycke",
        "S",
        ("KG", "Norrköping"),
    ),
    ConsentElement(
        "revocable",
        True,
        Text(
            "Att det kan tas tillbaka när som helst, och hur",
            "That it may be revoked at any time, and how",
        ),
        "Kunskapsguiden: samtycke",
        "S",
        ("KG", "SOS"),
    ),
    ConsentElement(
        "consequences",
        True,
        Text("Vad som följer av att säga ja och av att säga nej", "What follows from saying yes and from saying no"),
        "Kunskapsguiden: samtycke",
        "S",
        ("KG", "SOS"),
    ),
    ConsentElement(
        "not_general",
        True,
        Text(
            "Att det inte är ett allmänt medgivande till en myndighet eller en handläggare",
            "That it is no general waiver towards an agency or an officer",
        ),
        "Kunskapsguiden: samtycke",
        "S",
        ("KG",),
    ),
    ConsentElement(
        "one_person",
        True,
        Text(
            "Ett samtycke för var och en som uppgifterna rör, till exempel den unge och en förälder",
            "One consent for each person the information is about, such as the young person and a parent",
        ),
        "OSL 12 kap. 2 §",
        "S",
        ("KG",),
    ),
    ConsentElement(
        "sender_sure",
        True,
        Text(
            "Att varje myndighet som lämnar uppgifter själv har försäkrat sig om samtycket",
            "That each sending authority has itself made sure of the consent",
        ),
        "Kunskapsguiden: samtycke",
        "S",
        ("KG",),
    ),
    ConsentElement(
        "written",
        False,
        Text(
            "Helst skriftligt, som regel när uppgifterna är känsliga", "Preferably in writing, as a rule when sensitive"
        ),
        "JO",
        "S",
        ("JO", "KG"),
    ),
    ConsentElement(
        "documented",
        True,
        Text("Att varje part har dokumenterat det", "That each party has documented it"),
        "Kunskapsguiden: samtycke",
        "S",
        ("KG",),
    ),
)
NOT_A_GDPR_GROUND = Text(
    "Ett samtycke som bryter sekretess är inte en rättslig grund enligt dataskyddsförordningen, "
    "och det når aldrig belastningsregistret.",
    "A consent that lifts secrecy is no legal basis under the GDPR, and it never reaches the criminal record.",
)

CHILD_ASKS = 15
CHILD_TAKES_PART = 12
ADULT = 18
_SOURCE: tuple[str, ...] = ("ANS",)
CONSENT_AGES: tuple[ConsentAge, ...] = (
    ConsentAge(
        0,
        CHILD_TAKES_PART,
        Text(
            "Under {before} år: vårdnadshavaren måste samtycka till insatsen.",
            "Under {before}: the guardian must consent to the intervention.",
        ),
        "SoL 21 kap. 1-2 §§",
        "R",
        _SOURCE,
    ),
    ConsentAge(
        CHILD_TAKES_PART,
        CHILD_ASKS,
        Text(
            "Från {first} till {before} år: insatsen får ges utan vårdnadshavarens samtycke "
            "om den är lämplig och barnet samtycker.",
            "From {first} to {before}: without the guardian's consent if suitable and the child consents.",
        ),
        "SoL 21 kap. 1-2 §§",
        "R",
        _SOURCE,
    ),
    ConsentAge(
        CHILD_ASKS,
        ADULT,
        Text(
            "Från {first} år: även på barnets egen begäran, och insatser utan behovsprövning utan vårdnadshavaren.",
            "From {first}: also at the child's own request, and interventions without a needs test without "
            "the guardian.",
        ),
        "SoL 21 kap. 1-2 §§",
        "R",
        _SOURCE,
    ),
    ConsentAge(
        ADULT,
        None,
        Text("Från {first} år: personen själv samtycker.", "From {first}: the person consents alone."),
        "SoL 21 kap. 1-2 §§",
        "R",
        _SOURCE,
    ),
)
PLACEMENT = Text(
    "En placering kräver alltid vårdnadshavarens samtycke, annars LVU.",
    "A placement always needs the guardian's consent, or else compulsory care (LVU).",
)


def consent_age(age: int) -> ConsentAge:
    """The rule of consent to an intervention for someone of `age` whole years from 0."""
    return next(rule for rule in CONSENT_AGES if rule.before is None or age < rule.before)
