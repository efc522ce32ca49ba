"""Forms of logging in and of one's own account: allauth's, with our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import User

APP_CODE = _("The six digits that the app shows, or one of your recovery codes")
LENGTH = _("At least 12 characters. Four words you remember are good.")


def _say(field: forms.Field, label: Any, hint: Any = "") -> None:
    """Give a field our label and hint; a placeholder vanishes when one writes, so it says nothing here."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


class LoginForm(account.LoginForm):  # type: ignore[misc]  # allauth publishes no types
    """E-mail address and password: the first of two steps."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], _("E-mail address"))
        _say(self.fields["password"], _("Password"))


class PasswordAgainForm(account.ReauthenticateForm):  # type: ignore[misc]  # as above
    """The password, once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], _("Password"))


class NewPasswordForm(account.ChangePasswordForm):  # type: ignore[misc]  # as above
    """A new password for one who knows the old."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["oldpassword"], _("Present password"))
        _say(self.fields["password1"], _("New password"), LENGTH)
        _say(self.fields["password2"], _("New password once more"))


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # not a generic when it runs
    """A password chosen through the administrator's link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["new_password1"], _("New password"), LENGTH)
        _say(self.fields["new_password2"], _("New password once more"))

    def save(self, commit: bool = True) -> Any:
        """Keep the password alone: the login of these pages may not write the rest of an account."""
        self.user.set_password(self.cleaned_data["new_password1"])
        self.user.save(update_fields=["password"])
        return self.user


class CodeForm(codes.AuthenticateForm):  # type: ignore[misc]  # as above
    """The second step with an app or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("Code"), APP_CODE)


class CodeAgainForm(codes.ReauthenticateForm):  # type: ignore[misc]  # as above
    """A code, once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("Code"), APP_CODE)


class FirstCodeForm(totp.ActivateTOTPForm):  # type: ignore[misc]  # as above
    """The first code, which proves that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("Code"), _("The six digits that the app shows now"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]  # as above
    """A name for a new passkey, and whether it alone opens the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], _("Name"), _("So that you know which it is: phone, work computer, key ring"))
        hint = _("The device then asks for a fingerprint, a face or a PIN, and you need no password.")
        _say(self.fields["passwordless"], _("Log in with this passkey alone"), hint)


class RenamePasskeyForm(passkeys.EditWebAuthnForm):  # type: ignore[misc]  # as above
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], _("Name"))


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """What a person says of herself; the e-mail address is the administrator's."""

    class Meta:
        model = User
        fields = ("name", "title", "telephone", "language")
        labels = {
            "name": _("Name"), "title": _("Title"), "telephone": _("Telephone"), "language": _("Language"),
        }  # fmt: skip
        help_texts = {"telephone": _("Colleagues at other authorities see it where you are the contact")}
