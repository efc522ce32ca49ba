"""Lämna ut: what is prepared, told and sent; choosing items and receiver. Later steps: `disclosing`, `deciding`."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from trefas.authorities.models import Unit
from trefas.disclosures import items, reading
from trefas.disclosures.actions import start_assessment
from trefas.disclosures.assessing import age_of
from trefas.disclosures.models import Assessment, Decision, Receipt
from trefas.persons.models import Person
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError, TrefasError
from trefas.rooms.opening import opened as opened_rooms
from trefas.web import deciding, disclosed, disclosed_words, disclosing, duties, oral, staff
from trefas.web.dates import clock, due_cell, short_date
from trefas.web.disclosing import steps
from trefas.web.file_frame import FILE_ACTIONS, FILE_TABS, Opened, Tab, identity, opened
from trefas.web.forms.disclosures import ReceiverForm
from trefas.web.requests import acting_of, today_of
from trefas.web.sources import TASKS, Task, Waiting

PURPOSE = "disclose"

LATEST = 100


def need_either(request: HttpRequest, *mandates: str) -> Acting:
    """Return who acts, or answer 403 when her role has none of the mandates."""
    acting = acting_of(request)
    if not any(acting.may(mandate) for mandate in mandates):
        raise PermissionDenied
    return acting


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show drafts, what was told orally and waits, what is sent, and possible breaches."""
    acting, today = need_either(request, "disclose", "follow", "legal_review"), today_of(request)
    found = Assessment.objects.filter(room_id__in=opened_rooms()).select_related("person")
    rows = list(found.order_by("-started_at", "id")[:LATEST])
    receipts = _receipts(acting, rows)
    shown = staff.units(row.receiver_id for row in rows)
    drafts = [row for row in rows if row.decision == Decision.OPEN]
    done = [row for row in rows if row.decision != Decision.OPEN]
    context = {
        "oral": [_row(row, shown, receipts, today) for row in drafts if row.told_at],
        "drafts": [_row(row, shown, receipts, today) for row in drafts if not row.told_at],
        "done": [_row(row, shown, receipts, today) for row in done],
        "breaches": duties.breach_rows(acting),
        "may_tell": acting.may("disclose") or acting.may("follow"),
    }
    return render(request, "disclosures/index.html", context)


def _receipts(acting: Acting, rows: Sequence[Assessment]) -> dict[uuid.UUID, str]:
    """Return the state of the first envelope of each assessment: a correction does not hide it."""
    found = Receipt.objects.filter(room_id__in=opened_rooms(), assessment_id__in=[row.pk for row in rows])
    latest = found.filter(direction="out").order_by("-at").values_list("assessment_id", "state")
    return {one: state for one, state in latest if one is not None}


def state_of(row: Assessment, receipts: dict[uuid.UUID, str], today: date) -> tuple[str, str]:
    """Return where a disclosure stands, in words, and the tone of it: time and state only."""
    if row.decision == Decision.OPEN and row.due_on:
        told = due_cell(row.due_on, today)
        return _("Assess fully by %(day)s") % {"day": told.text}, told.tone or "warn"
    if row.decision == Decision.OPEN:
        return _("Draft"), ""
    if row.decision == Decision.REFUSED:
        return _("Refused"), ""
    if row.decision == Decision.BEFOREHAND:
        return str(Decision.BEFOREHAND.label), ""
    state = receipts.get(row.pk, "")
    return disclosed_words.state_words().get(state, _("Given")), disclosed_words.STATES.get(state, "ok")


def _row(row: Assessment, shown: Any, receipts: dict[uuid.UUID, str], today: date) -> dict[str, Any]:
    unit = shown.get(row.receiver_id)
    tag, tone = state_of(row, receipts, today)
    when = row.told_at or row.decided_at or row.started_at
    to = _("To %(unit)s") % {"unit": unit.name if unit else ""}
    return {
        "title": row.person.name, "url": address(row), "text": to, "tag": tag, "tone": tone,
        "aside": f"{short_date(when)} {clock(when)}",
    }  # fmt: skip


def address(row: Assessment) -> str:
    """Return where one goes on with a disclosure."""
    return reverse("disclosure_assess" if row.decision == Decision.OPEN else "disclosure", args=[row.pk])


def person_or_404(person_id: uuid.UUID) -> Person:
    """Return a person of the open rooms; absent and foreign are the same."""
    person = Person.objects.filter(room_id__in=opened_rooms(), pk=person_id, merged_into=None).first()
    if person is None:
        raise Http404
    return person


@require_safe
def choose_items(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Step 1: which items about the person."""
    need_either(request, "disclose", "follow")
    return _items_page(request, person_or_404(person_id), "")


def _items_page(request: HttpRequest, person: Person, error: str) -> HttpResponse:
    chosen = set(request.GET.getlist("item"))
    rows = [
        {
            "value": f"{item.kind}:{item.id}", "title": item.title, "text": item.text,
            "when": item.happened_at[:10], "checked": f"{item.kind}:{item.id}" in chosen,
        }
        for item in items.pickable(person.room_id, person.pk)
    ]  # fmt: skip
    context = {
        "person": person, "rows": rows, "error": error, "steps": steps("items"),
        "next_url": reverse("disclosure_receiver", args=[person.pk]),
    }  # fmt: skip
    return render(request, "disclosures/items.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_receiver(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Step 2: to which unit, for what. Only units can be chosen: a guardian or any other person is never one."""
    acting, today = need_either(request, "disclose", "follow"), today_of(request)
    person = person_or_404(person_id)
    chosen = _chosen(request)
    if not chosen:
        return _items_page(request, person, _("Choose at least one item."))
    form = ReceiverForm(request.POST or None, units=reading.receivers(acting, today))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("disclosure_assess", _started(acting, person, form, chosen).pk)
        except TrefasError as refused:
            form.add_error(None, refused.sentence if isinstance(refused, RefusedError) else _("An item is not there."))
    back = f"{reverse('disclosure_items', args=[person.pk])}?{request.GET.urlencode()}"
    chosen_text = ngettext("%(count)s chosen", "%(count)s chosen", len(chosen)) % {"count": len(chosen)}
    context = {"person": person, "form": form, "back": back, "steps": steps("receiver", items=(chosen_text, back))}
    return render(request, "disclosures/receiver.html", context, status=422 if request.method == "POST" else 200)


def _chosen(request: HttpRequest) -> list[tuple[str, uuid.UUID]]:
    found = []
    for value in request.GET.getlist("item"):
        kind, _colon, item_id = value.partition(":")
        try:
            found.append((kind, uuid.UUID(item_id)))
        except ValueError:
            raise Http404 from None
    return found


def _started(acting: Acting, person: Person, form: ReceiverForm, chosen: list[tuple[str, uuid.UUID]]) -> Assessment:
    given = form.cleaned_data
    receiver: Unit = form.units[given["receiver"]]
    return start_assessment(
        by=acting, person=person, receiver=receiver, purpose=given["purpose"], chosen=chosen,
        requested=given["requested"] == "yes", now=timezone.now(),
    )  # fmt: skip


@require_safe
def of_file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show what has been told about the person of a file, and what was refused."""
    one = opened(request, file_id)
    found = Assessment.objects.filter(room_id=one.file.room_id, person_id=one.file.person_id)
    rows = list(found.select_related("person").order_by("-started_at", "id")[:LATEST])
    shown, receipts = staff.units(row.receiver_id for row in rows), _receipts(one.acting, rows)
    told = [_row(row, shown, receipts, one.today) for row in rows]
    for row in told:
        row["title"] = row.pop("text")
    context = {
        "person": identity(one, "file_disclosures"), "rows": told, "may": one.acting.may("disclose"),
        "new_url": reverse("disclosure_items", args=[one.file.person_id]),
    }  # fmt: skip
    return render(request, "disclosures/of_file.html", context)


def _file_acts(one: Opened) -> list[dict[str, Any]]:
    if not one.acting.may("disclose") or one.file.ended_on:
        return []
    url = reverse("disclosure_items", args=[one.file.person_id])
    return [{"text": _("Disclose"), "url": url, "icon": "send", "kind": "secondary"}]


def oral_tasks(acting: Acting, rooms: Sequence[uuid.UUID], today: date) -> list[Waiting]:
    """Return what was told orally and is overdue, for who watches over the room: others have it among their duties."""
    watched = reading.looked_after(acting, rooms)
    late = reading.overdue_oral(today, *watched).exclude(started_by_id=acting.user_id)
    return [Waiting(late, lambda rows: [_to_assess(row, today) for row in rows])] if watched else []


def lawyer_tasks(acting: Acting, rooms: Sequence[uuid.UUID], _today: date) -> list[Waiting]:
    """Return what a lawyer is to see about people with named handlers: no lawyer sees it before she is one of them."""
    inner = [room for room in rooms if room != acting.room_id]
    if not inner:
        return []
    return [Waiting(reading.for_the_lawyer(*inner), lambda rows: [_to_review(row, acting) for row in rows])]


def _to_review(row: Assessment, acting: Acting) -> Task:
    told = row.told_at or row.started_at
    title = _("Name a lawyer as a handler: she reviews what was told")
    url = reverse("person_protection", args=[row.person_id])
    if acting.may("legal_review"):
        title, url = _("Review what was told in an emergency"), reverse("oral_review", args=[row.pk])
    return Task(
        due=timezone.localtime(told).date(), person=row.person.name, title=title, url=url,
        why=_("Told %(day)s though no support was found (BrB 24:4).") % {"day": short_date(told)},
    )  # fmt: skip


def _to_assess(row: Assessment, today: date) -> Task:
    return Task(
        due=row.due_on or today, title=_("Assess fully what was told orally"), url=address(row),
        why=_("It should have been assessed the day after it was told."), person=row.person.name,
    )  # fmt: skip


def age_text(person: Person, on: date) -> str:
    """Return the age in words, or nothing when it is not known."""
    age = age_of(person, on)
    return "" if age is None else ngettext("%(age)s year", "%(age)s years", age) % {"age": age}


FILE_TABS.append(Tab("file_disclosures", gettext_lazy("Disclosed"), 50))
FILE_ACTIONS.append(_file_acts)
TASKS.append(oral_tasks)
TASKS.append(lawyer_tasks)
TASKS.append(duties.tasks)
TASKS.append(duties.breach_tasks)

urlpatterns = [
    path("lamna-ut/", index, name="disclosures"),
    path("lamna-ut/om/<uuid:person_id>/", choose_items, name="disclosure_items"),
    path("lamna-ut/om/<uuid:person_id>/mottagare/", choose_receiver, name="disclosure_receiver"),
    path("lamna-ut/muntligt/", oral.new, name="oral"),
    path("granska/<uuid:assessment_id>/", oral.review, name="oral_review"),
    path("kvittens/<uuid:envelope_id>/", disclosed.receipt, name="receipt"),
    path("lamna-ut/<uuid:assessment_id>/", disclosed.show, name="disclosure"),
    path("lamna-ut/<uuid:assessment_id>/bedomning/", disclosing.assess, name="disclosure_assess"),
    path("lamna-ut/<uuid:assessment_id>/bedomning/prova/", disclosing.preview, name="disclosure_preview"),
    path("lamna-ut/<uuid:assessment_id>/beslut/", deciding.decision, name="disclosure_decide"),
    path("lamna-ut/<uuid:assessment_id>/kontrollera/", deciding.check, name="disclosure_check"),
    path("lamna-ut/<uuid:assessment_id>/slang/", disclosed.drop, name="disclosure_drop"),
    path("lamna-ut/<uuid:assessment_id>/ta-tillbaka/", disclosed.take_back, name="disclosure_take_back"),
    path("lamna-ut/<uuid:assessment_id>/ratta/", disclosed.correct, name="disclosure_correct"),
    path("akter/<uuid:file_id>/utlamnat/", of_file, name="file_disclosures"),
    path("uppgifter/<uuid:duty_id>/", duties.duty, name="duty"),
    path("incidenter/<uuid:breach_id>/", duties.breach, name="breach"),
]
