"""From a request to its answer: what may be considered, what was decided about it, and the answer in a language."""

from dataclasses import dataclass
from datetime import date

from trefas.accountability import answers, lookers, masking
from trefas.accountability.answers import Answer, Frame
from trefas.accountability.extract_values import Organisation
from trefas.accountability.extracts import Item, collect, same_person
from trefas.accountability.masking import Case, Masking, Ruling
from trefas.accountability.rights_models import Asked, How, RightsRequest, Withheld
from trefas.accountability.rights_policy import regime
from trefas.law.texts import Language
from trefas.persons.models import Person
from trefas.rooms import entry
from trefas.rooms.models import Room


@dataclass(frozen=True)
class Considered:
    """What an officer has before her: the items that may be told, what is proposed, and what is decided."""

    items: list[Item]
    proposed: dict[str, Ruling]
    words: dict[str, str]
    decided: Masking
    case: Case

    def undecided(self) -> list[str]:
        """Return the proposals nobody has decided on: items by key, words as "word:<word>"."""
        judged = {*self.decided.words, *self.decided.standing}
        words = [f"word:{word}" for word in self.words if word not in judged]
        return [*masking.undecided(self.proposed, self.decided), *words]


def masking_of(request: RightsRequest) -> Masking:
    """Return the latest decision about each item and each word."""
    rulings: dict[str, Ruling] = {}
    words: dict[str, Ruling] = {}
    for row in Withheld.objects.filter(room_id=request.room_id, request=request).order_by("at", "id"):
        if row.item:
            rulings[row.item] = Ruling(How(row.how), row.ground)
        for word in row.words or []:
            words[word] = Ruling(How(row.how), row.ground)
    masked = {word: ruling.ground for word, ruling in words.items() if ruling.how == How.MASK}
    return Masking(rulings, masked, frozenset(words) - frozenset(masked))


def considered(request: RightsRequest, person: Person) -> Considered:
    """Read everything about the tied person, with core rules applied, proposals and decisions."""
    organisation = Organisation.of(person.room_id, same_person(person))
    case = Case(entry.current().acting.room_kind, organisation, person.protection)
    items = masking.after_core_rules(collect(person), case)
    words = masking.proposed_words(items, case)
    return Considered(items, masking.proposals(items, case), words, masking_of(request), case)


def frame_of(request: RightsRequest, on: date, language: Language) -> Frame:
    """Return whose answer it is: the authority, never the unit or the officer."""
    room = Room.objects.select_related("branch__authority").get(pk=entry.current().room_id)
    return Frame(regime(request), room.branch.authority.name, on, language)


def answer_to(request: RightsRequest, on: date, language: Language) -> Answer:
    """Return the answer as it is now. Where all are answered alike nothing is looked up."""
    frame = frame_of(request, on, language)
    if frame.regime.alike:
        return answers.nothing(frame) if request.kind == Asked.EXTRACT else answers.decided_alike(frame)
    if request.kind != Asked.EXTRACT:
        return answers.decided(frame, request)
    if request.person_id is None:
        return answers.nothing(frame)
    person = Person.objects.get(room_id=request.room_id, pk=request.person_id)
    found = considered(request, person)
    shown = masking.apply(found.items, found.decided)
    return answers.told(frame, shown, _received(shown), _looked(request, person, found, language))


def _looked(request: RightsRequest, person: Person, found: Considered, language: Language) -> list[tuple[str, str]]:
    upto = request.content.get("log_to")
    return lookers.of(person, found.case.organisation, language, upto=int(upto) if upto else None)


def _received(shown: list[Item]) -> list[tuple[str, str, str]]:
    """Return who received what and when, from the receipts that are told; an authority, never a unit."""
    rows = []
    for item in shown:
        values = {value.name: value.text for value in item.values}
        if item.label == "disclosures.Receipt" and values.get("direction") == "out":
            day = item.on.isoformat() if item.on else ""
            rows.append((values.get("other_unit", ""), day, values.get("statutes", "")))
    return sorted(rows, key=lambda row: row[1])
