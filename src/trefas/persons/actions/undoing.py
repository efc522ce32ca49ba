"""Undoing a whole import: what it made goes, what it changed goes back, what has been worked on since stays."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.persons.actions.keeping import Source, edit_person
from trefas.persons.models import Import, ImportRow, ImportState, Merge, Person, RowState
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import SubjectKey

OWN = frozenset({"persons"})


@action
def undo_import(*, by: Acting, imported: Import, now: datetime) -> list[Person]:
    """Undo an import; returns the people who stay because somebody has worked with them since."""
    kept = Import.objects.select_for_update().get(room_id=by.room_id, pk=imported.pk)
    if kept.state != ImportState.PUBLISHED:
        raise RefusedError(_("Only a saved list can be undone."))
    rows = list(ImportRow.objects.filter(room_id=by.room_id, within=kept, taken=True).exclude(person=None))
    stays = _remove(by.room_id, [row.person_id for row in rows if row.made and row.person_id], now)
    for row in rows:
        if row.state == RowState.CHANGED and not row.made:
            _restore(kept, row, by, now)
    kept.state, kept.undone_at = ImportState.UNDONE, now
    kept.save(update_fields=["state", "undone_at"])
    counts = {"removed": sum(row.made for row in rows) - len(stays), "stays": len(stays)}
    entry.current().record(Event("import.undone", ids={"import": [kept.pk]}, counts=counts))
    return stays


def _remove(room_id: uuid.UUID, ids: Sequence[uuid.UUID], now: datetime) -> list[Person]:
    people = list(Person.objects.filter(room_id=room_id, id__in=ids))
    used = in_use(room_id, [person.pk for person in people])
    untouched = [person.pk for person in people if person.version == 1 and person.pk not in used]
    ImportRow.objects.filter(room_id=room_id, person_id__in=untouched).update(person=None)
    Person.objects.filter(room_id=room_id, id__in=untouched).delete()
    SubjectKey.objects.filter(room_id=room_id, subject__in=untouched).update(wrapped=None, destroyed_at=now)
    return [person for person in people if person.pk not in set(untouched)]


def in_use(room_id: uuid.UUID, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return those whom some other context's row hangs on: a file, a proposal, a disclosure; or who were merged."""
    wanted, used = list(ids), set()
    for pair in Merge.objects.filter(Q(kept__in=wanted) | Q(merged__in=wanted), room_id=room_id):
        used |= {pair.kept_id, pair.merged_id}
    for relation in Person._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not (relation.one_to_many and isinstance(model, type) and issubclass(model, Model)):
            continue
        if model._meta.app_label in OWN or not hasattr(model, "sealed_under"):
            continue
        name = relation.field.attname  # type: ignore[union-attr]  # a reverse foreign key has its field
        rows = model._default_manager.filter(room_id=room_id, **{f"{name}__in": wanted})
        used |= set(rows.values_list(name, flat=True))
    return used


def _restore(kept: Import, row: ImportRow, by: Acting, now: datetime) -> None:
    person = Person.objects.filter(room_id=by.room_id, pk__in=[row.person_id]).first()
    content = row.content
    if person is None:
        return
    # Only what still is as the list made it: a later correction is not ours to take back.
    values = {
        name: before for name, before in content["before"].items() if getattr(person, name) == content["values"][name]
    }
    if values:
        source = Source("undone", kept.pk)
        edit_person(by=by, person=person, version=person.version, values=values, source=source, now=now)
