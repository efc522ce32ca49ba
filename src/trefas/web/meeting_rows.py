"""What the page of one person in a meeting shows: agenda, attendance, what is prepared, heard and undertaken."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.disclosures.items import described
from trefas.disclosures.kinds import PERSON
from trefas.disclosures.ledger import citation
from trefas.files.meeting_models import Prepared
from trefas.files.meetings import Talk, commitments_of, heard_in
from trefas.files.models import File
from trefas.files.policy import age_on
from trefas.web import staff
from trefas.web.dates import clock, day_date
from trefas.web.meeting_frame import (
    Held,
    name_of,
    talk_url,
    title_of,
    units_of,
    when,
)
from trefas.web.reasons import why_listed

PURPOSE = "meet"


def frame(one: Held, talk: Talk, prepared: Sequence[Prepared]) -> dict[str, Any]:
    meeting, place, count = one.meeting, talk.item.position, len(one.talks)
    words = _("%(when)s. Person %(place)s of %(count)s.") % {"when": when(meeting), "place": place, "count": count}
    near = {each.item.position: each for each in one.talks}
    return {
        "one": one, "talk": talk, "title": title_of(meeting), "lead": words, "name": name_of(talk),
        "agenda": [
            {
                "name": name_of(each), "why": why_listed(each.file, one.acting) if each.file else "",
                "url": talk_url(meeting, each.item), "current": each is talk,
                "done": each.item.position < place,
            }
            for each in one.talks
        ],
        "before": way_to(one, near.get(place - 1), prepared), "after": way_to(one, near.get(place + 1), prepared),
        "meeting_url": reverse("meeting", args=[meeting.pk]),
        "shared_url": reverse("meeting_shared", args=[meeting.pk, place]),
    }  # fmt: skip


def way_to(one: Held, talk: Talk | None, prepared: Sequence[Prepared]) -> dict[str, str] | None:
    """The way to the next person: straight to what is prepared, so that the keys work at once."""
    if talk is None:
        return None
    person = talk.file.person_id if talk.file else None
    first = next((row.group.hex for row in prepared if row.person_id == person), "")
    anchor = f"#said-{first}" if first else ""
    return {"name": name_of(talk), "url": f"{talk_url(one.meeting, talk.item)}{anchor}"}


def attendance_of(one: Held, talk: Talk) -> dict[str, Any]:
    present = set(talk.item.present)
    known = {row["label"]: row["name"] for row in (talk.file.counterparts if talk.file else [])}
    rows = []
    for row in units_of(one.meeting.units):
        label, own = row["authority"]["label"], row["id"] == one.acting.unit_id
        inside = row["id"] in present
        rows.append({
            **row, "value": str(row["id"]), "inside": inside, "aside": _("In") if inside else _("Out"),
            "aside_tone": "ok" if inside else "quiet",
            "text": one.acting.name if own else known.get(label, ""),
        })  # fmt: skip
    return {"attendance": rows, "may_mark": one.planned, "here": one.acting.unit_id in present}


def own_part(one: Held, talk: Talk, file: File, rows: Sequence[Prepared]) -> dict[str, Any]:
    mine = [row for row in rows if row.person_id == file.person_id]
    prepared = _groups(mine)
    marked = sum(1 for item in prepared if item["state"])
    texts = _texts(file, mine)
    heard = heard_in(one.meeting, [file.room_id], file.person_id)
    labels = staff.units(row.unit_id for row in heard)
    age = age_on(file.person.birth_date, timezone.localdate())
    why = why_listed(file, one.acting)
    count = {"marked": marked, "count": len(prepared)}
    return {
        "file": file, "facts": [*([_("%(age)s years") % {"age": age}] if age is not None else []), why],
        "prepared": [_said(one, talk, item, texts) for item in prepared],
        "to_assess": [_to_assess(row) for row in mine if one.planned and row.assessment.version == 1],
        "marked": _("%(marked)s of %(count)s marked") % count if prepared else "",
        "heard": [
            {"title": labels[row.unit_id].label, "text": row.note.text, "aside": clock(row.note.recorded_at)}
            for row in heard if row.unit_id in labels
        ],
        "commitments": _undertaken(file),
        "may_tell": one.planned and one.acting.may("disclose"),
        "may_write": one.acting.may("follow") and file.ended_on is None,
    }  # fmt: skip


def _texts(file: File, rows: Sequence[Prepared]) -> dict[str, str]:
    """Return the words of what is prepared, by the item's id; who the person is stands above. A query for each kind."""
    ids: dict[str, set[uuid.UUID]] = {}
    for item in (item for row in rows for item in row.assessment.items):
        ids.setdefault(item["kind"], set()).add(uuid.UUID(item["id"]))
    ids.pop(PERSON, None)
    # Shown to who prepared it; what may not be told now is refused when it is marked as said.
    found = [described(file.room_id, file.person_id, kind, list(wanted), kept={}) for kind, wanted in ids.items()]
    return {str(item.id): item.text for many in found for item in many}


def _to_assess(row: Prepared) -> dict[str, str]:
    label = staff.units([row.receiver_id])[row.receiver_id].label
    title = ". ".join(item["title"] for item in row.assessment.items)
    return {
        "title": _("Assess for %(unit)s: %(title)s") % {"unit": label, "title": title},
        "url": reverse("disclosure_assess", args=[row.assessment_id]),
    }


def _undertaken(file: File) -> list[dict[str, Any]]:
    rows = commitments_of(file)
    names = staff.names(row.owner_id for row in rows)
    return [
        {
            "title": row.text, "text": names.get(row.owner_id, ""),
            "url": "" if row.done_at else reverse("commitment_done", args=[row.pk]),
            "aside": _("Done") if row.done_at else day_date(row.due_on), "aside_tone": "ok" if row.done_at else "",
        }
        for row in rows
    ]  # fmt: skip


def _groups(rows: Sequence[Prepared]) -> list[dict[str, Any]]:
    found: dict[uuid.UUID, list[Prepared]] = {}
    for row in rows:
        found.setdefault(row.group, []).append(row)
    return [{"group": key, "rows": many, "state": state_of(many)} for key, many in found.items()]


def state_of(rows: Sequence[Prepared]) -> str:
    """Said when any receiver was told: the others had left the talk."""
    states = {row.state for row in rows}
    return next((state for state in ("said", "not_said") if state in states), "")


def _said(one: Held, talk: Talk, item: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    rows: list[Prepared] = item["rows"]
    told = rows[0].assessment.items
    titles = [piece["title"] for piece in told]
    grounds = {citation(rule) for row in rows for rule in row.assessment.statutes}
    return {
        "id": item["group"].hex, "version": rows[0].version, "state": item["state"],
        "url": reverse("meeting_said", args=[one.meeting.pk, talk.item.position, item["group"]]),
        "stamp": stamp(rows, item["state"]), "title": ". ".join(titles),
        "text": " ".join(texts[piece["id"]] for piece in told if piece["id"] in texts),
        "receivers": [row["authority"] for row in units_of(row.receiver_id for row in rows)],
        "ground": ", ".join(sorted(grounds)) or _("Not assessed yet"),
    }  # fmt: skip


def stamp(rows: Sequence[Prepared], state: str) -> str:
    """Return when it was marked, `Sagt 09:21`."""
    at = rows[0].marked_at
    if not state or at is None:
        return ""
    words = _("Said %(time)s") if state == "said" else _("Not said %(time)s")
    return words % {"time": clock(at)}
