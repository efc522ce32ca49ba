"""A police list: what is new, changed, the same, doubtful, wrong and gone; saved whole, or undone whole."""

import io

import openpyxl
import pytest
from tests.cast import NOW, enter

from trefas.persons.actions import create_person, edit_person, publish_import, stage_import, undo_import
from trefas.persons.actions.importing import merkle_root
from trefas.persons.actions.keeping import Source
from trefas.persons.models import Import, ImportRow, Person, SearchToken, ValueSource
from trefas.rooms.errors import RefusedError
from trefas.sheets.reading import read_table

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
HEAD = ["Namn", "Personnummer", "Telefon", "Nästa steg"]
LEO = ["Leo Tornfeldt", "20070314-2380", "070-174 06 71", "Ring"]
HUGO = ["Hugo Fjelner", "20020130-2392", "", "Besök"]


def table(*rows: list[str]):
    book = openpyxl.Workbook()
    for row in [HEAD, *rows]:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return read_table(target.getvalue(), "lista.xlsx")


def stage(room, *rows: list[str]) -> Import:
    return stage_import(by=room.acting, table=table(*rows), file_name="lista.xlsx", now=NOW)


def publish(room, imported: Import, taken: set[int] | None = None) -> Import:
    return publish_import(by=room.acting, imported=imported, taken=taken, now=NOW)


def names() -> list[str]:
    return sorted(person.name for person in Person.objects.all())


def number(prefix: str) -> str:
    """Return a test number with a right check digit."""
    from trefas.sheets.identity_numbers import luhn

    return next(f"{prefix}{digit}" for digit in range(10) if luhn(f"{prefix[2:]}{digit}".replace("-", "")))


def test_nothing_is_saved_before_it_is_published() -> None:
    with enter("bo") as room:
        imported = stage(room, LEO, HUGO)
        assert Person.objects.count() == 0
        assert imported.counts["new"] + imported.counts.get("error", 0) == 2


def test_published_people_are_found_and_every_value_names_its_cell() -> None:
    with enter("bo") as room:
        publish(room, stage(room, LEO))
        leo = Person.objects.get()
        assert (leo.name, leo.identity_number, leo.birth_date) == ("Leo Tornfeldt", "200703142380", "2007-03-14")
        source = ValueSource.objects.get(person=leo)
        assert source.places["identity_number"].endswith("B2")
        assert SearchToken.objects.filter(kind="sound").exists()


def test_a_wrong_number_is_an_error_with_its_cell_and_is_never_saved() -> None:
    with enter("bo") as room:
        imported = stage(room, LEO, ["Nils Varghult", "20010705-1111", "", ""])
        wrong = ImportRow.objects.get(within=imported, state="error")
        assert "B3" in wrong.content["reasons"][0]
        publish(room, imported, taken={wrong.number, 2})
        assert names() == ["Leo Tornfeldt"]


def test_some_rows_may_be_left_out() -> None:
    with enter("bo") as room:
        imported = stage(room, LEO, ["Utan Nummer", "", "", ""])
        publish(room, imported, taken={3})
        assert names() == ["Utan Nummer"]


def test_the_same_list_again_changes_nothing() -> None:
    with enter("bo") as room:
        publish(room, stage(room, LEO))
        again = stage(room, LEO)
        assert again.counts == {"same": 1, "gone": 0}
        publish(room, again)
        assert Person.objects.get().version == 1


def test_an_updated_list_shows_changed_and_gone_and_removes_nobody() -> None:
    with enter("bo") as room:
        publish(room, stage(room, LEO, ["Utan Nummer", "", "", ""]))
        newer = stage(room, [*LEO[:2], "070-174 06 72", "Ring"])
        assert newer.counts == {"changed": 1, "gone": 1}
        publish(room, newer)
        assert Person.objects.get(version=2).telephone == "070-174 06 72"
        assert len(names()) == 2


def test_a_name_that_sounds_alike_waits_for_a_second_look_and_says_why() -> None:
    with enter("bo") as room:
        create_person(
            by=room.acting, values={"given_name": "Mohamed", "family_name": "Aly"}, source=Source("typed"), now=NOW
        )
        imported = stage(room, ["Muhammed Ali", "", "", ""])
        row = ImportRow.objects.get(within=imported)
        assert (row.state, row.taken) == ("duplicate", False)
        assert "Mohamed Aly" in " ".join(row.content["reasons"])
        publish(room, imported)
        assert len(names()) == 1


def test_protected_identity_is_never_taken_from_a_list() -> None:
    with enter("bo") as room:
        imported = stage(room, ["Skyddad Person", "skyddad identitet", "", ""])
        publish(room, imported)
        assert Person.objects.count() == 0


def test_undo_takes_back_what_it_made_and_its_keys() -> None:
    with enter("bo") as room:
        imported = publish(room, stage(room, LEO))
        assert undo_import(by=room.acting, imported=imported, now=NOW) == []
        assert Person.objects.count() == 0
        assert SearchToken.objects.count() == 0
        with pytest.raises(RefusedError):
            undo_import(by=room.acting, imported=imported, now=NOW)


def test_undo_leaves_the_one_somebody_has_worked_with() -> None:
    with enter("bo") as room:
        imported = publish(room, stage(room, LEO))
        leo = Person.objects.get()
        edit_person(by=room.acting, person=leo, version=1, values={"telephone": "1"}, source=Source("typed"), now=NOW)
        stays = undo_import(by=room.acting, imported=imported, now=NOW)
        assert [person.pk for person in stays] == [leo.pk]
        assert Person.objects.count() == 1


def test_undo_of_a_change_restores_only_what_still_is_as_the_list_made_it() -> None:
    with enter("bo") as room:
        publish(room, stage(room, LEO))
        newer = publish(room, stage(room, [*LEO[:2], "070-174 06 72", "Ring"]))
        undo_import(by=room.acting, imported=newer, now=NOW)
        assert Person.objects.get().telephone == "070-174 06 71"


def test_another_room_sees_neither_list_nor_people() -> None:
    with enter("bo") as room:
        publish(room, stage(room, LEO))
    with enter("amina") as other:
        assert Import.objects.count() == ImportRow.objects.count() == 0
        assert stage(other, LEO).counts == {"new": 1, "gone": 0}


def test_a_list_is_saved_once() -> None:
    with enter("bo") as room:
        imported = publish(room, stage(room, LEO))
        with pytest.raises(RefusedError):
            publish(room, imported)


def test_the_merkle_root_depends_on_every_row_and_their_order() -> None:
    import uuid

    ids = [uuid.UUID(int=value) for value in range(5)]
    roots = {merkle_root(ids), merkle_root(ids[::-1]), merkle_root(ids[:4]), merkle_root([]), merkle_root(ids[:1])}
    assert len(roots) == 5
