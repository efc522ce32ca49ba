"""The pages of a person's rights: warned first, decided by name, and the same for a known and an unknown person."""

import io
import json
import re

import pikepdf
import pytest
import time_machine

from tests.accountability.rights_build import LEO, NOBODY, file_in, note, ready, safe_way, third_person
from tests.cast import NOW, enter
from trefas.accountability.rights_models import RightsRequest

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
CANARY = "Kanariefågel Nybom"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def leo(db):
    with enter("amina") as social:
        file = file_in(social)
        note(social, file, text="Vill bort från Kvarnlunda.")
        return file


def words_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def registered(client, who=LEO, kind="extract", **more):
    sent = {
        "kind": kind, "name": who[0], "number": who[1], "behalf": "self", "identity": "document",
        "identity_words": "Körkort", "received_on": "2026-11-19", **more,
    }  # fmt: skip
    made = client.post("/begaran/ny/", sent)
    assert made.status_code == 302, words_of(made)
    return made["Location"].removesuffix("fraga/")


def guarded(client, there, way="paper"):
    sent = {"pressed": "unsure", "warned": "on", "way": way, "words": ""}
    assert client.post(f"{there}fraga/", sent).status_code == 302


def decide_all(client, there) -> None:
    page = client.get(f"{there}uppgifter/").content.decode()
    for address in re.findall(r'href="([^"]+/uppgifter/[0-9a-f-]{36}/)"', page.split("Allt annat")[0]):
        form = client.get(address)
        how = re.search(r'value="(\w+)"[^>]*checked', form.content.decode())
        ground = re.search(r'<option value="(OSL[^"]+)" selected', form.content.decode())
        sent = {"how": how.group(1) if how else "show", "ground": ground.group(1) if ground else ""}
        assert client.post(address, sent).status_code == 302


def made(client, there, person="", language="sv"):
    assert client.post(f"{there}bedom/", {"person": person, "words": "Prövat."}).status_code == 302
    if person:
        decide_all(client, there)
        client.post(f"{there}ord/", {"words": CANARY, "how": "mask", "ground": "OSL-26-1"})
    answer = client.post(f"{there}gor/", {"language": language})
    assert answer.status_code == 302, words_of(answer)


def text_of_pdf(content: bytes) -> str:
    """Every character the PDF can show, through its fonts' own maps; and its metadata, as one text."""
    with pikepdf.open(io.BytesIO(content)) as paper:
        meta = str(paper.open_metadata()) + str(dict(paper.docinfo))
        shown = "".join(_page(page) for page in paper.pages)
    return shown + meta


def _page(page) -> str:
    maps = {str(name): _unicode(font) for name, font in page.resources.get("/Font", {}).items()}
    text, known = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            known = maps.get(str(operands[0]), {})
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            text += [_decoded(bytes(part), known) for part in parts if isinstance(part, pikepdf.String)]
    return "".join(text)


def _decoded(raw: bytes, known: dict[int, str]) -> str:
    return "".join(known.get(int.from_bytes(raw[at : at + 2]), "") for at in range(0, len(raw), 2))


def _unicode(font) -> dict[int, str]:
    found = {}
    lines = font["/ToUnicode"].read_bytes().decode("latin-1")
    for code, text in re.findall(r"<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]+)> *\n", lines):
        found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be", "replace")
    for first, last, text in re.findall(r"<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]{4})>", lines):
        for step in range(int(last, 16) - int(first, 16) + 1):
            found[int(first, 16) + step] = chr(int(text, 16) + step)
    return found


def test_an_extract_from_the_request_to_the_paper_in_the_hand(browse, leo) -> None:
    amina = browse("amina")
    there = registered(amina)
    assert "tvinga" in words_of(amina.get(f"{there}fraga/"))
    guarded(amina, there)
    assert "Leo Tornfeldt" in words_of(amina.get(f"{there}bedom/"))
    made(amina, there, person=str(leo.person_id))
    page = words_of(amina.get(f"{there}lamna/"))
    assert "svar.pdf" in page
    paper = amina.get(f"{there}svar.pdf")
    assert paper["Content-Disposition"] == 'attachment; filename="svar.pdf"'
    text = text_of_pdf(paper.content)
    assert "Vill bort från Kvarnlunda." in text
    assert "Amina" not in text
    data = json.loads(amina.get(f"{there}svar.json").content)
    assert data["format"] == "trefas-extract-1"
    assert amina.get(f"{there}las/").status_code == 409
    assert amina.post(f"{there}lamna/", {"how": "safe_way"}).status_code == 422
    assert amina.post(f"{there}lamna/", {"how": "by_hand"}).status_code == 302
    assert amina.get(f"{there}svar.pdf").status_code == 409
    assert "Besvarad" in words_of(amina.get(there))


def test_the_paper_is_tagged_and_has_its_language(browse, leo) -> None:
    amina = browse("amina")
    for language in ("sv", "en"):
        there = registered(amina)
        guarded(amina, there)
        made(amina, there, person=str(leo.person_id), language=language)
        with pikepdf.open(io.BytesIO(amina.get(f"{there}svar.pdf").content)) as paper:
            assert str(paper.Root.Lang) == language
            assert paper.Root.MarkInfo.Marked
            assert paper.open_metadata()["pdfuaid:part"] == "1"


def test_no_masked_name_is_in_text_metadata_data_file_name_or_log(browse, leo, caplog) -> None:
    from trefas.audit.models import Event

    with enter("amina") as social:
        third_person(social, leo, name=CANARY)
        note(social, leo, title=f"Samtal om {CANARY}", text=f"{CANARY.upper()} såg bilen.")
    amina = browse("amina")
    there = registered(amina)
    guarded(amina, there)
    made(amina, there, person=str(leo.person_id))
    paper, data = amina.get(f"{there}svar.pdf"), amina.get(f"{there}svar.json")
    with enter("amina") as social:
        log = "".join(Event.objects.filter(room_id=social.room_id).values_list("body", flat=True))
    names = paper["Content-Disposition"] + data["Content-Disposition"]
    shown = text_of_pdf(paper.content)
    assert "såg bilen" in shown
    for where in (shown, data.content.decode(), names, log, caplog.text, paper.content.decode("latin-1")):
        for part in CANARY.split():
            assert part.casefold() not in where.casefold()


def test_read_here_gives_a_page_and_no_file(browse, leo) -> None:
    amina = browse("amina")
    there = registered(amina)
    guarded(amina, there, way="on_site")
    made(amina, there, person=str(leo.person_id))
    assert "Vill bort från Kvarnlunda." in words_of(amina.get(f"{there}las/"))
    assert amina.get(f"{there}svar.pdf").status_code == 409
    assert amina.get(f"{there}svar.json").status_code == 409


def police_walk(browse, clock, who):
    """Every page of a request at the police, and the answer; only what the handler wrote is taken out of the pages."""
    clock.move_to(NOW)
    bo = browse("bo")
    there = registered(bo, who=who)
    guarded(bo, there)
    pages = [bo.get(f"{there}bedom/")]
    bo.post(f"{there}bedom/", {"words": "Prövat."})
    pages += [bo.get(there), bo.get(f"{there}uppgifter/")]
    clock.shift(20 * 86400)
    bo = browse("bo")
    assert bo.post(f"{there}gor/", {"language": "sv"}).status_code == 302
    pages += [bo.get(there), bo.get(f"{there}lamna/")]
    asked = [page.content.decode() for page in pages]
    own = [there, who[0], who[1]]
    plain = [re.sub("|".join(map(re.escape, own)), "…", re.sub(r"\b[A-Za-z0-9]{32,64}\b", "", page)) for page in asked]
    statuses = [page.status_code for page in pages]
    return plain, statuses, bo.get(f"{there}svar.pdf").content, bo.get(f"{there}svar.json").content


def test_the_police_answer_and_pages_are_the_same_bytes_for_known_and_unknown(browse, clock) -> None:
    with enter("bo") as police:
        file = file_in(police)
        note(police, file, text="Underrättelse: vapen i källaren.", information=("police_intelligence",))
    known, unknown = police_walk(browse, clock, LEO), police_walk(browse, clock, NOBODY)
    assert known[1] == unknown[1]
    assert known[2] == unknown[2]
    assert known[3] == unknown[3]
    for one, other in zip(known[0], unknown[0], strict=True):
        assert one == other
    assert "vapen" not in text_of_pdf(known[2])


def test_before_its_day_nothing_leaves_the_police(browse) -> None:
    bo = browse("bo")
    there = registered(bo)
    guarded(bo, there)
    bo.post(f"{there}bedom/", {"words": "Prövat."})
    answer = bo.post(f"{there}gor/", {"language": "sv"})
    assert answer.status_code == 422
    assert "2026-12-03" in words_of(answer)


def test_without_a_warning_nothing_goes_on(browse) -> None:
    amina = browse("amina")
    there = registered(amina)
    refused = amina.post(f"{there}fraga/", {"pressed": "no", "way": "paper"})
    assert refused.status_code == 422
    assert amina.post(f"{there}gor/", {"language": "sv"}).status_code == 422


@pytest.mark.parametrize(
    "lacking", [{"name": ""}, {"identity": ""}, {"received_on": "2026-11-20"}, {"kind": "erasure"}]
)
def test_what_lacks_something_is_not_registered(browse, lacking) -> None:
    sent = {
        "kind": "extract", "name": "Leo", "behalf": "self", "identity": "known", "received_on": "2026-11-19", **lacking,
    }  # fmt: skip
    assert browse("amina").post("/begaran/ny/", sent).status_code == 422
    with enter("amina") as social:
        assert not RightsRequest.objects.filter(room_id=social.room_id).exists()


def test_what_is_disputed_is_marked_until_it_is_decided(browse, leo) -> None:
    amina = browse("amina")
    there = registered(amina, kind="contest", wanted="Jag har aldrig sagt det.")
    guarded(amina, there)
    amina.post(f"{there}bedom/", {"person": str(leo.person_id), "words": "Prövat."})
    page = amina.get(f"{there}vilken/").content.decode()
    (about, *_more) = re.findall(r'value="(files\.note:[^"]+)"', page)
    assert amina.post(f"{there}vilken/", {"about": about}).status_code == 302
    timeline = f"/akter/{leo.pk}/tidslinje/"
    assert "Bestridd" in words_of(amina.get(timeline))
    sent = {"decision": "refused", "reasons": "Två hörde det.", "ground": "GDPR art. 16"}
    assert amina.post(f"{there}besluta/", sent).status_code == 302
    assert "Bestridd" not in words_of(amina.get(timeline))
    assert "Två hörde det." in words_of(amina.get(there))


def test_a_notice_stops_without_a_safe_way(browse, leo) -> None:
    amina = browse("amina")
    there = f"/akter/{leo.pk}/underrattelser/"
    assert "Ingen säker kontaktväg" in words_of(amina.get(there))
    refused = amina.post(f"{there}ny/", {"to": "person", "about": "Beslut", "told_on": "2026-11-19"})
    assert refused.status_code == 422
    assert "Stopp" in words_of(refused)
    sent = {"to": "person", "about": "Beslut", "why_not": "Skulle röja.", "test_on": "2026-11-26"}
    assert amina.post(f"{there}ny/", sent).status_code == 302
    assert "Skulle röja." in words_of(amina.get(there))
    assert "Pröva om personen kan informeras" in words_of(amina.get("/arbetslista/"))


def test_a_request_stands_on_the_work_list_with_its_clock(browse) -> None:
    amina = browse("amina")
    registered(amina)
    assert "GDPR art. 12.3" in words_of(amina.get("/arbetslista/"))


def test_another_rooms_request_is_not_there(browse, leo) -> None:
    with enter("amina") as social:
        request = ready(social, leo.person)
    for place in ("", "fraga/", "bedom/", "uppgifter/", "ord/", "gor/", "lamna/", "svar.pdf", "svar.json", "las/"):
        assert browse("ylva").get(f"/begaran/{request.pk}/{place}").status_code == 404, place


def test_who_neither_registers_nor_meets_people_is_refused(browse) -> None:
    assert browse("ada").get("/begaran/").status_code == 403
    assert browse("sara").get("/begaran/").status_code == 403


@pytest.mark.parametrize("language", ["sv", "en"])
def test_in_both_languages(browse, leo, language) -> None:
    with enter("amina") as social:
        request = ready(social, leo.person)
    amina = browse("amina", language)
    for place in ("", "ny/", f"{request.pk}/", f"{request.pk}/uppgifter/", f"{request.pk}/ord/", f"{request.pk}/gor/"):
        assert amina.get(f"/begaran/{place}").status_code == 200, place


def test_a_granted_erasure_stands_on_the_work_list_until_it_is_done(browse, leo) -> None:
    amina = browse("amina")
    there = registered(amina, kind="erasure", wanted="Allt som är äldre än ett år.")
    guarded(amina, there)
    amina.post(f"{there}bedom/", {"person": str(leo.person_id), "words": "Prövat."})
    assert amina.get(f"{there}raderat/").status_code == 404
    sent = {"decision": "granted", "reasons": "Behövs inte längre.", "ground": "GDPR art. 17.1 a"}
    assert amina.post(f"{there}besluta/", sent).status_code == 302
    assert "Radera enligt beslutet" in words_of(amina.get("/arbetslista/"))
    assert amina.post(f"{there}raderat/", {"words": ""}).status_code == 422
    assert amina.post(f"{there}raderat/", {"words": "Gallrat av två personer."}).status_code == 302
    assert "Radera enligt beslutet" not in words_of(amina.get("/arbetslista/"))
    assert amina.get(f"{there}raderat/").status_code == 404


def test_a_granted_erasure_of_everything_goes_to_the_two_who_sign(browse, leo) -> None:
    amina = browse("amina")
    there = registered(amina, kind="erasure", wanted="Allt.")
    guarded(amina, there)
    amina.post(f"{there}bedom/", {"person": str(leo.person_id), "words": "Prövat."})
    sent = {"decision": "granted", "reasons": "Behövs inte längre.", "ground": "GDPR art. 17.1 a"}
    amina.post(f"{there}besluta/", sent)
    assert "Allt om personen här" in words_of(amina.get(f"{there}raderat/"))
    assert amina.post(f"{there}raderat/", {"whole": "on"}).status_code == 302
    sven = browse("sven")
    page = sven.get("/gallring/").content.decode()
    assert "Tornfeldt" in page
    (one,) = set(re.findall(r"/gallring/[0-9a-f-]{36}/", page))
    assert "på personens egen begäran" in words_of(sven.get(one))
    # The file is open, and she has not got her answer: nobody signs yet.
    assert sven.post(f"{one}skriv-under/").status_code == 403


def test_longer_time_is_told_first_and_moves_the_day_on_the_work_list(browse, leo, clock) -> None:
    with enter("amina") as social:
        safe_way(social, leo)
        request = ready(social, leo.person)
    there, amina = f"/begaran/{request.pk}/", browse("amina")
    assert f"{there}mer-tid/" in words_of(amina.get(there))
    asked = words_of(amina.get(f"{there}mer-tid/"))
    assert "senast 19 februari 2027" in asked
    assert "senast 19 december 2026" in asked
    said = {"why": "many", "reasons": "Tredje begäran i år.", "told_on": "2026-11-19"}
    assert amina.post(f"{there}mer-tid/", {**said, "reasons": ""}).status_code == 422
    assert amina.post(f"{there}mer-tid/", said)["Location"] == there
    shown = words_of(amina.get(there))
    assert "19 februari 2027" in shown
    assert "Tredje begäran i år." in shown
    assert f"{there}mer-tid/" not in shown
    assert "Längre tid är redan tagen." in words_of(amina.get("/arbetslista/"))
    assert "Svaret dröjer, till 2027-02-19" in words_of(amina.get(f"/akter/{leo.pk}/underrattelser/"))
    again = amina.post(f"{there}mer-tid/", said)
    assert again.status_code == 422
    assert "bara en gång" in words_of(again)


def test_after_the_month_it_is_late_and_no_longer_time_is_offered(browse, leo, clock) -> None:
    with enter("amina") as social:
        safe_way(social, leo)
        request = ready(social, leo.person)
    clock.move_to(NOW.replace(month=12, day=22))
    there, amina = f"/begaran/{request.pk}/", browse("amina")
    shown = words_of(amina.get(there))
    assert "3 dagar sen" in shown
    assert f"{there}mer-tid/" not in shown
    late = amina.post(f"{there}mer-tid/", {"why": "many", "reasons": "Sent.", "told_on": "2026-12-19"})
    assert late.status_code == 422
    assert "försenat" in words_of(late)


def test_at_the_police_the_page_is_not_there(browse, vidhamn) -> None:
    with enter("bo") as police:
        request = ready(police, file_in(police).person, kind="correction", wanted="Fel.")
    there, bo = f"/begaran/{request.pk}/", browse("bo")
    assert f"{there}mer-tid/" not in words_of(bo.get(there))
    assert bo.get(f"{there}mer-tid/").status_code == 404
    assert "ger ingen förlängning" in words_of(bo.get(there))
