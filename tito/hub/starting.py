"""Running the hub in the foreground: whatever was started ends with it."""

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import httpx
import psutil

from tito.hub.errors import HubError
from tito.hub.owners import am_root
from tito.hub.setup import Ports, Setup
from tito.judge.sandbox import bare, linux

_LOWEST = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")  # the first port that everybody may open
_START, _STOP = 120, 40  # seconds of patience
_PAUSE = 0.3


def free_ports(public: int | None, courses: int = 1) -> Ports:
    """Ports that nobody listens on.

    Args:
        public: the one that browsers are to use; left out, 8000 or any.
        courses: how many courses there are.

    Raises:
        HubError: somebody else listens on that one.
    """
    if public is not None and not _free(public):
        raise HubError(f"Port {public} is in use: choose another with --port, or none.")
    chosen = public or (8000 if _free(8000) else None)
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(_any_port()).getsockname()[1] for _ in range(4 + courses)]
    exchange = (_roots_port() if am_root() else None) or found[3]
    return Ports(chosen or found[0], *found[1:3], exchange, tuple(found[4:]))


def _roots_port() -> int | None:
    """A port that root alone may open: no user takes it, and the tokens sent there, while the exchange starts anew."""
    if not _LOWEST.exists():
        return None
    closed = range(512, int(_LOWEST.read_text()))
    two_at_once_differ = random.sample(closed, len(closed))
    return next((port for port in two_at_once_differ if _free(port)), None)


def _free(port: int) -> bool:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _any_port() -> socket.socket:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock


@contextlib.contextmanager
def running(setup: Setup, config: Path, path: Path) -> Iterator[subprocess.Popen]:
    """A hub that answers; when the block is left, neither it nor anything that it started is there any more.

    Args:
        path: the folder in which the proxy's command lies.

    Raises:
        HubError: it does not start; the sentence has the last line of its log.
    """
    _adopt()
    with setup.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "jupyterhub", "-f", str(config)],
            env=_environment(setup, path), cwd=setup.state, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, preexec_fn=_end_softly_with_parent,
        )  # fmt: skip
    try:
        _await(setup, process)
        yield process
    finally:
        _end(process)


class _Stop(Exception):
    """Somebody asks us to end."""


def wait(process: subprocess.Popen) -> None:
    """Until somebody interrupts us.

    Raises:
        HubError: the hub ended by itself.
    """
    try:
        with _signals(_stop):
            process.wait()
    except _Stop:
        return
    raise HubError(f"The hub ended by itself, with code {process.returncode}: see its log.")


def _stop(*_: int | FrameType | None) -> None:
    raise _Stop


@contextlib.contextmanager
def _signals(handler: signal.Handlers | Callable[..., None]) -> Iterator[None]:
    """Have Ctrl-C, and what else asks a program to end, come to this."""
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _environment(setup: Setup, path: Path) -> dict[str, str]:
    folders = (str(path), str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))
    return {**os.environ, **setup.variables(), "PATH": os.pathsep.join(folders)}


def _adopt() -> None:
    """Become the parent of whatever the hub leaves behind, so that it can be found and ended."""
    if sys.platform == "linux":
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)


def _end_softly_with_parent() -> None:
    """In the hub, before it is the hub: ask it to stop when we are killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(linux.PR_SET_PDEATHSIG, signal.SIGTERM)


def _await(setup: Setup, process: subprocess.Popen) -> None:
    until = time.monotonic() + _START
    ports = (setup.ports.hub, setup.ports.public)  # the proxy knows the way a moment later than the hub is there
    with httpx.Client(trust_env=False) as client:
        while not all(_answers(client, f"http://127.0.0.1:{port}/hub/health") for port in ports) or not _listens(
            process, setup.ports.public
        ):
            if process.poll() is not None:
                raise HubError(f"The hub did not start: {_reason(setup.log)}")
            if time.monotonic() > until:
                raise HubError(f"The hub does not answer after {_START} s: see {setup.log}.")
            time.sleep(_PAUSE)


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def _listens(process: subprocess.Popen, port: int) -> bool:
    """Whether it is our hub's proxy that answers at the port, and not that of a hub that took it a moment before."""
    some_may_have_ended = contextlib.suppress(psutil.Error)
    found: set[int] = set()
    with some_may_have_ended:
        for one in psutil.Process(process.pid).children(recursive=True):
            with some_may_have_ended:
                found |= {each.laddr.port for each in one.net_connections("tcp") if each.status == psutil.CONN_LISTEN}
    return port in found


def _reason(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return f"{lines[-1] if lines else 'it says nothing'} (its log is {log})."


def _end(process: subprocess.Popen) -> None:
    """Ask the hub to stop; one that does not is ended. A second Ctrl-C would leave servers behind, and is ignored."""
    with _signals(signal.SIG_IGN):
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOP)
        process.kill()
        process.wait()
        if sys.platform == "linux":
            bare.end_descendants()
