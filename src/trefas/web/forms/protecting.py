"""Forms for protected identity: the level, the named handlers, and the file for named handlers she shares."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trefas.persons.models import Protection

LEVELS = [choice for choice in Protection.choices if choice[0] != Protection.NONE]


class LevelForm(forms.Form):
    """Which level of protection somebody has."""

    protection = forms.ChoiceField(label=_("Level of protection"), choices=LEVELS, widget=forms.RadioSelect)

    def level(self) -> Protection:
        """Return the level that was chosen."""
        return Protection(self.cleaned_data["protection"])


class ProtectForm(LevelForm):
    """Who is to handle her; or with whom she shares her handlers, as those of one family do."""

    handlers = forms.MultipleChoiceField(
        label=_("Named handlers beside you"), required=False, widget=forms.CheckboxSelectMultiple
    )
    together = forms.ChoiceField(label=_("Same handlers as somebody else, for example in the family"), required=False)

    def __init__(self, *args: Any, colleagues: dict[uuid.UUID, str], shared: dict[uuid.UUID, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["handlers"].choices = [(str(one), name) for one, name in colleagues.items()]  # type: ignore[attr-defined]  # ChoiceField
        self.fields["together"].choices = [  # type: ignore[attr-defined]  # ChoiceField
            ("", _("Nobody")), *((str(one), name) for one, name in shared.items())
        ]  # fmt: skip
        if not shared:
            del self.fields["together"]

    def named(self) -> list[uuid.UUID]:
        """Return the handlers beside the acting one."""
        return [uuid.UUID(one) for one in self.cleaned_data["handlers"]]

    def room(self) -> uuid.UUID | None:
        """Return the inner room she shares, when one was chosen."""
        chosen = self.cleaned_data.get("together")
        return uuid.UUID(chosen) if chosen else None


class HandlerForm(forms.Form):
    """One colleague more."""

    handler = forms.ChoiceField(label=_("Name a handler"))

    def __init__(self, *args: Any, colleagues: dict[uuid.UUID, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["handler"].choices = [(str(one), name) for one, name in colleagues.items()]  # type: ignore[attr-defined]  # ChoiceField

    def user(self) -> uuid.UUID:
        """Return who was chosen."""
        return uuid.UUID(self.cleaned_data["handler"])
