"""A file given to another takes along what its handler had not done; what colleagues own, and what is done, stays."""

import pytest

from tests.cast import NOW, enter
from tests.plans.build import TODAY, accepted, again, file_in, start, user
from trefas.audit.models import Event
from trefas.disclosures.models import Duty
from trefas.files.actions.committing import undertake
from trefas.files.models import Commitment
from trefas.plans.actions import give_over, order_acute
from trefas.plans.models import Support, Task
from trefas.plans.work import files_with_work, work_of
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture
def file():
    with enter("amina") as room:
        made = file_in(room)
        accepted(room, made)
        start(room, made)
        undertake(by=room.acting, file_id=made.pk, owner_id=room.acting.user_id, text="Ring", due_on=TODAY, now=NOW)
        order_acute(by=room.acting, file_id=made.pk, text="Nu", due_on=TODAY, now=NOW, owner=user("maja").pk)
        Duty.objects.create(
            room_id=room.room_id, kind="inquiry", person_id=made.person_id, unit_id=room.acting.unit_id,
            owner_id=room.acting.user_id, due_on=TODAY, made_at=NOW,
        )  # fmt: skip
        return made


def owners(model):
    return {row.owner.name for row in model.objects.all()}


def test_the_new_handler_gets_what_the_one_before_had_not_done(file) -> None:
    with enter("sven") as room:
        give_over(by=room.acting, file_ids=[file.pk], to_user=user("nora").pk, now=NOW)
        assert again(room, file).handler_id == user("nora").pk
        assert owners(Support) == owners(Commitment) == owners(Duty) == {"Nora Hedin"}
        assert work_of(files_with_work([room.room_id], [user("amina").pk], TODAY)) == []


def test_what_a_colleague_owns_and_what_is_done_stays(file) -> None:
    with enter("sven") as room:
        done = Task.objects.filter(owner=user("amina")).first()
        Task.objects.filter(pk=done.pk).update(done_at=NOW)
        give_over(by=room.acting, file_ids=[file.pk], to_user=user("nora").pk, now=NOW)
        assert Task.objects.get(pk=done.pk).owner_id == user("amina").pk
        assert Task.objects.get(kind="acute").owner_id == user("maja").pk


def test_it_takes_the_mandate_and_somebody_who_keeps_files(file) -> None:
    with enter("amina") as room, pytest.raises(RefusedError):
        give_over(by=room.acting, file_ids=[file.pk], to_user=user("nora").pk, now=NOW)
    with enter("sven") as room, pytest.raises(RefusedError):
        give_over(by=room.acting, file_ids=[file.pk], to_user=user("ada").pk, now=NOW)


def test_the_chain_says_from_whom_to_whom(file) -> None:
    with enter("sven") as room:
        give_over(by=room.acting, file_ids=[file.pk], to_user=user("nora").pk, now=NOW)
    with enter("sven") as room:
        told = Event.objects.get(room_id=room.room_id, body__contains="work.given_over").body
    assert str(user("amina").pk) in told
    assert str(user("nora").pk) in told
