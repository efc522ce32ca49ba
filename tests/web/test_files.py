"""Akten: who may open it, what it tells, notes and corrections, papers, drafts, contacts, conflicts, and who has read."""

import re
import uuid
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import NOW, enter
from tests.files.build import NOEL, file_in, happen, note, proposed, received, sent_to_kvarnlunda
from tests.web.queries import counted
from trefas.authorities.models import Unit
from trefas.files.actions import (
    Child,
    Happening,
    add_attachment,
    add_counterpart,
    assess_child,
    mention,
    record_event,
    set_contact_route,
    set_next_step,
)
from trefas.files.models import Attachment, ContactRoute, Counterpart, Draft, File, Guardian, Mention, Note
from trefas.persons.actions import Source, edit_person
from trefas.plans.actions import Look, review

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
WRITTEN = {
    "kind": "fact",
    "title": "Tackade ja till stöd att lämna",
    "text": "Leo ringde journumret.",
    "happened_at": "2026-11-18T23:40",
    "ground": "SoL 14:3",
}


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leo(db):
    with enter("amina") as room:
        return file_in(room)


def url(file, *parts):
    return f"/akter/{file.pk}/" + "".join(f"{part}/" for part in parts)


def read(client, *args):
    page = client.get(*args)
    assert page.status_code == 200, page.status_code
    return page.content.decode()


PAGES = (
    "",
    "tidslinje",
    "kontakter",
    "dokument",
    "vem-har-last",
    "anteckning",
    "nasta-steg",
    "arendenummer",
    "information",
)
FORMS = ("kontakter/saker-vag", "kontakter/motpart", "kontakter/vardnadshavare", "kontakter/tredje-person")


@pytest.mark.parametrize("page", [*PAGES, *FORMS])
def test_every_page_opens_in_both_languages_and_for_nobody_else(browse, leo, page) -> None:
    where = url(leo, *(page.split("/") if page else ()))
    assert "Leo Tornfeldt" in read(browse("amina"), where)
    english = read(browse("amina", "en"), where)
    assert "Why do you see this?" in english
    for stranger in ("bo", "ylva", "otto"):
        assert browse(stranger).get(where).status_code == 404
    assert browse("sara").get(where).status_code == 403


def test_an_absent_and_a_foreign_file_are_answered_alike(browse, leo) -> None:
    client = browse("bo")
    foreign, absent = client.get(url(leo)), client.get(f"/akter/{uuid.uuid4()}/")
    fresh = r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}"
    bodies = [re.sub(fresh, "", page.content.decode()) for page in (foreign, absent)]
    assert foreign.status_code == absent.status_code
    assert bodies[0].split() == bodies[1].split()


def test_the_identity_bar_says_why_you_see_it_and_how_to_reach_safely(browse, leo) -> None:
    page = read(browse("amina"), url(leo))
    assert "20070314-2380" in page
    assert "SO-2026-0001" in page
    assert "Du är handläggare sedan 19 november 2026." in page
    assert "Never" not in page
    with enter("amina") as room:
        values = {
            "telephone": "070-174 06 12", "times": "vardagar efter 15", "answers": "Bara Leo svarar.",
            "staff_safety": "Besök två och två.", "staff_safety_until": date(2026, 11, 18),
        }  # fmt: skip
        set_contact_route(by=room.acting, file_id=leo.pk, version=0, values=values, now=NOW)
    page = read(browse("nora"), url(leo))
    assert "Du arbetar på" in page
    assert "tel:0701740612" in page
    assert "Skicka aldrig brev." in page
    assert "Besök två och två" not in page, "a note on safety ends with its day"


def test_language_interpreter_and_custody_are_told(browse, leo) -> None:
    with enter("amina") as room:
        person = File.objects.select_related("person").get(room_id=room.room_id, pk=leo.pk).person
        values = {"language": "somaliska", "interpreter": True}
        edit_person(
            by=room.acting, person=person, version=person.version, values=values, source=Source("told"), now=NOW
        )
        happen(room, leo, "custody_started", until="2026-12-22")
    page = read(browse("amina"), url(leo))
    assert "somaliska, tolk behövs" in page
    assert "Frihetsberövad till 22 december 2026" in page


def test_a_note_is_written_with_its_paper_and_stands_on_the_timeline(browse, leo) -> None:
    client = browse("amina")
    paper = SimpleUploadedFile("samtal.pdf", b"%PDF-1.7 Leo")
    assert client.post(url(leo, "anteckning"), {**WRITTEN, "paper": paper}).status_code == 302
    page = read(client, url(leo, "tidslinje"))
    for words in ("Tackade ja till stöd att lämna", "Faktum", "Egen anteckning, SoL 14:3", "samtal.pdf", "23:40"):
        assert words in page, words
    with enter("amina") as room:
        kept = Attachment.objects.get(room_id=room.room_id)
    download = client.get(url(leo, "dokument", kept.pk))
    assert download.content == b"%PDF-1.7 Leo"
    assert download["Content-Disposition"].startswith("attachment")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert "samtal.pdf" in read(client, url(leo, "dokument"))
    assert browse("bo").get(url(leo, "dokument", kept.pk)).status_code == 404
    assert client.get(url(leo, "dokument", uuid.uuid4())).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"kind": ""},
        {"happened_at": "i går"},
        {"happened_at": "2026-11-20T09:00"},
        {"paper": SimpleUploadedFile("a.pdf", b"MZ\x00\x01")},
    ],
)
def test_a_refused_note_keeps_what_was_typed_and_stores_nothing(browse, leo, wrong) -> None:
    answer = browse("amina").post(url(leo, "anteckning"), {**WRITTEN, **wrong})
    assert answer.status_code == 422
    assert "Leo ringde journumret." in answer.content.decode()
    with enter("amina") as room:
        assert not Note.objects.filter(room_id=room.room_id).exists()
        assert not Attachment.objects.filter(room_id=room.room_id).exists()


def test_police_notes_carry_category_and_reliability_and_others_do_not(browse, leo) -> None:
    with enter("bo") as room:
        file = proposed(room).file
    client = browse("bo")
    assert 'name="reliability"' in read(client, url(file, "anteckning"))
    client.post(url(file, "anteckning"), {**WRITTEN, "category": "informant", "reliability": "B2"})
    assert "Tillförlitlighet B2" in read(client, url(file, "tidslinje"))
    assert 'name="reliability"' not in read(browse("amina"), url(leo, "anteckning"))


def test_a_correction_strikes_the_old_text_through(browse, leo) -> None:
    with enter("amina") as room:
        old = note(room, leo, text="3 november 2026.", title="Händelsen")
    client = browse("amina")
    form = {**WRITTEN, "title": "Händelsen var 2 november", "text": "2 november 2026."}
    assert "3 november 2026." in read(client, url(leo, "anteckning", old.pk, "ratta"))
    assert client.post(url(leo, "anteckning", old.pk, "ratta"), form).status_code == 302
    page = read(client, url(leo, "tidslinje"))
    assert "<del>3 november 2026.</del>" in page
    assert "Rättelse" in page
    assert "Rättad" in page
    assert client.post(url(leo, "anteckning", old.pk, "ratta"), form).status_code == 422
    assert client.get(url(leo, "anteckning", uuid.uuid4(), "ratta")).status_code == 404


def test_a_draft_survives_and_is_there_for_its_writer_only(browse, leo) -> None:
    client = browse("amina")
    kept = client.post(url(leo, "anteckning", "utkast"), {**WRITTEN, "title": "Halvt"}, HTTP_ACCEPT="application/json")
    assert kept.status_code == 204
    assert "Halvt" in read(browse("amina"), url(leo, "anteckning"))
    assert "Halvt" not in read(browse("nora"), url(leo, "anteckning"))
    client.post(url(leo, "anteckning"), WRITTEN)
    with enter("amina") as room:
        assert not Draft.objects.filter(room_id=room.room_id).exists()
    assert client.get(url(leo, "anteckning", "utkast")).status_code == 405


def test_a_draft_without_javascript_is_kept_by_a_button_and_an_empty_one_is_forgotten(browse, leo) -> None:
    client = browse("amina")
    html = {"HTTP_ACCEPT": "text/html"}
    assert client.post(url(leo, "anteckning", "utkast"), WRITTEN, **html).status_code == 302
    client.post(url(leo, "anteckning", "utkast"), {}, **html)
    with enter("amina") as room:
        assert not Draft.objects.filter(room_id=room.room_id).exists()


def test_a_note_is_copied_out_and_marked(browse, leo) -> None:
    with enter("amina") as room:
        kept = note(room, leo, ground="SoL 14:3")
    client = browse("amina")
    page = read(client, url(leo, "anteckning", kept.pk, "kopiera"))
    assert "Vill bort från Kvarnlunda." in page
    client.post(url(leo, "anteckning", kept.pk, "kopiera"))
    assert "Överförd till verksamhetssystemet" in read(client, url(leo, "tidslinje"))


def test_older_items_follow_without_loss_or_repeat(browse, leo) -> None:
    with enter("amina") as room:
        for number in range(30):
            note(room, leo, title=f"Rubrik {number:02}", happened_at=NOW - timedelta(hours=number))
    client = browse("amina")
    first = client.get(url(leo))
    assert "Visa 25 äldre poster" in first.content.decode()
    seen, where = first.content.decode(), first.context["timeline"]["more_url"]
    while where:
        page = client.get(where, HTTP_HX_REQUEST="true")
        seen, where = seen + page.content.decode(), page.context["more_url"]
    assert [seen.count(f">Rubrik {number:02}<") for number in range(30)] == [1] * 30


def test_the_timeline_shows_one_kind_at_a_time(browse, leo) -> None:
    with enter("amina") as room:
        note(room, leo, title="Samtal om hyran")
    notes = read(browse("amina"), url(leo, "tidslinje") + "?kind=notes")
    assert "Samtal om hyran" in notes
    assert "registrerades" not in notes
    assert "registrerades" in read(browse("amina"), url(leo, "tidslinje") + "?kind=events")


def test_an_event_told_late_says_when_it_happened(browse) -> None:
    with enter("amina") as room:
        leo = file_in(room, now=NOW - timedelta(days=5))
        happened = Happening("contacted", date(2026, 11, 17), {"subject": "telefon", "text": "Inget svar"})
        record_event(by=room.acting, file_id=leo.pk, happening=happened, now=NOW)
    page = read(browse("amina"), url(leo, "tidslinje"))
    assert "Hände 17 nov" in page
    assert "Inget svar" in page
    assert "telefon" in read(browse("amina"), url(leo, "kontakter"))


STEP = {"next_step": "Ring Leo", "next_step_on": "2026-11-20", "version": "1"}


def test_the_next_step_is_changed_and_stands_first(browse, leo) -> None:
    client = browse("amina")
    assert client.post(url(leo, "nasta-steg"), STEP).status_code == 302
    page = read(client, url(leo))
    assert "Ring Leo" in page
    assert "Anteckna kontakt" in page


def test_two_who_change_the_next_step_see_both_texts(browse, leo) -> None:
    with enter("nora") as room:
        set_next_step(by=room.acting, file_id=leo.pk, version=1, now=NOW, text="Noras steg")
    client = browse("amina")
    answer = client.post(url(leo, "nasta-steg"), STEP)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Noras steg" in page
    assert "Ring Leo" in page
    assert client.post(url(leo, "nasta-steg"), {**STEP, "version": "2", "keep": "merged"}).status_code == 302
    assert client.post(url(leo, "nasta-steg"), {"keep": "theirs", "version": "3"}).status_code == 302


def test_the_case_systems_number_shows_in_the_bar(browse, leo) -> None:
    client = browse("amina")
    client.post(url(leo, "arendenummer"), {"reference": "26-4711", "version": "1"})
    assert "26-4711" in read(client, url(leo))
    assert client.post(url(leo, "arendenummer"), {"reference": "26-1", "version": "1"}).status_code == 409


def test_the_safe_way_is_changed_and_a_second_writer_sees_what_the_first_saved(browse, leo) -> None:
    client, where = browse("amina"), url(leo, "kontakter", "saker-vag")
    assert client.post(where, {"telephone": "070-174 06 12", "version": "0"}).status_code == 302
    assert client.post(where, {"staff_safety": "Två och två", "version": "1"}).status_code == 422
    late = client.post(where, {"telephone": "070-174 06 99", "version": "0"})
    assert late.status_code == 422
    page = late.content.decode()
    assert "Telefon: 070-174 06 12" in page
    assert "070-174 06 99" in page
    assert client.post(where, {"telephone": "070-174 06 99", "version": "1"}).status_code == 302
    with enter("amina") as room:
        assert ContactRoute.objects.get(room_id=room.room_id).version == 2


def test_a_counterpart_is_named_and_removed(browse, leo) -> None:
    client, police = browse("amina"), Unit.objects.get(name="Polisen Vidhamn Nord")
    form = {"unit": str(police.pk), "name": "Bo Lindqvist", "telephone": "070-174 06 21"}
    assert client.post(url(leo, "kontakter", "motpart"), form).status_code == 302
    assert "Bo Lindqvist" in read(client, url(leo))
    with enter("amina") as room:
        kept = Counterpart.objects.get(room_id=room.room_id)
    assert browse("ylva").post(url(leo, "kontakter", "motpart", kept.pk)).status_code == 404
    assert client.post(url(leo, "kontakter", "motpart", uuid.uuid4())).status_code == 404
    assert client.post(url(leo, "kontakter", "motpart", kept.pk)).status_code == 302
    assert "Bo Lindqvist" not in read(client, url(leo, "kontakter"))


def test_a_childs_guardian_who_may_not_be_told_is_told_so_to_staff(browse, leo) -> None:
    with enter("amina") as room:
        file = file_in(room, **NOEL)
        child = Child("Skydd väger tyngst.", "Vill inte att pappa får veta.", "Amina Karlberg")
        assess_child(by=room.acting, file_id=file.pk, occasion="measure", child=child, now=NOW)
    client, where = browse("amina"), url(file, "kontakter", "vardnadshavare")
    form = {"name": "Per Askdal", "may_be_told": "no", "version": "0"}
    assert client.post(where, form).status_code == 422
    assert client.post(where, {**form, "reason": "Noel är rädd för honom."}).status_code == 302
    page = read(client, url(file, "kontakter"))
    for words in ("Per Askdal", "Får inte veta", "Vill inte att pappa får veta.", "Amina Karlberg", "Under 18 år"):
        assert words in page, words
    with enter("amina") as room:
        kept = Guardian.objects.get(room_id=room.room_id)
    changed = {**form, "may_be_told": "partly", "reason": "Får veta tid.", "version": "1"}
    assert client.post(f"{where}{kept.pk}/", changed).status_code == 302
    assert client.get(f"{where}{uuid.uuid4()}/").status_code == 404


def test_a_third_person_is_marked_as_not_suspected_and_can_be_removed(browse, leo) -> None:
    client = browse("amina")
    form = {"name": "Ada Brink", "relation": "syster", "text": "Har erbjudit boende."}
    assert client.post(url(leo, "kontakter", "tredje-person"), form).status_code == 302
    page = read(client, url(leo, "kontakter"))
    assert "Ej misstänkt" in page
    with enter("amina") as room:
        kept = Mention.objects.get(room_id=room.room_id)
    assert client.post(url(leo, "kontakter", "tredje-person", uuid.uuid4())).status_code == 404
    client.post(url(leo, "kontakter", "tredje-person", kept.pk))
    assert "Ada Brink" not in read(client, url(leo, "kontakter"))


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"informed": "yes", "on": "2026-11-19", "how": "oral"}, 302, "Informerad muntligt 19 november"),
        (
            {"informed": "no", "on": "2026-11-19", "why_not": "Polisens arbete", "test_on": "2026-12-19"},
            302,
            "Pröva igen 19 december",
        ),
        ({"informed": "no", "on": "2026-11-19"}, 422, ""),
        ({"informed": "yes", "on": "2026-11-19"}, 422, ""),
        ({"informed": "no", "on": "2026-11-19", "why_not": "X", "test_on": "2026-11-19"}, 422, ""),
    ],
)
def test_information_to_the_person(browse, leo, form, status, words) -> None:
    client = browse("amina")
    assert client.post(url(leo, "information"), form).status_code == status
    if words:
        assert words in read(client, url(leo))


def test_who_has_read_is_told_by_name_time_and_page(browse, leo) -> None:
    browse("nora").get(url(leo, "tidslinje"))
    page = read(browse("amina"), url(leo, "vem-har-last"))
    assert "Nora Hedin" in page
    assert "Akten, tidslinje" in page
    assert re.search(r"\d+ \w+ 20\d\d \d\d:\d\d", page)


def test_a_lawyer_may_read_and_not_write(browse, leo) -> None:
    client = browse("lena")
    assert "Leo Tornfeldt" in read(client, url(leo))
    assert client.get(url(leo, "anteckning")).status_code == 403
    assert client.post(url(leo, "anteckning"), WRITTEN).status_code == 403


def test_an_ended_file_is_read_and_no_longer_written_in(browse, leo) -> None:
    with enter("sven") as room:
        look = Look("end", "Två källor", ground="not_seen", verified="two_sources")
        review(by=room.acting, file_id=leo.pk, look=look, now=NOW)
    client = browse("amina")
    page = read(client, url(leo))
    assert "Avslutad 19 november 2026" in page
    assert client.post(url(leo, "anteckning"), WRITTEN).status_code == 422


def rich(file):
    with enter("amina") as room:
        police = Unit.objects.select_related("branch").get(name="Polisen Vidhamn Nord")
        add_counterpart(by=room.acting, file_id=file.pk, unit=police, name="Bo", telephone="070", now=NOW)
        set_contact_route(by=room.acting, file_id=file.pk, version=0, values={"telephone": "070"}, now=NOW)
        mention(by=room.acting, file_id=file.pk, name="Ada", relation="syster", text="x", now=NOW)
        for number in range(10):
            kept = note(room, file, title=f"Rubrik {number}", happened_at=NOW - timedelta(hours=number))
        add_attachment(by=room.acting, note_id=kept.pk, name="a.pdf", content=b"%PDF-", now=NOW)


@pytest.mark.parametrize("page", ["", "tidslinje", "kontakter", "dokument", "anteckning"])
def test_a_page_asks_the_database_at_most_twelve_times(browse, leo, page) -> None:
    rich(leo)
    client, where = browse("amina"), url(leo, *([page] if page else []))
    client.get(where)
    with counted() as asked:
        client.get(where)
    assert len(asked) <= 12, f"{len(asked)}\n" + "\n".join(asked)


def test_times_are_told_where_the_work_is_done(browse, leo) -> None:
    with enter("amina") as room:
        note(room, leo, happened_at=datetime.fromisoformat("2026-11-18T22:40:00+00:00"))
    assert "23:40" in read(browse("amina"), url(leo))


def test_a_received_copy_stands_on_the_timeline_with_sender_and_ground(browse, leo) -> None:
    with enter("bo") as room:
        sent_to_kvarnlunda(room)
    with enter("amina") as room:
        told = {"told_at": "2026-11-18T23:38:00+01:00", "from": {"officer": "Bo Lindqvist"}}
        first = received(room, leo, **told)
        received(room, leo, corrects=first, text="Skulden är betald.", title="Skulden")
    page = read(browse("amina"), url(leo))
    assert "<del>Skuld som ska betalas.</del>" in page
    for words in ("Hot mot Leo", "Bo Lindqvist, Polisen Vidhamn Nord", "Sagt muntligt", "Mottaget M-2026-0412", "Stöd: OSL 10:15 a",
                  "Skyddas hos oss av OSL 26 kap. 1 §"):  # fmt: skip
        assert words in page, words
    assert "Hot mot Leo" in read(browse("amina"), url(leo, "tidslinje") + "?kind=received")
