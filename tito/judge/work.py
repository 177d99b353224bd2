"""What a notebook is run with, and what its run came to, whichever engine runs it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from tito.judge.job import Limits

PYTHON = ("python3", "python")


@dataclass(frozen=True)
class Work:
    """Everything about a run but the notebook.

    Attributes:
        files: what lies beside the notebook, by relative path.
        stack: the package beneath it, path to text; None leaves imports alone.
        imports: source of the provided cells, whose import statements tests may rely on.
        provides: for each provided cell the functions and classes that it alone defines.
        lenient: tests that may compare the student's objects.
        reached: for each test the lines of the checks that held for the reference; None where nobody knows.
        kernel: name and language of the released notebook's kernel; what a submission says of itself does not count.
        minimum: the weakest sandbox that will do.
        engine: "judge", or "stock" for nbclient and a Jupyter kernel.
        own, given, editable: see `tito.judge.released.Facts`.
        figures: whether figures that the course itself shows are drawn while grading.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    stack: Mapping[str, str] | None = None
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    imports: str = ""
    provides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lenient: frozenset[str] = frozenset()
    reached: Mapping[str, frozenset[int]] | None = None
    kernel: tuple[str, str] = PYTHON
    minimum: str = "namespaces"
    engine: str = "judge"
    own: tuple[str, ...] = ()
    given: frozenset[str] = frozenset()
    editable: Mapping[str, str] = field(default_factory=dict)
    figures: bool = False


@dataclass(frozen=True)
class Ran:
    """What a run came to; its outputs stand in the notebook.

    Attributes:
        incidents: sentences about cells that were stopped, and about output that was cut.
        review: sentences about what an honest student seldom does.
        reached: for each test the lines of the checks that held.
        failed: the tests that did not pass.
        level: how strongly the sandbox held.
        engine: what ran the notebook.
        seconds: CPU seconds of "student", "judge" and "parent".
        dropped: bytes of output that were never kept.
    """

    incidents: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    reached: Mapping[str, frozenset[int]] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    level: str = "none"
    engine: str = "stock"
    seconds: Mapping[str, float] = field(default_factory=dict)
    dropped: int = 0


def is_python(language: str) -> bool:
    """Whether a kernel's language is one that the judge runs."""
    return language.lower() in ("python", "ipython")


def limits_of(row: Any) -> Limits:
    """The limits of an assignment's row in course.toml; what it does not say is as usual."""
    known = [one.name for one in fields(Limits) if hasattr(row, one.name)]
    return Limits(**{name: getattr(row, name) for name in known})


def added(seconds: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """CPU seconds by who used them, summed."""
    total: dict[str, float] = {}
    for one in seconds:
        for who, used in one.items():
            total[who] = total.get(who, 0.0) + used
    return total
