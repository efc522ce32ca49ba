"""The table that lawyers know, as data, and why the generated matrix differs from it."""

from __future__ import annotations

from trefas.law.texts import Text

CONTACT = "2025:170-4"
BOARD_TO_POLICE = {"OSL-10-15a", "OSL-10-18c", "OSL-10-23", CONTACT}
POLICE_ADULT = {"polislagen-6", "OSL-10-15a", "OSL-10-27"}
KNOWN_TABLE: dict[tuple[str, str], dict[str, set[str]]] = {
    ("social_services", "police"): {
        "child": BOARD_TO_POLICE | {"OSL-10-18a", "OSL-10-20", "OSL-10-21", "OSL-10-22"},
        "young": BOARD_TO_POLICE | {"OSL-10-18a"},
        "adult": BOARD_TO_POLICE | {"OSL-10-18b"},
    },
    ("police", "social_services"): {
        "child": {"SoL-19-1", "SoL-20-6", "LUL-6", "LUL-34"},
        "young": POLICE_ADULT | {"2024:7-11"},
        "adult": POLICE_ADULT,
    },
    ("prison_and_probation", "police"): {column: {"2025:170-5"} for column in ("child", "young", "adult")},
    ("prison_and_probation", "social_services"): {
        "child": {"SoL-19-1"},
        "young": {"OSL-10-15a", "OSL-10-27"},
        "adult": {"OSL-10-15a", "OSL-10-27"},
    },
    ("social_services", "prison_and_probation"): {
        "child": {"OSL-10-15a", "OSL-26-9b"},
        "young": {"OSL-10-15a", "OSL-26-9b"},
        "adult": {"OSL-10-15a"},
    },
    ("school", "police"): {column: {"2025:170-7"} for column in ("child", "young", "adult")},
    ("school", "social_services"): {
        "child": {"SoL-19-1", "SoL-20-6"},
        "young": {"OSL-10-15a"},
        "adult": {"OSL-10-15a"},
    },
    ("social_services", "social_services"): {
        "child": {"OSL-26-9", "SoL-15-8"},
        "young": {"SoL-15-8", "OSL-10-15a"},
        "adult": {"SoL-15-8", "OSL-10-15a"},
    },
    ("social_services", "city_executive"): {column: set() for column in ("child", "young", "adult")},
    ("social_services", "housing_company"): {column: {"OSL-10-14"} for column in ("child", "young", "adult")},
    ("social_services", "association"): {column: {"OSL-10-14"} for column in ("child", "young", "adult")},
}

COMMITTED_CRIME = Text(
    "Kräver misstanke om ett begånget brott: fråga med ändamålet utreda brott.",
    "Needs suspicion of a committed crime: ask with the purpose investigate crime.",
)
OTHERS_FIRST = Text(
    "Gäller också, men tabellen nämner bara det som ligger närmast.",
    "Applies too, but the table names only what lies nearest.",
)
AT_RECEIVER = Text(
    "Regeln nämner varje myndighet, men hos mottagaren skyddas uppgiften inte (OSL 7 kap. 2 §): avidentifiera.",
    "The rule names every authority, but the receiver cannot protect the information (OSL 7:2): de-identify.",
)
YOUTH_SUPERVISION = Text(
    "Gäller bara den som är dömd till ungdomsövervakning; lagen anger ingen ålder.",
    "Only for someone sentenced to youth supervision; the act gives no age.",
)
EXTRA: dict[str, Text] = {
    "OSL-10-15a": OTHERS_FIRST,
    "OSL-10-18b": Text(
        "Gäller vid risk för terroristbrott oavsett ålder.", "Applies to a risk of terrorism at any age."
    ),
    "OSL-10-19": Text(
        "Gäller bara vissa trafikbrott och hör inte till skjutningarna.",
        "Only certain traffic offences; not about shootings.",
    ),
    "OSL-10-26": Text(
        "Gäller bara kontaktuppgifter som behövs för delgivning.",
        "Only contact details that are needed to serve documents.",
    ),
    "OSL-10-27": OTHERS_FIRST,
    "OSL-26-9": Text(
        "Gäller en vuxen bara i de grupper som villkoret nämner.",
        "For an adult only in the groups that the condition names.",
    ),
    "OSL-26-9b": YOUTH_SUPERVISION,
    "OSL-26-9c": Text("Gäller bara insatser i samma kommun.", "Only interventions in the same municipality."),
    "OSL-35-10c": Text("Gäller bara för att förebygga terroristbrott.", "Only in order to prevent terrorist offences."),
    "OSL-35-15a": YOUTH_SUPERVISION,
    "SoL-19-1": OTHERS_FIRST,
    "SoL-20-6": OTHERS_FIRST,
    "SoL-15-7": Text(
        "Gäller bara om personen vistas på ett boende, i ett enskilt fall.",
        "Only whether the person stays in a home, in a single case.",
    ),
    "SoL-19-6": Text("Gäller bara återkoppling till den som har anmält.", "Only feedback to the one who reported."),
    "2024:7-11": OTHERS_FIRST,
    "2025:170-4": Text(
        "Gäller bara kontaktuppgifter på begäran, hos varje myndighet.",
        "Only contact details on request, at every authority.",
    ),
    "2016:774": Text("Gäller bara i en särskilt beslutad samverkan.", "Only in a specially decided co-operation."),
    "1991:2041": Text(
        "Gäller bara svar i en personutredning; lagen är inte läst.",
        "Only answers in a personal inquiry; the act was not read.",
    ),
    "polislagen-6": OTHERS_FIRST,
}
SPECIAL: dict[tuple[str, str], Text] = {("city_executive", "OSL-10-15a"): AT_RECEIVER}
LACKING: dict[str, Text] = {
    "OSL-10-21": COMMITTED_CRIME,
    "OSL-10-22": COMMITTED_CRIME,
    "OSL-10-23": COMMITTED_CRIME,
    "LUL-34": Text(
        "Gäller bara den som var under femton år vid brottet; kolumnen visar en sextonåring.",
        "Only for someone under fifteen at the offence; the column shows a sixteen-year-old.",
    ),
}
