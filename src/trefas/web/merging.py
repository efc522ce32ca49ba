"""Two rows that are the same person: choosing the other, what must be known before, joining them and parting them."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.accountability.actions import merge_protected
from trefas.files import merging
from trefas.files.actions import merge, part
from trefas.files.models import ContactRoute, File
from trefas.persons import search
from trefas.persons.models import Merge, Person
from trefas.persons.search import masked_number
from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms, opened
from trefas.sheets.names import Alike, compare
from trefas.web import staff
from trefas.web.dates import full_date
from trefas.web.forms.people import PersonForm
from trefas.web.requests import need

COMPARED = ("given_name", "family_name", "identity_number", "birth_date", "telephone", "whereabouts", "language")


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Find the other row among the unit's people: at first those whose name sounds the same."""
    acting = need(request, "follow")
    one = _whole(person_id)
    asked = request.POST.get("q", "").strip()
    found = _find(acting, asked) if asked else _alike(one, acting)
    others = [other for other in found if other.pk != one.pk]
    rows = [
        {
            "title": other.name,
            "url": reverse("person_merge", args=[one.pk, other.pk]),
            "text": masked_number(other) or (other.birth_date or ""),
            **({"tag": _("Named handlers")} if other.room_id != acting.room_id else {}),
        }
        for other in others
    ]
    return render(request, "people/merge_choose.html", {"person": one, "rows": rows, "asked": asked})


def _find(acting: Acting, asked: str) -> list[Person]:
    """Search in the unit's information, and among those whose named handler one is: nobody else has them in a list."""
    return [one for room_id in open_rooms() for one in search.find(room_id, acting.room_kind, asked)]


def _alike(one: Person, acting: Acting) -> list[Person]:
    """Those of the same family name whose whole name is alike too."""
    found = _find(acting, one.family_name or one.name)
    return [other for other in found if compare(one.name, other.name) is not Alike.DIFFERENT]


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, person_id: uuid.UUID, other_id: uuid.UUID) -> HttpResponse:
    """Show both beside each other with what differs, and join them: the first is kept."""
    acting = need(request, "follow")
    kept, other = _whole(person_id), _whole(other_id)
    if kept.pk == other.pk:
        raise Http404
    refused, before = "", len(entry.current().events)
    if request.method == "POST":
        try:
            join = merge if kept.room_id == other.room_id else merge_protected
            join(by=acting, kept_id=kept.pk, merged_id=other.pk, now=timezone.now())
        except RefusedError as error:
            refused = error.sentence
            del entry.current().events[before:]
        else:
            return redirect("person", kept.pk)
    conflicts = merging.before_merging(kept, other)
    context = {
        "person": kept,
        "other": other,
        "table": _beside(kept, other),
        "blocks": [refused] if refused else [one.sentence for one in conflicts if one.blocks],
        "told": [*_moves(kept, other, acting), *(one.sentence for one in conflicts if not one.blocks)],
        "turn_url": reverse("person_merge", args=[other.pk, kept.pk]),
    }
    return render(request, "people/merge.html", context, status=422 if refused else 200)


def _moves(kept: Person, other: Person, acting: Acting) -> list[str]:
    """Say who goes where, when one of the two has named handlers."""
    if kept.room_id == other.room_id:
        return []
    outside = kept if kept.room_id == acting.room_id else other
    told = _("%(name)s moves to the named handlers with all that is kept, and nobody else finds either of them.")
    return [told % {"name": outside.name}]


@require_http_methods(["GET", "HEAD", "POST"])
def parting(request: HttpRequest, person_id: uuid.UUID, merge_id: uuid.UUID) -> HttpResponse:
    """Say what parting means now, and part them."""
    acting = need(request, "follow")
    found = Merge.objects.filter(room_id__in=opened(), pk=merge_id, kept_id=person_id, undone_at=None)
    made = found.select_related("kept", "merged").first()
    if made is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            part(by=acting, merge_id=made.pk, now=timezone.now())
        except RefusedError as error:
            refused = error.sentence
        else:
            return redirect("person", made.merged_id)
    conflicts = merging.before_parting(made)
    context = {
        "person": made.kept,
        "other": made.merged,
        "blocks": [refused] if refused else [one.sentence for one in conflicts if one.blocks],
        "told": [one.sentence for one in conflicts if not one.blocks],
    }
    return render(request, "people/part.html", context, status=422 if refused else 200)


def also_kept_as(one: Person, acting: Acting) -> list[dict[str, Any]]:
    """Return who has been merged into a person, each with its own values, a contact that was left, and the way back."""
    made = list(Merge.objects.filter(room_id=one.room_id, kept=one, undone_at=None).select_related("merged"))
    names = staff.names(row.by_id for row in made)
    return [
        {
            "title": row.merged.name,
            "text": ", ".join(part for part in _known_of(row, names) if part),
            "url": reverse("person_part", args=[one.pk, row.pk]) if acting.may("follow") else "",
        }
        for row in made
    ]


def _known_of(row: Merge, names: dict[uuid.UUID, str]) -> list[str]:
    told = _("merged %(day)s by %(who)s") % {"day": full_date(row.at), "who": names.get(row.by_id, "")}
    route = merging.route_left(row)
    return [masked_number(row.merged), _route_words(route) if route else "", told]


def _route_words(route: ContactRoute) -> str:
    parts = [part for part in (route.telephone, route.times, route.answers) if part]
    return _("other safe contact: %(what)s") % {"what": ", ".join(parts)}


def _beside(kept: Person, other: Person) -> dict[str, Any]:
    labels = {name: str(field.label) for name, field in PersonForm.base_fields.items()}
    rows = [[labels[name], getattr(kept, name) or "–", getattr(other, name) or "–"] for name in COMPARED]
    rows.append([_("Files"), _files_of(kept), _files_of(other)])
    return {
        "caption": _("Both beside each other"),
        "columns": [{"label": label} for label in (_("Value"), _("Kept"), _("Merged into it"))],
        "rows": rows,
    }


def _files_of(one: Person) -> str:
    found = File.objects.filter(room_id=one.room_id, person=one, joined_to=None).order_by("opened_on")
    return ", ".join(found.values_list("number", flat=True)) or "–"


def _whole(person_id: uuid.UUID) -> Person:
    found = Person.objects.filter(room_id__in=opened(), pk=person_id, merged_into=None).first()
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("personer/<uuid:person_id>/sla-ihop/", choose, name="person_merge_choose"),
    path("personer/<uuid:person_id>/sla-ihop/<uuid:other_id>/", confirm, name="person_merge"),
    path("personer/<uuid:person_id>/dela/<uuid:merge_id>/", parting, name="person_part"),
]
