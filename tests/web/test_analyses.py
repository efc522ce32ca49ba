"""The analyses as Sara meets them: computed from what she uploads, kept nowhere, and of no person."""

import html
import io
import re

import joblib
import numpy as np
import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.queries import counted
from trefas.analysis.pilot import Plan, power
from trefas.web.analyses import ANALYSES, links
from trefas.web.analysis_results import Column, Result, Table, packed, sentences, shown, unpacked

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])

HOME = "/uppfoljning/analys/"
PLAN = {
    "rate": "2", "effect": "-50", "pilots": "2", "controls": "6", "before": "24", "after": "12",
    "dispersion": "1.3", "stagger": "0", "draws": "60", "seed": "1",
}  # fmt: skip
NEAR = {"distance": "0,0.1,100,400", "days": "0,2,7,14", "metric": "euclidean", "permutations": "99"}


def made(name: str, *lines: object) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(map(str, lines)).encode())


def areas() -> SimpleUploadedFile:
    """Two areas by month, fictional: Norr rises from 10 to 40 a quarter, Söder stays at 20."""
    rows = [f"{area},{year}-{month:02d},{count}" for area, counts in {"Norr": (10, 40), "Söder": (20, 20)}.items()
            for year, count in zip((2025, 2026), counts, strict=True) for month in range(1, 13)]  # fmt: skip
    return made("omraden.csv", "område,månad,antal", *rows)


def places() -> SimpleUploadedFile:
    """60 fictional events far apart, and 20 each followed by one in the same place a day later."""
    rng = np.random.default_rng(3)
    days, x, y = rng.integers(0, 300, 60), rng.uniform(0, 1e5, 60), rng.uniform(0, 1e5, 60)
    first = np.datetime64("2026-01-01")
    rows = [f"{first + day},{a:.1f},{b:.1f}" for day, a, b in zip(days, x, y, strict=True)]
    rows += [f"{first + day + 1},{a:.1f},{b:.1f}" for day, a, b in zip(days[:20], x, y, strict=False)]
    return made("handelser.csv", "datum,x,y", *rows)


def panel(*, negative: bool = False) -> SimpleUploadedFile:
    """Eight fictional districts over twelve years; two start in the seventh and have half as many from then."""
    rng = np.random.default_rng(1)
    rows = []
    for district in range(8):
        start = 2021 if district < 2 else ""
        for year in range(2015, 2027):
            mean = 40 * (0.5 if start and year >= 2021 else 1)
            rows.append(f"D{district},{year},{rng.poisson(mean)},{start}")
    if negative:
        rows[3] = "D0,2018,-4,2021"
    return made("panel.csv", "distrikt,år,antal,start", *rows)


SHOWN = {
    "omraden": lambda: {"file": areas(), "count": "antal", "years": "1"},
    "upprepning": lambda: {"file": places(), **NEAR},
    "pilot": lambda: PLAN,
    "effekt": lambda: {"file": panel(), "model": "poisson", "se": "cluster"},
}


TITLES = {
    "omraden": ("Områden som förändras", "Areas that change"),
    "upprepning": ("Upprepning i närheten", "Near-repeats"),
    "pilot": ("Vad en pilot kan visa", "What a pilot could show"),
    "effekt": ("Effekten av en metod", "The effect of a method"),
    "metoder": ("Vad vi vet om metoderna", "What is known of the methods"),
}


def posted(client: Client, slug: str, fields: dict | None = None):
    return client.post(f"{HOME}{slug}/", fields if fields is not None else SHOWN[slug]())


def words(answer) -> str:
    """What a page says, without markup and double blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def taken_out(client: Client, answer, kind: str) -> bytes:
    token = re.search(r'name="result" value="([^"]+)"', answer.content.decode())
    assert token is not None
    response = client.post(f"{HOME}uttag/", {"result": token.group(1), "kind": kind})
    assert response.status_code == 200
    return response.content


def refused(answer) -> str:
    """The one sentence of a refused form."""
    assert answer.status_code == 422
    summary = re.search(r'error-summary__list">(.*?)</ul>', answer.content.decode(), re.DOTALL)
    assert summary is not None
    found = re.findall(r"<li>(.*?)</li>", summary.group(1), re.DOTALL)
    assert len(found) == 1
    return html.unescape(re.sub(r"<[^>]+>", "", found[0])).strip()


@pytest.mark.parametrize("who", ["sara", "bo", "amina", "ada", "lena"])
def test_everyone_who_is_logged_in_may_open_them(browse, who: str) -> None:
    client = browse(who)
    for row in links():
        assert client.get(row["url"]).status_code == 200
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(("language", "title"), [("sv", "Analyser"), ("en", "Analyses")])
def test_the_first_page_leads_to_every_analysis(browse, language: str, title: str) -> None:
    text = browse("sara", language).get(HOME).content.decode()
    assert f"<h1>{title}</h1>" in text
    assert all(f'href="{one.url}"' in text for one in ANALYSES)
    assert f'href="{HOME}metoder/"' in text


def test_nobody_outside_and_no_other_method(browse) -> None:
    assert Client().get(f"{HOME}pilot/").status_code == 302
    sara = browse("sara")
    assert [sara.post(HOME).status_code, sara.get(f"{HOME}uttag/").status_code] == [405, 405]
    assert sara.put(f"{HOME}pilot/").status_code == 405


@pytest.mark.parametrize("slug", SHOWN)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_answer_has_words_a_picture_and_its_table(browse, slug: str, language: str) -> None:
    answer = posted(browse("sara", language), slug)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count("data:image/svg+xml;base64,") == 1
    assert re.search(r'<img src="data:[^"]+" alt="[^"]{20,}"', text)
    assert '<table class="table">' in text
    assert "style=" not in text


def test_an_area_that_rises_is_named_and_one_that_stays_is_not(browse) -> None:
    text = words(posted(browse("sara"), "omraden"))
    assert "Ökar: Norr." in text
    assert re.search(r"Norr 120 30 4,00 [\d,]+ [\d,]+ < 0,001 ökar", text)
    assert re.search(r"Söder 60 60 1,00 .* ingen förändring visad", text)


def test_repeats_in_the_same_place_are_found_with_the_rows_behind_them(browse) -> None:
    text = words(posted(browse("sara"), "upprepning"))
    assert re.search(r"0–1 dagar 20 [\d,]+ [\d,]+ 0,010", text)
    assert "2+62" in text


def test_an_effect_of_a_half_is_found_by_all_designs(browse) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(taken_out(sara := browse("sara"), posted(sara, "effekt"), "xlsx")))
    rows = list(sheet.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert rows[0][0] == "Poisson, enhet och period"
    assert len(rows) >= 5
    assert all(-65 < row[1] < -30 for row in rows)


def test_a_remark_names_the_field_of_the_form_and_not_the_option_of_the_command(browse) -> None:
    text = words(posted(browse("sara"), "omraden"))
    assert "Slutar uppgifterna tidigare, ange ”Sista dagen som filen omfattar”." in text
    assert "--" not in text


def test_synthetic_control_shows_weights_and_gap(browse) -> None:
    lines = panel().read().decode().replace("D1,", "X,").splitlines()
    single = [line.removesuffix("2021") if line.startswith("X,") else line for line in lines]
    fields = {"file": made("en.csv", *single), "model": "synth", "se": "cluster"}
    text = words(posted(browse("sara"), "effekt", fields))
    assert "Vad den syntetiska kontrollen består av" in text
    assert "Avstånd till den syntetiska kontrollen" in text


def test_the_planner_answers_as_the_command_does(browse) -> None:
    text = words(posted(browse("sara"), "pilot"))
    plan = Plan((2.0,) * 8, 2, 24, 12, 1.3, -50.0)
    with joblib.parallel_config("sequential"):
        share = round(100 * power(plan, draws=60, seed=1).share)
    assert f"upptäcks det i {share} fall av 100" in text
    assert "--draws 10000" in text


def test_the_planner_reads_a_history(browse) -> None:
    lines = panel().read().decode().splitlines()
    history = made("historik.csv", *(line.rsplit(",", 1)[0] for line in lines))
    answer = posted(browse("sara"), "pilot", {**PLAN, "rate": "", "controls": "", "file": history})
    assert answer.status_code == 200
    assert "historik.csv, 96 rader" in words(answer)


def test_the_register_shows_what_is_not_studied_and_ranks_nothing(browse) -> None:
    text = words(browse("sara").get(f"{HOME}metoder/"))
    assert "Ingen studie jämför med något. Det går inte att säga om metoden verkar." in text
    overview = text[text.index("Hur väl undersökta") :]
    names = ["Cure Violence (våldsavbrytare)", "Trefas"]
    assert overview.index(names[0]) < overview.index(names[1])
    assert "The methods are not equally well studied" in words(browse("sara", "en").get(f"{HOME}metoder/"))


BAD = [
    ("effekt", lambda: {"file": panel(negative=True), "model": "poisson", "se": "cluster"},
     'panel.csv, rad 5, kolumn ”antal”: antalet -4 är negativt.'),
    ("omraden", lambda: {"file": made("a.csv", "område,datum", "Norr,31/12/2026", "Norr,2025-01-01"), "years": "1"},
     "a.csv, rad 2, kolumn ”datum”"),
    ("omraden", lambda: {"file": made("a.csv", "plejs,datum", "Norr,2026-01-01"), "years": "1"},
     "a.csv: skriv i ”Kolumn med område” vilken kolumn som ska läsas. Filen har kolumnerna plejs, datum."),
    ("omraden", lambda: {"file": made("a.csv", "område,datum", "Norr,2026-01-01"), "area": "zon", "years": "1"},
     "a.csv: kolumnen ”zon” finns inte."),
    ("upprepning", lambda: {"file": made("x.csv", "x,y,datum", "500,90,2026-01-01"), "lonlat": "on", **NEAR},
     "ta bort ”Koordinaterna är grader (longitud och latitud)”"),
    ("upprepning", lambda: {"file": places(), **NEAR, "distance": "100,0"}, "”Avstånd i meter” ”100,0”"),
    ("upprepning", lambda: {"file": made("x.xlsx", "PK\x03\x04trasig"), **NEAR}, "x.xlsx"),
    ("upprepning", lambda: {"file": made("x.csv", "x,y,datum"), **NEAR}, "x.csv: filen är tom."),
    ("upprepning", lambda: NEAR, "Välj en fil."),
    ("pilot", lambda: {**PLAN, "draws": "501"}, "500"),
    ("pilot", lambda: {**PLAN, "rate": ""}, "Skriv antalet händelser, eller välj en fil"),
    ("pilot", lambda: {**PLAN, "controls": "100"}, "trefas analysis pilot"),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "fields", "says"), BAD)
def test_bad_input_is_one_sentence(browse, slug: str, fields, says: str) -> None:
    answer = posted(browse("sara"), slug, fields())
    assert says in refused(answer)
    assert "data:image" not in answer.content.decode()


@pytest.mark.parametrize(
    "rows",
    [
        ["Norr,2026-01-01,19900101-2385"],
        ["Norr,2026-01-01,199001012385", "Norr,2026-01-02,199001022383"],
        ["19900101-2385,2026-01-01,1"],
    ],
)
def test_a_file_with_identity_numbers_is_refused_whichever_column_holds_them(browse, rows: list[str]) -> None:
    fields = {"file": made("lista.csv", "område,datum,övrigt", *rows), "years": "1"}
    sentence = refused(posted(browse("sara"), "omraden", fields))
    assert "lista.csv, rad 2" in sentence
    assert "aldrig personer" in sentence


def test_case_numbers_of_ten_digits_are_no_identity_numbers(browse) -> None:
    """One in many passes the check digit by chance; the file is still one of events."""
    lines = areas().read().decode().splitlines()
    numbered = [f"{line},{5000123456 + k if k != 7 else 9001012384}" for k, line in enumerate(lines)]
    numbered[0] = f"{lines[0]},ärende"
    assert posted(browse("sara"), "omraden", {"file": made("a.csv", *numbered), "count": "antal", "years": "1"})\
        .status_code == 200  # fmt: skip


def test_too_many_rows_or_areas_are_sent_to_the_command(browse) -> None:
    sara = browse("sara")
    many = made("stor.csv", "område,datum", *(f"Z{k},2026-01-01" for k in range(500)))
    assert "har 500 områden" in refused(posted(sara, "omraden", {"file": many, "years": "1"}))
    long = made("lång.csv", "område,datum", *("Norr,2026-01-01" for _ in range(20_001)))
    assert "20001 rader" in refused(posted(sara, "omraden", {"file": long, "years": "1"}))
    crowd = made("tät.csv", "x,y,datum", *(f"{k % 7},0,2026-01-01" for k in range(2_500)))
    assert "miljoner par" in refused(posted(sara, "upprepning", {"file": crowd, **NEAR}))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_spreadsheet_has_numbers_and_says_what_it_is(browse, language: str) -> None:
    sara = browse("sara", language)
    book = openpyxl.load_workbook(io.BytesIO(taken_out(sara, posted(sara, "omraden"), "xlsx")))
    sheet, about = book.worksheets[0], book.worksheets[-1]
    assert [cell.value for cell in sheet[2]][:4] == ["Norr", 120, 30, 4]
    assert about.title == {"sv": "Om uttaget", "en": "About this extract"}[language]
    said = " ".join(str(cell.value) for row in about for cell in row)
    assert "Sara" in said
    assert "omraden.csv" in said
    assert "personer" not in said.replace("inga verkliga personer", "")


@pytest.mark.parametrize(
    ("slug", "language"),
    [("omraden", "sv"), ("upprepning", "en"), ("pilot", "sv"), ("effekt", "en"), ("metoder", "sv"), ("metoder", "en")],
)
def test_the_paper_is_tagged_and_says_its_language_and_title(browse, slug: str, language: str) -> None:
    sara = browse("sara", language)
    answer = sara.get(f"{HOME}metoder/") if slug == "metoder" else posted(sara, slug)
    with pikepdf.open(io.BytesIO(taken_out(sara, answer, "pdf"))) as paper:
        assert bool(paper.Root.MarkInfo.Marked)
        assert str(paper.Root.Lang) == language
        with paper.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert str(about["dc:title"]) == TITLES[slug][language == "en"]
        tags = list(tags_of(paper.Root.StructTreeRoot))
        assert {"/H1", "/P", "/Table", "/TH"} <= {str(tag.S) for tag in tags}
        alternatives = [str(tag.Alt) for tag in tags if str(tag.S) == "/Figure"]
        assert len(alternatives) == (slug != "metoder")
        assert all(len(text) > 20 for text in alternatives)


def tags_of(node):
    """Every element of the tree of tags."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from tags_of(child)


def test_a_result_comes_back_only_to_its_own_reader_and_unchanged(browse) -> None:
    sara, bo = browse("sara"), browse("bo")
    text = posted(sara, "pilot").content.decode()
    token = re.search(r'name="result" value="([^"]+)"', text).group(1)
    for client, sent in ((bo, token), (sara, token[:-3] + "abc"), (sara, "")):
        assert client.post(f"{HOME}uttag/", {"result": sent, "kind": "pdf"}).status_code == 403


def test_text_from_a_file_never_becomes_markup_or_a_formula(browse) -> None:
    sara = browse("sara")
    bad = '=1+1 #text <script> $x$ _y_ "z'
    lines = areas().read().decode().replace("Norr", '"=1+1 #text <script> $x$ _y_ ""z"').splitlines()
    answer = posted(sara, "omraden", {"file": made("a.csv", *lines), "count": "antal", "years": "1"})
    assert answer.status_code == 200
    assert "<script> $x$" not in answer.content.decode()
    book = openpyxl.load_workbook(io.BytesIO(taken_out(sara, answer, "xlsx")))
    assert {row[0].value for row in book.worksheets[0].iter_rows(min_row=2)} == {"Söder", f"'{bad}"}
    assert taken_out(sara, answer, "pdf").startswith(b"%PDF")


@pytest.mark.parametrize("slug", ["", "metoder/", *(f"{slug}/" for slug in SHOWN)])
def test_no_page_reads_a_table_of_a_room(browse, slug: str) -> None:
    """Sara's role has no counts in its menu, so that a single statement beyond pass and audit would show."""
    sara = browse("sara")
    with counted(("rooms",)) as asked:
        answer = sara.get(f"{HOME}{slug}")
        if slug.strip("/") in SHOWN:
            answer = posted(sara, slug.strip("/"))
            taken_out(sara, answer, "xlsx")
    assert answer.status_code == 200
    assert asked == []


def test_the_probe_for_room_tables_would_see_one(browse) -> None:
    with counted(("rooms",)) as asked:
        assert browse("bo").get("/listan/").status_code == 200
    assert any("files_file" in one for one in asked)


def test_a_result_survives_its_journey() -> None:
    table = Table("t", (Column("a", number=False), Column("b", 1)), (("å", 1.5), ("ö", None)), ("l",))
    result = Result("r", "sv", (("k", "v"),), ("p",), (table,), "<svg/>", "alt")
    assert unpacked(packed(result, "me"), "me") == result


@pytest.mark.parametrize(
    ("cell", "column", "says"),
    [
        (None, Column("a", 2), "–"),
        ("", Column("a"), "–"),
        (1234, Column("a"), "1\u202f234"),
        (0.5, Column("a", 2), "0,50"),
        (0.0004, Column("a", 3, is_p=True), "< 0,001"),
    ],
)
def test_cells_read_as_swedish(cell, column: Column, says: str) -> None:
    assert shown(cell, column, "sv") == says


def test_text_tables_are_left_out_of_the_words_but_not_what_follows_them() -> None:
    page = "En mening.\n\nOmråde  Nu\n----------\nNorr     1\nLed: p = 0,5.\n\nDen sista."
    assert sentences(page) == ("En mening.", "Led: p = 0,5.", "Den sista.")
