"""Files are judged by content in a process of their own: bombs end there, and nothing of them is kept."""

import io
import os
import pickle
import re
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from tests.cast import enter
from tests.files.build import file_in
from tests.sheets.bombs import BOMBS
from trefas.analysis.reading import BadInput
from trefas.files.models import Attachment, Note
from trefas.persons.models import Import
from trefas.sheets.sentences import SheetError
from trefas.web import apart
from trefas.web.apart import _Values, read_apart
from trefas.web.hardening import said_length

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LIST = b"Namn;Personnummer\nVera Lind;\n"
EVENTS = "datum;område\n2026-01-02;Kvarnen\n2026-01-03;Hamnen\n".encode()
KEPT = {
    "zeros": BOMBS["zeros, a thousand to one"], "lying length": BOMBS["directory says ten bytes"],
    "parts": BOMBS["3,000 parts"], "pdf": BOMBS["pdf in flate in flate"], "objects": BOMBS["pdf of object streams"],
    "end": BOMBS["end says a directory of four gigabytes"],
}  # fmt: skip
MEASURE = """
from pathlib import Path
from trefas.web.apart import main
try:
    main()
finally:
    import sys; sys.stderr.write(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""
MEGABYTES = 128


def measured(kind: str, content: bytes) -> tuple[object, int]:
    """What the process answered, and its largest memory in kilobytes."""
    sent = pickle.dumps((kind, "fil.xlsx", content))
    done = subprocess.run([sys.executable, "-c", MEASURE], input=sent, capture_output=True, check=True)
    # Where coverage is measured, it may complain after the number that it could not write.
    leading = re.match(rb"\d+", done.stderr)
    assert leading is not None
    return _Values(io.BytesIO(done.stdout)).load(), int(leading[0])


@pytest.mark.parametrize("kind", ["list", "analysis"])
@pytest.mark.parametrize(
    "bomb",
    [
        "zeros, a thousand to one", "entities in shared strings", "two corners without a space", "nothing but lines",
        "string of ninety megabytes",
    ],
)  # fmt: skip
def test_a_bomb_is_refused_in_little_memory(bomb, kind) -> None:
    (outcome, _made), kilobytes = measured(kind, BOMBS[bomb]())
    assert outcome in ("sheet", "bad")
    assert kilobytes < MEGABYTES * 1_000


def test_a_reader_that_asks_for_more_than_its_file_says_ends() -> None:
    # As if the look had missed the far corner: the compiled reader wants gigabytes for it.
    blind = (
        "from trefas.sheets import reading, xlsx_scan\n"
        "from trefas.sheets.contents import Contents, Extent\n"
        "reading.look_inside = lambda *_: Contents('xlsx', False, {'Blad1': Extent(2, 2)}, 9_000)\n"
        "from trefas.web import apart\n"
        "apart.main()"
    )
    sent = pickle.dumps(("list", "fil.xlsx", BOMBS["far corner"]()))
    done = subprocess.run([sys.executable, "-c", blind], input=sent, capture_output=True, check=False)
    assert done.returncode != 0


@pytest.mark.parametrize("bomb", KEPT)
def test_nothing_of_a_bomb_is_kept(browse, bomb) -> None:
    with enter("bo") as police:
        file = file_in(police)
    bo = browse("bo")
    assert bo.post("/import/", {"file": SimpleUploadedFile("lista.xlsx", KEPT[bomb]())}).status_code == 422
    note = {"kind": "fact", "title": "T", "text": "T", "happened_at": "2026-01-01T10:00"}
    sent = {**note, "paper": SimpleUploadedFile("p.xlsx", KEPT[bomb]())}
    answer = bo.post(f"/akter/{file.pk}/anteckning/", sent)
    assert answer.status_code == 422
    assert any(word in answer.content.decode() for word in ("packas upp till", "Bara PDF"))
    with enter("bo"):
        assert (Import.objects.count(), Note.objects.count(), Attachment.objects.count()) == (0, 0, 0)


def test_a_list_and_a_table_of_events_come_through_whole() -> None:
    assert [values for _number, values in read_apart("list", LIST, "lista.csv").rows()] == [["Vera Lind", ""]]
    assert read_apart("analysis", EVENTS, "h.csv").columns == ("datum", "område")


def test_what_the_readers_say_is_said_in_both_languages() -> None:
    with pytest.raises(SheetError) as told:
        read_apart("list", KEPT["zeros"](), "lista.xlsx")
    assert told.value.code == "bomb_ratio"
    assert "lista.xlsx" in told.value.sentence("sv")
    with pytest.raises(BadInput) as said:
        read_apart("analysis", b"datum;x\n", "h.csv")
    assert "h.csv" in said.value.text("en")


def test_a_reader_that_hangs_or_falls_is_a_broken_file(monkeypatch) -> None:
    with pytest.raises(SheetError, match="lista"):
        read_apart("list", LIST, "lista.csv", seconds=0)
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(SheetError, match="lista"):
        read_apart("list", LIST, "lista.csv")


def test_the_process_knows_no_key_and_no_database(monkeypatch) -> None:
    monkeypatch.setenv("TREFAS_MASTER_KEY", "hemlig")
    seen: dict[str, object] = {}
    monkeypatch.setattr(subprocess, "run", lambda *_words, **given: seen.update(given) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        read_apart("list", LIST, "lista.csv")
    assert "TREFAS_MASTER_KEY" not in seen["env"]
    assert set(seen["env"]) <= {"PYTHONDONTWRITEBYTECODE"}


def test_an_answer_that_is_more_than_values_is_refused() -> None:
    class Evil:
        def __reduce__(self):
            return os.system, ("true",)

    with pytest.raises(pickle.UnpicklingError, match="system"):
        _Values(io.BytesIO(pickle.dumps(("table", Evil())))).load()


@pytest.mark.parametrize("name", ["Leo Tornfeldt 20070314-2380.pdf", "../../x.pdf", "a\r\nX-Evil: 1.pdf"])
def test_a_paper_comes_back_as_a_download_with_a_name_of_ours(browse, name) -> None:
    with enter("bo") as police:
        file = file_in(police)
    bo = browse("bo")
    paper = SimpleUploadedFile(name, b"%PDF-1.4\n<script>alert(1)</script>")
    note = {"kind": "fact", "title": "T", "text": "T", "happened_at": "2026-01-01T10:00", "paper": paper}
    assert bo.post(f"/akter/{file.pk}/anteckning/", note).status_code == 302
    with enter("bo"):
        kept = Attachment.objects.get()
    answer = bo.get(f"/akter/{file.pk}/dokument/{kept.pk}/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="papper-{str(kept.pk)[:8]}.pdf"'
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


def parts(count: int, file: bool = False) -> bytes:
    more = '; filename="a"' if file else ""
    one = f'--x\r\nContent-Disposition: form-data; name="a"{more}\r\n\r\n1\r\n'
    return one.encode() * count + b"--x--\r\n"


@pytest.mark.parametrize(
    "body", [parts(100_000), parts(100_000, file=True), parts(11, file=True), b"--x\r\n" * 100_000]
)
def test_a_form_of_too_many_parts_is_a_page_with_a_sentence(browse, body) -> None:
    answer = browse("bo").post("/import/", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (400, 422)
    text = answer.content.decode()
    assert "Inget har sparats." in text or "Välj en fil." in text
    assert answer.headers["Cache-Control"] == "no-store"
    with enter("bo"):
        assert Import.objects.count() == 0


def test_a_form_of_too_many_fields_is_a_page_with_a_sentence(browse) -> None:
    answer = browse("bo").post("/import/", data=b"a=1&" * 6_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "Inget har sparats." in answer.content.decode()


class Endless(io.RawIOBase):
    """A body that nobody may read from."""

    def read(self, *_sizes: int) -> bytes:
        raise AssertionError("the body is read")


@pytest.mark.parametrize("path", ["/import/", "/konto/login/", "/", "/ingenting/"])
def test_what_says_that_it_is_too_large_is_refused_before_a_byte_is_read(client, path) -> None:
    answer = client.generic("POST", path, CONTENT_LENGTH=str(40 * 1024 * 1024), **{"wsgi.input": Endless()})
    assert answer.status_code == 413
    assert "större än 32 MB" in answer.content.decode()


@pytest.mark.parametrize("said", ["", "-1", "x", "1_0", "²"])
def test_what_has_no_length_has_no_body(said) -> None:
    asked = RequestFactory().post("/import/", b"a=1", content_type="application/x-www-form-urlencoded")
    asked.META["CONTENT_LENGTH"] = said
    assert said_length(asked) == 0


def test_no_file_that_is_sent_ever_lies_on_a_disk(settings) -> None:
    assert [handler.rpartition(".")[2] for handler in settings.FILE_UPLOAD_HANDLERS] == ["MemoryFileUploadHandler"]
