"""Handing over within one branch, on a database of its own: a second unit is made as set-up makes it."""

from datetime import date

import pytest

from tests.cast import NOW, enter
from tests.plans.build import TODAY, again, file_in, user
from trefas.authorities.models import Unit
from trefas.plans.actions import hand_over
from trefas.plans.models import Task
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership


def test_within_the_branch_it_goes_to_a_named_person_there_at_once_and_stays_open(fresh_vidhamn) -> None:
    own = Unit.objects.get(short_name="Kvarnlunda")
    made = Unit(branch_id=own.branch_id, kind="social_services_unit", name="Kvarnlunda, vuxna", short_name="Vuxna",
                starts=date(2020, 1, 1))  # fmt: skip
    made.save(using="owner")
    Membership.objects.using("owner").filter(user__email="nora@kvarnlunda.example").update(unit_id=made.pk)
    with enter("sven") as room:
        file = file_in(room)
        given = {"by": room.acting, "file_id": file.pk, "to_unit": made.pk, "reason": "Flyttat", "now": NOW}
        for unfit in (None, user("amina").pk):
            with pytest.raises(RefusedError):
                hand_over(**given, to_user=unfit)
        assert hand_over(**given, to_user=user("nora").pk).done_on == TODAY
        file = again(room, file)
        assert (file.unit_id, file.handler_id, file.ended_on) == (made.pk, user("nora").pk, None)
        assert not Task.objects.filter(room_id=room.room_id).exists()
