"""A meeting of 20 people in a real browser: how many clicks and keys each person takes. The goal is 12 at most."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.chromium import chromium, sideways, violations, watch
from tests.cast import enter
from tests.disclosures.build import OBVIOUS, unit
from tests.files.build import file_in, note
from tests.files.meeting_build import call, invited, own_copy, registered_invitation
from tests.web.conftest import browse as browse_fixture

from trefas.files.actions.convening import convene
from trefas.files.actions.cooperating import accept_invitation
from trefas.files.actions.meeting import Telling, close_own_part, prepare
from trefas.files.actions.taking_in import take_in
from trefas.files.models import Commitment, File, Heard, Prepared

pytestmark = pytest.mark.browser
PEOPLE, MOST = 20, 12


@dataclass
class Hands:
    """What the officer's hands do: each click and each key that acts is one; a written text is one, by its keys."""

    page: Page
    clicks: int = 0
    keys: int = 0
    texts: int = 0
    typed: int = 0
    seconds: list[float] = field(default_factory=list)

    def click(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name).first.click()
        self.clicks += 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).click()
        self.page.keyboard.type(text)
        self.clicks, self.texts, self.typed = self.clicks + 1, self.texts + 1, self.typed + len(text)

    @property
    def interactions(self) -> int:
        return self.clicks + self.keys + self.texts


def named(number: int) -> dict[str, str | None]:
    """An invented person without an identity number."""
    return {
        "given_name": f"Provperson{number:02}", "family_name": "Fjelner", "identity_number": None,
        "birth_date": "2001-05-14",
    }  # fmt: skip


@pytest.fixture
def meeting(fresh_vidhamn, django_db_blocker, settings) -> Iterator[object]:
    """Twenty people that the police and Kvarnlunda co-operate about, two things prepared for each."""
    settings.ALLOWED_HOSTS = ["*"]
    with django_db_blocker.unblock():
        now = timezone.now() - timedelta(hours=2)
        with enter("bo") as police:
            for number in range(PEOPLE):
                invited(police, file_in(police, now=now, **named(number)), now=now)
        with enter("amina") as social:
            numbers = [
                accept_invitation(by=social.acting, received_id=received.pk, now=now).number
                for received in [registered_invitation(social, now=now) for _ in range(PEOPLE)]
            ]
        with enter("bo") as police:
            take_in(by=police.acting, now=now)
        with enter("nora") as social:
            take_in(by=social.acting, now=now)
            begins = timezone.now() - timedelta(minutes=30)
            times = {"starts_at": begins, "ends_at": begins + timedelta(minutes=1)}
            made = convene(by=social.acting, call=call(*numbers, **times), now=now)
        with enter("bo") as police:
            take_in(by=police.acting, now=now)
            prepare_all(police, made, now)
        yield made


def prepare_all(police, made, now) -> None:
    copy = own_copy(police, made.number)
    for file in File.objects.filter(room_id=police.room_id):
        for title in ("Ny adress", "Hot inom två veckor"):
            kept = note(police, file, title=title, happened_at=now, now=now, information=("police_intelligence",))
            telling = Telling(file.pk, [unit()], [("note", kept.pk)], facts=OBVIOUS)
            prepare(by=police.acting, meeting_id=copy.pk, telling=telling, now=now)


@pytest.fixture
def address(meeting) -> Iterator[str]:
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


def hold(hands: Hands, last: bool) -> None:
    """One person: two things told or not, one commitment, one thing heard, and on to the next."""
    hands.page.wait_for_load_state()
    hands.press("s")
    expect(hands.page.locator("[aria-pressed=true]")).to_have_count(1)
    hands.press("ArrowDown")
    hands.press("i")
    expect(hands.page.locator("[aria-pressed=true]")).to_have_count(2)
    hands.write("Nytt åtagande", "Samtal med mormor")
    hands.press("Enter")
    expect(hands.page.get_by_text("Samtal med mormor")).to_be_visible()
    hands.write("Anteckning, bara för vår enhet", "Behovsutredning börjar tisdag")
    hands.click("Spara anteckning")
    expect(hands.page.get_by_text("Behovsutredning börjar tisdag")).to_be_visible()
    hands.click("Till mötets slut" if last else "Nästa:", "link")


def test_a_meeting_of_twenty_takes_at_most_twelve_interactions_a_person(address, meeting, django_db_blocker, capsys):
    client = browse_fixture.__wrapped__(None)("bo")
    with enter("bo") as police:
        here = f"{address}/moten/{own_copy(police, meeting.number).pk}/"
        first = Prepared.objects.filter(room_id=police.room_id).order_by("id").first()
    assert first is not None
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="sv-SE")
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
        page = context.new_page()
        said = watch(page)
        page.goto(here)
        assert violations(page) == []
        page.get_by_role("link", name="Börja").or_(page.get_by_role("button", name="Börja")).first.click()
        hands = Hands(page)
        for number in range(PEOPLE):
            began, before = time.monotonic(), hands.interactions
            hold(hands, last=number == PEOPLE - 1)
            hands.seconds.append(time.monotonic() - began)
            assert hands.interactions - before <= MOST
        assert violations(page) == []
        assert sideways(page) == 0
        assert said == []
        context.close()
    with enter("bo") as police:
        rows = Prepared.objects.filter(room_id=police.room_id)
        assert (rows.filter(state="said").count(), rows.filter(state="not_said").count()) == (PEOPLE, PEOPLE)
        assert (Commitment.objects.count(), Heard.objects.count()) == (PEOPLE, PEOPLE)
    with enter("bo") as police:
        began = time.monotonic()
        sent = close_own_part(by=police.acting, meeting_id=own_copy(police, meeting.number).pk, now=timezone.now())
        closing = time.monotonic() - began
        assert len(sent) == PEOPLE
    with capsys.disabled():
        seconds = sum(hands.seconds) / PEOPLE
        sys.stdout.write(
            f"\n{PEOPLE} people, a person: {hands.clicks / PEOPLE:.1f} clicks, {hands.keys / PEOPLE:.1f} keys that act,"
            f" {hands.texts / PEOPLE:.1f} texts of {hands.typed / PEOPLE:.0f} keystrokes together,"
            f" {hands.interactions / PEOPLE:.1f} interactions, {seconds:.2f} s without thinking;"
            f" closing sends {PEOPLE} disclosures in {closing:.1f} s\n"
        )
