"""Who is at the other end of a socket: asked of the system, never of the process itself.

A process in a PID namespace does not know its number outside. The receiver sets SO_PASSCRED on its end before the
other end is handed out; the system then adds the sender's number, as the receiver's namespace counts, to what comes.
"""

import socket
import struct

_CREDENTIALS = struct.Struct("3i")  # pid, uid, gid


def send_pid(sock: socket.socket) -> None:
    """Let the other side learn which process this is."""
    sock.sendall(b"p")


def receive_pid(sock: socket.socket) -> int:
    """The process that sent the next byte.

    What it may have sent along, descriptors for instance, finds no room and is closed by the system.

    Raises:
        OSError: the other side is gone, or the system did not say who it is.
    """
    data, extra, _, _ = sock.recvmsg(1, socket.CMSG_SPACE(_CREDENTIALS.size))
    if not data:
        raise ConnectionError("the other side is gone")
    for level, kind, payload in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS and len(payload) == _CREDENTIALS.size:
            pid = _CREDENTIALS.unpack(payload)[0]
            if pid > 0:
                return pid
    raise ConnectionError("the system does not say who is at the other side")
