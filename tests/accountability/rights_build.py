"""Requests and what they are about, for the tests of the person's rights; every name is invented."""

from tests.cast import NOW
from tests.files.build import TODAY, file_in, note
from trefas.accountability import actions
from trefas.accountability.actions import Asking, Guarding
from trefas.accountability.rights_models import RightsRequest
from trefas.files.actions import mention, set_contact_route, set_guardian

LEO = ("Leo Tornfeldt", "20070314-2380")
NOBODY = ("Tova Ekmark", "19900102-2385")


def asked(room, who=LEO, kind="extract", now=NOW, **more):
    values = {
        "kind": kind, "name": who[0], "number": who[1], "behalf": "self", "identity": "document",
        "identity_words": "Körkort", "received_on": TODAY, **more,
    }  # fmt: skip
    return actions.register_request(by=room.acting, asking=Asking(**values), now=now)


def guarded(room, request, way="paper", pressed="no", warned=True, now=NOW):
    chosen = Guarding(pressed, warned, way, "Vill ha det så.")
    return actions.guard_request(by=room.acting, request_id=request.pk, guarding=chosen, now=now)


def assessed(room, request, person=None, words="Prövat.", now=NOW):
    return actions.assess_request(
        by=room.acting, request_id=request.pk, person_id=person.pk if person else None, words=words, now=now
    )


def ready(room, person=None, way="paper", now=NOW, **more):
    """A request up to where masks are decided."""
    request = asked(room, now=now, **more)
    guarded(room, request, way=way, now=now)
    return assessed(room, request, person, now=now)


def reload(room, request):
    return RightsRequest.objects.get(room_id=request.room_id, pk=request.pk)


def rule_all(room, request, person, now=NOW):
    """Decide as the software proposes."""
    from trefas.accountability.composing import considered

    found = considered(reload(room, request), person)
    for key, ruling in found.proposed.items():
        actions.rule_item(
            by=room.acting, request_id=request.pk, item=key, how=ruling.how, ground=ruling.ground, now=now
        )  # fmt: skip
    for word, ground in found.words.items():
        actions.rule_words(by=room.acting, request_id=request.pk, words=[word], how="mask", ground=ground, now=now)


def made(room, request, language="sv", now=NOW):
    return actions.make_answer(by=room.acting, request_id=request.pk, language=language, now=now)


def safe_way(room, file, telephone="070-174 06 05"):
    values = {
        "telephone": telephone, "times": None, "answers": None, "letters": True, "staff_safety": None,
        "staff_safety_until": None,
    }  # fmt: skip
    return set_contact_route(by=room.acting, file_id=file.pk, version=0, values=values, now=NOW)


def guardian(room, file, name="Rut Tornfeldt", told="yes", telephone="070-174 06 06"):
    values = {"name": name, "telephone": telephone, "may_be_told": told, "reason": "Prövat."}
    return set_guardian(by=room.acting, file_id=file.pk, guardian_id=None, version=0, values=values, now=NOW)


def third_person(room, file, name="Vera Nybom", text="Såg händelsen."):
    return mention(by=room.acting, file_id=file.pk, name=name, relation="Granne", text=text, now=NOW)


__all__ = [
    "LEO", "NOBODY", "asked", "assessed", "file_in", "guarded", "guardian", "made", "note", "ready", "reload",
    "rule_all", "safe_way", "third_person",
]  # fmt: skip
