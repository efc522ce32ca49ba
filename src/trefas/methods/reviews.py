"""When a file must be looked at next: no open file stands without a date."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from .definition import Method, Stage
from .events import Event, EventKind
from .progress import Progress, lapses_on, stage_of
from .stage import walk
from .text import Text
from .verdicts import DueVerdict, Urgency

_Due = tuple[date, Text]

_REVIEW = Text("Följ upp personen.", "Review the person.")
_LAPSED = Text(
    "Uppföljningen har upphört. Avsluta den, eller föreslå personen på nytt.",
    "Following has lapsed. End it, or propose the person again.",
)
_LAPSES = Text(
    "Uppföljningen upphör snart. Pröva om den ska fortsätta.",
    "Following lapses soon. Decide whether it should go on.",
)
_CONSENT = Text("Samtycket går snart ut. Fråga på nytt.", "The consent expires soon. Ask again.")
_CONTACT = Text("Ta kontakt med personen.", "Contact the person.")
_NOTHING = Text("Inget återstår att göra.", "Nothing remains to be done.")
_NO_CONTACT = Text("Skedet kräver ingen kontakt.", "The stage asks for no contact.")


def next_review(method: Method, events: Iterable[Event], on: date) -> DueVerdict:
    """The earliest date at which the file must be reviewed, with every reason that falls on that date.

    Counted from the latest review, else from when the stage began. `due` is None only before the first
    event and in a closed stage that needs no further decision.
    """
    heard = tuple(event for event in events if event.on <= on)
    progress = walk(method, heard, on)
    stage = stage_of(method, progress)
    if stage is None or progress.since is None:
        return DueVerdict(None, None, (_NOTHING,))
    dues = list(_review_dues(method, progress, stage, _looked_at(heard, progress.since)))
    return _earliest(dues, on, _NOTHING)


def next_contact(method: Method, events: Iterable[Event], on: date) -> DueVerdict:
    """The date by which the person should be contacted, by the cadence of the stage."""
    heard = tuple(event for event in events if event.on <= on)
    progress = walk(method, heard, on)
    stage = stage_of(method, progress)
    if stage is None or progress.since is None or stage.contact_days is None:
        return DueVerdict(None, None, (_NO_CONTACT,))
    contacts = [event.on for event in heard if event.kind == EventKind.CONTACTED]
    latest = max([*contacts, progress.since])
    return _earliest([(latest + timedelta(days=stage.contact_days), _CONTACT)], on, _NO_CONTACT)


def urgency(due: date, on: date) -> Urgency:
    """The group of a work list: overdue, today, the rest of this week (to Sunday), or later."""
    if due < on:
        return Urgency.OVERDUE
    if due == on:
        return Urgency.TODAY
    sunday = on + timedelta(days=6 - on.weekday())
    return Urgency.THIS_WEEK if due <= sunday else Urgency.LATER


def _looked_at(events: tuple[Event, ...], since: date) -> date:
    reviews = [event.on for event in events if event.kind == EventKind.REVIEWED]
    return max([*reviews, since])


def _review_dues(method: Method, progress: Progress, stage: Stage, seen: date) -> Iterator[_Due]:
    lapsed = method.move(stage.id, EventKind.ENDED)
    if stage.closed:
        if lapsed is not None and progress.since is not None:
            yield progress.since, _LAPSED
        return
    if stage.review_days is not None:
        yield seen + timedelta(days=stage.review_days), _REVIEW
    yield from _before_lapse(method, progress, seen)
    yield from _before_release(method, progress, seen)
    if stage.joint and progress.consent_until is not None:
        yield _notice(progress.consent_until, method.lapse.notice_days, seen), _CONSENT


def _before_lapse(method: Method, progress: Progress, seen: date) -> Iterator[_Due]:
    limit = lapses_on(method, progress)
    if limit is not None:
        yield _notice(limit, method.lapse.notice_days, seen), _LAPSES


def _before_release(method: Method, progress: Progress, seen: date) -> Iterator[_Due]:
    """The reminders before release that no review has answered yet."""
    if progress.release_on is None:
        return
    for days in method.custody_reminder_days:
        reminder = progress.release_on - timedelta(days=days)
        if reminder > seen:
            text = Text(f"Frigivning planeras om {days} dagar.", f"Release is planned in {days} days.")
            yield reminder, text


def _notice(limit: date, days: int, seen: date) -> date:
    """The notice before a limit, or the limit itself once a review has come after the notice."""
    notice = limit - timedelta(days=days)
    return notice if seen < notice else limit


def _earliest(dues: list[_Due], on: date, otherwise: Text) -> DueVerdict:
    if not dues:
        return DueVerdict(None, None, (otherwise,))
    due = min(day for day, _ in dues)
    return DueVerdict(due, urgency(due, on), tuple(text for day, text in dues if day == due))
