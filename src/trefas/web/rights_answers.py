"""From assessment to answer: whom it is about, masks, decisions, the paper and the file, and handing over."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trefas.accountability import actions, masking
from trefas.accountability.actions import Prolonging, Ruled
from trefas.accountability.composing import Considered, considered
from trefas.accountability.extract_words import field_label, table_label
from trefas.accountability.extracts import Item
from trefas.accountability.models import RightsRequest
from trefas.accountability.rights_models import Asked, Decided, Handed, How, State
from trefas.accountability.rights_policy import WAYS_OUT, may_erase_all, may_note_erased, regime
from trefas.persons.models import Person
from trefas.persons.policy import May
from trefas.persons.search import find, shown_number
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms
from trefas.web.dates import full_date
from trefas.web.forms.rights import (
    AssessForm,
    DecisionForm,
    ErasedForm,
    HandForm,
    MakeForm,
    PointForm,
    ProlongForm,
    RulingForm,
    WordsForm,
)
from trefas.web.requests import today_of
from trefas.web.rights import answer_form, found, may_decide, may_receive


def _words(
    row: RightsRequest, title: str, button: str, lead: str = "", after: str = "rights_request"
) -> dict[str, Any]:
    back = reverse("rights_request", args=[row.pk])
    return {"title": title, "button": button, "lead": lead, "next": reverse(after, args=[row.pk]), "back_url": back}


@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Take what the officer assessed; whom it is about is asked only where the answer follows what is held."""
    acting, row = may_decide(request), found(request_id)
    alike = regime(row).alike and row.kind == Asked.EXTRACT
    candidates = None if alike else _candidates(acting, row)
    form = AssessForm(request.POST or None, candidates=candidates)

    def save(given: dict[str, Any]) -> None:
        person = uuid.UUID(given["person"]) if given.get("person") else None
        actions.assess_request(
            by=acting, request_id=row.pk, person_id=person, words=given["words"], now=timezone.now()
        )  # fmt: skip

    lead = _("Everybody gets the same answer here. Assess all the same, each time: your words stay in the house.")
    return answer_form(request, form, save, _words(row, _("Assess the request"), _("Save"), lead if alike else ""))


def _candidates(acting: Acting, row: RightsRequest) -> list[tuple[str, str]]:
    asked = [text for text in (row.asked_by["number"], row.asked_by["name"]) if text]
    people = {
        person.pk: person for room in open_rooms() for text in asked for person in find(room, acting.room_kind, text)
    }
    return [(str(person.pk), f"{person.name} {shown_number(person)}".strip()) for person in people.values()]


def _tied(row: RightsRequest) -> Person:
    person = Person.objects.filter(room_id=row.room_id, pk=row.person_id).first() if row.person_id else None
    if person is None or (regime(row).alike and row.kind == Asked.EXTRACT):
        raise Http404
    return person


@require_safe
def items(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show everything held about the person, what is proposed to keep back, and what is decided."""
    may_decide(request)
    row = found(request_id)
    whole = considered(row, _tied(row))
    left = set(whole.undecided())
    listed = [_listed(row, item, whole, item.key in left) for item in whole.items]
    context = {
        "row": row, "first": [one for one in listed if one["waits"]],
        "rest": [one for one in listed if not one["waits"]],
        "waiting_words": sorted(key.removeprefix("word:") for key in left if key.startswith("word:")),
        "masked_words": sorted(whole.decided.words),
    }  # fmt: skip
    return render(request, "rights/items.html", context)


def _listed(row: RightsRequest, item: Item, whole: Considered, waits: bool) -> dict[str, Any]:
    ruling = whole.decided.rulings.get(item.key) or whole.proposed.get(item.key)
    tag = ""
    if ruling is not None:
        ground = masking.citation(ruling.ground) if ruling.ground else ""
        state = _("Proposed") if waits else _("Decided")
        tag = f"{state}: {How(ruling.how).label}" + (f", {ground}" if ground else "")
    return {
        "title": table_label(item.label), "url": reverse("rights_item", args=[row.pk, _row_id(item)]), "tag": tag,
        "tone": "warn" if waits else "", "waits": waits, "aside": item.on.isoformat() if item.on else "",
        "text": [f"{field_label(value.name)}: {value.text}" for value in item.values],
    }  # fmt: skip


def _row_id(item: Item) -> uuid.UUID:
    return uuid.UUID(item.key.rpartition(":")[2])


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, request_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """Decide on one item."""
    acting, row = may_decide(request), found(request_id)
    whole = considered(row, _tied(row))
    one = next((each for each in whole.items if _row_id(each) == row_id), None)
    if one is None:
        raise Http404
    ruling = whole.decided.rulings.get(one.key) or whole.proposed.get(one.key)
    initial = {"how": ruling.how, "ground": ruling.ground} if ruling else {"how": How.SHOW}

    def save(given: dict[str, Any]) -> None:
        actions.rule_item(
            by=acting, request_id=row.pk, item=one.key, how=How(given["how"]), ground=given["ground"],
            now=timezone.now(),
        )  # fmt: skip

    words = _words(row, table_label(one.label), _("Decide"), after="rights_items")
    words["shown"] = [{"key": field_label(value.name), "value": value.text} for value in one.values]
    return answer_form(request, RulingForm(request.POST or None, initial=initial), save, words)


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Decide on words, as names of third persons, wherever they stand."""
    acting, row = may_decide(request), found(request_id)
    whole = considered(row, _tied(row))
    waiting = [key[5:] for key in whole.undecided() if key.startswith("word:")]
    form = WordsForm(
        request.POST or None, initial={"words": "\n".join(waiting), "ground": masking.own_ground(acting.room_kind)}
    )

    def save(given: dict[str, Any]) -> None:
        actions.rule_words(
            by=acting, request_id=row.pk, words=given["words"].splitlines(), how=How(given["how"]),
            ground=given["ground"], now=timezone.now(),
        )  # fmt: skip

    lead = _("Names of other people. They are masked wherever they stand, whatever their letters.")
    return answer_form(request, form, save, _words(row, _("Mask words"), _("Decide"), lead, "rights_items"))


@require_http_methods(["GET", "HEAD", "POST"])
def point(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Say which item is disputed: it is marked and stays here until it is decided."""
    acting, row = may_decide(request), found(request_id)
    if row.kind == Asked.EXTRACT:
        raise Http404
    chosen = [(one.key, _summary(one)) for one in considered(row, _tied(row)).items if one.values]
    form = PointForm(request.POST or None, items=chosen)

    def save(given: dict[str, Any]) -> None:
        actions.point_out(by=acting, request_id=row.pk, about=given["about"])

    lead = _("Until it is decided, it is marked in the file and may not be told to others.")
    return answer_form(request, form, save, _words(row, _("Which item does it concern?"), _("Save"), lead))


def _summary(one: Item) -> str:
    texts = ", ".join(value.text for value in one.values)[:160]
    return f"{table_label(one.label)} {one.on or ''}: {texts}"


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Decide on a correction, a dispute or an erasure."""
    acting, row = may_decide(request), found(request_id)
    form = DecisionForm(request.POST or None)

    def save(given: dict[str, Any]) -> None:
        ruled = Ruled(Decided(given["decision"]), given["reasons"], given["ground"])
        actions.decide_request(by=acting, request_id=row.pk, ruled=ruled, now=timezone.now())

    lead = _("Granted: write the right note in the file first. Those who were told the wrong one get a notice at once.")
    return answer_form(request, form, save, _words(row, _("Decide"), _("Decide"), lead))


@require_http_methods(["GET", "HEAD", "POST"])
def erased(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Note that a granted erasure is carried out, or propose that all of it goes."""
    acting, row = may_decide(request), found(request_id)
    if may_note_erased(row).outcome is May.NO:
        raise Http404

    def save(given: dict[str, Any]) -> None:
        if given["whole"]:
            actions.propose_decided(by=acting, request_id=row.pk, now=timezone.now())
            messages.success(request, _("It is proposed. It is erased when two people have signed."))
        else:
            actions.note_erased(by=acting, request_id=row.pk, words=given["words"], now=timezone.now())

    shown = _words(row, _("Erase as decided"), _("Save"))
    all_of_it = may_erase_all(row).outcome is May.YES
    return answer_form(request, ErasedForm(request.POST or None, all_of_it=all_of_it), save, shown)


@require_http_methods(["GET", "HEAD", "POST"])
def prolong(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Take longer to answer, when the person has been told so and why."""
    acting, row = may_decide(request), found(request_id)
    later = regime(row).prolonged(row.received_on)
    if later is None:
        raise Http404
    form = ProlongForm(request.POST or None, initial={"told_on": today_of(request)})

    def save(given: dict[str, Any]) -> None:
        actions.prolong_request(by=acting, request_id=row.pk, prolonging=Prolonging(**given), now=timezone.now())

    lead = _(
        "Tell the person first, by the recorded safe way and by word of mouth: that the answer comes by %(day)s at the "
        "latest, and why. It is told by %(last)s, and only once (GDPR art. 12.3)."
    ) % {"day": full_date(later), "last": full_date(row.due_on)}
    return answer_form(request, form, save, _words(row, _("Take longer to answer"), _("Note that it is told"), lead))


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Make the answer in a language."""
    acting, row = may_decide(request), found(request_id)

    def save(given: dict[str, Any]) -> None:
        actions.make_answer(by=acting, request_id=row.pk, language=given["language"], now=timezone.now())

    lead = _("The answer may be given from %(day)s.") % {"day": row.not_before.isoformat()}
    shown = _words(row, _("Make the answer"), _("Make the answer"), lead, "rights_hand")
    return answer_form(request, MakeForm(request.POST or None), save, shown)


@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show the ways the answer can be taken out or read, as the person chose, and note how it was handed over."""
    acting, row = may_receive(request), found(request_id)
    if row.state != State.MADE:
        return redirect("rights_request", row.pk)
    ways = [way for way in WAYS_OUT[row.way] if way != Handed.SAFE_WAY or not regime(row).alike]
    form = HandForm(request.POST or None, ways=ways)

    def save(given: dict[str, Any]) -> None:
        actions.hand_over(by=acting, request_id=row.pk, how=Handed(given["how"]), now=timezone.now())

    shown = _words(row, _("Hand the answer over"), _("Note that it is handed over"), _("Never by letter or e-mail."))
    names = ["rights_read"] if row.way == "on_site" else ["rights_paper", "rights_data"]
    labels = {
        "rights_read": _("Show it to read here"),
        "rights_paper": _("The paper"),
        "rights_data": _("The file with data"),
    }
    shown["links"] = [{"url": reverse(name, args=[row.pk]), "label": labels[name]} for name in names]
    return answer_form(request, form, save, shown)


def refusal(request: HttpRequest, error: RefusedError) -> HttpResponse:
    """Show why a paper cannot be given."""
    return render(request, "errors/403.html", {"sentence": error.sentence}, status=409)


urlpatterns = [
    path("<uuid:request_id>/bedom/", assess, name="rights_assess"),
    path("<uuid:request_id>/uppgifter/", items, name="rights_items"),
    path("<uuid:request_id>/uppgifter/<uuid:row_id>/", item, name="rights_item"),
    path("<uuid:request_id>/ord/", words, name="rights_words"),
    path("<uuid:request_id>/vilken/", point, name="rights_point"),
    path("<uuid:request_id>/besluta/", decide, name="rights_decide"),
    path("<uuid:request_id>/raderat/", erased, name="rights_erased"),
    path("<uuid:request_id>/mer-tid/", prolong, name="rights_prolong"),
    path("<uuid:request_id>/gor/", make, name="rights_make"),
    path("<uuid:request_id>/lamna/", hand, name="rights_hand"),
]
