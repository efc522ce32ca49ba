"""New keys as people meet them: to be confirmed by another, and a page that nothing opens."""

import pytest
from django.utils import timezone

from tests.cast import enter
from tests.databases import MASTER_KEY
from tests.disclosures import build
from tests.files.build import keep
from tests.rooms.build_keys import agreed, reread
from trefas.rooms import pairs, rotation
from trefas.rooms.master import new_key

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])


def test_another_person_confirms_on_the_page_and_nobody_her_own(browse) -> None:
    act = agreed("keys.rotate", confirm=False)
    own = browse("ada").get("/behorigheter/vantar/").content.decode()
    assert "Ny kryptering" in own
    assert f"{act}/bekrafta/" not in own
    page = browse("sven").get("/behorigheter/vantar/").content.decode()
    assert f"{act}/bekrafta/" in page
    assert "Bekräfta den nya krypteringen" in page
    assert browse("sven").post(f"/behorigheter/vantar/{act}/bekrafta/").status_code == 302
    assert [done.begun for done in rotation.rotate()] == [True]


@pytest.mark.parametrize("since", [None, timezone.now()])
def test_a_worn_pair_and_one_in_other_hands_are_two_things_to_agree_to(browse, since) -> None:
    act = agreed("keys.pairs", confirm=False, since=since)
    page = browse("sven").get("/behorigheter/vantar/").content.decode()
    assert f"{act}/bekrafta/" in page
    assert "skriver under och försluter med görs nytt" in page
    assert ("Någon annan kan ha haft de gamla" in page) == (since is not None)


def test_what_somebody_else_may_have_signed_is_not_shown_and_the_page_says_whom_to_call(browse, monkeypatch) -> None:
    with enter("bo") as room:
        receipt = build.given(room)
    page = browse("amina").get("/mottaget/").content.decode()
    assert ("Leo" in page, "någon annan kan ha skrivit" in page) == (True, False)
    monkeypatch.setattr(pairs, "_demand_sound", _refuse)
    monkeypatch.setattr(pairs.envelopes, "read", _by_an_earlier_pair(pairs.envelopes.read))
    page = browse("amina").get("/mottaget/").content.decode()
    assert ("Leo" in page, "någon annan kan ha skrivit" in page, "Polisen Nord" in page) == (False, True, True)
    assert browse("amina").get(f"/mottaget/{receipt.envelope}/").status_code == 404


def _refuse(pair, came):
    raise pairs.CompromisedError("")


def _by_an_earlier_pair(read):
    """As if each signature were by a pair from before: the first one tried does not fit."""
    tries = []

    def reading(*given):
        tries.append(given)
        if len(tries) % 2:
            raise pairs.EnvelopeError("not by the newest")
        return read(*given)

    return reading


def test_without_a_master_key_a_page_says_so_and_shows_nothing(settings, browse) -> None:
    with enter("amina") as room:
        person = keep(room)
    settings.TREFAS_MASTER_KEY = new_key()
    reread()
    answer = browse("amina").get(f"/personer/{person.pk}/")
    assert answer.status_code == 503
    assert "Tornfeldt" not in answer.content.decode()
    assert "den som sköter driften" in answer.content.decode()
    settings.TREFAS_MASTER_KEY = MASTER_KEY
    reread()
