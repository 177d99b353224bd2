"""The sandbox in which submissions run: how it is made, how strong it is here, and what is missing.

    process = start("tito.judge.student.zygote", [descriptor])     outside, in the supervisor
    room = isolate(limits)                                         inside, in a process forked from that one

Three levels. "namespaces": bubblewrap and the kernel's namespaces; a submission sees the system, its own files and
nothing else. "pod": no namespaces, but the environment declares that the container around us is the sandbox; a
submission is kept in by Landlock, seccomp and limits. "none": limits only.

`inside` is what a process does to itself, and is imported there; all else is for the outside.
"""

from tito.judge.sandbox.errors import SandboxError
from tito.judge.sandbox.health import Part, Report, probe, require
from tito.judge.sandbox.levels import LEVELS, NAMESPACES, NONE, POD, Level, at_least
from tito.judge.sandbox.pids import receive_pid
from tito.judge.sandbox.starting import start

__all__ = [
    "LEVELS", "NAMESPACES", "NONE", "POD", "Level", "Part", "Report", "SandboxError", "at_least", "probe",
    "receive_pid", "require", "start",
]  # fmt: skip
