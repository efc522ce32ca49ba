"""What the application server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
application = get_wsgi_application()

from trefas.rooms.practice import refuse_demo  # noqa: E402  # the settings must be read first

refuse_demo()
