"""The door's application, patched to die where the environment says."""

import os

from tests.apart.dying import patch_door
from trefas.config.wsgi import application

patch_door(os.environ["TREFAS_TEST_DIES"])

__all__ = ["application"]
