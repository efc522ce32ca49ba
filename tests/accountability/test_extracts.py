"""Everything the room holds is in the extract, table by table, without anybody having to think of it."""

import pytest
from django.apps import apps
from django.utils import translation

from tests.accountability.rights_build import file_in, guardian, note, safe_way, third_person
from tests.cast import EMAIL, NOW, enter
from tests.disclosures.build import assessed, given
from trefas.accountability import extracts
from trefas.accountability.extract_values import is_shown
from trefas.accountability.extract_words import FIELDS, TABLES
from trefas.accountability.extracts import Item, collect, covered, problems, ways
from trefas.authorities.models import User
from trefas.persons.actions import Source, create_person, merge_persons
from trefas.rooms.models import RoomModel
from trefas.rooms.securing import room_models

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def said(items: list[Item]) -> str:
    return "\n".join(f"{item.label} {item.source} {value.name} {value.text}" for item in items for value in item.values)


def test_a_table_is_found_by_what_it_points_to() -> None:
    assert ways(apps.get_model("files", "Attachment")) == ["person_id"]
    assert ways(apps.get_model("disclosures", "Receipt")) == ["assessment__person_id"]
    assert ways(apps.get_model("persons", "Merge")) == ["kept_id", "merged_id"]


def test_a_new_table_that_points_nowhere_fails_the_build(monkeypatch) -> None:
    class Forgotten:
        class _meta:  # noqa: N801  # Django's own name
            label = "files.Forgotten"
            local_fields = ()

    monkeypatch.setattr(extracts, "room_models", lambda: [*room_models(), Forgotten])
    assert problems() == ["files.Forgotten"]


def test_a_stale_reason_fails_the_build(monkeypatch) -> None:
    monkeypatch.setitem(extracts.NOBODY, "files.Gone", "It was here once.")
    assert problems() == ["files.Gone"]


def test_what_was_written_stands_there_with_source_and_day() -> None:
    with enter("amina") as social:
        file = file_in(social)
        note(social, file, text="Vill bort från Kvarnlunda.")
        third_person(social, file)
        found = collect(file.person)
    labels = {item.label for item in found}
    assert {"persons.Person", "files.File", "files.Note", "files.Mention", "persons.SearchToken"} <= labels
    (kept,) = [item for item in found if item.label == "files.Note"]
    assert kept.on is not None
    assert "Kvarnlunda" in kept.source
    assert "Vill bort från Kvarnlunda." in said([kept])


def test_nobody_elses_rows_are_in_it() -> None:
    with enter("amina") as social:
        file, other = file_in(social), file_in(social, given_name="Nils", family_name="Berg", identity_number="")
        note(social, other, text="Om någon annan.")
        assert "någon annan" not in said(collect(file.person))


def test_another_rooms_rows_are_never_joined() -> None:
    with enter("bo") as police:
        note(police, file_in(police), text="Underrättelse om Leo.", information=("police_intelligence",))
    with enter("amina") as social:
        assert "Underrättelse" not in said(collect(file_in(social).person))


def test_staff_appear_by_title_and_unit_never_by_name() -> None:
    names = list(User.objects.filter(email__in=EMAIL.values()).values_list("name", flat=True))
    with enter("bo") as police:
        file = file_in(police)
        note(police, file, title="Samtal", text=f"{police.acting.name} ringde, och {police.acting.name.upper()} igen.")
        given(police, file.person)
        text = said(collect(file.person))
    assert "Handläggare" in text or "Handler" in text
    assert [name for name in names if name.casefold() in text.casefold()] == []


def test_keys_and_hashes_are_never_in_it() -> None:
    with enter("amina") as social:
        file = file_in(social)
        found = collect(file.person)
    (token, *_more) = [item for item in found if item.label == "persons.SearchToken"]
    assert token.values == ()
    assert str(file.pk) not in said(found)


def test_persons_that_were_merged_are_one() -> None:
    with enter("amina") as social:
        file = file_in(social)
        twin = create_person(by=social.acting, values={"given_name": "Leon"}, source=Source("typed"), now=NOW)
        merge_persons(by=social.acting, kept=file.person, merged=twin, now=NOW)
        assert {item.key for item in collect(file.person)} >= {f"persons.person:{twin.pk}"}


def test_the_way_of_contact_and_guardians_are_read_too() -> None:
    with enter("amina") as social:
        file = file_in(social)
        safe_way(social, file)
        guardian(social, file)
        labels = {item.label for item in collect(file.person)}
    assert {"files.ContactRoute", "files.Guardian"} <= labels


def test_every_covered_table_can_be_read(vidhamn) -> None:
    with enter("amina") as social:
        person = file_in(social).person
        for model in covered():
            assert issubclass(model, RoomModel)
            list(extracts.rows_about(model, [person.room_id], [person.pk]))


def test_every_table_and_field_that_can_be_told_has_a_word_of_its_own() -> None:
    """A field that falls back to its English name would stand so in a Swedish paper."""
    shown = {
        (model._meta.label, one.name)
        for model in covered()
        for one in model._meta.local_fields
        if is_shown(model(), one)
    }
    assert len(shown) > 150
    assert {table for table, _name in shown} - set(TABLES) == set()
    assert {name for _table, name in shown} - set(FIELDS) == set()


@pytest.mark.parametrize(
    ("language", "says"), [("sv", "Sekretess: OSL 18 kap. 2 §"), ("en", "Secrecy: OSL 18 kap. 2 §")]
)
def test_what_the_law_answered_is_told_in_short(language, says) -> None:
    with enter("bo") as police, translation.override(language):
        file = file_in(police, given_name="Nils", family_name="Berg", identity_number="")
        assessed(police, file.person)
        (told,) = [item for item in collect(file.person) if item.label == "disclosures.Assessment"]
    (answer,) = [value.text for value in told.values if value.name == "answer"]
    assert says in answer
    assert "OSL 10 kap. 27 §" in answer
    assert not {"outcome:", "could_open", "conditions:"} & set(answer.split())
    assert len(answer) < 600
