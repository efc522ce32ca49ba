"""Every form of every page, fed with what nobody should write: no fault, whatever it is."""

import os
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.matrix.feeding import Feeder

# `TREFAS_INPUTS=20000 pytest tests/matrix/test_forms.py` feeds twenty thousand.
INPUTS = int(os.environ.get("TREFAS_INPUTS", "240"))
WHO = ("amina", "bo", "sven", "ada", "lena", "nora")


def test_no_form_breaks_whatever_is_written_in_it(asker, world) -> None:
    feeder = Feeder(asker, world, random.Random(20261119))
    broken: list[str] = []

    @settings(
        max_examples=INPUTS // len(WHO), deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(st.text(max_size=200), min_size=1, max_size=6))
    def feed(texts: list[str]) -> None:
        for who in WHO:
            broken.extend(feeder.feed(who, texts))

    feed()
    asker.faults.clear()
    assert broken == []
    assert feeder.fed >= INPUTS - len(WHO)
    assert len({address for forms in feeder.forms.values() for address, _form in forms}) > 40
