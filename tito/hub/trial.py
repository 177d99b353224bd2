"""Whether servers can be kept apart here, found out by trying it, before any is started."""

import os
import subprocess
from pathlib import Path

from tito.hub import making, owners, tools
from tito.hub.courses import HubCourse
from tito.hub.errors import HubError
from tito.hub.rooms import Room
from tito.hub.setup import Setup
from tito.judge.sandbox import binds

_PATIENCE = 300  # seconds
_EXCHANGE = "exchange"  # where `tito exchange serve` keeps what it has of every course, if it was told nothing else


def isolation(setup: Setup) -> None:
    """Start a room, and do nothing in it.

    Raises:
        HubError: it cannot be had; the sentence says why.
    """
    tried = _run(_room(setup), ["/bin/true"])
    if tried.returncode != 0:
        reason = _last(tried.stderr)
        raise HubError(
            f"Users' servers cannot be kept apart here ({reason}): install bubblewrap and allow user namespaces, in a "
            "container CAP_SYS_ADMIN and an unmasked /proc; or start the hub with --no-isolation, for yourself alone."
        )


def gradebook(setup: Setup, course: HubCourse) -> str:
    """Make a course's folder ready for its instructors, and its gradebook.

    Returns:
        The level of the sandbox that `tito grade` gets in an instructor's server.

    Raises:
        HubError: the course or its configuration is wrong.
    """
    tools.secure(course)
    if owners.am_root():
        owners.share(course.folder, owners.staff([course.folder]), (*tools.within(course), _EXCHANGE))
    done = _run(_room(setup, (course,)), [str(binds.interpreter()), "-P", "-m", "tito.hub.preparing"])
    said = done.stdout.split()
    if done.returncode != 0 or not said:  # the configuration may have ended the process
        raise HubError(f"The gradebook of {course.id} cannot be made ready: {_last(done.stderr)}.")
    return said[-1]


def _room(setup: Setup, taught: tuple[HubCourse, ...] = ()) -> Room:
    """A room of nobody's, as instructors of these courses have it."""
    return making.room(setup, ".trial", taught, homes=setup.state / "trial")


def _run(room: Room, command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.pathsep.join((str(binds.interpreter().parent), "/usr/bin", "/bin")), "LANG": "C.UTF-8"}
    home = {"HOME": room.inner_home, "USER": room.name}
    try:
        return subprocess.run(
            room.command(command), env=environment | home, cwd=Path("/"), capture_output=True, text=True,
            timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise HubError(f"A program in a room has not ended after {_PATIENCE} s: the machine is too busy.") from None


def _last(complaint: str) -> str:
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "it says nothing"
