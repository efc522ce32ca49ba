"""The component library: `{% load trefas %}`. Each component is described in docs/reference/components.md."""

from trefas.web.templatetags import _forms, _lists, _parts, _words
from trefas.web.templatetags._library import register

__all__ = ["_forms", "_lists", "_parts", "_words", "register"]
