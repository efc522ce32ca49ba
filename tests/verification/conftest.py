"""The data for checks lie outside the project: TREFAS_DATA, else ../shared/data beside the repository."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
ABSENT = "the data for checks are not here; set TREFAS_DATA to their folder"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the published data sets; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("TREFAS_DATA") or BESIDE)
    if not folder.is_dir():
        pytest.skip(ABSENT)
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call) -> Iterator[None]:
    """Give all these skips one place, so that pytest sums them up in one line."""
    report = yield
    if report.skipped and ABSENT in str(report.longrepr):
        report.longrepr = (str(Path(__file__)), 1, f"Skipped: {ABSENT}")
    return report
