"""The safeguards that are people and paper: who does what in each room, and on which agreements it rests."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trefas.authorities.identity_providers import IdentityProvider
    from trefas.rooms.models import Room

# What is written where a reference should stand, by those who have none.
NO_REFERENCE = ("", "-", "–", "?", "x", "xx", "xxx", "todo", "tbd", "saknas", "ingen", "övning", "test", "exempel")


def rooms() -> "Sequence[Room]":
    """Return the rooms that lie here and where somebody keeps files now."""
    from django.db.models import Q
    from django.utils import timezone

    from trefas.rooms.models import Membership, Room

    now = timezone.now()
    running = Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), mandates__contains=["follow"])
    found = Room.objects.filter(parent=None, closed_at=None, installation="", pk__in=running.values("room_id"))
    return list(found.select_related("branch__authority").order_by("name"))


def lacking(mandate: str, what: str, *, least: int = 1) -> Iterator[str]:
    """Say for each such room that too few have the mandate; those whose account is closed do not count."""
    from django.db.models import Q
    from django.utils import timezone

    from trefas.rooms.models import Membership

    running = Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()), user__is_active=True)
    for room in rooms():
        found = running.filter(room=room, mandates__contains=[mandate]).values("user_id").distinct()
        if found.count() < least:
            yield f"{room.name} saknar {what}: ge en behörighet (mandate {mandate})"


def without_keys() -> Iterator[str]:
    """Name the rooms where somebody works and nothing can be sealed."""
    yield from (
        f"{room.name} har inga egna nycklar: någon måste gå in först" for room in rooms() if not room.sealing_key
    )


def agreements() -> Iterator[str]:
    """The papers behind each room: hosting (OSL 10:2 a), impact assessment (GDPR 35), co-operation; who answers."""
    from django.utils import timezone

    from trefas.authorities.models import Agreement
    from trefas.rooms import practice

    in_force = Agreement._default_manager.on(timezone.localdate())
    for room in rooms():
        if _is_none(room.hosting_reference):
            yield f"{room.name}: ange avtalet om drift (hosting_reference, OSL 10:2 a)"
        if _is_none(room.impact_assessment_reference):
            yield f"{room.name}: ange konsekvensbedömningen (impact_assessment_reference, GDPR artikel 35)"
        if not [one for one in in_force.filter(parties=room.branch.authority) if not _is_none(one.reference)]:
            yield f"{room.name}: ingen överenskommelse om samverkan gäller i dag (SÖK)"
    standing = practice.standing()
    if not standing.practising and not standing.answering:
        yield "ingen av dem som ansvarar arbetar här: föreslå på sidan Drift, och kör trefas lift"


def of_saml(provider: "IdentityProvider") -> Iterator[str]:
    """What a provider that speaks SAML lacks: the extra, or certificates that hold a month more."""
    from django.utils import timezone

    from trefas.authorities.saml_providers import missing_part, running_out

    if not provider.saml:
        return
    if missing := missing_part():
        yield f"{missing}. Starta med TREFAS_EXTRAS=saml (docs/how-to/identity-provider.md)"
    old = running_out(provider.saml, now=timezone.now())
    yield from (f"{provider.name}: byt {certificate}, det går ut inom 30 dagar" for certificate in old)


def _is_none(reference: str) -> bool:
    return reference.strip().lower() in NO_REFERENCE
