"""Lets Vidhamn's people live through the real actions, so that every file, receipt and chain is a true one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from trefas.accountability.actions import Standing, prepare_for_emergency
from trefas.authorities.models import Area, Unit
from trefas.demo.lives import Life, lives
from trefas.disclosures.actions import answer_questions, decide, do_duty, start_assessment
from trefas.disclosures.actions.assessing import Facts
from trefas.disclosures.actions.registering import Registration, register
from trefas.disclosures.models import Decision, Duty, DutyKind, DutyOutcome, Envelope, Outcome, ReceivedItem
from trefas.evaluation.actions import publish_figures, take_in_figures
from trefas.files.actions import add_counterpart, add_note, open_file, propose, record_event, set_next_step, sign_off
from trefas.files.actions._opening import Happening
from trefas.files.actions.proposing import Case, Child
from trefas.files.actions.writing import Entry as NoteEntry
from trefas.files.models import File
from trefas.persons.actions import Source, create_person
from trefas.plans.actions import (
    agree_to_ending,
    answer_offer,
    finish_task,
    offer_help,
    propose_ending,
    record_contact,
    record_custody,
    review,
    start_support,
)
from trefas.plans.actions.reviewing import Look
from trefas.plans.actions.supporting import Start
from trefas.rooms.admission import enter_as
from trefas.rooms.entry import Entry
from trefas.sheets.identity_numbers import age_on

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# A scenario brings its own people: "none" leaves the city to them.
SIZES = {"none": 0, "small": 12, "city": 130}
BOARD = {"Kvarnlunda": (("amina", "maja"), "sven"), "Hamnskogen": (("ylva",), "hans")}
OFFICERS = ("bo", "pia", "per")
COUNTERPARTS = {"amina": ("Amina Karlberg", "070-174 06 11"), "maja": ("Maja Grund", "070-174 06 19"),
                "ylva": ("Ylva Brandel", "070-174 06 15")}  # fmt: skip
STEPS = (
    "Stäm av läget med socialtjänsten",
    "Bekräfta uppgift om ny adress",
    "Nytt försök tillsammans med socialtjänsten",
    "Ta ställning till förnyat följande",
    "Pröva om personen kan informeras",
    "Invänta besked från frivården",
)
EMAIL = {
    "pia": "pia@polisen-vidhamn.example",
    "per": "per@polisen-vidhamn.example",
    "maja": "maja@kvarnlunda.example",
    "bo": "bo@polisen-vidhamn.example",
    "eva": "eva@polisen-vidhamn.example",
    "amina": "amina@kvarnlunda.example",
    "sven": "sven@kvarnlunda.example",
    "ylva": "ylva@hamnskogen.example",
    "hans": "hans@hamnskogen.example",
}
ENDINGS = {
    "not_seen": "not_verified",
    "goal_reached": "own_contact",
    "left_and_moved": "own_contact",
    "long_sentence": "decision",
    "no_newer_fact": "two_sources",
}
# What the board found; of those who came within the last days the duties still wait.
DONE = {
    DutyKind.PROTECTION_ASSESSMENT: (DutyOutcome.NO_PROTECTION, "Påhittad bedömning: trygg hos mormor i natt."),
    DutyKind.CHILD_INQUIRY: (DutyOutcome.OPENED, "Påhittat beslut: utredning inleds."),
    DutyKind.INQUIRY: (DutyOutcome.NOT_OPENED, "Påhittat beslut: personen nås genom uppsökande arbete."),
}
STILL_WAITS = 26
# What opens the secrecy of the police, for what the board must know to protect somebody.
OPENS = Facts(
    conditions={
        "OSL-10-27": {"obvious": True, "not_other_law": True},
        "OSL-10-15a": {"needed": True, "no_overriding_reason": True},
    },
    notes={"OSL-10-27.obvious": "Livet står på spel och mottagaren kan erbjuda skydd."},
)
# Of how many in a district one may be opened in an emergency; and more days than any story has.
BEFOREHAND, LATEST = 5, 9999
MEETS_AN_OFFER = frozenset({"offered", "declined", "supported", "not_seen", "goal_reached", "left_and_moved"})
SAYS_YES = frozenset({"supported", "goal_reached", "left_and_moved"})


def populate(size: str, today: date, say: Callable[[str], None]) -> None:
    """Let the people of a size live their stories up to `today`."""
    count = SIZES[size]
    for place, life in enumerate(lives(count, today), start=1):
        Story(life, today, place).live()
        if place % 25 == 0 or place == count:
            say(f"  {place} av {count} påhittade personer")
    if count:
        _send_figures(today)


def _send_figures(today: date) -> None:
    """Let each kind of room that counts send its suppressed counts of the year to those who see figures only."""
    starts, now = date(today.year, 1, 1), datetime.now(STOCKHOLM)
    for manager in ("eva@polisen-vidhamn.example", EMAIL["sven"], EMAIL["hans"], "karin@avhoppare-vidhamn.example"):
        with enter_as(manager, purpose="follow_up") as room:
            publish_figures(by=room.acting, method="trefas", starts=starts, ends=today, now=now)
    with enter_as("sara@vidhamn.example", purpose="follow_up") as room:
        take_in_figures(by=room.acting, now=now)


@dataclass
class Story:
    """One life, told by the actions that people at the authorities would take."""

    life: Life
    today: date
    place: int

    def at(self, days: int, hour: int = 10) -> datetime:
        """Return a moment so many days after the beginning, never after today."""
        day = min(self.life.began + timedelta(days=days), self.today)
        return datetime(day.year, day.month, day.day, hour, 5, tzinfo=STOCKHOLM)

    def as_one(self, who: str) -> AbstractContextManager[Entry]:
        """Open the room of one of the staff."""
        return enter_as(EMAIL[who], purpose="follow")

    @property
    def officer(self) -> str:
        """Return which of the police officers has the file."""
        return OFFICERS[self.place % len(OFFICERS)]

    @property
    def handler(self) -> str:
        """Return which of the board's handlers has the file."""
        handlers = BOARD[self.life.district][0]
        return handlers[self.place % len(handlers)]

    def live(self) -> None:
        """Live the story from the first list to where it stands today."""
        with self.as_one(self.officer) as room:
            proposal_id = self._propose(room)
        if self.life.story == "proposed":
            return
        with self.as_one("eva") as room:
            proposal = sign_off(by=room.acting, proposal_id=proposal_id, reason="Underlaget håller.", now=self.at(1))
        with self.as_one(self.officer) as room:
            self._disclose(room, proposal.file_id)
            self._follow(room, proposal.file_id)
        self._in_the_board()
        if self.life.district == "Kvarnlunda" and self.life.story not in ENDINGS and self.place % BEFOREHAND == 0:
            with self.as_one(self.officer) as room:
                self._decide_beforehand(room, proposal.file_id)

    def _propose(self, room: Entry) -> UUID:
        values = {
            "given_name": self.life.given_name,
            "family_name": self.life.family_name,
            "identity_number": self.life.identity_number,
            "telephone": self.life.telephone,
            "area_id": Area.objects.get(name=self.life.district).pk,
        }
        person = create_person(by=room.acting, values=values, source=Source("typed"), now=self.at(0))
        pieces = [
            {"kind": "0", "text": "Påhittad uppgift ur lägesbilden, två källor.", "on": self.at(-9).date().isoformat()},
            {"kind": "1", "text": "Påhittad händelse i hamnen.", "on": self.at(-5).date().isoformat()},
        ]
        case = Case(
            method="trefas",
            criteria={"drives_violence": pieces, "at_risk_of_being_hit": pieces[:1]},
            roles=[{"event": "Påhittad händelse i hamnen", "roles": ["threat_against"]}],
            reason="Påhittat underlag: återkommer i konflikten vid Hamnskogen.",
            fact_on=self.at(-5).date(),
            child=self._child(),
        )
        return propose(by=room.acting, person=person, case=case, now=self.at(0)).pk

    def _child(self) -> Child | None:
        born = datetime.strptime(self.life.identity_number[:8], "%Y%m%d").date()  # noqa: DTZ007  # a day, no moment
        if age_on(born, self.at(0).date()) >= 18:
            return None
        return Child("Skydd nu väger tyngst.", "Vill bli lämnad i fred men är rädd.", "Amina Karlberg")

    def _record(self) -> dict[str, str]:
        written = {"outcome": "Lämnas för att hjälp ska kunna erbjudas."}
        child = self._child()
        return written | ({"child": f"{child.best_interests} {child.own_view}"} if child else {})

    def _disclose(self, room: Entry, file_id: UUID) -> None:
        file = File.objects.select_related("person").get(room_id=room.room_id, pk=file_id)
        entry = NoteEntry(
            "fact", "Hot mot " + self.life.given_name, "Påhittad uppgift: skuld som ska betalas, två källor.",
            self.at(0, 14), ground="Polislagen 2 §", category="Underrättelse", reliability="B2",
            information=("police_intelligence",),
        )  # fmt: skip
        note = add_note(by=room.acting, file_id=file.pk, entry_=entry, now=self.at(1, 9))
        receiver = Unit.objects.get(short_name=self.life.district)
        chosen = [("note", note.pk)]
        assessment = start_assessment(
            by=room.acting, person=file.person, receiver=receiver, purpose="prevent_crime", chosen=chosen,
            requested=False, now=self.at(1, 10),
        )  # fmt: skip
        assessment, _answer = answer_questions(
            by=room.acting, assessment=assessment, version=assessment.version, facts=OPENS, now=self.at(1, 11)
        )
        decide(
            by=room.acting, assessment=assessment, version=assessment.version, decision=Decision.GIVEN,
            record=self._record(), now=self.at(1, 12),
        )  # fmt: skip

    def _decide_beforehand(self, room: Entry, file_id: UUID) -> None:
        """Let the board open who it is about in an emergency, until a day that comes soon."""
        person = File.objects.select_related("person").get(room_id=room.room_id, pk=file_id).person
        assessment = start_assessment(
            by=room.acting, person=person, receiver=Unit.objects.get(short_name=self.life.district),
            purpose="save_life", chosen=[("person", person.pk)], requested=False, now=self.at(LATEST, 7),
        )  # fmt: skip
        assessment, _answer = answer_questions(
            by=room.acting, assessment=assessment, version=assessment.version, facts=OPENS, now=self.at(LATEST, 7)
        )
        terms = Standing(["life", "child"], self.today + timedelta(days=12))
        prepare_for_emergency(
            by=room.acting, assessment=assessment, version=assessment.version, record=self._record(), terms=terms,
            now=self.at(LATEST, 7),
        )  # fmt: skip

    def _follow(self, room: Entry, file_id: UUID) -> None:
        file = File.objects.get(room_id=room.room_id, pk=file_id)
        record_event(
            by=room.acting, file_id=file.pk, happening=Happening("followed", self.at(3).date()), now=self.at(3)
        )
        name, telephone = COUNTERPARTS[self.handler]
        unit = Unit.objects.get(short_name=self.life.district)
        add_counterpart(by=room.acting, file_id=file.pk, unit=unit, name=name, telephone=telephone, now=self.at(3))
        version = File.objects.get(room_id=room.room_id, pk=file_id).version
        set_next_step(
            by=room.acting, file_id=file.pk, version=version, text=STEPS[self.place % len(STEPS)],
            on=self.today + timedelta(days=self.place % 40 - 3), now=self.at(4),
        )  # fmt: skip

    def _in_the_board(self) -> None:
        manager = BOARD[self.life.district][1]
        with self.as_one(self.handler) as room:
            file = self._register(room)
            if self.life.story != "followed" and self.life.story in MEETS_AN_OFFER:
                self._offer(room, file)
            if self.life.story == "custody":
                record_custody(
                    by=room.acting, file_id=file.pk, since=self.at(12).date(),
                    release_on=self.today + timedelta(days=20 + self.place % 90), now=self.at(13),
                )  # fmt: skip
            record_contact(
                by=room.acting, file_id=file.pk, kind="phone", outcome="reached" if self.place % 3 else "no_answer",
                now=self.at(30), text="Påhittat samtal.", next_try_on=self.today + timedelta(days=self.place % 9 - 2),
            )  # fmt: skip
        if self.life.story == "not_seen":
            self._end_by_two(manager, file)
        elif self.life.story in ENDINGS:
            with self.as_one(manager) as room:
                review(by=room.acting, file_id=file.pk, look=self._look(), now=self.at(200))

    def _register(self, room: Entry) -> File:
        envelope = Envelope.objects.filter(room_id=room.room_id, state="waiting").order_by("-delivered_at").first()
        if envelope is None:
            raise LookupError("The envelope has not come.")
        registration = Registration(f"V-{self.place:04d}", Outcome.FILED, self.at(2))
        received = register(by=room.acting, envelope_id=envelope.pk, registration=registration, now=self.at(2))[0]
        self._see_to_duties(room, received)
        file = open_file(by=room.acting, person=received.person, method="trefas", received=received, now=self.at(3))
        record_event(
            by=room.acting, file_id=file.pk, happening=Happening("followed", self.at(4).date()), now=self.at(4)
        )
        return file

    def _see_to_duties(self, room: Entry, received: ReceivedItem) -> None:
        """Do what the law asks for on registration, in time; the latest still wait."""
        if self.life.began > self.today - timedelta(days=STILL_WAITS):
            return
        for duty in Duty.objects.filter(room_id=room.room_id, received=received, done_at=None).order_by("due_on"):
            outcome, words = DONE[DutyKind(duty.kind)]
            do_duty(by=room.acting, duty=duty, outcome=outcome, words=words, now=self.at(2, 15))

    def _offer(self, room: Entry, file: File) -> None:
        offer = offer_help(
            by=room.acting, file_id=file.pk, kind="social_support", channel="meeting", now=self.at(8),
            text="Stöd med boende och sysselsättning.",
        )  # fmt: skip
        if self.life.story == "offered":
            return
        answer = "yes" if self.life.story in SAYS_YES else "no"
        _offer, ordered = answer_offer(by=room.acting, offer_id=offer.pk, answer=answer, now=self.at(10))
        for task in ordered if self.at(10).date() < self.today else []:
            finish_task(by=room.acting, task_id=task.pk, outcome="Påhittat: klart nästa dag.", now=self.at(11))
        if answer == "yes":
            agreed = "both" if self._child() else "person"
            follow_up = self.today + timedelta(days=20)
            start = Start("work_and_studies", "Praktik på heltid", self.at(15).date(), follow_up, agreed)
            start_support(by=room.acting, file_id=file.pk, start=start, now=self.at(15))

    def _end_by_two(self, manager: str, file: File) -> None:
        """What counts as unknown, two people end."""
        with self.as_one(self.handler) as room:
            asked = propose_ending(by=room.acting, file_id=file.pk, look=self._look(), now=self.at(200))
        with self.as_one(manager) as room:
            agree_to_ending(by=room.acting, look_id=asked.pk, now=self.at(200))

    def _look(self) -> Look:
        return Look(
            decision="end", text="Gemensam uppföljning.", ground=self.life.story, verified=ENDINGS[self.life.story],
            child=self._child(),
        )  # fmt: skip
