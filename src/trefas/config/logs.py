"""The server's log for those who run it: when, where in the code and what kind of fault, never what was in it."""

import logging
import time
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainFormatter(logging.Formatter):
    """One line a record. A fault is its kinds and places: the sentence of an exception may hold a name or a number."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%SZ"
    default_msec_format = ""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, with signs that would begin another escaped."""
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in super().format(record))

    def formatException(self, ei: Raised) -> str:  # noqa: N802  # a name of logging's
        """Return the kind of each exception in the chain and where it came from."""
        said, error = [], ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)[-6:]
            places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
            said.append(f"{type(error).__module__}.{type(error).__qualname__} at {places}")
            error = error.__cause__ or error.__context__
        return " from ".join(said)
