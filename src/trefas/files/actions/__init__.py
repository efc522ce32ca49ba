"""Every write to a file, by what it is for. Each takes keywords, `by=` the acting person, and records its event."""

from trefas.files.actions._opening import Happening
from trefas.files.actions.caring import (
    add_counterpart,
    assess_child,
    end_counterpart,
    inform,
    set_contact_route,
    set_guardian,
)
from trefas.files.actions.following import (
    Ended,
    end_by_review,
    open_file,
    reassign,
    record_event,
    rederive_due,
    rederive_file,
    set_case_reference,
    set_next_step,
)
from trefas.files.actions.listing import choose_columns, propose_taking_out, take_out
from trefas.files.actions.merging import merge, part
from trefas.files.actions.proposing import Case, Child, propose, refuse, sign_off, withdraw
from trefas.files.actions.writing import (
    Entry,
    add_attachment,
    add_note,
    correct_note,
    drop_draft,
    keep_draft,
    mark_transferred,
    mention,
    remove_mention,
)

__all__ = [
    "Case",
    "Child",
    "Ended",
    "Entry",
    "Happening",
    "add_attachment",
    "add_counterpart",
    "add_note",
    "assess_child",
    "choose_columns",
    "correct_note",
    "drop_draft",
    "end_by_review",
    "end_counterpart",
    "inform",
    "keep_draft",
    "mark_transferred",
    "mention",
    "merge",
    "open_file",
    "part",
    "propose",
    "propose_taking_out",
    "reassign",
    "record_event",
    "rederive_due",
    "rederive_file",
    "refuse",
    "remove_mention",
    "set_case_reference",
    "set_contact_route",
    "set_guardian",
    "set_next_step",
    "sign_off",
    "take_out",
    "withdraw",
]
