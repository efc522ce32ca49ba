"""An answer of the law package as pages show it: matrix, questions and verdict. The rules themselves stand in `law`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trefas.disclosures.assessing import CONSENT_ALONE, CONSENT_KEY
from trefas.disclosures.language import said
from trefas.law import RULEBOOK, Answer, KeyAnswer, Provision
from trefas.web.dates import full_date

# Tried first, when they apply: duties, the specific provision, the wide ones, consent. The rest is one click away.
TRIED_FIRST = ("SoL-19-1", "SoL-20-6", "2025:170-5", "OSL-10-18a", "OSL-10-15a", "OSL-10-27", CONSENT_KEY, "OSL-10-2")
MOST_COLUMNS = 4


@dataclass(frozen=True)
class Asked:
    """A question on the page: `name` of its field, `keys` whose condition it settles."""

    number: int
    name: str
    condition: str
    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """An answer with what the page shows of it: some provisions as columns, and the questions they ask."""

    answer: Answer
    columns: tuple[KeyAnswer, ...]
    others: tuple[KeyAnswer, ...]
    questions: tuple[Asked, ...] = field(default=())

    @property
    def waiting(self) -> tuple[Asked, ...]:
        """The questions that nobody has answered."""
        return tuple(one for one in self.questions if answer_to(self.answer, one) is None)


def sentence(text: str) -> str:
    """Return a text with a capital first."""
    return text[:1].upper() + text[1:]


def short(rule: Provision) -> str:
    """Return a citation as it is said: OSL 10 kap. 15 a § is OSL 10:15 a."""
    return re.sub(r"\s+", " ", re.sub(r" kap\. ", ":", rule.citation).replace("§", "")).strip()


def view_of(answer: Answer, facts: Mapping[str, Any], tried: Sequence[str] = (), *, ask_consent: bool = False) -> View:
    """Choose the provisions to show: those tried or answered, else the usual ones that apply.

    `ask_consent`: of nobody in particular no consent is recorded, so its questions are asked as the others are.
    """
    answered = {rule for rule, said_ in facts.items() if said_ and set(said_) - CONSENT_ALONE}
    usable = [key for key in answer.weighed if key.status != "closed" or key.failed == "condition"]
    by_id = {key.key.id: key for key in usable}
    wanted = [rule for rule in by_id if rule in answered or rule in tried]
    wanted += [rule for rule in TRIED_FIRST if rule in by_id and rule not in wanted]
    shown = wanted[: max(MOST_COLUMNS, sum(rule in answered or rule in tried for rule in wanted))]
    columns = tuple(key for key in usable if key.key.id in shown)
    others = tuple(key for key in usable if key.key.id not in shown and key.status != "closed")
    return View(answer, columns, others, tuple(_questions(columns, ask_consent)))


def _questions(columns: Iterable[KeyAnswer], ask_consent: bool) -> Iterable[Asked]:
    found: dict[tuple[str, str], list[str]] = {}
    for key in columns:
        for one in key.conditions:
            known = one.condition.id in CONSENT_ALONE or key_without_consent(key)
            if key.key.id == CONSENT_KEY and known and not ask_consent:
                continue
            found.setdefault((one.condition.id, said(one.condition.text)), []).append(key.key.id)
    names: dict[str, int] = {}
    for number, ((condition, text), keys) in enumerate(found.items(), start=1):
        names[condition] = names.get(condition, 0) + 1
        name = condition if names[condition] == 1 else f"{condition}-{names[condition]}"
        yield Asked(number, name, condition, text, tuple(keys))


def key_without_consent(key: KeyAnswer) -> bool:
    """Return whether it is consent, and nobody has consented."""
    given = {one.condition.id: one.answer for one in key.conditions}
    return key.key.id == CONSENT_KEY and given.get("consent_given") is False


def answer_to(answer: Answer, asked: Asked) -> bool | str | None:
    """Return what was answered to a question, None when nothing was."""
    for key in answer.weighed:
        if key.key.id in asked.keys:
            for one in key.conditions:
                if one.condition.id == asked.condition and not one.open:
                    return one.answer
    return None


def matrix(view: View, holder: str) -> dict[str, Any]:
    """Return the support matrix: secrecy by row, provisions by column."""
    return {
        "caption": _("Secrecy that applies, and support for disclosing"),
        "corner": _("Secrecy at %(holder)s") % {"holder": holder},
        "columns": [
            {"provision": short(key.key), "name": _effect(key), "short": short(key.key)} for key in view.columns
        ],
        "rows": [
            {
                "secrecy": short(lock.lock),
                "applies": said(lock.lock.explanation),
                "cells": [_cell(lock.lock.id, key, view) for key in view.columns],
            }
            for lock in view.answer.locks
        ],
    }


def _effect(key: KeyAnswer) -> str:
    """Return the short name that the provision goes by, else whether it lets or obliges."""
    known = {
        CONSENT_KEY: _("Consent"),
        "OSL-10-15a": _("Crime prevention"),
        "OSL-10-27": _("The general clause"),
        "OSL-10-2": _("Own work"),
        "OSL-10-18a": _("Under 21, risk of crime"),
        "SoL-19-1": _("Concern about a child"),
        "polislagen-6": _("Police co-operation"),
    }
    return known.get(key.key.id) or (_("Duty to tell") if key.key.effect == "shall" else _("Leave to tell"))


def _cell(lock: str, key: KeyAnswer, view: View) -> dict[str, Any]:
    if lock not in key.key.opens:
        return {"state": "closed", "question": ""}
    if key_without_consent(key):
        return {"state": "not_given"}
    opened_by = next(one.opened_by for one in view.answer.locks if one.lock.id == lock)
    opens = {one.key.id for one in view.answer.weighed if one.status == "opens"}
    needed = key.status == "could_open" and not opens & set(opened_by)
    return {"state": key.status, "needed": needed, "question": _which(key, view)}


def _which(key: KeyAnswer, view: View) -> str:
    numbers = [str(one.number) for one in view.questions if key.key.id in one.keys]
    if not numbers:
        return ""
    text = ngettext("Question %(numbers)s", "Questions %(numbers)s", len(numbers)) % {"numbers": _and(numbers)}
    return text if key.status == "opens" else f"{text}, {_state(key)}"


def _state(key: KeyAnswer) -> str:
    return _("answered with no") if key.status == "closed" else _("not answered")


def _and(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def verdict(view: View, on: date, *, final: bool = False) -> dict[str, Any]:
    """Return the verdict with its reasons: each secrecy, the receiver's protection, doubts, what would change it."""
    answer = view.answer
    left = len(view.waiting)
    return {
        "outcome": answer.outcome,
        "summary": _summary(view),
        "lines": [*_locks(view), _receiver(answer), *_doubts(view)],
        "final": final,
        "version": _("Rules in force %(day)s, version %(version)s")
        % {"day": full_date(on), "version": answer.rulebook[:6]},
        "left": ngettext("%(left)s question left", "%(left)s questions left", left) % {"left": left} if left else "",
    }


def _summary(view: View) -> str:
    answer = view.answer
    if answer.nearest is not None:
        takes = " ".join(said(text) for text in answer.nearest.takes)
        return _("Nearest: %(rule)s. It takes: %(takes)s") % {"rule": short(answer.nearest.rule), "takes": takes}
    if "subject.age" in answer.missing:
        return _("The birth date is not known. Write it in the file first.")
    if answer.obliged:
        return _("The authority asked for it, so it shall be given unless it hinders your work (OSL 6:5).")
    return ""


def _locks(view: View) -> list[dict[str, Any]]:
    by_id = {key.key.id: key for key in view.answer.weighed}
    lines = []
    for lock in view.answer.locks:
        opening = [by_id[rule] for rule in lock.opened_by if by_id[rule].status == "opens"]
        could = [key for key in view.columns if key.key.id in lock.opened_by and key.status == "could_open"]
        lines.append({"heading": short(lock.lock), **_lock_text(opening, could, bool(lock.opened_by))})
    return lines


def _lock_text(opening: list[KeyAnswer], could: list[KeyAnswer], any_left: bool) -> dict[str, str]:
    if opening:
        rules = _and([short(key.key) for key in opening])
        return {"state": "ok", "text": _("%(rules)s gives support by your answers.") % {"rules": rules}}
    if could:
        rules = _and([short(key.key) for key in could])
        return {"state": "open", "text": _("Not opened yet. %(rules)s may give support.") % {"rules": rules}}
    if any_left:
        return {"state": "open", "text": _("Not opened yet. Try another support.")}
    return {"state": "no", "text": _("No provision gives support.")}


def _receiver(answer: Answer) -> dict[str, Any]:
    rules = [short(RULEBOOK.locks[rule]) if rule in RULEBOOK.locks else rule for rule in answer.receiver.protected_by]
    text = [_("%(rules)s applies there.") % {"rules": _and(rules)}] if rules else []
    if answer.receiver.warning:
        text.append(said(answer.receiver.warning))
    return {"state": "ok" if rules else "no", "heading": _("Protection at the receiver"), "text": text}


def _doubts(view: View) -> list[dict[str, Any]]:
    opening = [key for key in view.answer.weighed if key.status == "opens" and key.opens and not key.certain]
    if not opening:
        return []
    rules = _and([short(key.key) for key in opening])
    text = _("%(rules)s is not reviewed in your organisation. The answer is therefore never stronger than this.")
    return [{"state": "doubt", "heading": _("Check with a lawyer"), "text": text % {"rules": rules}}]
