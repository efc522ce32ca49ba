"""The forms of the import wizard."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trefas.sheets.columns import IGNORE
from trefas.sheets.synonyms import COLUMNS


class FileForm(forms.Form):
    """Choose a file; what it is is decided by its content."""

    file = forms.FileField(
        label=_("The list"),
        help_text=_("xlsx, xls, ods or csv. Nothing is saved before you have seen every row."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )


class ColumnsForm(forms.Form):
    """How each column of the file is read."""

    def __init__(self, *args: Any, mapping: dict[str, str], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(IGNORE, _("Not read"))] + [
            (column.name, column.swedish if language == "sv" else column.english) for column in COLUMNS
        ]
        for place, (header, chosen) in enumerate(mapping.items()):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header, choices=choices, initial=chosen, required=False
            )
        self.headers = list(mapping)

    def mapping(self) -> dict[str, str]:
        """Return header → column as chosen."""
        return {header: self.cleaned_data[f"column_{place}"] for place, header in enumerate(self.headers)}
