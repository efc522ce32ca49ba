"""Finding, keeping and changing a person as the acting room knows her."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.authorities.roles import ROLES
from trefas.disclosures.assessing import age_of
from trefas.files.models import File
from trefas.persons import search as searching
from trefas.persons.actions import ConflictError, Source, create_person, create_protected_person, edit_person
from trefas.persons.models import Person, Protection, ValueSource
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened
from trefas.web import staff
from trefas.web.forms.people import NewPersonForm, PersonForm
from trefas.web.merging import also_kept_as
from trefas.web.requests import acting_of, need, today_of

SHOWN = ("given_name", "family_name", "identity_number", "birth_date", "telephone", "whereabouts", "language")


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Search by name, identity number or case number; what was asked never stands in an address."""
    acting = acting_of(request)
    if acting.room_kind not in searching.SEARCH_BY or not ROLES[acting.role].sees_persons:
        raise Http404
    asked = request.POST.get("q", "").strip()
    found = searching.find(acting.room_id, acting.room_kind, asked) if asked else []
    context = {"asked": asked, "found": [_hit(person, request) for person in _with_files(found)]}
    return render(request, "people/search.html", context)


def _with_files(people: list[Person]) -> list[tuple[Person, File | None]]:
    files = File.objects.filter(room_id__in=opened(), person_id__in=[person.pk for person in people], joined_to=None)
    by_person: dict[uuid.UUID, File] = {}
    for file in files.order_by("-ended_on", "opened_on"):
        by_person[file.person_id] = file
    return [(person, by_person.get(person.pk)) for person in people]


def _hit(found: tuple[Person, File | None], request: HttpRequest) -> dict[str, Any]:
    person, file = found
    age = age_of(person, today_of(request))
    facts = [searching.masked_number(person), _("%(age)s years") % {"age": age} if age is not None else ""]
    facts.append(file.number if file else _("No file"))
    return {
        "title": person.name,
        "url": reverse("file", args=[file.pk]) if file else reverse("person", args=[person.pk]),
        "text": ", ".join(fact for fact in facts if fact),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Keep a new person; with protected identity for named handlers only."""
    acting = need(request, "follow")
    colleagues = {user: name for user, name in staff.colleagues(acting.room_id).items() if user != acting.user_id}
    form = NewPersonForm(request.POST or None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        try:
            person = _keep(form, acting)
        except RefusedError as refused:
            form.add_error("identity_number", refused.sentence)
        else:
            return redirect("person", person.pk)
    return render(request, "people/new.html", {"form": form}, status=422 if form.errors else 200)


def _keep(form: NewPersonForm, acting: Acting) -> Person:
    values = {name: value for name, value in form.values().items() if value is not None}
    level, now, source = Protection(form.cleaned_data["protection"]), timezone.now(), Source("typed")
    if level is Protection.NONE:
        return create_person(by=acting, values=values, source=source, now=now)
    named = [uuid.UUID(user) for user in form.cleaned_data["handlers"]]
    return create_protected_person(by=acting, values=values, protection=level, handlers=named, source=source, now=now)


def found_person(person_id: uuid.UUID) -> Person:
    """Return a person of the open rooms, or answer 404 alike for one that is absent and one that is another's."""
    found = Person.objects.filter(room_id__in=opened(), pk=person_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD"])
def person(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Show what the unit keeps about a person, each value with its source, and her files."""
    acting = need(request, "follow")
    found = found_person(person_id)
    if found.merged_into_id:
        return redirect("person", found.merged_into_id)
    sources = ValueSource.objects.filter(room_id=found.room_id, person=found).order_by("at")
    places = {name: (source, place) for source in sources for name, place in source.places.items()}
    names = staff.names({source.by_id for source, _place in places.values()})
    files = File.objects.filter(room_id=found.room_id, person=found, joined_to=None).order_by("opened_on")
    context = {
        "person": found,
        "facts": [_fact(found, name, places, names) for name in SHOWN if getattr(found, name)],
        "files": [{"title": file.number, "url": reverse("file", args=[file.pk])} for file in files],
        "also": also_kept_as(found, acting),
        "merge_url": reverse("person_merge_choose", args=[found.pk]),
        "protected": found.protection != Protection.NONE,
        "propose_url": _address("proposal_write", found.pk) if acting.may("propose") else "",
        "disclose_url": _address("disclosure_new", found.pk) if acting.may("disclose") else "",
        "barring_url": _address("person_barring", found.pk) if acting.may("reassign") else "",
        "protect_url": _address("person_protection", found.pk) if acting.may("protect") else "",
    }
    return render(request, "people/person.html", context)


def _fact(found: Person, name: str, places: dict[str, Any], names: dict[uuid.UUID, str]) -> dict[str, Any]:
    source, place = places.get(name, (None, None))
    typed = source is None or source.source_kind == "typed"
    came = _("Typed by %(who)s") if typed else _("From a list or another authority, %(who)s")
    who = names.get(source.by_id, "") if source else ""
    told = f"{came % {'who': who}}{f', {place}' if place else ''}"
    labels = {field: str(bound.label) for field, bound in PersonForm.base_fields.items()}
    return {"key": labels[name], "value": [str(getattr(found, name)), told]}


def _address(name: str, person_id: uuid.UUID) -> str:
    try:
        return reverse(name, args=[person_id])
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Change what is kept; when somebody else was first both texts are shown."""
    acting = need(request, "follow")
    found = found_person(person_id)
    initial = {name: getattr(found, name) for name in PersonForm.base_fields}
    form = PersonForm(request.POST or None, initial=initial)
    theirs: Person | None = None
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("version", "")
        # What is no number is no version that anybody has seen: then both texts are shown.
        version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
        changed = {name: value for name, value in form.values().items() if value != initial[name]}
        try:
            edit_person(
                by=acting, person=found, version=version, values=changed, source=Source("typed"), now=timezone.now()
            )
        except ConflictError as conflict:
            theirs = conflict.theirs
        except RefusedError as refused:
            form.add_error("identity_number", refused.sentence)
        else:
            return redirect("person", found.pk)
    kept = theirs or found
    differs = [(str(form.fields[name].label), getattr(kept, name) or "–") for name in SHOWN] if theirs else []
    context = {"form": form, "person": found, "version": kept.version, "theirs": differs}
    return render(request, "people/edit.html", context, status=409 if theirs else (422 if form.errors else 200))


urlpatterns = [
    path("search/", search, name="search"),
    path("personer/ny/", new_person, name="person_new"),
    path("personer/<uuid:person_id>/", person, name="person"),
    path("personer/<uuid:person_id>/andra/", edit, name="person_edit"),
]
