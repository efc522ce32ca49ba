"""The door for other installations: one address, no session, no room. It answers with how the envelope stands here.

Served by a process of its own (`trefas exchange`), whose only database login carries and does no more.
"""

import json
import logging
import ssl
import uuid
from functools import cache
from importlib.resources import files
from urllib.parse import unquote

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from trefas.disclosures import exchange
from trefas.disclosures.exchange import NotTakenError
from trefas.rooms import trust
from trefas.rooms.trust import TrustListError
from trefas.web.hardening import said_length

log = logging.getLogger("trefas.exchange")
# An envelope holds text, sealed and in base64; a paper is never in one.
MOST = 8 * 1024 * 1024


@csrf_exempt
def messages(request: HttpRequest) -> HttpResponse:
    """Take in one signed message (DSSE)."""
    if request.method != "POST":
        return _answer(405, "method", "Messages are posted.", {"Allow": "POST"})
    if said_length(request) > MOST:
        return _answer(413, "too_large", "The message is larger than any message may be.")
    try:
        listed, pin = trust.configured(), _pin(request)
        own, content = settings.TREFAS_INSTALLATION, request.body
        stands = exchange.take_in(content, listed, own, pin=pin, now=timezone.now())
    except NotTakenError as refused:
        return _answer(refused.status, refused.code, refused.sentence)
    except TrustListError as error:
        log.warning("nothing is taken in: %s", error)
        return _answer(503, "trust_list", "The receiver's trust list does not hold now. Try again later.")
    except DatabaseError:
        return fault(request)
    return _hardened(JsonResponse({"stands": stands}))


def description(request: HttpRequest) -> HttpResponse:
    """Give the description of this door (OpenAPI 3.1)."""
    return _hardened(HttpResponse(_description(), content_type="application/json"))


@cache
def _description() -> bytes:
    return files("trefas.web").joinpath("exchange_openapi.json").read_bytes()


def _pin(request: HttpRequest) -> str | None:
    """Return SHA-256 of the client's certificate as the TLS terminator tells it; None without a terminator."""
    name = settings.TREFAS_CERTIFICATE_HEADER
    if not name:
        return None
    try:
        return trust.pin_of(unquote(request.headers.get(name, "")))
    except (ValueError, ssl.SSLError):
        return ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what does not read as a request."""
    return _answer(400, "malformed", "The request does not read as one.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer every other address."""
    return _answer(404, "not_found", "There is nothing here.")


def fault(request: HttpRequest) -> HttpResponse:
    """Answer a fault with a number that the log has too; the sender tries again."""
    number = uuid.uuid4()
    log.exception("fault %s", number)
    return _answer(500, "fault", f"Something went wrong here; it has the number {number}. Try again later.")


def _answer(status: int, code: str, sentence: str, headers: dict[str, str] | None = None) -> HttpResponse:
    content = json.dumps({"status": status, "code": code, "detail": sentence})
    made = HttpResponse(content, status=status, content_type="application/problem+json", headers=headers)
    return _hardened(made)


def _hardened(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
