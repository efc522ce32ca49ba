"""What stands in the way when two people are to be one, or two again, and what somebody must know beforehand."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from trefas.disclosures.models import Assessment, ReceivedItem
from trefas.files.definitions import definition_of, said
from trefas.files.derivation import as_event, rows_of
from trefas.files.models import ContactRoute, File, FileEvent, Note, Proposal
from trefas.methods import EventKind, derive_stage
from trefas.persons.actions.merging import is_erased
from trefas.persons.models import Merge, Person
from trefas.persons.policy import May, may_merge


@dataclass(frozen=True)
class Conflict:
    """One thing about which two people differ, as a sentence; `blocks` when it must be settled first."""

    sentence: str
    blocks: bool = False


@dataclass(frozen=True)
class Pair:
    """Two open files with the same method: `file` becomes part of `into`."""

    file: File
    into: File


def pairs_of(kept: Person, merged: Person) -> list[Pair]:
    """Return the open files of two people that would be one, since a method has one open file for a person."""
    people = Q(room_id=kept.room_id, person_id=kept.pk) | Q(room_id=merged.room_id, person_id=merged.pk)
    found = File.objects.filter(people, ended_on=None).order_by("opened_on")
    into = {file.method: file for file in found if file.person_id == kept.pk}
    return [Pair(file, into[file.method]) for file in found if file.person_id == merged.pk and file.method in into]


def before_merging(kept: Person, merged: Person) -> list[Conflict]:
    """Return what blocks a merge, first, and what is good to know before it."""
    verdict = may_merge(kept, merged)
    if verdict.outcome is May.NO:
        return [Conflict(verdict.reason, blocks=True)]
    pairs = pairs_of(kept, merged)
    found = [*_erased(kept, merged), *(one for pair in pairs for one in _of_files(pair)), *_of_values(kept, merged)]
    return sorted(found, key=lambda one: not one.blocks)


def before_parting(merge: Merge) -> list[Conflict]:
    """Return what blocks a parting, first, and what was written while the two were one."""
    return [*_erased(merge.kept, merge.merged), *_written_since(merge), *_ended_since(merge)]


def route_left(merge: Merge) -> ContactRoute | None:
    """Return the safe contact that could not be moved, since a person has one: it is shown beside hers."""
    return ContactRoute.objects.filter(room_id=merge.room_id, person_id=merge.merged_id).first()


def _erased(kept: Person, merged: Person) -> Iterator[Conflict]:
    if any(is_erased(one.room_id, [one.pk]) for one in (kept, merged)):
        yield Conflict(_("What was kept about one of them is erased. They can no longer be joined or parted."), True)


def _of_values(kept: Person, merged: Person) -> Iterator[Conflict]:
    if kept.identity_number and merged.identity_number and kept.identity_number != merged.identity_number:
        yield Conflict(_("They have different identity numbers. Two numbers are nearly always two people."))
    elif kept.birth_date and merged.birth_date and kept.birth_date != merged.birth_date:
        yield Conflict(_("They have different dates of birth."))
    routes = ContactRoute.objects.filter(room_id__in={kept.room_id, merged.room_id}, person_id__in=[kept.pk, merged.pk])
    if routes.count() > 1:
        told = _("Both have a safe contact. That of %(name)s holds. What staff must know of either holds for both.")
        yield Conflict(told % {"name": kept.name})


def _of_files(pair: Pair) -> Iterator[Conflict]:
    names = {"file": pair.file.number, "into": pair.into.number}
    rooms, files = {pair.into.room_id, pair.file.room_id}, [pair.file.pk, pair.into.pk]
    if Proposal.objects.filter(room_id__in=rooms, file_id__in=files, state="proposed").exists():
        yield Conflict(_("A proposal in %(file)s or %(into)s waits for its answer. Answer it first.") % names, True)
    if pair.file.cooperation and pair.into.cooperation:
        told = _("%(file)s and %(into)s each take part in a co-operation. Leave one of the two first.")
        yield Conflict(told % names, True)
    yield Conflict(
        _("Both have an open file. %(file)s becomes part of %(into)s, with one timeline and one plan.") % names
    )
    yield _together(pair)
    if pair.file.handler_id != pair.into.handler_id:
        yield Conflict(_("The two files have different handlers. The one of %(into)s keeps it.") % names)
    if comes_first(pair):
        yield Conflict(_("The next step of %(file)s comes first and is taken over.") % names)


def _together(pair: Pair) -> Conflict:
    """Where the joined file will stand, by the events of both under the definition of the one that is kept."""
    method, names = definition_of(pair.into), {"file": pair.file.number, "into": pair.into.number}
    known = {event.id for event in method.events}
    rows = sorted([*rows_of(pair.into), *rows_of(pair.file)], key=lambda row: row.on)
    if not {row.kind for row in rows} <= known:
        return Conflict(_("%(file)s follows a later definition than %(into)s. Keep the other person.") % names, True)
    stage = derive_stage(method, [as_event(row) for row in rows], max(row.on for row in rows)).stage
    if stage is None or (stage.closed and method.move(stage.id, EventKind.ENDED) is None):
        return Conflict(_("Read together, the two files have ended. Review %(file)s first.") % names, True)
    return Conflict(_("Read together, the stage is: %(stage)s.") % {"stage": said(stage.name)})


def comes_first(pair: Pair) -> bool:
    """Return whether the file that goes has the earlier next step: what is due is not lost."""
    mine, other = pair.file.next_step_on, pair.into.next_step_on
    return mine is not None and other is not None and mine < other


def _written_since(merge: Merge) -> Iterator[Conflict]:
    of_kept = {"room_id": merge.room_id, "person_id": merge.kept_id}
    counts = (
        Note.objects.filter(**of_kept, recorded_at__gt=merge.at).count(),
        ReceivedItem.objects.filter(**of_kept, registered_at__gt=merge.at).count(),
        Assessment.objects.filter(**of_kept, started_at__gt=merge.at).count(),
    )
    if any(counts):
        told = _(
            "Written while they were one, and staying with %(name)s: notes %(notes)s, received %(received)s, "
            "disclosures %(disclosures)s. Look over where they belong."
        )
        names = dict(zip(("notes", "received", "disclosures"), counts, strict=True))
        yield Conflict(told % {"name": merge.kept.name, **names})


def _ended_since(merge: Merge) -> Iterator[Conflict]:
    files = [uuid.UUID(one["into"]) for one in merge.joined]
    ended = File.objects.filter(Q(ended_on__isnull=False), room_id=merge.room_id, pk__in=files)
    for file in ended:
        if FileEvent.objects.filter(room_id=file.room_id, file=file, at__gt=merge.at).exists():
            told = _("%(file)s has ended since. The file that comes apart from it is open again.")
            yield Conflict(told % {"file": file.number})
