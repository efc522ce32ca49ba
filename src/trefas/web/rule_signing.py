"""Signing a rule of the handbook off: a lawyer says that she has reviewed it, another person confirms."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trefas.disclosures.actions import confirm_signature, propose_signature, take_back_signature
from trefas.disclosures.models import RuleSignature
from trefas.disclosures.reading import signatures_waiting, who_confirmed
from trefas.law import RULEBOOK
from trefas.law.handbook import slug
from trefas.rooms import second_person
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.kinds_of_act import ACTS
from trefas.rooms.models import ProposedAct
from trefas.web import staff
from trefas.web.dates import full_date
from trefas.web.requests import acting_of, need

MANDATES = ACTS["rulebook"].proposes | ACTS["rulebook"].confirms


@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Propose a sign-off, confirm another's, or take one back, whichever button was pressed."""
    acting, rule = acting_of(request), request.POST.get("rule", "")
    if not MANDATES & acting.mandates:
        raise PermissionDenied
    try:
        _do(request, acting, rule)
    except RefusedError as refused:
        return render(request, "errors/403.html", {"sentence": refused.sentence}, status=409)
    found = next(one for one in RULEBOOK.rules() if one.id == rule)
    return redirect(f"{reverse('handbook_statute', args=[slug(found.statute)])}#{rule}")


def _do(request: HttpRequest, acting: Acting, rule: str) -> None:
    now = timezone.now()
    if "confirm" in request.POST:
        confirm_signature(by=acting, act_id=_act(acting, rule), now=now)
    elif "withdraw" in request.POST:
        second_person.withdraw(by=acting, act_id=_act(acting, rule))
    elif "take_back" in request.POST and (signed := signatures(acting).get(rule)):
        take_back_signature(by=need(request, "legal_review"), signature=signed, now=now)
    else:
        propose_signature(by=need(request, "legal_review"), rule=rule, now=now)


def _act(acting: Acting, rule: str) -> uuid.UUID:
    found = proposed(acting).get(rule)
    if found is None:
        raise RefusedError(_("This no longer waits for an answer. Load the page again."))
    return found.pk


def signatures(acting: Acting) -> dict[str, RuleSignature]:
    """Return the running sign-offs of the rules as they stand today, by rule."""
    found = RuleSignature.objects.filter(room_id=acting.room_id, taken_back_at=None)
    return {row.rule: row for row in found if row.rule_version == RULEBOOK.versions.get(row.rule)}


def proposed(acting: Acting) -> dict[str, ProposedAct]:
    """Return what waits for a second person, of the rules as they stand today, by rule."""
    found = signatures_waiting(acting.room_id, timezone.now())
    return {act.what["rule"]: act for act in found if act.what["version"] == RULEBOOK.versions.get(act.what["rule"])}


class SignOffs:
    """What a page shows of sign-offs: read once, asked rule by rule."""

    def __init__(self, acting: Acting) -> None:
        self.acting, self.signed, self.proposed = acting, signatures(acting), proposed(acting)
        self.confirmed = who_confirmed(acting.room_id)
        people = [row.signed_by_id for row in self.signed.values()]
        self.names = staff.names([*people, *self.confirmed.values(), *(act.proposed_by_id for act in self._acts())])

    def _acts(self) -> list[ProposedAct]:
        return list(self.proposed.values())

    def of(self, rule: str) -> Mapping[str, Any]:
        """Return `words` on how far it has come, or none, and `buttons` as (name, text, kind)."""
        return {"words": self._words(rule), "buttons": list(self._buttons(rule))}

    def _words(self, rule: str) -> str:
        if row := self.signed.get(rule):
            second = self.names.get(self.confirmed[row.rule, row.rule_version], "")
            told = {"by": self.names.get(row.signed_by_id, ""), "second": second, "day": full_date(row.signed_on)}
            return _("%(by)s, confirmed by %(second)s, %(day)s") % told
        if act := self.proposed.get(rule):
            told = {"by": self.names.get(act.proposed_by_id, ""), "day": full_date(act.proposed_at)}
            return _("Reviewed by %(by)s %(day)s. Another person must confirm it.") % told
        return ""

    def _buttons(self, rule: str) -> list[tuple[str, str, str]]:
        lawyer, act = self.acting.may("legal_review"), self.proposed.get(rule)
        if rule in self.signed:
            return [("take_back", _("Take the sign-off back"), "quiet")] if lawyer else []
        if act is None:
            return [("propose", _("I have reviewed this version"), "secondary")] if lawyer else []
        may_confirm = second_person.may_confirm(act, self.acting)
        confirm = [("confirm", _("Confirm the review"), "secondary")] if may_confirm else []
        own = act.proposed_by_id == self.acting.user_id
        return [*confirm, *([("withdraw", _("Take back"), "quiet")] if own or may_confirm else [])]
