"""Files are judged by content in a process of their own: bombs end within a second, and nothing of them is kept."""

import io
import os
import pickle
import re
import resource
import struct
import subprocess
import sys
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import enter
from tests.files.build import file_in
from tests.sheets.test_broken_files import half_random_bomb, zeros
from trefas.analysis.reading import BadInput
from trefas.files.models import Attachment, Note
from trefas.persons.models import Import
from trefas.sheets.sentences import SheetError
from trefas.web import apart
from trefas.web.apart import _Values, read_apart

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LIST = b"Namn;Personnummer\nVera Lind;\n"
EVENTS = "datum;område\n2026-01-02;Kvarnen\n2026-01-03;Hamnen\n".encode()
MEASURE = """
import resource
from trefas.web.apart import main
try:
    main()
finally:
    import sys; sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def lying() -> bytes:
    """A part that says it is ten bytes long and unpacks to fifty million."""
    honest = zeros(50_000_000)
    with zipfile.ZipFile(io.BytesIO(honest)) as read:
        largest = max(read.infolist(), key=lambda part: part.file_size)
    return honest.replace(struct.pack("<I", largest.file_size), struct.pack("<I", 10))


def nested() -> bytes:
    inner = zeros(30_000_000)
    return packed({"xl/workbook.xml": b"<x/>", **{f"xl/{number}.zip": inner for number in range(20)}})


def entities() -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
    )
    return packed({"xl/workbook.xml": bomb + b"]><x>&j;</x>", "[Content_Types].xml": b"<x/>"})


BOMBS = {
    "zeros": zeros(50_000_000), "half random": half_random_bomb(), "lying length": lying(), "nested": nested(),
    "entities": entities(), "parts": packed({f"xl/{number}": b"" for number in range(3_000)}),
    "old excel, four gigabytes said": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5_000,
    "text without end": b"a" * 9_000_000, "pdf": b"%PDF-1.7\n" + os.urandom(2_000_000),
}  # fmt: skip


def measured(kind: str, content: bytes) -> tuple[object, float, int]:
    """What the process answered, in how many seconds of its own, and its largest memory in bytes."""
    began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    sent = pickle.dumps((kind, "fil.xlsx", content))
    done = subprocess.run([sys.executable, "-c", MEASURE], input=sent, capture_output=True, check=True)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began
    # Where coverage is measured, it may complain after the number that it could not write.
    leading = re.match(rb"\d+", done.stderr)
    assert leading is not None
    return _Values(io.BytesIO(done.stdout)).load(), spent, int(leading[0]) * 1024


@pytest.fixture(scope="module")
def at_rest() -> tuple[float, int]:
    """What the process costs that reads almost nothing: start-up, which is the same for every file."""
    _table, seconds, memory = measured("list", LIST)
    return seconds, memory


@pytest.mark.parametrize("kind", ["list", "analysis"])
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_within_a_second_and_128_megabytes(bomb, kind, at_rest) -> None:
    (outcome, _made), seconds, memory = measured(kind, BOMBS[bomb])
    assert outcome in ("sheet", "bad")
    assert seconds - at_rest[0] < 1
    assert memory - at_rest[1] < 128_000_000


@pytest.mark.parametrize("bomb", ["zeros", "lying length", "parts", "pdf"])
def test_nothing_of_a_bomb_is_kept(browse, bomb) -> None:
    with enter("bo") as police:
        file = file_in(police)
    bo = browse("bo")
    assert bo.post("/import/", {"file": SimpleUploadedFile("lista.xlsx", BOMBS[bomb])}).status_code == 422
    note = {"kind": "fact", "title": "T", "text": "T", "happened_at": "2026-01-01T10:00"}
    if bomb != "pdf":
        sent = {**note, "paper": SimpleUploadedFile("p.xlsx", BOMBS[bomb] + b"x" * 11_000_000)}
        assert bo.post(f"/akter/{file.pk}/anteckning/", sent).status_code == 422
    with enter("bo"):
        assert (Import.objects.count(), Note.objects.count(), Attachment.objects.count()) == (0, 0, 0)


def test_a_list_and_a_table_of_events_come_through_whole() -> None:
    assert [values for _number, values in read_apart("list", LIST, "lista.csv").rows()] == [["Vera Lind", ""]]
    assert read_apart("analysis", EVENTS, "h.csv").columns == ("datum", "område")


def test_what_the_readers_say_is_said_in_both_languages() -> None:
    with pytest.raises(SheetError) as told:
        read_apart("list", BOMBS["zeros"], "lista.xlsx")
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
