"""Tying an account to what an identity provider calls its holder: once, as an administrator has foreseen."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from trefas.authorities.models import ExpectedIdentity


@transaction.atomic
def tie(expected: ExpectedIdentity, *, uid: str) -> None:
    """Use up what was foreseen, and let `uid` (the provider's `sub`) find the account from now on.

    Not allauth's own `connect`: it writes the whole account, which the login of these pages may not.
    """
    SocialAccount.objects.create(user_id=expected.user_id, provider=expected.provider, uid=uid)
    expected.delete()
