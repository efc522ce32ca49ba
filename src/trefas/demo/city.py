"""Loads Vidhamn: its organisation, the people who work there and, by size, the invented people they follow."""

from collections.abc import Callable
from pathlib import Path

from django.utils import timezone, translation

from trefas.authorities.models import User
from trefas.demo.nation import load_nation
from trefas.demo.population import populate
from trefas.rooms.admission import found_missing_keys
from trefas.rooms.setup import load_organisation

FOLDER = Path(__file__).parent


def load_city(*, size: str, say: Callable[[str], None]) -> None:
    """Load what is missing; a city that is there already is left as it is."""
    if User.objects.exists():
        return
    say("Bygger den påhittade staden Vidhamn …")
    load_organisation(FOLDER / "vidhamn.toml", FOLDER / "cast.toml")
    found_missing_keys(now=timezone.now())
    with translation.override("sv"):
        populate("small" if size == "nation" else size, timezone.localdate(), say)
    if size == "nation":
        say("Bygger den påhittade nationen: 70 000 personer och 2 miljoner anteckningar. Det tar några minuter …")
        load_nation(say=say)
