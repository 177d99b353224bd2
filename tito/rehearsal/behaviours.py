"""The ways to hand something in that a rehearsal plays: twelve for a course, and more for measuring a grader."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tito.audit.bank import Entry
from tito.notebook import Notebook
from tito.rehearsal import doing, messing, noise
from tito.rehearsal.paper import Paper

Step = Callable[[Paper], None]


@dataclass(frozen=True)
class Behaviour:
    """One way to hand something in: steps from the released notebook to a submission."""

    name: str
    steps: tuple[Step, ...] = ()
    late: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of what this behaviour shows."""
        shown = [step.__name__ for step in self.steps]
        return (*shown, *(["late"] if self.late else []), *([] if shown else ["blank"]))

    @property
    def sentence(self) -> str:
        """What it does, in words."""
        parts = [(step.__doc__ or "").split("\n")[0].rstrip(".") for step in self.steps]
        return "; ".join([*(parts or ["Nothing done"]), *(["handed in late"] if self.late else [])]) + "."

    @property
    def sound(self) -> bool:
        """Whether it leaves a module that a milestone can stand on."""
        done = {doing.solve, doing.solve_otherwise} & set(self.steps)
        return bool(done) and not _SPOILING & set(self.steps)

    @property
    def readable(self) -> bool:
        """Whether there is a notebook of the right name, which can be read."""
        return not _UNREADABLE & set(self.steps)

    def play(self, source: Notebook, released: Notebook, bank: list[Entry], rng: Random) -> Paper:
        """A paper, written in this way."""
        paper = Paper.blank(source, released, bank, rng)
        for step in self.steps:
            step(paper)
        return paper


_UNREADABLE = {messing.empty_the_file, messing.rename, messing.forget, messing.link}
_SPOILING = _UNREADABLE | {
    doing.one_mistake, doing.several_mistakes, doing.stop_early, doing.raise_in_the_middle, noise.hang,
}  # fmt: skip
_DONE = (doing.solve, doing.answer)

BEHAVIOURS = {
    behaviour.name: behaviour
    for behaviour in (
        Behaviour("right", _DONE),
        Behaviour("other design", (doing.solve_otherwise, doing.answer, doing.warn)),
        Behaviour("deleted cells", (*_DONE, messing.delete_test, messing.delete_fixture)),
        Behaviour("duplicated test", (*_DONE, messing.duplicate_test), late=True),
        Behaviour("one mistake", (*_DONE, doing.one_mistake), late=True),
        Behaviour("unfinished", (*_DONE, doing.stop_early, doing.several_mistakes)),
        Behaviour("exception", (*_DONE, doing.raise_in_the_middle)),
        Behaviour("blank"),
        Behaviour("empty file", (*_DONE, messing.empty_the_file)),
        Behaviour("renamed", (*_DONE, messing.rename)),
        Behaviour("no notebook", (*_DONE, messing.forget)),
        Behaviour("link", (messing.link,)),
    )
}

VARIETY = {
    behaviour.name: behaviour
    for behaviour in (
        Behaviour("several mistakes", (*_DONE, doing.several_mistakes)),
        Behaviour("mistakes in another design", (doing.solve_otherwise, doing.answer, doing.several_mistakes)),
        Behaviour("half done", (*_DONE, doing.stop_early, doing.one_mistake)),
        Behaviour("prints", (*_DONE, noise.print_inside)),
        Behaviour("prints and a mistake", (*_DONE, doing.one_mistake, noise.print_inside), late=True),
        Behaviour("noise on stderr", (*_DONE, noise.write_on_stderr)),
        Behaviour("plots", (*_DONE, doing.one_mistake, noise.plot)),
        Behaviour("hang", (*_DONE, noise.hang)),
    )
}
EVERY = BEHAVIOURS | VARIETY
