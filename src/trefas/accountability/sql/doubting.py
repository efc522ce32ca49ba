"""What is watched of each item that may be decided on beforehand: the columns that its description is made of."""

from collections.abc import Iterator

from trefas.disclosures.models import Doubt

# kind of item (disclosures.items) -> its table, and the columns that say what is told of it.
WATCHED: dict[str, tuple[str, tuple[str, ...]]] = {
    "person": (
        "persons_person",
        ("given_name", "family_name", "identity_number", "birth_date", "telephone", "protection", "merged_into_id"),
    ),
    "note": ("files_note", ("title", "text", "kind", "category", "reliability", "happened_at", "information")),
    "commitment": ("files_commitment", ("text", "due_on", "done_at")),
    "invitation": ("files_cooperation", ("number", "method", "method_version")),
    "offer": ("plans_offer", ("kind", "answer", "answered_at", "text", "offered_at")),
    "support": ("plans_support", ("kind", "goal", "outcome", "starts_on", "ended_on")),
    "measure": ("plans_measure", ("kind", "facts", "state", "decided_at")),
}
# An order is sent at once or not at all, and what was told orally has been given already.
NEVER_BEFOREHAND = frozenset({"order", "told"})
_DISPUTES = "NEW.kind IN ('correction', 'contest', 'erasure') AND NEW.about <> ''"


def statements() -> Iterator[str]:
    """Yield the SQL that watches the items: corrections and disputes are rows of their own, a change is in theirs."""
    for table, columns in WATCHED.values():
        # A sealed column is json, which has no equality of its own.
        changed = " OR ".join(f"OLD.{column}::text IS DISTINCT FROM NEW.{column}::text" for column in columns)
        yield from _trigger(table, "changed", "UPDATE", changed, Doubt.CHANGED, "id")
    yield from _trigger(
        "files_note", "corrected", "INSERT", "NEW.corrects_id IS NOT NULL", Doubt.CORRECTED, "corrects_id"
    )
    requests = "accountability_rightsrequest"
    yield from _trigger(requests, "disputed", "INSERT", _DISPUTES, Doubt.DISPUTED, "about")
    later = f"OLD.about IS DISTINCT FROM NEW.about AND {_DISPUTES}"
    yield from _trigger(requests, "disputed_later", "UPDATE", later, Doubt.DISPUTED, "about")


def _trigger(table: str, name: str, event: str, when: str, why: Doubt, column: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS doubt_{name} ON {table}"
    yield (
        f"CREATE TRIGGER doubt_{name} AFTER {event} ON {table} FOR EACH ROW WHEN ({when})"
        f" EXECUTE FUNCTION doubt_beforehand('{why.value}', '{column}')"
    )
