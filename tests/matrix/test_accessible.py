"""Every page that any address gives, in both languages, held to WCAG 2.2 AA in a real Chromium, under its own policy."""

import logging
import mimetypes
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

import pytest
from django.contrib.staticfiles import finders

from tests.browser.chromium import chromium, sideways, violations, watch
from tests.matrix.addresses import addresses
from tests.matrix.pages import Kept, pages

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES: dict[str, tuple[int, int, Literal["light", "dark"]]] = {"sv": (1440, 900, "light"), "en": (360, 740, "dark")}

# They do something, lead on to a page, or give a file.
NO_PAGE = {
    "analysis_export", "barring_review", "confirm_practice", "consent_withdraw", "cooperation_accept",
    "cooperation_leave", "disclosure_beforehand", "disclosure_drop", "disclosure_preview", "disclosure_take_back",
    "end_sessions", "erasure_carry_out", "erasure_sign", "figures_extract", "file_counterpart_end", "file_draft",
    "file_mention_remove", "file_paper", "hold_end", "home", "import_columns", "import_undo", "language",
    "listan_columns", "listan_save", "log_extract", "meeting_attendance", "meeting_calendar", "meeting_joint",
    "meeting_own", "meeting_said", "membership_confirm", "membership_end", "membership_withdraw",
    "mfa_download_recovery_codes", "mfa_login_webauthn", "openid_connect_callback", "openid_connect_login",
    "operation_propose", "saml_acs", "saml_finish", "saml_login", "saml_metadata", "substitute_end", "unlock", "witness",
}  # fmt: skip
# Looked at in Swedish alone, where a real browser comes to them: in the main line, and with a passkey of its own.
ELSEWHERE = {"plan_order", "mfa_reauthenticate_webauthn"}


@pytest.fixture(scope="module")
def kept(asker, world) -> list[Kept]:
    logging.disable(logging.CRITICAL)
    found = pages(asker, world)
    logging.disable(logging.NOTSET)
    return found


class Kiosk(BaseHTTPRequestHandler):
    """Gives each kept page at its language and place in the list, with static files that a browser may keep."""

    kept: list[Kept]

    def do_GET(self) -> None:
        static, page = self.path.startswith("/static/"), self.path.startswith("/kept/")
        found = finders.find(self.path.removeprefix("/static/").split("?")[0]) if static else None
        if found:
            body = Path(str(found)).read_bytes()
            self._answer(body, mimetypes.guess_type(str(found))[0] or "", "Cache-Control", "max-age=3600")
        elif page:
            language, place = self.path.removeprefix("/kept/").split("/")
            one = self.kept[int(place)]
            self._answer(one.says[language].encode(), "text/html; charset=utf-8", "Content-Security-Policy", one.policy)
        else:
            self.send_response(204)
            self.end_headers()

    def _answer(self, body: bytes, kind: str, header: str, value: str) -> None:
        self.send_response(200)
        for name, text in (("Content-Type", kind), ("Content-Length", str(len(body))), (header, value)):
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing: what goes wrong shows on the page."""


@pytest.fixture(scope="module")
def site(kept) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Full", (Kiosk,), {"kept": kept}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("language", SIZES)
def test_every_kind_of_page_is_accessible_and_fits(kept, site, language) -> None:
    width, height, scheme = SIZES[language]
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        said, faults = watch(page), []
        for place, one in enumerate(kept):
            page.goto(f"{site}/kept/{language}/{place}")
            wide = [f"{pixels} pixels too wide"] if (pixels := sideways(page)) > 0 else []
            faults += [f"{one} in {language}: {fault}" for fault in [*violations(page), *wide, *said]]
            said.clear()
    assert faults == []


def test_no_page_is_left_out(kept) -> None:
    """Who adds an address says here that it gives no page, or makes one of it in `further.py`."""
    assert {one.name for one in addresses()} - {one.name for one in kept} == NO_PAGE | ELSEWHERE


def test_every_kept_page_is_there_in_both_languages(kept) -> None:
    assert [
        one for one in kept if any(f'lang="{language}"' not in one.says[language][:200] for language in SIZES)
    ] == []
