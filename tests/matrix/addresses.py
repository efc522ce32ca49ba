"""Every address the installation answers, by page family, with the names that stand in it."""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

NAMES = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern: `family` is the module that lists it."""

    family: str
    name: str
    route: str
    view: Any

    @property
    def names(self) -> tuple[str, ...]:
        """What has to be filled in, in order."""
        return tuple(NAMES.findall(self.route))

    @property
    def verbs(self) -> frozenset[str] | None:
        """The verbs that the view speaks, read from its decorator or class; None when that cannot be told."""
        if handled := getattr(self.view, "view_class", None):
            return frozenset(verb.upper() for verb in handled.http_method_names if hasattr(handled, verb))
        layer = self.view
        while layer is not None:
            if spoken := inspect.getclosurevars(layer).nonlocals.get("request_method_list"):
                return frozenset(spoken)
            layer = getattr(layer, "__wrapped__", None)
        return None

    def filled(self, values: Mapping[str, Any]) -> str:
        """The address with its names filled in."""
        return "/" + NAMES.sub(lambda found: str(values[found.group(1)]), self.route)


def addresses() -> list[Address]:
    """Every pattern of an installation; one that another with the same route hides is left out."""
    found: dict[str, Address] = {}
    for one in _below(get_resolver(), "", "web"):
        found.setdefault(one.route, one)
    return list(found.values())


def _below(resolver: URLResolver, before: str, family: str) -> Iterator[Address]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield Address(family, str(one.name), route, one.callback)
        else:
            module = getattr(one.urlconf_name, "__name__", "")
            own = module.startswith("trefas.web.") and module != "trefas.web.urls"
            yield from _below(one, route, module.removeprefix("trefas.web.") if own else family)
