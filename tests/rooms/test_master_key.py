"""The master key is replaced: everything is wrapped anew, the old one is thrown away, and old backups stay shut."""

import base64
import os

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connections, transaction
from tests.cast import enter
from tests.databases import MASTER_KEY
from tests.files.build import keep
from tests.rooms.build_keys import agreed, keys_of, reread

from trefas.audit.models import Event
from trefas.authorities.models import User
from trefas.persons.models import Person
from trefas.rooms import entry, keys, rewrapping, rotation
from trefas.rooms.errors import MasterKeyError, RefusedError
from trefas.rooms.master import master, new_key
from trefas.web import second_factors

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])


@pytest.fixture
def file(settings, tmp_path):
    """The master key of the tests in a file of its own."""
    path = tmp_path / "master.key"
    path.write_text(MASTER_KEY + "\n")
    settings.TREFAS_MASTER_KEY, settings.TREFAS_MASTER_KEY_FILE = "", str(path)
    yield path
    reread()


def beside(path, key=None):
    """Put a new key first in the file, as `trefas keys new-master` does."""
    path.write_text(f"{key or new_key()}\n{path.read_text()}")
    os.utime(path, ns=(0, int.from_bytes(os.urandom(5))))


def alone(path):
    """Throw the older keys away."""
    path.write_text(path.read_text().split()[0])
    os.utime(path, ns=(0, int.from_bytes(os.urandom(5))))


def names():
    reread()
    with enter("amina") as room:
        return [person.given_name for person in Person.objects.filter(room_id=room.room_id)]


class TestTheFile:
    def test_the_first_wraps_and_those_below_open_what_they_wrapped(self, file):
        before = master().wrap(b"secret", b"here")
        old = master().name()
        beside(file)
        assert master().name() != old
        assert master().unwrap(before, b"here") == b"secret"
        assert master().version_of(before, b"here") == old
        assert master().version_of(master().wrap(b"x", b"here"), b"here") == master().name()

    def test_a_process_that_runs_wraps_with_the_new_one_without_a_new_start(self, file):
        assert master().version_of(master().wrap(b"x", b"y"), b"y") == master().name()
        beside(file)
        alone(file)
        with pytest.raises(MasterKeyError):
            keys.open_room_key(keys_of("amina")[0].room_id, bytes(keys_of("amina")[0].wrapped))

    @pytest.mark.parametrize("content", ["", "short", "räksmörgås", base64.b64encode(b"x" * 31).decode()])
    def test_what_is_no_key_is_said_in_a_sentence(self, file, content):
        file.write_text(content)
        with pytest.raises(MasterKeyError, match=r"master key|TREFAS_MASTER_KEY"):
            master().name()

    def test_no_file_is_said_in_a_sentence(self, file):
        file.unlink()
        with pytest.raises(MasterKeyError, match="cannot be read"):
            master().wrap(b"x", b"y")

    def test_another_place_does_not_open(self, file):
        with pytest.raises(MasterKeyError):
            master().unwrap(master().wrap(b"x", b"room|1"), b"room|2")


class TestAllIsWrappedAnew:
    def test_then_the_old_one_may_go_and_what_it_wrapped_never_opens_again(self, file):
        with enter("amina") as room:
            keep(room)
        in_the_backup = [(key.room_id, bytes(key.wrapped)) for key in keys_of("amina")]
        beside(file)
        agreed("keys.rewrap")
        rooms = len(rotation.services())
        assert rewrapping.rewrap_all() == rooms
        assert {version for one in rewrapping.standings() for version in one.versions} == {master().name()}
        alone(file)
        assert names() == ["Leo"]
        for room_id, wrapped in in_the_backup:
            with pytest.raises(MasterKeyError, match="No master key"):
                keys.open_room_key(room_id, wrapped)

    def test_with_the_rooms_key_replaced_first_an_old_backup_opens_nothing_of_today(self, file):
        with enter("amina") as room:
            keep(room)
        (old,) = keys_of("amina")
        agreed("keys.rotate")
        list(rotation.rotate())
        beside(file)
        agreed("keys.rewrap")
        rewrapping.rewrap_all()
        (new,) = keys_of("amina")
        opened = keys.open_room_key(new.room_id, bytes(new.wrapped))
        alone(file)
        with pytest.raises(MasterKeyError):
            keys.open_room_key(old.room_id, bytes(old.wrapped))
        assert keys.open_room_key(new.room_id, bytes(new.wrapped)) == opened
        assert names() == ["Leo"]

    def test_it_is_broken_off_after_any_room_and_goes_on(self, file, monkeypatch):
        beside(file)
        agreed("keys.rewrap")
        rooms, real, done = len(rotation.services()), rewrapping.rewrap, []

        def breaks(**given):
            if len(done) == 3:
                raise KeyboardInterrupt
            done.append(real(**given))
            return done[-1]

        monkeypatch.setattr(rewrapping, "rewrap", breaks)
        with pytest.raises(KeyboardInterrupt):
            rewrapping.rewrap_all()
        assert names() == []
        monkeypatch.setattr(rewrapping, "rewrap", real)
        assert rewrapping.rewrap_all() == rooms - 3
        assert rewrapping.rewrap_all() == 0

    def test_each_rooms_chain_says_so_and_names_nobody_of_another_authority(self, file):
        beside(file)
        act = agreed("keys.rewrap")
        rewrapping.rewrap_all()
        with enter("eva") as room:
            (body,) = [
                one.body for one in Event.objects.filter(room_id=room.room_id, body__contains="keys.master_changed")
            ]
        assert str(act) in body
        assert "approver" not in body

    def test_second_factors_are_wrapped_anew_too(self, file):
        user = User.objects.order_by("email").first()
        made = Authenticator.objects.create(
            user=user, type="totp", data={"secret": second_factors.seal("JBSWY3DP"), "other": 1}
        )
        beside(file)
        assert second_factors.rewrap_all() >= 1
        assert list(second_factors.versions()) == [master().name()]
        alone(file)
        made.refresh_from_db()
        assert second_factors.open_sealed(made.data["secret"]) == "JBSWY3DP"
        assert made.data["other"] == 1
        assert second_factors.rewrap_all() == 0


class TestTwoPeople:
    def test_nothing_is_wrapped_anew_before_two_have_agreed_on_this_very_key(self, file):
        beside(file)
        agreed("keys.rewrap")
        beside(file)
        with pytest.raises(RefusedError, match="Two people"):
            rewrapping.rewrap_all()
        agreed("keys.rewrap", confirm=False)
        with pytest.raises(RefusedError, match="Two people"):
            rewrapping.rewrap_all()

    def test_the_function_refuses_without_two(self, file):
        act = agreed("keys.rewrap", confirm=False)
        (key,) = keys_of("amina")
        by = next(one for one in rotation.services() if one.room_id == key.room_id)
        given = [act, key.room_id, key.pk, bytes(key.wrapped), b"x", master().name()]
        with entry.enter(by, purpose="nightly"), connections["rooms"].cursor() as cursor, transaction.atomic("rooms"):
            with pytest.raises(DatabaseError, match="two people"):
                cursor.execute("SELECT rewrap_room_key(%s, %s, %s, %s, %s, %s)", given)
            transaction.set_rollback(True, using="rooms")
