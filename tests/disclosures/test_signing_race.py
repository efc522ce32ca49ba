"""Two eyes stay two however many press at once: on a database where everything is committed."""

from functools import partial

import pytest

from tests.cast import enter
from tests.disclosures.test_signing import confirmed, proposed
from tests.rooms.test_second_person_race import together
from trefas.disclosures.models import RuleSignature
from trefas.disclosures.reading import who_confirmed


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker):
    with django_db_blocker.unblock():
        yield fresh_vidhamn


def test_of_eight_who_confirm_at_once_one_other_person_is_let_through(committed):
    act = proposed()
    assert sum(together(partial(confirmed, act), ["lena", "sven"] * 4)) == 1
    with enter("lena") as lawyer:
        (signed,) = RuleSignature.objects.filter(room_id=lawyer.room_id)
        assert signed.signed_by_id == lawyer.acting.user_id
        assert who_confirmed(lawyer.room_id)[signed.rule, signed.rule_version] != signed.signed_by_id
