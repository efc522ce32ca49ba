"""Sentences are checked in English, whatever is translated."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Let each test read the sentences as they are written in the code."""
    with translation.override("en"):
        yield
