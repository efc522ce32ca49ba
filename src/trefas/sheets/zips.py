"""Zip containers opened with suspicion: sizes are checked before and while they are unpacked."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from trefas.sheets.limits import Limits
from trefas.sheets.sentences import SheetError, notice

CHUNK = 1 << 20
ELSEWHERE = 0xFFFF  # the count of a zip file of the large kind stands in another record
SMALL = 4_000_000  # bytes; parts that are read whole are never larger


@dataclass(frozen=True, slots=True)
class Container:
    """A zip file that passed `check_directory`."""

    data: bytes
    file: str
    entries: dict[str, zipfile.ZipInfo]

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack one entry piece by piece; raises SheetError if it is damaged or its length is a lie."""
        entry = self.entries[name]
        unpacked = 0
        for piece in inflate(self.packed(entry), entry.compress_type, self.file):
            unpacked += len(piece)
            if unpacked > entry.file_size:
                raise SheetError("lying_length", file=self.file)
            yield piece
        if unpacked != entry.file_size:
            raise SheetError("lying_length", file=self.file)

    def packed(self, entry: zipfile.ZipInfo) -> memoryview:
        """The packed bytes of an entry, found through its local header."""
        header = self.data[entry.header_offset : entry.header_offset + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise SheetError("broken", file=self.file)
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        start = entry.header_offset + 30 + name_length + extra_length
        return memoryview(self.data)[start : start + entry.compress_size]

    def small(self, name: str) -> bytes:
        """One small entry whole, empty if it is not there."""
        if name not in self.entries:
            return b""
        if self.entries[name].file_size > SMALL:
            raise SheetError("bomb_unpacked", file=self.file, limit=SMALL // 1_000_000)
        return b"".join(self.chunks(name))

    @property
    def unpacked(self) -> int:
        """Bytes of all entries, as declared."""
        return sum(entry.file_size for entry in self.entries.values())

    def verify(self, names: set[str]) -> None:
        """Unpack the entries that nobody scans, only to see that their lengths are true."""
        for name in names:
            for _ in self.chunks(name):
                pass


def inflate(packed: memoryview, method: int, file: str) -> Iterator[bytes]:
    """Unpack stored or deflated bytes in pieces of at most `CHUNK`."""
    if method == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    unpacker = zlib.decompressobj(-15)
    waiting: bytes | memoryview = packed
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(waiting, CHUNK)
            if not piece and not unpacker.unconsumed_tail and not unpacker.eof:
                raise SheetError("broken", file=file)
            yield piece
            waiting = unpacker.unconsumed_tail
    except zlib.error as error:
        raise SheetError("broken", file=file) from error


def open_container(data: bytes, file: str, limits: Limits) -> Container:
    """Read the directory of a zip file; raises SheetError before anything is unpacked."""
    # Python would build an object per directory entry, so they are counted first.
    count = data.count(b"PK\x01\x02")
    if count > limits.entries:
        raise SheetError("bomb_entries", file=file, count=count, limit=limits.entries)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries, end = archive.infolist(), data.rindex(b"PK\x05\x06")
            told = struct.unpack_from("<H", data, end + 10)[0]
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError) as error:
        raise SheetError("broken", file=file) from error
    if told not in (len(entries), ELSEWHERE):
        raise SheetError("lying_length", file=file)
    check_directory(entries, len(data), file, limits)
    return Container(data, file, {entry.filename: entry for entry in entries})


def check_directory(entries: list[zipfile.ZipInfo], size: int, file: str, limits: Limits) -> None:
    """Judge the declared sizes: total, ratio, overlaps, locks, methods and names given twice."""
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes:
        raise SheetError("bomb_unpacked", file=file, limit=limits.unpacked_bytes // 1_000_000)
    if total > 10 * limits.ratio_from_bytes and total > limits.ratio * size:
        raise SheetError("bomb_ratio", file=file, limit=limits.ratio)
    for entry in entries:
        large = entry.file_size > limits.ratio_from_bytes
        if large and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise SheetError("bomb_ratio", file=file, limit=limits.ratio)
        if entry.flag_bits & 1:
            raise SheetError("password", file=file)
    if sum(entry.compress_size for entry in entries) > size:
        raise SheetError("lying_length", file=file)
    methods = {entry.compress_type for entry in entries}
    twice = len({entry.filename for entry in entries}) != len(entries)
    if twice or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise SheetError("broken", file=file)


FOREIGN = (
    (r"^xl/workbook\.bin$", "kind_xlsb"),
    (r"^word/", "kind_word"),
    (r"^ppt/", "kind_presentation"),
    (r"^Index/.*\.iwa$", "kind_numbers"),
)


def kind_of(container: Container) -> str:
    """`xlsx` or `ods`; raises SheetError for macros, locked documents and everything else."""
    names = set(container.entries)
    if any(re.search(r"vbaProject|^Basic/|^Scripts/.|xl/macrosheets/", name) for name in names):
        raise SheetError("macros", file=container.file)
    if b"encryption-data" in container.small("META-INF/manifest.xml"):
        raise SheetError("password", file=container.file)
    if "xl/workbook.xml" in names:
        return "xlsx"
    mimetype = container.small("mimetype").strip()
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    raise SheetError("other_kind", file=container.file, kind=notice(foreign_kind(names, mimetype)))


def foreign_kind(names: set[str], mimetype: bytes) -> str:
    """The code that names a kind of zip file that is not a list."""
    for pattern, code in FOREIGN:
        if any(re.search(pattern, name) for name in names):
            return code
    return "kind_document" if b"opendocument" in mimetype else "kind_archive"
