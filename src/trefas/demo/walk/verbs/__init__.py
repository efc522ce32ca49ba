"""The verbs of scenarios: each walks the pages and forms that people use. docs/reference/scenarios.md lists them."""

from trefas.demo.walk.verb import Verb
from trefas.demo.walk.verbs import (
    beginning,
    consenting,
    counting,
    disclosing,
    filing,
    general,
    meeting,
    planning,
    receiving,
    rights,
)

FAMILIES = (general, beginning, filing, disclosing, receiving, consenting, meeting, planning, counting, rights)
VERBS: dict[str, Verb] = {verb.name: verb for family in FAMILIES for verb in family.VERBS}
