"""The fixed words of the handbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trefas.law.texts import Text

WORDS: dict[str, Text] = {
    "title": Text("Får jag berätta? Sekretesshandboken", "May I tell them? The secrecy handbook"),
    "how_to_read": Text(
        "Varje kapitel är en lag, varje avsnitt en bestämmelse och varje punkt ett fall som har körts i regelverket. "
        "Handboken ger råd; en namngiven handläggare beslutar. Ingen regel är godkänd av en jurist förrän det är "
        "antecknat i den egna installationen; i fallen står vilka regler som har tagits som godkända.",
        "Each chapter is a statute, each section a provision and each paragraph a case that was run against the rules. "
        "The handbook advises; a named officer decides. No rule is signed off by a lawyer until that is recorded in "
        "the installation; the cases say which rules were taken as signed off.",
    ),
    "rulebook": Text("Regelverkets version", "Rulebook version"),
    "counts": Text("bestämmelser: {sections}, fall: {paragraphs}", "provisions: {sections}, paragraphs: {paragraphs}"),
    "matrix": Text("Snabbmatris", "Quick matrix"),
    "lists": Text(
        "Samtycke, prövningens uppgifter, gallring och skyddade personuppgifter",
        "Consent, the record, retention and protected identity",
    ),
    "in_force": Text("Gäller", "Validity"),
    "sure": Text("Hur säkert", "How sure"),
    "source": Text("Källa", "Source"),
    "test": Text("Skaderekvisit", "Harm test"),
    "years": Text("Längsta tid, år", "Longest time, years"),
    "unreachable": Text("Går inte att fråga om", "Not reachable through ask"),
    "open_point": Text("; öppen fråga {number}", "; open point {number}"),
    "verify": Text("; kontrollera med en jurist", "; verify with a lawyer"),
    "unknown_day": Text("okänd dag", "unknown day"),
    "effect": Text("Får eller ska", "May or shall"),
    "from": Text("Från", "From"),
    "to": Text("Till", "To"),
    "purposes": Text("Ändamål", "Purposes"),
    "opens": Text("Bryter sekretessen i", "Opens the secrecy of"),
    "request": Text("Bara på begäran", "Only on request"),
    "yes": Text("ja, om mottagaren inte får uppgiften självmant", "yes, unless the receiver may be told unasked"),
    "nothing": Text("inget stöd", "no ground"),
    "requested": Text("mottagaren har begärt uppgiften", "the receiver has requested it"),
    "signed": Text("godkänt av jurist:", "signed off:"),
    "age": Text("{age} år", "age {age}"),
    "age_at_offence": Text("{age} år vid brottet", "age {age} at the offence"),
}


def table(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A two-column Markdown table without a visible head."""
    yield "| | |"
    yield "|---|---|"
    for name, value in rows:
        yield f"| {name} | {value} |"
    yield ""
