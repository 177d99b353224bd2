"""What lies outside a sandbox while attacks are played: files, a process, servers, each of which would show a breach."""

import contextlib
import os
import secrets
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.judge.attacks.attack_bench import Attack
from tito.judge import tree
from tito.judge.engine import Engine
from tito.judge.job import Outcome

BREACH = "BREACH"
"""What an attack prints when it could do what it must not."""

_FILES = {
    "gradebook.db": "grades",
    "course.toml": "course",
    "source/01_tensor/01_tensor.ipynb": "solution",
    "submitted/bob/01_tensor/01_tensor.ipynb": "a classmate's",
    "hub/jupyterhub_cookie_secret": "cookie",
}
_ZYGOTE = 3  # processes: bubblewrap, bubblewrap inside, Python
_FAREWELL = 3  # seconds


class Outside:
    """A course, a process and servers of our own on this machine. The marker stands in all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.marker = f"outside-{secrets.token_hex(8)}"
        for name, text in _FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"{text} {self.marker}")
        self.shared = Path("/dev/shm", self.marker[:14])
        self.shared.write_text(self.marker)
        environment = {**os.environ, "HUB_TOKEN": self.marker}
        quiet = subprocess.DEVNULL
        self.canary = subprocess.Popen(["sleep", "1717"], env=environment, stdin=quiet, stdout=quiet, stderr=quiet)
        self.met: list[str] = []
        self._servers = [self._server(*one) for one in self._addresses()]
        self.port = self._servers[0].getsockname()[1]
        self._before = self._state()

    def _addresses(self) -> list[tuple]:
        return [
            (socket.AF_INET, ("0.0.0.0", 0)), (socket.AF_UNIX, f"\0{self.marker[:14]}"),
            (socket.AF_UNIX, str(self.folder / "socket")),
        ]  # fmt: skip

    def _server(self, family: int, address: object) -> socket.socket:
        server = socket.socket(family)
        server.bind(address)  # type: ignore[arg-type]
        server.listen()
        threading.Thread(target=self._serve, args=(server, str(address)), daemon=True).start()
        return server

    def _serve(self, server: socket.socket, name: str) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = server.accept()
                self.met.append(name)
                with peer, contextlib.suppress(OSError):
                    peer.sendall(self.marker.encode())

    def close(self) -> None:
        """Take it all away."""
        self.canary.kill()
        self.canary.wait()
        for server in self._servers:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
        self.shared.unlink(missing_ok=True)

    def words(self) -> dict[str, str]:
        """What attacks call these things by."""
        return {
            "@FOLDER@": str(self.folder), "@CANARY@": str(self.canary.pid), "@SUPERVISOR@": str(os.getpid()),
            "@PORT@": str(self.port), "@ABSTRACT@": self.marker[:14], "@SHARED@": str(self.shared),
        }  # fmt: skip

    def fill(self, text: str) -> str:
        """A text with its words replaced by what they stand for."""
        for word, value in self.words().items():
            text = text.replace(word, value)
        return text

    def aimed(self, attack: Attack) -> Attack:
        """An attack that knows where everything is."""
        cells = {name: self.fill(text) for name, text in attack.cells.items()}
        return replace(attack, first=self.fill(attack.first), cells=cells, last=self.fill(attack.last))

    def _state(self) -> dict[str, object]:
        paths = [path for path in (*self.folder.rglob("*"), self.shared) if path.is_file()]
        files = {str(path): (path.read_bytes(), path.stat().st_mode, path.stat().st_nlink) for path in paths}
        system = ("/etc/passwd", "/etc/ld.so.preload", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname")
        return files | {name: Path(name).read_bytes() for name in system if Path(name).exists()}

    def harm(self) -> list[str]:
        """What has been changed or reached since; empty when all is as it was."""
        now = self._state()
        changed = [name for name in {*now, *self._before} if now.get(name) != self._before.get(name)]
        ended = ["the process outside was ended"] if self.canary.poll() is not None else []
        return [*changed, *ended, *(f"somebody connected to {name!r}" for name in self.met)]


@contextlib.contextmanager
def outside() -> Iterator[Outside]:
    """Everything there, for some tests."""
    with tempfile.TemporaryDirectory(prefix="outside-") as folder:
        made = Outside(Path(folder))
        try:
            yield made
        finally:
            made.close()


def shown(outcome: Outcome) -> str:
    """All that stands in the graded notebook, and all that is said about it."""
    return str([outcome.outputs[index] for index in sorted(outcome.outputs)]) + str((outcome.incidents, outcome.review))


def left_running(engine: Engine) -> int:
    """How many processes are there besides the engine's own; those that were killed have a moment to go."""
    zygotes = [one for one in vars(engine).values() if getattr(one, "_process", None) is not None]
    last = time.monotonic() + _FAREWELL
    while True:
        count = sum(max(0, len(list(tree.below(one._process.pid))) - _ZYGOTE) for one in zygotes)
        if not count or time.monotonic() > last:
            return count
        time.sleep(0.02)
