"""Two installations for the whole file; sentences in English."""

import pytest
from django.utils import translation

from tests import databases
from tests.apart import sides


@pytest.fixture(scope="module")
def apart(server, django_db_setup, django_db_blocker, tmp_path_factory):
    """The police and the social services, each its own installation, with their doors open over mutual TLS."""
    from django.db import connections

    with django_db_blocker.unblock(), translation.override("en"):
        before = connections["default"].settings_dict["NAME"]
        police, social = sides.make(server, tmp_path_factory.mktemp("apart"))
        try:
            for side in (police, social):
                side.open_door()
            yield police, social
        finally:
            for side in (police, social):
                side.close_door()
                connections.close_all()
                databases.embedded.drop_database(server, side.database)
            databases.use(server, before)
