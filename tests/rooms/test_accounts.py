"""Accounts: given with a place to work, closed with their sessions and memberships, and a link that works once."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.urls import resolve
from django.utils import timezone
from tests.cast import EMAIL, NOW

from trefas.authorities.models import LoginSession, User
from trefas.rooms.accounts import AccountError, accounts, end_account, forget_factors, give_account, password_link
from trefas.rooms.models import Membership

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])
UNIT = "Polisen Vidhamn Nord"
EMAIL_NEW = "ny@polisen-vidhamn.example"


def give(**changes):
    given = {
        "email": EMAIL_NEW,
        "name": "Nils Nyman",
        "unit": UNIT,
        "role": "administrator",
        "mandates": [],
        "now": NOW,
    }
    return give_account(**{**given, **changes})


def owned(email: str) -> User:
    return User.objects.using("owner").get(email=email)


def test_the_first_administrator_of_a_room_comes_this_way() -> None:
    user = give()
    membership = Membership.objects.using("owner").get(user=user)
    assert (membership.unit.name, membership.role, membership.mandates) == (UNIT, "administrator", ["administer"])
    assert membership.room.name == membership.unit.branch.name
    assert not user.has_usable_password()


def test_a_mandate_is_added_to_those_of_the_role() -> None:
    user = give(role="registrar", mandates=["disclose"])
    assert Membership.objects.using("owner").get(user=user).mandates == ["disclose", "erase", "register"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"unit": "Enheten som inte finns"}, "no unit called"),
        ({"role": "chef"}, "chef is no role"),
        ({"mandates": ["allt"]}, "allt is no mandate"),
        ({"email": EMAIL["bo"]}, "works in Polisen Vidhamn Nord already"),
    ],
)
def test_what_cannot_be_given_is_said_in_one_sentence_and_changes_nothing(change, sentence) -> None:
    before = Membership.objects.using("owner").count(), User.objects.using("owner").count()
    with pytest.raises(AccountError, match=sentence):
        give(**change)
    assert (Membership.objects.using("owner").count(), User.objects.using("owner").count()) == before


def test_a_known_address_gets_no_second_account() -> None:
    bo = owned(EMAIL["bo"])
    assert give(email=EMAIL["bo"].upper(), unit="Frivården Vidhamn, Trefas").pk == bo.pk
    assert owned(EMAIL["bo"]).name == bo.name


def test_an_ended_account_has_no_session_no_place_and_no_way_in() -> None:
    bo, now = owned(EMAIL["bo"]), timezone.now()
    LoginSession.objects.using("owner").create(session_key="a" * 64, session_data="", expire_date=now, user=bo)
    assert end_account(EMAIL["bo"], now=now) == 1
    assert not LoginSession.objects.using("owner").filter(user=bo).exists()
    assert not owned(EMAIL["bo"]).is_active
    listed = {one.email: one for one in accounts(now=now)}
    assert (listed[EMAIL["bo"]].active, listed[EMAIL["bo"]].places) == (False, ())
    assert listed[EMAIL["amina"]].places == (("Socialtjänsten Kvarnlunda, Trefas", "handler"),)
    give(email=EMAIL["bo"], now=timezone.now())
    assert owned(EMAIL["bo"]).is_active


def test_a_link_is_for_one_person_and_dies_with_the_old_password() -> None:
    user = give()
    found = resolve(password_link(EMAIL_NEW))
    assert found.url_name == "choose_password"
    assert default_token_generator.check_token(user, found.kwargs["token"])
    assert not default_token_generator.check_token(owned(EMAIL["bo"]), found.kwargs["token"])
    user.set_password("fyra ord som sitter kvar")
    assert not default_token_generator.check_token(user, found.kwargs["token"])


def test_lost_factors_are_forgotten_with_every_session() -> None:
    bo = owned(EMAIL["bo"])
    Authenticator.objects.using("owner").create(user=bo, type="totp", data={})
    LoginSession.objects.using("owner").create(session_key="a" * 64, session_data="", expire_date=NOW, user=bo)
    assert forget_factors(EMAIL["bo"]) == 1
    assert not LoginSession.objects.using("owner").filter(user=bo).exists()


def test_an_unknown_address_is_said() -> None:
    for act in (password_link, forget_factors, lambda email: end_account(email, now=NOW)):
        with pytest.raises(AccountError, match="no account with the address"):
            act("ingen@vidhamn.example")
