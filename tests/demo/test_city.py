"""The demo city is one that people could work in: what is late is late by days, not by months."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.cast import EMAIL
from trefas.demo.lives import lives
from trefas.demo.population import populate
from trefas.disclosures.models import Duty
from trefas.files.models import Proposal
from trefas.plans.models import Task
from trefas.rooms.admission import enter_as

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LONGEST = timedelta(days=30)


def test_nobody_is_modelled_on_anybody_and_proposals_are_new() -> None:
    today = date(2026, 11, 28)
    found = list(lives(130, today))
    assert {life.identity_number[9:12] for life in found} <= {"238", "239", *map(str, range(980, 1000))}
    waiting = [life for life in found if life.story == "proposed"]
    assert waiting
    assert all(today - life.began < timedelta(days=7) for life in waiting)
    assert list(lives(130, today)) == found


def test_what_waits_in_the_city_has_not_waited_for_months() -> None:
    today = timezone.localdate()
    populate("small", today, lambda _line: None)
    waiting = 0
    for who in ("amina", "ylva", "bo"):
        with enter_as(EMAIL[who], purpose="follow") as room:
            here = {"room_id": room.room_id}
            due = [row.due_on for row in Duty.objects.filter(**here, done_at=None)]
            due += [row.due_on for row in Task.objects.filter(**here, done_at=None)]
            due += [timezone.localdate(row.proposed_at) for row in Proposal.objects.filter(**here, answered_at=None)]
            waiting += len(due)
            assert [day for day in due if day < today - LONGEST] == []
    assert waiting
