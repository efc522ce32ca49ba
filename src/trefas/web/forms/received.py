"""Registering what came: own diary number, when, and what happens with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.disclosures.models import Outcome
from trefas.persons.models import Person
from trefas.web.rendering import DateTimeInput, Outcomes

NEW = "new"


class DiaryForm(forms.Form):
    """What every registration has: the own diary number."""

    diary_number = forms.CharField(
        label=gettext_lazy("Own diary number"), max_length=40,
        error_messages={"required": gettext_lazy("Write your own diary number.")},
    )  # fmt: skip


class RegisterForm(DiaryForm):
    """What happens with something received; each outcome says what follows."""

    received_at = forms.DateTimeField(label=gettext_lazy("Received"), widget=DateTimeInput)
    outcome = forms.ChoiceField(label=gettext_lazy("What happens with it?"))
    person = forms.ChoiceField(label=gettext_lazy("Whose file?"), required=False, widget=forms.RadioSelect)
    same_person = forms.BooleanField(label=gettext_lazy("I have checked that it is the same person"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Who sees to it?"), required=False)
    may_lead_to_action = forms.BooleanField(
        label=gettext_lazy("It may lead to action by the social services"), required=False, initial=True
    )

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[tuple[Person, str]],
        owners: dict[Any, str],
        sender: str,
        received_at: datetime,
        asks_for_action: bool,
    ) -> None:
        super().__init__(data, initial={"received_at": received_at})
        choices = [(str(person.pk), text) for person, text in people]
        self.fields["person"].choices = [*choices, (NEW, _("Nobody of these: add the person"))]  # type: ignore[attr-defined]  # ChoiceField
        self.fields["person"].initial = choices[0][0] if len(choices) == 1 else NEW if not choices else ""
        self.fields["owner"].choices = [(str(key), name) for key, name in owners.items()]  # type: ignore[attr-defined]  # ChoiceField
        if not asks_for_action:
            del self.fields["may_lead_to_action"]
        opens = ["person", *(["same_person"] if choices else []), "owner"]
        opens += ["may_lead_to_action"] if asks_for_action else []
        if not choices:
            del self.fields["same_person"]
        self._outcomes(len(choices), sender, tuple(opens))

    def _outcomes(self, hits: int, sender: str, opens: tuple[str, ...]) -> None:
        found = _("Somebody you know may be the same person. Check that it is right.")
        nobody = _("Nobody like this is known here. The person is added.")
        field = self.fields["outcome"]
        field.choices = [  # type: ignore[attr-defined]  # ChoiceField
            (Outcome.FILED.value, _("Put it with a person")),
            (Outcome.NOT_OURS.value, Outcome.NOT_OURS.label),
            (Outcome.WRONG_RECEIVER.value, Outcome.WRONG_RECEIVER.label),
        ]
        field.widget = Outcomes(
            choices=field.choices,  # type: ignore[attr-defined]  # ChoiceField
            consequences={
                Outcome.FILED.value: found if hits else nobody,
                Outcome.NOT_OURS.value: _(
                    "No file. The content is not kept, the diary row is. %(sender)s sees only that it is received."
                )
                % {"sender": sender},
                Outcome.WRONG_RECEIVER.value: _(
                    "Closed to you at once. You and the sender assess it as a possible breach within 72 hours."
                ),
            },
            opens={Outcome.FILED.value: opens},
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the person, and that she was checked to be the same."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("outcome") == Outcome.FILED.value:
            if not given.get("person"):
                self.add_error("person", _("Choose whose it is."))
            elif given["person"] != NEW and not given.get("same_person"):
                self.add_error("same_person", _("Check that it is the same person, and tick the box."))
        return given
