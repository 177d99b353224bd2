"""The rows of course.toml, each checked on its own.

What takes two rows to see (an unknown prerequisite, a name exported twice) is in `rules`. All models are
frozen, and a key that no model knows is an error.
"""

import ast
import keyword
import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


def _shaped(pattern: str, meaning: str) -> AfterValidator:
    """Accept text that matches the whole pattern, else say what it must look like."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise ValueError(f"must {meaning}")
        return text

    return AfterValidator(check)


def _public_name(text: str) -> str:
    if not text.isidentifier() or keyword.iskeyword(text) or text.startswith("_"):
        raise ValueError("must be a public Python name")
    return text


def _dotted_path(text: str) -> str:
    parts = text.split(".")
    if len(parts) < 2 or not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts):
        raise ValueError("must be an import path such as 'tinytorch.core.tensor'")
    return text


def _python(text: str) -> str:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError("must be Python that compiles") from error
    if not any(isinstance(node, ast.Assert) for node in ast.walk(tree)):
        raise ValueError("must hold an assert, or running it proves nothing")
    return text


Line = Annotated[str, _shaped(r"\S(.*\S)?", "be one line of text without blanks around it")]
Key = Annotated[str, _shaped(r"[a-z][a-z0-9-]*", "be a lower-case name such as 'ml-student'")]
Question = Annotated[str, _shaped(r"\S.*\?", "be one line that ends with a question mark")]
Reference = Annotated[
    str, _shaped(r"[0-9]{2}(_[a-z][a-z0-9_]*|-[0-9]{2})?", "be '03', '03_layers' or '01-03'")
]
PublicName = Annotated[str, AfterValidator(_public_name)]
DottedPath = Annotated[str, AfterValidator(_dotted_path)]
Python = Annotated[str, AfterValidator(_python)]
Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]
Hours = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]


class Row(BaseModel):
    """A table of course.toml: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Points(Row):
    """How an assignment's points are split: by test cells, and for written answers read by a person."""

    tests: Count
    written: Count

    @property
    def total(self) -> int:
        """All points of the assignment."""
        return self.tests + self.written


class PointsDefaults(Row):
    """The total that every assignment must reach, and the usual split for each kind."""

    total: Positive
    module: Points
    milestone: Points


class Limits(Row):
    """What one submission may use.

    CPU seconds decide; wall time, `wall_factor` times longer, is only a backstop. Memory is that of each process, and
    `file_mib` that of one file and of each private folder.
    """

    cell_seconds: Positive
    notebook_seconds: Positive
    wall_factor: Positive
    output_bytes: Positive
    memory_mib: Positive
    processes: Positive = 64
    file_mib: Positive = 64

    @model_validator(mode="after")
    def _cell_fits_notebook(self) -> "Limits":
        if self.cell_seconds > self.notebook_seconds:
            raise ValueError(
                f"cell_seconds {self.cell_seconds} must not exceed notebook_seconds {self.notebook_seconds}"
            )
        return self


class Sandbox(Row):
    """How strongly a submission must be kept in while it is graded."""

    minimum: Literal["namespaces", "pod", "none"] = "namespaces"  # strongest first


class Policies(Row):
    """Decisions of the instructor that hold for the whole course."""

    late: Literal["none", "zero"]  # nbgrader's own two late penalties: nothing off, or everything
    seed: Count  # the seed of a grading run; its report records it
    own_package: Flag = True  # whether a module's tests are held again on the student's own package, for the feedback
    figures: Flag = False  # whether the figures that the course itself shows are drawn while grading; most of the time
    release_gate: Literal["refuse", "warn", "off"] = "refuse"  # what a missing, stale or failed audit does to a release


class Tier(Row):
    """A third of the course: modules that stand together."""

    id: Key
    title: Line
    description: Line


class LearningPath(Row):
    """Who comes to the course, and which tiers they take: all modules of them, or any that they like."""

    id: Key
    title: Line
    description: Line
    tiers: Annotated[tuple[Key, ...], Field(min_length=1)]
    takes: Literal["all", "any"] = "all"


class Capability(Row):
    """A question that a student answers "yes, because this runs", and what runs."""

    question: Question
    runs: Python


class Checkpoint(Capability):
    """A capability in its place in the course: number 0 is the environment, number N is module N."""

    id: str
    number: int
    module: "Module | None"


class Assignment(Row):
    """What modules and milestones share: a folder in source/, points, limits, modules beneath them."""

    kind: ClassVar[Literal["module", "milestone"]]
    prefix: ClassVar[str]  # what stands before the number in an id

    id: str
    title: Line
    description: Line
    built: Flag
    hours: Hours
    prerequisites: tuple[Reference, ...]  # in a loaded course: ids of all modules below, in order
    points: Points
    limits: Limits

    @property
    def number(self) -> int:
        """The number in the id: 5 for 05_autograd, 1 for m01_perceptron."""
        return int(self.id.partition("_")[0].removeprefix(self.prefix))

    @property
    def name(self) -> str:
        """The id without its number: autograd."""
        return self.id.partition("_")[2]

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that a command accepts for this row: 05_autograd, 05, 5, autograd."""
        return (self.id, f"{self.prefix}{self.number:02d}", f"{self.prefix}{self.number}", self.name)


class Module(Assignment):
    """One chapter of the framework: a notebook that becomes one file of the package."""

    kind: ClassVar[Literal["module", "milestone"]] = "module"
    prefix: ClassVar[str] = ""

    id: Annotated[str, _shaped(r"[0-9]{2}_[a-z][a-z0-9_]*", "look like '05_autograd'")]
    tier: Key
    import_path: DottedPath
    exports: tuple[PublicName, ...]  # names that `import tinytorch` shows
    aliases: tuple[DottedPath, ...] = ()  # old import paths of the same file
    checkpoint: Capability

    @property
    def default_exp(self) -> str:
        """The import path inside the package, as the notebook's `#| default_exp` line has it: core.tensor."""
        return self.import_path.partition(".")[2]


class Milestone(Assignment):
    """A moment of the field's history, replayed with the student's own package."""

    kind: ClassVar[Literal["module", "milestone"]] = "milestone"
    prefix: ClassVar[str] = "m"

    id: Annotated[str, _shaped(r"m[0-9]{2}_[a-z][a-z0-9_]*", "look like 'm03_mlp'")]
    prerequisites: Annotated[tuple[Reference, ...], Field(min_length=1)]
    year: Annotated[int, Field(strict=True, ge=1900, le=2100)]
    figure: Line  # who did it first


class Outline(Row):
    """The whole file. Keys come in the order in which their errors should be reported."""

    title: Line
    description: Line
    package: PublicName
    version: Annotated[str, _shaped(r"[0-9]+\.[0-9]+\.[0-9]+", "look like '0.1.0'")]
    policies: Policies
    points: PointsDefaults
    limits: Limits
    sandbox: Sandbox = Sandbox()
    environment: Capability
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    paths: Annotated[tuple[LearningPath, ...], Field(min_length=1)]
    modules: Annotated[tuple[Module, ...], Field(min_length=1)]
    milestones: tuple[Milestone, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _fill_defaults(cls, data: Any) -> Any:
        """Give each row the usual points and limits, and each module all earlier ones as prerequisites."""
        if not isinstance(data, dict):
            return data
        usual_points = _table(data.get("points"))
        return data | {
            kind: [_filled(row, index, kind, usual_points, data) for index, row in enumerate(data[kind])]
            for kind in ("modules", "milestones")
            if isinstance(data.get(kind), list)
        }


def _filled(row: Any, index: int, kind: str, points: dict[str, Any], data: dict[str, Any]) -> Any:
    """A row with the usual values below its own; what has the wrong form is left for the models to refuse."""
    if not isinstance(row, dict):
        return row
    usual: dict[str, Any] = {"points": points.get(kind.removesuffix("s")), "limits": data.get("limits")}
    if kind == "modules":
        usual["prerequisites"] = [f"01-{index:02d}"] if index else []
    for key, own in row.items():
        tables = isinstance(own, dict) and isinstance(usual.get(key), dict)
        usual[key] = usual[key] | own if tables else own
    return usual


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
