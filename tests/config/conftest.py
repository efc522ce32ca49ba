"""Folders and servers that a test may break."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from trefas.config import embedded
from trefas.config import postgres_process as process


@pytest.fixture(scope="module")
def broken_in() -> Iterator[embedded.Server]:
    """One server with its logins, shared by the tests of a module that leave it standing."""
    with _home() as home:
        server = embedded.start(home, durable=False)
        embedded.create_logins(server)
        yield server
        server.destroy()


@pytest.fixture(scope="session")
def mould() -> Iterator[Path]:
    """A data_home that has been started once; making one takes longer than copying it."""
    with _home() as home:
        embedded.start(home, durable=False).close()
        yield home


@pytest.fixture
def used(home: Path, mould: Path) -> Path:
    """A data_home with a stopped database in it."""
    subprocess.run(["cp", "-a", str(mould), str(home)], check=True)
    return home


@pytest.fixture
def home() -> Iterator[Path]:
    """A data_home that other accounts can reach; nothing of it may be left running."""
    with _home() as folder:
        yield folder
        data = (folder / "postgres" / "data").resolve()
        assert process.workers(data) == [], "the test left a server running"


def _quick_folder() -> str | None:
    """Memory where there is plenty (a tenth of the copying time), else the usual place."""
    memory = "/dev/shm"  # noqa: S108  # only a parent of a folder of our own
    return memory if os.path.isdir(memory) and shutil.disk_usage(memory).free > 2**31 else None


class _home:  # noqa: N801  # used as a function
    def __enter__(self) -> Path:
        self.folder = Path(tempfile.mkdtemp(prefix="trefas-test-", dir=_quick_folder())).resolve()
        self.folder.chmod(0o755)
        return self.folder / "home"

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self.folder)


@pytest.fixture
def as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root starts PostgreSQL as another account")
