"""How long it takes to read a list of people: 50,000 invented rows, medians of several runs.

Run with `python benchmarks/import_parse.py [--rows 50000] [--runs 5]`. The promise is 50,000 rows
well under 10 s; what is measured is the look inside, the reader, the columns and every row.
"""

from __future__ import annotations

import argparse
import datetime
import io
import random
import resource
import statistics
import time
from collections.abc import Callable

import xlsxwriter

from trefas.sheets.columns import map_columns
from trefas.sheets.identity_numbers import luhn
from trefas.sheets.people import read_people
from trefas.sheets.reading import read_table
from trefas.sheets.writing import Extract, write_csv, write_xlsx

ON = datetime.date(2026, 11, 23)
GIVEN = [
    "Mohamed",
    "Ali",
    "Anna",
    "Erik",
    "Yusuf",
    "Sara",
    "Omar",
    "Lina",
    "Karl",
    "Amina",
    "Johan",
    "Fatima",
    "Oskar",
    "Hodan",
    "Elias",
    "Maja",
    "Ismail",
]
FAMILY = [
    "Åkerholm",
    "Berg",
    "Hassan",
    "Lindqvist",
    "Karlsson",
    "Warsame",
    "Öberg",
    "Nilsson",
    "Haddad",
    "Ek",
    "Yilmaz",
    "Sjöberg",
    "Farah",
    "Lund",
]
SYLLABLES = [
    "al",
    "ber",
    "dan",
    "el",
    "far",
    "gus",
    "han",
    "id",
    "jon",
    "kar",
    "lin",
    "mar",
    "nor",
    "os",
    "per",
    "ros",
    "sal",
    "tor",
    "ul",
    "vik",
]
HEADERS = (
    "Namn", "Personnummer", "Alias", "Stadsdel", "Status", "Handläggare", "Telefon", "Roll", "Kriterium",
    "Underlag", "Senaste kontakt", "Nästa steg", "Nästa datum", "Anteckning", "Tillförlitlighet",
)  # fmt: skip


def test_number(born: datetime.date, birth_number: int) -> str:
    """A number of Skatteverket's test series, with its check digit."""
    start = f"{born:%Y%m%d}{birth_number:03d}"
    return next(f"{born:%Y%m%d}-{birth_number:03d}{digit}" for digit in "0123456789" if luhn(start[2:] + digit))


def invented_rows(count: int) -> list[list[object]]:
    """People who do not exist; the same ones on every run."""
    chance = random.Random(20261123)  # invented people need no secrecy
    return [invented_row(chance) for _ in range(count)]


def invented_row(chance: random.Random) -> list[object]:
    """One row with values of every sort a list holds."""
    born = datetime.date(1960, 1, 1) + datetime.timedelta(days=chance.randrange(18_000))
    family = chance.choice(FAMILY) + "".join(chance.choices(SYLLABLES, k=chance.randrange(3)))
    contact = ON - datetime.timedelta(days=chance.randrange(400))
    return [
        f"{chance.choice(GIVEN)} {family}",
        test_number(born, chance.randrange(980, 1000)),
        "",
        chance.choice(("Norrdal", "Västerhöjd", "Kvarnby")),
        chance.choice(("aktuell", "vilande")),
        f"Handläggare {chance.randrange(40)}",
        f"070-{chance.randrange(1_000_000, 9_999_999)}",
        chance.choice(("hot mot", "hot från, utnyttjas", "")),
        "kriterium 1",
        "påhittad uppgift för mätning",
        chance.choice((contact, f"{contact:%Y-%m-%d}", f"{contact.day} nov 2026" if contact.day < 29 else "v. 40")),
        "ring",
        contact + datetime.timedelta(days=30),
        "anteckning " * chance.randrange(6),
        chance.choice(("A1", "B2", "X4")),
    ]


def as_xls_text(rows: list[list[object]]) -> bytes:
    """The rows as our own .xlsx file."""
    at = datetime.datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001  # wall time of the extract
    extract = Extract("Mätning", at, "alla", "mätning", fictional=True)
    return write_xlsx("Lista", HEADERS, rows, extract)  # type: ignore[arg-type]  # the rows hold cells only


def sparse_bomb() -> bytes:
    """Two corners that would fill a million cells each way."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "Namn")
        sheet.write("XFD1048576", "x")
    return buffer.getvalue()


def timed(runs: int, work: Callable[[], int]) -> tuple[float, int]:
    """Median seconds of processor time (others may share the machine) and the count that the work returns."""
    seconds, count = [], 0
    for _ in range(runs):
        start = time.process_time()
        count = work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds), count


def parse(data: bytes, name: str) -> int:
    """Read a file to its last row."""
    table = read_table(data, name)
    count = errors = 0
    for row in read_people(table, map_columns(table.headers), ON, test_numbers_only=True):
        count += 1
        errors += len(row.errors)
    assert errors == 0, f"{errors} errors in a list without any"
    return count


def refuse(data: bytes) -> int:
    """Be refused."""
    try:
        read_table(data, "bomb.xlsx")
    except Exception as error:
        return len(str(error))
    raise AssertionError("a bomb was read")


def main() -> None:
    """Print one line per measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    rows = invented_rows(wanted.rows)
    files = {"xlsx": as_xls_text(rows), "csv": write_csv(HEADERS, rows)}  # type: ignore[arg-type]  # cells only
    for kind, data in files.items():
        name = f"lista.{kind}"
        seconds, _ = timed(wanted.runs, lambda data=data, name=name: len(read_table(data, name).body))
        print(f"{kind}: {len(data) / 1e6:.1f} MB, table read in {seconds:.2f} s")
        seconds, count = timed(wanted.runs, lambda data=data, name=name: parse(data, name))
        print(f"{kind}: {count} people in {seconds:.2f} s, {count / seconds:,.0f} rows a second")
    seconds, _ = timed(wanted.runs, lambda: refuse(sparse_bomb()))
    print(f"two far corners refused in {seconds * 1000:.0f} ms")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
