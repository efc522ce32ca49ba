"""Logging in through a provider that speaks SAML 2.0: the question, the answer on its two steps, and who we are.

The answer comes as a form that the provider's page makes the browser send, and then our session's cookie stays away
(SameSite=Lax). So the first step takes nothing for true and keeps nothing: its page sends the same form on from here,
and the second step, which no other site may reach, checks it against the question that this very browser asked.
"""

import logging
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from trefas.authorities.identity_providers import IdentityProvider
from trefas.authorities.saml_providers import missing_part
from trefas.web.identity_providers import refused
from trefas.web.saml_answers import Received, received
from trefas.web.saml_shape import LARGEST, AnswerError, demand

log = logging.getLogger("trefas.login")
LONGEST_SUBJECT = 191


@require_safe
def ask(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Send the browser to the provider with a question of ours, which this session remembers."""
    provider = _provider(organization_slug)
    if why := missing_part():
        log.error("saml %s: %s", provider.id, why)
        return refused(request, "cancelled")
    from trefas.web import saml_library

    address, number = saml_library.question(provider, _here(provider))
    onward = get_next_redirect_url(request)
    _known_to_allauth(request, provider).stash_redirect_state(request, "login", onward, state_id=number)
    return HttpResponseRedirect(address)


@csrf_exempt  # another site's page sends it; nothing is believed, kept or changed here
@require_POST
def pass_on(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Give the browser what it brought, to send on from a page of ours: then its session comes along."""
    provider = _provider(organization_slug)
    answer = request.POST.get("SAMLResponse", "")
    if not answer or len(answer) > 2 * LARGEST:
        return _not_taken(request, provider, "size")
    action = reverse("saml_finish", args=[provider.id])
    return render(request, "account/pass_on.html", {"answer": answer, "action": action})


@csrf_exempt  # bound to this session by the number of its own question; and other sites are turned away before this
@require_POST
def finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Log in whom the answer is about, when it is whole, meant for us, and the answer to what this browser asked."""
    provider = _provider(organization_slug)
    if why := missing_part():
        return _not_taken(request, provider, why)
    try:
        answer = received(request.POST.get("SAMLResponse", ""), provider)
        # Taken out at once: no answer gets a second try.
        state = _known_to_allauth(request, provider).unstash_redirect_state(request, answer.answers)
        if not answer.succeeded:
            return refused(request, "cancelled")
        login = _login(request, provider, answer)
    except PermissionDenied:
        return _not_taken(request, provider, "unasked")
    except AnswerError as error:
        return _not_taken(request, provider, str(error))
    login.state = state
    done: HttpResponse = complete_social_login(request, login)
    return done


def _login(request: HttpRequest, provider: IdentityProvider, answer: Received) -> SocialLogin:
    from trefas.web import saml_library

    assert provider.saml is not None  # noqa: S101  # _provider finds no other
    number, claims = saml_library.verified(answer, provider, asked=answer.answers, here=_here(provider))
    demand(cache.add(f"saml|{provider.issuer}|{number}", 1, None), "replayed")
    subject = claims.get(provider.saml.subject_claim, "")
    demand(0 < len(subject) <= LONGEST_SUBJECT, "subject")
    account = SocialAccount(provider=provider.id, uid=subject, extra_data=claims)
    login = SocialLogin(account=account, provider=_known_to_allauth(request, provider))
    login.user = get_adapter().new_user(request, login)
    return login


@require_safe
def metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Show what the provider's people must know of this installation."""
    provider = _provider(organization_slug)
    if missing_part():
        raise Http404
    from trefas.web import saml_library

    shown = saml_library.metadata(provider, _here(provider))
    return HttpResponse(shown, content_type="application/samlmetadata+xml")


def _provider(name: str) -> IdentityProvider:
    for one in settings.TREFAS_IDENTITY_PROVIDERS:
        if one.id == name and one.saml:
            found: IdentityProvider = one
            return found
    raise Http404


def _here(provider: IdentityProvider) -> str:
    """Where answers go: by the installation's file, not by what a request says that this host is called."""
    assert provider.saml is not None  # noqa: S101  # _provider finds no other
    return f"{provider.saml.address}{reverse('saml_acs', args=[provider.id])}"


def _known_to_allauth(request: HttpRequest, provider: IdentityProvider) -> Any:
    return get_adapter().get_provider(request, provider.id)


def _not_taken(request: HttpRequest, provider: IdentityProvider, why: str) -> HttpResponse:
    """One sentence for whatever was wrong: which it was is nothing for the one who tries."""
    log.warning("saml %s: %s", provider.id, why)
    return refused(request, "answer")
