"""Small tags and filters: icons, authorities, dates."""

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from trefas.web import dates
from trefas.web.templatetags._library import register

KINDS = ("police", "social_services", "probation", "exit_unit", "other")
TONES = {"error": "late", "warning": "warn", "success": "ok"}
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@cache
def _drawing(name: str) -> str:
    """The inside of one lucide icon. It comes from our own set-up, so its markup is trusted."""
    path = finders.find(f"vendor/lucide/{name}.svg")
    if not path:
        raise LookupError(f"There is no icon {name}: add it to cli/frontend_files.py and run the set-up again.")
    found = DRAWING.search(Path(str(path)).read_text(encoding="utf-8"))
    return " ".join(found.group(1).split()) if found else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon as inline SVG, hidden from screen readers: its word always stands beside it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" '
        'stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(_drawing(name)),  # noqa: S308  # a file of the set-up, not input
    )


@register.simple_tag
def authority(kind: str, label: str, form: str = "") -> SafeString:
    """An authority's word with its hue; `form` is tag (soft ground) or small."""
    if kind not in KINDS:
        raise ValueError(f"An authority's kind is one of {', '.join(KINDS)}, not {kind!r}.")
    extra = f" authority--{form}" if form else ""
    return format_html('<span class="authority{} hue--{}">{}</span>', extra, kind, label)


@register.simple_tag
def tag(text: str, tone: str = "") -> SafeString:
    """A word with a hairline; tinted only for time and state: late, today, warn, ok."""
    if not text:
        return SafeString("")
    return format_html('<span class="tag{}">{}</span>', f" tag--{tone}" if tone else "", text)


@register.simple_tag
def suppressed(text: str) -> SafeString:
    """A figure that is too small to show, as words."""
    return format_html('<span class="suppressed">{}</span>', text)


@register.simple_tag
def due(day: date, today: date, note: str = "") -> SafeString:
    """When something is due, in words, with how late it is."""
    words = dates.due(day, today, note)
    below = format_html('<span class="due__note {}">{}</span>', words.tone, words.note) if words.note else ""
    return format_html('<time datetime="{}">{}</time>{}', day.isoformat(), words.text, below)


@register.filter
def message_tone(level: str) -> str:
    """The tone of a note for a level of django.contrib.messages."""
    return TONES.get(level, "action")


@register.filter
def masked(number: str) -> str:
    """An identity number without its last four digits, `20040611-••••`; whole numbers show in the file only."""
    return f"{number[:8]}-••••" if len(number) >= 12 else "••••"


def _date_filter(name: str) -> None:
    written = getattr(dates, name)

    def shown(value: date | datetime | None) -> str:
        return str(written(value)) if value else ""

    register.filter(name, shown)


for _name in ("short_date", "long_date", "full_date", "day_date", "weekday_date", "clock"):
    _date_filter(_name)


@register.filter
def lines(value: Any) -> list[Any]:
    """One value or several, always as a list."""
    return list(value) if isinstance(value, list | tuple) else [value]
