"""The pages of meetings and co-operation: what they show, what they store, and what a shared screen never shows."""

import dataclasses
import io
import uuid
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from django.utils import translation
from icalendar import Calendar

from tests.cast import NOW, enter
from tests.disclosures.build import unit
from tests.files.build import TODAY
from tests.files.meeting_build import (
    AFTER,
    BEGINS,
    DURING,
    HOUR,
    convened,
    cooperating,
    file_in,
    file_of,
    invited,
    own_copy,
    prepared,
    registered_invitation,
)
from tests.web.queries import counted
from trefas.disclosures.models import Envelope, Receipt
from trefas.files.actions.committing import undertake
from trefas.files.actions.convening import Next, close_meeting
from trefas.files.actions.meeting import Telling, close_own_part, mark_said, note_heard, prepare
from trefas.files.meeting_models import SaidState
from trefas.files.models import Commitment, Cooperation, Heard, Meeting, MeetingItem, Prepared
from trefas.web import login  # noqa: F401  # its signal says when a session was opened
from trefas.web.meeting_papers import TEMPLATE, Paper, Section, entry_of
from trefas.web.papers import pdf

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
JSON = {"headers": {"accept": "application/json"}}
HUGO = {"given_name": "Hugo", "family_name": "Fjelner", "identity_number": "20040611-2383"}
LANGUAGES = ("sv", "en")


@pytest.fixture
def during():
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def meeting():
    return convened(cooperating())


def place(meeting, who, position=1):
    with enter(who) as room:
        return f"/moten/{own_copy(room, meeting.number).pk}/{position}/"


def told(meeting, number=None, **more):
    """Something that Bo has prepared; returns its group."""
    with enter("bo") as police:
        from trefas.files.models import File

        found = number or File.objects.get(room_id=police.room_id, cooperation__isnull=False).cooperation
        return prepared(police, meeting, found, **more)[0].group


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_both_languages(browse, meeting, during, language) -> None:
    told(meeting)
    client, here = browse("bo", language), place(meeting, "bo")
    with enter("bo") as police:
        file = file_of(police, MeetingItem.objects.get().cooperation)
    base = here.removesuffix("1/")
    words = "Möten" if language == "sv" else "Meetings"
    for address in (
        "/moten/", base, here, f"{here}forbered/", f"{base}delad-skarm/1/",
        f"/moten/samverkan/{file.pk}/", f"/moten/samverkan/{file.pk}/bjud-in/",
    ):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 200, address
    assert words in client.get("/moten/").content.decode()
    nora = browse("nora", language)
    for address in ("/moten/kalla/", f"/moten/{meeting.pk}/andra/", f"/moten/{meeting.pk}/avsluta/"):
        assert nora.get(address).status_code == 200, address


def test_a_foreign_meeting_and_an_absent_one_are_the_same(browse, meeting) -> None:
    for address in (f"/moten/{meeting.pk}/", f"/moten/{meeting.pk}/1/", f"/moten/{uuid.uuid4()}/"):
        assert browse("otto").get(address).status_code == 404
    assert browse("nora").get(f"/moten/{meeting.pk}/9/").status_code == 404


def test_who_has_no_meetings_and_who_may_not_call(browse, meeting) -> None:
    assert browse("ada").get("/moten/").status_code == 403
    assert browse("amina").get("/moten/kalla/").status_code == 403
    assert browse("amina").get(f"/moten/{meeting.pk}/avsluta/").status_code == 403
    assert browse("bo").get(f"{place(meeting, 'bo')}berattat/{uuid.uuid4()}/").status_code == 405


def test_calling_to_a_meeting_and_refusing_a_bad_day(browse) -> None:
    number = cooperating()
    client = browse("nora")
    page = client.get("/moten/kalla/").content.decode()
    assert "Leo Tornfeldt" in page
    given = {
        "day": "2099-11-20", "starts": "09:00", "ends": "10:30", "place": "Kvarnen", "people": [str(number)],
        "units": [str(unit("Polisen Nord").pk)],
    }  # fmt: skip
    refused = client.post("/moten/kalla/", given | {"ends": "08:00"})
    assert refused.status_code == 422
    assert "Kvarnen" in refused.content.decode()
    made = client.post("/moten/kalla/", given)
    assert made.status_code == 302
    assert client.get(made.url).status_code == 200
    with enter("nora") as social:
        assert Meeting.objects.filter(room_id=social.room_id).count() == 1


def test_what_is_taken_in_by_itself_does_not_wait_to_be_registered(browse) -> None:
    from tests.files.meeting_build import call
    from trefas.files.actions.convening import convene
    from trefas.web.waiting import waiting_counts

    number = cooperating()
    with enter("nora") as social:
        convene(by=social.acting, call=call(number), now=NOW)
    with enter("bo") as police:
        assert Envelope.objects.filter(room_id=police.room_id, state="waiting").count() == 1
        assert waiting_counts(police.acting) == {"received": 0}


def test_the_own_copy_comes_with_the_first_visit_of_the_page(browse) -> None:
    number = cooperating()
    with enter("nora") as social:
        from tests.files.meeting_build import call
        from trefas.files.actions.convening import convene

        convene(by=social.acting, call=call(number), now=NOW)
    assert "Kvarnen, sal 3" in browse("bo").get("/moten/").content.decode()


def test_the_talk_shows_what_is_prepared_and_who_is_in(browse, meeting, during) -> None:
    told(meeting)
    page = browse("bo").get(place(meeting, "bo")).content.decode()
    assert "Leo Tornfeldt" in page
    assert "Ny adress" in page
    assert "Vill bort från Kvarnlunda." in page
    assert "OSL 10 kap. 27 §" in page
    assert "Den som inte följer personen lämnar samtalet." in page
    assert "Kvarnlunda" in page


def test_what_is_prepared_and_not_assessed_links_to_its_questions(browse, meeting, during) -> None:
    from trefas.disclosures.actions import Facts

    told(meeting, facts=Facts())
    client, here = browse("bo"), place(meeting, "bo")
    with enter("bo") as police:
        row = Prepared.objects.get(room_id=police.room_id)
    page = client.get(here).content.decode()
    assert "Bedöm för Kvarnlunda: Ny adress" in page
    assert f"/lamna-ut/{row.assessment_id}/bedomning/" in page


def test_a_page_of_a_meeting_asks_at_most_twelve_queries(browse, meeting, during) -> None:
    told(meeting)
    told(meeting, title="Annat")
    with enter("bo") as police:
        file = file_of(police, MeetingItem.objects.get(room_id=police.room_id).cooperation)
        made = undertake(
            by=police.acting, file_id=file.pk, owner_id=police.acting.user_id, text="Ringa", due_on=TODAY, now=NOW
        )
        chosen = [("commitment", made.pk), ("person", file.person_id)]
        copy = own_copy(police, meeting.number)
        prepare(by=police.acting, meeting_id=copy.pk, telling=Telling(file.pk, [unit()], chosen), now=NOW)
    client, here = browse("bo"), place(meeting, "bo")
    for address in (here, here.removesuffix("1/"), "/moten/"):
        client.get(address)
        with counted(("rooms",)) as asked:
            client.get(address)
        assert len(asked) <= 12, (address, asked)


def test_one_key_marks_it_as_said_and_undoes_it(browse, meeting, during) -> None:
    group, client, here = told(meeting), browse("bo"), place(meeting, "bo")
    url = f"{here}berattat/{group}/"
    answer = client.post(url, {"said": "said", "version": "1"}, **JSON)
    assert answer.json() == {"state": "said", "stamp": "Sagt 10:21", "version": 2}
    assert 'aria-pressed="true"' in client.get(here).content.decode()
    late = client.post(url, {"said": "not_said", "version": "1"}, **JSON)
    assert (late.status_code, "laddar" in late.json()["error"].lower() or "Ladda" in late.json()["error"]) == (
        422,
        True,
    )
    assert client.post(url, {"said": "undo", "version": "2"}, **JSON).json()["state"] == ""
    assert client.post(url, {"said": "said", "version": "3"}).status_code == 302
    assert client.post(url, {"said": "maybe", "version": "4"}, **JSON).status_code == 422


def test_what_the_law_does_not_open_is_answered_with_its_sentence(browse, meeting, during) -> None:
    from trefas.disclosures.actions import Facts

    group = told(meeting, facts=Facts())
    client, here = browse("bo"), place(meeting, "bo")
    answer = client.post(f"{here}berattat/{group}/", {"said": "said", "version": "1"}, **JSON)
    assert answer.status_code == 422
    assert "18" in answer.json()["error"]
    plain = client.post(f"{here}berattat/{group}/", {"said": "said", "version": "1"})
    assert plain.status_code == 422
    assert "18" in plain.content.decode()


def test_preparing_goes_on_to_the_assessment_and_sends_nothing(browse, meeting) -> None:
    client, here = browse("bo"), place(meeting, "bo")
    with enter("bo") as police:
        item = f"person:{file_of(police, MeetingItem.objects.get().cooperation).person_id}"
    given = {"items": [item], "units": [str(unit().pk)], "purpose": "prevent_crime"}
    assert client.post(f"{here}forbered/", {**given, "items": []}).status_code == 422
    response = client.post(f"{here}forbered/", given)
    assert response.status_code == 302
    with enter("bo") as police:
        row = Prepared.objects.get(room_id=police.room_id)
        assert response.url == f"/lamna-ut/{row.assessment_id}/bedomning/"
    with enter("amina") as social:
        assert Envelope.objects.filter(room_id=social.room_id, state="waiting").count() == 0


def test_attendance_what_was_heard_and_a_commitment(browse, meeting, during) -> None:
    client, here = browse("amina"), place(meeting, "amina")
    police = str(unit("Polisen Nord").pk)
    assert client.post(f"{here}narvaro/", {"unit": [police]}).status_code == 302
    assert client.post(f"{here}hort/", {"heard-unit": police, "heard-text": ""}).status_code == 422
    kept = client.post(f"{here}hort/", {"heard-unit": police, "heard-text": "Hotet gäller två veckor."})
    assert kept.status_code == 302
    with enter("amina") as social:
        owner = str(social.acting.user_id)
    given = {"commitment-text": "Ringa mormor", "commitment-owner": owner, "commitment-due_on": "2026-11-27"}
    bad = client.post(f"{here}atagande/", {**given, "commitment-due_on": "2020-01-01"})
    assert bad.status_code == 422
    assert "Ringa mormor" in bad.content.decode()
    assert client.post(f"{here}atagande/", given).status_code == 302
    page = client.get(here).content.decode()
    assert "Hotet gäller två veckor." in page
    assert "Ringa mormor" in page
    with enter("amina") as social:
        assert MeetingItem.objects.get(room_id=social.room_id).present == [unit("Polisen Nord").pk]
        assert (Heard.objects.count(), Commitment.objects.count()) == (1, 1)


def test_the_shared_screen_has_numbers_times_and_attendance_and_no_name(browse, meeting, during) -> None:
    told(meeting)
    base = place(meeting, "bo").removesuffix("1/")
    page = browse("bo").get(f"{base}delad-skarm/1/").content.decode()
    with enter("bo") as police:
        number = MeetingItem.objects.get(room_id=police.room_id).cooperation
    assert f"{number.hex[:4]}-{number.hex[4:8]}".upper() in page
    assert "Socialtjänsten Kvarnlunda, Trefas" in page
    for secret in ("Leo", "Tornfeldt", "Ny adress", "Bo Lindqvist", "20070314", "19 år"):
        assert secret not in page
    assert browse("bo").get(f"{base}delad-skarm/7/").status_code == 404


def test_who_does_not_follow_the_person_sees_a_number_and_the_sentence(browse) -> None:
    meeting = convened(cooperating(), units=(unit("Polisen Nord").pk, unit("Hamnskogen").pk))
    client = browse("ylva")
    client.get("/moten/")
    page = client.get(place(meeting, "ylva")).content.decode()
    assert "Leo" not in page
    assert "Den som inte följer personen lämnar samtalet." in page
    assert client.post(f"{place(meeting, 'ylva')}hort/", {}).status_code == 404
    assert client.get(f"{place(meeting, 'ylva')}forbered/").status_code == 404


def test_closing_with_the_next_meeting_sends_what_was_said(browse, meeting) -> None:
    group, here = told(meeting), place(meeting, "bo")
    with time_machine.travel(DURING, tick=False):
        browse("bo").post(f"{here}berattat/{group}/", {"said": "said", "version": "1"})
    client = browse("nora")
    with time_machine.travel(AFTER, tick=False):
        half = client.post(f"/moten/{meeting.pk}/avsluta/", {"day": "2026-12-04"})
        assert half.status_code == 422
        given = {"day": "2026-12-04", "starts": "09:00", "ends": "10:00", "place": "Polishuset"}
        assert client.post(f"/moten/{meeting.pk}/avsluta/", given).status_code == 302
        page = client.get(f"/moten/{meeting.pk}/").content.decode()
        assert "Polishuset" in page
        bo = browse("bo")
        assert "inte skickad" in bo.get(here.removesuffix("1/")).content.decode()
        assert bo.post(f"{here.removesuffix('1/')}min-del/").status_code == 302
        assert "inte skickad" not in bo.get(here.removesuffix("1/")).content.decode()
    with enter("bo") as police:
        assert Receipt.objects.filter(room_id=police.room_id, direction="out", statutes=["OSL-10-27"]).count() == 2


def test_the_own_part_cannot_be_closed_before_the_meeting(browse, meeting) -> None:
    with time_machine.travel(NOW, tick=False):
        response = browse("bo").post(f"{place(meeting, 'bo').removesuffix('1/')}min-del/")
    assert response.status_code == 422
    assert "har inte börjat" in response.content.decode()


def noted(meeting):
    """Each room has said, heard and undertaken something of its own."""
    group = told(meeting)
    with enter("bo") as police:
        copy = own_copy(police, meeting.number)
        mark_said(by=police.acting, meeting_id=copy.pk, group=group, said=SaidState.SAID, version=1, now=DURING)
    with enter("amina") as social:
        file = file_of(social, MeetingItem.objects.get(room_id=social.room_id).cooperation)
        who = {"by": social.acting, "meeting_id": meeting.pk, "file_id": file.pk, "now": DURING}
        note_heard(**who, unit=unit("Polisen Nord"), text="Polisen ser ett hot.")
        undertake(**who, owner_id=social.acting.user_id, text="Behovsutredning påbörjad", due_on=TODAY + timedelta(5))
    with enter("nora") as social:
        after = Next(BEGINS + timedelta(days=14), BEGINS + timedelta(days=14, hours=1), "Polishuset")
        close_meeting(by=social.acting, meeting_id=meeting.pk, next_meeting=after, now=AFTER)
    with enter("bo") as police:
        close_own_part(by=police.acting, meeting_id=copy.pk, now=AFTER)


@pytest.mark.parametrize("part", ["gemensam", "egen"])
def test_the_notes_are_tagged_with_language_and_title(browse, meeting, part) -> None:
    noted(meeting)
    response = browse("bo").get(f"{place(meeting, 'bo').removesuffix('1/')}anteckningar/{part}/")
    assert response["Content-Type"] == "application/pdf"
    paper = pikepdf.open(io.BytesIO(response.content))
    root = paper.Root
    assert root.MarkInfo.Marked
    assert str(root.Lang) == "sv"
    assert root.ViewerPreferences.DisplayDocTitle
    with paper.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert "Mötesanteckningar" in str(metadata["dc:title"])
    assert {"/H1", "/H2"} & tags(root.StructTreeRoot)


def tags(node, found=None) -> set[str]:
    found = set() if found is None else found
    if isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.add(str(node.S))
        for kid in node.get("/K", []) if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
            tags(kid, found)
    return found


def test_the_joint_part_is_the_same_in_every_room_and_no_part_holds_anothers_words(
    browse, meeting, monkeypatch
) -> None:
    from trefas.web import meeting_papers

    printed = []
    monkeypatch.setattr(meeting_papers, "pdf", lambda _template, data, at: printed.append(data) or b"%PDF")
    noted(meeting)
    for who in ("amina", "bo"):
        client, base = browse(who), place(meeting, who).removesuffix("1/")
        client.get(base)
        client.get(f"{base}anteckningar/gemensam/")
        client.get(f"{base}anteckningar/egen/")
    joint_social, own_social, joint_police, own_police = printed
    assert joint_social["sections"] == joint_police["sections"]
    assert "Leo" not in str(joint_police["sections"])
    for ours, theirs in ((own_social, own_police), (own_police, own_social)):
        assert "Leo Tornfeldt" in str(ours)
        assert ours["sections"] != theirs["sections"]
    assert "Ny adress" in str(own_police)
    assert "Ny adress" not in str(own_social)
    assert "Polisen ser ett hot." not in str(own_police)
    assert "Behovsutredning" not in str(own_police)
    assert "Behovsutredning" in str(own_social)


def test_words_on_paper_are_never_read_as_markup() -> None:

    evil = 'https://x.example #panic("x") *b* $x$ <script> \\ " \u202e å'
    sections = [Section(evil, facts=[(evil, evil)], points=[evil], lines=[evil], columns=[evil], rows=[[evil]])]
    made = pdf(TEMPLATE, dataclasses.asdict(Paper(evil, "sv", evil, evil, sections)), at=NOW)
    assert made.startswith(b"%PDF")


def test_the_calendar_entry_has_when_and_where_and_nobody(browse, meeting) -> None:
    noted(meeting)
    base = place(meeting, "bo").removesuffix("1/")
    client = browse("bo")
    client.get(base)
    response = client.get(f"{base}nasta-i-kalendern/")
    calendar = Calendar.from_ical(response.content)
    (event,) = calendar.walk("VEVENT")
    (zone,) = calendar.walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Europe/Stockholm"
    assert event["DTSTART"].dt == BEGINS + timedelta(days=14)
    assert event["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert str(event["LOCATION"]) == "Polishuset"
    for secret in ("Leo", "Tornfeldt", "Nora", "trefas i", "Kvarnlunda", "Samverkan"):
        assert secret not in response.content.decode()
    assert client.get(f"{base}kalender/").status_code == 200


def test_there_is_no_entry_for_a_meeting_that_is_not_agreed_on(browse, meeting) -> None:
    assert browse("nora").get(f"/moten/{meeting.pk}/nasta-i-kalendern/").status_code == 404


def test_an_entry_is_written_with_the_clock_of_its_season() -> None:
    with translation.override("en"):
        made = entry_of(uuid.uuid4(), BEGINS, BEGINS + HOUR, "Kvarnen", NOW).decode()
    assert "DTSTART;TZID=Europe/Stockholm:20261120T100000" in made
    assert "SUMMARY:Meeting" in made


def test_the_work_list_has_commitments_what_is_unsent_and_the_next_meeting(browse, meeting) -> None:
    told(meeting)
    with enter("amina") as social:
        file = file_of(social, MeetingItem.objects.get(room_id=social.room_id).cooperation)
        undertake(
            by=social.acting,
            file_id=file.pk,
            owner_id=social.acting.user_id,
            text="Ringa mormor",
            due_on=TODAY,
            now=NOW,
        )
    with time_machine.travel(NOW, tick=False):
        page = browse("amina").get("/arbetslista/").content.decode()
    assert "Ringa mormor" in page
    assert "Kvarnen, sal 3" in page


def test_what_was_said_and_not_sent_is_a_task(browse, meeting) -> None:
    group, here = told(meeting), place(meeting, "bo")
    with time_machine.travel(DURING, tick=False):
        client = browse("bo")
        client.post(f"{here}berattat/{group}/", {"said": "said", "version": "1"})
        assert "Avsluta din del av mötet" in client.get("/arbetslista/").content.decode()


def test_a_commitment_is_ticked_off_and_a_foreign_one_is_not_there(browse, meeting) -> None:
    with enter("amina") as social:
        file = file_of(social, MeetingItem.objects.get(room_id=social.room_id).cooperation)
        made = undertake(
            by=social.acting, file_id=file.pk, owner_id=social.acting.user_id, text="Ringa", due_on=TODAY, now=NOW
        )
    client, address = browse("amina"), f"/moten/ataganden/{made.pk}/"
    assert browse("bo").get(address).status_code == 404
    assert "Ringa" in client.get(address).content.decode()
    assert client.post(address, {"outcome": "Klart"}).status_code == 302
    assert client.post(address, {"outcome": "Klart"}).status_code == 422


def test_inviting_from_the_file_goes_on_to_the_assessment(browse) -> None:
    with enter("bo") as police:
        file = file_in(police)
    client, address = browse("bo"), f"/moten/samverkan/{file.pk}/bjud-in/"
    assert "Ingen annan" in client.get(f"/moten/samverkan/{file.pk}/").content.decode()
    refused = client.post(address, {"unit": str(unit("Stensberga").pk), "purpose": "prevent_crime"})
    assert refused.status_code == 422
    assert "överenskommelse" in refused.content.decode()
    sent = client.post(address, {"unit": str(unit().pk), "purpose": "prevent_crime"})
    assert sent.status_code == 302
    assert "/bedomning/" in sent.url
    assert browse("eva").get(f"/moten/samverkan/{uuid.uuid4()}/").status_code == 404


def test_accepting_setting_the_review_and_leaving_from_the_file(browse) -> None:
    with enter("bo") as police:
        invited(police, file_in(police))
    with enter("amina") as social:
        item = registered_invitation(social)
        from trefas.files.models import File

        file = File.objects.get(room_id=social.room_id, person_id=item.person_id)
    client, here = browse("amina"), f"/moten/samverkan/{file.pk}/"
    assert "Tacka ja och samverka" in client.get(here).content.decode()
    assert client.post(f"{here}tacka-ja/{uuid.uuid4()}/").status_code == 404
    assert client.post(f"{here}tacka-ja/{item.pk}/").status_code == 302
    assert client.post(f"{here}tacka-ja/{item.pk}/").status_code == 422
    assert "Polisen Nord" in client.get(here).content.decode()
    assert client.post(here, {"on": "2020-01-01"}).status_code == 422
    assert client.post(here, {"on": "2099-01-15"}).status_code == 302
    assert client.post(f"{here}lamna/").status_code == 302
    with enter("amina") as social:
        assert Cooperation.objects.filter(room_id=social.room_id).count() == 0
    assert client.post(f"{here}lamna/").status_code == 404
