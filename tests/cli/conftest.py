"""An installation for the tests of commands."""

import json
from pathlib import Path

import pytest
from tests import databases


@pytest.fixture
def installation(server, fresh_vidhamn: str, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation with the cast, in a database of its own."""
    passwords = databases.embedded.create_logins(server)
    secrets = tmp_path / "secrets.json"
    secrets.write_text(json.dumps({**passwords, "secret_key": "tests only", "master_key": databases.MASTER_KEY}))
    params = server.params(fresh_vidhamn)
    return {
        "DATABASE_URL": f"postgresql:///{fresh_vidhamn}?host={params['host']}&port={params['port']}",
        "TREFAS_SECRETS": str(secrets),
    }
