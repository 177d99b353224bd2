"""configurable-http-proxy, which JupyterHub needs and pip cannot bring: npm installs it into a folder of the hub's.

https://github.com/jupyterhub/configurable-http-proxy
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tito.hub.errors import HubError
from tito.hub.owners import am_root

VERSION = "5.3.0"
_COMMAND = "configurable-http-proxy"


def ready(folder: Path, say: Callable[[str], None]) -> Path:
    """The folder in which the command lies; installs what is missing.

    Args:
        folder: where npm may write.
        say: told what takes time.

    Raises:
        HubError: Node is missing and cannot be installed, or npm fails.
    """
    place = folder / "node_modules" / ".bin"
    if not (place / _COMMAND).exists() or not shutil.which("node"):
        _need_node(say)
        say(f"Installing {_COMMAND} {VERSION} ...")
        folder.mkdir(parents=True, exist_ok=True)
        _npm(folder)
    return place


def _need_node(say: Callable[[str], None]) -> None:
    if shutil.which("node") and shutil.which("npm"):
        return
    if not am_root() or not shutil.which("apt-get"):
        raise HubError("The hub's proxy needs Node.js: an administrator must install it (apt-get install nodejs npm).")
    say("Installing Node.js, on which the hub's proxy runs ...")
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "nodejs", "npm"]
    if _apt(install) != 0 and (_apt(["apt-get", "update", "-qq"]) != 0 or _apt(install) != 0):
        raise HubError("Node.js cannot be installed: see what `apt-get install nodejs npm` says.")


def _apt(command: list[str]) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def _npm(folder: Path) -> None:
    quiet = ["--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
    command = ["npm", "install", "--prefix", str(folder), *quiet, f"{_COMMAND}@{VERSION}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["npm says nothing"])[-1]
        raise HubError(f"npm cannot install {_COMMAND} ({reason}): see that this machine reaches npm's registry.")
