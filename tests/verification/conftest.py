"""The data for checks lie outside the project: TREFAS_DATA, else ../shared/data beside the repository."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the published data sets; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("TREFAS_DATA") or BESIDE)
    if not folder.is_dir():
        pytest.skip("the data for checks are not here: set TREFAS_DATA to their folder")
    return folder
