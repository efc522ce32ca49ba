"""The persona links of the demo: log in as one of the cast without a password. Never installed elsewhere."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_safe

from trefas.authorities.models import User
from trefas.rooms import practice
from trefas.rooms.entry import DOOR
from trefas.web.login import DEMO_SESSION

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def become(request: HttpRequest, persona: str) -> HttpResponse:
    """Open a session as a persona and go to her first page."""
    if not practice.practising(DOOR):
        raise Http404
    user = User.objects.filter(email__startswith=f"{persona}@", email__endswith=".example").first()
    if user is None:
        raise Http404
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session[DEMO_SESSION] = persona
    return redirect("home")


urlpatterns = [path("som/<slug:persona>/", become, name="become")]
