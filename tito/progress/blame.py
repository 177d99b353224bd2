"""Where a failure comes from: this notebook, or an earlier module of the student's own package.

There is no reference here to compare with, except one that was released to catch up. So three things are asked: does
the package import; do the earlier modules pass their own visible tests as they stand in the package; and does a failing
test pass when a released reference stands in an earlier module's place?
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tito import package
from tito.course import Assignment, Module
from tito.errors import TitoError
from tito.progress import own, testing
from tito.progress.desk import Desk
from tito.progress.testing import State, Tested


@dataclass(frozen=True)
class Suspect:
    """An earlier module, and what speaks against it.

    Attributes:
        certain: whether that alone explains a failure; else it may.
    """

    module: str
    why: str
    certain: bool = False


@dataclass(frozen=True)
class Report:
    """Earlier modules that are to blame, the lowest first, and those that were looked at."""

    suspects: tuple[Suspect, ...]
    looked_at: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The whole of it in one sentence."""
        if self.suspects:
            first = self.suspects[0]
            return f"Look at {first.module} first: {first.why}."
        if not self.looked_at:
            return "No earlier module lies beneath, so the cause is in this notebook."
        return "The earlier modules pass their own visible tests in your package, so look in this notebook first."


def report(desk: Desk, row: Assignment, tested: Tested, on_module: Callable[[str], object] = lambda _: None) -> Report:
    """Ask every earlier module.

    Args:
        tested: how the tests of the assignment itself ended.
        on_module: called with the id of each module before it is looked at.
    """
    below = [m for m in desk.course.prerequisites(row) if own.state_of(desk, m) is not None]
    said = {m.id for m in below if any(f"{testing.UNUSABLE}{m.id}, " in one.message for one in tested.failing)}
    suspects: list[Suspect] = []
    failure = own.import_failure(desk, below)
    if failure is not None:
        module = next(m for m in below if m.import_path == failure.module)
        line = f" in line {failure.line} of {desk.shown(desk.file(module))}" if failure.line else ""
        suspects.append(Suspect(module.id, f"it does not import ({failure.what}{line})", certain=True))
    for module in below:
        if module.id in {one.module for one in suspects}:
            continue
        on_module(module.id)
        if (found := _asked(desk, row, module, tested, module.id in said)) is not None:
            suspects.append(found)
    order = [m.id for m in below]
    suspects.sort(key=lambda one: (not one.certain, order.index(one.module)))
    return Report(tuple(suspects), tuple(order))


def _asked(desk: Desk, row: Assignment, module: Module, tested: Tested, said: bool) -> Suspect | None:
    """What speaks against one module."""
    if own.state_of(desk, module) == "reference":
        return None
    if said:
        return Suspect(module.id, "what was exported from it says that it cannot be used", certain=True)
    if own.edited(desk, module):
        return Suspect(module.id, f"{desk.shown(desk.file(module))} was edited by hand since it was exported")
    passes = _with_reference(desk, row, module, tested) if module.id in desk.references else None
    if passes:
        return Suspect(module.id, f"with the released reference in its place {passes} passes", certain=True)
    failing = _own_failure(desk, module)
    if failing is None:
        return None
    mended = "" if own.digest_if_same(desk, module) else "; its notebook has changed since it was exported"
    return Suspect(module.id, f"its own test {failing}{mended}")


def _own_failure(desk: Desk, module: Module) -> str | None:
    """The first visible test that the module fails as it stands in the package."""
    if not desk.fetched(module):
        return None
    try:
        found = testing.test(desk, module, as_exported=True)
    except TitoError:
        return None
    for result in found.results:
        if result.state is not State.PASSED:
            return f"{result.name} fails ({result.message.rstrip('.')})"
    return None


def _with_reference(desk: Desk, row: Assignment, module: Module, tested: Tested) -> str | None:
    """A test that fails on the package as it is, and passes with the reference of one module in it."""
    with tempfile.TemporaryDirectory(prefix="tito-", ignore_cleanup_errors=True) as folder:
        package.write(own.swapped(desk, module, desk.references[module.id]), Path(folder))
        again = testing.test(desk, row, package_root=Path(folder))
    passing = {result.name for result in again.results if result.state is State.PASSED}
    return next((result.name for result in tested.failing if result.name in passing), None)
