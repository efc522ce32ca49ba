"""Every place where a value can leave a room, and what keeps the core rules of protected identity there.

A test reads the code for the marks of such places (MARKS): one that is not listed here fails the build.
"""

from dataclasses import dataclass

# What a module must do for a value to leave by it, as its source says it.
MARKS: dict[str, str] = {
    "download": r"Content-Disposition|FileResponse\(",
    "json": r"JsonResponse\(",
    "mail": r"render_mail\(|send_mail\(|EmailMessage\(",
    "log": r"\blog\.(debug|info|warning|error|exception|critical)\(|\bprint\(",
    "envelope": r"delivery\.send\(",
}


@dataclass(frozen=True)
class Sink:
    """One module by which values leave in one way: the core rules (law.CORE_RULES) that bite, and how they are kept."""

    module: str
    kind: str
    rules: tuple[str, ...]
    kept: str


_NUMBER = "Its name and what it holds are numbers and times."
_NO_PERSON = "It holds no person."
_HERS = "Asked for by the person herself, or filed with her: the file name is ours."
SINKS: tuple[Sink, ...] = (
    Sink("web.list_extracts", "download", ("exports", "file_names", "counts"), "Reads the acting room only."),
    Sink("web.meeting_papers", "download", ("exports", "file_names", "pdf_metadata"), "Leaves the protected out."),
    Sink("web.file_notes", "download", ("file_names",), _HERS),
    Sink("web.rights_papers", "download", ("file_names", "pdf_metadata"), _HERS),
    Sink("web.disclosed", "download", ("file_names",), _NUMBER),
    Sink("web.figures", "download", ("counts", "map"), "In no district; small counts are hidden."),
    Sink("web.analyses", "download", ("exports",), _NO_PERSON),
    Sink("web.start", "json", (), "A sentence of ours."),
    Sink("web.list_cells", "json", ("address",), "One's own cell, of a file one handles."),
    Sink("web.meeting_talk", "json", (), "A state and a time."),
    Sink("web.log", "download", ("file_names",), "The log holds ids and codes."),
    Sink("web.answers", "download", (), "Only asks whether an answer is one."),
    Sink("web.exchange", "json", (), "Codes, to another installation."),
    Sink("web.exchange", "log", (), "The state of the signed list, and a correlation number."),
    Sink("disclosures.exchange", "log", (), "A code."),
    Sink("web.errors", "log", ("notifications",), "A correlation number."),
    Sink("web.identity_providers", "log", (), "The type of an error."),
    Sink("web.saml", "log", (), "The provider's id and a word of ours, or which part of the extra is missing."),
    Sink("rooms.nightly", "log", (), "The type of an error and a correlation number."),
    Sink("disclosures.actions.deciding", "envelope", ("envelopes", "relatives"), "Items as disclosures.kinds says."),
    Sink("disclosures.actions.correcting", "envelope", ("envelopes",), "No other category than was given."),
    Sink("disclosures.actions.consenting", "envelope", ("envelopes",), "Dates and receivers."),
    Sink("disclosures.actions.erasing", "envelope", ("envelopes",), "A sentence of ours, and no item."),
    Sink("files.actions.cooperating", "envelope", ("envelopes",), _NUMBER),
    Sink("evaluation.actions.publishing", "envelope", ("counts",), "Counts, and never of fewer than five."),
)
