"""Får jag berätta?, the handbook with the lawyer's sign-offs, her reviews, and the ledger per provision."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trefas.disclosures import reading
from trefas.disclosures.language import law_language, said
from trefas.disclosures.ledger import citation, decided, ledger
from trefas.law import RULEBOOK, STATUTES, Key, Provision, RequestError, ask
from trefas.law.cases import stored_cases
from trefas.law.handbook import slug
from trefas.law.rule import MARKS
from trefas.rooms.entry import Acting
from trefas.rooms.models import ProposedAct, Room
from trefas.rooms.opening import open_rooms
from trefas.web import disclosed_words, law_view, rule_signing, staff
from trefas.web.dates import full_date
from trefas.web.forms.law import AnswersForm, AskForm, PeriodForm, default_day
from trefas.web.law_view import sentence
from trefas.web.requests import acting_of, need, today_of
from trefas.web.rule_signing import SignOffs, proposed

PURPOSE = "disclose"

YEAR = timedelta(days=365)
MOST = 200


@require_safe
def may_i_tell(request: HttpRequest) -> HttpResponse:
    """Ask the rulebook about nobody in particular; the answer changes as one answers its questions."""
    acting, today = acting_of(request), today_of(request)
    own = Room.objects.values_list("branch__authority__kind", flat=True).get(pk=acting.room_id)
    initial = default_day(today) | {"sender": own}
    form = AskForm(request.GET if "sender" in request.GET else None, initial=initial)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        context |= _answered(request, acting, form)
    if getattr(request, "htmx", False):
        return render(request, "may_i_tell/answer.html", context)
    return render(request, "may_i_tell/ask.html", context)


def _answered(request: HttpRequest, acting: Acting, form: AskForm) -> dict[str, Any]:
    """Return the answer to the facts so far: which keys a question settles is known only from the answer before."""
    signed, facts = reading.signatures_of(acting.room_id), _facts(request.GET)
    try:
        view = law_view.view_of(ask(form.request({}), signed), {}, ask_consent=True)
        by_rule: dict[str, dict[str, bool]] = {}
        for key in view.answer.keys:
            for one in key.conditions or ():
                if one.condition.id in facts:
                    by_rule.setdefault(key.key.id, {})[one.condition.id] = facts[one.condition.id]
        view = law_view.view_of(ask(form.request(by_rule), signed), {}, _shown(view), ask_consent=True)
    except RequestError as error:
        form.add_error(None, str(error))
        return {}
    holder = form.fields["sender"].choices  # type: ignore[attr-defined]  # ChoiceField
    return {
        "view": view, "answers": AnswersForm(view=view),
        "matrix": law_view.matrix(view, dict(holder)[form.cleaned_data["sender"]]),
        "verdict": law_view.verdict(view, form.cleaned_data["day"]),
    }  # fmt: skip


def _shown(view: law_view.View) -> tuple[str, ...]:
    return tuple(key.key.id for key in view.columns)


def _facts(asked: Mapping[str, str]) -> dict[str, bool]:
    names = {name[2:]: value for name, value in asked.items() if name.startswith("q-")}
    return {re.sub(r"-\d+$", "", name): value == "yes" for name, value in names.items() if value in ("yes", "no")}


@require_safe
def handbook(request: HttpRequest) -> HttpResponse:
    """Show the statutes of the handbook."""
    waiting = proposed(acting_of(request)).values()
    rows = [
        {
            "title": sentence(said(STATUTES[statute].name)), "url": reverse("handbook_statute", args=[slug(statute)]),
            "text": STATUTES[statute].number, "aside": str(len(rules)),
        }
        for statute, rules in _chapters().items()
    ]  # fmt: skip
    context = {"rows": rows, "version": RULEBOOK.version, "waiting": _to_confirm(waiting)}
    return render(request, "may_i_tell/handbook.html", context)


def _to_confirm(acts: Iterable[ProposedAct]) -> list[dict[str, str]]:
    rules = {one.id: one for one in RULEBOOK.rules()}
    return [
        {
            "title": rules[act.what["rule"]].citation, "aside": full_date(act.proposed_at),
            "url": f"{reverse('handbook_statute', args=[slug(rules[act.what['rule']].statute)])}#{act.what['rule']}",
        }
        for act in acts
    ]  # fmt: skip


def _chapters() -> dict[str, list[Provision]]:
    found: dict[str, list[Provision]] = {}
    for rule in RULEBOOK.rules():
        found.setdefault(rule.statute, []).append(rule)
    return {statute: found[statute] for statute in STATUTES if statute in found}


@require_safe
def statute(request: HttpRequest, name: str) -> HttpResponse:
    """Show the provisions of one statute, each with its questions, cases and sign-off."""
    acting = acting_of(request)
    found = next((one for one in _chapters() if slug(one) == name), None)
    if found is None:
        raise Http404
    signed = SignOffs(acting)
    context = {
        "title": sentence(said(STATUTES[found].name)), "number": STATUTES[found].number,
        "rules": [_rule(rule, signed.of(rule.id)) for rule in _chapters()[found]],
    }  # fmt: skip
    return render(request, "may_i_tell/statute.html", context)


def _rule(rule: Provision, signed: Mapping[str, Any]) -> dict[str, Any]:
    language = law_language()
    rows: list[dict[str, Any]] = [
        {"key": _("In force"), "value": said(rule.in_force)},
        {"key": _("How sure"), "value": said(MARKS[rule.mark])},
    ]
    if isinstance(rule, Key):
        rows.append({"key": _("Opens"), "value": sorted(citation(one) for one in rule.opens)})
        rows.append({"key": _("Questions"), "value": [said(one.text) for one in rule.conditions]})
    rows.append(
        {"key": _("Cases"), "value": [case.says.in_(language) for case in stored_cases() if case.provision == rule.id]}
    )
    rows.append({"key": _("Signed off"), "value": signed["words"]})
    return {
        "id": rule.id, "citation": rule.citation, "text": said(rule.explanation), "link": rule.link,
        "rows": [row for row in rows if row["value"]], "buttons": signed["buttons"],
    }  # fmt: skip


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Show the lawyer what was told in an emergency without support in the law."""
    need(request, "legal_review")
    rows = list(reading.for_the_lawyer(*open_rooms()))
    units = staff.units(row.receiver_id for row in rows)
    shown = [
        {
            "title": row.person.name, "url": reverse("oral_review", args=[row.pk]),
            "text": _("To %(unit)s") % {"unit": units[row.receiver_id].name if row.receiver_id in units else ""},
            "aside": full_date(row.told_at or row.started_at),
        }
        for row in rows
    ]  # fmt: skip
    return render(request, "may_i_tell/reviews.html", {"rows": shown})


@require_safe
def show_ledger(request: HttpRequest) -> HttpResponse:
    """Show figures per provision for a period, and row by row to whoever reads the room's log."""
    acting, today = acting_of(request), today_of(request)
    if not (acting.may("disclose") or acting.may("review_log")):
        raise PermissionDenied
    form = PeriodForm(request.GET if "start" in request.GET else {"start": today - YEAR, "end": today})
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        start, end = _moments(form.cleaned_data["start"], form.cleaned_data["end"])
        context |= {"table": _figures(acting, start, end)}
        context |= {"rows": _rows(acting, start, end)} if acting.may("review_log") else {}
    return render(request, "may_i_tell/ledger.html", context, status=200 if form.is_valid() else 422)


def _moments(start: date, end: date) -> tuple[datetime, datetime]:
    first, last = (datetime.combine(day, time.min) for day in (start, end + timedelta(days=1)))
    return timezone.make_aware(first), timezone.make_aware(last)


def _figures(acting: Acting, start: datetime, end: datetime) -> dict[str, Any]:
    found = ledger(acting.room_id, start, end)
    rows = [[line.citation or _("No secrecy"), _cell(line.count)] for line in found.lines]
    rows += [[_("Given, in all"), _cell(found.given)], [_("Refused, in all"), _cell(found.refused)]]
    return {
        "caption": _("Disclosures by provision"),
        "columns": [{"label": _("Provision")}, {"label": _("Disclosures"), "number": True}],
        "rows": rows,
    }


def _cell(count: int | None) -> Any:
    return {"text": "1–4", "suppressed": True} if count is None else count


def _rows(acting: Acting, start: datetime, end: datetime) -> dict[str, Any]:
    """Return one row a decision, by number and not by name: an inspector goes on from there."""
    found = list(decided(acting.room_id, start, end)[:MOST])
    units = staff.units(row.receiver_id for row in found)
    by = staff.names(row.decided_by_id for row in found)
    labels = (_("Decided"), _("To"), _("Outcome"), _("Provision"), _("By"), _("Rules"))
    return {
        "caption": _("Decision by decision"),
        "columns": [{"label": label} for label in labels],
        "rows": [
            [
                full_date(row.decided_at) if row.decided_at else "",
                units[row.receiver_id].name if row.receiver_id in units else "",
                disclosed_words.decision(row.decision), ", ".join(citation(rule) for rule in row.statutes),
                by.get(row.decided_by_id, "") if row.decided_by_id else "", row.rulebook[:6],
            ]
            for row in found
        ],
    }  # fmt: skip


urlpatterns = [
    path("far-jag-beratta/", may_i_tell, name="may_i_tell"),
    path("handbok/", handbook, name="handbook"),
    path("handbok/godkann/", rule_signing.sign, name="rule_sign"),
    path("handbok/<slug:name>/", statute, name="handbook_statute"),
    path("granska/", reviews, name="law_reviews"),
    path("liggare/", show_ledger, name="ledger"),
]
