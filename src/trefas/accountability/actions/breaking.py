"""Asking in an emergency, and the asking room's own review of it. The database answers (sql/breaking.sql)."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections
from django.utils.translation import gettext as _

from trefas.accountability.actions.beforehand import demand_words
from trefas.accountability.breaking_glass import TOLD, blocking, name_tokens, number_tokens, reviewers
from trefas.accountability.breaking_models import Break, BreakState, Emergency
from trefas.accountability.breaking_policy import may_ask, may_review
from trefas.audit.events import Event
from trefas.disclosures.actions.deciding import sender_of
from trefas.disclosures.days import next_working_day, today
from trefas.disclosures.models import ReceivedItem
from trefas.persons.search import find_by_number
from trefas.rooms import entry, envelopes, pairs
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.envelopes import Route
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room
from trefas.rooms.opening import open_rooms
from trefas.sheets.identity_numbers import IdentityNumber, read_identity_number
from trefas.sheets.names import parts_of

# What was asked about somebody who proved not to be known here (PBDL 4:2 for what no case holds; else our own).
KEPT_DAYS = 365
# Stand in the bodies of events for what only the holder's room knows (sql/breaking.sql).
ENVELOPE, PERSON = uuid.UUID(int=1), uuid.UUID(int=2)


@dataclass(frozen=True)
class Question:
    """About one person, by number or by name and birth year: what happens, and why it cannot wait."""

    emergency: str
    reason: str
    identity_number: str = ""
    name: str = ""
    birth_year: int | None = None


@action
def break_glass(*, by: Acting, question: Question, now: datetime) -> Break:
    """Ask for what may have been decided beforehand. Every question is kept and logged, whatever it leads to."""
    may_ask(by).demand()
    row = _asked(by, question, now)
    opened = _answer(row)
    for beforehand, sender in opened:
        _tell(row, question, beforehand, sender, by=by, now=now)
    row.refresh_from_db(fields=["state", "at", "closes_at", "envelopes"])
    ids = {"break": [row.pk], "envelope": row.envelopes, "person": [row.person_id] if row.person_id else []}
    entry.current().record(Event("break.answered", ids=ids, codes={"state": row.state}), room_id=row.room_id)
    return row


@action
def review_break(*, by: Acting, break_id: uuid.UUID, finding: str, words: str) -> Break:
    """Say what one finds of an emergency in which a colleague asked; until then nobody in her unit can ask again."""
    row = Break.objects.filter(room_id__in=open_rooms(), pk=break_id).first()
    if row is None:
        raise RefusedError(_("It is no longer there. Reload the page."))
    may_review(by, row.by_id).demand()
    demand_words(finding, words)
    row.words = words.strip() or None
    row.save(update_fields=["words"])
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT review_break(%s, %s)", [row.pk, finding])
        done = cursor.fetchone()[0]
    if not done:
        raise RefusedError(_("It has already been reviewed. Load the page again."))
    entry.current().record(Event("break.reviewed", ids={"break": [row.pk]}, codes={"finding": finding}))
    row.refresh_from_db(fields=["state", "reviewed_at", "reviewed_by", "finding"])
    return row


@action
def forget_questions(*, by: Acting, now: datetime) -> int:
    """Tie questions to whom they proved to be about; a year on, forget the words of those about nobody known here."""
    opened = Break.objects.filter(
        room_id__in=open_rooms(), person__isnull=True, state__in=(BreakState.OPEN, BreakState.REVIEWED)
    )
    linked = sum(_tie(row) for row in opened)
    old = Break.objects.filter(room_id__in=open_rooms(), person__isnull=True, at__lt=now - timedelta(days=KEPT_DAYS))
    forgotten = list(old.filter(tokens__len__gt=0))
    for row in forgotten:
        _forget(row)
    entry.current().record(Event("breaks.looked_over", counts={"tied": linked, "forgotten": len(forgotten)}))
    return len(forgotten)


def _forget(row: Break) -> None:
    row.reason, row.asked, row.words, row.tokens = None, None, None, []
    row.save(update_fields=["reason", "asked", "words", "tokens"])


def _tie(row: Break) -> int:
    """Tie a question to the person that what came was filed to, so that it goes where she goes."""
    filed = ReceivedItem.objects.filter(room_id=row.room_id, envelope_id__in=row.envelopes, person__isnull=False)
    person_id = filed.values_list("person_id", flat=True).first()
    return Break.objects.filter(room_id=row.room_id, pk=row.pk).update(person_id=person_id) if person_id else 0


def why_refused(row: Break, by: Acting) -> str:
    """Return what to do after a question that was not answered: the same words for everybody it may not be told to."""
    if row.state == BreakState.LIMITED:
        return _("Too many questions in an hour. Call the authority that may know.")
    waits = blocking(by)
    names = reviewers(by.room_id, waits.by_id)[:3] if waits else []
    who = ", ".join(names) or _("your manager")
    return _("The last one is not reviewed yet. Ask %(who)s to review it now; then you can ask again.") % {"who": who}


def _asked(by: Acting, question: Question, now: datetime) -> Break:
    if question.emergency not in Emergency.values or not question.reason.strip():
        raise RefusedError(_("Say what is happening, and why it cannot wait."))
    number = read_identity_number(question.identity_number, today(now)) if question.identity_number.strip() else None
    asked, tokens = _sought(by, question, number)
    known = find_by_number(by.room_id, number) if number else []
    return Break.objects.create(
        room_id=by.room_id, person=known[0] if known else None, unit_id=by.unit_id, by_id=by.user_id,
        emergency=question.emergency, reason=question.reason.strip(), asked=asked, tokens=tokens,
        by_name=number is None, at=now, review_on=next_working_day(today(now)),
    )  # fmt: skip


def _sought(by: Acting, question: Question, number: IdentityNumber | None) -> tuple[dict[str, str | int], list[str]]:
    """Return who is asked about, and the hashes of it; raises RefusedError when it names nobody."""
    if number is not None:
        if not number.number:
            raise RefusedError(_("That is no identity number. Write all twelve digits, or use name and birth year."))
        return {"identity_number": number.number}, number_tokens(by.unit_id, number.number)
    if len(parts_of(question.name)) < 2 or not question.birth_year:
        raise RefusedError(_("Write the identity number, or the whole name and the birth year."))
    asked: dict[str, str | int] = {"name": question.name.strip(), "birth_year": question.birth_year}
    return asked, name_tokens(by.unit_id, question.name, question.birth_year)


def _answer(row: Break) -> list[tuple[uuid.UUID, uuid.UUID]]:
    actor = entry.current().actor()
    unit, codes = {"unit": actor["unit"]}, {"emergency": row.emergency}
    own = Event("break.asked", ids={"break": [row.pk]}, codes=codes).body(actor)
    ids = {"break": [row.pk], "envelope": [ENVELOPE], "from_unit": [row.unit_id]}
    theirs = Event("break.opened", ids={**ids, "person": [PERSON]}, codes=codes).body(unit)
    around = Event("envelope.sent", ids={"envelope": [ENVELOPE], "to_unit": [row.unit_id]}).body(unit)
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT beforehand, sender FROM break_glass(%s, %s, %s, %s)", [row.pk, own, theirs, around])
        return list(cursor.fetchall())


def _tell(
    row: Break, question: Question, beforehand: uuid.UUID, sender: uuid.UUID, *, by: Acting, now: datetime
) -> None:
    """Seal who asked and why to the holder's room: the database has told it that, and by which unit, already."""
    told = {
        "type": "trefas-break-1", "break": str(row.pk), "emergency": row.emergency, "at": now.isoformat(),
        "reason": question.reason.strip(), "from": sender_of(by),
    }  # fmt: skip
    signed = envelopes.sign(told, entry.current().keys.private_keys(by.room_id), str(by.room_id), TOLD)
    holder = Room.objects.get(pk=sender)
    pairs.hold(holder)
    sealed = envelopes.seal(signed, holder.sealing_key, Route(row.pk, by.room_id, sender))
    body = Event("break.told", ids={"break": [row.pk], "beforehand": [beforehand]}).body({"unit": str(by.unit_id)})
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT tell_holder(%s, %s, %s, %s)", [row.pk, beforehand, sealed, body])
