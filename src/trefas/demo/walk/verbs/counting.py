"""The verb of figures: count a period in the own unit, and send it suppressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trefas.demo.walk.verb import Verb, needed
from trefas.demo.walk.verbs.finding import controls, own_form, send
from trefas.demo.walk.visitor import Visitor

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step

PERIOD = (
    needed("method", "`trefas` or `sig`", "choice"),
    needed("starts", "first day", "day"),
    needed("ends", "last day", "day"),
)


def send_figures(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Count and send a period."""
    visitor.get("/uppfoljning/skicka/")
    send(visitor, own_form(visitor.page, "starts"), controls(step, PERIOD))


VERBS = (Verb("send_figures", "Count a period and send it, numbers under 5 hidden.", PERIOD, send_figures),)
