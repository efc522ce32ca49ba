"""Every retention class of the models: which period of the law ends it in which kind of room, or why none does."""

from dataclasses import dataclass, field

from trefas.law.retention_periods import RETENTION_BY_ID
from trefas.law.rule import Mark
from trefas.law.texts import Text

KINDS = ("social_services", "police", "prison_and_probation", "exit_unit", "figures", "other")


@dataclass(frozen=True)
class RetentionClass:
    """`rules` = room kind to the id of a period in `trefas.law`; a kind without one is never erased by itself."""

    says: Text
    citation: str
    mark: Mark
    rules: dict[str, str] = field(default_factory=dict)


# The exit unit is a municipal one in the method; a police one chooses its period person by person.
_FILE = {
    "social_services": "social_file",
    "exit_unit": "social_file",
    "police": "police_intelligence",
    "prison_and_probation": "probation",
}

CLASSES: dict[str, RetentionClass] = {
    "file": RetentionClass(
        Text(
            "Går bort med personen, när tiden för verksamhetens akt är ute.",
            "Goes with the person, when the period of the authority's file is over.",
        ),
        "SoL 16 kap. 1 §; PBDL 4 kap. 7 §; KBDL 2 kap. 5 §",
        "R",
        _FILE,
    ),
    "disclosure": RetentionClass(
        Text(
            "Bedömningen går bort med personen. Kvittensen och diarieraden står kvar utan ord om någon.",
            "The assessment goes with the person. Receipt and diary row stay, without a word about anyone.",
        ),
        "OSL 5 kap. 1-2 §§",
        "R",
        _FILE,
    ),
    "spine": RetentionClass(
        Text(
            "Töms snart efter att den sista akten stängts.",
            "Emptied soon after the last file closes.",
        ),
        "egen riktlinje",
        "S",
        dict.fromkeys(KINDS, "shared_pointers"),
    ),
    "session": RetentionClass(
        Text(
            "Slutar att gälla av sig självt: en session inom tio timmar.",
            "Ends by itself: a session within ten hours.",
        ),
        "egen riktlinje",
        "S",
    ),
    "key": RetentionClass(
        Text(
            "Nyckeln förstörs med personen. Att den fanns står kvar, annars kan ingen visa att den är förstörd.",
            "The key is destroyed with the person. That it existed stays, or nobody can show that it is destroyed.",
        ),
        "egen riktlinje",
        "S",
    ),
    "audit": RetentionClass(
        Text(
            "Loggen innehåller inga ord om någon och sparas tills arkivmyndigheten beslutar annat.",
            "The log holds no word about anyone and is kept until the archive authority decides otherwise.",
        ),
        "brottsdataförordning (2018:1202)",
        "M",
    ),
    "account": RetentionClass(
        Text(
            "Vem som arbetade var behövs så länge loggen finns.",
            "Who worked where is needed as long as the log is kept.",
        ),
        "brottsdatalag (2018:1177) 3 kap. 5 §",
        "R",
    ),
    "organisation": RetentionClass(
        Text(
            "Inget om någon enskild: sparas tills arkivmyndigheten beslutar annat.",
            "Nothing about any individual: kept until the archive authority decides otherwise.",
        ),
        "arkivlagen (1990:782)",
        "M",
    ),
}
# What an officer may choose instead for one person, by kind of room.
CHOICES: dict[str, tuple[str, ...]] = {
    "social_services": ("social_file", "child_inquiry", "placed_child", "research_sample"),
    "exit_unit": ("social_file", "child_inquiry", "placed_child", "police_intelligence", "police_monitored"),
    "police": (
        "police_not_shared", "police_intelligence_case", "police_intelligence", "police_intelligence_serious",
        "police_monitored", "investigation",
    ),
    "prison_and_probation": ("probation", "prison_security"),
}  # fmt: skip


def rule_for(retention: str, kind: str) -> str | None:
    """Return the id of the period that ends a class in a kind of room; None when it never ends by itself."""
    found = CLASSES[retention].rules.get(kind)
    return RETENTION_BY_ID[found].id if found else None
