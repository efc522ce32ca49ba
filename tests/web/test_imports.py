"""The import wizard as Bo meets it: a real file, a broken file, another's list."""

import io
import re
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import enter
from trefas.persons.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def excel(*rows: list[str], name: str = "lista.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in [["Namn", "Personnummer", "Rubrik X"], *rows]:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile(name, target.getvalue())


def people(who: str = "bo") -> list[str]:
    with enter(who):
        return sorted(person.name for person in Person.objects.all())


def upload(client, file: SimpleUploadedFile):
    return client.post("/import/", {"file": file}, follow=True)


def test_a_list_is_shown_row_by_row_and_saved_when_chosen(browse) -> None:
    bo = browse("bo")
    page = upload(bo, excel(["Leo Tornfeldt", "20070314-2380"], ["Hugo Fjelner", "20020130-1111"]))
    address = page.redirect_chain[-1][0]
    text = page.content.decode()
    assert "Leo" in text
    assert "rätta" in text.lower()
    assert people() == []
    assert bo.post(address, {"row-2": "take"}, follow=True).status_code == 200
    assert people() == ["Leo Tornfeldt"]
    bo.post(f"{address}angra/", follow=True)
    assert people() == []


def test_rows_may_be_left_out(browse) -> None:
    bo = browse("bo")
    page = upload(bo, excel(["Leo Tornfeldt", "20070314-2380"], ["Utan Nummer", ""]))
    bo.post(page.redirect_chain[-1][0], {"row-2": "leave"})
    assert people() == ["Utan Nummer"]


def test_columns_may_be_read_another_way(browse) -> None:
    bo = browse("bo")
    page = upload(bo, excel(["Leo Tornfeldt", "20070314-2380"]))
    address = page.redirect_chain[-1][0]
    again = bo.post(f"{address}kolumner/", {"column_0": "name", "column_1": "", "column_2": ""}, follow=True)
    assert "20070314" not in again.content.decode()


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (SimpleUploadedFile("lista.xlsx", b""), "tom"),
        (SimpleUploadedFile("lista.xlsx", b"%PDF-1.7 hej"), "PDF"),
        (SimpleUploadedFile("lista.xlsx", b"PK\x03\x04trasig"), "lista.xlsx"),
    ],
)
def test_a_broken_file_is_one_sentence_and_changes_nothing(browse, file, says: str) -> None:
    answer = browse("bo").post("/import/", {"file": file})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert people() == []


def test_anothers_list_and_no_list_answer_alike(browse) -> None:
    address = upload(browse("bo"), excel(["Leo Tornfeldt", "20070314-2380"])).redirect_chain[-1][0]
    amina = browse("amina")
    foreign, absent = amina.get(address), amina.get(f"/import/{uuid.uuid4()}/")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    # The token against forged requests is drawn anew for every page.
    clean = [re.sub(rb"[A-Za-z0-9]{64}", b"", answer.content) for answer in (foreign, absent)]
    assert clean[0] == clean[1]


def test_who_may_not_propose_may_not_import(browse) -> None:
    for who in ("sara", "ada", "lena"):
        assert browse(who).get("/import/").status_code == 403


def test_in_english_too(browse) -> None:
    assert "Import a list" in browse("bo", "en").get("/import/").content.decode()
