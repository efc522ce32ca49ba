"""Every write to a person of a room."""

from trefas.persons.actions.barring import (
    bar_from_person,
    declare_barring,
    give_own_number,
    lift_barring,
    review_barring,
)
from trefas.persons.actions.importing import drop_staged, publish_import, stage_import
from trefas.persons.actions.keeping import ConflictError, Source, create_person, edit_person, write_tokens
from trefas.persons.actions.merging import merge_persons, unmerge_persons
from trefas.persons.actions.protecting import create_protected_person
from trefas.persons.actions.undoing import undo_import

__all__ = [
    "ConflictError",
    "Source",
    "bar_from_person",
    "create_person",
    "create_protected_person",
    "declare_barring",
    "drop_staged",
    "edit_person",
    "give_own_number",
    "lift_barring",
    "merge_persons",
    "publish_import",
    "review_barring",
    "stage_import",
    "undo_import",
    "unmerge_persons",
    "write_tokens",
]
