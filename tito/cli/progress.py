"""How far a long command is: a bar on a terminal, plain lines elsewhere; always on standard error."""

import time
from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tito.cli.console import err

_EVERY = 5.0  # seconds between two plain lines


def progress() -> Progress:
    """The bar that all long commands show."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err
    )


class Steps:
    """Counts the steps of one task.

    with Steps("grading 01_tensor", 100) as steps:
        steps.advance()
    """

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total = what, total
        self._done, self._worked = 0, 0
        self._bar = progress() if err.is_terminal else None
        self._began = self._said = time.monotonic()

    def __enter__(self) -> "Steps":
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task(self._what, total=self._total)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()
        elif self._done:
            self._say()

    def advance(self, worked: bool = True) -> None:
        """One more step is done; `worked` is false for one that took no time, which says nothing about the rest."""
        self._done += 1
        self._worked += worked
        if self._bar is not None:
            self._bar.update(self._task, advance=1, description=f"{self._what}, {self._rate():.1f}/s")
        elif time.monotonic() - self._said > _EVERY and self._done < self._total:
            self._say()

    def _rate(self) -> float:
        """Steps a second."""
        return self._worked / max(time.monotonic() - self._began, 1e-9)

    def _say(self) -> None:
        self._said = time.monotonic()
        left = self._total - self._done
        ahead = f", {left / self._rate():.0f} s left" if left and self._worked else ""
        err.print(f"{self._what}: {self._done} of {self._total}, {self._rate():.1f} a second{ahead}", markup=False)
