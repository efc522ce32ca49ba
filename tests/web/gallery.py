"""Invented data for every component, in a fictional city: what the gallery and the mock pages show."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.web.gallery_forms import AcuteForm, EverythingForm, FilterForm, QuestionsForm, RegisterForm
from trefas.web.dates import due_cell

TODAY = date(2026, 11, 19)
DATA = tomllib.loads((Path(__file__).parent / "gallery.toml").read_text(encoding="utf-8"))
MENU = ["Arbetslista", "Listan", "Mottaget", "Möten", "Lämna ut", "Uppföljning"]
PAGER = {"text": "51–100 av 412", "previous_url": "#", "next_url": "#"}
PICKS = {
    "periods": [("2025", "Hela 2025"), ("2026", "Januari–oktober 2026")],
    "kinds": [("", "Allt, 23 poster"), ("fact", "Fakta, 14 poster")],
}
COLUMNS = [
    {"label": "Namn"},
    {"label": "Steg"},
    {"label": "Motpart"},
    {"label": "Senaste kontakt"},
    {"label": "Nästa steg", "editable": True},
    {"label": "Datum", "editable": True, "sorted": "ascending", "sort_url": "#"},
    {"label": "Därför på listan"},
]


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


def grid() -> dict[str, Any]:
    """Listan, with one conflict."""
    rows = [_row(number, person) for number, person in enumerate(DATA["people"])]
    foot = "7 av 7 personer. Fyra sista siffrorna i personnummer visas i akten."
    return {"caption": "Listan, Mina", "columns": COLUMNS, "rows": rows, "foot": foot}


def _row(number: int, person: list[Any]) -> dict[str, Any]:
    name, meta, stage, since, who, authority, phone, contact, how, step, day, why = person
    cells = [
        {"text": stage, "meta": since, "phone": "stage"},
        {"text": who, "authority": authority, "phone_number": phone, "phone": "counterpart", "quiet": not authority},
        {"text": contact, "meta": how},
        _editable(number, "next_step", "Nästa steg", text=step, value=step, phone="next"),
        _editable(number, "next_date", "Datum", **_date(day), phone="date"),
        {"text": why},
    ]
    if number == 4:
        cells[3]["conflict"] = {"who": "Eva Brolin", "when": "10:41", "url": "#"}
    return {"id": number, "version": 1, "url": "#", "name": name, "meta": meta, "cells": cells}


def _date(day: date) -> dict[str, Any]:
    words = due_cell(day, TODAY)
    return {"text": words.text, "meta": words.note, "tone": words.tone, "value": day.isoformat(), "kind": "date"}


def _editable(number: int, field: str, label: str, **cell: Any) -> dict[str, Any]:
    urls = {"save_url": f"/save/{number}/", "edit_url": f"?edit={number}.{field}"}
    return {"field": field, "label": label, **urls, **cell}


def filters() -> dict[str, Any]:
    """One chosen filter."""
    chosen = [{"label": "Handläggare: Bo Lindqvist", "remove_url": "#"}]
    state = "14 personer. Sparat 10:44."
    return {"url": "/list/", "state": state, "live": True, "form": FilterForm(), "chosen": chosen}


def chart() -> dict[str, Any]:
    """A line with one suppressed point."""
    points = [(name, value if value != "" else None) for name, value in DATA["chart"]["points"]]
    return {**DATA["chart"], "points": points}


def filled() -> dict[str, Any]:
    """Forms as they look when somebody has begun to answer."""
    facts = "Skuld och hot enligt uppgift 16 november. Leo sa 12 november att han vill lämna."
    received = datetime.fromisoformat("2026-11-19T08:46")
    told = {"to": "petra", "about": "Leo Tornfeldt, 19 år, PO-2026-0311", "what": "Vill bort i natt."}
    return {
        "register": RegisterForm(initial={"diary": "KVL 2026/0884", "received": received, "outcome": "file"}),
        "questions": QuestionsForm(initial={"q1": "yes", "q2": "no", "f1": facts}),
        "acute": AcuteForm(initial={**told, "why": "life", "when": "2338"}),
    }


def everything() -> dict[str, Any]:
    """The context of the gallery and of every mock page."""
    forms = {
        "empty_form": EverythingForm(auto_id="empty_%s"),
        "failed_form": EverythingForm({"name": "Leo"}),
        **filled(),
    }
    return {
        **DATA,
        "today": TODAY,
        "grid": grid(),
        "filters": filters(),
        "pager": PAGER,
        **PICKS,
        "chart": chart(),
        **forms,
    }
