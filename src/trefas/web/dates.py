"""Dates in words, in the language of the page; every function takes the day it is as an argument."""

from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _written(value: date | datetime, pattern: str) -> str:
    return format_date(_local(value), pattern, locale=(get_language() or "sv").replace("-", "_"))


def short_date(value: date | datetime) -> str:
    """A date for narrow columns, `19 nov`."""
    return _written(value, "d MMM").replace(".", "")


def long_date(value: date | datetime) -> str:
    """A date in running text, `19 november`."""
    return _written(value, "d MMMM")


def full_date(value: date | datetime) -> str:
    """A date that needs its year, `19 november 2026`."""
    return _written(value, "d MMMM y")


def day_date(value: date | datetime) -> str:
    """A date with its weekday, `Fre 20 nov`."""
    words = _written(value, "EEE d MMM").replace(".", "")
    return words[:1].upper() + words[1:]


def weekday_date(value: date | datetime) -> str:
    """A heading's date, `torsdag 19 november 2026`."""
    return _written(value, "EEEE d MMMM y")


def clock(value: datetime) -> str:
    """A time of day, `14:05`."""
    return f"{_local(value):%H:%M}"


@dataclass(frozen=True)
class Due:
    """A due date in words: `text` first, `note` below it, `tone` late, today or nothing; all may be shown."""

    text: str
    note: str = ""
    tone: str = ""


def due(day: date, today: date, note: str = "") -> Due:
    """How a work list tells when something is due; `note` is what you add for today (`before 17:00`)."""
    if day < today:
        return Due(short_date(day), _late(day, today), "late")
    if day == today:
        return Due(gettext("Today"), note, "today")
    return Due(day_date(day) if (day - today).days < 7 else short_date(day), note)


def due_cell(day: date, today: date) -> Due:
    """How a column of dates tells it: the date always, and how near it is."""
    if day < today:
        return Due(short_date(day), _late(day, today), "late")
    near = {0: gettext("today"), 1: gettext("tomorrow")}
    return Due(short_date(day), near.get((day - today).days, ""), "today" if day == today else "")


def _late(day: date, today: date) -> str:
    days = (today - day).days
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
