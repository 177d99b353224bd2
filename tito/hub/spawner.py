"""How the hub starts a user's server: in a room, or, where none can be had and an administrator agreed, without."""

import asyncio
import os
import subprocess
import sys
from abc import ABCMeta, abstractmethod
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Instance, Integer

from tito.exchange.names import plain
from tito.hub import listening, making
from tito.hub.courses import HubCourse
from tito.hub.errors import HubError
from tito.hub.owners import am_root
from tito.hub.rooms import MIB, Room, entering, program
from tito.hub.setup import Setup

_GRADING = 5  # instructors' servers run submissions, too
_PAUSE = 0.2  # seconds


class _Abstract(type(SimpleLocalProcessSpawner), ABCMeta):
    """traitlets' class of classes, which knows abstract methods as well."""


class CourseSpawner(SimpleLocalProcessSpawner, metaclass=_Abstract):
    """What both ways have in common: who teaches what, the environment, the limits."""

    setup = Instance(Setup, help="The hub that this is part of.").tag(config=True)
    processes = Integer(200, help="Processes and threads that one server may have at once.").tag(config=True)
    file_limit = Integer(1024 * MIB, help="Bytes that one file may have.").tag(config=True)

    @property
    def taught(self) -> tuple[HubCourse, ...]:
        """The courses of which the user is an instructor."""
        groups = {group.name for group in self.user.groups}
        return tuple(course for course in self.setup.courses if course.instructors in groups)

    @property
    def studied(self) -> tuple[HubCourse, ...]:
        """The courses that the user is anything in."""
        groups = {group.name for group in self.user.groups}
        return tuple(course for course in self.setup.courses if groups & set(course.groups))

    @property
    def limits(self) -> dict[str, int]:
        """What each process may take; RLIMIT_DATA counts what it has for itself, not what it shares or maps."""
        memory = {"DATA": self.mem_limit} if self.mem_limit else {}
        return {**memory, "FSIZE": self.file_limit, "CORE": 0}

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Add the user's home, what their server loads, and where the exchange is."""
        home = self.visible_home()
        env |= {
            "USER": self.user.name, "LOGNAME": self.user.name, "HOME": home, "SHELL": "/bin/bash",
            "JUPYTERHUB_ROOT_DIR": home, "TITO_EXCHANGE_URL": self.setup.exchange_url,
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin")),
            "JUPYTER_CONFIG_PATH": os.pathsep.join(str(self.setup.folder / "etc" / name) for name in self._roles()),
            "JUPYTER_PATH": str(self.setup.folder / "share"),
            "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        }  # fmt: skip
        if len(self.studied) == 1:
            env["TITO_COURSE"] = self.studied[0].id
        return env

    def _roles(self) -> tuple[str, str]:
        return ("instructor" if self.taught else "student", "everyone")

    @abstractmethod
    def visible_home(self) -> str:
        """The user's home as their server sees it."""

    @abstractmethod
    def wrap(self, command: list[str]) -> list[str]:
        """The command line that starts a command for the user."""

    async def start(self) -> tuple[str, int]:
        """Start the server.

        Raises:
            HubError: the name cannot be a folder's, or the user's room cannot be made.
        """
        if not plain(self.user.name):
            raise HubError(f"The name {self.user.name!r} cannot be a folder's: letters, digits and _ . @ - may stand.")
        self.cmd = self.wrap([program("jupyterhub-singleuser")])
        with self._log().open("wb") as log:
            self.popen_kwargs = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            return await super().start()

    def _log(self) -> Path:
        """A file for each user: a server prints what its user likes, and the hub's log is not for that."""
        path = self.setup.state / "logs" / f"{self.user.name}.log"
        path.parent.mkdir(exist_ok=True)
        return path


class RoomSpawner(CourseSpawner):
    """Starts every server in a room of its own."""

    _owner = -1  # of the room in which the server runs

    def visible_home(self) -> str:
        """The home as it is called inside."""
        return f"/home/{self.user.name}"

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Connections of kernels are files, and lie in the room's own /tmp: paths of sockets must be short."""
        return super().user_env(env) | {"JUPYTER_RUNTIME_DIR": "/tmp/jupyter"}

    def room(self) -> Room:
        """The user's room, as things stand now."""
        taught = self.taught
        processes = self.processes * (_GRADING if taught else 1)
        return making.room(self.setup, self.user.name, taught, {**self.limits, "NPROC": processes})

    def wrap(self, command: list[str]) -> list[str]:
        """bubblewrap around the command."""
        room = self.room()
        self._owner = room.owner
        return room.command(command)

    async def start(self) -> tuple[str, int]:
        """Start the server, and wait until it listens.

        Raises:
            HubError: somebody else listens where it should.
        """
        place = await super().start()
        while await self.poll() is None:
            found = listening.owners(place[1])
            if found - {self._owner}:
                await self.stop(now=True)
                raise HubError("Another user's program has taken the port of your server: start it again.")
            if found:
                break
            await asyncio.sleep(_PAUSE)
        return place

    def make_preexec_fn(self, name: str) -> None:
        """Nothing is left to do between fork and bubblewrap."""


class OpenSpawner(CourseSpawner):
    """Starts every server as the hub's own user, who can read and write everything of everybody's."""

    def visible_home(self) -> str:
        """The home as it lies on disk."""
        return str(self.setup.homes / self.user.name)

    @property
    def home_dir(self) -> str:
        """Where the server starts."""
        return str(self.taught[0].folder) if self.taught else self.visible_home()

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """An instructor works in the course's folder itself."""
        return super().user_env(env) | {"JUPYTERHUB_ROOT_DIR": self.home_dir}

    def wrap(self, command: list[str]) -> list[str]:
        """Only the limits; Jupyter's server wants to be told that it may run as root."""
        Path(self.visible_home()).mkdir(mode=0o700, parents=True, exist_ok=True)
        told = ["--allow-root"] if am_root() else []
        return entering({"owner": None, "limits": self.limits, "folder": self.home_dir}, [*command, *told])
