"""What a person sees when something is not there, is not hers, or broke. The same page for absent and foreign."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

log = logging.getLogger("trefas.web")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: byte for byte the same whether the id is unknown or another room's."""
    get_token(request)
    # The frame's forms need a token. Masked anew for every answer it would make no two of them alike.
    return render(request, "errors/404.html", {"csrf_token": request.META["CSRF_COOKIE"]}, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 with what is missing and the next step."""
    return render(request, "errors/403.html", {"sentence": getattr(exception, "sentence", "")}, status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a number to give to support; the log holds the number and no personal data."""
    number = getattr(request, "correlation", None)
    # The room may be closed or its transaction broken: the frame of this page asks it nothing.
    request.acting = None  # type: ignore[attr-defined]  # as RoomMiddleware sets it
    log.error("fault %s", number)
    return render(request, "errors/500.html", {"number": number}, status=500)


def unrecorded(request: HttpRequest) -> HttpResponse:
    """Answer 503 without content: what cannot be recorded is not shown. Asks the database for nothing."""
    log.error("unrecorded %s", getattr(request, "correlation", None))
    return HttpResponse(render_to_string("errors/503.html"), status=503)


def without_keys(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 503 without content: the master key cannot be had. The log says why; it names no person."""
    log.error("no master key %s: %s", getattr(request, "correlation", None), exception)
    return HttpResponse(render_to_string("errors/503.html", {"without_keys": True}), status=503)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 to what does not read as a form of ours; its page asks nothing of what was sent."""
    return HttpResponse(render_to_string("errors/400.html"), status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413 before anything of the body is read."""
    return HttpResponse(render_to_string("errors/400.html", {"too_large": True}), status=413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came from an old page."""
    context: dict[str, Any] = {"stale": True}
    return render(request, "errors/403.html", context, status=403)
