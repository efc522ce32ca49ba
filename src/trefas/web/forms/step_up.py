"""Proving once more that it is you, inside a form that has been sent already: by the password, or by a code."""

from typing import Any

from trefas.web.forms.login import CodeAgainForm, PasswordAgainForm


class PasswordProofForm(PasswordAgainForm):
    """The password; left empty when a code is given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False

    def clean_password(self) -> str:
        """Check it when it is given."""
        return super().clean_password() if self.cleaned_data["password"] else ""


class CodeProofForm(CodeAgainForm):
    """A code; left empty when the password is given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False

    def clean_code(self) -> str:
        """Check it when it is given."""
        return super().clean_code() if self.cleaned_data["code"] else ""
