"""What a person asked to have erased, and was granted, goes by the same two signatures; a hold and the law still win."""

from datetime import timedelta

import pytest

from tests.accountability.build import YEAR_LATER, done, proposed, signed
from tests.accountability.rights_build import asked, assessed, guarded, made, reload
from tests.cast import enter
from tests.files.build import file_in, note
from trefas.accountability import actions
from trefas.accountability.actions import Ruled, keep
from trefas.accountability.models import Erasure, RightsRequest
from trefas.accountability.rights_models import Decided, Handed
from trefas.audit.models import Event
from trefas.files.actions import rederive_due
from trefas.persons.models import Person
from trefas.rooms import tombstones
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])
# Long before any period of the law is over.
NOW = YEAR_LATER + timedelta(days=1)
GRANTED = Ruled(Decided.GRANTED, "Behövs inte för ändamålet längre.", "GDPR art. 17.1 a")


@pytest.fixture(autouse=True)
def ledger(settings, tmp_path):
    settings.TREFAS_TOMBSTONES = str(tmp_path / "tombstones.jsonl")


def person(lapsed=True):
    """Somebody whose file is closed by time."""
    with enter("amina") as room:
        file = file_in(room)
        note(room, file)
    if lapsed:
        with enter("amina") as room:
            rederive_due(by=room.acting, now=YEAR_LATER)
    return file.person_id


def granted(subject, ruled=GRANTED, kind="erasure"):
    with enter("amina") as room:
        request = asked(room, kind=kind, now=NOW, wanted="Allt.")
        guarded(room, request, now=NOW)
        assessed(room, request, Person.objects.get(room_id=room.room_id, pk=subject), now=NOW)
        actions.decide_request(by=room.acting, request_id=request.pk, ruled=ruled, now=NOW)
    return request


def answered(request):
    with enter("amina") as room:
        made(room, request, now=NOW)
        actions.hand_over(by=room.acting, request_id=request.pk, how=Handed.BY_HAND, now=NOW)


def started(request, who="amina"):
    with enter(who) as room:
        return actions.propose_decided(by=room.acting, request_id=request.pk, now=NOW)


def waiting():
    with enter("sven") as room:
        return list(Erasure.objects.filter(room_id=room.room_id, state__in=["proposed", "signed"]))


class TestTheSameTwo:
    def test_granted_answered_signed_by_two_and_gone(self):
        subject = person()
        request = granted(subject)
        answered(request)
        one = started(request)
        assert (one.subject, one.rule, one.state) == (subject, "decided", "proposed")
        signed(one, now=NOW)
        with pytest.raises(RefusedError):
            done(one, "sven", now=NOW)
        counts = done(one, now=NOW)
        assert counts["persons_person"] == 1
        assert counts["accountability_rightsrequest"] == 1
        (stone,) = tombstones.read()
        assert (stone.subjects, stone.rule) == ((subject,), "decided")
        with enter("sven") as room:
            assert not Person.objects.filter(room_id=room.room_id, pk=subject).exists()
            bodies = [one.body for one in Event.objects.filter(room_id=room.room_id, body__contains="erasure.")]
        assert any(str(request.pk) in body for body in bodies)

    def test_it_is_proposed_once_and_the_night_leaves_it(self):
        request = granted(person())
        assert started(request).pk == started(request).pk
        assert [one.pk for one in proposed(now=NOW)] == [one.pk for one in waiting()] != []


class TestWhatWins:
    def test_a_hold(self):
        subject = person()
        request = granted(subject)
        answered(request)
        one = started(request)
        signed(one, now=NOW)
        with enter("lena") as room:
            held = Person.objects.get(room_id=room.room_id, pk=subject)
            hold = keep(by=room.acting, person=held, rule="hold", reason="Skadeståndsmål", now=NOW)
        with pytest.raises(RefusedError, match=r"hold|stopp|undantag"):
            done(one, now=NOW)
        with enter("lena") as room:
            actions.end_keeping(by=room.acting, keeping_id=hold.pk, now=NOW)
        assert done(one, now=NOW)["persons_person"] == 1

    def test_what_the_law_says_is_never_erased(self):
        subject = person()
        request = granted(subject)
        answered(request)
        one = started(request)
        with enter("sven") as room:
            kept = Person.objects.get(room_id=room.room_id, pk=subject)
            keep(by=room.acting, person=kept, rule="placed_child", reason="Placerad 2024", now=NOW)
        with pytest.raises(RefusedError, match=r"aldrig|never"):
            signed(one, now=NOW)

    def test_a_file_that_is_open(self):
        request = granted(person(lapsed=False))
        answered(request)
        one = started(request)
        with pytest.raises(RefusedError, match=r"öppen|open"):
            signed(one, now=NOW)

    def test_the_answer_that_she_has_not_got(self):
        request = granted(person())
        one = started(request)
        with pytest.raises(RefusedError, match=r"svaret|answer"):
            signed(one, now=NOW)
        answered(request)
        signed(one, now=NOW)


class TestWhatStartsNothing:
    @pytest.mark.parametrize("decision", [Decided.PARTLY, Decided.REFUSED])
    def test_what_was_not_granted_whole(self, decision):
        request = granted(person(), Ruled(decision, "Skäl.", "GDPR art. 17.3 b"))
        with pytest.raises(RefusedError):
            started(request)
        assert waiting() == []

    def test_another_kind_of_request(self):
        request = granted(person(), kind="correction")
        with pytest.raises(RefusedError):
            started(request)

    def test_what_is_about_one_item_only(self):
        request = granted(person())
        with enter("amina") as room:
            RightsRequest.objects.filter(room_id=room.room_id, pk=request.pk).update(about="files.note:x")
            assert reload(room, request).about
        with pytest.raises(RefusedError, match=r"delen|part"):
            started(request)

    def test_one_who_does_not_decide(self):
        request = granted(person())
        with pytest.raises(RefusedError):
            started(request, "lena")
