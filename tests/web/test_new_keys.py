"""New keys as people meet them: to be confirmed by another, and a page that nothing opens."""

import pytest

from tests.cast import enter
from tests.databases import MASTER_KEY
from tests.files.build import keep
from tests.rooms.build_keys import agreed, reread
from trefas.rooms import rotation
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
