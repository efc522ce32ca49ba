"""A small world for the matrix: in several rooms one of each thing, in own, received and protected files."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.accountability.breaking_build import as_kept
from tests.accountability.build import erased
from tests.accountability.rights_build import ready
from tests.cast import EMAIL, NOW, enter
from tests.disclosures.build import CONSENTED, TODAY, consented, given, registration, unit
from tests.disclosures.build import assessed as weighed
from tests.files.build import case, note
from tests.files.meeting_build import convened, cooperating, file_of, prepared
from tests.matrix.ids import Ids, gone, ids_of
from tests.plans.build import accepted, plan, start
from trefas.authorities.models import UnitMethod
from trefas.disclosures.actions import Facts, register
from trefas.disclosures.models import Envelope, Outcome
from trefas.files.actions import (
    add_attachment,
    add_counterpart,
    mention,
    open_file,
    propose,
    set_guardian,
)
from trefas.files.actions.committing import undertake
from trefas.files.actions.following import Ended, end_by_review
from trefas.files.models import File
from trefas.persons.actions import Source, create_person, create_protected_person, declare_barring, stage_import
from trefas.persons.models import Ground, Protection
from trefas.plans.actions import add_threat, hand_over
from trefas.rooms.actions import name_substitute
from trefas.rooms.models import Membership
from trefas.sheets.reading import read_table

# Who of the cast the matrix is about, and where each works.
PERSONAS = {
    "amina": "Kvarnlunda", "nora": "Kvarnlunda", "sven": "Kvarnlunda", "lena": "Kvarnlunda", "ada": "Kvarnlunda",
    "bo": "police", "eva": "police", "disa": "probation", "kim": "exit", "ylva": "Hamnskogen", "sara": "city",
    "otto": "Stensberga",
}  # fmt: skip
HANDLERS = {
    "Kvarnlunda": "amina", "police": "bo", "probation": "disa", "exit": "kim", "Hamnskogen": "ylva",
    "Stensberga": "otto",
}  # fmt: skip
SIGNERS = {"Kvarnlunda": ("sven", "lena"), "police": ("eva", "pia")}
STATES = ("own", "received", "other", "protected", "erased")
FIXED = {
    "position": 1, "kind_id": "inquiry", "name": "osl", "persona": "bo", "pk": 1, "uidb64": "x", "token": "x-y",
}  # fmt: skip
PAPER = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
LIST = b"Namn;Personnummer\nVera Lind;\n"
CONCERN = Facts(conditions={"SoL-19-1": {"child_fares_ill": True}})


@dataclass
class World:
    """The ids by room and state."""

    ids: dict[tuple[str, str], Ids] = field(default_factory=dict)

    def of(self, persona: str, state: str, name: str) -> Any:
        """The value of a name in an address as this persona meets it in this state."""
        if name in FIXED:
            return FIXED[name]
        room = PERSONAS[persona]
        if state == "other":
            room, state = ("police" if room == "Kvarnlunda" else "Kvarnlunda"), "own"
        return self.ids.get((room, state), {}).get(name) or absent(name)


def absent(name: str) -> uuid.UUID:
    """An id that no row has, the same for the same name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://trefas.example/absent/{name}")


def build() -> World:
    """Make the rows, through the same actions as the pages."""
    hers = {room: _own(HANDLERS[room]) for room in SIGNERS}
    number = cooperating()
    anchors = {("police", "own"): _furnished("bo", number), ("Kvarnlunda", "received"): _furnished("amina", number)}
    for room, who in HANDLERS.items():
        if room != "police":
            anchors[room, "own"] = _own(who)
    anchors["police", "received"] = _answered()
    _told("filed", "wrong_receiver", "waiting")
    for room in ("Kvarnlunda", "police"):
        anchors[room, "protected"] = _protected(HANDLERS[room])
    _meeting(number)
    _substitute()
    # Last: until then she stands in the rooms beside the others.
    lost = {(room, "erased"): _erased(HANDLERS[room], person, *SIGNERS[room]) for room, person in hers.items()}
    return World(lost | {place: ids_of(HANDLERS[place[0]], person) for place, person in anchors.items()})


def _erased(who: str, person_id: uuid.UUID, first: str, second: str) -> Ids:
    """Somebody followed to the end and erased by two when her time was out; returns the ids that were hers."""
    ids = ids_of(who, person_id)
    with enter(first) as here:
        ended = Ended(uuid.uuid4(), TODAY, "not_seen", "two_sources", "Hörs inte av.")
        end_by_review(by=here.acting, file_id=ids["file_id"], ended=ended, now=NOW)
    erased(person_id, first, second)
    return gone(who, ids)


def _own(who: str) -> uuid.UUID:
    with enter(who) as here:
        person = create_person(by=here.acting, values={"given_name": "Hugo"}, source=Source("typed"), now=NOW)
        file = open_file(by=here.acting, person=person, method="trefas", received=None, now=NOW)
        _furnish(here, file)
    return person.pk


def _furnished(who: str, number: uuid.UUID) -> uuid.UUID:
    with enter(who) as here:
        file = file_of(here, number)
        _furnish(here, file)
    return file.person_id


def _protected(who: str) -> uuid.UUID:
    with enter(who) as here:
        person = create_protected_person(
            by=here.acting, values={"given_name": "Elsa"}, protection=Protection.MARKING, handlers=[],
            source=Source("typed"), now=NOW,
        )  # fmt: skip
    with enter(who) as here:
        file = open_file(by=here.acting, person=person, method="trefas", received=None, now=NOW)
        _furnish(here, file)
    return person.pk


def _furnish(here: Any, file: File) -> None:
    """Everything that hangs on a file, on its person, and on the room."""
    acting, key = here.acting, file.pk
    written = note(here, file)
    add_attachment(by=acting, note_id=written.pk, name="papper.pdf", content=PAPER, now=NOW)
    mention(by=acting, file_id=key, name="Siv", relation="granne", text="", now=NOW)
    values = {"name": "Rut", "may_be_told": "not_tested"}
    set_guardian(by=acting, file_id=key, guardian_id=None, version=0, values=values, now=NOW)
    add_counterpart(by=acting, file_id=key, unit=unit("Kvarnlunda"), name="Tor", telephone="", now=NOW)
    add_threat(by=acting, file_id=key, direction="from", on=TODAY, text="Skuld", now=NOW, note_id=written.pk)
    undertake(by=acting, file_id=key, owner_id=acting.user_id, text="Ring", due_on=TODAY, now=NOW)
    accepted(here, file)
    if acting.room_kind == "social_services":
        start(here, file)
        plan(here, file)
    other = unit("Hamnskogen" if acting.unit_id != unit("Hamnskogen").pk else "Kvarnlunda")
    hand_over(by=acting, file_id=key, to_unit=other.pk, reason="Flyttat", now=NOW)
    as_kept(here, weighed(here, file.person, facts=Facts(), to=other.short_name), NOW)
    weighed(here, file.person, facts=Facts(), to=other.short_name)
    consented(here, file.person, receivers=("Stensberga",))
    # Where all are answered alike, a request is tied to nobody.
    ready(here, file.person if acting.room_kind == "social_services" else None)
    _of_the_room(here)


def _of_the_room(here: Any) -> None:
    declare_barring(
        by=here.acting, user_id=here.acting.user_id, ground=Ground.FAMILY, name="Gun", number="19620505-2381", note="",
        now=NOW,
    )  # fmt: skip
    table = read_table(LIST, "lista.csv")
    stage_import(by=here.acting, table=table, file_name="lista.csv", content=LIST, now=NOW, language="sv")
    if UnitMethod.objects.filter(unit_id=here.acting.unit_id, method="trefas").exists():
        other = create_person(by=here.acting, values={"given_name": "Nils"}, source=Source("typed"), now=NOW)
        propose(by=here.acting, person=other, case=case(), now=NOW)


def _answered() -> uuid.UUID:
    """Probation tells the police about a person with her consent; they register it and open a file of their own."""
    with enter("disa") as probation:
        values = {"given_name": "Tove", "identity_number": "20040611-2383"}
        person = create_person(by=probation.acting, values=values, source=Source("typed"), now=NOW)
        consented(probation, person, receivers=("Polisen Nord",))
        given(probation, person, facts=CONSENTED, to="Polisen Nord", purpose="support")
    with enter("bo") as police:
        item = _registered(police, "filed")
        file = open_file(by=police.acting, person=item.person, method="trefas", received=None, now=NOW)
        _furnish(police, file)
    return file.person_id


def _told(*outcomes: str) -> None:
    """The police tell the board about a child, once for each outcome; what `waiting` says stays in the inbox."""
    for outcome in outcomes:
        with enter("bo") as police:
            values = {"given_name": "Noel", "identity_number": "20100512-2385"}
            child = create_person(by=police.acting, values=values, source=Source("typed"), now=NOW)
            record = {"child": "Vill ha hjälp."}
            given(police, child, facts=CONCERN, purpose="protect_child", record=record)
        if outcome != "waiting":
            with enter("amina") as social:
                _registered(social, outcome)


def _registered(here: Any, outcome: str) -> Any:
    envelope = Envelope.objects.filter(room_id=here.room_id, kind="disclosure", state="waiting").latest("delivered_at")
    return register(by=here.acting, envelope_id=envelope.pk, registration=registration(Outcome(outcome)), now=NOW)[0]


def _meeting(number: uuid.UUID) -> None:
    meeting = convened(number)
    with enter("bo") as police:
        prepared(police, meeting, number)


def _substitute() -> None:
    users = {who: Membership.objects.get(user__email=EMAIL[who]).user_id for who in ("amina", "nora")}
    with enter("ada") as social:
        given_by = {
            "absent_id": users["amina"],
            "substitute_id": users["nora"],
            "starts": TODAY,
            "ends": TODAY + timedelta(days=7),
        }
        name_substitute(by=social.acting, **given_by)
