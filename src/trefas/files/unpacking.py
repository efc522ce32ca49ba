"""What a paper unpacks to, for whoever opens it: plainly made bombs stop here. Nothing is parsed or kept."""

import re
import zlib
from collections.abc import Iterator

from trefas.sheets.limits import Limits
from trefas.sheets.sentences import SheetError
from trefas.sheets.zips import open_container

PACKED = Limits(unpacked_bytes=100_000_000, entries=2_000)
# An honest picture of an empty page packs a thousandfold too, but it is not a hundred megabytes large.
MOST_UNPACKED, RATIO = 100_000_000, 100
MOST_STREAMS, MOST_OBJECTS = 50_000, 1_000_000
PIECE = 1 << 16
FILTERS = re.compile(rb"/Filter\s*\[([^\]]{0,400})\]")
GROWING = re.compile(rb"/(?:FlateDecode|LZWDecode|Fl|LZW)\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
OBJECTS = re.compile(rb"/N\s+0*(\d{7,20})")
XML, DEFINES = (".xml", ".rels"), re.compile(rb"<!(?:DOCTYPE|ENTITY)")
STREAM = re.compile(rb"stream\r?\n")


class UnpackingError(Exception):
    """The paper would unpack to far more than it should, or says what is not so."""


def parts_of(content: bytes) -> set[str]:
    """Names of the parts of a zip file, none when it is damaged; raises UnpackingError for bombs and lying lengths."""
    try:
        container = open_container(content, "", PACKED)
        for name in container.entries:
            _demand_calm_part(name, container.chunks(name))
    except SheetError as error:
        if error.code.startswith("bomb") or error.code == "lying_length":
            raise UnpackingError(error.code) from error
        return set()
    return set(container.entries)


def _demand_calm_part(name: str, pieces: Iterator[bytes]) -> None:
    """Unpack a part, so that a lie about its length shows; XML of Office defines no entities (ECMA-376-2)."""
    for number, piece in enumerate(pieces):
        if number == 0 and name.lower().endswith(XML) and DEFINES.search(piece[:PIECE].replace(b"\0", b"")):
            raise UnpackingError("entities")


def demand_calm_pdf(content: bytes) -> None:
    """Raise UnpackingError for packing in packing, streams that grow without bounds, and object streams that lie."""
    for found in FILTERS.finditer(content):
        names = ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), found[1])
        if len(GROWING.findall(names)) > 1:
            raise UnpackingError("packed twice")
    if any(int(said) > MOST_OBJECTS for said in OBJECTS.findall(content)):
        raise UnpackingError("objects")
    unpacked = packed = 0
    for more, read in _grown(content):
        unpacked, packed = unpacked + more, packed + read
        if unpacked > MOST_UNPACKED:
            if unpacked > RATIO * packed:
                raise UnpackingError("ratio")
            return


def _grown(content: bytes) -> Iterator[tuple[int, int]]:
    """Bytes out and bytes in, piece by piece, of every stream that begins as zlib does (RFC 1950, section 2.2)."""
    for number, found in enumerate(STREAM.finditer(content)):
        if number >= MOST_STREAMS:
            raise UnpackingError("streams")
        head = content[found.end() : found.end() + 2]
        if len(head) == 2 and head[0] & 15 == 8 and int.from_bytes(head) % 31 == 0:
            yield from _inflated(memoryview(content)[found.end() :])


def _inflated(packed: memoryview) -> Iterator[tuple[int, int]]:
    unpacker, position = zlib.decompressobj(), 0
    try:
        while not unpacker.eof and position < len(packed):
            piece = packed[position : position + PIECE]
            grown = len(unpacker.decompress(piece, MOST_UNPACKED // 10))
            read = len(piece) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)
            if not grown and not read:
                return
            position += read
            yield grown, read
    except zlib.error:
        return
