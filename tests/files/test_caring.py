"""Safe contact, counterparts, who was informed, and a child's guardians."""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from tests.cast import NOW, enter
from tests.files.build import NOEL, TODAY, file_in
from trefas.authorities.limits import ALONE
from trefas.authorities.models import Unit
from trefas.files.actions import (
    Child,
    add_counterpart,
    assess_child,
    choose_columns,
    end_counterpart,
    inform,
    propose_taking_out,
    set_contact_route,
    set_guardian,
    take_out,
)
from trefas.files.models import ChildAssessment, ContactRoute, Counterpart, File, Guardian, Information, ListChoice
from trefas.persons.actions import ConflictError
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def route(room, file, version=0, **values):
    return set_contact_route(by=room.acting, file_id=file.pk, version=version, values=values, now=NOW)


def test_the_safe_way_to_contact_starts_without_letters_and_is_changed_under_a_version() -> None:
    with enter("amina") as room:
        file = file_in(room)
        route(room, file, telephone="070-174 06 12", times="vardagar efter 15", answers="Bara Leo svarar")
        kept = ContactRoute.objects.get(room_id=room.room_id)
        assert (kept.letters, kept.version, kept.telephone) == (False, 1, "070-174 06 12")
        with pytest.raises(ConflictError):
            route(room, file, telephone="070-174 06 13")
        assert route(room, file, version=1, telephone="").telephone is None


def test_a_note_on_staff_safety_has_an_end() -> None:
    with enter("amina") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            route(room, file, staff_safety="Besök två och två")
        route(room, file, staff_safety="Besök två och två", staff_safety_until=date(2026, 12, 18))
        assert ContactRoute.objects.get(room_id=room.room_id).staff_safety_until == date(2026, 12, 18)


def test_the_named_counterpart_at_a_unit_is_one_at_a_time() -> None:
    with enter("amina") as room:
        file, police = file_in(room), Unit.objects.select_related("branch").get(name="Polisen Vidhamn Nord")
        for name in ("Bo Lindqvist", "Eva Brolin"):
            add_counterpart(by=room.acting, file_id=file.pk, unit=police, name=name, telephone="070", now=NOW)
        current = Counterpart.objects.get(room_id=room.room_id, ended_on=None)
        assert (current.name, current.kind, current.label) == ("Eva Brolin", "police", "Polisen Nord")
        end_counterpart(by=room.acting, counterpart_id=current.pk, now=NOW)
        assert not Counterpart.objects.filter(room_id=room.room_id, ended_on=None).exists()


def tell(room, file, **changed):
    given = {"informed": True, "on": TODAY, "how": "oral", "why_not": "", "test_on": None, **changed}
    return inform(by=room.acting, file_id=file.pk, now=NOW, **given)


def test_a_person_is_informed_or_it_is_said_why_not_and_when_that_is_tested_again() -> None:
    with enter("amina") as room:
        file = file_in(room)
        for wrong in (
            {"how": ""},
            {"informed": False, "why_not": "", "test_on": date(2026, 12, 19)},
            {"informed": False, "why_not": "Polisens arbete", "test_on": TODAY},
        ):
            with pytest.raises(RefusedError):
                tell(room, file, **wrong)
        tell(room, file, informed=False, how="", why_not="Polisens arbete", test_on=date(2026, 12, 19))
        assert File.objects.get(room_id=room.room_id).informed_test_on == date(2026, 12, 19)
        tell(room, file)
        kept = File.objects.get(room_id=room.room_id)
        assert (kept.informed_on, kept.informed_test_on) == (TODAY, None)
        assert Information.objects.filter(room_id=room.room_id).count() == 2


def test_whether_a_guardian_may_be_told_is_answered_with_a_reason() -> None:
    with enter("amina") as room:
        file = file_in(room, **NOEL)
        values = {"name": "Per Askdal", "may_be_told": "no"}
        with pytest.raises(RefusedError):
            set_guardian(by=room.acting, file_id=file.pk, guardian_id=None, version=0, values=values, now=NOW)
        kept = set_guardian(
            by=room.acting, file_id=file.pk, guardian_id=None, version=0, values={**values, "reason": "Rädd"}, now=NOW
        )
        with pytest.raises(ConflictError):
            set_guardian(
                by=room.acting, file_id=file.pk, guardian_id=kept.pk, version=0, values={"telephone": "1"}, now=NOW
            )
        set_guardian(
            by=room.acting, file_id=file.pk, guardian_id=kept.pk, version=1, values={"may_be_told": "partly"}, now=NOW
        )
        assert Guardian.objects.get(room_id=room.room_id).may_be_told == "partly"


def test_a_childs_best_interests_are_tested_with_the_own_view() -> None:
    with enter("amina") as room:
        file = file_in(room, **NOEL)
        with pytest.raises(RefusedError):
            assess_child(by=room.acting, file_id=file.pk, occasion="measure", child=Child("Skydd", ""), now=NOW)
        assess_child(by=room.acting, file_id=file.pk, occasion="measure", child=Child("Skydd", "Vill bo kvar"), now=NOW)
        assert ChildAssessment.objects.get(room_id=room.room_id).occasion == "measure"


def test_columns_are_ones_own_and_none_takes_the_usual_back() -> None:
    with enter("bo") as room:
        choose_columns(by=room.acting, view="mine", columns=["stage", "due"])
        choose_columns(by=room.acting, view="mine", columns=["due"])
        assert ListChoice.objects.get(room_id=room.room_id).columns == ["due"]
        choose_columns(by=room.acting, view="mine", columns=[])
        assert not ListChoice.objects.filter(room_id=room.room_id).exists()


def test_taking_a_list_out_is_recorded_with_who_was_on_it() -> None:
    with enter("bo") as room:
        file = file_in(room)
        take_out(by=room.acting, view="mine", form="xlsx", file_ids=[file.pk], now=NOW)
        _room, event = room.events[-1]
        assert (event.kind, dict(event.codes), dict(event.counts)) == (
            "list.taken_out",
            {"view": "mine", "form": "xlsx"},
            {"persons": 1},
        )


def test_many_people_are_not_taken_out_alone_nor_on_what_nobody_agreed_to() -> None:
    many = [uuid.uuid4() for _one in range(ALONE + 1)]
    with enter("sven") as room:
        asked = {"by": room.acting, "view": "unit", "form": "xlsx", "now": NOW}
        with pytest.raises(RefusedError, match=r"two must agree|två måste"):
            take_out(**asked, file_ids=many)
        act = propose_taking_out(by=room.acting, view="unit", file_ids=many, now=NOW)
        with pytest.raises(DatabaseError, match="two people"), transaction.atomic("rooms"):
            take_out(**asked, file_ids=many, agreed=act)
        assert take_out(**asked, file_ids=many[1:]) == NOW
