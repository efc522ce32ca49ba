"""Before acts that open much the person proves once more that it is she; what she wrote is not lost."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import EMAIL
from trefas.authorities.models import LoginRecord, LoginSession, Unit, User
from trefas.rooms.models import Membership
from trefas.web.login import DEMO_SESSION
from trefas.web.step_up import SENSITIVE

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])
GRANT = "/behorigheter/ny/"
PASSWORD = "fyra ord som sitter kvar"  # of a test's own person


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def ada(browse) -> Client:
    """The administrator, whose proof has grown old; she has a password and recovery codes."""
    client = browse("ada")
    user = User.objects.get(email=EMAIL["ada"])
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    RecoveryCodes.activate(user)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return aged(client, user)


def aged(client: Client, user: User) -> Client:
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 301, "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def written(**more: str) -> dict[str, str]:
    unit = Unit.objects.get(short_name="Kvarnlunda")
    return {"email": EMAIL["otto"], "unit": str(unit.pk), "role": "handler", "until": "", **more}


def granted() -> bool:
    return Membership.objects.filter(user__email=EMAIL["otto"], unit__short_name="Kvarnlunda").exists()


def names(patterns=None, prefix="") -> set[str]:
    found = set()
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            found |= names(one.url_patterns)
        elif isinstance(one, URLPattern) and one.name:
            found.add(one.name)
    return found


def test_every_act_on_the_list_is_an_address() -> None:
    assert SENSITIVE
    assert names() >= SENSITIVE


def test_who_comes_to_the_page_proves_it_first_and_then_gets_there(ada) -> None:
    answer = ada.get(GRANT)
    assert answer["Location"] == "/konto/reauthenticate/?next=%2Fbehorigheter%2Fny%2F"
    answer = ada.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == GRANT
    assert ada.get(GRANT).status_code == 200


def test_a_form_sent_too_late_does_nothing_and_keeps_what_was_written(ada) -> None:
    answer = ada.post(GRANT, written(mandates="disclose"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert not granted()
    assert 'name="email" value="otto@stensberga.example"' in page
    assert 'name="mandates" value="disclose"' in page


@pytest.mark.parametrize("wrong", [{}, {"proof-password": "fel"}, {"proof-code": "000000"}, {"proof-practice": "1"}])
def test_without_a_proof_that_holds_it_stays_undone(ada, wrong) -> None:
    assert ada.post(GRANT, written(**wrong)).status_code == 403
    assert not granted()


def test_the_password_in_the_same_form_lets_it_through_under_a_new_key(ada) -> None:
    key = ada.session.session_key
    assert ada.post(GRANT, written(**{"proof-password": PASSWORD})).status_code in (200, 302)
    assert ada.session.session_key != key
    assert LoginSession.objects.filter(user__email=EMAIL["ada"]).count() == 1
    assert LoginRecord.objects.filter(user__email=EMAIL["ada"], method="again+password").count() == 1


def test_a_recovery_code_too_but_once_only(ada) -> None:
    user = User.objects.get(email=EMAIL["ada"])
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert ada.post(GRANT, written(**{"proof-code": codes[0], "email": "ingen@ingen.example"})).status_code == 422
    aged(ada, user)
    assert ada.post(GRANT, written(**{"proof-code": codes[0]})).status_code == 403


def test_guessing_the_password_here_is_stopped_too(ada) -> None:
    for _ in range(12):
        ada.post(GRANT, written(**{"proof-password": "gissning"}))
    assert ada.post(GRANT, written(**{"proof-password": PASSWORD})).status_code == 403
    assert not granted()


def test_an_act_that_is_not_on_the_list_asks_for_nothing(ada) -> None:
    assert ada.get("/behorigheter/").status_code == 200


class TestTheDemo:
    @pytest.fixture
    def practice(self, browse, settings) -> Client:
        settings.DEMO = True
        client = browse("ada")
        session = client.session
        session["account_authentication_methods"] = []
        session[DEMO_SESSION] = "ada"
        session["opened"] = {"at": time.time() - 301}
        session.save()
        return client

    def test_a_button_stands_for_the_proof(self, practice) -> None:
        answer = practice.get(GRANT)
        assert answer["Location"].startswith("/konto/bekrafta/?next=")
        assert "knappen står för det" in practice.get(answer["Location"]).content.decode()
        assert practice.post(answer["Location"])["Location"] == GRANT
        assert practice.get(GRANT).status_code == 200

    def test_in_a_form_that_was_sent_too(self, practice) -> None:
        assert practice.post(GRANT, written()).status_code == 403
        assert practice.post(GRANT, written(**{"proof-practice": "1"})).status_code in (200, 302)

    def test_it_leads_nowhere_else(self, practice) -> None:
        assert practice.post("/konto/bekrafta/?next=https://annat.example/")["Location"] == "/"

    def test_and_is_not_there_in_a_real_installation(self, ada) -> None:
        assert ada.get("/konto/bekrafta/").status_code == 404
