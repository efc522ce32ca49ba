"""A person's own account: logging in, second factors, password, sessions and latest logins."""

import time
import uuid
from datetime import datetime
from typing import Any

from allauth.account import views as account
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trefas.authorities.models import LoginRecord, LoginSession, User
from trefas.authorities.sessions import SessionStore, end_other_sessions_of, stored
from trefas.web import saml
from trefas.web.dates import clock, short_date
from trefas.web.forms.login import AccountForm, FirstPasswordForm
from trefas.web.identity_providers import come_back_from, log_in_at
from trefas.web.login import OPENED, MFAAdapter, has_two_factors
from trefas.web.step_up import confirm_practice

LATEST = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_settings(request: HttpRequest) -> HttpResponse:
    """Show and change one's own details; show factors, open sessions and latest logins."""
    if not has_two_factors(request):
        return redirect("mfa_index")
    user = User.objects.get(pk=_own_id(request))
    form = AccountForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=user.pk).update(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("account_settings")
    context = {
        "form": form,
        "email": user.email,
        "factors": _factors(user.pk),
        "sessions": _sessions(request, user.pk),
        "logins": _logins(user.pk),
    }
    return render(request, "account/settings.html", context, status=422 if form.errors else 200)


def _own_id(request: HttpRequest) -> uuid.UUID:
    return uuid.UUID(str(request.user.pk))


def _factors(user_id: uuid.UUID) -> list[dict[str, Any]]:
    kinds = list(Authenticator.objects.filter(user_id=user_id).values_list("type", flat=True))
    keys = kinds.count(Authenticator.Type.WEBAUTHN)
    app = _("Set up") if Authenticator.Type.TOTP in kinds else _("Not set up")
    spare = _("Made") if Authenticator.Type.RECOVERY_CODES in kinds else _("Not made")
    return [
        {"title": _("Passkeys"), "aside": str(keys) if keys else _("None")},
        {"title": _("App with codes"), "aside": app},
        {"title": _("Recovery codes"), "aside": spare},
    ]


def _sessions(request: HttpRequest, user_id: uuid.UUID) -> dict[str, Any]:
    found = LoginSession.objects.filter(user_id=user_id, expire_date__gt=timezone.now()).order_by("-expire_date")
    mine, rows = stored(request.session.session_key or ""), []
    for one in found:
        opened = SessionStore().decode(one.session_data).get(OPENED, {})
        when = datetime.fromtimestamp(opened.get("at", time.time()), tz=timezone.get_current_timezone())
        this = _("This one") if one.session_key == mine else ""
        rows.append([{"text": opened.get("browser") or _("Unknown browser"), "meta": this}, _moment(when)])
    columns = [{"label": _("Browser")}, {"label": _("Logged in")}]
    return {"caption": _("Where you are logged in"), "columns": columns, "rows": rows}


def _logins(user_id: uuid.UUID) -> dict[str, Any]:
    found = LoginRecord.objects.filter(user_id=user_id).order_by("-at")[:LATEST]
    rows = [[_moment(one.at), _way(one.method), one.browser or _("Unknown browser"), one.address] for one in found]
    columns = [{"label": label} for label in (_("When"), _("How"), _("Browser"), _("Address"))]
    return {"caption": _("Your latest logins"), "columns": columns, "rows": rows}


def _moment(when: Any) -> str:
    return f"{short_date(when)} {clock(when)}"


def _way(method: str) -> str:
    """Return how a session was opened, in words; empty is a persona link of the demo."""
    words = {
        "password": _("Password"), "totp": _("App with codes"), "webauthn": _("Passkey"),
        "recovery_codes": _("Recovery code"), "socialaccount": _("The authority's login"), "again": _("Confirmed"),
        "code": _("Code"),
        "changed": _("Ways to log in changed"),
    }  # fmt: skip
    return " + ".join(str(words.get(part, part)) for part in method.split("+") if part) or _("Practice link")


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Log out everywhere else."""
    end_other_sessions_of(_own_id(request), kept=request.session.session_key or "")
    messages.success(request, _("You are logged out everywhere else."))
    return redirect("account_settings")


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]  # allauth publishes no types
    """allauth asks before it takes the app away, but would let the last passkey go."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove the passkey unless it is the only second factor."""
        if not MFAAdapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, _("Add another way first: you always need two."))
            return redirect("mfa_index")
        answer: HttpResponse = super().form_valid(form)
        return answer


class ChoosePasswordView(PasswordResetConfirmView):
    """The administrator's link: works until the password has been chosen, for three days at most."""

    form_class = FirstPasswordForm
    template_name = "account/choose_password.html"
    success_url = reverse_lazy("account_login")
    token_generator = default_token_generator


urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("bekrafta/", confirm_practice, name="confirm_practice"),
    path("losenord/", account.password_change, name="account_change_password"),
    path("valj-losenord/<uidb64>/<token>/", ChoosePasswordView.as_view(), name="choose_password"),
    path("installningar/", account_settings, name="account_settings"),
    path("installningar/logga-ut/", end_sessions, name="end_sessions"),
    path("2fa/webauthn/keys/<int:pk>/remove/", RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("oidc/<slug:provider_id>/login/", log_in_at, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", come_back_from, name="openid_connect_callback"),
    path("saml/<slug:organization_slug>/login/", saml.ask, name="saml_login"),
    path("saml/<slug:organization_slug>/acs/", saml.pass_on, name="saml_acs"),
    path("saml/<slug:organization_slug>/acs/slutfor/", saml.finish, name="saml_finish"),
    path("saml/<slug:organization_slug>/metadata/", saml.metadata, name="saml_metadata"),
]
