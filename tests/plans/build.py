"""Files and what a plan of them needs, for the tests of plans and their pages; every name is invented."""

from datetime import date

from tests.cast import NOW
from tests.files.build import LEO, NOEL, TODAY, file_in, keep, note, user
from trefas.files.actions import Child, open_file
from trefas.files.models import File
from trefas.plans.actions import Plan, Start, answer_offer, offer_help, plan_measure, start_support

TESTED = Child("Bäst att bo kvar hos mormor", "Noel vill gå i samma skola", "Amina Karlberg")
FACTS = {
    "inquiry": ["Orosanmälan 12 november från skolan"],
    "stay_away": ["a", "b", "c"],
    "urgent_care": ["Påträffad utomhus klockan tre på natten"],
    "safety_zone": ["Zonen beslutades 17 november"],
    "care_without_consent": ["Eget beteende, 10 november", "Tackar nej till allt"],
}


def again(room, file):
    return File.objects.get(room_id=room.room_id, pk=file.pk)


def child_file(room, now=NOW):
    return open_file(by=room.acting, person=keep(room, **NOEL), method="trefas", received=None, now=now)


def accepted(room, file, kind="exit", now=NOW):
    made = offer_help(by=room.acting, file_id=file.pk, kind=kind, channel="meeting", now=now)
    answer_offer(by=room.acting, offer_id=made.pk, answer="yes", now=now)
    return made


def start(room, file, kind="housing_support", now=NOW, **more):
    given = {"goal": "Egen bostad", "starts_on": TODAY, "follow_up_on": date(2026, 12, 10), **more}
    return start_support(by=room.acting, file_id=file.pk, start=Start(kind, **given), now=now)


def plan(room, file, kind="inquiry", facts=None, now=NOW, child=None, **more):
    texts = FACTS[kind] if facts is None else facts
    made = Plan(kind, texts, more.pop("fact_on", TODAY), **more)
    return plan_measure(by=room.acting, file_id=file.pk, plan=made, now=now, child=child)


__all__ = [
    "FACTS", "LEO", "NOEL", "NOW", "TESTED", "TODAY", "accepted", "again", "child_file", "file_in", "keep", "note",
    "plan", "start", "user",
]  # fmt: skip
