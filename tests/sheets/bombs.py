"""Files made to fill the memory or the day of whoever reads them; each must be refused with one sentence.

A file here is made when it is asked for. `SHRINK` divides what takes long to make and is refused early all the same;
the benchmark sets it to one.
"""

from __future__ import annotations

import io
import os
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.sheets import making

GOOD = making.xlsx([["Namn", "Personnummer"], ["Åsa Öberg", making.series_number("20040611")]])
SHRINK = 8
DIRECTORY, END = b"PK\x01\x02", b"PK\x05\x06"


def noise(size: int, seed: int = 1) -> bytes:
    """Letters that pack to half their size, the same each time."""
    return random.Random(seed).randbytes(size // SHRINK // 2).hex().encode()


def declared(data: bytes, name: str, offset: int, value: int) -> bytes:
    """The same zip file with four bytes changed in the directory record of an entry."""
    place = data.rindex(DIRECTORY, 0, data.rindex(name.encode()))
    return data[: place + offset] + struct.pack("<I", value) + data[place + offset + 4 :]


def part(name: str, content: bytes) -> bytes:
    """A good workbook with one part changed."""
    return making.changed(GOOD, **{name.replace("/", "__").replace(".", "_DOT_"): content})


def sheet(inside: str) -> bytes:
    return making.with_sheet(inside)


def nested(depth: int = 6) -> bytes:
    """Zip files in zip files: what reads on inside multiplies."""
    inner = making.zipped({"0": bytes(1_900_000)})
    for _ in range(depth):
        inner = making.zipped({f"{number}.zip": inner for number in range(10)})
    return inner


def entities(quote: str = '"') -> bytes:
    """Entities that grow tenfold nine times over."""
    lines = [f"<!ENTITY e0 {quote}aaaaaaaaaa{quote}>"]
    lines += [f"<!ENTITY e{n} {quote}{f'&e{n - 1};' * 10}{quote}>" for n in range(1, 10)]
    return f"<!DOCTYPE x [{''.join(lines)}]>".encode()


def quadratic() -> bytes:
    """One long entity, named often: no nesting to see."""
    return b'<!DOCTYPE x [<!ENTITY e "' + b"a" * 50_000 + b'">]><sst><si><t>' + b"&e;" * 50_000 + b"</t></si></sst>"


def strings(head: bytes, inside: bytes) -> bytes:
    return part("xl/sharedStrings.xml", b"<?xml version='1.0'?><sst " + head + b">" + inside + b"</sst>")


FULL = ("<row>" + "<c><v>1</v></c>" * 200 + "</row>") * 600
CORNERS = '<row r="1"><c r="IV1"><v>1</v></c></row><row r="9000"><c r="A9000"><v>1</v></c></row>'


def many_sheets(count: int, target: str, inside: str = FULL) -> bytes:
    """A workbook of many sheets, in parts of their own or all in one."""
    data = making.with_sheet(inside)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book, links = archive.read("xl/workbook.xml").decode(), archive.read("xl/_rels/workbook.xml.rels").decode()
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n + 9}" r:id="x{n}"/>' for n in range(count))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relations = "".join(
        f'<Relationship Id="x{n}" Type="{kind}" Target="worksheets/{target.format(n)}"/>' for n in range(count)
    )
    book = book.replace("</sheets>", sheets + "</sheets>")
    links = links.replace("</Relationships>", relations + "</Relationships>")
    parts = {
        f"xl__worksheets__{target.format(n)}".replace(".", "_DOT_"): making.sheet_xml(inside) for n in range(count)
    }
    told = {"xl__workbook_DOT_xml": book.encode(), "xl___rels__workbook_DOT_xml_DOT_rels": links.encode()}
    return making.changed(data, **told, **parts)


def filled(pattern: str, count: int) -> bytes:
    """Rows of ever new text, so that nothing packs tightly."""
    found = random.Random(3)
    return sheet("".join(pattern.format(number, found.getrandbits(60)) for number in range(1, count + 1)))


def overlapping() -> bytes:
    """Each entry of the directory points at the same packed bytes (Fifield, A better zip bomb, 2019)."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(bytes(1_900_000)) + kernel.flush()
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(packed), 1_900_000, 1, 0) + b"a" + packed
    entries = b""
    for number in range(900):
        name = f"{number}".encode()
        head = struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            DIRECTORY,
            20,
            20,
            0,
            8,
            0,
            33,
            0,
            len(packed),
            1_900_000,
            len(name),
            0,
            0,
            0,
            0,
            0,
            0,
        )
        entries += head + name
    end = struct.pack("<4sHHHHIIH", END, 0, 0, 900, 900, len(entries), len(local), 0)
    return local + entries + end


def end_of_directory(**values: int) -> bytes:
    """A good workbook whose last record lies: where the directory lies, how long it is, how many it holds."""
    places = {"count": (10, "<H"), "size": (12, "<I"), "offset": (16, "<I")}
    data, end = bytearray(GOOD), GOOD.rindex(END)
    for name, value in values.items():
        struct.pack_into(places[name][1], data, end + places[name][0], value)
    return bytes(data)


def zip64() -> bytes:
    """Sizes of eight bytes: sixteen exabytes are said to lie in a few hundred."""
    data = bytearray(GOOD)
    place = data.index(DIRECTORY)
    name, extra = struct.unpack_from("<HH", data, place + 28)
    more = struct.pack("<HHQQ", 1, 16, 2**64 - 1, 2**64 - 1)
    struct.pack_into("<II", data, place + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", data, place + 30, extra + len(more))
    data[place + 46 + name : place + 46 + name] = more
    end = data.rindex(END)
    size = struct.unpack_from("<I", data, end + 12)[0]
    struct.pack_into("<I", data, end + 12, size + len(more))
    return bytes(data)


def stream_of(size: int) -> bytes:
    """An OLE container whose workbook says that it is four gigabytes long."""
    data = bytearray(making.xls(making.biff_label(0, 0, "Namn")))
    place = bytes(data).index("Workbook".encode("utf-16-le"))
    struct.pack_into("<I", data, place + 120, size)
    return bytes(data)


def looped() -> bytes:
    """An OLE container whose sectors follow one another in a ring."""
    data = bytearray(stream_of(0xFFFFFFF0))
    table = struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<II", data, (table + 1) * 512, 1, 0)
    return bytes(data)


def boundsheets(count: int, records: int) -> bytes:
    """An old workbook whose sheets are all the same one, and that one is long."""
    cells = making.biff_label(0, 0, "Namn") + making.record(0x00FF, b"") * records
    plain = making.xls_stream(cells)
    first = plain.index(struct.pack("<H", 0x85))
    length = struct.unpack_from("<H", plain, first + 2)[0]
    bound = plain[first : first + 4 + length]
    added = b"".join(
        bound[:4] + struct.pack("<I", struct.unpack_from("<I", bound, 4)[0] + count * len(bound)) + bound[8:]
        for _ in range(count)
    )
    moved = struct.pack("<I", struct.unpack_from("<I", bound, 4)[0] + count * len(bound))
    body = plain[:first] + bound[:4] + moved + bound[8:] + added + plain[first + len(bound) :]
    return making.ole({"Workbook": body})


def dimensions(rows: int, columns: int) -> bytes:
    """An old workbook that says how large its sheet is, and lies."""
    told = making.record(0x0200, struct.pack("<IIHHH", 0, rows, 0, columns, 0))
    return making.xls(told + making.biff_label(0, 0, "Namn"))


def deep(tag: str, count: int) -> bytes:
    return f"<{tag}>".encode() * count


SPACES = " " * 70_000
BOMBS: dict[str, Callable[[], bytes]] = {
    "zeros, a thousand to one": lambda: part("xl/media/image.png", bytes(60_000_000)),
    "zeros in many parts": lambda: making.zipped(
        {"xl/workbook.xml": b"<x/>", **{f"xl/{n}.bin": bytes(1_900_000) for n in range(40)}}
    ),
    "nested zips": nested,
    "overlapping parts": overlapping,
    "3,000 parts": lambda: making.zipped({f"xl/{n}": b"" for n in range(3_000)}),
    "a million directory records": lambda: GOOD[:-22] + DIRECTORY * 1_000_000 + GOOD[-22:],
    "directory says four gigabytes": lambda: declared(GOOD, "xl/sharedStrings.xml", 24, 0xFFFFFFF0),
    "directory says ten bytes": lambda: declared(
        part("xl/media/a.bin", noise(20_000_000)), "xl/media/a.bin", 24, 10
    ),
    "directory says eight bytes of length": zip64,
    "end says 65,000 parts": lambda: end_of_directory(count=65_000),
    "end says a directory of four gigabytes": lambda: end_of_directory(size=0xFFFFFFF0),
    "end says elsewhere": lambda: end_of_directory(offset=0xFFFFFFF0),
    "entities in shared strings": lambda: part(
        "xl/sharedStrings.xml", entities() + b"<sst><si><t>&e9;</t></si></sst>"
    ),
    "entities in quotes of the other kind": lambda: part(
        "xl/worksheets/sheet1.xml",
        entities("'") + b"<worksheet><sheetData><row><c t='inlineStr'><is><t>&e9;</t></is></c></row></sheetData></worksheet>",
    ),
    "one long entity often": lambda: part("xl/sharedStrings.xml", quadratic()),
    "entities in the workbook": lambda: part("xl/workbook.xml", entities() + b"<workbook>&e9;</workbook>"),
    "entities in ods": lambda: making.ods("", **{"content.xml": entities() + b"<x>&e9;</x>"}),
    "entities in ods styles": lambda: making.ods("", **{"styles.xml": entities() + b"<x>&e9;</x>"}),
    "strings said to be four billion": lambda: strings(b"count='4294967295' uniqueCount='4294967295'", b""),
    "strings without end": lambda: strings(b"", b"<si><t/></si>" + b"<si/>" * 4_100_000),
    "string of ninety megabytes": lambda: strings(b"", b"<si><t>" + noise(50_000_000) + b"</t></si>"),
    "dimension of a whole sheet": lambda: making.changed(
        GOOD, xl__worksheets__sheet1_DOT_xml=b'<worksheet><dimension ref="A1:XFD1048576"/><sheetData/></worksheet>'
    ),
    "two corners": lambda: sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>'),
    "far corner": lambda: sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="90000"><c r="ZZZ90000"><v>1</v></c></row>'),
    "two corners in small letters": lambda: sheet(
        '<row r="1"><c r="a1"><v>1</v></c></row><row r="1048576"><c r="xfd1048576"><v>1</v></c></row>'
    ),
    "two corners behind spaces": lambda: sheet(
        f'<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c {SPACES}r{SPACES}={SPACES}"XFD1048576"><v>1</v></c></row>'
    ),
    "two corners without a space": lambda: sheet(
        '<row\nr="1"><c\nr="A1"><v>1</v></c></row><row\nr="9"><c\nr="XFD1048576"\n><v>1</v></c></row>'
    ),
    "two corners as references": lambda: sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="&#88;FD1048576"><v>1</v></c></row>'
    ),
    "cells on new lines": lambda: filled("<row>" + "<c\n><v>{0}</v></c>" * 300 + "<c\n t='n'><v>{1}</v></c></row>", 9_000),
    "rows without addresses": lambda: filled("<row><c><v>{1}</v></c></row>", 100_500),
    "one part as 200 sheets": lambda: many_sheets(200, "sheet1.xml"),
    "many sheets of two corners": lambda: many_sheets(4, "s{}.xml", CORNERS),
    "tags in tags": lambda: part("xl/worksheets/sheet1.xml", deep("c", 600_000)),
    "tags in tags in ods": lambda: making.ods("", **{"content.xml": deep("a", 600_000)}),
    "one attribute of forty megabytes in ods": lambda: making.ods(
        "", **{"content.xml": b'<a b="' + noise(40_000_000) + b'"/>'}
    ),
    "one tag of forty megabytes": lambda: part("xl/worksheets/sheet1.xml", b"<c " + noise(40_000_000) + b"/>"),
    "ods that repeats rows": lambda: making.ods(making.ods_row("Namn", "Pnr", repeat=2**31)),
    "ods that repeats more than a number holds": lambda: making.ods(making.ods_row("Namn", "Pnr", repeat=10**30)),
    "ods that repeats columns": lambda: making.ods(
        making.ods_row("x").replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="2147483647" ')
    ),
    "old excel said to be four gigabytes": lambda: stream_of(0xFFFFFFF0),
    "old excel in a ring": looped,
    "old excel, all sheets the same": lambda: boundsheets(2_000, 20_000),
    "old excel with a huge dimension": lambda: dimensions(0xFFFFFFFF, 0xFFFF),
    "ole of nothing but ones": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5_000_000,
    "text without end": lambda: b"a" * 29_000_000,
    "text without end, of four bytes a letter": lambda: "🜀".encode() + b"a" * 29_000_000,
    "nothing but lines": lambda: b"Namn;Pnr\n" + b"\n" * 29_000_000,
    "nothing but separators": lambda: b";" * 29_000_000,
    "a quote left open": lambda: b'Namn;Pnr\n"' + b"a;\n" * 9_000_000,
    "pdf of object streams": lambda: pdf_of_object_streams(),
    "pdf in flate in flate": lambda: pdf_of_flate(),
    "larger than any list": lambda: os.urandom(1_000) * 31_000,
}  # fmt: skip


# Refused too, but only after much of them has been looked at.
HEAVY: dict[str, Callable[[], bytes]] = {
    "many full sheets": lambda: many_sheets(60, "s{}.xml"),
    "an old workbook full of records": lambda: making.xls(making.record(0xFF, b"") * 1_700_000),
}

# A good list with something inside that nobody opens.
HARMLESS: dict[str, Callable[[], bytes]] = {
    "nested zips in a picture": lambda: part("xl/media/in.zip", nested()),
    "a dimension that nobody fills": lambda: making.changed(
        GOOD, xl__worksheets__sheet1_DOT_xml=dimension_of_a_whole_sheet()
    ),
}  # fmt: skip


def dimension_of_a_whole_sheet() -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        found = archive.read("xl/worksheets/sheet1.xml")
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', found)


def pdf_of_flate(times: int = 3) -> bytes:
    """A PDF whose one stream is packed several times over."""
    content = bytes(300_000_000 // SHRINK)
    for _ in range(times):
        content = zlib.compress(content, 9)
    filters = "/FlateDecode " * times
    head = f"%PDF-1.7\n1 0 obj<</Length {len(content)}/Filter[{filters}]>>stream\n".encode()
    return head + content + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def pdf_of_object_streams(count: int = 5_000) -> bytes:
    """A PDF whose objects lie in streams that name one another as what they extend."""
    inner = zlib.compress(b"0 0 " * 100_000, 9)
    made = b"".join(
        f"{n} 0 obj<</Type/ObjStm/N 4294967295/First 0/Extends {n % count + 1} 0 R/Length {len(inner)}"
        f"/Filter/FlateDecode>>stream\n".encode()
        + inner
        + b"\nendstream endobj\n"
        for n in range(1, count + 1)
    )
    return b"%PDF-1.7\n" + made + b"trailer<</Root 1 0 R/Size 4294967295>>\n%%EOF"
