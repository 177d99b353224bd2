"""Landlock: a process gives up the rest of the file system, and signals to processes that are not its own.

It needs no rights, so it works where namespaces are refused. https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from tito.judge.sandbox.linux import syscall
from tito.judge.sandbox.syscalls import machine, number

_EXECUTE, _WRITE, _READ, _LIST = 1, 2, 4, 8
_TRUNCATE, _DEVICE_CONTROL = 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _DEVICE_CONTROL
_READING = _EXECUTE | _READ | _LIST
_ACCESSES = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # version -> number of rights on files that it knows
_NETWORK, _SCOPES = 3, 3  # bind and connect over TCP; abstract sockets and signals
_VERSION, _BENEATH = 1, 1


def version() -> int:
    """The version of Landlock in this kernel; 0 where there is none."""
    try:
        return _call("landlock_create_ruleset", None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION))
    except OSError as error:
        if error.errno not in (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.EINVAL):
            raise
        return 0


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Keep this process, and all that come of it, to these paths; False where there is no Landlock.

    Privileges must have been renounced before (no_new_privs).
    """
    known = version()
    if not known:
        return False
    handled = (1 << _ACCESSES[min(known, max(_ACCESSES))]) - 1
    ruleset = _ruleset(known, handled)
    try:
        for path in readable:
            _allow(ruleset, path, handled & _READING)
        for path in writable:
            _allow(ruleset, path, handled)
        _call("landlock_restrict_self", ctypes.c_int(ruleset), ctypes.c_uint(0))
    finally:
        os.close(ruleset)
    return True


def _call(name: str, *arguments: object) -> int:
    architecture = machine()
    at = number(name, architecture) if architecture else None
    if at is None:
        raise OSError(errno.ENOSYS, "Landlock")
    return syscall(at, *arguments)


def _ruleset(known: int, handled: int) -> int:
    attributes = struct.pack("QQQ", handled, _NETWORK, _SCOPES)
    size = 8 if known < 4 else 16 if known < 6 else 24
    return _call("landlock_create_ruleset", attributes, ctypes.c_size_t(size), ctypes.c_uint(0))


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there need not be allowed
    try:
        access &= -1 if stat.S_ISDIR(os.fstat(descriptor).st_mode) else _OF_FILES
        rule = struct.pack("=Qi", access, descriptor)
        _call("landlock_add_rule", ctypes.c_int(ruleset), ctypes.c_int(_BENEATH), rule, ctypes.c_uint(0))
    finally:
        os.close(descriptor)
