"""The system calls for which Python 3.11 has no function. Each raises OSError."""

import ctypes
import os
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEW = 0x7E020000  # all of them
CLONE_THREAD = 0x00010000

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 36, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4

_CAPABILITY_VERSION = 0x20080522
_SECCOMP_FILTER, _SECCOMP_SPEC_ALLOW = 1, 4  # the latter: no slower code than before

_libc = ctypes.CDLL(None, use_errno=True)
_NOTHING = (ctypes.c_ulong(0),) * 3


def checked(result: int, what: str) -> int:
    """The result of a call of the C library, or an OSError."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def join(descriptor: int, kind: int) -> None:
    """setns(2): enter the namespace behind a descriptor."""
    checked(_libc.setns(ctypes.c_int(descriptor), ctypes.c_int(kind)), "setns")


def mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """mount(2)"""
    names = [None if text is None else text.encode() for text in (source, target, kind)]
    data = None if options is None else options.encode()
    checked(_libc.mount(*names, ctypes.c_ulong(flags), data), f"mount {target}")


def prctl(option: int, value: int = 0, further: int = 0) -> int:
    """prctl(2)"""
    arguments = [ctypes.c_ulong(number) for number in (value, further, 0, 0)]
    return checked(_libc.prctl(ctypes.c_int(option), *arguments), f"prctl {option}")


def sethostname(name: str) -> None:
    """sethostname(2)"""
    data = name.encode()
    checked(_libc.sethostname(data, ctypes.c_size_t(len(data))), "sethostname")


def syscall(number: int, *arguments: object) -> int:
    """A system call by its number."""
    return checked(_libc.syscall(ctypes.c_long(number), *arguments), f"system call {number}")


def drop_capabilities(last: int) -> None:
    """Give up every capability, and the way to get any back; `last` is the kernel's highest."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(last + 1):
        if _libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), *_NOTHING) == -1:
            break  # without CAP_SETPCAP; no_new_privs leaves no use for what the bounding set then still holds
    header = struct.pack("Ii", _CAPABILITY_VERSION, 0)
    checked(_libc.capset(header, bytes(24)), "capset")


def no_new_privileges() -> None:
    """From now on no program that is started gets more rights than this process has."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


class Program(ctypes.Structure):
    """struct sock_fprog: a filter for seccomp, ready to be handed over."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    def __init__(self, code: bytes) -> None:
        self._code = ctypes.create_string_buffer(code, len(code))
        super().__init__(len(code) // 8, ctypes.addressof(self._code))


def load_filter(program: Program, number: int) -> None:
    """Filter the system calls of this thread and all that come of it; `number` is that of seccomp(2)."""
    syscall(number, ctypes.c_uint(_SECCOMP_FILTER), ctypes.c_uint(_SECCOMP_SPEC_ALLOW), ctypes.byref(program))
