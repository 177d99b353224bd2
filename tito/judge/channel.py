"""Messages between the processes of the engine: JSON with a length before it, and descriptors beside it.

The supervisor sends descriptors and never takes any: `receive` reads with recv, so that the system closes what came
along. What a message says is checked by whoever reads it; here it is only kept within its cap.
"""

import json
import math
import select
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

_LENGTH = struct.Struct("<I")
_LARGEST = 1 << 28
_MOST = 16  # descriptors with one message
_PATIENCE = 20  # seconds in which a message has to be taken: a process may stop reading


class Closed(Exception):
    """The other side is gone."""


class BadMessage(Exception):
    """What came is no message, or is longer than it may be."""


class Channel:
    """One end of a pair of connected sockets, of type stream."""

    def __init__(self, sock: socket.socket, largest: int = _LARGEST, patience: float = _PATIENCE) -> None:
        self.sock, self.largest, self.patience = sock, largest, min(patience, _PATIENCE)
        self._got = bytearray()
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()

    def send(self, message: Any, descriptors: Sequence[int] = ()) -> None:
        """Send one message. Raises Closed."""
        data = json.dumps(message, separators=(",", ":")).encode()
        data = _LENGTH.pack(len(data)) + data
        try:
            self.sock.settimeout(self.patience)
            sent = socket.send_fds(self.sock, [data], list(descriptors)) if descriptors else self.sock.send(data)
            self.sock.sendall(data[sent:])
            self.sock.setblocking(True)
        except OSError as error:
            raise Closed("the other side is gone, or does not read") from error

    def receive(self, seconds: float | None = None) -> Any:
        """The next message, or None when none is whole within that time.

        Raises:
            Closed: the other side is gone.
            BadMessage: it is longer than it may be, or no JSON, or JSON's null.
        """
        end = None if seconds is None else time.monotonic() + seconds  # for the whole: bytes may come one by one
        while (message := self._whole()) is None:
            left = None if end is None else end - time.monotonic()
            if left is not None and (left < 0 or not self._poll.poll(math.ceil(left * 1000))):
                return None
            self._take()
        if message[0] is None:
            raise BadMessage("a message says nothing")
        return message[0]

    def _take(self) -> None:
        try:
            data = self.sock.recv(1 << 18)
        except OSError as error:
            raise Closed("the other side is gone") from error
        if not data:
            raise Closed("the other side is gone")
        self._got += data

    def _whole(self) -> tuple[Any] | None:
        if len(self._got) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._got)
        if length > self.largest:
            raise BadMessage(f"a message is longer than {self.largest} bytes")
        end = _LENGTH.size + length
        if len(self._got) < end:
            return None
        data = bytes(self._got[_LENGTH.size : end])
        del self._got[:end]
        return (_parsed(data),)


def receive_with(sock: socket.socket) -> tuple[Any, list[int]]:
    """A message of the supervisor, with the descriptors that came beside it; raises Closed.

    Not for a Channel's socket: it leaves nothing buffered.
    """
    head, descriptors, _, _ = socket.recv_fds(sock, _LENGTH.size, _MOST)
    if len(head) < _LENGTH.size:
        raise Closed("the other side is gone")
    (length,) = _LENGTH.unpack(head)
    data = bytearray()
    while len(data) < length:
        part = sock.recv(length - len(data))
        if not part:
            raise Closed("the other side is gone")
        data += part
    return _parsed(bytes(data)), descriptors


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadMessage("a message is no JSON") from error
