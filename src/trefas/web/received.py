"""Mottaget: what waits to be registered, one item open, and what was registered earlier."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from trefas.authorities.models import AuthorityKind
from trefas.disclosures import delivery, reading
from trefas.disclosures.actions import Registration, register, register_notice
from trefas.disclosures.actions.owing import owed
from trefas.disclosures.assessing import usual_category
from trefas.disclosures.ledger import citation
from trefas.disclosures.models import Envelope, Outcome, ReceivedItem
from trefas.files.actions import open_file
from trefas.files.models import File
from trefas.law import RULEBOOK
from trefas.law.words import CATEGORY_LOCKS
from trefas.persons import search
from trefas.persons.models import Person
from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room
from trefas.sheets.identity_numbers import age_on, formatted, read_identity_number
from trefas.web import staff
from trefas.web.dates import clock, full_date, long_date, short_date
from trefas.web.forms.received import NEW, DiaryForm, RegisterForm
from trefas.web.law_view import short
from trefas.web.proposals import methods_of, methods_of_unit
from trefas.web.requests import acting_of, need, today_of

MOST = 50
CHILD = 18


@dataclass(frozen=True)
class Came:
    """An envelope with its content, opened in this room."""

    envelope: Envelope
    payload: Mapping[str, Any]

    @property
    def statutes(self) -> list[str]:
        """The ground it came on."""
        return list(self.payload.get("ground", {}).get("statutes", []))

    def age(self, on: date) -> int | None:
        """The age of whom it is about, when the sender knew the birth date."""
        born = self.payload.get("person", {}).get("birth_date")
        return age_on(date.fromisoformat(born), on) if born else None

    @property
    def name(self) -> str:
        """Whom it is about."""
        person = self.payload.get("person", {})
        return " ".join(part for part in (person.get("given_name"), person.get("family_name")) if part)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits; on a wide screen the first of it is open beside the list."""
    acting, today = need(request, "register"), today_of(request)
    came = _waiting(acting)
    first = came[0] if came else None
    context = {"inbox": _inbox(came, None, today), **_lead(came)}
    if first is not None:
        context |= _open_context(acting, first, today, None) | {"inbox": _inbox(came, first, today), "beside": True}
    return render(request, "received/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, envelope_id: uuid.UUID) -> HttpResponse:
    """Show one item, and register it."""
    acting, today = need(request, "register"), today_of(request)
    came = _waiting(acting)
    one = next((each for each in came if each.envelope.pk == envelope_id), None)
    if one is None:
        return _gone(request, acting, envelope_id)
    context = _open_context(acting, one, today, request.POST or None)
    form, status = context["form"], 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _registered(acting, one, form):
            return redirect("received")
    context |= {"inbox": _inbox(came, one, today), **_lead(came)}
    return render(request, "received/index.html", context, status=status)


def _gone(request: HttpRequest, acting: Acting, envelope_id: uuid.UUID) -> HttpResponse:
    known = Envelope.objects.filter(room_id=acting.room_id, pk=envelope_id, receiver_unit_id=acting.unit_id)
    if not known.exists():
        raise Http404
    return render(request, "received/gone.html", status=409 if request.method == "POST" else 200)


def _waiting(acting: Acting) -> list[Came]:
    found = list(reading.waiting(acting)[:MOST])
    senders = Room.objects.in_bulk({envelope.sender_room for envelope in found})
    return [Came(one, delivery.open_envelope(one, senders.get(one.sender_room))[0]) for one in found]


def _lead(came: list[Came]) -> dict[str, str]:
    count, lasting = len(came), _("Nothing is a file with you until you have decided it.")
    waits = ngettext("%(count)s to decide on.", "%(count)s to decide on.", count) % {"count": count}
    return {"lead": f"{waits} {lasting}"}


def _inbox(came: list[Came], current: Came | None, today: date) -> list[dict[str, Any]]:
    units = staff.units(one.envelope.sender_unit_id for one in came)
    rows = []
    for one in came:
        unit = units.get(one.envelope.sender_unit_id)
        rows.append(
            {
                "authority": {"kind": unit.kind if unit else "other", "label": unit.label if unit else ""},
                "when": when(one.envelope.delivered_at, today), "title": _title(one), "text": _about(one, today),
                "url": reverse("received_item", args=[one.envelope.pk]), "current": one is current,
                **({"tag": _("Child, assess protection today"), "tone": "late"} if _child(one, today) else {}),
            }
        )  # fmt: skip
    return rows


def when(moment: datetime, today: date) -> str:
    """Return a moment as the inbox tells it: the time today, else the day."""
    day = timezone.localtime(moment).date()
    if day == today:
        return clock(moment)
    return _("yesterday %(time)s") % {"time": clock(moment)} if (today - day).days == 1 else short_date(moment)


def _title(one: Came) -> str:
    if one.envelope.kind == "notice":
        return _("A consent has ended")
    items = one.payload.get("items") or [{}]
    title = items[0].get("title") or _("Withdrawn as wrong")
    return _("Correction: %(title)s") % {"title": title} if one.envelope.kind == "correction" else title


def _about(one: Came, today: date) -> str:
    age = one.age(today)
    years = ngettext("%(age)s year", "%(age)s years", age) % {"age": age} if age is not None else ""
    return ", ".join(part for part in (one.name, years) if part)


def _child(one: Came, today: date) -> bool:
    age = one.age(today)
    return one.envelope.kind == "disclosure" and age is not None and age < CHILD


def _open_context(acting: Acting, one: Came, today: date, data: Any) -> dict[str, Any]:
    sender = staff.units([one.envelope.sender_unit_id]).get(one.envelope.sender_unit_id)
    room = Room.objects.select_related("branch__authority").get(pk=acting.room_id)
    social = room.branch.authority.kind == AuthorityKind.SOCIAL_SERVICES
    context = {
        "one": one, "sender": sender, "item_heading": _heading(one, today), "from_line": _from(one, today),
        "items": one.payload.get("items") or [], "rows": _facts(one, acting.room_kind),
        "reason": one.payload.get("reason", ""),
    }  # fmt: skip
    if one.envelope.kind != "disclosure":
        return {**context, "form": DiaryForm(data), "notice": True}
    people = _people(acting, one, today)
    form = RegisterForm(
        data, people=people, owners=_owners(acting), sender=sender.label if sender else "",
        received_at=one.envelope.delivered_at, asks_for_action=social and not _child(one, today),
    )  # fmt: skip
    return {**context, "form": form, "starts": _starts(one, today) if social else ""}


def _owners(acting: Acting) -> dict[Any, str]:
    return {acting.user_id: acting.name} | staff.colleagues(acting.room_id)


def _heading(one: Came, today: date) -> str:
    return ", ".join(part for part in (_title(one), _about(one, today)) if part)


def _from(one: Came, today: date) -> str:
    sender = one.payload.get("from", {})
    told = [when(one.envelope.delivered_at, today), sender.get("officer", ""), sender.get("unit_name", "")]
    return ", ".join(part for part in told if part)


def _facts(one: Came, room_kind: str) -> list[dict[str, Any]]:
    told = one.payload.get("told_at")
    item = (one.payload.get("items") or [{}])[0]
    source = [part for part in (item.get("category"), item.get("reliability")) if part]
    rows = [
        (_("Support"), [citation(rule) for rule in one.statutes]),
        (_("Secrecy with us"), [short(RULEBOOK.locks[rule]) for rule in CATEGORY_LOCKS[usual_category(room_kind)]]),
        (_("Source and reliability"), source),
        (_("Told orally"), [full_date(datetime.fromisoformat(told))] if told else []),
        (_("Message"), [one.payload.get("message", "")] if one.payload.get("message") else []),
        (_("Call"), [one.payload.get("from", {}).get("telephone", "")]),
    ]  # fmt: skip
    return [{"key": key, "value": value} for key, value in rows if any(value)]


def _people(acting: Acting, one: Came, today: date) -> list[tuple[Person, str]]:
    """Return who may be the same: by number, else by name; each told with number and age, to be checked."""
    number = read_identity_number(one.payload["person"].get("identity_number") or "", today)
    found = search.find_by_number(acting.room_id, number)
    found = found or (search.find(acting.room_id, acting.room_kind, one.name) if one.name else [])
    return [(person, _known(person)) for person in found[:5]]


def _known(person: Person) -> str:
    number = formatted(person.identity_number or "") or person.birth_date or ""
    return ", ".join(part for part in (person.name, number) if part)


def _starts(one: Came, today: date) -> str:
    """Return the clocks that start when it is filed, told before the click."""
    on = timezone.localtime(one.envelope.delivered_at).date()
    found = owed(one.age(today), one.statutes, on, may_lead_to_action=True)
    if len(found) == 2:
        told = {"day": long_date(found[1][2])}
        return (
            _(
                "Assess at once, today, whether the child needs protection. Decide by %(day)s whether to open an "
                "inquiry. Both come on the work list. SoL 20:1 and 20:2."
            )
            % told
        )
    return _("Decide whether to open an inquiry (SoL 14:2), if it may lead to action. It comes on the work list.")


def _registered(acting: Acting, one: Came, form: Any) -> bool:
    before = len(entry.current().events)
    try:
        if one.envelope.kind == "disclosure":
            # Registered and put in a file together, or neither: a refused file leaves the envelope waiting.
            with transaction.atomic(using=entry.ROOMS):
                _register(acting, one, form)
        else:
            register_notice(
                by=acting, envelope_id=one.envelope.pk, diary_number=form.cleaned_data["diary_number"],
                now=timezone.now(),
            )  # fmt: skip
    except RefusedError as refused:
        del entry.current().events[before:]
        form.add_error(None, refused.sentence)
    return not form.errors


def _register(acting: Acting, one: Came, form: RegisterForm) -> None:
    given = form.cleaned_data
    outcome, chosen = Outcome(given["outcome"]), given.get("person")
    person = None
    if outcome is Outcome.FILED and chosen != NEW:
        person = Person.objects.get(room_id=acting.room_id, pk=uuid.UUID(str(chosen)))
    said = Registration(
        diary_number=given["diary_number"], outcome=outcome, received_at=given["received_at"], person=person,
        same_person=bool(given.get("same_person")), owner_id=uuid.UUID(given["owner"]) if given.get("owner") else None,
        may_lead_to_action=bool(given.get("may_lead_to_action")),
    )  # fmt: skip
    made = register(by=acting, envelope_id=one.envelope.pk, registration=said, now=timezone.now())
    if outcome is Outcome.FILED:
        _put_in_file(acting, made[0])


def _put_in_file(acting: Acting, received: ReceivedItem) -> None:
    """Note the registration in the person's open file, or open one by a method that the sender works with too."""
    person, today = received.person, timezone.localdate()
    theirs = methods_of_unit(received.sender_id, today)
    methods = sorted(methods_of(acting, today).values(), key=lambda one: (one.id not in theirs, one.consent.required))
    if person is None or not methods:
        return
    standing = File.objects.filter(room_id=person.room_id, person=person, ended_on=None).order_by("opened_on")
    known = standing.values_list("method", flat=True).first()
    open_file(by=acting, person=person, method=known or methods[0].id, received=received, now=timezone.now())


@require_safe
def earlier(request: HttpRequest) -> HttpResponse:
    """Show the diary: what was registered, newest first, with what became of it."""
    acting = acting_of(request)
    if not (acting.may("register") or acting.may("review_log")):
        raise PermissionDenied
    found = ReceivedItem.objects.filter(room_id=acting.room_id).order_by("-registered_at", "id")
    rows = list(found[:MOST])
    units, people = staff.units(row.sender_id for row in rows), staff.names(row.registered_by_id for row in rows)
    table = {
        "caption": _("Registered earlier"),
        "columns": [{"label": label} for label in (_("Registered"), _("Number"), _("From"), _("Outcome"), _("By"))],
        "rows": [
            [
                full_date(row.registered_at), row.diary_number,
                units[row.sender_id].name if row.sender_id in units else "", str(Outcome(row.outcome).label),
                people.get(row.registered_by_id, ""),
            ]
            for row in rows
        ],
    }  # fmt: skip
    return render(request, "received/earlier.html", {"table": table, "any": bool(rows)})


urlpatterns = [
    path("mottaget/", index, name="received"),
    path("mottaget/tidigare/", earlier, name="received_earlier"),
    path("mottaget/<uuid:envelope_id>/", item, name="received_item"),
]
