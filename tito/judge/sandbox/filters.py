"""Which system calls a submission and a court may not make, as programs for the kernel's packet filter (seccomp).

Written by hand rather than with libseccomp: its binding on the package index, pyseccomp, has had no release since
2021 and needs the C library at run time, where this is two dozen lines and a table.

https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import errno
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from tito.judge.sandbox.linux import CLONE_NEW, CLONE_THREAD, Program, load_filter
from tito.judge.sandbox.syscalls import AUDIT, HIGHEST, machine, number

_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_AF_UNIX = 1
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # write into a terminal as if it had been typed


@dataclass(frozen=True)
class Rule:
    """A call that fails: always, or when the low half of an argument is as `test` says.

    Attributes:
        test: "is", "is not", "has" any of the bits, or "lacks" all of them.
    """

    call: str
    error: int = errno.EPERM
    argument: int | None = None
    test: str = "is"
    value: int = 0


_NAMESPACES = (
    "unshare setns mount umount2 pivot_root chroot mount_setattr move_mount open_tree fsopen fsconfig fsmount fspick "
    "sethostname setdomainname"
)
_OTHER_PROCESSES = (
    "ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd move_pages "
    "migrate_pages"
)
_KERNEL = (
    "kexec_load kexec_file_load init_module finit_module delete_module bpf perf_event_open userfaultfd io_uring_setup "
    "io_uring_enter io_uring_register keyctl add_key request_key syslog iopl ioperm modify_ldt uselib nfsservctl "
    "lookup_dcookie _sysctl"
)
_MACHINE = (
    "swapon swapoff reboot settimeofday clock_settime clock_adjtime adjtimex acct quotactl quotactl_fd vhangup "
    "name_to_handle_at open_by_handle_at fanotify_init fanotify_mark mknod mknodat"
)
_UNCOUNTED_MEMORY = "shmget semget msgget mq_open"  # it outlives its process, and no limit counts it

_ON_ITSELF = {  # call -> the argument that names a process, where 0 is the caller
    "prlimit64": 0, "sched_setaffinity": 0, "sched_setscheduler": 0, "sched_setparam": 0, "sched_setattr": 0,
    "setpriority": 1, "ioprio_set": 1,
}  # fmt: skip


def _always(calls: str, error: int = errno.EPERM) -> list[Rule]:
    return [Rule(call, error) for call in calls.split()]


STUDENT: tuple[Rule, ...] = (
    *_always(_NAMESPACES), *_always(_OTHER_PROCESSES), *_always(_KERNEL), *_always(_MACHINE),
    *_always(_UNCOUNTED_MEMORY),
    *_always("memfd_create memfd_secret", errno.ENOSYS),
    Rule("clone3", errno.ENOSYS),  # its flags lie in memory, which a filter cannot read; the C library then uses clone
    Rule("clone", argument=0, test="has", value=CLONE_NEW),
    Rule("personality", argument=0, test="is not", value=0xFFFFFFFF),
    Rule("socket", errno.EAFNOSUPPORT, argument=0, test="is not", value=_AF_UNIX),
    Rule("ioctl", argument=1, test="is", value=_TIOCSTI),
    Rule("ioctl", argument=1, test="is", value=_TIOCLINUX),
    *(Rule(call, argument=place, test="is not", value=0) for call, place in _ON_ITSELF.items()),
)  # fmt: skip
"""What no process of a submission may do."""

_OF_ZEROMQ = ("socket", "sched_setscheduler")  # it uses the loopback, and its threads name themselves by number
KERNEL: tuple[Rule, ...] = tuple(rule for rule in STUDENT if rule.call not in _OF_ZEROMQ)
"""What a Jupyter kernel may not do: it speaks with itself over the loopback of its own network namespace."""

COURT: tuple[Rule, ...] = (
    *STUDENT,
    *_always("execve execveat fork vfork kill tkill tgkill pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo"),
    *_always("socket connect bind listen"),
    Rule("clone", argument=0, test="lacks", value=CLONE_THREAD),
)
"""What the court may not do either: start programs or processes, send signals, reach anybody."""


def program(rules: Iterable[Rule], architecture: str) -> bytes:
    """The filter's instructions, eight bytes each."""
    code = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, AUDIT[architecture]),
        (_RETURN, 0, 0, _KILL),  # 32-bit calls on a 64-bit system have other numbers
        (_LOAD, 0, 0, _NUMBER),
        (_GREATER, 0, 1, HIGHEST),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),  # calls that are newer than this list, and those of x32
    ]
    for rule in rules:
        at = number(rule.call, architecture)
        if at is not None:
            code += _instructions(rule, at)
    code.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _instructions(rule: Rule, at: int) -> list[tuple[int, int, int, int]]:
    refuse = (_RETURN, 0, 0, _ERRNO | rule.error)
    if rule.argument is None:
        return [(_EQUAL, 0, 1, at), refuse]
    operation = _ANY_BIT if rule.test in ("has", "lacks") else _EQUAL
    hit, miss = (1, 0) if rule.test in ("is not", "lacks") else (0, 1)
    return [
        (_EQUAL, 0, 4, at),
        (_LOAD, 0, 0, _ARGUMENTS + 8 * rule.argument),  # the low half; both architectures are little endian
        (operation, hit, miss, rule.value),
        refuse,
        (_LOAD, 0, 0, _NUMBER),
    ]


class Filter:
    """A program, made once so that loading it after a fork costs next to nothing."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.architecture = machine()
        self._program = Program(program(rules, self.architecture)) if self.architecture else None

    def load(self) -> bool:
        """Put it in force for good; False where seccomp or the architecture is not to be had."""
        if self._program is None or self.architecture is None:
            return False
        at = number("seccomp", self.architecture)
        assert at is not None
        try:
            load_filter(self._program, at)
        except OSError as error:
            if error.errno not in (errno.ENOSYS, errno.EINVAL):
                raise
            return False
        return True
