"""Components that frame or tell: panels, notes, buttons, summaries, the identity bar, steps, the verdict."""

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from trefas.web.templatetags._library import register
from trefas.web.templatetags._words import icon

# The six outcomes of the law package, in words, and the colour of the verdict's edge.
OUTCOMES = {
    "no_secrecy": (gettext_lazy("No secrecy prevents it"), "ok"),
    "required": (gettext_lazy("Must be disclosed"), "ok"),
    "permitted": (gettext_lazy("May be disclosed"), "ok"),
    "needs_assessment": (gettext_lazy("Needs your judgement"), "warn"),
    "closed": (gettext_lazy("No support for disclosing"), "danger"),
    "facts_missing": (gettext_lazy("A fact is missing"), "warn"),
}
# What one provision does for one secrecy: icon and word.
SUPPORT = {
    "opens": ("check", gettext_lazy("Gives support")),
    "could_open": ("circle-dashed", gettext_lazy("May give support")),
    "closed": ("minus", gettext_lazy("Does not apply")),
    "not_given": ("minus", gettext_lazy("Not given")),
}
LINES = {
    "ok": ("check", "ok"),
    "open": ("circle-dashed", "warn"),
    "no": ("x", "late"),
    "doubt": ("scale", "warn"),
}


def _block(template: str, content: SafeString, **context: Any) -> SafeString:
    return render_to_string(f"components/{template}.html", {"content": content.strip() and content, **context})


@register.simple_block_tag(end_name="endpage_heading")
def page_heading(
    content: SafeString, title: str, lead: str = "", back_url: str = "", back_text: str = ""
) -> SafeString:
    """The page's h1 with one line under it; its buttons are the content."""
    return _block(
        "page_heading",
        content,
        title=title,
        lead=lead,
        back_url=back_url,
        back_text=back_text or gettext("Back"),
    )


@register.simple_block_tag(end_name="endpanel")
def panel(content: SafeString, heading: str = "", **options: Any) -> SafeString:
    """A surface with a heading; options: link_url, link_text, link_about, aside, side, flush, id."""
    return _block("panel", content, heading=heading, **options)


@register.simple_block_tag(end_name="endnote")
def note(content: SafeString, heading: str = "", tone: str = "", icon: str = "") -> SafeString:
    """A message in the page; tone is warn, late, ok, action or none."""
    return _block("note", content, heading=heading, tone=tone, icon_name=icon)


@register.simple_block_tag(end_name="enddetails")
def details(content: SafeString, summary: str, open: bool = False) -> SafeString:  # the tag's word
    """Help for a term: one sentence that can be opened."""
    return _block("details", content, summary=summary, open=open)


@register.inclusion_tag("components/button.html")
def button(text: str, kind: str = "primary", icon: str = "", **options: Any) -> dict[str, Any]:
    """A button, or a link that looks like one when `href` is given; kind is primary, secondary or quiet."""
    return {"text": text, "kind": kind, "icon_name": icon, "type": "submit", **options}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Facts by name, each with a link to change it."""
    return {"rows": rows}


@register.inclusion_tag("components/rows.html")
def rows(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The short list of a side panel."""
    return {"rows": rows}


@register.inclusion_tag("components/identity.html")
def identity_bar(person: dict[str, Any]) -> dict[str, Any]:
    """Who the file is about, why you see it, how to reach them safely, and what staff must know."""
    return {"person": person}


@register.inclusion_tag("components/sub_navigation.html")
def sub_navigation(items: list[dict[str, Any]], label: str = "") -> dict[str, Any]:
    """The pages of one file."""
    return {"items": items, "label": label or gettext("Pages of the file"), "views": False}


@register.inclusion_tag("components/sub_navigation.html")
def views(items: list[dict[str, Any]], label: str = "") -> dict[str, Any]:
    """Saved views of one list, with counts."""
    return {"items": items, "label": label or gettext("Views of the list"), "views": True}


@register.inclusion_tag("components/button_menu.html")
def button_menu(text: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Less usual acts behind one button; an item has a `url`, or an `action` to post to."""
    return {"text": text, "items": items}


@register.inclusion_tag("components/next_step.html")
def next_step(step: dict[str, Any]) -> dict[str, Any]:
    """What comes next, who owns it and why, with the page's filled button."""
    return {"step": step}


@register.inclusion_tag("components/steps.html")
def steps(steps: list[dict[str, Any]], label: str = "") -> dict[str, Any]:
    """The steps of a wizard, with what was chosen."""
    return {"steps": steps, "label": label or gettext("Steps")}


@register.inclusion_tag("components/matrix.html")
def matrix(matrix: dict[str, Any]) -> dict[str, Any]:
    """Secrecy that applies by row, support by column."""
    return {"matrix": {**matrix, "rows": [_aligned(row, matrix["columns"]) for row in matrix["rows"]]}}


def _aligned(row: dict[str, Any], columns: list[dict[str, Any]]) -> dict[str, Any]:
    """Each cell carries its column, because a phone shows the two together."""
    pairs = zip(row["cells"], columns, strict=True)
    return {**row, "cells": [{**cell, "column": column} for cell, column in pairs]}


@register.simple_tag
def support(state: str, needed: bool = False) -> SafeString:
    """What one provision does: icon and word; `needed` tints the one that a secrecy waits for."""
    drawing, words = SUPPORT[state]
    tone = {"opens": " support--yes", "could_open": " support--open" if needed else ""}.get(state, "")
    return SafeString(f'<span class="support{tone}">{icon(drawing)}{words}</span>')


@register.inclusion_tag("components/verdict.html")
def verdict(verdict: dict[str, Any]) -> dict[str, Any]:
    """What the law package says so far, and why."""
    return _with_outcome(verdict)


@register.inclusion_tag("components/verdict_bar.html")
def verdict_bar(verdict: dict[str, Any]) -> dict[str, Any]:
    """The outcome in the phone's bottom bar."""
    return _with_outcome(verdict)


def _with_outcome(verdict: dict[str, Any]) -> dict[str, Any]:
    words, edge = OUTCOMES[verdict["outcome"]]
    return {"verdict": verdict, "outcome": words, "edge": edge}


@register.simple_tag
def verdict_icon(state: str) -> SafeString:
    """The sign of one line of the verdict: ok, open, no or doubt."""
    drawing, tone = LINES[state]
    return SafeString(str(icon(drawing)).replace('class="icon"', f'class="icon {tone}"'))


@register.inclusion_tag("components/question.html")
def question(
    field: Any,
    facts: Any = None,
    open: bool = False,
    help_url: str = "",
    help_text: str = "",  # the tag's word
) -> dict[str, Any]:
    """One legal question with the facts the answer rests on; the next open one is tinted."""
    if help_url:
        field.help_text = format_html('{} <a href="{}">{}</a>', field.field.help_text, help_url, help_text)
    return {"field": field, "facts": facts, "open": open, "id": f"question-{field.html_name}"}


@register.inclusion_tag("components/empty.html")
def empty(text: str, link_url: str = "", link_text: str = "") -> dict[str, str]:
    """What a list says when there is nothing in it."""
    return {"text": text, "link_url": link_url, "link_text": link_text}


@register.inclusion_tag("components/conflict.html")
def conflict(conflict: dict[str, Any]) -> dict[str, Any]:
    """Two people wrote at once: both texts side by side, and a place to merge them."""
    return {"conflict": conflict}


@register.inclusion_tag("components/consent_sheet.html")
def consent_sheet(sheet: dict[str, Any]) -> dict[str, Any]:
    """A form for consent to print and sign, with the text to read aloud."""
    return {"sheet": sheet}


@register.filter
def tel(number: str) -> str:
    """A telephone number without its spaces and hyphens, for a link."""
    return re.sub(r"[^\d+]", "", str(number))
