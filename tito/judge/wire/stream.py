"""Values over a socket: each whole, within the caps, before the deadline, or not at all."""

import math
import select
import socket
from typing import Any

import numpy as np

from tito.judge.wire.decoding import ObjectFor, decode
from tito.judge.wire.encoding import HandleFor, encode
from tito.judge.wire.errors import Disconnected, EndOfFile, OverLimit, ShortRead, Spent
from tito.judge.wire.frames import PREFIX, Frame, read_lengths, read_prefix
from tito.judge.wire.limits import Deadline, Limits

_BUFFER = 1 << 16
_PIECES = 512  # buffers handed to the system at once; it takes 1,024


class Stream:
    """One end of a conversation. It owns the socket.

    `deadline` may be replaced between tests; None waits for ever. After any fault but Unsendable the stream is
    spent, and `fault` keeps the first one. Received bytes and frames are counted over the stream's whole life.
    """

    def __init__(
        self,
        sock: socket.socket,
        limits: Limits = Limits(),
        deadline: Deadline | None = None,
        handle_for: HandleFor | None = None,
        object_for: ObjectFor | None = None,
        writable: bool = False,
    ) -> None:
        sock.setblocking(False)
        self.sock = sock
        self.limits = limits
        self.deadline = deadline
        self.handle_for = handle_for
        self.object_for = object_for
        self.writable = writable
        self.received_bytes = 0
        self.received_frames = 0
        self.fault: BaseException | None = None
        self._buffer = memoryview(bytearray(_BUFFER))
        self._start = self._end = 0  # what is in the buffer and not yet read
        self._readable, self._sendable = select.poll(), select.poll()
        self._readable.register(sock, select.POLLIN)
        self._sendable.register(sock, select.POLLOUT)

    @property
    def buffered(self) -> int:
        """Bytes that came and were not asked for yet: before a question there should be none."""
        return self._end - self._start

    def close(self) -> None:
        """Closes the socket."""
        self.sock.close()

    def send(self, value: object) -> None:
        """Sends one value. Raises Unsendable before the first byte, or a fault that ends the stream."""
        self._check_sound()
        frame = encode(value, self.limits, self.handle_for)
        try:
            self._send_all([memoryview(frame.opening()), *(blob.data for blob in frame.blobs)])
        except BaseException as error:
            self.fault = error
            raise

    def receive(self) -> Any:
        """The next value."""
        self._check_sound()
        try:
            return decode(self._frame(), self.limits, self.object_for, self.writable)
        except BaseException as error:
            self.fault = error
            raise

    def _check_sound(self) -> None:
        if self.fault is not None:
            raise Spent(f"the stream ended with {type(self.fault).__name__}")

    def _frame(self) -> Frame:
        """The next frame, with everything known about its size checked before it is read."""
        header, blobs = read_prefix(self._bytes(PREFIX.size, begun=False), self.limits)
        lengths, size = read_lengths(self._bytes(4 * blobs), header, self.limits)
        self._count(size)
        return Frame(self._bytes(header), [self._blob(length) for length in lengths])

    def _count(self, size: int) -> None:
        """Adds one frame to what the connection has received."""
        self.received_bytes += size
        self.received_frames += 1
        if self.received_bytes > self.limits.total_bytes:
            raise OverLimit("total_bytes", self.limits.total_bytes)
        if self.received_frames > self.limits.total_frames:
            raise OverLimit("total_frames", self.limits.total_frames)

    def _bytes(self, length: int, begun: bool = True) -> bytes:
        """The next bytes; `begun` says that a frame has begun before them."""
        if self._end - self._start >= length:
            self._start += length
            return bytes(self._buffer[self._start - length : self._start])
        data = bytearray(length)
        self._fill(memoryview(data), begun)
        return bytes(data)

    def _blob(self, length: int) -> np.ndarray:
        """The next bytes as memory of their own, which takes room only as they come."""
        blob = np.empty(length, np.uint8)
        if length:
            self._fill(blob.data, begun=True)
        blob.flags.writeable = self.writable
        return blob

    def _fill(self, target: memoryview, begun: bool) -> None:
        """Fills the target; long ones are filled by the system, without the buffer between."""
        while len(target):
            if self._start == self._end and len(target) < _BUFFER:
                self._start, self._end = 0, self._receive_into(self._buffer, begun)
            if self._start < self._end:
                count = min(len(target), self._end - self._start)
                target[:count] = self._buffer[self._start : self._start + count]
                self._start += count
            else:
                count = self._receive_into(target, begun)
            begun = True
            target = target[count:]

    def _receive_into(self, target: memoryview, begun: bool) -> int:
        """Waits for bytes and returns how many came. Descriptors sent along with them are closed by the system."""
        while True:
            self._wait(self._readable)
            try:
                count = self.sock.recv_into(target)
            except BlockingIOError:
                continue
            except OSError as error:
                raise Disconnected("the connection is lost") from error
            if count:
                return count
            if begun:
                raise ShortRead("the other side closed inside a frame")
            raise EndOfFile("the other side closed")

    def _send_all(self, pieces: list[memoryview]) -> None:
        """Sends every piece, in as few calls as the system allows."""
        first = 0
        while first < len(pieces):
            try:
                sent = self.sock.sendmsg(pieces[first : first + _PIECES])
            except BlockingIOError:
                self._wait(self._sendable)
                continue
            except OSError as error:
                raise Disconnected("the connection is lost") from error
            while first < len(pieces) and sent >= len(pieces[first]):
                sent -= len(pieces[first])
                first += 1
            if sent:
                pieces[first] = pieces[first][sent:]

    def _wait(self, poller: select.poll) -> None:
        """Waits until the socket is ready, never past the deadline."""
        while not poller.poll(None if self.deadline is None else _milliseconds(self.deadline.left())):
            pass


def _milliseconds(seconds: float) -> int:
    """For poll: rounded up, so that it does not spin, and within what it takes."""
    return math.ceil(min(seconds, 3600.0) * 1000)
