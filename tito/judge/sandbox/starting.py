"""From outside: a Python process in a sandbox of its own."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tito.judge.sandbox import binds
from tito.judge.sandbox.command import FILES, View, command
from tito.judge.sandbox.environment import environment, fonts
from tito.judge.sandbox.errors import SandboxError
from tito.judge.sandbox.levels import NAMESPACES, NONE, READABLE, Level


def bubblewrap() -> str | None:
    """Where bubblewrap is."""
    return shutil.which("bwrap")


def start(
    module: str,
    fds: Sequence[int],
    readable: Sequence[Path] = (),
    *,
    level: Level | None = None,
    hidden: Iterable[Path] = (),
    variables: Mapping[str, str] | None = None,
    stderr: int | None = subprocess.DEVNULL,
) -> subprocess.Popen:
    """Run `python -m MODULE FD...` in a sandbox.

    It ends with the thread that calls this, at the latest: call from one that lives as long as it is needed.

    Args:
        fds: descriptors that it inherits, under the same numbers.
        readable: files and folders that it may read besides the system, Python and this package.
        level: how strong the sandbox is; None takes the strongest that works here.
        hidden: folders that it must not see wherever they lie; the course around us is always among them.
        variables: added to its environment, in which nothing of ours is otherwise.
        stderr: as for Popen; nothing is read and nothing is written to our standard output.

    Raises:
        SandboxError: bubblewrap is not there.
    """
    if level is None:
        from tito.judge.sandbox.health import probe

        level = probe().level
    inner = [str(binds.interpreter()), "-P", "-s", "-m", module, *map(str, fds)]
    view = View(tuple(map(Path, readable)), (*hidden, *binds.courses()), fonts())
    if level == NAMESPACES:
        return _wrapped(view, inner, fds, environment(level, None, variables or {}), stderr)
    return _bare(view, inner, fds, level, variables or {}, stderr)


def _wrapped(
    view: View, inner: list[str], fds: Sequence[int], variables: dict[str, str], stderr: int | None
) -> subprocess.Popen:
    wrapper = bubblewrap()
    if wrapper is None:
        raise SandboxError("bubblewrap is not installed: apt-get install bubblewrap.")
    with _files() as files:
        words = command(View(view.readable, view.hidden, view.fonts, files), inner, wrapper)
        inherited = [*fds, *(descriptor for _, descriptor in files)]
        return subprocess.Popen(words, env=variables, pass_fds=inherited, stderr=stderr, **_SILENT)


_SILENT: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}


@contextlib.contextmanager
def _files() -> Iterator[tuple[tuple[str, int], ...]]:
    """The files of /etc that are made up, each in memory behind a descriptor."""
    with contextlib.ExitStack() as stack:
        yield tuple((name, _held(stack, name, text)) for name, text in FILES.items())


def _held(stack: contextlib.ExitStack, name: str, text: str) -> int:
    descriptor = os.memfd_create(name)
    stack.callback(os.close, descriptor)
    os.write(descriptor, text.encode())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


class Bare(subprocess.Popen):
    """A process without a file system of its own: its temporary files are removed once it has been waited for."""

    def __init__(self, words: list[str], private: Path, **options: Any) -> None:
        self._private = private
        super().__init__(words, **options)

    def wait(self, timeout: float | None = None) -> int:
        """As Popen's."""
        code = super().wait(timeout)
        shutil.rmtree(self._private, ignore_errors=True)
        return code


def _bare(
    view: View, inner: list[str], fds: Sequence[int], level: Level, further: Mapping[str, str], stderr: int | None
) -> subprocess.Popen:
    private = Path(tempfile.mkdtemp(prefix="tito-bare-"))
    private.chmod(0o711)
    (private / "matplotlib").mkdir()
    for path in view.fonts:
        shutil.copy(path, private / "matplotlib")
    variables = environment(level, private, further)
    if level != NONE:
        paths = (*binds.system(), *binds.settings(), *binds.python(), *view.readable)
        variables[READABLE] = os.pathsep.join(map(str, paths))
    return Bare(
        inner, private, env=variables, pass_fds=fds, cwd=private, stderr=stderr, start_new_session=True, **_SILENT
    )
