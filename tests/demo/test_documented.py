"""docs/reference/scenarios.md lists every verb and field as the code has them."""

from pathlib import Path

from trefas.demo.walk.reference import START, reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "scenarios.md"


def test_the_page_lists_every_verb_with_its_fields() -> None:
    """To write it anew: replace the page from START on by what `reference()` returns."""
    text = PAGE.read_text(encoding="utf-8")
    assert text[text.index(START) :] == reference()
