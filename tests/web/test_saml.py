"""Logging in at a provider that speaks SAML: a real one, pysaml2, runs in the test and answers what we ask."""

import base64
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.db import connections
from django.test import Client

from tests import databases
from tests.cast import EMAIL
from trefas.authorities.identity_providers import IdentityProvider, apps
from trefas.authorities.models import ExpectedIdentity, LoginRecord, LoginSession, User
from trefas.authorities.saml_providers import SamlEnds, missing_part
from trefas.authorities.sessions import SessionStore
from trefas.rooms.accounts import expect_identity

if missing := missing_part():
    pytest.skip(f"the extra saml is not installed ({missing})", allow_module_level=True)

import xmlsec
from lxml import etree

from tests.web.saml_provider import BO, ENTITY, HSA, LOA3, SAMBI3, Provider, form_in, pair, running

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ASK, ACS = "/konto/saml/staden/login/?process=login", "/konto/saml/staden/acs/"


@pytest.fixture(scope="module")
def idp(tmp_path_factory) -> Iterator[Provider]:
    with running(tmp_path_factory.mktemp("idp")) as made:
        yield made


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> tuple[str, str]:
    key, certificate = pair(tmp_path_factory.mktemp("own"), "trefas")
    return certificate.read_text(), key.read_text()


@pytest.fixture(scope="module")
def city(server, django_db_setup, django_db_blocker) -> Iterator[None]:
    """One clone for the module: a login commits, and the owner's tie must be seen by the door."""
    name = f"saml_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock():
        before = connections["default"].settings_dict["NAME"]
        databases.clone(server, name)
    yield
    with django_db_blocker.unblock():
        databases.use(server, before)
        databases.embedded.drop_database(server, name)


@pytest.fixture
def nobody_in(city, django_db_blocker) -> Iterator[None]:
    """What a login leaves behind, taken away again."""
    with django_db_blocker.unblock():
        yield
        for left in (ExpectedIdentity, SocialAccount, LoginRecord, LoginSession):
            left.objects.using("owner").all().delete()
        cache.clear()


@pytest.fixture(autouse=True)
def provider(nobody_in, idp, settings) -> IdentityProvider:
    ends = SamlEnds(idp.address, (idp.certificate.read_text(),), "http://testserver")
    made = IdentityProvider(
        id="staden", name="Stadens inloggning", authority="Polismyndigheten", issuer=ENTITY,
        client_id="http://testserver/konto/saml/staden/metadata/", client_secret="", account_claim=HSA,
        level_claim="AuthnContextClassRef", levels=(LOA3, SAMBI3), two_factors=True, saml=ends,
    )  # fmt: skip
    return configured(settings, made, idp)


def configured(settings, made: IdentityProvider, idp: Provider, *more: IdentityProvider) -> IdentityProvider:
    settings.TREFAS_IDENTITY_PROVIDERS = (made, *more)
    settings.SOCIALACCOUNT_PROVIDERS = apps((made, *more))
    idp.knows(*(Client().get(f"/konto/saml/{one.id}/metadata/").content for one in (made, *more)))
    return made


def tie(who: str = "bo", value: str = BO) -> None:
    expect_identity(EMAIL[who], provider="staden", value=value)


def brought(client: Client, who: str) -> bytes:
    """Ask, log in at the provider as one of its people, and see what the browser is to bring back."""
    there = client.get(ASK)["Location"]
    action, fields = form_in(httpx.post(there, data={"sub": who}).text)
    assert action == f"http://testserver{ACS}"
    return base64.b64decode(fields["SAMLResponse"])


def bring(client: Client, answer: bytes) -> Any:
    """Bring an answer back as a browser does: without its session first, then from our own page."""
    first = Client().post(ACS, {"SAMLResponse": base64.b64encode(answer).decode()})
    action, fields = form_in(first.content.decode())
    return client.post(action, fields)


def assert_outside(client: Client) -> None:
    assert client.get("/listan/")["Location"] == "/konto/login/"


def refusal(answer: Any, caplog) -> str:
    """The one sentence for whatever does not hold; which it was stands in the log only."""
    assert answer.status_code == 403
    assert "hänger inte ihop" in answer.content.decode()
    said = caplog.records[-1].getMessage()
    caplog.clear()
    return said.removeprefix("saml staden: ")


def come_back(client: Client, who: str, change=lambda answer: answer) -> Any:
    return bring(client, change(brought(client, who)))


def test_the_login_page_offers_it() -> None:
    page = Client().get("/konto/login/").content.decode()
    assert "Stadens inloggning" in page
    assert "/konto/saml/staden/login/?process=login" in page


def test_the_first_login_ties_the_lasting_name_to_the_account_that_waits_for_it() -> None:
    tie()
    client = Client()
    assert come_back(client, "bo")["Location"] == "/"
    assert client.get("/listan/").status_code == 200
    account = SocialAccount.objects.get(user__email=EMAIL["bo"])
    assert (account.provider, account.uid) == ("staden", "bo-lasting")
    assert not ExpectedIdentity.objects.exists()
    assert LoginRecord.objects.get(user__email=EMAIL["bo"]).method.startswith("socialaccount")


def test_the_question_names_us_and_the_levels_that_are_enough(idp) -> None:
    brought(Client(), "bo")
    asked = idp.asked[-1]
    assert asked.issuer.text == "http://testserver/konto/saml/staden/metadata/"
    assert [one.text for one in asked.requested_authn_context.authn_context_class_ref] == [LOA3, SAMBI3]
    assert asked.requested_authn_context.comparison == "exact"


def test_nothing_that_the_provider_told_of_the_person_is_kept() -> None:
    tie()
    client = Client()
    come_back(client, "bo")
    come_back(Client(), "bo")
    assert SocialAccount.objects.get().extra_data == {}
    kept = [SessionStore().decode(one.session_data) for one in LoginSession.objects.all()]
    assert not [one for one in kept if BO in repr(one) or "SAMLResponse" in repr(one)]


@pytest.mark.parametrize("who", ["bo", "sambi"])
def test_the_second_login_needs_no_tie(who) -> None:
    tie()
    come_back(Client(), "bo")
    again = Client()
    assert come_back(again, who)["Location"] == "/"
    assert again.get("/listan/").status_code == 200


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("low", "för låg nivå"),
        ("stranger", "Inget konto här hör ihop"),
        ("empty", "Inget konto här hör ihop"),
        ("two", "Inget konto här hör ihop"),
        ("transient", "hänger inte ihop"),
    ],
)
def test_who_is_not_let_in_is_told_why(who, sentence) -> None:
    tie()
    client, before = Client(), User.objects.count()
    answer = come_back(client, who)
    assert answer.status_code == 403
    assert sentence in answer.content.decode()
    assert_outside(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == before


def test_an_account_at_another_authority_is_not_let_in_here() -> None:
    tie("amina")
    client = Client()
    assert "hör inte till den myndighet" in come_back(client, "bo").content.decode()
    assert_outside(client)


def test_the_same_name_at_another_provider_is_another_person(provider, settings, idp, caplog) -> None:
    other = replace(provider, id="annan", client_id="http://testserver/konto/saml/annan/metadata/")
    configured(settings, provider, idp, other)
    tie()
    come_back(Client(), "bo")
    client = Client()
    there = client.get("/konto/saml/annan/login/")["Location"]
    action, fields = form_in(httpx.post(there, data={"sub": "bo"}).text)
    # What was asked through one is not taken as the answer to the other.
    client.get(ASK)
    assert refusal(client.post(f"{ACS}slutfor/", fields), caplog) == "unasked"
    assert action == "http://testserver/konto/saml/annan/acs/"
    answer = client.post("/konto/saml/annan/acs/slutfor/", fields)
    assert "Inget konto här hör ihop" in answer.content.decode()
    assert_outside(client)


def test_a_closed_account_is_not_let_in_although_it_is_tied() -> None:
    tie()
    come_back(Client(), "bo")
    User.objects.using("owner").filter(email=EMAIL["bo"]).update(is_active=False)
    client = Client()
    answer = come_back(client, "bo")
    User.objects.using("owner").filter(email=EMAIL["bo"]).update(is_active=True)
    assert answer.status_code in (302, 403)
    assert_outside(client)


def test_a_level_that_is_one_factor_only_leads_to_setting_up_a_second(provider, settings, idp) -> None:
    configured(settings, replace(provider, two_factors=False), idp)
    tie()
    client = Client()
    come_back(client, "bo")
    assert client.get("/listan/")["Location"] == "/konto/2fa/"


def test_an_attribute_may_find_the_account_instead_of_the_name(provider, settings, idp) -> None:
    configured(settings, replace(provider, saml=replace(provider.saml, subject_claim=HSA)), idp)
    tie()
    assert come_back(Client(), "transient")["Location"] == "/"
    assert SocialAccount.objects.get().uid == BO


def test_a_question_is_signed_when_we_have_a_pair(provider, settings, idp, own) -> None:
    ends = replace(provider.saml, own_certificate=own[0], own_key=own[1])
    configured(settings, replace(provider, saml=ends), idp)
    tie()
    there = Client().get(ASK)["Location"]
    assert "&Signature=" in there
    assert come_back(Client(), "bo")["Location"] == "/"
    # The provider of the test does check it.
    assert httpx.post(there.replace("&Signature=", "&Signature=A"), data={"sub": "bo"}).status_code == 400


class TestTheWayBack:
    def test_the_first_step_believes_keeps_and_changes_nothing(self) -> None:
        tie()
        client = Client()
        encoded = base64.b64encode(brought(client, "bo")).decode()
        before = client.cookies.output(), LoginSession.objects.count()
        there = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        # A browser keeps its session to itself when another site's page sends the form.
        first = Client(headers=there).post(ACS, {"SAMLResponse": encoded})
        assert (first.status_code, first.cookies.output()) == (200, "")
        assert (client.cookies.output(), LoginSession.objects.count()) == before
        assert form_in(first.content.decode()) == (f"{ACS}slutfor/", {"SAMLResponse": encoded})
        assert_outside(client)

    def test_what_is_brought_does_not_become_markup(self) -> None:
        page = Client().post(ACS, {"SAMLResponse": '"><script>alert(1)</script>'}).content.decode()
        assert "<script>alert" not in page

    @pytest.mark.parametrize("path", [f"{ACS}slutfor/", "/konto/saml/staden/login/", "/konto/login/", f"{ACS}x/"])
    def test_no_other_page_may_be_sent_a_form_by_another_site(self, path) -> None:
        there = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        assert Client(headers=there).post(path, {"SAMLResponse": "x"}).status_code == 403

    @pytest.mark.parametrize(("mode", "dest"), [("navigate", "iframe"), ("no-cors", "empty"), ("cors", "empty")])
    def test_nor_that_one_but_as_a_page_of_its_own(self, mode, dest) -> None:
        there = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        assert Client(headers=there).post(ACS, {"SAMLResponse": "x"}).status_code == 403

    def test_an_answer_is_worth_nothing_in_anothers_browser(self, caplog) -> None:
        tie()
        attacker, victim = Client(), Client()
        answer = brought(attacker, "bo")
        victim.get(ASK)
        assert refusal(bring(victim, answer), caplog) == "unasked"
        assert_outside(victim)

    def test_an_answer_counts_once(self, caplog) -> None:
        tie()
        client = Client()
        answer = brought(client, "bo")
        states = client.session["socialaccount_states"]
        assert bring(client, answer)["Location"] == "/"
        client.logout()
        assert refusal(bring(client, answer), caplog) == "unasked"
        # Nor when the same question stood open twice, as it could in a session that two requests wrote at once.
        client.get(ASK)
        session = client.session
        session["socialaccount_states"] = states
        session.save()
        assert refusal(bring(client, answer), caplog) == "replayed"
        assert_outside(client)

    def test_a_question_is_used_up_by_an_answer_that_was_not_taken(self, caplog) -> None:
        tie()
        client = Client()
        answer = brought(client, "bo")
        assert refusal(bring(client, answer.replace(b"loa3", b"loa4")), caplog) == "library 42"
        assert refusal(bring(client, answer), caplog) == "unasked"

    def test_a_question_waits_ten_minutes(self, caplog) -> None:
        tie()
        with time_machine.travel(datetime.now(UTC) - timedelta(minutes=11), tick=True):
            client = Client()
            answer = brought(client, "bo")
        assert refusal(bring(client, answer), caplog) == "unasked"

    def test_what_nobody_asked_for_is_refused(self, caplog) -> None:
        """What a provider starts by itself (IdP-initiated) is somebody else's login in one's own browser."""
        tie()
        client = Client()
        answer = re.sub(rb' InResponseTo="[^"]*"', b"", brought(client, "bo"), count=1)
        assert refusal(bring(client, answer), caplog) == "unasked"

    def test_a_login_that_the_provider_broke_off_is_said_so(self) -> None:
        client = Client()
        answer = brought(client, "bo").replace(b"status:Success", b"status:Responder")
        assert "Inloggningen blev inte klar" in bring(client, answer).content.decode()
        assert_outside(client)

    def test_an_onward_page_must_be_ours(self) -> None:
        tie()
        for wanted, page in (("/listan/", "/listan/"), ("https://evil.example/", "/")):
            client = Client()
            there = client.get(f"{ASK}&next={wanted}")["Location"]
            _, fields = form_in(httpx.post(there, data={"sub": "bo"}).text)
            assert client.post(f"{ACS}slutfor/", fields)["Location"] == page


class TestAddresses:
    @pytest.mark.parametrize("page", ["login/", "metadata/", "acs/", "acs/slutfor/"])
    def test_a_provider_that_is_not_configured_is_not_there(self, page) -> None:
        ask = Client().post if page.startswith("acs") else Client().get
        assert ask(f"/konto/saml/annan/{page}").status_code == 404

    def test_neither_language_is_spoken_where_the_other_is(self, provider, settings) -> None:
        for page in ("login/", "login/callback/?code=x&state=y"):
            assert Client().get(f"/konto/oidc/staden/{page}").status_code == 404
        settings.TREFAS_IDENTITY_PROVIDERS = (replace(provider, saml=None),)
        assert Client().get("/konto/saml/staden/login/").status_code == 404

    def test_what_we_say_of_ourselves_asks_for_signed_assertions(self, provider, settings, idp, own) -> None:
        told = Client().get("/konto/saml/staden/metadata/")
        assert told["Content-Type"] == "application/samlmetadata+xml"
        assert b'WantAssertionsSigned="true"' in told.content
        assert b"validUntil" not in told.content
        ends = replace(provider.saml, own_certificate=own[0], own_key=own[1], encrypted=True)
        configured(settings, replace(provider, saml=ends), idp)
        told = Client().get("/konto/saml/staden/metadata/").content
        assert b'use="encryption"' in told
        assert b"PRIVATE" not in told

    def test_without_the_extra_the_login_says_that_it_came_to_nothing(self, monkeypatch, caplog) -> None:
        monkeypatch.setattr("trefas.web.saml.missing_part", lambda: "xmlsec: not there")
        client = Client()
        answer = client.get(ASK)
        assert answer.status_code == 403
        assert "Inloggningen blev inte klar" in answer.content.decode()
        assert client.post(f"{ACS}slutfor/", {"SAMLResponse": "x"}).status_code == 403
        assert client.get("/konto/saml/staden/metadata/").status_code == 404
        assert "xmlsec: not there" in caplog.text


def test_signatures_and_documents_are_read_by_one_and_the_same_library() -> None:
    """Two builds of libxml2 in one process end in refusal at best (python-xmlsec, issue 316)."""
    assert xmlsec.get_libxml_version() == etree.LIBXML_VERSION
