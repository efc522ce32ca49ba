"""Samtycken: those of a person, a new one with its sheet to print and read aloud, and taking one back."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.disclosures import reading
from trefas.disclosures.actions import Terms, close_expired_consents, give_consent, withdraw_consent
from trefas.disclosures.assessing import holds, usual_category
from trefas.disclosures.language import law_language, said
from trefas.disclosures.models import Consent, GivenHow, GuardianConsent
from trefas.files.models import Guardian, MayBeTold
from trefas.law import NOT_A_GDPR_GROUND
from trefas.law.words import CATEGORIES, PURPOSES
from trefas.persons.models import Person
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.web import staff
from trefas.web.dates import full_date
from trefas.web.file_frame import FILE_TABS, Opened, Tab, identity, opened
from trefas.web.forms.consents import ConsentForm
from trefas.web.law_view import sentence
from trefas.web.shell import HUES

PURPOSE = "disclose"


def _may(one: Opened) -> bool:
    return one.acting.may("disclose") or one.acting.may("follow")


@require_safe
def of_file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show a person's consents; those that have run out are acted on before they are shown."""
    one = opened(request, file_id)
    rows = list(reading.consents_of(one.file.room_id, one.file.person_id))
    if _may(one) and any(row.closed_at is None and row.expires_on <= one.today for row in rows):
        close_expired_consents(by=one.acting, now=timezone.now())
    units = staff.units(unit for row in rows for unit in row.receiver_ids)
    context = {
        "person": identity(one, "file_consents"), "rows": [_row(one, row, units) for row in rows], "may": _may(one),
        "new_url": reverse("consent_new", args=[file_id]),
    }  # fmt: skip
    return render(request, "consents/of_file.html", context)


def _row(one: Opened, row: Consent, units: dict[uuid.UUID, Any]) -> dict[str, Any]:
    names = ", ".join(units[unit].name for unit in row.receiver_ids if unit in units)
    word, tone = _state(row, one.today)
    return {
        "title": names, "url": reverse("consent", args=[one.file.pk, row.pk]), "tag": word, "tone": tone,
        "text": [sentence(", ".join(said(CATEGORIES[name]) for name in row.information)), _span(row)],
    }  # fmt: skip


def _span(row: Consent) -> str:
    return _("From %(first)s to %(last)s") % {"first": full_date(row.given_on), "last": full_date(row.expires_on)}


def _state(row: Consent, on: date) -> tuple[str, str]:
    if row.withdrawn_at is not None:
        return _("Taken back %(day)s") % {"day": full_date(row.withdrawn_at)}, ""
    return (_("Holds"), "ok") if holds(row, on) else (_("Has run out"), "")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Fill in a consent; print its sheet, or keep what was given."""
    one = opened(request, file_id)
    if not _may(one):
        raise PermissionDenied
    person = one.file.person
    form = ConsentForm(
        request.POST or None, units=reading.receivers(one.acting, one.today), today=one.today, name=person.name,
        child=one.child, usual=usual_category(one.acting.room_kind),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        if "print" in request.POST:
            return render(request, "consents/sheet.html", {"sheet": _sheet(one, form.terms(), None)})
        try:
            made = give_consent(by=one.acting, person=person, terms=form.terms(), now=timezone.now())
            return redirect("consent", file_id, made.pk)
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
    context = {"person": identity(one, "file_consents"), "form": form, "child": one.child}
    return render(request, "consents/new.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def show(request: HttpRequest, file_id: uuid.UUID, consent_id: uuid.UUID) -> HttpResponse:
    """Show a consent as its printable sheet, and let it be taken back."""
    one = opened(request, file_id)
    row = _consent(one, consent_id)
    word, tone = _state(row, one.today)
    context = {
        "sheet": _sheet(one, _terms(row), row), "row": row, "state": word, "tone": tone,
        "may_withdraw": _may(one) and row.withdrawn_at is None and holds(row, one.today),
        "back": reverse("file_consents", args=[file_id]), "file_id": file_id,
    }  # fmt: skip
    return render(request, "consents/consent.html", context)


def _consent(one: Opened, consent_id: uuid.UUID) -> Consent:
    row = reading.consents_of(one.file.room_id, one.file.person_id).filter(pk=consent_id).first()
    if row is None:
        raise Http404
    return row


@require_POST
def withdraw(request: HttpRequest, file_id: uuid.UUID, consent_id: uuid.UUID) -> HttpResponse:
    """Take a consent back: at once."""
    one = opened(request, file_id)
    if not _may(one):
        raise PermissionDenied
    try:
        withdraw_consent(by=one.acting, consent=_consent(one, consent_id), now=timezone.now())
    except RefusedError as refused:
        return render(request, "errors/403.html", {"sentence": refused.sentence}, status=409)
    return redirect("consent", file_id, consent_id)


def _terms(row: Consent) -> Terms:
    content = row.content
    return Terms(
        who=content["who"], receiver_ids=tuple(row.receiver_ids), information=tuple(row.information),
        purposes=tuple(row.purposes), given_on=row.given_on, expires_on=row.expires_on, given_how=row.given_how,
        consequences=content["consequences"], co_operation=content["co_operation"], guardian=row.guardian,
        child_reason=content["child_reason"], confirmed=frozenset(content["confirmed"]),
    )  # fmt: skip


def _sheet(one: Opened, terms: Terms, row: Consent | None) -> dict[str, Any]:
    acting, person = one.acting, one.file.person
    units = staff.units(terms.receiver_ids)
    names = [units[unit].name for unit in terms.receiver_ids if unit in units]
    return {
        "authority": {"kind": HUES.get(acting.room_kind, "other"), "label": acting.unit_name},  # type: ignore[call-overload]  # codes of RoomKind
        "unit": full_date(terms.given_on),
        "number": one.file.number,
        "title": _("Consent to tell others"),
        "about": _("About %(name)s. One consent for each person that it is about.") % {"name": person.name},
        "aloud": _aloud(acting, names, terms),
        "aloud_language": law_language(),
        "rows": _sheet_rows(names, terms),
        "signatures": _signatures(person, terms, acting),
    }  # fmt: skip


def _aloud(acting: Acting, names: list[str], terms: Terms) -> list[str]:
    told = {"own": acting.unit_name, "others": ", ".join(names), "last": full_date(terms.expires_on)}
    return [
        _("What you tell us is secret. If you say yes, %(own)s may tell %(others)s what stands below.") % told,
        _("You decide. You may say yes to some of it and no to the rest.") % told,
        _("Your yes holds to %(last)s. You may take it back at any time: tell any of us, then we stop at once.") % told,
        _("What has already been told is not undone. Those who were told get to know that you have taken it back."),
        terms.consequences,
        _("It is no general leave: nobody else is told, and nothing else."),
        said(NOT_A_GDPR_GROUND),
    ]


def _sheet_rows(names: list[str], terms: Terms) -> list[dict[str, Any]]:
    rows = [
        (_("Who consents"), terms.who),
        (_("Who may be told"), names),
        (_("What may be told"), [sentence(said(CATEGORIES[name])) for name in terms.information]),
        (_("For what"), [sentence(said(PURPOSES[name])) for name in terms.purposes]),
        (_("Co-operation"), terms.co_operation),
        (_("Holds"), f"{full_date(terms.given_on)} – {full_date(terms.expires_on)}"),
        (_("How it was given"), str(GivenHow(terms.given_how).label)),
        (_("A child's consent"), _child(terms)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _child(terms: Terms) -> list[str]:
    if terms.guardian == GuardianConsent.NOT_NEEDED:
        return []
    return [str(GuardianConsent(terms.guardian).label), *([terms.child_reason] if terms.child_reason else [])]


def _signatures(person: Person, terms: Terms, acting: Acting) -> list[str]:
    """Return the lines to sign: guardians only when they consent, and only those who may be told (OSL 12:3)."""
    lines = [_("Place and day"), person.name]
    if terms.guardian == GuardianConsent.GUARDIANS:
        known = Guardian.objects.filter(room_id=person.room_id, person_id=person.pk, may_be_told=MayBeTold.YES)
        lines += [_("Guardian: %(name)s") % {"name": guardian.name} for guardian in known]
    return [*lines, _("Received by %(name)s") % {"name": acting.name}]


FILE_TABS.append(Tab("file_consents", gettext_lazy("Consents"), 55))

urlpatterns = [
    path("akter/<uuid:file_id>/samtycken/", of_file, name="file_consents"),
    path("akter/<uuid:file_id>/samtycken/nytt/", new, name="consent_new"),
    path("akter/<uuid:file_id>/samtycken/<uuid:consent_id>/", show, name="consent"),
    path("akter/<uuid:file_id>/samtycken/<uuid:consent_id>/ta-tillbaka/", withdraw, name="consent_withdraw"),
]
