"""The commands of the log as a shell meets them: sign the heads, export a room's log, verify the export."""

import base64
from pathlib import Path

import pytest
from tests.cast import EMAIL
from tests.cli.test_commands import trefas


@pytest.fixture
def signing(installation, tmp_path: Path) -> dict[str, str]:
    """The installation with a log of its own."""
    (tmp_path / "log.key").write_text(base64.b64encode(bytes(range(32))).decode())
    (tmp_path / "trust.toml").write_text('[log]\nname = "trefas.test.example"\nkey_file = "log.key"\nquorum = 0\n')
    return {**installation, "TREFAS_TRUST": str(tmp_path / "trust.toml")}


def test_without_a_log_of_its_own_no_checkpoint_is_signed_and_the_sentence_says_what_to_do(signing) -> None:
    answer = trefas("checkpoint", environment={**signing, "TREFAS_TRUST": ""})
    assert answer.returncode == 2
    assert "TREFAS_TRUST" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_checkpoint_signs_what_has_grown_and_says_who_cosigned(signing) -> None:
    answer = trefas("checkpoint", environment=signing)
    assert answer.returncode == 0, answer.stderr
    assert "Kontrollpunkt" in answer.stdout
    again = trefas("checkpoint", environment=signing)
    assert (again.returncode, again.stdout) == (0, answer.stdout), again.stderr


def test_a_log_that_is_exported_verifies_and_one_that_is_changed_does_not(signing, tmp_path) -> None:
    file = tmp_path / "logg.zip"
    answer = trefas("audit", "export", str(file), "--by", EMAIL["eva"], environment=signing)
    assert answer.returncode == 0, answer.stderr
    assert trefas("audit", "verify", str(file), environment=signing).returncode == 0
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))
    assert trefas("audit", "verify", str(file), environment=signing).returncode != 0


def test_who_may_not_read_the_log_exports_nothing(signing, tmp_path) -> None:
    file = tmp_path / "logg.zip"
    answer = trefas("audit", "export", str(file), "--by", EMAIL["bo"], environment=signing)
    assert answer.returncode == 1
    assert not file.exists()
    assert "Traceback" not in answer.stderr
