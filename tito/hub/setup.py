"""What `tito hub start` decides, handed to hub/jupyterhub_config.py in one variable of the environment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tito.hub import courses
from tito.hub.courses import HubCourse

VARIABLE = "TITO_HUB"


@dataclass(frozen=True)
class Ports:
    """Ports on loopback: the one that browsers use, and those that the hub's parts use among themselves."""

    public: int = 8000
    hub: int = 8081
    proxy: int = 8001
    exchange: int = 9010
    graders: tuple[int, ...] = (9020,)  # a course each


@dataclass(frozen=True)
class Setup:
    """A hub on this machine.

    Args:
        folder: where jupyterhub_config.py, `etc/` and `share/` lie.
        state: where all lies that the hub keeps: accounts, databases, homes, exchange.
        isolated: whether each server gets a room of its own.
    """

    folder: Path
    state: Path
    courses: tuple[HubCourse, ...]
    ports: Ports = Ports()
    isolated: bool = True

    @property
    def homes(self) -> Path:
        """A folder for each user."""
        return self.state / "homes"

    @property
    def exchange(self) -> Path:
        """Database and files of the exchange."""
        return self.state / "exchange"

    @property
    def log(self) -> Path:
        """What the hub, its proxy and its services say."""
        return self.state / "hub.log"

    @property
    def exchange_url(self) -> str:
        """Where servers reach the exchange."""
        return f"http://127.0.0.1:{self.ports.exchange}/services/exchange"

    @property
    def url(self) -> str:
        """Where browsers reach the hub."""
        return f"http://127.0.0.1:{self.ports.public}"

    def variables(self) -> dict[str, str]:
        """As variables of the environment."""
        found = {
            "folder": str(self.folder), "state": str(self.state), "isolated": self.isolated,
            "courses": [str(course.folder) for course in self.courses], "ports": vars(self.ports),
        }  # fmt: skip
        return {VARIABLE: json.dumps(found)}

    @classmethod
    def of(cls, environment: Mapping[str, str], folder: Path) -> "Setup":
        """What `tito hub start` has decided; where somebody else starts the hub, the usual for this folder.

        Raises:
            HubError: a course cannot be read.
        """
        found = json.loads(environment.get(VARIABLE, "{}"))
        folders = [Path(text) for text in found.get("courses", [str(folder.parent)])]
        state = Path(found.get("state", folder / "state"))
        ports = Ports(**found.get("ports", {}))
        ports = replace(ports, graders=tuple(ports.graders))
        return cls(folder, state, courses.read(folders), ports, found.get("isolated", True))
