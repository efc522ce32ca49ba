"""Translations: what is missing, double or fuzzy is named; everything the pages say has a Swedish text."""

from pathlib import Path

import pytest

from trefas.cli import messages
from trefas.cli.messages import MessagesError

PART = 'msgid "{english}"\nmsgstr "{swedish}"\n'


@pytest.fixture
def house(tmp_path: Path, monkeypatch) -> Path:
    """A small package with one page and one part of translations."""
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "locale" / "sv" / "parts").mkdir(parents=True)
    (tmp_path / "web" / "page.py").write_text(
        '_("Save")\nngettext("%(n)s row", "%(n)s rows", n)\npgettext("verb", "List")\n'
    )
    (tmp_path / "web" / "templates" / "page.html").write_text(
        '<p>{% translate "Search" %}</p>\n  {% blocktranslate %}Hi {{ a }}{% endblocktranslate %}'
    )
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    return tmp_path


def part(house: Path, text: str, name: str = "a.po") -> None:
    (house / "locale" / "sv" / "parts" / name).write_text(text, encoding="utf-8")


WHOLE = (
    PART.format(english="Save", swedish="Spara")
    + PART.format(english="Search", swedish="Sök")
    + PART.format(english="Hi %(a)s", swedish="Hej %(a)s")
    + 'msgid "%(n)s row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "%(n)s rad"\nmsgstr[1] "%(n)s rader"\n'
    + 'msgctxt "verb"\nmsgid "List"\nmsgstr "Lista"\n'
)


def test_strings_of_code_and_templates_are_found(house: Path) -> None:
    assert {words if isinstance(words, str) else words[0] for _context, words in messages.used()} == {
        "Save", "%(n)s row", "List", "Search", "Hi %(a)s",
    }  # fmt: skip


def test_when_all_are_translated_the_catalogue_is_written(house: Path) -> None:
    part(house, WHOLE)
    assert messages.compile_messages() == 5
    assert (house / "locale" / "sv" / "LC_MESSAGES" / "django.mo").stat().st_size > 100


def test_a_missing_translation_is_named_with_its_file(house: Path) -> None:
    part(house, WHOLE.replace('msgid "Search"\nmsgstr "Sök"\n', ""))
    with pytest.raises(MessagesError, match=r"web/templates/page.html: Search"):
        messages.compile_messages()


def test_an_empty_plural_form_is_missing_too(house: Path) -> None:
    part(house, WHOLE.replace('"%(n)s rader"', '""'))
    with pytest.raises(MessagesError, match="row"):
        messages.compile_messages()


def test_two_translations_of_one_string_are_refused(house: Path) -> None:
    part(house, WHOLE)
    part(house, PART.format(english="Save", swedish="Bevara"), "b.po")
    with pytest.raises(MessagesError, match="two translations"):
        messages.compile_messages()


def test_a_fuzzy_one_is_refused(house: Path) -> None:
    part(house, "#, fuzzy\n" + WHOLE)
    with pytest.raises(MessagesError, match="fuzzy"):
        messages.compile_messages()
