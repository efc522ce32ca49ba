"""What every start needs: front-end files, translations, a database with the newest tables."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
Say = Callable[[str], None]


def prepare_files(say: Say) -> None:
    """Fetch the locked front-end files and compile the translations; quick when nothing has changed."""
    from trefas.cli.frontend import fetch_frontend
    from trefas.cli.messages import merged, write

    if not (ROOT / ".local" / "frontend" / "stamp").exists():
        say("Hämtar sidornas filer …")
    fetch_frontend(ROOT)
    write(merged())


def start_django() -> None:
    """Load the settings and the contexts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
    import django

    django.setup()


def connect() -> None:
    """Load the house on DATABASE_URL, else on the demo of this machine; says so and exits when there is neither."""
    if not os.environ.get("DATABASE_URL"):
        home = ROOT / ".local" / "demo"
        if not home.exists():
            sentence = "Ange DATABASE_URL, eller starta demon först (set DATABASE_URL, or start the demo first)."
            sys.stderr.write(sentence + "\n")
            sys.exit(2)
        from trefas.config.installation import use_embedded

        os.environ["TREFAS_DEMO"] = "1"
        use_embedded(home)
    start_django()


def prepare_database() -> None:
    """Bring the database to the newest tables, functions, grants and policies, unless it is there already."""
    from trefas.rooms.securing import is_current, mark_current, prepare_database

    if not is_current():
        prepare_database()
        mark_current()
