"""The reasoning: which secrecy holds, which keys open it, and so what the answer is."""

from __future__ import annotations

from trefas.law.answer import Answer, KeyAnswer, LockAnswer, Outcome, Status
from trefas.law.book import RULEBOOK, Rulebook
from trefas.law.given import ConditionAnswer
from trefas.law.nearest import Nearest, find_nearest
from trefas.law.receiver import protection
from trefas.law.record import must_record
from trefas.law.request import Request
from trefas.law.requirements import NO_FACTS, answers, case_failures, counted_age
from trefas.law.routes import Route, closed_by, route_of
from trefas.law.rule import Key, Lock
from trefas.law.signatures import NOTHING_SIGNED, Signatures
from trefas.law.texts import Text
from trefas.law.words import AUTHORITIES, CATEGORIES, CONTACT_DETAILS_ALONE

DUTY_TO_ANSWER = "OSL-6-5"
VERIFY = Text(" Kontrollera med en jurist.", " Verify with a lawyer.")
MET = Text("Alla villkor är uppfyllda.", "All conditions are met.")
AGE_UNKNOWN = Text("Åldern saknas.", "The age is missing.")
AGE_AT_OFFENCE_UNKNOWN = Text("Åldern vid brottet saknas.", "The age at the offence is missing.")


def ask(request: Request, signed: Signatures = NOTHING_SIGNED, book: Rulebook = RULEBOOK) -> Answer:
    """The answer of `book` to `request`; a rule signed off in its present version is certain."""
    held = held_locks(request, book)
    held_ids = frozenset(lock.id for lock in held)
    route = route_of(book, signed, request)
    weighed = [_weigh(key, certain, request, held_ids, book) for key, certain in route.open]
    used = [key for key in weighed if key.status != "closed"]
    locks = tuple(LockAnswer(lock, _openers(lock, used)) for lock in held)
    missing = _missing(request, used)
    outcome = _outcome(locks, used, missing)
    return Answer(
        id=request.id,
        outcome=outcome,
        locks=locks,
        weighed=tuple(weighed),
        ruled_out=_ruled_out(route, request),
        receiver=protection(request, held_ids, book),
        obliged=_obliged(request, outcome),
        must_record=must_record(request, [key.key.id for key in used]),
        missing=missing,
        rulebook=book.version,
        nearest=_nearest(request, outcome, locks, book),
        request=request,
    )


def _nearest(request: Request, outcome: Outcome, locks: tuple[LockAnswer, ...], book: Rulebook) -> Nearest | None:
    """For a closed answer, what lies nearest to opening the first secrecy that nothing opens."""
    if outcome != "closed":
        return None
    shut = next(lock.lock for lock in locks if not lock.opened_by)
    return find_nearest(request, shut, frozenset(lock.lock.id for lock in locks), book)


def _ruled_out(route: Route, request: Request) -> tuple[KeyAnswer, ...]:
    """Keys that cannot apply, with the answers given to their questions all the same."""
    if route.closed_ids.isdisjoint(request.facts):
        return route.closed
    return tuple(_answered(key, request) if key.key.id in request.facts else key for key in route.closed)


def _answered(closed: KeyAnswer, request: Request) -> KeyAnswer:
    given = tuple(answers(closed.key, request, request.facts[closed.key.id]))
    return KeyAnswer(closed.key, "closed", (), given, closed.reason, closed.certain, closed.failed)


def _openers(lock: Lock, used: list[KeyAnswer]) -> tuple[str, ...]:
    return tuple(key.key.id for key in used if lock.id in key.opens)


def held_locks(request: Request, book: Rulebook) -> tuple[Lock, ...]:
    """The secrecy that protects the information here: presumed to hold unless tested and found not to."""
    if request.relation == "same_branch" and request.receiver != "individual":
        return ()
    return tuple(lock for lock in _category_locks(request, book) if _holds(lock, request))


def _category_locks(request: Request, book: Rulebook) -> list[Lock]:
    words = [category for category in CATEGORIES if category in request.information]
    found = [lock for word in words for lock in book.category_locks[word]]
    if not found and "contact_details" in request.information:
        own = [lock for lock in book.own_rule.get(request.sender, ()) if lock in book.askable_locks]
        found = own or list(CONTACT_DETAILS_ALONE)
    return [book.locks[lock] for lock in dict.fromkeys(found)]


def _holds(lock: Lock, request: Request) -> bool:
    if request.harm.get(lock.id, True) is False or not lock.span.covers(request.date):
        return False
    to_subject = request.receiver == "individual" and request.individual == "subject"
    return not (to_subject and lock.protects == "person")


def _weigh(key: Key, certain: bool, request: Request, held: frozenset[str], book: Rulebook) -> KeyAnswer:
    opened = key.opens & held
    if opened and key.shut_to_guardian and request.receiver == "individual" and request.individual == "guardian":
        opened -= key.shut_to_guardian
    failed = next(case_failures(key, request, bool(opened)), None)
    if failed is None:
        given = answers(key, request, request.facts.get(key.id, NO_FACTS))
        return _applicable(key, request, tuple(sorted(opened)), given, certain)
    closed = closed_by(book, key, failed, certain)
    return _answered(closed, request) if key.id in request.facts else closed


def _applicable(
    key: Key, request: Request, opened: tuple[str, ...], given: list[ConditionAnswer], certain: bool
) -> KeyAnswer:
    waiting = sum(answer.open for answer in given)
    age_unknown = key.age is not None and counted_age(key, request) is None
    reason = _reason(key, waiting, age_unknown)
    if not certain:
        reason = Text(reason.sv + VERIFY.sv, reason.en + VERIFY.en)
    status: Status = "could_open" if waiting or age_unknown else "opens"
    return KeyAnswer(key, status, opened, tuple(given), reason, certain)


def _reason(key: Key, waiting: int, age_unknown: bool) -> Text:
    if age_unknown:
        return AGE_AT_OFFENCE_UNKNOWN if key.age and key.age.at_offence else AGE_UNKNOWN
    if not waiting:
        return MET
    return Text(f"Frågor att besvara: {waiting}.", f"Questions to answer: {waiting}.")


def _missing(request: Request, used: list[KeyAnswer]) -> tuple[str, ...]:
    """The ages that a rule in play needs and that are not given."""
    limits = [key.key.age for key in used if key.key.age and counted_age(key.key, request) is None]
    return tuple(sorted({"subject.age_at_offence" if limit.at_offence else "subject.age" for limit in limits}))


def _outcome(locks: tuple[LockAnswer, ...], used: list[KeyAnswer], missing: tuple[str, ...]) -> Outcome:
    if not locks:
        return "no_secrecy"
    if "subject.age" in missing:
        return "facts_missing"
    certain = [key for key in used if key.status == "opens" and key.certain]
    if _all_open(locks, [key for key in certain if key.key.effect == "shall"]):
        return "required"
    if _all_open(locks, certain):
        return "permitted"
    return "needs_assessment" if all(lock.opened_by for lock in locks) else "closed"


def _all_open(locks: tuple[LockAnswer, ...], keys: list[KeyAnswer]) -> bool:
    opened = {lock for key in keys for lock in key.opens}
    return all(lock.lock.id in opened for lock in locks)


def _obliged(request: Request, outcome: Outcome) -> str | None:
    """OSL 6:5: what an authority asks for and is not secret for it, it is to get."""
    free = outcome in ("no_secrecy", "permitted")
    return DUTY_TO_ANSWER if request.requested and free and request.receiver in AUTHORITIES else None
