"""Invents the people whom Vidhamn follows: names, numbers of the test series, and how each story goes.

Totals resemble what the city has told of its work: about a third ended positively, "no longer seen" the commonest
ground, a tenth left and moved. Nobody is modelled on anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from trefas.sheets.identity_numbers import luhn

GIVEN = (
    "Leo", "Hugo", "Filip", "Tarek", "Jonatan", "Simon", "Isak", "Melker", "Nils", "Dani", "Adam", "Rami",
    "Jonas", "Viktor", "Elias", "Omar", "Kevin", "Yusuf", "Anton", "Milo", "Liam", "Noel", "Sami", "Ivan",
    "Oskar", "Hassan", "Theo", "Ludvig", "Amir", "Emil", "Kasper", "Bilal", "Malte", "Zakaria", "Vincent",
    "Idris",
)  # fmt: skip
FAMILY = (
    "Tornfeldt", "Grahnell", "Fjelner", "Solvinge", "Hedelius", "Ekrot", "Moreau", "Ostvall", "Varghult",
    "Veresi", "Kesselby", "Holmdahl", "Källmo", "Sandrud", "Brännvik", "Almestad", "Rosvinge", "Takvorn",
    "Lindskär", "Oravais", "Svartnäs", "Hakimi", "Dahlvall", "Norrbrandt", "Elmarsson", "Jaramo", "Stensjöö",
    "Viborgh", "Åbrandt", "Öhrvall", "Mirzani", "Koskelin", "Bergfalk", "Torbay", "Winterqvist", "Ahlmark",
)  # fmt: skip
TEST_SERIES = (238, 239, *range(980, 1000))
# story -> how many of a hundred
STORIES = {
    "proposed": 4,
    "followed": 14,
    "offered": 12,
    "declined": 10,
    "supported": 14,
    "custody": 5,
    "not_seen": 17,
    "goal_reached": 8,
    "left_and_moved": 10,
    "long_sentence": 4,
    "no_newer_fact": 2,
}


@dataclass(frozen=True)
class Life:
    """One invented person: who, which board's district, when it began, and which story it follows."""

    given_name: str
    family_name: str
    identity_number: str
    district: str
    began: date
    story: str
    telephone: str


def lives(count: int, today: date, seed: int = 2019) -> Iterator[Life]:
    """Yield `count` people, the same for the same day and seed; stories in the shares above."""
    draw = Random(seed)  # noqa: S311  # invents a city, keeps no secret
    stories = [story for story, share in STORIES.items() for _ in range(share)]
    draw.shuffle(stories)
    for place in range(count):
        born = today - timedelta(days=draw.randint(15 * 365 + 200, 31 * 365))
        yield Life(
            given_name=GIVEN[place % len(GIVEN)],
            family_name=FAMILY[(place * 7 + place // len(GIVEN)) % len(FAMILY)],
            identity_number=test_number(born, TEST_SERIES[place % len(TEST_SERIES)]),
            district="Kvarnlunda" if place % 3 else "Hamnskogen",
            began=today - timedelta(days=_days_ago(draw, stories[place % len(stories)])),
            story=stories[place % len(stories)],
            telephone=f"070-174 06 {50 + place % 50:02d}",
        )


def _days_ago(draw: Random, story: str) -> int:
    """A proposal waits for its second person a few days, not months."""
    return draw.randint(1, 6) if story == "proposed" else draw.randint(20, 320)


def test_number(born: date, birth_number: int) -> str:
    """Return an identity number of the published test series with its check digit, YYYYMMDD-NNNN."""
    stem = f"{born:%Y%m%d}{birth_number:03d}"
    check = next(digit for digit in range(10) if luhn(f"{stem[2:]}{digit}"))
    return f"{stem[:8]}-{stem[8:]}{check}"
