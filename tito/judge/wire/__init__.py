"""The wire between the judge, who asks, and a student's process, which may answer anything.

    here = Stream(sock, Limits(), Deadline(10), handle_for=..., object_for=...)
    here.send(("call", 7, [array], {}))
    reply = here.receive()

`values` says what crosses by copy, `frames` how it lies in a frame, `errors` what can go wrong.
"""

from tito.judge.wire.decoding import decode
from tito.judge.wire.encoding import crosses, encode
from tito.judge.wire.errors import (
    BadArray,
    BadBlob,
    BadHandle,
    BadHeader,
    BadKey,
    BadPrefix,
    BadValue,
    DeadlinePassed,
    Disconnected,
    EndOfFile,
    Malformed,
    OverLimit,
    ShortRead,
    Spent,
    Unforeseen,
    Unsendable,
    Unusable,
    WireError,
)
from tito.judge.wire.frames import Frame
from tito.judge.wire.limits import Deadline, Limits
from tito.judge.wire.stream import Stream
from tito.judge.wire.values import Handle

__all__ = [
    "BadArray", "BadBlob", "BadHandle", "BadHeader", "BadKey", "BadPrefix", "BadValue", "Deadline", "DeadlinePassed",
    "Disconnected", "EndOfFile", "Frame", "Handle", "Limits", "Malformed", "OverLimit", "ShortRead", "Spent",
    "Stream", "Unforeseen", "Unsendable", "Unusable", "WireError", "crosses", "decode", "encode",
]  # fmt: skip
