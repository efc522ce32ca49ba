"""Pages that the world has no row for: made beside it, each as it comes about, with who is shown it and where."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client

from tests.accountability import rights_build
from tests.cast import EMAIL, NOW, enter
from tests.disclosures.build import assessed
from tests.files.build import file_in
from tests.matrix.asking import Asker
from trefas.accountability.review_models import ReadReview, Why
from trefas.authorities.models import User
from trefas.disclosures.actions import prepare_decision
from trefas.disclosures.models import Decision
from trefas.persons.actions import Source, create_person, merge_persons
from trefas.plans.models import SecondLook

ENDING = {"decision": "end", "text": "Hörs inte av.", "ground": "not_seen", "verified": "not_verified"}
PASSWORD = "fyra ord som sitter kvar"  # of nobody
Shown = tuple[str, str, dict[str, Any]]


def further(asker: Asker) -> Iterator[Shown]:
    """Each as (name of the address, who, what stands in it)."""
    yield from _joined()
    yield from _checked()
    yield from _handed()
    yield from _ended(asker)
    yield from _looked_at()
    yield from _own_devices()
    yield from _half_way_in(asker)


def _person(here: Any, family: str) -> Any:
    values = {"given_name": "Nils", "family_name": family}
    return create_person(by=here.acting, values=values, source=Source("typed"), now=NOW)


def _joined() -> Iterator[Shown]:
    with enter("amina") as here:
        kept, other, third = (_person(here, name) for name in ("Alm", "Ahlm", "Almh"))
        joined = merge_persons(by=here.acting, kept=kept, merged=third, now=NOW)
    yield "person_merge", "amina", {"person_id": kept.pk, "other_id": other.pk}
    yield "person_part", "amina", {"person_id": kept.pk, "merge_id": joined.pk}


def _checked() -> Iterator[Shown]:
    with enter("bo") as here:
        row = assessed(here, _person(here, "Ek"))
        words = {"message": "Ring först."}
        prepare_decision(by=here.acting, assessment=row, version=row.version, decision=Decision.GIVEN, words=words)
    yield "disclosure_check", "bo", {"assessment_id": row.pk}


def _handed() -> Iterator[Shown]:
    with enter("amina") as here:
        person = file_in(here, given_name="Nils", family_name="Lo", identity_number=None).person
        request = rights_build.ready(here, person)
        rights_build.rule_all(here, request, person)
        rights_build.made(here, request)
    yield "rights_hand", "amina", {"request_id": request.pk}


def _ended(asker: Asker) -> Iterator[Shown]:
    with enter("amina") as here:
        file = file_in(here, given_name="Nils", family_name="Ros", identity_number=None)
    _at(asker, "amina").post(f"/akter/{file.pk}/folj-upp/", ENDING)
    with enter("amina") as here:
        look = SecondLook.objects.get(room_id=here.room_id, file_id=file.pk)
    yield "second_look", "sven", {"file_id": file.pk, "look_id": look.pk}


def _own_devices() -> Iterator[Shown]:
    nora = User.objects.get(email=EMAIL["nora"])
    RecoveryCodes.activate(nora)
    TOTP.activate(nora, generate_totp_secret())
    key = Authenticator.objects.create(user=nora, type="webauthn", data={"name": "Min dator", "credential": {}})
    yield "mfa_view_recovery_codes", "nora", {}
    yield "mfa_deactivate_totp", "nora", {}
    yield "mfa_edit_webauthn", "nora", {"pk": key.pk}
    yield "mfa_remove_webauthn", "nora", {"pk": key.pk}
    yield "mfa_reauthenticate", "nora", {}


def _looked_at() -> Iterator[Shown]:
    """As the night queues it when somebody has read of one with her own name."""
    reader = User.objects.get(email=EMAIL["amina"])
    with enter("sven", purpose="review_log") as here:
        facts = {"first": 1, "last": 1, "times": 1, "people": 1}
        row = ReadReview(room_id=here.room_id, why=Why.OWN_NAME, reader=reader, person=_person(here, "Ö"), facts=facts)
        row.day, row.found_at = NOW.date(), NOW
        row.save()
    yield "read_review", "sven", {"review_id": row.pk}


def _half_way_in(asker: Asker) -> Iterator[Shown]:
    """Last: her password is given and her code is not."""
    User.objects.filter(email=EMAIL["nora"]).update(password=make_password(PASSWORD))
    client = Client()
    client.post("/konto/login/", {"login": EMAIL["nora"], "password": PASSWORD})
    asker.sessions["nora"] = client.cookies[settings.SESSION_COOKIE_NAME].value
    yield "mfa_authenticate", "nora", {}


def _at(asker: Asker, who: str) -> Client:
    """A client that stays logged in, for what must not be taken back."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = asker.session(who)
    return client
