"""In a real Chromium: from our page to a SAML provider on another site and back, with the session, under our policy.

Only a browser keeps cookies from another site's form, says where a form came from and follows a content policy.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import BrowserContext
from tests.browser.chromium import chromium, watch
from tests.cast import EMAIL

from trefas.authorities.identity_providers import IdentityProvider, apps
from trefas.authorities.saml_providers import SamlEnds, missing_part
from trefas.rooms.accounts import expect_identity

if missing := missing_part():
    pytest.skip(f"the extra saml is not installed ({missing})", allow_module_level=True)

from tests.web.saml_provider import BO, ENTITY, HSA, LOA3, Provider, running

from trefas.web import saml_library

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


class Quiet(WSGIRequestHandler):
    def log_message(self, *said: object) -> None:
        """Say nothing."""


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, *given: object) -> None:
        """Answer, and leave no connection of the thread behind."""
        super().process_request_thread(*given)
        connections.close_all()


@contextmanager
def served() -> Iterator[str]:
    """Trefas of this process, at an address of its own."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Threads, handler_class=Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def address(fresh_vidhamn, settings, tmp_path) -> Iterator[str]:
    with running(tmp_path, host="localhost") as idp, served() as here:
        know_each_other(settings, idp, here)
        expect_identity(EMAIL["bo"], provider="staden", value=BO)
        yield here


def know_each_other(settings, idp: Provider, here: str) -> None:
    ends = SamlEnds(idp.address, (idp.certificate.read_text(),), here)
    made = IdentityProvider(
        id="staden", name="Stadens inloggning", authority="Polismyndigheten", issuer=ENTITY,
        client_id=f"{here}/konto/saml/staden/metadata/", client_secret="", account_claim=HSA,
        level_claim="AuthnContextClassRef", levels=(LOA3,), two_factors=True, saml=ends,
    )  # fmt: skip
    settings.TREFAS_IDENTITY_PROVIDERS = (made,)
    settings.SOCIALACCOUNT_PROVIDERS = apps((made,))
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    idp.knows(saml_library.metadata(made, f"{here}/konto/saml/staden/acs/"))


def log_in(context: BrowserContext, address: str, *, scripts: bool) -> tuple[list[str], str]:
    """What the browser complained of, and the page that it came to; without scripts there are two buttons more."""
    page = context.new_page()
    said = watch(page)
    page.goto(f"{address}/konto/login/")
    page.get_by_text("Stadens inloggning").click()
    assert page.url.startswith("http://localhost:")
    page.get_by_role("button", name="Logga in").click()
    for name in () if scripts else ("Vidare", "Fortsätt"):
        page.get_by_role("button", name=name).click()
    page.wait_for_url(lambda url: url.startswith(address) and "/saml/" not in url)
    page.goto(f"{address}/listan/")
    return said, page.url


@pytest.mark.parametrize("scripts", [True, False])
def test_one_logs_in_at_another_site_and_comes_back_with_her_session(address, scripts) -> None:
    with chromium() as browser:
        context = browser.new_context(java_script_enabled=scripts)
        said, url = log_in(context, address, scripts=scripts)
        cookies = {one["name"]: one["sameSite"] for one in context.cookies(address)}
    assert url == f"{address}/listan/"
    assert said == []
    assert cookies["sessionid"] == "Lax"
