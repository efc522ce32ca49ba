"""The answer as data, the same for the paper and for the file: what is told, and what everybody is told alike.

Where nothing is told, the answer is a function of the language, the authority and the day, and of nothing else: not of
who asked, of what is held, or of how long it took. See docs/explanation/identical-answers.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import rfc8785
from django.utils.translation import gettext as _
from django.utils.translation import override

from trefas.accountability.extract_words import field_label, table_label
from trefas.accountability.extracts import Item
from trefas.accountability.rights_models import Asked, Decided, RightsRequest
from trefas.law.rights import Regime
from trefas.law.texts import Language


@dataclass(frozen=True)
class Part:
    """One item as told: `facts` = [(label, words)], `note` its source and day, `contents` papers in base64."""

    heading: str
    note: str
    facts: tuple[tuple[str, str], ...]
    contents: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """A whole answer. `received` = (authority, day, what), `looked` = (day, title and unit)."""

    title: str
    language: Language
    authority: str
    on: str
    lead: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    received: tuple[tuple[str, str, str], ...] = ()
    looked: tuple[tuple[str, str], ...] = ()
    rights: tuple[str, ...] = field(default=())

    def data(self) -> bytes:
        """Return the answer as canonical JSON (RFC 8785)."""
        return rfc8785.dumps({"format": "trefas-extract-1", **_plain(asdict(self))})

    def digest(self) -> str:
        """Return the SHA-256 of the data in hex."""
        return sha256(self.data()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class Frame:
    """Whose answer it is, in which language and on which day."""

    regime: Regime
    authority: str
    on: date
    language: Language


def nothing(frame: Frame) -> Answer:
    """Return what the unknown are told, and the known of whom nothing may be told: the same bytes."""
    with override(frame.language):
        if frame.regime.alike:
            words = _(
                "%(authority)s does not say whether data about you is processed here. Everybody who asks gets this "
                "answer, in the same words, whether there is data or not."
            )
            lead = [words % {"authority": frame.authority}, _alike_ground(frame)]
        else:
            lead = [_("%(authority)s holds no data about you that can be given.") % {"authority": frame.authority}]
        return _bare(frame, lead)


def told(
    frame: Frame, items: Sequence[Item], received: Iterable[tuple[str, str, str]], looked: Iterable[tuple[str, str]]
) -> Answer:
    """Return an answer with everything that is told; with no item left it is the same as `nothing`."""
    if not items:
        return nothing(frame)
    with override(frame.language):
        words = _("Here is what %(authority)s holds about you. Where something is masked, the ground stands beside it.")
        return Answer(
            _title(), frame.language, frame.authority, frame.on.isoformat(), (words % {"authority": frame.authority},),
            parts=tuple(_part(item) for item in items), received=tuple(received), looked=tuple(looked),
            rights=_rights(frame),
        )  # fmt: skip


def decided_alike(frame: Frame) -> Answer:
    """Return what everybody is told who has asked such an authority to correct or erase, whatever was decided."""
    with override(frame.language):
        words = _("%(authority)s has examined what you asked for. What was found and decided is not told to anybody.")
        lead = [words % {"authority": frame.authority}, _alike_ground(frame)]
        return _bare(frame, lead)


def decided(frame: Frame, request: RightsRequest) -> Answer:
    """Return the decision on a correction, dispute or erasure: what, why, on which ground, and how to appeal."""
    content = request.content
    with override(frame.language):
        facts = [
            (_("You asked"), str(Asked(request.kind).label)),
            (_("What you wanted"), content.get("wanted", "")),
            (_("Decision"), str(Decided(request.decision).label)),
            (_("Why"), content.get("reasons", "")),
            (_("Ground"), content.get("ground", "")),
        ]
        part = Part(_("Decision"), "", tuple(fact for fact in facts if fact[1]))
        lead = (_("%(authority)s has examined what you asked for.") % {"authority": frame.authority},)
        return Answer(
            _title(), frame.language, frame.authority, frame.on.isoformat(), lead, parts=(part,), rights=_rights(frame)
        )


def _bare(frame: Frame, lead: Sequence[str]) -> Answer:
    return Answer(_title(), frame.language, frame.authority, frame.on.isoformat(), tuple(lead), rights=_rights(frame))


def _alike_ground(frame: Frame) -> str:
    ground = {"ground": frame.regime.restricted_by}
    return _("The ground is %(ground)s. The answer therefore says nothing about you.") % ground


def _title() -> str:
    return _("Answer to your request for your own data")


def _rights(frame: Frame) -> tuple[str, ...]:
    ask = _("You may ask that data about you is corrected, erased or no longer used while you dispute it.")
    return (ask, frame.regime.supervisor.in_(frame.language), frame.regime.appeal.in_(frame.language))


def _part(item: Item) -> Part:
    facts = tuple((field_label(value.name), value.text) for value in item.values)
    contents = tuple((value.name, value.content) for value in item.values if value.content)
    known = [item.on.isoformat() if item.on else "", item.source]
    return Part(table_label(item.label), ", ".join(part for part in known if part), facts, contents)
