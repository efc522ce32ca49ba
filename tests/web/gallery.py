"""Invented data for every component, in a fictional city: what the gallery and the mock pages show."""

from datetime import date, datetime
from typing import Any

from django import forms

from trefas.web.dates import due_cell
from trefas.web.rendering import Chips, DateInput, DateTimeInput, InlineRadios, Outcomes

TODAY = date(2026, 11, 19)
POLICE = {"kind": "police", "label": "Polisen"}
SOCIAL = {"kind": "social_services", "label": "Socialtjänsten"}
PROBATION = {"kind": "probation", "label": "Frivården"}
EXIT = {"kind": "exit_unit", "label": "Avhopparenheten"}
SCHOOL = {"kind": "other", "label": "Skolan"}


def shell(who: str = "social", current: str = "Listan") -> dict[str, Any]:
    """The frame's variables, as the context processor gives them."""
    units = {
        "social": (
            "Socialtjänsten Kvarnlunda",
            "Soc Kvarnlunda",
            "social_services",
            "Amina Karlberg",
            "handläggare",
        ),
        "police": ("Polisen Vidhamn Nord", "Polisen Vidhamn N", "police", "Bo Lindqvist", "utredare"),
        "figures": ("Central samordning", "Samordning", "other", "Sara Hedqvist", "ser bara tal"),
    }
    name, short, kind, person, role = units[who]
    menu = ["Uppföljning", "Definitioner", "Uttag"] if who == "figures" else MENU
    return {
        "unit_name": name,
        "unit_short_name": short,
        "authority_kind": kind,
        "person_name": person,
        "person_role": role,
        "may_search": who != "figures",
        "practice": True,
        "fictional_city": "Vidhamn",
        "menu": [
            {
                "label": label,
                "url": "#",
                "current": label == current,
                "count": 3 if label == "Mottaget" else 0,
            }
            for label in menu
        ],
        "language": "sv",
        "lock_minutes": 15,
        "unlock_url": "/unlock/",
        "language_url": "/language/",
        "logout_url": "/logout/",
    }


MENU = ["Arbetslista", "Listan", "Mottaget", "Möten", "Lämna ut", "Uppföljning"]

PERSON: dict[str, Any] = {
    "name": "Leo Tornfeldt",
    "facts": [
        {"key": "Ålder", "value": "19 år"},
        {"key": "Personnummer", "value": "20070314-2380"},
        {"key": "Akt", "value": "SO-2026-0117"},
        {"key": "Verksamhetssystem", "value": "26-4711", "phone_hidden": True},
        {"key": "Språk", "value": "svenska"},
    ],
    "why": "Du är handläggare sedan 2 september 2026. Akten finns efter Polisens utlämnande 31 augusti.",
    "why_url": "#",
    "contact": {
        "phone": "070-174 06 12",
        "when": "vardagar efter 15",
        "text": "Bara Leo svarar. Skicka aldrig brev.",
    },
    "safety": "Besök alltid två och två. Inte i hemmet. Gäller till 2026-12-18.",
    "actions": [{"text": "Lämna ut", "url": "#", "icon": "send"}],
    "menu": [{"label": "Slå ihop med annan akt", "url": "#"}, {"label": "Avsluta", "action": "/end/"}],
    "tabs": [
        {"label": label, "url": "#", "current": label == "Översikt"}
        for label in (
            "Översikt",
            "Tidslinje",
            "Plan",
            "Kontakter",
            "Lämnat och mottaget",
            "Dokument",
            "Vem har läst",
        )
    ],
}

STEP = {
    "title": "Ring Leo om kvällens ja och boka behovsutredning",
    "due": "I dag före 17:00.",
    "owner": "du",
    "why": "Leo tackade ja 18 november 23:40.",
    "action": "Anteckna kontakt",
    "url": "#",
}

TIMELINE: list[dict[str, Any]] = [
    {
        "id": "i1",
        "when": datetime(2026, 11, 18, 23, 40),
        "authority": SOCIAL,
        "kind": "Faktum",
        "title": "Tackade ja till stöd att lämna",
        "text": "Leo ringde journumret. Vill bort från Kvarnlunda i natt, oroar sig för sin bror. "
        "Petra Olin tog emot och ordnade plats till i dag 12:00.",
        "source": ["Petra Olin, socialjouren"],
        "ground": "Egen anteckning, SoL 14:3",
        "after_ground": ["Överförd till verksamhetssystemet"],
    },
    {
        "id": "i2",
        "when": datetime(2026, 11, 18, 23, 38),
        "authority": POLICE,
        "tags": [{"text": "Muntligt, akut"}, {"text": "Bedömning väntar", "tone": "warn"}],
        "title": "Hot mot Leo, skuld",
        "text": "Sagt i telefon av Bo Lindqvist till Petra Olin: vill bort i natt, skuld som ska betalas före månadsskiftet.",
        "source": ["Mottaget M-2026-0412"],
        "ground": "Stöd: bedöms av Polisen senast 19 november",
        "after_ground": ["Skyddas hos oss av OSL 26:1"],
        "attachments": [{"url": "#", "name": "samtal.pdf"}],
    },
    {
        "id": "i3",
        "when": datetime(2026, 11, 17, 14, 10),
        "authority": POLICE,
        "kind": "Rättelse",
        "title": "Händelsen vid Hamnskogen var 2 november",
        "text": "2 november 2026.",
        "corrects": {"was": "3 november", "url": "#i5", "label": "uppgift från 5 november"},
        "source": ["Bo Lindqvist", "Mottaget M-2026-0409"],
        "ground": "Stöd: OSL 10:15 a och 10:27",
    },
    {
        "id": "i4",
        "when": datetime(2026, 11, 13, 10, 30),
        "authority": SOCIAL,
        "kind": "Bedömning",
        "title": "Motivationen har ökat sedan oktober",
        "text": "Leo tar själv upp att lämna och frågar vad som händer med hyran.",
        "source": ["Amina Karlberg"],
        "ground": "Egen bedömning, SoL 14:3",
    },
    {
        "id": "i5",
        "when": datetime(2026, 11, 9, 9, 5),
        "authority": PROBATION,
        "kind": "Faktum",
        "title": "Övervakning till 28 februari 2027",
        "text": "Nästa besök 24 november. Har kommit till alla besök sedan september.",
        "source": ["Disa Åkerholm", "Mottaget M-2026-0398"],
        "ground": "Stöd: OSL 35:15, ingen skada efter prövning",
    },
]

PLAN = [
    {
        "title": "Erbjudande: stöd att lämna",
        "tag": "Ja",
        "tone": "ok",
        "text": "Erbjudet tre gånger. Nej 21 oktober, ja 18 november.",
    },
    {"title": "Behovsutredning", "tag": "Beställd", "text": "Du, klar senast 26 november"},
    {
        "title": "Tillfälligt boende",
        "tag": "I dag",
        "tone": "today",
        "text": "Petra Olin, socialjouren. SoL 11 kap. 1 §.",
    },
]
THREATS = [
    {"title": "Hot mot Leo", "text": "Uppgift från Polisen 18 november om skuld och hot. Inte bekräftad."},
    {
        "title": "Hot från Leo",
        "text": ["Ingen aktuell uppgift. Senaste 2 september.", "Bedömt 19 november av Amina Karlberg"],
    },
]
COUNTERPARTS = [
    {"authority": POLICE, "text": "Bo Lindqvist, Vidhamn Nord", "phone": "070-174 06 21"},
    {"authority": PROBATION, "text": "Disa Åkerholm", "phone": "070-174 06 34"},
]


def task(
    due: date, title: str, why: str, person: str, facts: str, quick: str, note: str = ""
) -> dict[str, Any]:
    """One task of the work list."""
    return {
        "due": due, "title": title, "why": why, "person": person, "facts": facts, "quick": quick,
        "quick_url": "#", "url": "#", "note": note,
    }  # fmt: skip


GROUPS: list[dict[str, Any]] = [
    {
        "id": "late",
        "heading": "Försenat",
        "tone": "late",
        "jump": "2 försenade",
        "tasks": [
            task(
                date(2026, 11, 16),
                "Besluta om att inleda utredning",
                "Uppgift från Polisen 2 november. 14 dagar har gått, SoL 20:2.",
                "Alva Strandlöv",
                "17 år, SO-2026-0151",
                "Besluta",
            ),  # noqa: E501
            task(
                date(2026, 11, 18),
                "Försök nå igen",
                "Inget svar 11 november. Ni kom överens om ett nytt försök efter en vecka.",
                "Filip Grahnell",
                "22 år, SO-2026-0098",
                "Anteckna",
            ),  # noqa: E501
        ],
    },
    {
        "id": "today",
        "heading": "I dag",
        "note": "torsdag 19 november",
        "jump": "2 i dag",
        "tasks": [
            task(
                TODAY,
                "Registrera oro för barn",
                "Mottagen 08:46 från Polisen. Skyddsbedömning ska göras genast, SoL 20:1.",
                "Noel Askdal",
                "16 år",
                "Registrera",
                "genast",
            ),  # noqa: E501
            task(
                TODAY,
                "Ring om kvällens ja och boka behovsutredning",
                "Leo tackade ja till stöd 18 november 23:40.",
                "Leo Tornfeldt",
                "19 år, SO-2026-0117",
                "Anteckna",
                "före 17:00",
            ),  # noqa: E501
        ],
    },
    {
        "id": "week",
        "heading": "Denna vecka",
        "note": "till söndag 22 november",
        "jump": "1 denna vecka",
        "tasks": [
            task(
                date(2026, 11, 20),
                "Följ upp boendestödet",
                "Målet skulle vara nått 20 november.",
                "Melker Ostvall",
                "26 år, SO-2025-0140",
                "Följ upp",
            )
        ],  # noqa: E501
    },
    {
        "id": "later",
        "heading": "Senare",
        "jump": "1 senare",
        "folded": "Visa 1 uppgift senare än denna vecka",
        "tasks": [
            task(
                date(2026, 12, 4),
                "Omprövning, sex månader",
                "Upphör annars 1 januari.",
                "Rami Holmdahl",
                "22 år",
                "Pröva",
            )
        ],
    },
]

PEOPLE = [
    (
        "Filip Grahnell",
        "22 år, 20040611-••••",
        "Erbjuden",
        "sedan 28 okt",
        "Amina Karlberg",
        SOCIAL,
        "070-174 06 11",
        "11 nov",
        "telefon, inget svar",
        "Nytt försök tillsammans med socialtjänsten",
        date(2026, 11, 18),
        "Du är handläggare",
    ),  # noqa: E501
    (
        "Leo Tornfeldt",
        "19 år, 20070314-••••",
        "Tackat ja",
        "sedan 18 nov",
        "Amina Karlberg",
        SOCIAL,
        "070-174 06 11",
        "18 nov",
        "möte, Kvarnlunda",
        "Hotbildsbedömning klar till boendebeslutet",
        date(2026, 11, 19),
        "Beställd i natt 00:05",
    ),  # noqa: E501
    (
        "Hugo Fjelner",
        "24 år, 20020130-••••",
        "Följs",
        "sedan 3 jun",
        "Disa Åkerholm",
        PROBATION,
        "070-174 06 34",
        "12 nov",
        "besök, frivården",
        "Bekräfta uppgift om ny adress",
        date(2026, 11, 19),
        "Ny uppgift 17 november",
    ),  # noqa: E501
    (
        "Tarek Solvinge",
        "20 år, 20060902-••••",
        "Följs",
        "sedan 14 aug",
        "Amina Karlberg",
        SOCIAL,
        "070-174 06 11",
        "5 nov",
        "möte",
        "Ta ställning till förnyat följande",
        date(2026, 11, 20),
        "På mötet 20 november",
    ),  # noqa: E501
    (
        "Jonatan Hedelius",
        "23 år, 20030425-••••",
        "Följs",
        "sedan 22 maj",
        "Amina Karlberg",
        SOCIAL,
        "070-174 06 11",
        "30 okt",
        "telefon",
        "Pröva om han kan informeras",
        date(2026, 11, 20),
        "Uppskjutet 20 oktober",
    ),  # noqa: E501
    (
        "Isak Moreau",
        "20 år, 20051208-••••",
        "Föreslagen",
        "17 nov",
        "Ingen ännu",
        None,
        "",
        "–",
        "",
        "Invänta andra persons godkännande",
        date(2026, 11, 23),
        "Du föreslog 17 november",
    ),  # noqa: E501
    (
        "Melker Ostvall",
        "26 år, 20000219-••••",
        "Stöd pågår",
        "sedan 1 sep",
        "Kim Sundelius",
        EXIT,
        "070-174 06 47",
        "16 nov",
        "telefon",
        "Fråga efter lugn på arbetsplatsen",
        date(2026, 11, 24),
        "Kontakt var fjortonde dag",
    ),  # noqa: E501
]


def grid() -> dict[str, Any]:
    """Listan with one conflict and one cell being edited by a plain form."""
    columns = [
        {"label": "Namn"}, {"label": "Steg"}, {"label": "Motpart"}, {"label": "Senaste kontakt"},
        {"label": "Nästa steg", "editable": True},
        {"label": "Datum", "editable": True, "sorted": "ascending", "sort_url": "#"},
        {"label": "Därför på listan"},
    ]  # fmt: skip
    return {"caption": "Listan, Mina", "columns": columns, "rows": [_row(n, p) for n, p in enumerate(PEOPLE)],
            "foot": "7 av 7 personer. Fyra sista siffrorna i personnummer visas i akten."}  # fmt: skip


def _row(number: int, person: Any) -> dict[str, Any]:
    name, meta, stage, since, who, kind, phone, contact, how, step, day, why = person
    when = due_cell(day, TODAY)
    save = {"save_url": f"/save/{number}/", "edit_url": f"?edit={number}"}
    cells = [
        {"text": stage, "meta": since, "phone": "stage"},
        {"text": who, "authority": kind, "phone_number": phone, "phone": "counterpart", "quiet": kind is None},
        {"text": contact, "meta": how},
        {"text": step, "value": step, "field": "next_step", "label": "Nästa steg", "phone": "next", **save},
        {"text": when.text, "meta": when.note, "tone": when.tone, "value": day.isoformat(), "kind": "date",
         "field": "next_date", "label": "Datum", "phone": "date", **save},
        {"text": why},
    ]  # fmt: skip
    if number == 4:
        cells[3]["conflict"] = {"who": "Eva Brolin", "when": "10:41", "url": "#"}
    return {"id": number, "version": 1, "url": "#", "name": name, "meta": meta, "cells": cells}


VIEWS = [
    {"label": "Mina", "url": "#", "count": 14, "current": True},
    {"label": "Hela enheten", "url": "#", "count": 38},
    {"label": "Försenade", "url": "#", "count": 5},
    {"label": "Inför mötet 20 nov", "url": "#", "count": 7},
]
COLUMN_NAMES = (
    "Steg",
    "Motpart och telefon",
    "Senaste kontakt",
    "Nästa steg",
    "Datum",
    "Därför på listan",
    "Handläggare",
    "Stadsdel",
)
CHOOSER = {
    "shown": 7,
    "total": 12,
    "url": "/columns/",
    "note": "Namn visas alltid. Valet sparas i vyn Mina.",
    "columns": [{"key": f"c{n}", "label": name, "shown": n < 6} for n, name in enumerate(COLUMN_NAMES)],
}


class FilterForm(forms.Form):
    """What the list can be filtered by."""

    stage = forms.ChoiceField(label="Steg", choices=[("", "Alla"), ("offered", "Erbjuden")], required=False)
    due_before = forms.DateField(label="Senast", widget=DateInput, required=False)


def filters() -> dict[str, Any]:
    """One chosen filter."""
    return {
        "url": "/list/", "state": "14 personer. Sparat 10:44.", "live": True, "form": FilterForm(),
        "chosen": [{"label": "Handläggare: Bo Lindqvist", "remove_url": "#"}],
    }  # fmt: skip


MATRIX = {
    "caption": "Sekretess som gäller hos Polisen och stöd för att lämna ut",
    "corner": "Sekretess hos Polisen",
    "columns": [
        {"provision": "OSL 10:15 a", "name": "Brottsförebyggande", "short": "10:15 a, brottsförebyggande"},
        {"provision": "OSL 10:27", "name": "Generalklausulen", "short": "10:27, generalklausulen"},
        {"provision": "OSL 12:2", "name": "Samtycke", "short": "12:2, samtycke"},
    ],
    "rows": [
        {
            "secrecy": "OSL 35:1, om Leo själv",
            "applies": "Uppgift 1 och 2. Hemlig om det inte står klart att ingen skadas.",
            "cells": [
                {"state": "opens", "question": "Fråga 1 och 2"},
                {"state": "could_open", "question": "Fråga 3"},
                {"state": "not_given"},
            ],
        },
        {
            "secrecy": "OSL 18:2, underrättelser",
            "applies": "Uppgift 1. Hemlig om det inte står klart att arbetet inte skadas.",
            "cells": [
                {"state": "closed", "question": "Bara 21–40 kap."},
                {"state": "could_open", "needed": True, "question": "Fråga 3, inte besvarad"},
                {"state": "closed", "question": "Skyddar arbetet, inte Leo"},
            ],
        },
    ],
}
VERDICT = {
    "outcome": "needs_assessment",
    "summary": "Uppgift 2 kan lämnas ut med stöd av dina svar. Uppgift 1 väntar på fråga 3.",
    "left": "1 fråga kvar",
    "lines": [
        {"state": "ok", "heading": "OSL 35:1", "text": "10:15 a ger stöd enligt dina svar på fråga 1 och 2."},
        {
            "state": "open",
            "heading": "OSL 18:2",
            "text": "Bara 10:27 kan ge stöd. Svarar du nej på fråga 3 kan du lämna ut uppgift 2 men inte uppgift 1.",
        },
        {"state": "ok", "heading": "Skydd hos mottagaren", "text": "OSL 26:1 gäller där i högst 70 år."},
        {
            "state": "doubt",
            "heading": "Kontrollera med jurist",
            "text": "10:15 a är inte granskad i er organisation. Svaret blir därför aldrig starkare än så här.",
        },
    ],
    "version": "Regler i kraft 19 november 2026, version a41f7c",
}
STEPS = [
    {"name": "Uppgifter", "chosen": "2 valda", "done": True, "url": "#"},
    {"name": "Mottagare", "chosen": "Kvarnlunda", "done": True, "url": "#"},
    {"name": "Bedömning", "chosen": "2 av 3 frågor", "current": True},
    {"name": "Beslut"},
    {"name": "Kontrollera"},
]
YES_NO = [("yes", "Ja"), ("no", "Nej")]


class QuestionsForm(forms.Form):
    """Three legal questions with the facts they rest on."""

    q1 = forms.ChoiceField(
        label="1. Behövs uppgifterna för att förebygga eller förhindra brott?",
        choices=YES_NO,
        widget=InlineRadios,
    )
    f1 = forms.CharField(label="Fakta du bygger på", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    q2 = forms.ChoiceField(
        label="2. Väger skälen för att hålla uppgifterna hemliga tyngre?", choices=YES_NO, widget=InlineRadios
    )
    f2 = forms.CharField(label="Fakta du bygger på", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    q3 = forms.ChoiceField(
        label="3. Är det uppenbart att det är viktigare att lämna uppgift 1 än att hålla underrättelsen hemlig?",
        help_text="”Uppenbart” betyder att saken är klar utan närmare utredning.",
        choices=YES_NO,
        widget=InlineRadios,
    )
    f3 = forms.CharField(label="Fakta du bygger på", widget=forms.Textarea(attrs={"rows": 2}), required=False)


class RegisterForm(forms.Form):
    """What happens with something received."""

    diary = forms.CharField(label="Eget diarienummer", error_messages={"required": "Ange eget diarienummer."})
    received = forms.DateTimeField(label="Mottaget", widget=DateTimeInput)
    outcome = forms.ChoiceField(
        label="Vad ska hända med uppgiften?",
        choices=[("file", "Lägg i en akt"), ("none", "Inte aktuell hos oss"), ("wrong", "Fel mottagare")],
        widget=Outcomes(
            consequences={
                "file": "En träff på personnumret. Kontrollera att det är rätt person.",
                "none": "Ingen akt. Uppgiften gallras enligt diarieregeln. Polisen ser bara att den är mottagen.",
                "wrong": "Stängs för er direkt. Ni och avsändaren ska bedöma det som en personuppgiftsincident inom 72 timmar.",
            },
            opens={"file": ("same",)},
        ),
    )
    same = forms.BooleanField(label="Jag har kontrollerat att det är samma person", required=False)


class AcuteForm(forms.Form):
    """Five questions on a phone at night."""

    to = forms.ChoiceField(
        label="Till vem?",
        choices=[("petra", "Petra Olin, socialjouren"), ("other", "Någon annan")],
        widget=Chips(kinds={"petra": "social_services"}),
    )
    about = forms.CharField(label="Om vem?")
    what = forms.CharField(label="Vad sa du?", widget=forms.Textarea(attrs={"rows": 3}))
    why = forms.ChoiceField(
        label="Varför kunde det inte vänta?",
        choices=[("life", "Fara för liv eller hälsa"), ("child", "Barn far illa"), ("other", "Annat")],
        widget=Chips,
    )
    when = forms.ChoiceField(
        label="När sa du det?",
        choices=[("now", "Nyss"), ("2338", "23:38"), ("other", "Annan tid")],
        help_text="Antecknas nu: onsdag 18 november 23:41",
        widget=Chips,
    )


class EverythingForm(forms.Form):
    """One of each field."""

    name = forms.CharField(label="Namn", help_text="Som det står i folkbokföringen.")
    day = forms.DateField(
        label="Nästa datum",
        widget=DateInput,
        error_messages={"invalid": "Skriv ett datum, till exempel 2026-11-27."},
    )
    age = forms.IntegerField(label="Ålder", required=False)
    unit = forms.ChoiceField(label="Enhet", choices=[("kvl", "Kvarnlunda"), ("hms", "Hamnskogen")])
    roles = forms.MultipleChoiceField(
        label="Roll i händelsen",
        choices=[("to", "Hot mot"), ("from", "Hot från"), ("used", "Utnyttjad av andra")],
        widget=forms.CheckboxSelectMultiple,
    )
    told = forms.ChoiceField(label="Är personen informerad?", choices=YES_NO, widget=forms.RadioSelect)
    note = forms.CharField(label="Anteckning", widget=forms.Textarea, required=False)
    picture = forms.FileField(label="Bilaga", required=False)
    sure = forms.BooleanField(label="Jag har kontrollerat att det är samma person")


INBOX = [
    {
        "authority": POLICE,
        "when": "08:46",
        "url": "#",
        "title": "Oro för Noel Askdal, 16 år",
        "text": "SoL 19:1, ska anmälas",
        "tag": "Barn, skyddsbedömning i dag",
        "tone": "late",
        "current": True,
    },  # noqa: E501
    {
        "authority": PROBATION,
        "when": "i går 15:12",
        "url": "#",
        "title": "Frigivning 22 december",
        "text": "Simon Ekrot, 28 år",
    },
    {
        "authority": EXIT,
        "when": "i går 11:30",
        "url": "#",
        "title": "Rättelse: ny kontaktperson",
        "text": "Melker Ostvall, 26 år",
    },
]
RECEIVED_FACTS = [
    {"key": "Stöd", "value": "SoL 19:1 (ska anmälas) genom OSL 10:28"},
    {"key": "Sekretess hos oss", "value": "OSL 26:1"},
    {"key": "Källa och uppgift", "value": "Iakttagelse av polis. Citatet är Noels ord."},
    {"key": "Informera", "value": "Polisen ber att vårdnadshavaren inte informeras före er skyddsbedömning."},
]
CHECK = [
    {"key": "Om vem", "value": "Leo Tornfeldt, 19 år vid utlämnandet"},
    {
        "key": "Till",
        "authority": {"kind": "social_services", "label": "Socialtjänsten Kvarnlunda"},
        "value": "Amina Karlberg, handläggare",
        "change_url": "#",
    },
    {
        "key": "Uppgifter",
        "value": ["1. Hot mot Leo, 16 november", "2. Vill lämna, 12 november"],
        "change_url": "#",
    },
    {
        "key": "Stöd för att lämna ut",
        "value": ["OSL 10:27 för 18:2.", "OSL 10:15 a för 35:1."],
        "tag": "Kontrollera med jurist",
        "tone": "warn",
        "change_url": "#",
    },
    {"key": "Beslut", "value": "Lämnas ut i sin helhet", "strong": True, "change_url": "#"},
]
AGENDA = [
    {"name": "Alva Strandlöv", "why": "Beslut försenat", "url": "#", "done": True},
    {"name": "Tarek Solvinge", "why": "Förnyat följande", "url": "#", "done": True},
    {"name": "Leo Tornfeldt", "why": "Tackat ja i går", "url": "#", "current": True},
    {"name": "Hugo Fjelner", "why": "Ny uppgift", "url": "#"},
]
SAID = [
    {"id": 1, "url": "/said/1/", "version": 1, "state": "said", "stamp": "Sagt 09:21", "title": "Leo har tackat ja till stöd",
     "text": "Bekräftat i telefon 19 november. Vill inte att familjen får veta än.", "receivers": [POLICE, PROBATION], "ground": "Stöd: samtycke 19 november"},
    {"id": 2, "url": "/said/2/", "version": 1, "state": "", "title": "Behovsutredningen börjar 24 november",
     "text": "Besök två och två, inte i hemmet.", "receivers": [POLICE, PROBATION], "ground": "Stöd: samtycke 19 november"},
    {"id": 3, "url": "/said/3/", "version": 1, "state": "not_said", "title": "Är rädd att bli tillfrågad om ett uppdrag på fredag",
     "text": "Han har inte sagt av vem.", "receivers": [POLICE], "ground": "Stöd: OSL 10:18 a"},
]  # fmt: skip
ATTENDANCE = [
    {"authority": SOCIAL, "text": "Amina Karlberg", "aside": "du", "aside_tone": "quiet"},
    {"authority": POLICE, "text": "Bo Lindqvist", "aside": "Inne", "aside_tone": "ok"},
    {"authority": PROBATION, "text": "Disa Åkerholm", "aside": "Inne", "aside_tone": "ok"},
    {"authority": EXIT, "text": "Kim Sundelius", "aside": "Ute", "aside_tone": "quiet"},
]
COMMITMENTS = [
    {"title": "Behovsutredning påbörjad", "text": "Amina Karlberg", "aside": "tisdag 24 nov"},
    {
        "title": "Tillfälligt boende, förlängning prövad",
        "text": "Petra Olin, socialjouren",
        "aside": "måndag 23 nov",
    },
]
SHARED = {
    "name": "Leo Tornfeldt",
    "lead": "Samråd Kvarnlunda, fredag 20 november 2026, 09:00–10:30",
    "present": [
        {"authority": a, "person": p} for a, p in ((SOCIAL, "Amina Karlberg"), (POLICE, "Bo Lindqvist"))
    ],
    "facts": [{"label": "Nästa möte", "value": "27 november 09:00"}, {"label": "Person", "value": "3 av 7"}],
    "back_url": "#",
}
FIGURES = [
    {
        "number": "34",
        "sentence": "personer har föreslagits och godkänts att följas.",
        "counted_by": "Polisen",
    },
    {"number": "27", "sentence": "har fått minst ett erbjudande om stöd.", "counted_by": "socialtjänsten"},
    {
        "number": "11",
        "sentence": "har tackat ja, fyra av tio av de erbjudna.",
        "counted_by": "socialtjänsten",
    },
    {
        "number": "1–4",
        "sentence": "har flyttats med stöd. Talet är för litet för att visas.",
        "counted_by": "avhopparenheten",
    },
    {
        "number": "4 dagar",
        "sentence": "från önskan att lämna till första insats, median.",
        "counted_by": "socialtjänsten",
    },
]
FEW = {"text": "1–4", "suppressed": True}
HIDDEN = {"text": "dold", "suppressed": True}
TABLE = {
    "caption": "Stadsdelarna, januari–oktober 2026",
    "columns": [{"label": "Stadsdel"}, *({"label": label, "number": True} for label in ("Identifierade", "Erbjudna", "Tackat ja", "Avslutade"))],
    "rows": [
        ["Björkgärdet", 7, 6, FEW, FEW], ["Hamnskogen", 9, 7, FEW, HIDDEN], ["Kvarnlunda", 10, 8, 5, 5],
        ["Stenbrodal", 8, 6, FEW, FEW], ["Åsvreten", 0, 0, 0, 0],
    ],
    "total": ["Hela staden", 34, 27, 11, 17],
}  # fmt: skip
CHART = {
    "heading": "Väntan på första erbjudandet har halverats",
    "lead": "Dagar från förslag till första erbjudande, median per kvartal. Varje punkt bygger på minst 5 personer.",
    "column": "Kvartal",
    "unit": "dagar",
    "points": [
        ("K1 25", 19),
        ("K2 25", 17),
        ("K3 25", 18),
        ("K4 25", None),
        ("K1 26", 13),
        ("K2 26", 11),
        ("K3 26", 9),
    ],
}
CONFLICT = {
    "label": "Nästa steg", "name": "next_step", "url": "/merge/", "version": 4, "cancel_url": "#", "kept": [("field", "next_step")],
    "theirs": {"who": "Eva Brolin", "when": "10:41", "text": "Pröva om han kan informeras efter mötet"},
    "mine": {"when": "10:44", "text": "Ring frivården innan han informeras"},
}  # fmt: skip
PREVIEW = {
    "caption": "Raderna i listan.xlsx",
    "columns": ["Namn", "Personnummer", "Handläggare"],
    "rows": [
        {"number": 2, "state": "new", "values": ["Leo Tornfeldt", "20070314-2380", "Bo Lindqvist"]},
        {"number": 3, "state": "error", "reasons": ["B3: ”2007-13-14” är inte ett personnummer. Skriv ÅÅÅÅMMDD-NNNN."], "values": ["Isak Moreau", "2007-13-14", ""]},
        {"number": 4, "state": "duplicate", "reasons": ["Liknar Filip Grahnell, född 2004: namnet låter likadant."], "values": ["Philip Granell", "", "Bo Lindqvist"],
         "choices": [("skip", "Hoppa över"), ("add", "Lägg till ändå")], "chosen": "skip"},
        {"number": 5, "state": "gone", "reasons": ["Finns hos er men inte i filen. Föreslås till omprövning."], "values": ["Adam Kesselby", "", ""]},
    ],
}  # fmt: skip
SHEET = {
    "authority": SOCIAL, "unit": "Kvarnlunda", "number": "SO-2026-0117-S1", "title": "Samtycke till samarbete",
    "about": "Gäller Leo Tornfeldt, 20070314-2380.",
    "aloud": ["Vi vill berätta för Polisen och Frivården att du har tackat ja till stöd.", "Du väljer själv. Du får stöd även om du säger nej."],
    "rows": [{"key": "Vad vi berättar", "value": "Att du har tackat ja, och när utredningen börjar"}, {"key": "För vem", "value": "Polisen Vidhamn Nord, Frivården"}, {"key": "Till och med", "value": "2027-02-28"}],
    "signatures": ["Namn", "Ort och datum", "Handläggare"],
}  # fmt: skip


def everything() -> dict[str, Any]:
    """The context of the gallery and of every mock page."""
    failed = EverythingForm({"name": "Leo", "day": "i morgon"})
    register = RegisterForm(
        initial={
            "diary": "KVL 2026/0884",
            "received": datetime(2026, 11, 19, 8, 46),
            "outcome": "file",
            "same": True,
        }
    )
    questions = QuestionsForm(
        initial={
            "q1": "yes",
            "q2": "no",
            "f1": "Skuld och hot enligt uppgift 16 november. Leo sa 12 november att han vill lämna.",
        }
    )
    acute = AcuteForm(
        initial={
            "to": "petra",
            "about": "Leo Tornfeldt, 19 år, PO-2026-0311",
            "what": "Vill bort i natt.",
            "why": "life",
            "when": "2338",
        }
    )
    return {
        "today": TODAY, "person": PERSON, "step": STEP, "timeline": TIMELINE, "plan": PLAN, "threats": THREATS,
        "counterparts": COUNTERPARTS, "groups": GROUPS, "grid": grid(), "views": VIEWS, "filters": filters(),
        "chooser": CHOOSER, "matrix": MATRIX, "verdict": VERDICT, "steps": STEPS, "inbox": INBOX, "check": CHECK,
        "received": RECEIVED_FACTS, "agenda": AGENDA, "said": SAID, "attendance": ATTENDANCE, "commitments": COMMITMENTS,
        "shared": SHARED, "figures": FIGURES, "table": TABLE, "chart": CHART, "conflict": CONFLICT, "preview": PREVIEW,
        "sheet": SHEET, "empty_form": EverythingForm(), "failed_form": failed, "register": register,
        "questions": questions, "acute": acute, "authorities": [POLICE, SOCIAL, PROBATION, EXIT, SCHOOL],
    }  # fmt: skip
