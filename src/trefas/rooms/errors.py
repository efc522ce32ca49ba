"""What can go wrong at the door of a room. Messages are for the log: they carry no personal data."""


class TrefasError(Exception):
    """The root of every anticipated error: caught in `web` and shown as one sentence."""


class NoRoomError(TrefasError):
    """Something asked for a room's rows outside `enter`, or with another person's membership."""


class SealedError(TrefasError):
    """A sealed field was compared, sorted or changed in bulk, or its key is gone."""


class ErasedError(SealedError):
    """The key was destroyed: the value no longer exists anywhere."""


class MasterKeyError(TrefasError):
    """No master key opens this, or the service that keeps it does not answer; the message says what to do."""


class UnrecordedError(TrefasError):
    """A write left no audit event."""


class RefusedError(TrefasError):
    """The person may not do this now; `verdict` says why in words for that person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
