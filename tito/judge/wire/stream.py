"""Values over a socket: each whole, within the caps, before the deadline, or not at all."""

import select
import socket
from typing import Any, NoReturn

import numpy as np

from tito.judge.wire.decoding import ObjectFor, decode
from tito.judge.wire.encoding import HandleFor, encode
from tito.judge.wire.errors import Disconnected, EndOfFile, OverLimit, ShortRead, Spent
from tito.judge.wire.frames import PREFIX, Frame, read_lengths, read_prefix
from tito.judge.wire.limits import Deadline, Limits

_BUFFER = 1 << 14
_JOINED = 1 << 14  # bytes of blobs that are copied into one piece with what comes before them
_PIECES = 512  # buffers handed to the system at once; it takes 1,024
_NOW = socket.MSG_DONTWAIT


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
        sock.setblocking(True)  # each call says by itself whether it may wait
        self.sock = sock
        self.limits = limits
        self.deadline = deadline
        self.handle_for = handle_for
        self.object_for = object_for
        self.writable = writable
        self.received_bytes = 0
        self.received_frames = 0
        self.fault: BaseException | None = None
        self._buffer = bytearray(_BUFFER)
        self._view, self._flat = memoryview(self._buffer), np.frombuffer(self._buffer, np.uint8)
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
        if self.fault is not None:
            self._refuse()
        frame = encode(value, self.limits, self.handle_for)
        try:
            if frame.blobs and sum([blob.size for blob in frame.blobs]) > _JOINED:
                self._send_all([memoryview(frame.opening()), *(blob.data for blob in frame.blobs)])
            else:
                self._send_short(frame.packed() if frame.blobs else frame.opening())
        except BaseException as error:
            self.fault = error
            raise

    def receive(self) -> Any:
        """The next value."""
        if self.fault is not None:
            self._refuse()
        try:
            return decode(self._frame(), self.limits, self.object_for, self.writable)
        except BaseException as error:
            self.fault = error
            raise

    def _refuse(self) -> NoReturn:
        raise Spent(f"the stream ended with {type(self.fault).__name__}")

    def _frame(self) -> Frame:
        """The next frame, with everything known about its size checked before it is read."""
        if self._end - self._start < PREFIX.size:
            self._gather(PREFIX.size)
        limits = self.limits
        header, blobs = read_prefix(self._buffer, self._start, limits)
        self._start += PREFIX.size
        lengths, size = read_lengths(self._bytes(4 * blobs), header, limits) if blobs else ((), PREFIX.size + header)
        if size > limits.frame:
            raise OverLimit("frame", limits.frame)
        self.received_bytes += size
        self.received_frames += 1
        if self.received_bytes > limits.total_bytes:
            raise OverLimit("total_bytes", limits.total_bytes)
        if self.received_frames > limits.total_frames:
            raise OverLimit("total_frames", limits.total_frames)
        return Frame(self._bytes(header), [self._blob(length) for length in lengths] if blobs else ())

    def _gather(self, length: int) -> None:
        """Receives until the buffer holds so many bytes of a new frame."""
        left = self._end - self._start
        if left:
            self._view[:left] = bytes(self._view[self._start : self._end])
        self._start, self._end = 0, left
        while self._end < length:
            target = self._view[self._end :] if self._end else self._view
            self._end += self._receive_into(target, begun=self._end > 0)

    def _bytes(self, length: int) -> bytes:
        """The next bytes of a frame."""
        start, end = self._start, self._start + length
        if end <= self._end:
            self._start = end
            return bytes(self._view[start:end])
        data = bytearray(length)
        self._fill(memoryview(data))
        return bytes(data)

    def _blob(self, length: int) -> np.ndarray:
        """The next bytes as memory of their own, which takes room only as they come."""
        start, end = self._start, self._start + length
        if end <= self._end:
            self._start, blob = end, self._flat[start:end].copy()
        else:
            blob = np.empty(length, np.uint8)
            self._fill(blob.data)
        blob.flags.writeable = self.writable
        return blob

    def _fill(self, target: memoryview) -> None:
        """Fills the target; long ones are filled by the system, without the buffer between."""
        while len(target):
            if self._start == self._end and len(target) < _BUFFER:
                self._start, self._end = 0, self._receive_into(self._view, begun=True)
            if self._start < self._end:
                count = min(len(target), self._end - self._start)
                target[:count] = self._view[self._start : self._start + count]
                self._start += count
            else:
                count = self._receive_into(target, begun=True)
            target = target[count:]

    def _receive_into(self, target: memoryview, begun: bool) -> int:
        """Waits for bytes and returns how many came. Descriptors sent along with them are closed by the system."""
        flags = 0 if self.deadline is None else _NOW  # without a deadline, the system's own call may wait
        while True:
            if flags:
                self._wait(self._readable)
            try:
                count = self.sock.recv_into(target, 0, flags)
            except BlockingIOError:
                flags = _NOW
                continue
            except OSError as error:
                raise Disconnected("the connection is lost") from error
            if count:
                return count
            if begun:
                raise ShortRead("the other side closed inside a frame")
            raise EndOfFile("the other side closed")

    def _send_short(self, data: bytes) -> None:
        """Sends one piece, which nearly always goes at once."""
        try:
            sent = self.sock.send(data, _NOW)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            raise Disconnected("the connection is lost") from error
        if sent < len(data):
            self._send_all([memoryview(data)[sent:]])

    def _send_all(self, pieces: list[memoryview]) -> None:
        """Sends every piece, in as few calls as the system allows."""
        first = 0
        while first < len(pieces):
            try:
                sent = self.sock.sendmsg(pieces[first : first + _PIECES], (), _NOW)
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
    return int(1000 * seconds) + 1 if seconds < 3600 else 3_600_000
