"""Accounts given and ended by an administrator of the installation, as the owner: no page can make one."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from trefas.authorities.models import ExpectedIdentity, LoginSession, Unit, User
from trefas.authorities.roles import MANDATES, ROLES
from trefas.rooms.errors import TrefasError
from trefas.rooms.models import Membership, Room
from trefas.rooms.services import OWNER


class AccountError(TrefasError):
    """An account cannot be given, found or ended; the message says why and what to do."""


@dataclass(frozen=True)
class Works:
    """One account and where it works now: (unit, role) pairs, none when the account is closed."""

    email: str
    name: str
    active: bool
    places: tuple[tuple[str, str], ...]


@transaction.atomic(using=OWNER)
def give_account(*, email: str, name: str, unit: str, role: str, mandates: list[str], now: datetime) -> User:
    """Make an account, or open a closed one, and let it work in a unit; raises AccountError."""
    place = _unit(unit)
    room = (
        Room.objects.using(OWNER)
        .filter(branch_id=place.branch_id, parent=None, closed_at=None, installation="")
        .first()
    )
    if room is None:
        raise AccountError(f"{place.name} has no open room. Load the organisation with `trefas setup` first.")
    given = [code for code, one in ROLES.items() if one.given]
    if role not in given:
        raise AccountError(f"{role} is no role. Choose one of {', '.join(given)}.")
    if unknown := sorted(set(mandates) - set(MANDATES)):
        raise AccountError(f"{unknown[0]} is no mandate. Choose among {', '.join(MANDATES)}.")
    user = _user_for(email, name)
    if _running(now).filter(user=user, unit=place).exists():
        raise AccountError(f"{email} works in {place.name} already. End that first.")
    Membership.objects.using(OWNER).create(
        user=user,
        room=room,
        unit=place,
        role=role,
        mandates=sorted({*ROLES[role].mandates, *mandates}),
        starts_at=now,
    )
    return user


def _user_for(email: str, name: str) -> User:
    known = User.objects.using(OWNER).filter(email__iexact=email).first()
    if known is None:
        return User.objects.using(OWNER).create(email=email.lower(), name=name, password=make_password(None))
    User.objects.using(OWNER).filter(pk=known.pk).update(is_active=True)
    return known


def _unit(name: str) -> Unit:
    found = list(Unit._default_manager.using(OWNER).filter(Q(name=name) | Q(short_name=name))[:2])
    if len(found) != 1:
        raise AccountError(f"There is no unit called {name}. Write its whole name.")
    return found[0]


@transaction.atomic(using=OWNER)
def expect_identity(email: str, *, provider: str, value: str) -> None:
    """Tie an account to what an identity provider will say at its first login; in the place of an earlier value."""
    user = _known(email)
    if not value.strip():
        raise AccountError("The value is missing. Write what the identity provider calls the person.")
    if ExpectedIdentity.objects.using(OWNER).filter(provider=provider, value=value).exclude(user=user).exists():
        raise AccountError("Another account waits for that identity. See who it belongs to first.")
    ExpectedIdentity.objects.using(OWNER).filter(user=user, provider=provider).delete()
    ExpectedIdentity.objects.using(OWNER).create(user=user, provider=provider, value=value.strip())


def password_link(email: str) -> str:
    """Return the path where a person chooses her password: until she has, for three days at most."""
    user = _known(email)
    return reverse("choose_password", args=[_uid(user), default_token_generator.make_token(user)])


def _uid(user: User) -> str:
    return urlsafe_base64_encode(force_bytes(user.pk))


@transaction.atomic(using=OWNER)
def forget_factors(email: str) -> int:
    """Remove lost second factors and end every session; the next login sets up new ones. Returns how many went."""
    user = _known(email)
    LoginSession.objects.using(OWNER).filter(user=user).delete()
    gone: int = Authenticator.objects.using(OWNER).filter(user_id=user.pk).delete()[0]
    return gone


@transaction.atomic(using=OWNER)
def end_account(email: str, *, now: datetime) -> int:
    """Close an account: its sessions, its memberships and the account itself. Returns how many memberships ended."""
    user = _known(email)
    LoginSession.objects.using(OWNER).filter(user=user).delete()
    ExpectedIdentity.objects.using(OWNER).filter(user=user).delete()
    User.objects.using(OWNER).filter(pk=user.pk).update(is_active=False)
    return _running(now).filter(user=user).update(ends_at=now)


def accounts(*, now: datetime) -> list[Works]:
    """Return every account by name, with where it works now."""
    places: dict[object, list[tuple[str, str]]] = {}
    running = _running(now).filter(room__parent=None).order_by("unit__name")
    for user_id, unit, role in running.values_list("user_id", "unit__name", "role"):
        places.setdefault(user_id, []).append((unit, role))
    users = User.objects.using(OWNER).filter(is_service=False).order_by("name", "email")
    return [Works(one.email, one.name, one.is_active, tuple(places.get(one.pk, ()))) for one in users]


def _running(now: datetime) -> QuerySet[Membership]:
    found = Membership.objects.using(OWNER)
    return found.filter(Q(ends_at=None) | Q(ends_at__gt=now))


def _known(email: str) -> User:
    user = User.objects.using(OWNER).filter(email__iexact=email, is_service=False).first()
    if user is None:
        raise AccountError(f"There is no account with the address {email}. See them with `trefas accounts list`.")
    return user
