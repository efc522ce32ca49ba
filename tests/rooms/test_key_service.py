"""The master key in a key service: it never comes here, and when the service is gone that is said in one sentence."""

import pytest
from tests.apart.sides import certificate
from tests.cast import enter
from tests.databases import MASTER_KEY
from tests.files.build import keep
from tests.rooms.build_keys import agreed, keys_of, reread
from tests.rooms.transit import TOKEN, Transit, described, serving

from trefas.cli import keys as commands
from trefas.persons.models import Person
from trefas.rooms import rewrapping, rotation
from trefas.rooms.errors import MasterKeyError
from trefas.rooms.key_service import configured
from trefas.rooms.master import master, new_key
from trefas.web import second_factors

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])


@pytest.fixture
def transit(settings, tmp_path):
    """A service that is up and configured, beside the master key that the tests have."""
    made = Transit()
    with serving(made) as url:
        settings.TREFAS_KEY_SERVICE = str(described(tmp_path, url))
        yield made
    reread()


def names():
    reread()
    with enter("amina") as room:
        return [person.given_name for person in Person.objects.filter(room_id=room.room_id)]


class TestTheService:
    def test_it_wraps_and_opens_at_the_same_place_only(self, transit):
        wrapped = master().wrap(b"a room's key", b"room|1")
        assert wrapped.startswith(b"vault:v1:")
        assert master().unwrap(wrapped, b"room|1") == b"a room's key"
        with pytest.raises(MasterKeyError, match="another place"):
            master().unwrap(wrapped, b"room|2")

    def test_what_a_file_wrapped_before_still_opens(self, transit, settings):
        settings.TREFAS_KEY_SERVICE, service = "", settings.TREFAS_KEY_SERVICE
        before = master().wrap(b"secret", b"here")
        settings.TREFAS_KEY_SERVICE = service
        assert master().unwrap(before, b"here") == b"secret"

    def test_its_own_people_replace_the_key_and_the_newest_wraps(self, transit):
        before = master().wrap(b"secret", b"here")
        assert master().name() == "trefas:v1"
        transit.rotate()
        assert master().name() == "trefas:v2"
        after = master().anew(before, b"here")
        assert [master().version_of(one, b"here") for one in (before, after)] == ["trefas:v1", "trefas:v2"]
        transit.config(2)
        assert master().unwrap(after, b"here") == b"secret"
        with pytest.raises(MasterKeyError, match="no longer allowed"):
            master().unwrap(before, b"here")

    def test_a_room_is_asked_for_once_in_a_process(self, transit):
        with enter("amina") as room:
            keep(room)
        agreed("keys.rewrap")
        rewrapping.rewrap_all()
        assert names() == ["Leo"]
        asked = len(transit.asked)
        for _ in range(3):
            with enter("amina") as room:
                assert [one.given_name for one in Person.objects.filter(room_id=room.room_id)] == ["Leo"]
        assert len(transit.asked) == asked


class TestMovingThere:
    def test_from_a_file_to_the_service_and_the_file_may_go(self, transit, settings):
        with enter("amina") as room:
            keep(room)
        assert commands.problems()
        agreed("keys.rewrap")
        assert rewrapping.rewrap_all() == len(rotation.services())
        second_factors.rewrap_all()
        assert commands.problems() == []
        settings.TREFAS_MASTER_KEY = ""
        assert names() == ["Leo"]
        assert all(bytes(key.wrapped).startswith(b"vault:v1:") for key in keys_of("amina"))
        # The service itself seals anew: what it keeps never passes by here for that.
        transit.rotate()
        agreed("keys.rewrap")
        rewrapping.rewrap_all()
        assert ("POST", "/v1/transit/rewrap/trefas", ["ciphertext"]) in transit.asked
        transit.config(2)
        assert names() == ["Leo"]

    def test_rooms_are_replaced_as_with_a_file(self, transit):
        with enter("amina") as room:
            keep(room)
        agreed("keys.rotate")
        assert [done.begun for done in rotation.rotate()] == [True]
        assert names() == ["Leo"]


class TestWhenItIsNotThere:
    @pytest.mark.parametrize(
        ("status", "sentence"), [(503, "sealed"), (500, "answers 500"), (403, "refuses the token")]
    )
    def test_each_refusal_is_a_sentence(self, transit, status, sentence):
        transit.down = status
        with pytest.raises(MasterKeyError, match=sentence):
            master().wrap(b"x", b"y")
        assert commands.problems()

    def test_a_wrong_token_and_a_wrong_name_of_the_key(self, transit, settings, tmp_path):
        (tmp_path / "token").write_text("s.another")
        with pytest.raises(MasterKeyError, match="refuses the token"):
            master().name()
        (tmp_path / "token").write_text(TOKEN)
        other = described(tmp_path, configured(settings.TREFAS_KEY_SERVICE).url, key="another")
        settings.TREFAS_KEY_SERVICE = str(other.rename(tmp_path / "other.toml"))
        with pytest.raises(MasterKeyError, match="another key"):
            master().wrap(b"x", b"y")

    def test_nobody_answers(self, settings, tmp_path):
        with serving(Transit()) as url:
            pass
        settings.TREFAS_KEY_SERVICE = str(described(tmp_path, url))
        with pytest.raises(MasterKeyError, match="does not answer"):
            master().wrap(b"x", b"y")
        # Whoever is at work has her room open already.
        assert names.__name__

    def test_a_rotation_begins_nothing_without_it(self, transit):
        with enter("amina") as room:
            keep(room)
        agreed("keys.rotate")
        transit.down = 503
        with pytest.raises(MasterKeyError):
            list(rotation.rotate())
        transit.down = 0
        assert len(keys_of("amina")) == 1
        assert names() == ["Leo"]


class TestTheFile:
    @pytest.mark.parametrize("url", ["http://bao.vidhamn.example:8200", "ftp://127.0.0.1", "bao"])
    def test_no_host_is_reached_in_clear(self, tmp_path, url):
        with pytest.raises(MasterKeyError, match="https"):
            configured(str(described(tmp_path, url)))

    def test_what_is_missing_or_unknown_is_said(self, tmp_path):
        with pytest.raises(MasterKeyError, match=r"key-service\.toml"):
            configured(str(tmp_path / "key-service.toml"))
        with pytest.raises(MasterKeyError, match="passwd"):
            configured(str(described(tmp_path, "https://bao", passwd="x")))

    def test_over_tls_each_side_shows_who_it_is(self, settings, tmp_path):
        theirs, ours, stranger = (certificate(tmp_path, name) for name in ("bao", "trefas", "stranger"))
        proof = {"ca": "bao.pem", "certificate": "trefas.pem", "certificate_key": "trefas.key"}
        with serving(Transit(), tls=(*theirs, ours[0])) as url:
            settings.TREFAS_KEY_SERVICE = str(described(tmp_path, url, **proof))
            wrapped = master().wrap(b"secret", b"here")
            assert master().unwrap(wrapped, b"here") == b"secret"
            for name, wrong in (
                ("no-trust", {"ca": "stranger.pem"}),
                ("no-proof", {"certificate": stranger[0].name, "certificate_key": stranger[1].name}),
            ):
                made = described(tmp_path, url, **{**proof, **wrong})
                settings.TREFAS_KEY_SERVICE = str(made.rename(tmp_path / f"{name}.toml"))
                with pytest.raises(MasterKeyError, match="does not answer"):
                    master().wrap(b"x", b"y")


def test_the_doctor_says_which_is_in_use(transit, settings):
    assert master().says().endswith("trefas:v1 wraps")
    settings.TREFAS_KEY_SERVICE = ""
    assert master().says().startswith("TREFAS_MASTER_KEY, 1 version")
    assert MASTER_KEY not in master().says()
    assert new_key() != new_key()
