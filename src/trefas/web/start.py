"""The first page, choosing a unit, the language, and unlocking a locked page."""

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

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
        type(request.user)._default_manager.filter(pk=request.user.pk).update(language=chosen)
    there = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()})
    response = redirect(there if safe else "/")
    response.set_cookie("language", chosen, httponly=True, samesite="Lax")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Check the password of the person whose page is locked; the page behind keeps its draft."""
    if not request.user.is_authenticated:
        return JsonResponse({"unlocked": False}, status=403)
    if request.method != "POST":
        return redirect("account_reauthenticate")
    user = authenticate(request, email=getattr(request.user, "email", ""), password=request.POST.get("password", ""))
    unlocked = user is not None and user.pk == request.user.pk
    return JsonResponse({"unlocked": unlocked}, status=200 if unlocked else 403)


urlpatterns = [
    path("", home, name="home"),
    path("las/enhet/", choose_unit, name="choose_unit"),
    path("las/upp/", unlock, name="unlock"),
    path("sprak/", language, name="language"),
]
