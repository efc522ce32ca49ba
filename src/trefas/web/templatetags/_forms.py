"""Tags and filters that forms are drawn with."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BaseForm, BaseFormSet, BoundField

from trefas.web.rendering import Outcomes
from trefas.web.templatetags._library import register


@register.filter
def is_box(field: BoundField) -> bool:
    """A single box, whose label stands after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_outcomes(field: BoundField) -> bool:
    """A choice that says what each outcome leads to."""
    return isinstance(field.field.widget, Outcomes)


@register.filter
def shown_alone(field: BoundField) -> bool:
    """False for a field that is asked under an outcome of another field."""
    return not any(field.name in names for names in _opened(field.form))


def _opened(form: BaseForm) -> Iterator[tuple[str, ...]]:
    for other in form.fields.values():
        if isinstance(other.widget, Outcomes):
            yield from other.widget.opens.values()


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """The value under a key, for keys that a template cannot spell."""
    return mapping.get(key, "")


@register.inclusion_tag("components/outcomes.html")
def outcomes(field: BoundField) -> dict[str, Any]:
    """The choices of a field whose widget is `Outcomes`, each with its consequence and what it asks."""
    widget = field.field.widget
    return {"choices": [_choice(field, widget, option) for option in field.subwidgets]}


def _choice(field: BoundField, widget: Any, option: Any) -> dict[str, Any]:
    value = str(option.data["value"])
    return {
        "id": option.data["attrs"]["id"],
        "name": option.data["name"],
        "value": value,
        "label": option.data["label"],
        "checked": option.data["selected"],
        "consequence": widget.consequences.get(value, ""),
        "fields": [field.form[name] for name in widget.opens.get(value, ())],
    }


@register.inclusion_tag("components/careful.html")
def careful(text: str = "") -> dict[str, str]:
    """What a form marked `data-careful` says when the network is gone; hidden until then."""
    return {"text": text}


@register.inclusion_tag("components/pick.html")
def pick(label: str, name: str, choices: Any, chosen: Any = "", url: str = "") -> dict[str, Any]:
    """One choice that changes what the page shows: a period, a kind of item."""
    return {"label": label, "name": name, "choices": choices, "chosen": chosen, "url": url, "id": f"pick-{name}"}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*sources: Any) -> dict[str, Any]:
    """Every error of the given forms and formsets, with a link to its field; nothing when there is none."""
    return {"errors": [error for source in sources for error in _errors(source)]}


def _errors(source: Any) -> Iterator[dict[str, str]]:
    if isinstance(source, BaseFormSet):
        yield from ({"text": str(text), "target": ""} for text in source.non_form_errors())
        for form in source.forms:
            yield from _errors(form)
    elif isinstance(source, BaseForm) and source.is_bound:
        yield from ({"text": str(text), "target": ""} for text in source.non_field_errors())
        for field in source:
            yield from ({"text": _named(field, str(text)), "target": _target(field)} for text in field.errors)


def _named(field: BoundField, text: str) -> str:
    """Django's own words for a missing answer do not say which: the field's name goes before them."""
    return f"{field.label}: {text}" if text == str(forms.Field.default_error_messages["required"]) else text


def _target(field: BoundField) -> str:
    """The element to move focus to: the field itself, or the first of its choices."""
    if field.use_fieldset and (options := field.subwidgets):
        return str(options[0].data.get("attrs", {}).get("id", field.auto_id))
    return str(field.id_for_label or field.auto_id)
