"""How Django's forms become our markup: set `FORM_RENDERER = "trefas.web.rendering.Renderer"`."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.template.backends.django import Template

WIDGETS = {
    "django/forms/widgets/radio.html": "components/widgets/options.html",
    "django/forms/widgets/checkbox_select.html": "components/widgets/options.html",
}
CLASSES = {
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "clearable_file_input": "govuk-file-upload",
    "checkbox": "option__mark",
}
PLAIN = {
    "text",
    "number",
    "email",
    "url",
    "password",
    "date",
    "datetime",
    "time",
    "search",
    "tel",
    "color",
    "input",
}


class Renderer(DjangoTemplates):
    """Renders every form, field and widget in the pages' own markup, errors included."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    formset_template_name = "components/formset.html"

    def get_template(self, template_name: str) -> Template:
        """Swap the widgets whose markup differs; leave all others to Django."""
        found: Template = super().get_template(WIDGETS.get(template_name, template_name))
        return found

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Give each widget its class before it is drawn."""
        widget = context.get("widget")
        if isinstance(widget, dict):
            _dress(widget, template_name)
        return super().render(template_name, context, request)


def _dress(widget: dict[str, Any], template_name: str) -> None:
    kind = template_name.rsplit("/", 1)[-1].removesuffix(".html")
    wanted = "govuk-input" if kind in PLAIN else CLASSES.get(kind, "")
    given = widget["attrs"].get("class", "")
    if wanted and wanted not in given.split():
        widget["attrs"] = {**widget["attrs"], "class": f"{wanted} {given}".strip()}


class DateInput(forms.DateInput):
    """The browser's own date field, in ISO form."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own date and time field."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class InlineRadios(forms.RadioSelect):
    """A short question, yes or no, on one line."""

    inline = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["inline"] = True
        return context


class Chips(forms.RadioSelect):
    """Large choices for a thumb; `kinds` maps a value to an authority's kind, shown as its hue."""

    template_name = "components/widgets/chips.html"

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = (), kinds: Any = None) -> None:
        super().__init__(attrs, choices)
        self.kinds = dict(kinds or {})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["kinds"] = self.kinds
        return context


class Outcomes(forms.RadioSelect):
    """A choice that says what each outcome leads to.

    `consequences` maps a value to one sentence; `opens` maps a value to names of fields of the same form that
    are asked under it (they must not be required by the field itself: let the form's clean demand them).
    """

    outcomes = True

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        consequences: Any = None,
        opens: dict[str, tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.consequences = dict(consequences or {})
        self.opens = dict(opens or {})
