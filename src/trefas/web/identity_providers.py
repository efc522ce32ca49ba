"""Logging in through the authority's own identity provider: who is let in, at which level.

An account is found by what the provider calls its holder (`sub`; web/saml.py says what in SAML). The first time it is
found by the claim that an administrator has tied to it, never by an e-mail address: whoever could choose an address at
a provider could choose a colleague's.
"""

import logging
from typing import Any, NoReturn

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from trefas.authorities.identities import tie
from trefas.authorities.identity_providers import IdentityProvider
from trefas.authorities.models import ExpectedIdentity, User
from trefas.rooms.models import Membership

log = logging.getLogger("trefas.login")
REFUSALS: dict[str, Promise] = {
    "answer": _("The identity provider's answer does not hold together. Try again; if it happens again, tell support."),
    "level": _("You logged in at too low a level. Log in again with your card or your passkey."),
    "unknown": _("No account here is tied to your identity yet. Ask the administrator of your unit."),
    "elsewhere": _("Your account does not work at the authority that this login is for."),
    "cancelled": _("The login was not completed. Nothing has happened."),
}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Lets in whom an administrator has given an account, at the level that the installation asks for."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False: no provider makes accounts here."""
        return False

    def get_requests_session(self) -> requests.Session:
        """Return what asks the provider: only the hosts of the configuration, never where an answer points."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse, or tie the identity to its account and remember at which level it came."""
        provider = provider_called(sociallogin.account.provider)
        # Those of SAML are read from an assertion that has been checked whole.
        claims = sociallogin.account.extra_data if provider.saml else _claims(request, sociallogin)
        if str(claims.get(provider.level_claim)) not in provider.levels:
            _refuse(request, "level")
        if not sociallogin.is_existing:
            self._tie(request, sociallogin, provider, claims)
        _demand_works_at(request, sociallogin.user, provider)
        # What the provider told of the person is not ours to keep.
        SocialAccount.objects.filter(pk=sociallogin.account.pk).update(extra_data={})
        request.assured = provider.id if provider.two_factors else ""  # type: ignore[attr-defined]  # read at login

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        """Say in a sentence that it came to nothing, whatever the provider or the line did."""
        log.warning("identity provider: %s", type(told.get("exception")).__name__)
        _refuse(request, "cancelled")

    def _tie(
        self, request: HttpRequest, sociallogin: SocialLogin, provider: IdentityProvider, claims: dict[str, Any]
    ) -> None:
        value = str(claims.get(provider.account_claim) or "")
        expected = ExpectedIdentity.objects.filter(provider=provider.id, value=value).select_related("user").first()
        if expected is None or not value:
            _refuse(request, "unknown")
        tie(expected, uid=sociallogin.account.uid)
        sociallogin.lookup()


@require_safe
def log_in_at(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider; one that cannot be reached is said in a sentence."""
    _demand_openid(provider_id)
    try:
        answer: HttpResponse = openid.login(request, provider_id)
    except (OSError, ValueError, KeyError) as error:
        log.warning("identity provider: %s", type(error).__name__)
        return refused(request, "cancelled")
    return answer


@require_safe
def come_back_from(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the provider sends the browser back with."""
    _demand_openid(provider_id)
    answer: HttpResponse = openid.callback(request, provider_id)
    return answer


def _demand_openid(provider_id: str) -> None:
    """A provider that speaks SAML is not to be found where OpenID Connect is spoken."""
    if not any(one.id == provider_id and one.saml is None for one in settings.TREFAS_IDENTITY_PROVIDERS):
        raise Http404


def provider_called(name: str) -> IdentityProvider:
    """Return the configured provider with the id."""
    found: IdentityProvider = next(one for one in settings.TREFAS_IDENTITY_PROVIDERS if one.id == name)
    return found


def _claims(request: HttpRequest, sociallogin: SocialLogin) -> dict[str, Any]:
    """The claims of the ID token, which came straight from the provider; OpenID Connect Core 5.3.2 and 3.1.3.7."""
    told = sociallogin.account.extra_data
    token, info = told.get("id_token") or {}, told.get("userinfo") or {}
    if not token or token.get("sub") != sociallogin.account.uid or info.get("sub", token["sub"]) != token["sub"]:
        _refuse(request, "answer")
    return {**info, **token}


def _demand_works_at(request: HttpRequest, user: User, provider: IdentityProvider) -> None:
    here = Membership.objects.filter(user_id=user.pk, ends_at=None, room__branch__authority__name=provider.authority)
    if user.is_service or not user.is_active or not here.exists():
        _refuse(request, "elsewhere")


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """Return the page that says why nobody was logged in."""
    context = {"sentence": REFUSALS[why], "login_url": reverse("account_login")}
    return render(request, "account/refused.html", context, status=403)


def _refuse(request: HttpRequest, why: str) -> NoReturn:
    raise ImmediateHttpResponse(refused(request, why))


def problems() -> list[str]:
    """Return what keeps this part from being in place: no authority's provider is configured."""
    return [] if settings.TREFAS_IDENTITY_PROVIDERS else ["TREFAS_IDENTITY_PROVIDERS"]
