"""The columns Trefas knows and the headers that lists in use give them. Data only.

Headers are compared without case, punctuation and text in parentheses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Reads = Literal[
    "text", "name", "number", "birth", "past", "future", "phone", "protection", "role", "mark", "source",
    "information", "reliability",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `reads` says how its cells are read, `swedish` and `english` how it is called."""

    name: str
    reads: Reads
    swedish: str
    english: str
    synonyms: tuple[str, ...]


def _column(name: str, reads: Reads, swedish: str, english: str, synonyms: str = "") -> Column:
    return Column(name, reads, swedish, english, tuple(part.strip() for part in synonyms.split(",") if part.strip()))


COLUMNS: Final[tuple[Column, ...]] = (
    _column(
        "name", "name", "namn", "name",
        "fullständigt namn, hela namnet, namn på person, person, personens namn, individ, klient, "
        "klientens namn, "
        "klientnamn, brukare, brukarens namn, för- och efternamn, förnamn och efternamn, "
        "förnamn efternamn, "
        "efternamn förnamn, för och efternamn, full name, client, client name, person name, "
        "individual, subject",
    ),
    _column(
        "given_name", "name", "förnamn", "given name",
        "tilltalsnamn, fnamn, first name, forename, given names, firstname",
    ),
    _column(
        "family_name", "name", "efternamn", "family name",
        "enamn, släktnamn, last name, surname, lastname",
    ),
    _column(
        "identity_number", "number", "personnummer", "identity number",
        "pnr, persnr, personnr, pers nr, person nr, p nr, person id, personid, "
        "personnummer samordningsnummer, "
        "samordningsnummer, samordningsnr, samnr, identitetsnummer, id nummer, idnr, id nr, "
        "personbeteckning, "
        "pn, pnr samnr, personal identity number, personal number, identity no, id number, ssn, "
        "co-ordination number, coordination number",
    ),
    _column(
        "birth_date", "birth", "födelsedatum", "date of birth",
        "född, födelsedag, födelsetid, födelseår, fdat, födelsedata, född år, born, birth date, "
        "birthdate, dob, "
        "year of birth, birth year",
    ),
    _column(
        "alias", "text", "alias", "alias",
        "kallas, smeknamn, öknamn, aka, kallad, även känd som, gatunamn, nickname, also known as, "
        "known as, "
        "street name",
    ),
    _column(
        "district", "text", "område", "district",
        "stadsdel, stadsdelsområde, stadsdelsnämnd, sdf, sdn, distrikt, bostadsområde, "
        "lokalpolisområde, lpo, "
        "hemvist, hemområde, kommundel, kommun, ort, area, neighbourhood, borough, municipality, "
        "local police area",
    ),
    _column(
        "status", "text", "status", "status",
        "läge, fas, steg, skede, aktuell, ärendestatus, status i trefas, stage, phase, state",
    ),
    _column(
        "responsible", "text", "ansvarig", "responsible",
        "handläggare, ansvarig handläggare, ansvarig polis, kontaktperson, socialsekreterare, soc sekr, "
        "frivårdsinspektör, övervakare, klienthandläggare, kontaktpolis, ägare, utredare, "
        "ansvarig person, "
        "handläggs av, officer, case worker, caseworker, handler, owner, probation officer, "
        "social worker, "
        "supervisor, contact person",
    ),
    _column(
        "phone", "phone", "telefon", "phone",
        "telefonnummer, telefonnr, tel, telnr, tfn, mobil, mobilnummer, mobilnr, mobiltelefon, "
        "telephone, "
        "phone number, mobile, mobile number, cell phone",
    ),
    _column(
        "role", "role", "roll", "role",
        "roll i händelsen, roll i konflikten, personens roll, roller, kategori av person, roles, "
        "role in event",
    ),
    _column(
        "role_threat_against", "mark", "hot mot", "threat against",
        "hotad, hotbild mot, hot mot personen, utsatt för hot, threatened, under threat",
    ),
    _column(
        "role_threat_from", "mark", "hot från", "threat from",
        "hotar, hotbild från, hot från personen, våldsdrivande, hotaktör, utgör hot, "
        "poses threat, threatens",
    ),
    _column(
        "role_used", "mark", "utnyttjas", "used by others",
        "utnyttjas av andra, utnyttjad, risk att utnyttjas, exploited, used",
    ),
    _column(
        "role_victim", "mark", "brottsoffer", "victim",
        "målsägande, utsatt, offer, victim of crime",
    ),
    _column(
        "role_relative", "mark", "anhörig", "relative",
        "närstående, anhörig till, familjemedlem, family member, next of kin",
    ),
    _column(
        "ground", "text", "grund", "ground",
        "kriterium, kriterier, inklusionskriterium, inklusionskriterier, skäl, anledning, orsak, "
        "urvalsgrund, "
        "grund för urval, grund för följning, criterion, criteria, inclusion criterion, reason, grounds",
    ),
    _column(
        "evidence", "text", "underlag", "evidence",
        "händelse, händelser, stöd för kriteriet, uppgift, uppgifter, fakta, iakttagelse, "
        "iakttagelser, källa, "
        "event, events, basis, facts, observation, source",
    ),
    _column(
        "latest_contact", "past", "senaste kontakt", "latest contact",
        "senast kontaktad, senaste kontakten, sista kontakt, kontakt senast, kontaktad, senast träffad, "
        "senaste kontaktdatum, datum senaste kontakt, datum för senaste kontakt, senast, senaste möte, "
        "last contact, last contacted, last seen, date of last contact, most recent contact",
    ),
    _column(
        "next_step", "text", "nästa steg", "next step",
        "nästa åtgärd, planerad åtgärd, planerat, att göra, åtgärd, planering, next action, "
        "to do, planned action",
    ),
    _column(
        "next_date", "future", "nästa datum", "next date",
        "datum för nästa steg, nästa uppföljning, uppföljning, uppföljningsdatum, nästa möte, bevakas, "
        "bevakningsdatum, åter, senast klart, deadline, due date, follow up, follow-up, "
        "next follow up, next review, "
        "review date, next meeting",
    ),
    _column(
        "note", "text", "anteckning", "note",
        "anteckningar, kommentar, kommentarer, övrigt, notering, noteringar, fritext, anm, anmärkning, "
        "notes, comment, comments, remarks, other",
    ),
    _column(
        "protected_identity", "protection", "skyddade personuppgifter", "protected identity",
        "skyddad identitet, skyddad id, sekretessmarkering, sekretessmarkerad, skyddad, skydd, "
        "skyddad folkbokföring, skyddsmarkering, protected, protected personal data, secrecy marking",
    ),
    _column(
        "own_reference", "text", "egen beteckning", "own reference",
        "ärendenummer, ärendenr, ärende nr, diarienummer, diarienr, dnr, aktnummer, aktnr, "
        "k nummer, knr, referens, "
        "vår referens, vår beteckning, klientnummer, case number, case no, reference, "
        "our reference, file number",
    ),
    _column(
        "release_date", "future", "frigivning", "release date",
        "frigivningsdatum, frigivningsdag, muck, villkorlig frigivning, villkorligt frigiven, frigiven, "
        "release, date of release",
    ),
    _column(
        "source_reliability", "source", "källans tillförlitlighet", "source reliability",
        "källvärdering, tillförlitlighet källa, värdering av källan, reliability of source, "
        "source evaluation",
    ),
    _column(
        "information_accuracy", "information", "uppgiftens riktighet", "information accuracy",
        "sakriktighet, riktighet, sakvärdering, värdering av uppgiften, uppgiftens sakriktighet, "
        "accuracy of information, information evaluation",
    ),
    _column(
        "reliability", "reliability", "tillförlitlighet", "reliability",
        "4x4, värdering, 4 x 4, tillförlitlighetskod, evaluation, reliability code, handling code",
    ),
)  # fmt: skip

BY_NAME: Final[dict[str, Column]] = {column.name: column for column in COLUMNS}

ROLES: Final[dict[str, tuple[str, ...]]] = {
    "threat_against": ("hot mot", "hotad", "hotas", "mot", "threat against", "threatened"),
    "threat_from": ("hot från", "hotar", "från", "våldsdrivande", "threat from", "threatens"),
    "used": ("utnyttjas", "utnyttjad", "utnyttjas av andra", "used by others", "used", "exploited"),
    "victim": ("brottsoffer", "målsägande", "offer", "utsatt", "victim"),
    "relative": ("anhörig", "närstående", "relative", "family member"),
}
"""Role of a person in one event (never one label for the person) and the words for it."""

SOURCE_CODES: Final[dict[str, tuple[str, str]]] = {
    "A": ("källan är otvivelaktigt tillförlitlig", "the source is reliable beyond doubt"),
    "B": ("källan har oftast varit tillförlitlig", "the source has mostly been reliable"),
    "C": ("källan har oftast inte varit tillförlitlig", "the source has mostly been unreliable"),
    "X": ("källan kan inte bedömas", "the source cannot be assessed"),
}
"""The 4x4 scale for sources, after Article 29.2 of Regulation (EU) 2016/794 (Europol)."""

INFORMATION_CODES: Final[dict[str, tuple[str, str]]] = {
    "1": ("uppgiftens riktighet är otvivelaktig", "the information is accurate beyond doubt"),
    "2": (
        "känd av källan, inte av den som lämnar den",
        "known to the source, not to the officer passing it on",
    ),
    "3": ("inte känd av källan, men bekräftad av annat", "not known to the source but corroborated"),
    "4": ("inte känd av källan och inte bekräftad", "not known to the source and not corroborated"),
}
"""The 4x4 scale for information, after Article 29.3 of Regulation (EU) 2016/794 (Europol)."""

PROTECTION: Final[dict[str, tuple[str, ...]]] = {
    "marking": ("sekretessmarkering", "sekretessmarkerad", "sekretess", "secrecy marking"),
    "registration": ("skyddad folkbokföring", "kvarskrivning", "kvarskriven", "protected registration"),
    "fictitious": ("fingerade personuppgifter", "fingerad identitet", "fictitious identity"),
    "unspecified": (
        "skyddade personuppgifter", "skyddad identitet", "skyddad id", "skyddade uppgifter", "skyddad",
        "skydd",
        "skyddat", "hemlig", "hemligt", "protected", "protected identity",
    ),
}  # fmt: skip
"""Kinds of protected personal data (law 1991:481 on population registration 16-17 d §§; OSL 22:1-2)."""

YES: Final = frozenset({"x", "ja", "j", "yes", "y", "1", "sant", "true", "✓", "✔", "√", "x x", "xx"})
NO: Final = frozenset({"nej", "n", "no", "0", "falskt", "false", "-", "–", ""})
ABSENT: Final = frozenset(
    {
        "okänd", "okänt", "ej känd", "ej känt", "saknas", "uppgift saknas", "saknar", "vet ej",
        "vet inte",
        "-", "–", "—", "--", "?", "??", "???", "n/a", "na", "unknown", "not known", "missing", "none",
        "x", "nn", "n n",
        "ingen", "inget",
    }
)  # fmt: skip
"""Words for a value that nobody has; they are no error."""
