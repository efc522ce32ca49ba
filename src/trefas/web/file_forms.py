"""How the small forms of a file are answered: shown, refused with 422 and what was typed, or saved and left."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from trefas.files.models import File
from trefas.persons.actions import ConflictError
from trefas.rooms.errors import RefusedError
from trefas.web.file_frame import Opened, identity


def writable(one: Opened) -> Opened:
    """Return the file, or answer 403 to who may read it but not write in it."""
    if not one.acting.may("follow"):
        raise PermissionDenied
    return one


def answer(
    request: HttpRequest,
    one: Opened,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    words: dict[str, Any],
) -> HttpResponse:
    """Save a valid POST and go to `words["next"]`; else show the form, with title, lead and button of `words`.

    `save` may set `words["next"]`, when what was saved says where to go on.
    """
    status = 200
    if request.method == "POST":
        if form.is_valid() and _saved(form, save):
            return redirect(words["next"])
        status = 422
    tab = words.get("tab", "file_contacts")
    context = {"person": identity(one, tab), "form": form, **words}
    return render(request, words.get("template", "files/form.html"), context, status=status)


def _saved(form: forms.Form, save: Callable[[dict[str, Any]], object]) -> bool:
    try:
        save(form.cleaned_data)
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
    except ConflictError as conflict:
        if conflict.theirs is None or isinstance(conflict.theirs, File):
            raise
        _show_theirs(form, conflict.theirs)
    return not form.errors


def _show_theirs(form: forms.Form, theirs: Any) -> None:
    """Say what the other person saved, field by field; saving again then starts from that version."""
    given = form.cleaned_data
    saved = [
        f"{field.label}: {getattr(theirs, name) or '–'}"
        for name, field in form.fields.items()
        if name != "version"
        and hasattr(theirs, name)
        and (getattr(theirs, name, None) or "") != (given.get(name) or "")
    ]
    words = _("Somebody else saved first (%(saved)s). Your text is kept. Save again to replace theirs.")
    form.add_error(None, words % {"saved": "; ".join(saved)})
    data = form.data.copy()  # type: ignore[attr-defined]  # a bound form holds a QueryDict
    data["version"] = str(theirs.version)
    form.data = data
