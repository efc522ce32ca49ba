"""The three levels of protected identity."""

from __future__ import annotations

from dataclasses import dataclass

from trefas.law.rule import Mark
from trefas.law.texts import Text


@dataclass(frozen=True, slots=True)
class ProtectionLevel:
    """A level of protected identity, from the weakest to the strongest."""

    level: int
    id: str
    name: Text
    means: Text
    citation: str
    mark: Mark
    sources: tuple[str, ...]


PROTECTION_LEVELS: tuple[ProtectionLevel, ...] = (
    ProtectionLevel(
        1,
        "marking",
        Text("sekretessmarkering", "secrecy marking"),
        Text(
            "En varningsflagga, inget förbud: pröva varje gång om uppgiften kan lämnas.",
            "A warning flag, not a ban: test each time whether the information can be given.",
        ),
        "Skatteverkets vägledning",
        "S",
        ("Skatteverket",),
    ),
    ProtectionLevel(
        2,
        "registration",
        Text("skyddad folkbokföring", "protected registration"),
        Text(
            "Personen är folkbokförd på en annan ort, och det gäller även familj som bor med.",
            "The person is registered elsewhere, and so is family living with them.",
        ),
        "folkbokföringslagen 16 §",
        "R",
        ("MTT",),
    ),
    ProtectionLevel(
        3,
        "fictitious",
        Text("fingerade personuppgifter", "fictitious identity"),
        Text(
            "Personen har en annan identitet, och kopplingen till den tidigare är hemlig.",
            "The person has another identity, and the link to the former one is secret.",
        ),
        "OSL 21 kap. 3 §",
        "R",
        ("ANS",),
    ),
)

# Kept as the strictest level; no register knows it, so no level of population registration is claimed.
EXIT_WHEREABOUTS = ProtectionLevel(
    3,
    "exit",
    Text("vistelseort efter avhopp", "whereabouts after leaving"),
    Text(
        "Personen har lämnat ett kriminellt nätverk, och var hon finns är hemligt.",
        "The person has left a criminal network, and where she is is secret.",
    ),
    "OSL 21 kap. 3 §",
    "R",
    ("ANS",),
)
