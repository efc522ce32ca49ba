"""Authorities, branches, units, areas, users and agreements: shared tables without a word about anyone followed."""

import uuid
from datetime import date
from typing import Self, TypeVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AuthorityKind(models.TextChoices):
    """The kinds of holder and receiver that `trefas.law` knows; the hue of a page belongs to the kind."""

    SOCIAL_SERVICES = "social_services", _("Social services")
    POLICE = "police", _("Police")
    PRISON_AND_PROBATION = "prison_and_probation", _("Prison and probation")
    STATE_YOUTH_CARE = "state_youth_care", _("State youth care")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    SCHOOL = "school", _("School")
    HEALTH_CARE = "health_care", _("Health care")
    CITY_EXECUTIVE = "city_executive", _("City executive")
    OTHER_BOARD = "other_board", _("Other board")
    OTHER_STATE_AUTHORITY = "other_state_authority", _("Other state authority")
    HOUSING_COMPANY = "housing_company", _("Housing company")


class RoomKind(models.TextChoices):
    """What a branch does with people: decides search limits, menus and which figures it counts."""

    SOCIAL_SERVICES = "social_services", _("Social services")
    POLICE = "police", _("Police")
    PRISON_AND_PROBATION = "prison_and_probation", _("Prison and probation")
    EXIT_UNIT = "exit_unit", _("Exit unit")
    FIGURES = "figures", _("Figures only")
    OTHER = "other", _("Other")


D = TypeVar("D", bound="Dated")


class DatedQuerySet(models.QuerySet[D]):
    """Rows that hold from one day to another."""

    def on(self, day: date) -> Self:
        """Return those that hold on `day`; an open end holds for ever."""
        return self.filter(Q(starts__lte=day), Q(ends__isnull=True) | Q(ends__gt=day))


DatedManager = models.Manager.from_queryset(DatedQuerySet)


class Dated(models.Model):
    """From `starts` up to, not including, `ends`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = DatedManager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="%(app_label)s_%(class)s_ends_after",
            )
        ]


class Authority(Dated):
    """A myndighet: each social-services board (nämnd) is one of its own (OSL 8:1)."""

    kind = models.CharField(max_length=40, choices=AuthorityKind.choices)
    name = models.CharField(max_length=200, unique=True)

    sensitivity = {"public": ("id", "kind", "name", "starts", "ends")}
    retention = "organisation"


class Branch(Dated):
    """An independent branch of an authority (självständig verksamhetsgren, OSL 8:2)."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="branches")
    kind = models.CharField(max_length=40, choices=RoomKind.choices)
    name = models.CharField(max_length=200, unique=True)

    sensitivity = {"public": ("id", "authority", "kind", "name", "starts", "ends")}
    retention = "organisation"


class Area(Dated):
    """A district, a police area or another dated geography; the kinds do not coincide."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    succeeded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="preceded")

    sensitivity = {"public": ("id", "kind", "name", "succeeded_by", "starts", "ends")}
    retention = "organisation"


class Unit(Dated):
    """A unit (enhet) of a branch: what a receiver of information is."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="units")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=18)
    telephone = models.CharField(max_length=40, blank=True)
    areas = models.ManyToManyField(Area, related_name="units", blank=True)

    sensitivity = {"public": ("id", "branch", "kind", "name", "short_name", "telephone", "areas", "starts", "ends")}
    retention = "organisation"


class UnitMethod(Dated):
    """That a unit works with a method from one day to another."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="methods")
    method = models.CharField(max_length=40)

    sensitivity = {"public": ("id", "unit", "method", "starts", "ends")}
    retention = "organisation"


class Agreement(Dated):
    """An agreement of co-operation (SÖK): parties, purposes, areas and dates. No unit joins without one."""

    name = models.CharField(max_length=200, unique=True)
    reference = models.CharField(max_length=100)
    method = models.CharField(max_length=40)
    purposes = ArrayField(models.CharField(max_length=40))
    parties = models.ManyToManyField(Authority, related_name="agreements")
    areas = models.ManyToManyField(Area, related_name="agreements", blank=True)

    sensitivity = {"public": ("id", "name", "reference", "method", "purposes", "parties", "areas", "starts", "ends")}
    retention = "organisation"


class UserManager(BaseUserManager["User"]):
    """Accounts are given by an administrator; there is no open sign-up."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account with the address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who works in the system. What she may see follows from memberships, never from this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=100, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="sv", choices=[("sv", "Svenska"), ("en", "English")])
    is_active = models.BooleanField(default=True)
    # Works at night for a room and has no way to log in: no password, passkey or identity provider.
    is_service = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    sensitivity = {
        "operational": (
            "id", "email", "name", "title", "telephone", "language", "is_active", "is_service", "password",
            "last_login",
        )
    }  # fmt: skip
    retention = "account"

    # Django's own tools ask for these; there is no administrator interface and no staff flag.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Nobody has a permission by name: memberships decide."""
        return False


class Substitution(Dated):
    """That one person answers for another's work in their common room, from one day to another."""

    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(User, on_delete=models.PROTECT, related_name="substitutions")

    sensitivity = {"operational": ("id", "absent", "substitute", "starts", "ends")}
    retention = "account"


class LoginSession(models.Model):
    """A session, by the hash of its key: whoever reads the table cannot take one over."""

    session_key = models.CharField(max_length=64, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")

    sensitivity = {"secret": ("session_key", "session_data"), "operational": ("expire_date", "user")}
    retention = "session"


class LoginRecord(models.Model):
    """That a user logged in, how and from where: for herself to recognise, or not."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="logins")
    at = models.DateTimeField()
    method = models.CharField(max_length=40)
    browser = models.CharField(max_length=60)
    address = models.CharField(max_length=45)

    sensitivity = {"operational": ("id", "user", "at", "method", "browser", "address")}
    retention = "session"

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="authorities_login_latest")]


class Attempt(models.Model):
    """A count or lock that slows guessing down, by the hash of its key; see `authorities.attempts`."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    sensitivity = {"operational": ("key", "value", "expires_at")}
    retention = "session"


class ExpectedIdentity(models.Model):
    """That whoever an identity provider says has `value` is this user: tied by an administrator, used once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="expected_identities")
    provider = models.CharField(max_length=40)
    value = models.CharField(max_length=200)

    sensitivity = {"operational": ("id", "user", "provider", "value")}
    retention = "account"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "value"], name="authorities_identity_one")]
