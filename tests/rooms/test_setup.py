"""`trefas setup`: an organisation from a file, all or nothing, with errors that say where."""

from datetime import date
from pathlib import Path

import pytest

import trefas.authorities
from trefas.authorities.models import Area, Authority, Unit, UnitMethod
from trefas.rooms.models import Room
from trefas.rooms.setup import SetupError, load_organisation

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])
STOCKHOLM = Path(trefas.authorities.__file__).parent / "organisations" / "stockholm.toml"
BRANCH = """
[[authority]]
name = "Nämnden"
kind = "social_services"
[[authority.branch]]
name = "Grenen"
kind = "social_services"
"""


def load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "organisation.toml"
    path.write_text(text, encoding="utf-8")
    load_organisation(path)


def boards(day: date) -> set[str]:
    named = Authority.objects.using("owner").on(day).filter(name__endswith="stadsdelsnämnd")
    shipped = STOCKHOLM.read_text(encoding="utf-8")
    return {authority.name for authority in named if f'name = "{authority.name}"' in shipped}


def working_with_trefas(day: date) -> int:
    found = UnitMethod.objects.using("owner").on(day).filter(method="trefas", unit__kind="social_services_unit")
    names = found.values_list("unit__branch__authority__name", flat=True)
    return len(set(names) & boards(day))


def test_stockholm_has_thirteen_boards_then_eleven_and_seven_then_six_work_with_the_method() -> None:
    load_organisation(STOCKHOLM)
    assert [len(boards(day)) for day in (date(2023, 6, 30), date(2023, 7, 1))] == [13, 11]
    assert [working_with_trefas(day) for day in (date(2023, 6, 30), date(2023, 7, 1))] == [7, 6]
    rinkeby = Area.objects.using("owner").select_related("succeeded_by").get(name="Rinkeby-Kista")
    assert rinkeby.succeeded_by.name == "Järva"


def test_stockholm_opens_no_room_and_knows_no_people() -> None:
    before = Room.objects.using("owner").count()
    loaded = load_organisation(STOCKHOLM)
    assert Room.objects.using("owner").count() == before
    assert loaded.users == {}


def test_loading_twice_changes_nothing() -> None:
    load_organisation(STOCKHOLM)
    first = Unit.objects.using("owner").count()
    load_organisation(STOCKHOLM)
    assert Unit.objects.using("owner").count() == first


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[plats]]\nname = 'x'", "plats"),
        ("[[authority]]\nkind = 'police'", "name is missing"),
        ("[[authority]]\nname = 'A'\nkind = 'moon'", "moon is not known"),
        ("[[area]]\nname = 'A'\nkind = 'district'\nsucceeded_by = 'B'", "B is not defined above it"),
        ("[[area]]\nname = 'A'\nkind = 'district'\nstarts = '2023'", "starts and ends are dates"),
        (
            BRANCH + "room = { hosting_reference = '', impact_assessment_reference = 'K-1' }",
            "hosting_reference is missing",
        ),
        (BRANCH + "room = { hosting_reference = 'A-1' }", "impact_assessment_reference is missing"),
        ("inte toml", "organisation.toml"),
    ],
)
def test_a_faulty_file_is_one_sentence_that_says_where(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SetupError, match=says):
        load(tmp_path, text)


def test_a_fault_late_in_the_file_leaves_nothing_of_it(tmp_path: Path) -> None:
    with pytest.raises(SetupError):
        load(tmp_path, BRANCH + "\n[[authority]]\nkind = 'police'")
    assert not Authority.objects.using("owner").filter(name="Nämnden").exists()
