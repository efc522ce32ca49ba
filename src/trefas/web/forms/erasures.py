"""Why something must not be erased yet."""

from django import forms
from django.utils.translation import gettext_lazy as _


class HoldForm(forms.Form):
    """The reason for a legal hold."""

    reason = forms.CharField(
        label=_("Why must it be kept?"),
        help_text=_("For example a court case, an inspection, or a request that is not answered yet"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
