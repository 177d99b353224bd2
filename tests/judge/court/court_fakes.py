"""A student's process that is a dictionary: what test cells need of a Remote, without one."""

from types import SimpleNamespace

from tito.judge.court.testcell import TestCell, run
from tito.judge.wire import EndOfFile


class Theirs:
    """Something that only the student's process has."""

    def __init__(self, **attributes):
        vars(self).update(attributes)

    def __call__(self, *args):
        return self.call(*args)


class FakeRemote:
    """Answers names from a dictionary; modules too."""

    def __init__(self, names=None, modules=None):
        self.names, self.modules = dict(names or {}), dict(modules or {})
        self.poisoned = None
        self.asked = []
        self.leaves = None

    def name(self, name):
        self.asked.append(name)
        return self.names[name]

    def definitions(self, wanted):
        return {}

    def module(self, name):
        if name not in self.modules:
            raise ImportError(f"No module named {name!r}", name=name)
        return self.modules[name]

    def ref(self, array):
        return Theirs(held=array)

    def seed(self, n):
        self.asked.append(("seed", n))

    def check(self):
        if self.leaves is not None:
            raise self.leaves

    def dies(self):
        """A function whose call ends the process, as the real one reports it."""

        def call(*args):
            self.poisoned = self.poisoned or EndOfFile("the other side closed")
            raise self.poisoned

        return call


def hold(source, remote=None, *, count=7, reached=None, carried=None, prelude=None, seed=3, grade_id="test-x"):
    """The result of a test cell, with attributes instead of keys."""
    remote = FakeRemote() if remote is None else remote if isinstance(remote, FakeRemote) else FakeRemote(remote)
    cell = TestCell(grade_id, source, count, True, None if reached is None else frozenset(reached))
    result = run(cell, remote, {} if carried is None else carried, prelude or {}, seed)
    return SimpleNamespace(**result)


def error_of(result):
    """The error output of a result; there must be one."""
    (error,) = [output for output in result.outputs if output["output_type"] == "error"]
    return SimpleNamespace(**error)
