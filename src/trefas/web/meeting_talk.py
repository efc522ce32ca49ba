"""One person on the agenda: who is in the talk, what is prepared and said, what is heard, what is undertaken."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trefas.authorities.models import Unit
from trefas.disclosures.items import pickable
from trefas.disclosures.reading import units
from trefas.files.actions.convening import set_present
from trefas.files.actions.meeting import Telling, mark_said, note_heard, prepare, undertake
from trefas.files.meeting_models import Prepared, SaidState
from trefas.files.meetings import Talk, commitments_of, heard_in, prepared_for
from trefas.files.models import File
from trefas.files.policy import age_on, is_child
from trefas.persons.actions import ConflictError
from trefas.rooms.errors import RefusedError
from trefas.web import staff
from trefas.web.dates import clock, day_date
from trefas.web.forms.meetings import CommitmentForm, HeardForm, PrepareForm
from trefas.web.meeting_frame import (
    Held,
    held,
    name_of,
    others,
    saved,
    talk_url,
    title_of,
    unit_choices,
    units_of,
    when,
)

WEEK = timedelta(days=7)
SAID = {"said": SaidState.SAID, "not_said": SaidState.NOT_SAID, "undo": SaidState.OPEN}


@require_http_methods(["GET", "HEAD"])
def show(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Show one person's place on the agenda."""
    one = held(request, meeting_id)
    return _page(request, one, one.talk(position))


def _page(
    request: HttpRequest, one: Held, talk: Talk, heard: forms.Form | None = None, made: forms.Form | None = None
) -> HttpResponse:
    rooms = {each.file.room_id for each in one.talks if each.file is not None}
    prepared = prepared_for(one.meeting, rooms)
    context = {**_frame(one, talk, prepared), **_attendance(one, talk)}
    if talk.file is not None:
        context |= _own(one, talk, talk.file, prepared)
        context["heard_form"] = heard or _heard_form(one, None)
        context["commitment_form"] = made or _commitment_form(one, None)
    bound = [form for form in (heard, made) if form is not None]
    context["form"] = bound[0] if bound else None
    return render(request, "meetings/talk.html", context, status=422 if bound else 200)


def _frame(one: Held, talk: Talk, prepared: Sequence[Prepared]) -> dict[str, Any]:
    meeting, place, count = one.meeting, talk.item.position, len(one.talks)
    words = _("%(when)s. Person %(place)s of %(count)s.") % {"when": when(meeting), "place": place, "count": count}
    near = {each.item.position: each for each in one.talks}
    return {
        "one": one, "talk": talk, "title": title_of(meeting), "lead": words, "name": name_of(talk),
        "agenda": [
            {
                "name": name_of(each), "url": talk_url(meeting, each.item), "current": each is talk,
                "done": each.item.position < place,
            }
            for each in one.talks
        ],
        "before": way_to(one, near.get(place - 1), prepared), "after": way_to(one, near.get(place + 1), prepared),
        "meeting_url": reverse("meeting", args=[meeting.pk]),
        "shared_url": reverse("meeting_shared", args=[meeting.pk, place]),
    }  # fmt: skip


def way_to(one: Held, talk: Talk | None, prepared: Sequence[Prepared]) -> dict[str, str] | None:
    """The way to the next person: straight to what is prepared, so that the keys work at once."""
    if talk is None:
        return None
    person = talk.file.person_id if talk.file else None
    first = next((row.group.hex for row in prepared if row.person_id == person), "")
    anchor = f"#said-{first}" if first else ""
    return {"name": name_of(talk), "url": f"{talk_url(one.meeting, talk.item)}{anchor}"}


def _attendance(one: Held, talk: Talk) -> dict[str, Any]:
    present = set(talk.item.present)
    known = {row["label"]: row["name"] for row in (talk.file.counterparts if talk.file else [])}
    rows = []
    for row in units_of(one.meeting.units):
        label, own = row["authority"]["label"], row["id"] == one.acting.unit_id
        inside = row["id"] in present
        rows.append({
            **row, "value": str(row["id"]), "inside": inside, "aside": _("In") if inside else _("Out"),
            "aside_tone": "ok" if inside else "quiet",
            "text": one.acting.name if own else known.get(label, ""),
        })  # fmt: skip
    return {"attendance": rows, "may_mark": one.planned, "here": one.acting.unit_id in present}


def _own(one: Held, talk: Talk, file: File, rows: Sequence[Prepared]) -> dict[str, Any]:
    prepared = _groups([row for row in rows if row.person_id == file.person_id])
    marked = sum(1 for item in prepared if item["state"])
    heard = heard_in(one.meeting, [file.room_id], file.person_id)
    labels = staff.units(row.unit_id for row in heard)
    age = age_on(file.person.birth_date, timezone.localdate())
    count = {"marked": marked, "count": len(prepared)}
    return {
        "file": file, "facts": [_("%(age)s years") % {"age": age}] if age is not None else [],
        "prepared": [_said(one, talk, item) for item in prepared],
        "marked": _("%(marked)s of %(count)s marked") % count if prepared else "",
        "heard": [
            {"title": labels[row.unit_id].label, "text": row.note.text, "aside": clock(row.note.recorded_at)}
            for row in heard if row.unit_id in labels
        ],
        "commitments": _undertaken(file),
        "may_tell": one.planned and one.acting.may("disclose"),
        "may_write": one.acting.may("follow") and file.ended_on is None,
    }  # fmt: skip


def _undertaken(file: File) -> list[dict[str, Any]]:
    rows = commitments_of(file)
    names = staff.names(row.owner_id for row in rows)
    return [
        {
            "title": row.text, "text": names.get(row.owner_id, ""),
            "url": "" if row.done_at else reverse("commitment_done", args=[row.pk]),
            "aside": _("Done") if row.done_at else day_date(row.due_on), "aside_tone": "ok" if row.done_at else "",
        }
        for row in rows
    ]  # fmt: skip


def _groups(rows: Sequence[Prepared]) -> list[dict[str, Any]]:
    found: dict[uuid.UUID, list[Prepared]] = {}
    for row in rows:
        found.setdefault(row.group, []).append(row)
    return [{"group": key, "rows": many, "state": _state(many)} for key, many in found.items()]


def _state(rows: Sequence[Prepared]) -> str:
    """Said when any receiver was told: the others had left the talk."""
    states = {row.state for row in rows}
    return next((state for state in ("said", "not_said") if state in states), "")


def _said(one: Held, talk: Talk, item: dict[str, Any]) -> dict[str, Any]:
    rows: list[Prepared] = item["rows"]
    told = rows[0].assessment.items
    # A prepared item names what it is by its title; the words themselves are fetched when they are told.
    titles = [piece["title"] for piece in told]
    grounds = {cited for row in rows for cited in row.assessment.statutes}
    return {
        "id": item["group"].hex, "version": rows[0].version, "state": item["state"],
        "url": reverse("meeting_said", args=[one.meeting.pk, talk.item.position, item["group"]]),
        "stamp": stamp(rows, item["state"]), "title": ". ".join(titles), "text": "",
        "receivers": [row["authority"] for row in units_of(row.receiver_id for row in rows)],
        "ground": ", ".join(sorted(grounds)) or _("Not assessed yet"),
    }  # fmt: skip


def stamp(rows: Sequence[Prepared], state: str) -> str:
    """Return when it was marked, `Sagt 09:21`."""
    at = rows[0].marked_at
    if not state or at is None:
        return ""
    words = _("Said %(time)s") if state == "said" else _("Not said %(time)s")
    return words % {"time": clock(at)}


@require_POST
def said(request: HttpRequest, meeting_id: uuid.UUID, position: int, group: uuid.UUID) -> HttpResponse:
    """Mark something prepared as said, not said, or neither."""
    one = held(request, meeting_id)
    talk = _followed(one.talk(position))
    if not one.acting.may("disclose"):
        raise PermissionDenied
    state, version = SAID.get(request.POST.get("said", "")), request.POST.get("version", "")
    as_json = "application/json" in request.headers.get("Accept", "")
    if state is None or not version.isdigit():
        return JsonResponse({"error": _("Reload the page.")}, status=422)
    try:
        rows = mark_said(
            by=one.acting, meeting_id=meeting_id, group=group, said=state, version=int(version), now=timezone.now()
        )
    except (RefusedError, ConflictError) as error:
        sentence = getattr(error, "sentence", "") or _("A colleague marked it just now. Reload the page.")
        return _not_marked(request, one, talk, sentence, as_json)
    shown = _state(rows)
    if as_json:
        return JsonResponse({"state": shown, "stamp": stamp(rows, shown), "version": rows[0].version})
    return redirect(talk_url(one.meeting, talk.item))


def _not_marked(request: HttpRequest, one: Held, talk: Talk, sentence: str, as_json: bool) -> HttpResponse:
    if as_json:
        return JsonResponse({"error": sentence}, status=422)
    words = {"title": title_of(one.meeting), "sentence": sentence, "back_url": talk_url(one.meeting, talk.item)}
    return render(request, "meetings/refused.html", words, status=422)


@require_POST
def attendance(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Note which units are in the talk."""
    one = held(request, meeting_id)
    talk = one.talk(position)
    here = set(request.POST.getlist("unit"))
    present = [unit for unit in one.meeting.units if str(unit) in here]
    try:
        set_present(by=one.acting, item_id=talk.item.pk, units=present, now=timezone.now())
    except RefusedError as refused:
        return _not_marked(request, one, talk, refused.sentence, as_json=False)
    return redirect(talk_url(one.meeting, talk.item))


@require_POST
def heard(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Write down what another unit said."""
    one = held(request, meeting_id)
    talk = _followed(one.talk(position))
    form = _heard_form(one, request.POST)

    def save(given: dict[str, Any]) -> None:
        unit = units().get(pk=given["unit"])
        note_heard(
            by=one.acting, meeting_id=meeting_id, file_id=_file(talk).pk, unit=unit, text=given["text"],
            now=timezone.now(),
        )  # fmt: skip

    return redirect(talk_url(one.meeting, talk.item)) if saved(form, save) else _page(request, one, talk, heard=form)


@require_POST
def commitment(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Undertake something for one's own authority."""
    one = held(request, meeting_id)
    talk = _followed(one.talk(position))
    form = _commitment_form(one, request.POST)

    def save(given: dict[str, Any]) -> None:
        undertake(
            by=one.acting, file_id=_file(talk).pk, owner_id=uuid.UUID(given["owner"]), text=given["text"],
            due_on=given["due_on"], meeting_id=meeting_id, now=timezone.now(),
        )  # fmt: skip

    return redirect(talk_url(one.meeting, talk.item)) if saved(form, save) else _page(request, one, talk, made=form)


@require_http_methods(["GET", "HEAD", "POST"])
def preparing(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Choose what to tell whom; the questions of the law are then answered for each receiver."""
    one = held(request, meeting_id)
    talk = _followed(one.talk(position))
    if not one.acting.may("disclose"):
        raise PermissionDenied
    file, here = _file(talk), talk_url(one.meeting, talk.item)
    form = _prepare_form(request, one, file)
    made: list[Prepared] = []

    def save(given: dict[str, Any]) -> None:
        record = {"child": given["child"]} if given.get("child") else {}
        telling = Telling(file.pk, _receivers(given["units"]), form.chosen(), purpose=given["purpose"], record=record)
        made.extend(prepare(by=one.acting, meeting_id=meeting_id, telling=telling, now=timezone.now()))

    if request.method == "POST" and saved(form, save):
        return redirect(_next_of(made, here))
    words = {
        "title": _("Prepare to tell about %(name)s") % {"name": file.person.name},
        "button": _("Go on to the assessment"), "back_url": here,
        "lead": _("Nothing is sent before the meeting. What you do not say stays here."),
    }  # fmt: skip
    return render(request, "meetings/form.html", {"form": form, **words}, status=422 if form.is_bound else 200)


def _next_of(made: Sequence[Prepared], here: str) -> str:
    """The assessment when there is one receiver; else the person's page, where each is assessed in turn."""
    return reverse("disclosure_assess", args=[made[0].assessment_id]) if len(made) == 1 else here


def _prepare_form(request: HttpRequest, one: Held, file: File) -> PrepareForm:
    items = [
        (f"{item.kind}:{item.id}", f"{item.title}. {item.text[:80]}") for item in pickable(file.room_id, file.person_id)
    ]
    return PrepareForm(
        request.POST or None, items=items, units=unit_choices(others(one)),
        is_child=is_child(file.person.birth_date, timezone.localdate()),
        initial={"units": [str(unit) for unit in others(one)], "purpose": "prevent_crime"},
    )  # fmt: skip


def _receivers(ids: Sequence[str]) -> list[Unit]:
    return list(units().filter(pk__in=ids).order_by("name"))


def _followed(talk: Talk) -> Talk:
    if talk.file is None:
        raise Http404
    return talk


def _file(talk: Talk) -> File:
    if talk.file is None:
        raise Http404
    return talk.file


def _heard_form(one: Held, data: Any) -> HeardForm:
    return HeardForm(data, units=unit_choices(others(one)), prefix="heard")


def _commitment_form(one: Held, data: Any) -> CommitmentForm:
    owners = [(str(key), name) for key, name in staff.colleagues(one.acting.room_id).items()]
    initial = {"owner": str(one.acting.user_id), "due_on": timezone.localdate() + WEEK}
    return CommitmentForm(data, owners=owners, initial=initial, prefix="commitment")


PLACE = "<uuid:meeting_id>/<int:position>/"
urlpatterns = [
    path(PLACE, show, name="meeting_talk"),
    path(f"{PLACE}forbered/", preparing, name="meeting_prepare"),
    path(f"{PLACE}berattat/<uuid:group>/", said, name="meeting_said"),
    path(f"{PLACE}narvaro/", attendance, name="meeting_attendance"),
    path(f"{PLACE}hort/", heard, name="meeting_heard"),
    path(f"{PLACE}atagande/", commitment, name="meeting_commitment"),
]
