"""What every answer carries whoever makes it, and what is turned away before anything opens."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware

from trefas.web.errors import too_large

GetResponse = Callable[[HttpRequest], HttpResponse]

VERBS = ("GET", "HEAD", "POST")
# The one form that another site's page may send: a SAML provider's answer, of which nothing is believed there.
FROM_ELSEWHERE = re.compile(r"^/konto/saml/[-\w]+/acs/$")
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Robots-Tag": "noindex, nofollow",
}


class HardeningMiddleware:
    """Outermost of all, so that no answer gets by it: pages, faults, refusals, redirects, files and static files."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers; the browser may keep a static file, and nothing else."""
        response = _turned_away(request) or self.get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        return response


def said_length(request: HttpRequest) -> int:
    """Length of the body as its sender says; without a length there is no body, whatever follows."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdecimal() else 0


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    """Refuse verbs that no page speaks, bodies too large, and what another site makes the browser fetch."""
    if request.method not in VERBS:
        return HttpResponseNotAllowed(VERBS)
    if said_length(request) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        return too_large(request)
    # Fetch Metadata.
    site = request.headers.get("Sec-Fetch-Site", "none")
    # A link from elsewhere, or the way back from the authority's own login, opens a page of its own and only reads.
    opens = request.headers.get("Sec-Fetch-Mode") == "navigate" and request.headers.get("Sec-Fetch-Dest") == "document"
    meant = request.method != "POST" or FROM_ELSEWHERE.match(request.path)
    ours = site in ("same-origin", "none") or (opens and meant)
    return None if ours else HttpResponseForbidden()


class FormOriginMiddleware(CsrfViewMiddleware):
    """The check of forged posts for pages that send no referrer.

    Under "no-referrer" browsers send `Origin: null` with a form of our own (Fetch, section 3.2). Then it is
    Sec-Fetch-Site, which no page can set, that says whose form it was; the token is asked for as ever.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return request.META.get("HTTP_SEC_FETCH_SITE") == "same-origin"
        verified: bool = super()._origin_verified(request)  # type: ignore[misc]  # the stubs leave it out
        return verified
