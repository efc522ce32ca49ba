"""The form that gives files to another handler."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class HandlerForm(forms.Form):
    """Who is to handle what is given."""

    to = forms.TypedChoiceField(label=gettext_lazy("New handler"), coerce=uuid.UUID)

    def __init__(self, *args: Any, colleagues: Mapping[uuid.UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose a colleague")), *((str(key), name) for key, name in colleagues.items())]


class ManyForm(HandlerForm):
    """Which files are given, of those that are shown."""

    files = forms.TypedMultipleChoiceField(  # type: ignore[assignment]  # a declared field leaves the class
        label=gettext_lazy("Files"), coerce=uuid.UUID, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["files", "to"]

    def __init__(self, *args: Any, files: Mapping[uuid.UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["files"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(key), words) for key, words in files.items()]
