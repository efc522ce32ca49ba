"""The evidence register as a page: each method with its studies, and what is missing."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trefas.analysis.reading import Language
from trefas.web.analysis_results import Column, Result, Table, known, text_column


def evidence(language: Language) -> Result:
    """The methods with their studies: what is known, and what is not. No league table."""
    from trefas.analysis.evidence import as_json, register
    from trefas.analysis.evidence_page import as_page

    found = register()
    data = as_json(found, language)
    opening = " ".join(as_page(found, language).split("\n\n")[0].split())
    tables = (_asymmetry(data), *(_studies(method) for method in data["methods"]))
    return Result(_("What is known of the methods"), language, (), (opening,), tables)


def _asymmetry(data: dict[str, Any]) -> Table:
    """How many studies each method has, by what they can show; in alphabetical order."""
    columns = (text_column(_("Method")), Column(_("Studies that compare")), Column(_("Only describe")))
    rows = tuple(
        (method["name"], method["effect_studies"], len(method["studies"]) - method["effect_studies"])
        for method in data["methods"]
    )
    return Table(_("How well studied the methods are"), columns, rows)


def _studies(method: dict[str, Any]) -> Table:
    columns = (
        text_column(_("Study")), text_column(_("Where and when")), text_column(_("Design")),
        Column(_("Number of observations")), text_column(_("Measured")), Column(_("Per cent"), 0),
        Column(_("95 %, from"), 0), Column(_("95 %, to"), 0), text_column(_("What it found")), text_column(_("Limits")),
        text_column(_("Source")),
    )  # fmt: skip
    rows = []
    for one in method["studies"]:
        where = ", ".join(part for part in (one["place"], one["years"]) if part)
        span = one["ci_percent"] or (None, None)
        numbers = map(known, (one["percent"], *span))
        words = (one["result"], one["limits"], one["source"])
        rows.append((one["who"], where, one["design_name"], one["n"], one["outcome"], *numbers, *words))
    return Table(method["name"], columns, tuple(rows), (method["what"], method["sweden"], _count(method)), listed=True)


def _count(method: dict[str, Any]) -> str:
    number = method["effect_studies"]
    if not number:
        return _("No study compares with anything. It cannot be told whether the method works.")
    text = ngettext("%(count)s study compares with something.", "%(count)s studies compare with something.", number)
    return text % {"count": number}
