"""Reading the spine, and whether a unit may join a co-operation: only under an agreement that both are party to."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from trefas.authorities.models import Unit
from trefas.disclosures.reading import agreements_between, units
from trefas.files.meeting_models import Cooperation
from trefas.files.models import File
from trefas.files.policy import YES, no
from trefas.persons.policy import Verdict
from trefas.rooms.opening import opened

SHOWN = 8


def shown(number: uuid.UUID) -> str:
    """Return a number as it is read aloud: `3F9A-21C0`, enough to tell the people of a meeting apart."""
    return f"{number.hex[: SHOWN // 2]}-{number.hex[SHOWN // 2 : SHOWN]}".upper()


def may_join(one: Unit, other: Unit, method: str, on: date) -> Verdict:
    """Judge whether two units may co-operate by a method on a day (samverkansöverenskommelse, SÖK)."""
    first, second = one.branch.authority_id, other.branch.authority_id
    if first == second or agreements_between(first, second, on).filter(method=method).exists():
        return YES
    sentence = _("There is no agreement in force with %(unit)s about this way of working. Ask your manager.")
    return no(sentence % {"unit": other.name})


def units_by_id(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Unit]:
    """Return units with their branches, by id."""
    found = units().filter(pk__in=set(ids)).select_related("branch__authority")
    return {unit.pk: unit for unit in found}


def spine(number: uuid.UUID) -> Cooperation | None:
    """Return the copy that lies in the open rooms; absent and foreign are the same."""
    return Cooperation.objects.filter(room_id__in=opened(), number=number).first()


def spines(numbers: Iterable[uuid.UUID]) -> dict[uuid.UUID, Cooperation]:
    """Return the copies of the open rooms, by number."""
    found = Cooperation.objects.filter(room_id__in=opened(), number__in=list(numbers))
    return {copy.number: copy for copy in found}


def files_by_number(numbers: Iterable[uuid.UUID]) -> dict[uuid.UUID, File]:
    """Resolve numbers to the files of the open rooms, each with its person; a number without a file is left out."""
    found = File.objects.filter(room_id__in=opened(), cooperation__in=list(numbers)).select_related("person")
    return {file.cooperation: file for file in found if file.cooperation is not None}
