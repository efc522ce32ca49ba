"""Proving once more that it is you, before acts that cannot be undone or that open much (OWASP ASVS 5.0, 7.5.3).

One list says which acts. Who comes to such a page proves it first; who sends a form when the proof has grown old gets
the form back with all that was written in it, hidden, and the proof asked for: nothing typed is kept anywhere else.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from trefas.authorities.sessions import record_login
from trefas.web.forms.step_up import CodeProofForm, PasswordProofForm
from trefas.web.login import DEMO_SESSION, OPENED, RECENTLY

# The acts, by the name of their address. Who adds one that belongs here adds it here; a test walks them all.
SENSITIVE = frozenset({
    "disclosure_beforehand", "emergency", "erasure_carry_out", "erasure_sign", "listan_extract", "membership_confirm",
    "membership_end", "membership_grant", "operation_propose", "person_protection", "protection_unhandled",
    "rule_sign",
})  # fmt: skip
CONFIRMED = "confirmed_at"
SAFE = ("GET", "HEAD", "OPTIONS")
OWN_FIELDS = ("csrfmiddlewaretoken", "proof-password", "proof-code", "proof-practice")


def is_fresh(request: HttpRequest) -> bool:
    """Return whether this person proved who she is within the last five minutes."""
    proofs = [record.get("at", 0) for record in get_authentication_records(request, request.user)]
    if settings.DEMO and request.session.get(DEMO_SESSION):
        proofs += [request.session.get(CONFIRMED, 0), request.session.get(OPENED, {}).get("at", 0)]
    return any(time.time() - at < RECENTLY for at in proofs)


class StepUpMiddleware:
    """Stands before every act on the list."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the proof is asked for when the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Let fresh ones through; ask the others."""
        match = request.resolver_match
        if match is None or match.view_name not in SENSITIVE or is_fresh(request):
            return None
        if request.method in SAFE:
            return _to_proof(request)
        return None if _proves(request) else _with_what_was_written(request)


def _to_proof(request: HttpRequest) -> HttpResponseRedirect:
    page = "confirm_practice" if settings.DEMO and request.session.get(DEMO_SESSION) else "account_reauthenticate"
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")


def _forms(request: HttpRequest, data: Any = None) -> list[Any]:
    """The ways to prove it within a form that has been sent: the password, or a code."""
    return [kind(data, user=request.user, prefix="proof") for kind in (PasswordProofForm, CodeProofForm)]


def _proves(request: HttpRequest) -> bool:
    if "proof-practice" in request.POST:
        return confirm_practice_session(request)
    password, code = _forms(request, request.POST)
    if request.POST.get("proof-password") and password.is_valid():
        reauthenticate_by_password(request)
        _proved(request, "password")
        return True
    if request.POST.get("proof-code") and code.is_valid():
        code.save()
        _proved(request, "code")
        return True
    return False


def _proved(request: HttpRequest, how: str) -> None:
    """A session that may do more gets a key of its own, and its owner sees the proof among her logins."""
    request.session.cycle_key()
    browser = request.session.get(OPENED, {}).get("browser", "")
    record_login(request.user.pk, at=timezone.now(), method=f"again+{how}", browser=browser, address="")


def confirm_practice_session(request: HttpRequest) -> bool:
    """Confirm a session of the demo, which has neither password nor code; False outside it."""
    if not (settings.DEMO and request.session.get(DEMO_SESSION)):
        return False
    request.session[CONFIRMED] = time.time()
    return True


def _with_what_was_written(request: HttpRequest) -> HttpResponse:
    tried = any(request.POST.get(name) for name in OWN_FIELDS[1:])
    context = {
        "kept": list(_written(request)),
        "forms": _forms(request, request.POST if tried else None),
        "practice": settings.DEMO and request.session.get(DEMO_SESSION),
        "action": request.get_full_path(),
    }
    return render(request, "account/step_up.html", context, status=403)


def _written(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in OWN_FIELDS:
            yield from ((name, str(value)) for value in values)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_practice(request: HttpRequest) -> HttpResponse:
    """The demo's own proof: a button, so that the step is seen where no one has a password."""
    if not settings.DEMO:
        raise Http404
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "/")
    onward = wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
    if request.method == "POST" and confirm_practice_session(request):
        return redirect(onward)
    context = {"kept": [], "forms": [], "practice": True, "action": request.get_full_path()}
    return render(request, "account/step_up.html", context)
