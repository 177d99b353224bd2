"""A room: the bubblewrap in which one person's server, or one program of a course's, runs.

Inside are the operating system, Python and this package, read-only; a home; a private /tmp; processes of one's own;
for instructors, the folders of their courses. The network is the machine's, because hub and exchange are on loopback.
https://github.com/containers/bubblewrap
"""

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tito import files
from tito.hub import tools
from tito.hub.courses import HubCourse
from tito.hub.errors import HubError
from tito.hub.owners import am_root
from tito.judge.sandbox import binds
from tito.judge.sandbox.command import View, cover, show_python, show_system

MIB = 1024 * 1024
TMP_MIB = 512
"""What /tmp and /dev/shm may each hold, in memory."""

_NETWORK = ("hosts", "resolv.conf", "ssl", "pki", "ca-certificates", "services", "protocols", "gai.conf", "host.conf")
_TERMINAL = ("bash.bashrc", "profile", "inputrc", "terminfo", "nanorc", "vim", "debian_version", "os-release")
_NAMES = "passwd: files\ngroup: files\nhosts: files dns\n"
_KEPT = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")  # until the user is changed, inside


@dataclass(frozen=True)
class Room:
    """What one person's programs see.

    Args:
        name: the person, or whoever runs a program of a course's.
        owner: the system's number that they get.
        home: the folder that is their home.
        record: a folder of the hub's for the few files of /etc that are made up.
        courses: those that they teach; each is a folder in their home.
        readable: further paths, read-only.
        hidden: folders that stay invisible even where something that is shown holds them.
        limits: of resource's limits, the name without RLIMIT_ -> number.
    """

    name: str
    owner: int
    home: Path
    record: Path
    courses: tuple[HubCourse, ...] = ()
    readable: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)

    @property
    def inner_home(self) -> str:
        """Where the home is, inside."""
        return f"/home/{self.name}"

    def folder(self, course: HubCourse) -> str:
        """Where a course is, inside."""
        return f"{self.inner_home}/{course.id}"

    @property
    def desk(self) -> str:
        """The working directory: the first of the courses, else the home."""
        return self.folder(self.courses[0]) if self.courses else self.inner_home

    def command(self, inner: Sequence[str]) -> list[str]:
        """The whole command line; `inner` runs inside, as the owner, within the limits.

        Raises:
            HubError: bubblewrap is not installed, or something in the home stands where a course should be.
        """
        wrapper = shutil.which("bwrap")
        if wrapper is None:
            raise HubError("bubblewrap is not installed: apt-get install bubblewrap.")
        view = View(self.readable, self.hidden)
        return [
            wrapper, *_namespaces(), *show_system(), *self._etc(), *_own(), *show_python(view), *cover(view),
            "--dir", "/home", "--bind", str(self.home), self.inner_home, *self._taught(),
            "--remount-ro", "/", *_rights(), "--chdir", "/", "--", *entering(self._plan(), inner),
        ]  # fmt: skip

    def _plan(self) -> dict[str, object]:
        owner = self.owner if am_root() else None
        return {"owner": owner, "limits": dict(self.limits), "folder": self.desk}

    def _etc(self) -> list[str]:
        """Files of /etc: a few of the machine's, and those in which this person alone has a name."""
        made = {
            "passwd": f"root:x:0:0:root:/:/usr/sbin/nologin\n{self.name}:x:{self.owner}:{self.owner}::"
            f"{self.inner_home}:/bin/bash\n",
            "group": f"root:x:0:\n{self.name}:x:{self.owner}:\n",
            "nsswitch.conf": _NAMES,
        }
        for name, text in made.items():
            files.write(self.record / name, text)
        own = [word for name in made for word in ("--ro-bind", str(self.record / name), f"/etc/{name}")]
        there = [Path("/etc", name) for name in (*_NETWORK, *_TERMINAL)]
        return own + [w for path in there if path.exists() for w in ("--ro-bind", str(path.resolve()), str(path))]

    def _taught(self) -> list[str]:
        words: list[str] = []
        for course in self.courses:
            self._make_place(course)
            words += ["--bind", str(course.folder), self.folder(course), *self._tools(course), *self._covers(course)]
        return words

    def _make_place(self, course: HubCourse) -> None:
        """The folder in the home over which a course is laid: bubblewrap would follow a link that stands there."""
        place = self.home / course.id
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise HubError(f"{course.id} in your home is no folder, so your course cannot be shown there: rename it.")
        place.mkdir(exist_ok=True)

    def _tools(self, course: HubCourse) -> list[str]:
        """In a folder that holds the installation as well, its tools, read-only."""
        there = [name for name in tools.within(course) if (course.folder / name).exists()]
        return [w for n in there for w in ("--ro-bind", str(course.folder / n), f"{self.folder(course)}/{n}")]

    def _covers(self, course: HubCourse) -> list[str]:
        """Over what is hidden within a course, the hub's state above all."""
        inner = [path for path in self.hidden if course.folder in path.parents and path.is_dir()]
        places = [f"{self.folder(course)}/{path.relative_to(course.folder)}" for path in inner]
        return [word for place in places for word in ("--tmpfs", place, "--remount-ro", place)]


def entering(plan: Mapping[str, object], inner: Sequence[str]) -> list[str]:
    """The command line that takes on a plan (see `tito.hub.entering`) and then becomes `inner`."""
    return [str(binds.interpreter()), "-I", "-m", "tito.hub.entering", json.dumps(plan), *inner]


def program(name: str) -> str:
    """A command of this environment's."""
    return str(Path(sys.executable).parent / name)


def _namespaces() -> list[str]:
    user = [] if am_root() else ["--unshare-user"]
    names = ["pid", "ipc", "uts", "cgroup-try"]
    return [*(f"--unshare-{name}" for name in names), *user, "--die-with-parent", "--new-session"]


def _own() -> list[str]:
    private = [word for place in ("/tmp", "/dev/shm") for word in _in_memory(place)]
    return ["--proc", "/proc", "--dev", "/dev", *private, "--dir", "/run"]


def _in_memory(place: str) -> list[str]:
    return ["--perms", "1777", "--size", str(TMP_MIB * MIB), "--tmpfs", place]


def _rights() -> list[str]:
    """None for an ordinary user; root keeps for a moment what it needs to become somebody else."""
    kept = _KEPT if am_root() else ()
    return ["--cap-drop", "ALL", *(word for name in kept for word in ("--cap-add", name))]
