"""What surrounds a test cell: as it was before, after each of them; random numbers that depend on the seed alone."""

import contextlib
import io
import os
import random
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

_MOST = 100_000  # characters that a test may print


class Said(io.TextIOBase):
    """What a test prints, up to a limit."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = _MOST

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if type(text) is not str:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._room and text:
            self._parts.append(text[: self._room])
            self._room -= len(self._parts[-1])
        return len(text)

    def warning(self, message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        """A warning, without the line of the test that it came from."""
        self.write(f"{category.__name__}: {message}\n")

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self._parts)


@dataclass(frozen=True)
class Around:
    """What a test cell may change, but for its globals, its output, its warnings and its random numbers."""

    environment: dict[bytes, bytes]
    folder: str | None
    path: list[str]
    depth: int
    errors: dict[str, Any]
    printing: dict[str, Any]

    @classmethod
    def now(cls) -> "Around":
        """As it is."""
        return cls(
            dict(_environment()), _folder(), list(sys.path), sys.getrecursionlimit(), np.geterr(), np.get_printoptions()
        )  # fmt: skip

    def again(self) -> None:
        """Make it so."""
        if _environment() != self.environment:
            for name in _environment().keys() - self.environment.keys():
                del os.environb[name]
            changed = self.environment.items() - _environment().items()
            os.environb.update(changed)
        if self.folder is not None and _folder() != self.folder:
            with contextlib.suppress(OSError):
                os.chdir(self.folder)
        sys.path[:] = self.path
        sys.setrecursionlimit(self.depth)
        if np.geterr() != self.errors:
            np.seterr(**self.errors)
        if np.get_printoptions() != self.printing:
            np.set_printoptions(**self.printing)


@dataclass(frozen=True)
class Left:
    """How a test cell that is not at its end has left its surroundings."""

    said: Said
    around: Around
    filters: list[Any]
    generators: tuple[Any, Any]

    @classmethod
    def now(cls, said: Said) -> "Left":
        """As they are."""
        return cls(said, Around.now(), list(warnings.filters), (np.random.get_state(), random.getstate()))

    def again(self) -> None:
        """Make them so."""
        self.around.again()
        warnings.resetwarnings()
        warnings.filters[:] = self.filters  # type: ignore[index]
        np.random.set_state(self.generators[0])
        random.setstate(self.generators[1])


@contextlib.contextmanager
def surroundings(seed: int, grade_id: str, left: Left | None = None) -> Iterator[Said]:
    """Run a test cell: what it prints is caught, and what it changes around it is put back.

    Its random numbers begin with the seed, so those before it need not be put back.

    Args:
        left: how its first part left them.
    """
    before = Around.now()
    said = Said() if left is None else left.said
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), warnings.catch_warnings():
            if left is None:
                os.environ["TITO_SEED"] = str(seed)
                _seed(seed, grade_id)
                _warn_as_python_does()
            else:
                left.again()
            warnings.showwarning = said.warning
            yield said
    finally:
        before.again()


def _warn_as_python_does() -> None:
    """A warning is printed and is no error, whatever this process was started with."""
    warnings.resetwarnings()
    for category in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        warnings.simplefilter("ignore", category)


def _seed(seed: int, grade_id: str) -> None:
    """Seed the generators that a test may use without seeding them."""
    digest = sha256(f"{seed}/{grade_id}".encode()).digest()
    random.seed(digest)
    np.random.seed(int.from_bytes(digest[:4], "big"))


def _folder() -> str | None:
    try:
        return os.getcwd()  # noqa: PTH109 - a path object would cost more than the rest
    except OSError:
        return None


def _environment() -> dict[bytes, bytes]:
    """The environment as it is kept: to decode and encode all of it, twice a test, took a tenth of the court's time."""
    return os.environ._data  # type: ignore[attr-defined]
