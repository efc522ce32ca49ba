"""The fixed cast: the same people in every test, in the fictional city of Vidhamn."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import trefas.demo
from trefas.rooms import admission
from trefas.rooms.entry import Entry
from trefas.rooms.setup import load_organisation

FOLDER = Path(trefas.demo.__file__).parent
NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)

EMAIL = {
    "amina": "amina@kvarnlunda.example",
    "nora": "nora@kvarnlunda.example",
    "sven": "sven@kvarnlunda.example",
    "lena": "lena@kvarnlunda.example",
    "ada": "ada@kvarnlunda.example",
    "bo": "bo@polisen-vidhamn.example",
    "pia": "pia@polisen-vidhamn.example",
    "per": "per@polisen-vidhamn.example",
    "maja": "maja@kvarnlunda.example",
    "eva": "eva@polisen-vidhamn.example",
    "disa": "disa@frivarden-vidhamn.example",
    "dag": "dag@frivarden-vidhamn.example",
    "kim": "kim@avhoppare-vidhamn.example",
    "karin": "karin@avhoppare-vidhamn.example",
    "ylva": "ylva@hamnskogen.example",
    "hans": "hans@hamnskogen.example",
    "sara": "sara@vidhamn.example",
    "otto": "otto@stensberga.example",
}


def load_cast() -> None:
    """Load the city and its people, and make every room's keys."""
    load_organisation(FOLDER / "vidhamn.toml", FOLDER / "cast.toml")
    admission.found_missing_keys(now=NOW)


def enter(who: str, purpose: str = "follow") -> AbstractContextManager[Entry]:
    """Open the room of one of the cast: `with enter("bo") as room:`."""
    return admission.enter_as(EMAIL[who], purpose=purpose)
