"""The pass: nothing opens without it, and it opens one room."""

import pytest
from django.db import ProgrammingError, connections
from tests.cast import enter

from trefas.rooms.models import RoomKey

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def test_a_room_table_read_without_a_pass_raises() -> None:
    with pytest.raises(ProgrammingError, match="no pass"):
        RoomKey.objects.count()


def test_the_pass_opens_the_acting_room_and_no_other() -> None:
    with enter("bo") as room:
        assert [key.room_id for key in RoomKey.objects.all()] == [room.room_id]


def test_the_pass_is_gone_when_the_room_is_left() -> None:
    with enter("bo"):
        pass
    with pytest.raises(ProgrammingError, match="no pass"), connections["rooms"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rooms_roomkey")
