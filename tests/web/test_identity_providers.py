"""Logging in at the authority's own identity provider: a real OpenID Connect server runs in the test."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from oidc_provider_mock import User as Subject
from oidc_provider_mock import run_server_in_thread

from tests.cast import EMAIL, NOW
from trefas.authorities.identity_providers import IdentityProvider, read_providers
from trefas.authorities.models import ExpectedIdentity, LoginRecord, User
from trefas.rooms.accounts import AccountError, end_account, expect_identity

# The provider of the test warns of its own libraries.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HIGH, LOW = "http://id.example/loa3", "http://id.example/loa1"
CARD = {"acr": HIGH, "employeeHsaId": "SE2120000142-1A2B", "name": "Bo Lindqvist", "email": "bo@annat.example"}
PEOPLE = {
    "bo": CARD,
    "low": {**CARD, "acr": LOW},
    "none": {key: value for key, value in CARD.items() if key != "acr"},
    "stranger": {**CARD, "employeeHsaId": "SE2120000142-9Z9Z", "email": EMAIL["bo"]},
    "empty": {"acr": HIGH},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_server_in_thread(
        user_claims=[Subject(sub=who, claims=claims) for who, claims in PEOPLE.items()]
    ) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def provider(fresh_vidhamn, issuer, settings) -> IdentityProvider:
    cache.clear()
    made = IdentityProvider(
        id="polisen", name="Polisens inloggning", authority="Polismyndigheten", issuer=issuer, client_id="trefas",
        client_secret="hemligt", account_claim="employeeHsaId", level_claim="acr", levels=(HIGH,), two_factors=True,
    )  # fmt: skip
    return configured(settings, made)


def configured(settings, made: IdentityProvider) -> IdentityProvider:
    settings.TREFAS_IDENTITY_PROVIDERS = (made,)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [made.for_allauth()]}}
    return made


def tie(who: str = "bo", value: str = CARD["employeeHsaId"]) -> None:
    expect_identity(EMAIL[who], provider="polisen", value=value)


def come_back(client: Client, who: str, change=lambda address: address):
    """Log in at the provider as one of its people, and follow her back."""
    there = client.get("/konto/oidc/polisen/login/?process=login")["Location"]
    answer = httpx.post(there, data={"sub": who})
    back = urlsplit(change(answer.headers["location"]))
    return client.get(f"{back.path}?{back.query}")


def test_the_login_page_offers_it() -> None:
    page = Client().get("/konto/login/").content.decode()
    assert "Din myndighets egen inloggning" in page
    assert "Polisens inloggning" in page
    assert "/konto/oidc/polisen/login/?process=login" in page


def test_the_first_login_ties_the_subject_to_the_account_that_waits_for_it() -> None:
    tie()
    client = Client()
    assert come_back(client, "bo")["Location"] == "/"
    assert client.get("/listan/").status_code == 200
    account = SocialAccount.objects.get(user__email=EMAIL["bo"])
    assert (account.provider, account.uid) == ("polisen", "bo")
    assert not ExpectedIdentity.objects.exists()
    assert LoginRecord.objects.get(user__email=EMAIL["bo"]).method.startswith("socialaccount")


def test_nothing_that_the_provider_told_of_the_person_is_kept() -> None:
    tie()
    come_back(Client(), "bo")
    come_back(Client(), "bo")
    assert SocialAccount.objects.get().extra_data == {}


def test_the_second_login_needs_no_tie() -> None:
    tie()
    come_back(Client(), "bo")
    again = Client()
    assert come_back(again, "bo")["Location"] == "/"
    assert again.get("/listan/").status_code == 200


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("low", "för låg nivå"),
        ("none", "för låg nivå"),
        ("stranger", "Inget konto här hör ihop"),
        ("empty", "Inget konto här hör ihop"),
    ],
)
def test_who_is_not_let_in_is_told_why_and_an_address_opens_nothing(who, sentence) -> None:
    tie()
    client, before = Client(), User.objects.count()
    answer = come_back(client, who)
    assert answer.status_code == 403
    assert sentence in answer.content.decode()
    assert client.get("/listan/")["Location"] == "/konto/login/"
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == before


def test_an_account_at_another_authority_is_not_let_in_here() -> None:
    tie("amina")
    client = Client()
    assert "hör inte till den myndighet" in come_back(client, "bo").content.decode()
    assert client.get("/listan/")["Location"] == "/konto/login/"


def test_a_closed_account_is_not_let_in_although_it_is_tied() -> None:
    tie()
    come_back(Client(), "bo")
    end_account(EMAIL["bo"], now=NOW)
    client = Client()
    assert come_back(client, "bo").status_code in (302, 403)
    assert client.get("/listan/")["Location"] == "/konto/login/"


def test_a_level_that_is_one_factor_only_leads_to_setting_up_a_second(provider, settings) -> None:
    configured(settings, replace(provider, two_factors=False))
    tie()
    client = Client()
    come_back(client, "bo")
    assert client.get("/listan/")["Location"] == "/konto/2fa/"


@pytest.mark.parametrize(
    "change",
    [
        lambda address: re.sub(r"state=[^&]+", "state=annat", address),
        lambda address: re.sub(r"code=[^&]+", "code=annat", address),
        lambda address: re.sub(r"code=[^&]+", "error=access_denied", address),
    ],
)
def test_an_answer_that_is_not_the_one_asked_for_logs_nobody_in(change) -> None:
    tie()
    client = Client()
    answer = come_back(client, "bo", change)
    assert answer.status_code == 403
    assert "Inloggningen blev inte klar" in answer.content.decode()
    assert client.get("/listan/")["Location"] == "/konto/login/"


def test_anothers_answer_is_worth_nothing_in_ones_own_browser() -> None:
    tie()
    attacker, victim = Client(), Client()
    there = attacker.get("/konto/oidc/polisen/login/?process=login")["Location"]
    back = urlsplit(httpx.post(there, data={"sub": "bo"}).headers["location"])
    assert victim.get(f"{back.path}?{back.query}").status_code == 403
    assert victim.get("/listan/")["Location"] == "/konto/login/"


def test_a_provider_that_is_down_is_said_in_a_sentence(provider, settings) -> None:
    configured(settings, replace(provider, issuer="http://localhost:9"))
    answer = Client().get("/konto/oidc/polisen/login/?process=login")
    assert answer.status_code == 403
    assert "Inloggningen blev inte klar" in answer.content.decode()


def test_a_provider_that_is_not_configured_is_not_there() -> None:
    assert Client().get("/konto/oidc/annan/login/").status_code == 404


class TestTying:
    def owned(self) -> list[str]:
        return [one.value for one in ExpectedIdentity.objects.using("owner")]

    def test_two_accounts_cannot_wait_for_one_identity(self) -> None:
        expect_identity(EMAIL["bo"], provider="polisen", value="ett")
        with pytest.raises(AccountError, match="Another account"):
            expect_identity(EMAIL["eva"], provider="polisen", value="ett")

    def test_a_later_value_takes_the_place_of_an_earlier(self) -> None:
        for value in ("ett", "två "):
            expect_identity(EMAIL["bo"], provider="polisen", value=value)
        assert self.owned() == ["två"]

    def test_an_empty_value_is_refused_and_so_is_an_account_that_is_none(self) -> None:
        for email, value in ((EMAIL["bo"], " "), ("ingen@ingen.example", "ett")):
            with pytest.raises(AccountError):
                expect_identity(email, provider="polisen", value=value)

    def test_it_goes_with_the_account(self) -> None:
        expect_identity(EMAIL["bo"], provider="polisen", value="ett")
        end_account(EMAIL["bo"], now=NOW)
        assert self.owned() == []


FILE = """
[[provider]]
id = "staden"
name = "Stadens inloggning"
authority = "Vidhamns stad"
issuer = "https://login.vidhamn.example/"
client_id = "trefas"
client_secret_env = "TREFAS_TEST_SECRET"
levels = ["http://id.example/loa3"]
"""


class TestTheFile:
    def read(self, tmp_path, text: str):
        path = tmp_path / "providers.toml"
        path.write_text(text)
        return read_providers(str(path))

    def test_what_is_left_out_has_a_safe_value(self, tmp_path, monkeypatch) -> None:
        monkeypatch.setenv("TREFAS_TEST_SECRET", "hemligt")
        (one,) = self.read(tmp_path, FILE)
        assert (one.account_claim, one.level_claim, one.two_factors) == ("sub", "acr", False)
        assert one.for_allauth()["settings"]["server_url"] == "https://login.vidhamn.example"

    def test_no_file_is_no_provider(self) -> None:
        assert read_providers("") == ()

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (("https:", "http:"), "issuer must begin with https"),
            (('levels = ["http://id.example/loa3"]', ""), "levels is missing"),
            (('id = "staden"', ""), "id is missing"),
            (("client_id", "klient"), "klient is not known"),
            (("[[provider]]", "[[provider"), "cannot be read as TOML"),
            (("TREFAS_TEST_SECRET", "TREFAS_NO_SUCH"), "has no TREFAS_NO_SUCH"),
        ],
    )
    def test_what_is_wrong_is_one_sentence_with_its_place(self, tmp_path, monkeypatch, change, sentence) -> None:
        monkeypatch.setenv("TREFAS_TEST_SECRET", "hemligt")
        with pytest.raises(ImproperlyConfigured, match=sentence):
            self.read(tmp_path, FILE.replace(*change))

    def test_a_file_that_is_not_there(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="cannot be read"):
            read_providers("/no/such/file.toml")
