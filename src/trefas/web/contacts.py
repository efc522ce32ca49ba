"""Noting a contact: large choices on one screen of a phone, the time filled in, nothing that must be written."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.plans.actions import record_contact
from trefas.web.forms.plans import ContactForm
from trefas.web.plan_frame import act, open_for, this_minute


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Note how, with whom, what came of it and the next try."""
    one = open_for(request, file_id, "follow")
    initial = {"happened_at": this_minute(), "with_whom": "person"}
    form = ContactForm(request.POST or None, initial=initial)

    def save(given: dict[str, Any]) -> None:
        record_contact(by=one.acting, file_id=file_id, now=timezone.now(), **given)

    overview = reverse("file", args=[file_id])
    return act(
        request, one, form, save, title=_("Note a contact"), button=_("Save the contact"), tab="file_contacts",
        next=overview,
    )  # fmt: skip


urlpatterns = [path("<uuid:file_id>/kontakt/", contact, name="file_contact")]
