"""A disclosure in words: what the check page, the record and the receipts say."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trefas.authorities.models import RoomKind, Unit
from trefas.authorities.roles import ROLES
from trefas.disclosures import items
from trefas.disclosures.assessing import age_of, grounds
from trefas.disclosures.language import said
from trefas.disclosures.ledger import citation
from trefas.disclosures.models import Assessment, Receipt
from trefas.law import RECORD_FIELDS, RULEBOOK, Answer
from trefas.law.words import CATEGORIES, PURPOSES
from trefas.rooms.entry import Acting
from trefas.web.dates import clock, full_date
from trefas.web.law_view import sentence, short
from trefas.web.shell import HUES

STATES = {
    "posted": "warn", "sent": "warn", "registered": "ok", "withdrawing": "warn", "withdrawn": "",
    "wrong_receiver": "late", "refused": "late",
}  # fmt: skip


def decision(code: str) -> str:
    """Return a decision in words."""
    words = {"given": _("Disclosed in full"), "partly": _("Disclosed in part"), "refused": _("Not disclosed")}
    return words.get(code, "")


def lead(row: Assessment, receiver: Unit) -> str:
    """Return the line under the heading."""
    if row.told_at:
        told = {"day": full_date(row.told_at), "time": clock(row.told_at), "unit": receiver.name}
        return _("Told orally %(day)s %(time)s to %(unit)s. Now assess it fully.") % told
    return _("To %(unit)s. One occasion, one receiver.") % {"unit": receiver.name}


def about(row: Assessment, receiver: Unit, on: date) -> str:
    """Return whom it is about and to whom it goes."""
    day = row.decided_at.date() if row.decided_at else on
    age = age_of(row.person, day)
    years = ngettext("%(age)s year", "%(age)s years", age) % {"age": age} if age is not None else ""
    name = ", ".join(part for part in (row.person.name, years) if part)
    return _("%(name)s. To %(unit)s.") % {"name": name, "unit": receiver.name}


def item_rows(row: Assessment) -> list[dict[str, Any]]:
    """Return the chosen items with the categories that decide what protects them."""
    return [
        {
            "title": f"{number}. {item.get('title') or item['kind']}",
            "text": sentence(", ".join(said(CATEGORIES[one]) for one in item["categories"] if one in CATEGORIES)),
        }
        for number, item in enumerate(row.items, start=1)
    ]  # fmt: skip


def seen_rows(row: Assessment, withheld: Iterable[str]) -> list[dict[str, Any]]:
    """Return the items as the receiver will see them."""
    back, found = set(withheld), []
    kept = items.restricted(row.room_id, row.person_id)
    for kind in sorted({item["kind"] for item in row.items}):
        ids = [uuid.UUID(item["id"]) for item in row.items if item["kind"] == kind and item["id"] not in back]
        found += items.described(row.room_id, row.person_id, kind, ids, kept=kept) if ids else []
    return [{"title": item.title, "text": item.text} for item in found]


def check_rows(
    row: Assessment, receiver: Unit, answer: Answer, prepared: Mapping[str, Any], by: Acting, on: date
) -> list[dict[str, Any]]:
    """Return what is about to be signed, line by line, each with where it is changed."""
    change_answer, change_words = (reverse(name, args=[row.pk]) for name in ("disclosure_assess", "disclosure_decide"))
    words: Mapping[str, str] = prepared["words"]
    uncertain = [key for key in answer.weighed if key.status == "opens" and not key.certain]
    return [
        {"key": _("About whom"), "value": _aged(row, on)},
        {"key": _("To"), "value": _told_to(row), "authority": {"kind": hue(receiver), "label": receiver.name}},
        {"key": _("Items"), "value": [item["title"] for item in item_rows(row)]},
        {"key": _("On whose initiative"), "value": _("The receiver's") if row.requested else _("Our own")},
        {"key": _("Purpose"), "value": sentence(said(PURPOSES[row.purpose]))},
        {"key": _("Secrecy that applies"), "value": [short(lock.lock) for lock in answer.locks] or _("None")},
        {
            "key": _("Support for disclosing"), "value": _support(row, answer), "change_url": change_answer,
            **({"tag": _("Check with a lawyer"), "tone": "warn"} if uncertain else {}),
        },
        {"key": _("Protection at the receiver"), "value": _protection(answer)},
        *(
            {"key": label, "value": words[name], "change_url": change_words}
            for name, label in _free() if words.get(name)
        ),
        {"key": _("Decision"), "value": decision(prepared["decision"]), "strong": True, "change_url": change_words},
        {"key": _("Decides"), "value": by.name},
    ]  # fmt: skip


def _said(words: Mapping[str, str], change_url: str) -> list[dict[str, Any]]:
    given = [(name, label) for name, label in _free() if words.get(name)]
    return [{"key": label, "value": words[name], "change_url": change_url} for name, label in given]


def _free() -> list[tuple[str, str]]:
    return [
        ("necessity", _("Tested against brottsdatalagen 2:22")),
        ("child", _("The child's best interests and view")),
        ("third_persons", _("Other people in the text")),
        ("person_informed", _("Is the person informed")),
        ("message", _("Message to the receiver")),
        ("outcome", _("Reason")),
    ]


def _aged(row: Assessment, on: date) -> str:
    age = age_of(row.person, on)
    if age is None:
        return str(row.person.name)
    text = ngettext("%(name)s, %(age)s year at the disclosure", "%(name)s, %(age)s years at the disclosure", age)
    return text % {"name": row.person.name, "age": age}


def _told_to(row: Assessment) -> list[str]:
    return [one for one in [(row.oral or {}).get("told_to", "")] if one]


def hue(unit: Unit) -> str:
    """Return the hue of a unit's authority."""
    return HUES.get(RoomKind(unit.branch.kind), "other")


def _support(row: Assessment, answer: Answer) -> list[str]:
    notes = (row.facts or {}).get("notes", {})
    lines = []
    for rule in grounds(answer):
        facts = [text for name, text in notes.items() if name.startswith(f"{rule}.") and text]
        lines.append(f"{short(RULEBOOK.keys[rule])}. {' '.join(facts)}".strip())
    if not lines and row.told_at and answer.locks:
        return [_("Necessity, %(provision)s. The lawyer looks at it.") % {"provision": citation("BrB-24-4")}]
    return lines or [_("None is needed")]


def _protection(answer: Answer) -> list[str]:
    rules = [short(RULEBOOK.locks[one]) if one in RULEBOOK.locks else one for one in answer.receiver.protected_by]
    return rules + ([said(answer.receiver.warning)] if answer.receiver.warning else [])


def record_rows(row: Assessment, receiver: Unit) -> list[dict[str, Any]]:
    """Return the whole record: the 22 fields of the law package, those that were not called for left out."""
    record = row.record or {}
    labels = {field.id: said(field.label) for field in RECORD_FIELDS}
    rows = [{"key": _("Decision"), "value": decision(row.decision), "strong": True}]
    rows += [
        {"key": labels[name], "value": _plain(name, record[name], receiver)}
        for name in labels
        if name in record and record[name] not in (None, "", [], {})
    ]
    return [
        *rows,
        *({"key": label, "value": record[name]} for name, label in _free() if name in record and name not in labels),
    ]


def _plain(name: str, value: Any, receiver: Unit) -> list[str]:
    if name == "information":
        return [item.get("title") or item["kind"] for item in value["items"] if item["given"]]
    if name == "receiver":
        return [value["authority"], receiver.name, value["officer"]]
    if name == "outcome" and isinstance(value, dict):
        return [decision(value["decision"]), value.get("words", "")]
    if name in ("time", "sender", "persons", "initiative", "form", "log"):
        return _known(name, value)
    if name in ("secrecy", "ground", "harm_test", "protection_at_receiver"):
        return _rules(value)
    if isinstance(value, Mapping):
        return [f"{one}" for one in value.values() if one not in (None, "", [])]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _known(name: str, value: Any) -> list[str]:
    """Return what the system itself filled in, in words."""
    if name == "time":
        at = datetime.fromisoformat(value)
        return [f"{full_date(at)} {clock(at)}"]
    if name == "form":
        return [_("Orally") if value == "oral" else _("In the system")]
    if name == "sender":
        return [value["officer"], str(ROLES[value["role"]].name), value["unit"], value["authority"]]
    if name == "persons":
        age = ngettext("%(age)s year", "%(age)s years", value["age"] or 0) % {"age": value["age"]}
        return ([age] if value["age"] is not None else []) + ([_("A child")] if value["child"] else [])
    if name == "initiative":
        asked = _("The receiver's") if value["requested"] else _("Our own")
        return [asked, sentence(said(PURPOSES[value["purpose"]]))]
    return [value["assessment"], _("Rules %(version)s") % {"version": value["rulebook"]}]


def _rules(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [*(citation(one) for one in value.get("rules", [])), value.get("warning", "")]
    return [_rule(one) for one in value]


def _rule(one: Any) -> str:
    if isinstance(one, str):
        return citation(one)
    if "words" in one:
        return str(one["words"])
    if "secrecy" in one:
        found = _("applies") if one["holds"] else _("tested: no harm")
        return f"{citation(one['secrecy'])}: {found}. {one.get('why', '')}".strip()
    facts = [condition["fact"] for condition in one["conditions"] if condition["fact"]]
    return f"{one['citation']}. {' '.join(facts)}".strip()


def state_words() -> dict[str, str]:
    """Return how a receipt stands, in words. `posted` = on its way to another installation."""
    return {
        "posted": _("Sent, has not arrived yet"), "sent": _("Waits to be registered"),
        "registered": _("Received"), "withdrawing": _("Asked back, waits for the answer"),
        "withdrawn": _("Taken back"), "wrong_receiver": _("Wrong receiver"), "refused": _("Could not be delivered"),
    }  # fmt: skip


def receipt_rows(receipts: Sequence[Receipt]) -> list[dict[str, Any]]:
    """Return the receipts: when, what state, and the digest that both sides keep."""
    words = state_words()
    return [
        {
            "title": _("Disclosure") if number == 0 else _("Correction"), "aside": full_date(one.at),
            "tag": words.get(one.state, one.state), "tone": STATES.get(one.state, ""),
            "text": _("Receipt %(digest)s") % {"digest": one.digest[:16]},
            **({"url": reverse("receipt", args=[one.envelope])} if one.statement else {}),
        }
        for number, one in enumerate(receipts)
    ]  # fmt: skip
