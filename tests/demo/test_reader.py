"""The form reader: labels, legends, buttons, what a browser would send, and what a page says."""

import pytest

from trefas.demo.walk.filling import filled
from trefas.demo.walk.reader import read_page
from trefas.demo.walk.visitor import WalkError

PAGE = """
<html><head><title>Sidan</title><style>.a{}</style></head><body>
<header><a href="/">Hem</a></header>
<main><h1>Skriv</h1>
<form action="/spara/" method="post" id="f">
  <input type="hidden" name="csrfmiddlewaretoken" value="abc">
  <label for="t">Rubrik</label><input id="t" name="title" value="Gammal">
  <label for="x">Text</label><textarea id="x" name="text">
Rad ett
rad två</textarea>
  <fieldset><legend>Hur</legend>
    <label><input type="radio" name="how" value=""> –</label>
    <label><input type="radio" name="how" value="phone" checked> Telefon</label>
    <label><input type="radio" name="how" value="visit"> Hembesök</label>
  </fieldset>
  <label for="s">Enhet</label>
  <select id="s" name="unit"><option value="1">Norr</option><option value="2" selected>Söder</option></select>
  <label for="b">Brev</label><input type="checkbox" id="b" name="letters">
  <fieldset><legend>Roller</legend>
    <label><input type="checkbox" name="roles" value="a"> Hot mot</label>
    <label><input type="checkbox" name="roles" value="b"> Hot från</label>
  </fieldset>
  <button name="said" value="said">Sagt</button><button name="said" value="not_said">Inte sagt</button>
  <button type="button" name="js">Dölj</button>
</form>
<input name="loose" value="7" form="f">
<p>Klart &amp; sparat. <a href="/akter/1/">Öppna <b>akten</b></a></p>
</main></body></html>
"""


def page():
    return read_page(200, "http://x/skriv/", PAGE)


def test_what_is_sent_is_what_a_browser_would_send() -> None:
    sent = dict(page().forms[0].sent())
    assert sent == {
        "csrfmiddlewaretoken": "abc", "title": "Gammal", "text": "Rad ett\nrad två", "how": "phone", "unit": "2",
        "loose": "7",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "value"), [("said", "said"), ("not_said", "not_said"), ("Inte sagt", "not_said"), ("js", None)]
)
def test_only_the_button_that_is_pressed_is_sent(words, value) -> None:
    assert dict(page().forms[0].sent(words)).get("said") == value


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        ("title", "Ny", {"title": "Ny"}),
        ("Rubrik", "Ny", {"title": "Ny"}),
        ("how", "Hembesök", {"how": ["visit"]}),
        ("Hur", "visit", {"how": ["visit"]}),
        ("Enhet", "Norr", {"unit": ["1"]}),
        ("letters", True, {"letters": ["on"]}),
        ("letters", False, {"letters": []}),
        ("Roller", ["Hot från", "a"], {"roles": ["b", "a"]}),
    ],
)
def test_a_field_is_filled_by_its_name_or_by_what_the_page_calls_it(name, value, sent) -> None:
    assert filled(page().forms[0], {name: value}) == sent


@pytest.mark.parametrize(
    ("given", "says"),
    [({"datum": "x"}, "no field datum"), ({"unit": "Öster"}, "no choice «Öster». It has: Norr, Söder")],
)
def test_what_the_form_lacks_is_said_with_what_it_has(given, says) -> None:
    with pytest.raises(WalkError, match=says):
        filled(page().forms[0], given)


def test_what_a_page_says_leaves_out_styles_and_the_main_part_begins_at_main() -> None:
    read = page()
    assert ".a{}" not in read.text
    assert read.main.startswith("Skriv")
    assert "Klart & sparat." in read.main
    assert read.link("Öppna akten") == "/akter/1/"


def test_a_prefix_before_a_name_is_looked_through() -> None:
    form = read_page(200, "http://x/", '<form method="post"><input name="heard-text" value=""></form>').forms[0]
    assert filled(form, {"text": "Hört"}) == {"heard-text": "Hört"}
