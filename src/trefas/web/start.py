"""The first page, choosing a unit, the language, and unlocking a locked page."""

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.authorities.models import User
from trefas.rooms.entry import Acting
from trefas.web.acting import SESSION_MEMBERSHIP, memberships_of
from trefas.web.shell import menu


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the first page of the person's menu."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by RoomMiddleware
    pages = menu(request, acting)
    return redirect(pages[0]["url"]) if pages else render(request, "start/nothing.html")


@require_http_methods(["GET", "HEAD", "POST"])
def choose_unit(request: HttpRequest) -> HttpResponse:
    """Let a person who works in several units say where she acts."""
    found = list(memberships_of(request.user.pk, timezone.now())) if request.user.is_authenticated else []
    if request.method == "POST":
        chosen = request.POST.get("membership", "")
        if chosen in {str(membership.pk) for membership in found}:
            request.session[SESSION_MEMBERSHIP] = chosen
            return redirect("home")
    return render(request, "start/choose_unit.html", {"memberships": found})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language a person chose, on her account when she is logged in."""
    chosen = request.POST.get("language", "sv")
    chosen = chosen if chosen in ("sv", "en") else "sv"
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    there = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()})
    response = redirect(there if safe else "/")
    response.set_cookie("language", chosen, httponly=True, samesite="Lax", secure=settings.TREFAS_HTTPS)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Check the password of the person whose page is locked; the page behind keeps its draft.

    GET leads to the other ways (a passkey); as JSON it says whether one of them has just been used.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"error": _("You are logged out. Log in, in another tab, and try again.")}, status=403)
    if request.method == "POST":
        return _unlock_by_password(request)
    if "json" in request.headers.get("Accept", ""):
        return HttpResponse(status=204 if did_recently_reauthenticate(request) else 403)
    return redirect(f"{reverse('mfa_reauthenticate_webauthn')}?next={reverse('unlocked')}")


def _unlock_by_password(request: HttpRequest) -> HttpResponse:
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return JsonResponse({"error": _("Too many attempts from here. Wait five minutes and try again.")}, status=429)
    user = authenticate(request, email=getattr(request.user, "email", ""), password=request.POST.get("password", ""))
    if user is None or user.pk != request.user.pk:
        return JsonResponse({"error": _("The password is wrong.")}, status=422)
    return JsonResponse({"unlocked": True})


@login_required
@require_safe
def unlocked(request: HttpRequest) -> HttpResponse:
    """Say in the second tab that the first is open again."""
    return render(request, "start/unlocked.html")


urlpatterns = [
    path("", home, name="home"),
    path("las/enhet/", choose_unit, name="choose_unit"),
    path("las/upp/", unlock, name="unlock"),
    path("las/klart/", unlocked, name="unlocked"),
    path("sprak/", language, name="language"),
]
