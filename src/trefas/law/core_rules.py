"""Core rules of protected identity: what never leaves the named handlers, and that no officer can decide away."""

from __future__ import annotations

from dataclasses import dataclass

from trefas.law.rule import Mark
from trefas.law.texts import Text


@dataclass(frozen=True, slots=True)
class CoreRule:
    """One rule. It holds at every level of protection, and there is no decision, role or mandate that lifts it."""

    id: str
    says: Text
    citation: str
    mark: Mark
    sources: tuple[str, ...]


_Basis = tuple[str, Mark, tuple[str, ...]]
_WHERE: _Basis = ("OSL 21 kap. 3 och 3 a §§", "R", ("ANS",))
_ROUTINE: _Basis = ("SOSFS 2014:5", "S", ("SOS",))

CORE_RULES: tuple[CoreRule, ...] = (
    CoreRule("address", Text("Adress och vistelseort visas bara för namngivna handläggare.",
                             "Address and whereabouts are shown to named handlers only."), *_WHERE),
    CoreRule("map", Text("Ingen plats på en karta och inget område i någon lista.",
                         "No place on a map and no area in any list."), *_WHERE),
    CoreRule("school", Text("Skola och förskola visas som vistelseort.",
                            "School and preschool count as whereabouts."), *_WHERE),
    CoreRule("workplace", Text("Arbetsplats visas som vistelseort.", "The workplace counts as whereabouts."), *_WHERE),
    CoreRule("relatives", Text("Anhöriga och vårdnadshavare skyddas som personen själv.",
                               "Relatives and guardians are protected as the person is."), *_WHERE),
    CoreRule("exports", Text("Personen finns inte med i något uttag och ingen utskrift av en lista.",
                             "The person is in no extract and no print of a list."), *_ROUTINE),
    CoreRule("notifications", Text("Aviseringar säger bara att något är nytt.",
                                   "Notifications say only that something is new."), *_ROUTINE),
    CoreRule("mails", Text("Inget mejl nämner personen.", "No mail mentions the person."), *_ROUTINE),
    CoreRule("file_names", Text("Inget filnamn nämner personen.", "No file name mentions the person."), *_ROUTINE),
    CoreRule("pdf_metadata", Text("Ingen PDF bär personen i sina metadata.",
                                  "No PDF carries the person in its metadata."), *_ROUTINE),
    CoreRule("autocomplete", Text("Sökning och förslag hittar inte personen.",
                                  "Search and suggestions do not find the person."), *_ROUTINE),
    CoreRule("counts", Text("Inget antal på enheten räknar personen.",
                            "No count in the unit counts the person."), *_ROUTINE),
    CoreRule("titles", Text("Inget fönster eller bokmärke bär personens namn.",
                            "No window or bookmark carries the person's name."), *_ROUTINE),
    CoreRule("urls", Text("Ingen adress innehåller annat än slumpmässiga nummer.",
                          "No address holds anything but random numbers."), *_ROUTINE),
    CoreRule("envelopes", Text("Det som skickas bär varken adress eller telefon.",
                               "What is sent carries neither address nor telephone."), *_WHERE),
)  # fmt: skip
