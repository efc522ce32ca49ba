"""Databases for tests that need one; pure tests never start it."""

import os
from collections.abc import Iterator

import pytest

from tests import databases


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no worker is left alone with one of them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def _no_other_master_key_stays() -> Iterator[None]:
    """What a test leaves behind here shows far away, once a key is opened that nobody had opened yet."""
    from django.conf import settings

    before = settings.TREFAS_MASTER_KEY
    yield
    assert settings.TREFAS_MASTER_KEY in (before, databases.MASTER_KEY)


@pytest.fixture(scope="session")
def server() -> object:
    """The test server, shared by all workers."""
    return databases.start()


@pytest.fixture(scope="session")
def django_db_setup(server, django_db_blocker) -> Iterator[None]:
    """Give this worker a clone of the template, instead of Django's own test database."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        name = databases.clone(server, f"test_{worker}_{os.getpid()}")
    yield
    with django_db_blocker.unblock():
        from django.db import connections

        connections.close_all()
        databases.embedded.drop_database(server, name)


@pytest.fixture
def vidhamn(db, request) -> None:
    """The cast's database, rolled back after the test on every login."""


@pytest.fixture
def fresh_vidhamn(server, django_db_setup, django_db_blocker) -> Iterator[str]:
    """A clone of its own, for tests with threads, commits or a browser; the worker's clone comes back after."""
    from django.db import connections

    name = f"fresh_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock():
        before = connections["default"].settings_dict["NAME"]
        yield databases.clone(server, name)
        databases.use(server, before)
        databases.embedded.drop_database(server, name)
