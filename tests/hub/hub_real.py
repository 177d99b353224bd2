"""A real hub with its real proxy, services and servers, as `tito hub start` starts it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from hub_client import PATIENCE, Browser
from hub_house import course_at

from tests.conftest import ROOT
from tito.hub import accounts, owners

NO_NODE = shutil.which("node") is None and not (owners.am_root() and shutil.which("apt-get"))
"""Whether the proxy cannot be had: without Node.js, and without the right to install it."""


class RealHub:
    """`tito hub start` with two courses, in a process of its own."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root, self.state, self.options = root, root / "state", options
        self.marker = f"known-to-the-hub-alone-{root.name}"
        self.folders = [root / "tiny", root / "other"]
        for folder in self.folders:
            if not folder.exists():
                (course_at(folder, folder.name) / "gradebook.db").unlink()
        self.process = self._started()
        self.url = self._address()
        self.passwords = {one.name: one.password for one in accounts.read(self.state)}
        self._browsers: dict[str, Browser] = {}

    def _started(self) -> subprocess.Popen[str]:
        command = [str(Path(sys.executable).parent / "tito"), "hub", "start", "--state", str(self.state), *self.options]
        with socket.socket() as any_free:  # other tests may start a hub in this very second
            any_free.bind(("127.0.0.1", 0))
            command += ["--port", str(any_free.getsockname()[1])]
        for folder in self.folders:
            command += ["--course", str(folder)]
        return subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "HUB_TEST": self.marker},
        )  # fmt: skip

    def _address(self) -> str:
        assert self.process.stdout is not None
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "They are kept in" in line:
                found = re.search(r"The hub is at (\S+);", self.said)
                assert found is not None
                return found.group(1)
        raise AssertionError(self.said)

    def browser(self, name: str) -> Browser:
        """Somebody who is logged in."""
        if name not in self._browsers:
            self._browsers[name] = Browser(self.url, name, self.passwords[name])
            assert self._browsers[name].login().status_code == 200
        return self._browsers[name]

    def at_work(self, name: str) -> Browser:
        """Somebody whose server runs."""
        found = self.browser(name)
        if not found.model()["servers"]:
            found.start()
        return found

    def stop(self, number: int) -> int:
        """Send a signal, and wait for the end."""
        for browser in self._browsers.values():
            browser.http.close()
        self.process.send_signal(number)
        assert self.process.stdout is not None
        with self.process.stdout as rest:
            self.said += rest.read()
        return self.process.wait(PATIENCE)

    def __enter__(self) -> "RealHub":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.stop(signal.SIGINT)
