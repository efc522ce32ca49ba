"""What the parts of a definition must agree on; each rule notes its errors at their line."""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from .definition import SAME, START, Guard, Method, Polarity, SecondLook, UnitKind
from .events import EventKind
from .problems import Path, Problems
from .refusal import refuse_consequences_of_refusal

_GROUND = re.compile(r"^(SoL|LVU|LUL|BrB|OSL|polislagen|lag \d{4}:\d+) \S")
_OWN_LAW = re.compile(r"^(SoL|LVU) \S")
_NAMED = (
    "roles",
    "criteria",
    "stages",
    "events",
    "moves",
    "orders",
    "offers",
    "supports",
    "measures",
    "verifications",
    "endings",
    "figures",
)
_OUT_OF_CLOSED = {EventKind.PROPOSED, EventKind.REGISTERED, EventKind.REOPENED, EventKind.ENDED}


def validate(method: Method, problems: Problems) -> None:
    """Note everything in the definition that does not hold together."""
    rules: tuple[Callable[[Method, Problems], None], ...] = (
        _ids_are_unique,
        _references_exist,
        _one_move_per_event,
        _stages_connect,
        _closed_stays_closed,
        _open_stages_have_dates,
        _proposals_need_sign_off,
        _lapse_is_kept,
        _consent_comes_first,
        _grounds_are_law,
        _endings_can_be_verified,
        _second_looks_hold,
        refuse_consequences_of_refusal,
    )
    for rule in rules:
        rule(method, problems)


def _ids_are_unique(method: Method, problems: Problems) -> None:
    for kind in _NAMED:
        seen: set[str] = {START, SAME} if kind == "stages" else set()
        for place, row in enumerate(getattr(method, kind)):
            if row.id in seen:
                path = (kind, place, "id")
                problems.add(path, f"”{row.id}” finns redan.", f'"{row.id}" is taken already.')
            seen.add(row.id)


def _references_exist(method: Method, problems: Problems) -> None:
    stages = {stage.id for stage in method.stages}
    events = {event.id for event in method.events}
    verifications = {term.id for term in method.verifications}
    for place, move in enumerate(method.moves):
        _known(move.sources, stages | {START}, ("moves", place, "from"), problems)
        _known([move.target], stages | {SAME}, ("moves", place, "to"), problems)
        _known([move.event], events, ("moves", place, "event"), problems)
    for place, order in enumerate(method.orders):
        _known([order.event], events, ("orders", place, "event"), problems)
    for place, ending in enumerate(method.endings):
        _known(ending.verified, verifications, ("endings", place, "verified"), problems)
    for place, figure in enumerate(method.figures):
        _known([figure.event], events, ("figures", place, "event"), problems)
        _known([figure.since] if figure.since else [], events, ("figures", place, "since"), problems)


def _known(names: Iterable[str], known: set[str], path: Path, problems: Problems) -> None:
    for name in names:
        if name not in known:
            problems.add(path, f"”{name}” finns inte i filen.", f'"{name}" is not in the file.')


def _one_move_per_event(method: Method, problems: Problems) -> None:
    beside = {event.id for event in method.events if event.beside}
    pairs = Counter((source, move.event) for move in method.moves for source in move.sources)
    for place, move in enumerate(method.moves):
        for source in move.sources:
            if pairs[source, move.event] > 1:
                texts = (
                    f"Två rader flyttar ”{source}” vid samma händelse.",
                    f'Two rows move "{source}" on one event.',
                )
                problems.add(("moves", place, "from"), *texts)
        if move.event in beside:
            texts = (
                "Händelsen står vid sidan av skedet och kan inte flytta det.",
                "The event stands beside the stage.",
            )
            problems.add(("moves", place, "event"), *texts)
    for place, event in enumerate(method.events):
        if not event.beside and event.id not in {move.event for move in method.moves}:
            problems.add(("events", place, "id"), "Ingen rad använder händelsen.", "No row uses the event.")


def _reached(method: Method) -> set[str]:
    reached, growing = {START}, True
    while growing:
        targets = {m.target for m in method.moves if m.target != SAME and reached & set(m.sources)}
        growing = not targets <= reached
        reached |= targets
    return reached


def _stages_connect(method: Method, problems: Problems) -> None:
    reached = _reached(method)
    ends = {source for move in method.moves if move.event == EventKind.ENDED for source in move.sources}
    closers = ends | {s for m in method.moves if m.event == EventKind.NOT_INCLUDED for s in m.sources}
    for place, stage in enumerate(method.stages):
        if stage.id not in reached:
            problems.add(("stages", place), "Inget leder till skedet.", "Nothing leads to the stage.")
        if not stage.closed and stage.id not in closers:
            problems.add(("stages", place), "Skedet går inte att avsluta.", "The stage cannot be ended.")


def _closed_stays_closed(method: Method, problems: Problems) -> None:
    closed = {stage.id for stage in method.stages if stage.closed}
    for place, move in enumerate(method.moves):
        if closed & set(move.sources) and move.event not in _OUT_OF_CLOSED:
            texts = (
                "Ett stängt skede lämnas bara genom förslag, registrering, återöppning eller avslut.",
                "A closed stage is left only by proposal, registration, reopening or ending.",
            )
            problems.add(("moves", place, "from"), *texts)
        if move.event == EventKind.REOPENED and move.target not in _proposal_stages(method):
            texts = ("Återöppning leder till ett nytt förslag.", "Reopening leads to a new proposal.")
            problems.add(("moves", place, "to"), *texts)


def _proposal_stages(method: Method) -> set[str]:
    return {move.target for move in method.moves if move.event == EventKind.PROPOSED}


def _open_stages_have_dates(method: Method, problems: Problems) -> None:
    for place, stage in enumerate(method.stages):
        if not stage.closed and not stage.review_days:
            texts = ("Ett öppet skede måste ha review_days.", "An open stage must have review_days.")
            problems.add(("stages", place), *texts)


def _proposals_need_sign_off(method: Method, problems: Problems) -> None:
    if method.sign_off.count < 1:
        texts = ("Minst en annan person måste medbedöma.", "At least one other person must sign off.")
        problems.add(("sign_off", "count"), *texts)
    if not method.sign_off.unit_kinds:
        problems.add(("sign_off", "unit_kinds"), "Ange minst en slags enhet.", "Name at least one kind of unit.")
    closed = {stage.id for stage in method.stages if stage.closed} | {SAME}
    for place, move in enumerate(method.moves):
        leaves = _proposal_stages(method) & set(move.sources) and move.target not in closed
        if leaves and Guard.SIGN_OFFS not in move.guards:
            texts = ("Ett förslag lämnas inte utan medbedömning.", "No proposal goes on without a sign-off.")
            problems.add(("moves", place, "guards"), *texts)


def _lapse_is_kept(method: Method, problems: Problems) -> None:
    if not 1 <= method.lapse.months <= 6:
        texts = (
            "Uppföljningen ska upphöra efter högst 6 månader.",
            "Following must lapse after at most 6 months.",
        )
        problems.add(("lapse", "months"), *texts)
    for place, stage in enumerate(method.stages):
        if stage.lapses and method.move(stage.id, EventKind.LAPSED) is None:
            texts = (
                "Skedet kan upphöra men saknar rad för det.",
                "The stage may lapse but has no row for it.",
            )
            problems.add(("stages", place, "lapses"), *texts)
    for place, move in enumerate(method.moves):
        if move.event == EventKind.REDECIDED and Guard.NEWER_FACT not in move.guards:
            texts = (
                "Ett nytt beslut måste vila på en nyare uppgift.",
                "A new decision must rest on a newer fact.",
            )
            problems.add(("moves", place, "guards"), *texts)


def _consent_comes_first(method: Method, problems: Problems) -> None:
    joint = {stage.id for stage in method.stages if stage.joint}
    if method.consent.required != bool(joint):
        texts = (
            "Gemensamt arbete och krav på samtycke måste följas åt.",
            "Stages of joint work and the demand for consent must go together.",
        )
        problems.add(("consent", "required"), *texts)
    for place, move in enumerate(method.moves):
        if move.target in joint and not joint >= set(move.sources) and Guard.CONSENT not in move.guards:
            texts = ("Gemensamt arbete kräver samtycke.", "Joint work needs consent.")
            problems.add(("moves", place, "guards"), *texts)
    for place, stage in enumerate(method.stages):
        for kind in (EventKind.CONSENT_WITHDRAWN, EventKind.CONSENT_EXPIRED) if stage.joint else ():
            leaving = method.move(stage.id, kind)
            if leaving is None or leaving.target in joint | {SAME}:
                texts = (f"Skedet går inte att lämna vid {kind}.", f"The stage cannot be left on {kind}.")
                problems.add(("stages", place, "joint"), *texts)


def _grounds_are_law(method: Method, problems: Problems) -> None:
    for place, support in enumerate(method.supports):
        _ground_is_law(support.grounds, support.owner, ("supports", place, "grounds"), problems)
    for place, measure in enumerate(method.measures):
        _ground_is_law(measure.grounds, measure.owner, ("measures", place, "grounds"), problems)
        if not measure.facts:
            texts = ("Ange vilka fakta åtgärden vilar på.", "Name the facts that the measure rests on.")
            problems.add(("measures", place, "facts"), *texts)


def _ground_is_law(grounds: tuple[str, ...], owner: UnitKind, path: Path, problems: Problems) -> None:
    if not grounds or not all(map(_GROUND.match, grounds)):
        problems.add(path, 'Ange lagrum, t.ex. "SoL 11:1".', 'Name the provision, e.g. "SoL 11:1".')
    elif owner is UnitKind.SOCIAL_SERVICES and not all(map(_OWN_LAW.match, grounds)):
        texts = (
            "Socialtjänsten har inga åtgärder utanför SoL och LVU.",
            "Only SoL or LVU for social services.",
        )
        problems.add(path, *texts)


def _endings_can_be_verified(method: Method, problems: Problems) -> None:
    for place, ending in enumerate(method.endings):
        if not ending.verified:
            texts = ("Ange hur grunden kan kontrolleras.", "Say how the ground can be verified.")
            problems.add(("endings", place, "verified"), *texts)
        elif ending.polarity is Polarity.UNKNOWN and set(ending.verified.values()) == {Polarity.UNKNOWN}:
            texts = (
                "Ange vad grunden räknas som när den är kontrollerad.",
                "Say what it counts as once verified.",
            )
            problems.add(("endings", place, "verified"), *texts)
    if not method.endings:
        problems.add(("endings",), "Metoden saknar grunder för avslut.", "The method has no grounds for ending.")


def _second_looks_hold(method: Method, problems: Problems) -> None:
    """No ending that nobody has verified can be exempt, and what the rule names is in the file."""
    _known(method.second_looks.verified, {t.id for t in method.verifications}, ("second_look", "verified"), problems)
    for place, ending in enumerate(method.endings):
        counts = {ending.polarity, *ending.verified.values()}
        if ending.second_look is SecondLook.NEVER and Polarity.UNKNOWN in counts:
            texts = (
                "Grunden kan räknas som okänd. Då ska en annan person kunna se på avslutet.",
                "The ground may count as unknown, so that it cannot be exempt from a second look.",
            )
            problems.add(("endings", place, "second_look"), *texts)
    if Polarity.UNKNOWN not in method.second_looks.polarities:
        texts = (
            "Ett avslut som räknas som okänt ska en annan person se på.",
            "An ending that counts as unknown takes a second look.",
        )
        problems.add(("second_look", "polarities"), *texts)
