"""One person found as another, by search and by the next list; the room's own rows of her are never lost."""

import pytest
from tests.cast import NOW, enter

from trefas.persons import search
from trefas.persons.actions import (
    Source,
    create_person,
    merge_persons,
    publish_import,
    stage_import,
    undo_import,
    unmerge_persons,
)
from trefas.persons.models import ImportRow, Merge, Person
from trefas.rooms.errors import RefusedError
from trefas.sheets.reading import Table, read_table

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
ADA = {"given_name": "Ada", "family_name": "Tornfeldt", "identity_number": "20070314-2380"}
BEA = {"given_name": "Beata", "family_name": "Ekdal", "identity_number": "20040611-2383"}


def keep(room, values):
    return create_person(by=room.acting, values=values, source=Source("typed"), now=NOW)


def two(room):
    return keep(room, ADA), keep(room, BEA)


def joined(room, kept, merged):
    return merge_persons(by=room.acting, kept=kept, merged=merged, now=NOW)


def sheet(*rows: str) -> Table:
    return read_table("\n".join(["Namn;Personnummer", *rows]).encode(), "lista.csv")


def staged(room, *rows: str):
    return stage_import(by=room.acting, table=sheet(*rows), file_name="lista.csv", now=NOW)


def test_the_values_of_both_are_kept_and_one_is_found() -> None:
    with enter("bo") as room:
        ada, bea = two(room)
        joined(room, ada, bea)
        assert Person.objects.get(pk=bea.pk).name == "Beata Ekdal"
        assert [one.pk for one in search.find(room.room_id, "police", "Ekdal")] == [ada.pk]


def test_one_whom_both_names_find_is_found_once() -> None:
    with enter("bo") as room:
        ada, twin = keep(room, ADA), keep(room, {"given_name": "Ada", "family_name": "Tornfält"})
        joined(room, ada, twin)
        assert [one.pk for one in search.find(room.room_id, "police", "Ada Tornfeldt")] == [ada.pk]


def test_apart_each_is_found_by_her_own_name() -> None:
    with enter("bo") as room:
        ada, bea = two(room)
        made = joined(room, ada, bea)
        unmerge_persons(by=room.acting, merge=made, now=NOW)
        assert [one.pk for one in search.find(room.room_id, "police", "Ekdal")] == [bea.pk]
        with pytest.raises(RefusedError):
            unmerge_persons(by=room.acting, merge=made, now=NOW)
        assert Merge.objects.get().undone_by_id == room.acting.user_id


def test_two_of_different_rooms_are_never_joined() -> None:
    with enter("amina") as room:
        foreign = keep(room, BEA)
    with enter("bo") as room:
        ada = keep(room, ADA)
        for kept, merged in ((ada, foreign), (foreign, ada)):
            with pytest.raises(RefusedError):
                joined(room, kept, merged)


def test_the_next_list_knows_her_by_the_other_number_and_leaves_her_own() -> None:
    with enter("bo") as room:
        ada, bea = two(room)
        joined(room, ada, bea)
        made = staged(room, "Beata Ekdal;20040611-2383")
        row = ImportRow.objects.get(within=made)
        assert row.person_id == ada.pk
        assert "identity_number" not in row.content["before"]
        publish_import(by=room.acting, imported=made, taken=None, now=NOW)
        assert Person.objects.get(pk=ada.pk).identity_number == "200703142380"


def test_one_who_is_listed_as_the_other_is_not_gone() -> None:
    with enter("bo") as room:
        first = staged(room, "Ada Tornfeldt;20070314-2380", "Beata Ekdal;20040611-2383")
        publish_import(by=room.acting, imported=first, taken=None, now=NOW)
        people = {one.given_name: one for one in Person.objects.all()}
        joined(room, people["Ada"], people["Beata"])
        assert staged(room, "Ada Tornfeldt;20070314-2380").counts["gone"] == 0
        assert staged(room, "Beata Ekdal;20040611-2383").counts["gone"] == 0
        assert staged(room, "Cia Berg;").counts["gone"] == 1


def test_undoing_the_list_leaves_those_who_were_merged() -> None:
    with enter("bo") as room:
        made = staged(room, "Ada Tornfeldt;20070314-2380", "Beata Ekdal;20040611-2383", "Cia Berg;")
        publish_import(by=room.acting, imported=made, taken=None, now=NOW)
        people = {one.given_name: one for one in Person.objects.all()}
        joined(room, people["Ada"], people["Beata"])
        stays = undo_import(by=room.acting, imported=made, now=NOW)
        assert {one.given_name for one in stays} == {"Ada", "Beata"}
