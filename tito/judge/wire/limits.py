"""How much may cross, and for how long."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tito.judge.wire.errors import DeadlinePassed

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Caps on one value, one frame and one connection. A decoder allocates nothing before it has checked them.

    Parsing a hostile header takes at most some 50 times `header` bytes for a moment.
    """

    header: int = 2 * MIB  # bytes of the JSON header
    blob: int = 64 * MIB  # bytes of one blob; also of an array's shape with its zeros left out
    frame: int = 96 * MIB  # bytes of a whole frame
    blobs: int = 4096  # blobs in a frame
    items: int = 100_000  # values in a frame, nested ones and keys included
    depth: int = 64  # containers inside each other
    digits: int = 10_000  # hexadecimal digits of an integer beyond 64 bits
    text: int = 16 * MIB  # characters of one text
    dims: int = 32  # axes of an array
    total_bytes: int = 1024 * MIB  # received over one connection
    total_frames: int = 1_000_000  # received over one connection


class Deadline:
    """One moment, some seconds from now, after which nothing is waited for."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.seconds = seconds
        self.end = clock() + seconds

    def left(self) -> float:
        """Seconds until then, above zero; raises DeadlinePassed when there are none."""
        left = self.end - self.clock()
        if left > 0:
            return left
        raise DeadlinePassed(f"no answer within {self.seconds:g} seconds")
