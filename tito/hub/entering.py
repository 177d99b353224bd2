"""`python -m tito.hub.entering PLAN COMMAND...`: the last steps inside a room, before anything of a user's runs.

The plan is JSON: `owner`, the number to become, or null to stay who one is; `limits`, those of `resource` without
RLIMIT_ -> number; `folder`, the working directory.
"""

import ctypes
import json
import os
import resource
import sys
from pathlib import Path

from tito.judge.sandbox import linux

_NICE = 5  # servers give way to hub, proxy and exchange
_DETACH = 2  # umount2(2)
_CAPABILITIES = 40


def main() -> None:
    """Become the command."""
    plan, command = json.loads(sys.argv[1]), sys.argv[2:]
    os.nice(_NICE)
    for name, value in plan["limits"].items():
        _limit(getattr(resource, f"RLIMIT_{name}"), value)
    if plan["owner"] is not None:
        _uncover_processes()
        _become(plan["owner"])
    os.chdir(plan["folder"])
    os.execv(command[0], command)


def _limit(kind: int, value: int) -> None:
    _, most = resource.getrlimit(kind)
    value = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(kind, (value, value))


def _uncover_processes() -> None:
    """Take away what bubblewrap lays over parts of /proc when root starts it.

    The kernel lets nobody mount a /proc of their own beneath a covered one, and the sandbox in which an instructor
    grades needs that. Once we are no longer root, those parts can be read alone, as by anybody on the machine.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for place in mounts:
        if place.startswith("/proc/"):
            linux.checked(libc.umount2(place.encode(), _DETACH), f"umount {place}")


def _become(owner: int) -> None:
    os.setgroups([])
    os.setresgid(owner, owner, owner)
    os.setresuid(owner, owner, owner)
    linux.drop_capabilities(_CAPABILITIES)


if __name__ == "__main__":
    main()
