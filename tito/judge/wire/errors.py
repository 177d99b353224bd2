"""What can go wrong on the wire, as one tree.

WireError                   a BaseException: no `except Exception` of a test can swallow it
    Unsendable              a value of this side cannot cross; nothing was sent, the stream goes on
    Unusable                the stream has stopped
        DeadlinePassed      the time of the test is over
        EndOfFile           the other side closed between two frames
        ShortRead           the other side closed inside a frame
        Disconnected        the operating system reports the connection as lost
        Spent               asked again after an earlier fault
    OverLimit               one of the Limits is exceeded; `cap` names it
    Malformed               what came is not of this format
        BadPrefix           other magic bytes or another version
        BadHeader           the header is not UTF-8, or not JSON as this format uses it
        BadValue            an unknown tag, or a tag with the wrong things behind it
        BadArray            an element type, a shape or a length that is not allowed or does not fit
        BadBlob             a blob out of turn, used twice, missing or left over
        BadKey              keys that are equal, cannot be hashed, or share too many hashes
        BadHandle           a handle that means nothing here
        Unforeseen          an exception that no check foresaw: a fault of this project, and no value

Messages hold only words of this project and numbers, never text that came over the wire.
"""


class WireError(BaseException):
    """The conversation with the other process failed."""


class Unsendable(WireError):
    """A value of this side cannot cross."""


class Unusable(WireError):
    """The stream has stopped."""


class DeadlinePassed(Unusable):
    """The time of the test is over."""


class EndOfFile(Unusable):
    """The other side closed between two frames."""


class ShortRead(Unusable):
    """The other side closed inside a frame."""


class Disconnected(Unusable):
    """The operating system reports the connection as lost."""


class Spent(Unusable):
    """The stream was asked again after an earlier fault."""


class OverLimit(WireError):
    """A cap of `Limits` is exceeded by what came."""

    def __init__(self, cap: str, allowed: int) -> None:
        super().__init__(f"more {cap} than the {allowed} allowed")
        self.cap = cap
        self.allowed = allowed


class Malformed(WireError):
    """What came is not of this format."""


class BadPrefix(Malformed):
    """Other magic bytes or another version."""


class BadHeader(Malformed):
    """The header is not UTF-8, or not JSON as this format uses it."""


class BadValue(Malformed):
    """An unknown tag, or a tag with the wrong things behind it."""


class BadArray(Malformed):
    """An element type, a shape or a length that is not allowed or does not fit."""


class BadBlob(Malformed):
    """A blob out of turn, used twice, missing or left over."""


class BadKey(Malformed):
    """Keys that are equal, cannot be hashed, or share too many hashes."""


class BadHandle(Malformed):
    """A handle that means nothing here."""


class Unforeseen(Malformed):
    """An exception that no check foresaw."""
