"""Nothing that a room holds about a person can be forgotten by an extract (GDPR 15, brottsdatalagen 4:3)."""

from trefas.accountability import extracts
from trefas.accountability.extracts import covered, problems
from trefas.rooms.securing import room_models


def test_every_room_table_is_covered_or_named_with_its_reason() -> None:
    assert problems() == [], "Point the table to a person, or say in extracts.NOBODY why it is about none."
    assert all(reason for reason in extracts.NOBODY.values())


def test_every_table_with_sealed_words_about_a_person_is_covered() -> None:
    personal = {
        model._meta.label
        for model in room_models()
        if model.sensitivity.get("identifying") or model.sensitivity.get("sensitive")
    }
    assert personal - {model._meta.label for model in covered()} <= set(extracts.NOBODY)
