"""Components as text: what every page relies on in the markup, in both languages."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from tests.browser import gallery_site
from tests.web import gallery
from tests.web.gallery_forms import EverythingForm, RegisterForm
from trefas.web import dates, rendering
from trefas.web.charts import draw

TEMPLATES = Path(__file__).parents[2] / "src" / "trefas" / "web" / "templates"
STATIC = TEMPLATES.parent / "static" / "trefas"


@pytest.fixture(autouse=True)
def swedish():
    with translation.override("sv"):
        yield


def drawn(source: str, **context: Any) -> str:
    """A line of template as the page gets it, with runs of white space as one."""
    text = engines["django"].from_string("{% load i18n trefas %}" + source).render(context)
    return re.sub(r"\s+", " ", text).strip()


def everything() -> str:
    return render_to_string("gallery.html", {**gallery.everything(), "shell": gallery.shell(), "csrf_token": "t"})


# Every page


def test_no_page_asks_the_content_policy_for_an_exception():
    text = everything()
    assert not re.search(r"\sstyle=|\son[a-z]+=|hx-on|javascript:|<style", text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))


def test_templates_hold_no_swedish_words():
    for path in [*TEMPLATES.glob("*.html"), *(TEMPLATES / "components").rglob("*.html")]:
        words = path.read_text(encoding="utf-8").replace("<kbd>Ö</kbd>", "").replace("Svenska", "")
        assert not re.search("[åäöÅÄÖ]", words), path.name


def test_words_that_the_swedish_interface_never_uses():
    text = (TEMPLATES.parents[1] / "locale" / "sv" / "parts" / "components.po").read_text(encoding="utf-8")
    swedish = " ".join(re.findall(r'^msgstr[^"]*"(.*)"$', text, re.MULTILINE)).lower()
    assert not re.search(r"\b(rum|rummet|nyckel|nycklar|nominera|restriktiv|protokoll|cancel|avbryt|ok)\b", swedish)


WORDS = (TEMPLATES.parents[1] / "locale" / "sv" / "parts" / "components.po").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*gallery_site.ACTORS, "gallery"])
def test_every_page_speaks_one_language(name):
    pairs = re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', WORDS, re.MULTILINE)
    told = [(english, words) for english, words in pairs if " " in english and "%" not in english]
    swedish, english = gallery_site.page(name, "sv"), gallery_site.page(name, "en")
    assert len(told) > 50
    assert [one for one, _ in told if f">{one}<" in swedish or f'"{one}"' in swedish] == []
    assert [one for _, one in told if f">{one}<" in english or f'"{one}"' in english] == []


@pytest.mark.parametrize("name", [*gallery_site.ACTORS, "gallery"])
def test_the_practice_line_stands_on_every_page_also_the_shared_screen(name):
    assert gallery_site.page(name, "sv").count("Övning, inga verkliga personer") == 1


def test_a_unit_that_may_not_search_gets_no_field():
    page = render_to_string("base.html", {"shell": gallery.shell("figures")})
    assert 'role="search"' not in page
    assert 'role="search"' in render_to_string("base.html", {"shell": gallery.shell("police")})


def test_search_terms_never_end_in_an_address():
    page = render_to_string("base.html", {"shell": gallery.shell("police")})
    assert re.search(r'<form[^>]*role="search"[^>]*method="post"', page, re.DOTALL)


def test_the_practice_line_goes_when_it_is_lifted():
    shell = gallery.shell()
    assert "Övning, inga verkliga personer" in render_to_string("base.html", {"shell": shell})
    lifted = {**shell, "practice": False, "fictional_city": ""}
    assert 'class="practice"' not in render_to_string("base.html", {"shell": lifted})


def test_a_stranger_sees_no_unit_no_menu_and_no_cover():
    page = render_to_string("base.html", {"shell": {"language": "sv", "language_url": "/language/"}})
    assert not re.search(r'class="unit |data-menu|data-cover|data-lock>', page)
    assert 'lang="en">English' in page


def test_the_tab_says_first_that_something_is_wrong():
    failed = EverythingForm({})
    title = re.search("<title>(.*?)</title>", render_to_string("base.html", {"form": failed}), re.DOTALL)
    assert title is not None
    assert title[1].split()[0] == "Fel:"


# Forms


def test_an_error_is_tied_to_its_field_and_keeps_what_was_typed():
    form = EverythingForm({"name": "Leo", "age": "tjugo"})
    field = drawn("{{ form.age.as_field_group }}", form=form)
    assert 'aria-invalid="true"' in field
    assert re.search(r'aria-describedby="[^"]*id_age_error', field)
    assert 'id="id_age_error"' in field
    assert 'value="tjugo"' in field
    assert 'value="Leo"' in drawn("{{ form.name.as_field_group }}", form=form)


def test_a_hint_is_tied_to_its_field():
    field = drawn("{{ form.name.as_field_group }}", form=EverythingForm())
    assert 'aria-describedby="id_name_helptext"' in field
    assert 'id="id_name_helptext">Som det står i folkbokföringen.' in field


def test_the_summary_leads_to_each_field_and_says_which():
    summary = drawn("{% error_summary form %}", form=EverythingForm({}))
    assert '<a href="#id_name">Namn: ' in summary
    assert '<a href="#id_day">Skriv ett datum, till exempel 2026-11-27.</a>' in summary
    # A group of choices is reached through its first choice.
    assert '<a href="#id_told_0">' in summary


def test_the_summary_holds_errors_of_the_whole_form_and_of_formsets():
    class Pair(forms.Form):
        day = forms.DateField(label="Dag")

        def clean(self) -> None:
            raise forms.ValidationError("Datumen går inte ihop.")

    pairs = forms.formset_factory(Pair, min_num=2, validate_min=True)
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-day": "x"}
    summary = drawn("{% error_summary pairs %}", pairs=pairs(sent))
    assert "Datumen går inte ihop." in summary
    assert 'href="#id_form-0-day"' in summary
    assert summary.count("<li>") == 3


def test_an_error_of_the_whole_form_is_never_lost_without_a_summary():
    class Whole(forms.Form):
        def clean(self) -> None:
            raise forms.ValidationError("Datumen går inte ihop.")

    assert "Datumen går inte ihop." in drawn("{{ form }}", form=Whole({}))


def test_nothing_is_summarised_without_an_error():
    assert drawn("{% error_summary form missing %}", form=EverythingForm()) == ""


def test_choices_stand_in_a_fieldset_with_the_question_as_legend():
    field = drawn("{{ form.told.as_field_group }}", form=EverythingForm())
    assert re.search(r"<fieldset.*<legend[^>]*>\s*Är personen informerad\?\s*</legend>", field)
    assert field.count('type="radio"') == 2


def test_a_box_has_its_label_after_it():
    field = drawn("{{ form.sure.as_field_group }}", form=EverythingForm())
    assert re.search(r'type="checkbox"[^>]*class="option__mark"[^>]*> <span>Jag har kontrollerat', field)


def test_each_outcome_says_what_follows_and_opens_its_own_questions():
    form = RegisterForm(initial={"outcome": "file"})
    field = drawn("{{ form.outcome.as_field_group }}", form=form)
    assert 'aria-describedby="id_outcome_1_consequence"' in field
    assert "Polisen ser bara att den är mottagen." in field
    assert field.index("id_same") < field.index("Inte aktuell hos oss")
    assert field.count("checked") == 1


def test_a_question_under_an_outcome_is_not_asked_twice():
    assert drawn("{{ form }}", form=RegisterForm()).count('name="same"') == 1


def test_what_was_chosen_survives_a_failed_form():
    field = drawn("{{ form.outcome.as_field_group }}", form=RegisterForm({"outcome": "wrong"}))
    assert re.search(r'value="wrong"[^>]*checked', field)


def test_dates_use_the_browsers_field_in_iso_form():
    class Day(forms.Form):
        day = EverythingForm.base_fields["day"]

    field = drawn("{{ form.day }}", form=Day(initial={"day": date(2026, 11, 27)}))
    assert 'type="date"' in field
    assert 'value="2026-11-27"' in field


def test_html_in_a_value_is_text():
    form = EverythingForm({"name": "<b>Leo"})
    assert "&lt;b&gt;Leo" in drawn("{{ form.name }}", form=form)
    assert "<b>" not in drawn('{% tag text "late" %}{% authority "police" text %}', text="<b>x")


# Words


def test_an_unknown_authority_or_icon_is_a_mistake_of_ours_and_says_so():
    with pytest.raises(ValueError, match="police, social_services"):
        drawn('{% authority "army" "X" %}')
    with pytest.raises(LookupError, match="frontend_files"):
        drawn('{% icon "padlock" %}')


def test_an_icon_is_never_read_aloud():
    assert 'aria-hidden="true"' in drawn('{% icon "phone" %}')


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 16), dates.Due("16 nov", "3 dagar sen", "late")),
        (date(2026, 11, 18), dates.Due("18 nov", "1 dag sen", "late")),
        (date(2026, 11, 19), dates.Due("I dag", "genast", "today")),
        (date(2026, 11, 20), dates.Due("Fre 20 nov", "genast")),
        (date(2026, 12, 4), dates.Due("4 dec", "genast")),
    ],
)
def test_when_a_task_is_due(day, expected):
    assert dates.due(day, gallery.TODAY, "genast") == expected


def test_dates_in_headings_and_records():
    day = date(2026, 11, 19)
    words = drawn("{{ d|long_date }}, {{ d|full_date }}, {{ d|weekday_date }}{{ none|short_date }}", d=day, none=None)
    assert words == "19 november, 19 november 2026, torsdag 19 november 2026"


def test_fields_of_time_take_the_browsers_form():
    class Times(forms.Form):
        at = forms.TimeField(label="Tid", widget=rendering.TimeInput)
        when = forms.DateTimeField(label="När", widget=rendering.DateTimeInput)

    moment = datetime.fromisoformat("2026-11-18T23:38")
    text = drawn("{{ form }}", form=Times(initial={"at": moment.time(), "when": moment}))
    assert re.search(r'type="time"[^>]*value="23:38"', text)
    assert re.search(r'type="datetime-local"[^>]*value="2026-11-18T23:38"', text)


def test_a_column_of_dates_always_shows_the_date():
    near = [dates.due_cell(date(2026, 11, day), gallery.TODAY) for day in (18, 19, 20, 21)]
    assert [cell.text for cell in near] == ["18 nov", "19 nov", "20 nov", "21 nov"]
    assert [cell.note for cell in near] == ["1 dag sen", "i dag", "i morgon", ""]


def test_dates_follow_the_language_and_the_local_day():
    late = datetime.fromisoformat("2026-11-18T23:40+00:00")
    assert dates.short_date(late) == "19 nov"
    assert dates.clock(late) == "00:40"
    with translation.override("en"):
        assert dates.due(date(2026, 11, 16), gallery.TODAY).note == "3 days late"


def test_four_digits_of_an_identity_number_are_hidden_in_lists():
    assert drawn("{{ number|masked }}", number="200703142380") == "20070314-••••"
    assert drawn("{{ number|masked }}", number="20070314-2380") == "20070314-••••"
    assert drawn("{{ number|masked }}", number="okänt") == "••••"


# Components


def test_every_outcome_of_the_law_has_its_words_and_its_edge():
    shown = {
        code: drawn("{% verdict verdict %}", verdict={"outcome": code})
        for code in ("no_secrecy", "required", "permitted", "needs_assessment", "closed", "facts_missing")
    }
    assert "Kräver ditt ställningstagande" in shown["needs_assessment"]
    assert "verdict--danger" in shown["closed"]
    assert "Stöd saknas" in shown["closed"]
    assert all("Trefas råder. Du beslutar." in text and 'role="status"' in text for text in shown.values())
    assert len({re.search(r"verdict__outcome\">([^<]+)", text)[1] for text in shown.values()}) == 6  # type: ignore[index]  # each has one


def test_the_matrix_names_its_column_again_for_a_phone():
    text = drawn("{% matrix matrix %}", matrix=gallery.DATA["matrix"])
    assert text.count("10:27, generalklausulen") == 2
    assert text.count("support--open") == 1


def test_a_matrix_with_a_missing_cell_is_refused():
    broken = {**gallery.DATA["matrix"], "rows": [{"secrecy": "x", "cells": [{"state": "opens"}]}]}
    with pytest.raises(ValueError, match="zip"):
        drawn("{% matrix matrix %}", matrix=broken)


def test_the_grid_names_itself_and_what_can_be_edited():
    text = drawn("{% grid grid %}", grid=gallery.grid())
    assert text.count('role="row"') == 8
    assert text.count('data-url="/save/0/"') == 2
    assert 'aria-sort="ascending"' in text
    assert text.count('aria-readonly="false"') == 14
    assert "Eva Brolin ändrade 10:41." in text


def test_a_cell_can_be_edited_without_scripts():
    grid = gallery.grid()
    grid["rows"][0]["cells"][3] |= {"editing": True, "error": "Skriv högst 200 tecken."}
    text = drawn("{% grid grid %}", grid=grid)
    assert re.search(r'<form[^>]*action="/save/0/"', text)
    assert "Skriv högst 200 tecken." in text
    assert 'name="version" value="1"' in text


def test_an_empty_list_says_what_to_do():
    empty = {**gallery.grid(), "rows": []}
    assert "Ingen träff. Ta bort ett filter." in drawn("{% grid grid %}", grid=empty)


def test_a_group_without_tasks_leaves_no_heading():
    groups = [{"id": "late", "heading": "Försenat", "jump": "0 försenade", "tasks": []}]
    assert "örsena" not in drawn("{% task_groups groups today %}", groups=groups, today=gallery.TODAY)


def test_a_correction_says_what_was_and_what_is():
    text = drawn("{% timeline timeline %}", timeline=gallery.DATA["timeline"])
    assert "<del>3 november</del>" in text
    assert "Var:" in text
    assert text.count("moj-timeline__item ") == 5


def test_the_identity_bar_leaves_no_hole_for_what_is_not_shown():
    text = drawn("{% identity_bar person %}", person={"name": "Leo", "why": "Du är handläggare."})
    assert "identity__facts" not in text
    assert "Ingen antecknad. Skicka aldrig brev" in text


def test_older_items_come_alone_with_the_way_to_still_older():
    context = {"items": gallery.DATA["timeline"][:1], "id": "timeline", "more_url": "/more/", "more_text": "Visa fler"}
    text = render_to_string("components/timeline_page.html", context)
    assert text.strip().startswith("<li")
    assert 'hx-swap-oob="true"' in text


def test_a_toggle_that_is_pressed_undoes_itself():
    text = drawn("{% said_list said %}", said=gallery.DATA["said"])
    assert text.count('aria-pressed="true"') == 2
    assert text.count('value="undo"') == 2


def test_both_texts_of_a_conflict_are_shown_and_yours_is_kept():
    text = drawn("{% conflict conflict %}", conflict=gallery.DATA["conflict"])
    assert "Pröva om han kan informeras efter mötet" in text
    assert re.search(r"<textarea[^>]*>Ring frivården innan han informeras", text)


def test_import_states_are_words_and_colours():
    text = drawn("{% import_preview preview %}", preview=gallery.DATA["preview"])
    for word in ("Läggs till", "Utelämnas", "Möjlig dubblett", "Borta ur listan"):
        assert word in text


# Charts


def test_a_suppressed_point_breaks_the_line_and_never_shows_its_value():
    points = [("K1", 19.0), ("K2", 17.0), ("K3", None), ("K4", 9.0), ("K5", 8.0)]
    drawing = draw(points, "dagar")
    assert len(drawing["lines"]) == 2
    assert drawing["points"][2] == {"x": "220.0", "name": "K3", "suppressed": True}
    assert drawing["points"][-1]["label"] == "8 dagar"


def test_the_axis_starts_at_zero_and_ends_above_the_highest():
    for highest in (0.4, 1, 9, 19, 20, 21, 99, 130, 2000):
        texts = [rule["text"] for rule in draw([("a", highest), ("b", 0)], "")["rules"]]
        assert texts[0] == "0"
        assert highest <= float(texts[-1]) <= highest * 5


def test_too_little_for_a_chart_is_said():
    assert not draw([("K1", None)], "")["enough"]
    empty = {"heading": "Väntan", "points": [("K1", None)]}
    assert "För få personer för att visas." in drawn("{% chart chart %}", chart=empty)


def test_coordinates_are_written_so_that_svg_can_read_them():
    text = drawn("{% chart chart %}", chart=gallery.chart())
    assert not re.search(r'(?:[xy][12]?|c[xy])="[^"]*,', text)
    assert text.count("<circle") == 6
    assert text.count("för få") == 2


# Style


def test_colours_are_named_once():
    for sheet in (STATIC / "css").glob("*.css"):
        if sheet.name not in ("tokens.css", "print.css"):
            assert not re.search(r"#[0-9a-f]{3,8}\b", sheet.read_text(encoding="utf-8")), sheet.name
