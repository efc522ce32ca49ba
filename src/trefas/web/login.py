"""Logging in: personal accounts, two factors always, no open sign-up, second-factor secrets sealed."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import User
from trefas.authorities.sessions import end_other_sessions_of, record_login
from trefas.web import second_factors

DEMO_SESSION = "demo_persona"
# When and with which browser the session was opened: {"at": seconds, "browser": text}.
OPENED = "opened"
# The identity provider that vouched for two factors, when one did.
ASSURED = "assured"
RECENTLY = 300
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Edge calls itself Chrome too, and Chrome Safari: the first that fits is the one.
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Accounts are given by an administrator; guessing is slowed by where it comes from."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "incorrect_password": _("The password is wrong."),
        "enter_current_password": _("Write your present password."),
        "incorrect_code": _("The code is wrong or too old. Write the one that the app shows now."),
        "too_many_login_attempts": _("Too many attempts from here. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts from here. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody signs up."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Keep the password alone: the login of these pages may not write the rest of an account."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Return whether to ask again: not of one who wrote her password or used her key a moment ago."""
        records = get_authentication_records(context.request, context.request.user)
        return not any(time.time() - record.get("at", 0) < RECENTLY for record in records)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # With the account alone as the key, anybody could lock a colleague out of hers.
        return f"{get_ip(request)}:{super()._get_login_attempts_cache_key(request, **credentials)}"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Without this, allauth keeps the secrets of authenticator apps in clear."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is wrong or too old. Write the one that the app shows now."),
        "cannot_delete_authenticator": _("Add another way first: you always need two."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return second_factors.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return second_factors.open_sealed(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether another second factor is left."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return what a passkey is bound to: the host alone, without a port."""
        return {"id": context.request.get_host().partition(":")[0], "name": "Trefas"}

    def _get_site_name(self) -> str:
        return "Trefas"


def has_two_factors(request: HttpRequest) -> bool:
    """Return whether this session was opened with two factors: ours, the provider's, or a persona link of the demo."""
    if settings.DEMO and request.session.get(DEMO_SESSION):
        return True
    if request.session.get(ASSURED):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


@receiver(user_logged_in)
def remember_login(sender: object, request: HttpRequest, user: User, **options: object) -> None:
    """Note when, how and from where a session was opened."""
    browser = browser_of(request.META.get("HTTP_USER_AGENT", ""))
    request.session[OPENED] = {"at": time.time(), "browser": browser}
    request.session[ASSURED] = getattr(request, "assured", "")
    how = "+".join(record.get("type", record["method"]) for record in get_authentication_records(request, user))
    address = get_client_ip(request) or ""
    record_login(user.pk, at=timezone.now(), method=how, browser=browser, address=address)


@receiver(authenticator_added)
def count_first_factor(request: HttpRequest, user: User, authenticator: Authenticator, **options: object) -> None:
    """Let her who has just proved her first second factor go on; one added later opens nothing more."""
    others = Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exclude(pk=authenticator.pk)
    if authenticator.type in SECOND_FACTORS and not others.exists():
        record_authentication(request, user, "mfa", type=authenticator.type)


@receiver([authenticator_added, authenticator_removed, authenticator_reset, password_changed])
def end_the_others(request: HttpRequest, user: User, **options: object) -> None:
    """Let no session live on that was opened with what has been changed; the one that changed it stays."""
    end_other_sessions_of(user.pk, kept=request.session.session_key or "")
    browser = request.session.get(OPENED, {}).get("browser", "")
    record_login(user.pk, at=timezone.now(), method="changed", browser=browser, address=get_client_ip(request) or "")


def browser_of(agent: str) -> str:
    """Return `Firefox, Windows` for what a browser says of itself; what is not known is left out."""
    names = (next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in names if name)
