"""The statutes that are cited and the copies of them that were read, each with its state of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from trefas.law.texts import Text


@dataclass(frozen=True, slots=True)
class Statute:
    """A statute: `number` is its number in Svensk författningssamling."""

    short: str
    number: str
    name: Text

    def link(self, section: str) -> str:
        """Address of the section in the open legal collection lagen.nu; `section` as "10 kap. 18 a §"."""
        parts = re.fullmatch(r"(?:(\d+) kap\. )?(\d+)(?: ([a-z]))? §.*", section)
        if parts is None:
            return f"https://lagen.nu/{self.number}"
        chapter, paragraph, letter = parts.groups(default="")
        return f"https://lagen.nu/{self.number}#{f'K{chapter}' if chapter else ''}P{paragraph}{letter}"


@dataclass(frozen=True, slots=True)
class Source:
    """A copy that was read: what it is, where, and the day its text was current (`None` if unknown)."""

    id: str
    title: str
    place: str
    as_of: date | None


STATUTES: dict[str, Statute] = {
    statute.short: statute
    for statute in (
        Statute("OSL", "2009:400", Text("offentlighets- och sekretesslagen", "Public Access and Secrecy Act")),
        Statute("SoL", "2025:400", Text("socialtjänstlagen", "Social Services Act")),
        Statute("SoL2001", "2001:453", Text("äldre socialtjänstlagen", "earlier Social Services Act")),
        Statute("LUL", "1964:167", Text("lagen om unga lagöverträdare", "Young Offenders Act")),
        Statute(
            "2025:170",
            "2025:170",
            Text(
                "lagen om skyldighet att lämna uppgifter till de brottsbekämpande myndigheterna",
                "Act on the duty to give information to law enforcement",
            ),
        ),
        Statute("2024:7", "2024:7", Text("lagen om preventiva vistelseförbud", "Preventive Area Bans Act")),
        Statute("polislagen", "1984:387", Text("polislagen", "Police Act")),
        Statute(
            "2016:774",
            "2016:774",
            Text(
                "lagen om uppgiftsskyldighet vid samverkan mot viss organiserad brottslighet",
                "Act on the duty to give information in co-operation against certain organised crime",
            ),
        ),
        Statute(
            "1991:2041",
            "1991:2041",
            Text("lagen om särskild personutredning i brottmål", "Personal Inquiries in Criminal Cases Act"),
        ),
        Statute("1998:620", "1998:620", Text("lagen om belastningsregister", "Criminal Records Act")),
        Statute("2023:421", "2023:421", Text("ordningsvaktslagen", "Public Order Guards Act")),
        Statute("2018:1177", "2018:1177", Text("brottsdatalagen", "Criminal Data Act")),
        Statute(
            "PBDL",
            "2018:1693",
            Text("lagen om polisens brottsdatabehandling", "Police Criminal Data Act"),
        ),
        Statute(
            "KBDL",
            "2018:1699",
            Text("lagen om Kriminalvårdens brottsdatabehandling", "Prison and Probation Criminal Data Act"),
        ),
        Statute("BrB", "1962:700", Text("brottsbalken", "Criminal Code")),
        Statute("FL", "2017:900", Text("förvaltningslagen", "Administrative Procedure Act")),
        Statute("skollagen", "2010:800", Text("skollagen", "Education Act")),
        Statute("FOL", "1991:481", Text("folkbokföringslagen", "Population Registration Act")),
    )
}

SOURCES: dict[str, Source] = {
    source.id: source
    for source in (
        Source(
            "ANS",
            "Riksdagens författningstexter i en öppen samling",
            "https://github.com/Ansvar-Systems/swedish-law-mcp",
            date(2026, 2, 12),
        ),
        Source("SEL", "Svensk författningssamling som text", "https://github.com/se-lex/sfs", date(2025, 9, 30)),
        Source(
            "MTT",
            "Regeringskansliets rättsdatabaser, sparad kopia",
            "https://github.com/mttias/swedish-laws",
            date(2024, 5, 31),
        ),
        Source(
            "prop. 2011/12:171",
            "Proposition 2011/12:171",
            "https://lagen.nu/prop/2011/12:171",
            date(2012, 12, 31),
        ),
        Source(
            "prop. 2024/25:180",
            "Proposition 2024/25:180",
            "https://lagen.nu/prop/2024/25:180",
            date(2025, 12, 31),
        ),
        Source("KG", "Kunskapsguiden, Socialstyrelsen", "https://www.kunskapsguiden.se", None),
        Source("SOS", "Socialstyrelsen", "https://www.socialstyrelsen.se", None),
        Source("Norrköping", "Norrköpings kommun, Samtycke", "https://www.norrkoping.se", None),
        Source("Skatteverket", "Skatteverket, skyddade personuppgifter", "https://www.skatteverket.se", None),
        Source("JO", "Riksdagens ombudsmän, beslut", "https://www.jo.se", None),
        Source("minne", "Ur minnet, inte läst i källan", "", None),
        Source("Trefas", "Vår egen sammanställning", "", None),
    )
}
