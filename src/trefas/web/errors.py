"""What a person sees when something is not there, is not hers, or broke. The same page for absent and foreign."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger("trefas.web")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: byte for byte the same whether the id is unknown or another room's."""
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 with what is missing and the next step."""
    return render(request, "errors/403.html", {"sentence": getattr(exception, "sentence", "")}, status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a number to give to support; the log holds the number and no personal data."""
    number = getattr(request, "correlation", None)
    log.error("fault %s", number)
    return render(request, "errors/500.html", {"number": number}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came from an old page."""
    context: dict[str, Any] = {"stale": True}
    return render(request, "errors/403.html", context, status=403)
