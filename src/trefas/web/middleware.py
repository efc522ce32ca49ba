"""Every response of a person's own pages is made inside her room: one transaction, one pass, one audit record."""

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.rooms.errors import MasterKeyError, RefusedError
from trefas.web import errors
from trefas.web.acting import acting_for
from trefas.web.answers import answered, page_of
from trefas.web.login import OPENED, has_two_factors

log = logging.getLogger("trefas.web")
GetResponse = Callable[[HttpRequest], HttpResponse]

# Pages that need no room: logging in, language, static files, and the demo's persona links.
OUTSIDE = ("/konto/", "/static/", "/sprak/", "/demo/", "/las/", "/vittne/")


class WorkingDayMiddleware:
    """Ends a session ten hours after it was opened, however busy it was; idle ones end by themselves."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or log out when the day is over; a session that does not say when it began is over too."""
        opened = (request.session.get(OPENED) or {}).get("at", 0)
        if request.user.is_authenticated and time.time() - opened > settings.SESSION_LONGEST:
            logout(request)
        return self.get_response(request)


class LanguageMiddleware:
    """The user's own language, else Swedish: never guessed from the browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the user's language."""
        language = getattr(request.user, "language", None) or request.COOKIES.get("language", "sv")
        with translation.override(language if language in ("sv", "en") else "sv"):
            request.LANGUAGE_CODE = translation.get_language() or "sv"
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class RoomMiddleware:
    """Opens the acting room around the view and its template; nothing leaves before the audit event is committed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the room; what failed is rolled back and the denial still recorded."""
        if request.path.startswith(OUTSIDE):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return redirect(f"{settings.LOGIN_URL}")
        if not has_two_factors(request):
            return redirect("mfa_index")
        acting = acting_for(request)
        if acting is None:
            return redirect("choose_unit")
        return self._inside(request, acting)

    def _inside(self, request: HttpRequest, acting: Acting) -> HttpResponse:
        request.failed = False  # type: ignore[attr-defined]  # set by process_exception below
        request.correlation = uuid.uuid4()  # type: ignore[attr-defined]  # named on the page of a fault
        try:
            return self._recorded(request, acting)
        except DatabaseError:
            # Nothing was committed, so nobody knows what was read: nothing is shown.
            return errors.unrecorded(request)

    def _recorded(self, request: HttpRequest, acting: Acting) -> HttpResponse:
        page = page_of(request.path_info)
        with entry.enter(acting, purpose=page.purpose) as opened:
            request.acting = acting  # type: ignore[attr-defined]  # read by views as request.acting
            opened.asked = page.asked
            block = transaction.atomic(using=entry.ROOMS)
            block.__enter__()
            response = self.get_response(request)
            failed = request.failed or response.status_code >= 500  # type: ignore[attr-defined]  # see above
            transaction.set_rollback(failed, using=entry.ROOMS) if failed else None
            block.__exit__(None, None, None)
            if failed:
                opened.events.clear()
            opened.answer = answered(request, response, page)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Mark the request so that nothing it wrote is kept; a refusal is its sentence, not a fault."""
        request.failed = True  # type: ignore[attr-defined]  # see above
        if isinstance(exception, MasterKeyError):
            return errors.without_keys(request, exception)
        return errors.forbidden(request, exception) if isinstance(exception, RefusedError) else None
