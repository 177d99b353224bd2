"""A wrong file gets one sentence: the line where the syntax breaks, the key's path where the meaning does."""

import copy
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tito.course import Course, CourseError, reading

FILE = Path(__file__).parents[2] / "course.toml"
TEXT = FILE.read_text(encoding="utf-8")
REAL = tomllib.loads(TEXT)
DELETED = object()
NAMED = Path("course.toml")  # as errors name it

Key = tuple[str | int, ...]


def key(text: str) -> Key:
    """modules.4.points as a key's path."""
    return tuple(int(step) if step.isdigit() else step for step in text.split("."))


def edited(path: Key, value: Any) -> dict[str, Any]:
    """The real data with one key replaced or deleted."""
    data = copy.deepcopy(REAL)
    table: Any = data
    for step in path[:-1]:
        table = table[step]
    if value is DELETED:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    return data


def complaint(data: dict[str, Any]) -> str:
    """The one sentence about some data, without the file's name."""
    with pytest.raises(CourseError) as raised:
        Course.from_data(data, NAMED)
    return one_sentence(str(raised.value)).removeprefix("course.toml: ")


def one_sentence(text: str) -> str:
    assert text.isprintable(), text
    assert re.search(r"([^.?]|\.\.\.)[.?]$", text), text
    return text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('title = "TinyTorch\n', "line 1, column 19: illegal character '\\n'."),
        ("a = 1\n[b\n", "line 2, column 3: expected ']' at the end of a table declaration."),
        ("a = 1\na = 2\n", "line 2, column 6: this key already has a value."),
        ("a = 1\nb =", "line 2, the end of the file: invalid value."),
        ("\na = '''\n\n", "line 3, the end of the file: expected \"'''\"."),
        ("a = 1\n\nb = '\udcff'", "line 3: the text is not UTF-8."),
    ],
)
def test_broken_syntax_is_named_by_its_line(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "course.toml"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(CourseError) as raised:
        Course.load(file)
    assert str(raised.value) == f"{file}, {sentence}"


@pytest.mark.parametrize("value", ["[" * 10_000, "9" * 10_000])
def test_a_value_that_python_cannot_read(value: str, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(f"a = {value}")
    with pytest.raises(CourseError, match=r": a value is too large or too deeply nested to be read\.$"):
        Course.load(tmp_path)


def test_a_missing_file_and_a_file_without_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError) as raised:
        Course.load("other.toml")
    assert str(raised.value) == "other.toml cannot be read: no such file or directory."
    Path("course.toml").touch()
    with pytest.raises(CourseError) as raised:
        Course.load("course.toml")
    assert str(raised.value) == "course.toml: title: this key is missing."


ONE_ROW = [
    ("title", DELETED, "title: this key is missing."),
    ("title", 5, "title: must be text, not 5."),
    ("titel", "x", "titel: no such key; did you mean 'title'?"),
    ("version", "1", "version: must look like '0.1.0', not '1'."),
    ("package", "tiny-torch", "package: must be a public Python name, not 'tiny-torch'."),
    ("policies.late", "half", "policies.late: must be 'none' or 'zero', not 'half'."),
    ("policies.seed", -1, "policies.seed: must be at least 0, not -1."),
    (
        "policies.release_gate",
        "no",
        "policies.release_gate: must be 'refuse', 'warn' or 'off', not 'no'.",
    ),
    ("limits", DELETED, "limits: this key is missing."),
    ("limits.cell_seconds", 2.5, "limits.cell_seconds: must be a whole number, not 2.5."),
    ("limits.cell_seconds", True, "limits.cell_seconds: must be a whole number, not true."),
    ("limits.cell_seconds", 999, "limits: cell_seconds 999 must not exceed notebook_seconds 120."),
    ("limits.memory_mb", 1, "limits.memory_mb: no such key; did you mean 'memory_mib'?"),
    ("limits.processes", 0, "limits.processes: must be at least 1, not 0."),
    ("limits.file_mib", 1.5, "limits.file_mib: must be a whole number, not 1.5."),
    ("sandbox.minimum", "jail", "sandbox.minimum: must be 'namespaces', 'pod' or 'none', not 'jail'."),
    ("sandbox.minimun", "pod", "sandbox.minimun: no such key; did you mean 'minimum'?"),
    ("sandbox", "pod", "sandbox: must be a table, not 'pod'."),
    ("points.module", DELETED, "points.module: this key is missing."),
    ("environment", "x", "environment: must be a table, not 'x'."),
    ("modules", DELETED, "modules: this key is missing."),
    ("modules", [], "modules: must not be empty."),
    ("modules", {}, "modules: must be a list."),
    ("modules.4", "05_autograd", "modules[4]: must be a table, not '05_autograd'."),
    ("modules.4.id", DELETED, "modules[4].id: this key is missing."),
    ("modules.4.id", "5_autograd", "modules[4].id: must look like '05_autograd', not '5_autograd'."),
    (
        "modules.4.title",
        "",
        "modules[4].title (05_autograd): must be one line of text without blanks around it, not ''.",
    ),
    ("modules.4.titel", "x", "modules[4].titel (05_autograd): no such key; did you mean 'title'?"),
    ("modules.4.built", "yes", "modules[4].built (05_autograd): must be true or false, not 'yes'."),
    ("modules.4.hours", 0, "modules[4].hours (05_autograd): must be greater than 0, not 0."),
    ("modules.4.hours", "3", "modules[4].hours (05_autograd): must be a number, not '3'."),
    ("modules.4.points", 100, "modules[4].points (05_autograd): must be a table, not 100."),
    (
        "modules.4.points",
        {"test": 70},
        "modules[4].points.test (05_autograd): no such key; did you mean 'tests'?",
    ),
    (
        "modules.4.points",
        {"tests": "70"},
        "modules[4].points.tests (05_autograd): must be a whole number, not '70'.",
    ),
    (
        "modules.4.import_path",
        "autograd",
        "modules[4].import_path (05_autograd): must be an import path such as "
        "'tinytorch.core.tensor', not 'autograd'.",
    ),
    (
        "modules.4.exports",
        ["no grad"],
        "modules[4].exports[0] (05_autograd): must be a public Python name, not 'no grad'.",
    ),
    ("modules.4.checkpoint", DELETED, "modules[4].checkpoint (05_autograd): this key is missing."),
    (
        "modules.4.checkpoint.question",
        "I can.",
        "modules[4].checkpoint.question (05_autograd): must be one line that ends with a question "
        "mark, not 'I can.'.",
    ),
    (
        "modules.4.checkpoint.runs",
        "assert (",
        "modules[4].checkpoint.runs (05_autograd): must be Python that compiles, not 'assert ('.",
    ),
    (
        "modules.4.checkpoint.runs",
        "x = 1",
        "modules[4].checkpoint.runs (05_autograd): must hold an assert, or running it proves "
        "nothing, not 'x = 1'.",
    ),
    (
        "modules.4.checkpoint.why",
        "x",
        "modules[4].checkpoint.why (05_autograd): no such key; known keys are question and runs.",
    ),
    ("milestones.0.year", "1957", "milestones[0].year (m01_perceptron): must be a whole number, not '1957'."),
    ("milestones.0.id", "03_mlp", "milestones[0].id: must look like 'm03_mlp', not '03_mlp'."),
    (
        "milestones.0.prerequisites",
        DELETED,
        "milestones[0].prerequisites (m01_perceptron): this key is missing.",
    ),
    ("milestones.0.prerequisites", [], "milestones[0].prerequisites (m01_perceptron): must not be empty."),
    ("paths.0.takes", "some", "paths[0].takes (ml-student): must be 'all' or 'any', not 'some'."),
]


@pytest.mark.parametrize(("path", "value", "sentence"), ONE_ROW)
def test_a_row_that_is_wrong_on_its_own(path: str, value: Any, sentence: str) -> None:
    assert complaint(edited(key(path), value)) == sentence


TWO_ROWS = [
    ("modules.4.id", "06_autograd", "modules[4].id (06_autograd): row 5 must have the number 05."),
    ("modules.4.id", "04_autograd", "modules[4].id (04_autograd): row 5 must have the number 05."),
    ("modules.4.id", "05_losses", "modules[4].id (05_losses): 'losses' already means 04_losses."),
    ("modules.6.id", "07_m01", "milestones[0].id (m01_perceptron): 'm01' already means 07_m01."),
    ("milestones.2.id", "m07_mlp", "milestones[2].id (m07_mlp): row 3 must have the number m03."),
    ("milestones.1.id", "m02_tensor", "milestones[1].id (m02_tensor): 'tensor' already means 01_tensor."),
    ("points.total", 90, "modules[0].points (01_tensor): 70 by tests and 30 written make 100, not 90."),
    (
        "modules.4.points",
        {"tests": 80},
        "modules[4].points (05_autograd): 80 by tests and 30 written make 110, not 100.",
    ),
    (
        "modules.4.tier",
        "foundations",
        "modules[4].tier (05_autograd): no tier 'foundations': tiers are foundation, architecture "
        "and optimisation.",
    ),
    (
        "modules.4.tier",
        "architecture",
        "modules[5].tier (06_optimizers): 'foundation' must not come after 'architecture': a tier's"
        " modules stand together.",
    ),
    ("tiers.1.id", "foundation", "tiers[1].id: 'foundation' is already the id of tiers[0]."),
    (
        "tiers",
        [*REAL["tiers"], REAL["tiers"][0] | {"id": "extra"}],
        "tiers[3].id: no module is in the tier 'extra'.",
    ),
    (
        "paths.0.tiers",
        ["all"],
        "paths[0].tiers[0] (ml-student): no tier 'all': tiers are foundation, architecture and optimisation.",
    ),
    ("paths.1.id", "ml-student", "paths[1].id: 'ml-student' is already the id of paths[0]."),
    (
        "modules.4.import_path",
        "torch.autograd",
        "modules[4].import_path (05_autograd): 'torch.autograd' is not inside the package tinytorch.",
    ),
    (
        "modules.4.import_path",
        "tinytorch.core.tensor",
        "modules[4].import_path (05_autograd): 'tinytorch.core.tensor' is already the path of 01_tensor.",
    ),
    (
        "modules.4.aliases",
        ["tinytorch.core.tensor"],
        "modules[4].aliases[0] (05_autograd): 'tinytorch.core.tensor' is already the path of 01_tensor.",
    ),
    (
        "modules.4.exports",
        ["no_grad", "Tensor"],
        "modules[4].exports[1] (05_autograd): 'Tensor' is already exported by 01_tensor.",
    ),
    (
        "modules.4.exports",
        ["perf"],
        "modules[4].exports[0] (05_autograd): 'perf' is already a part of the package tinytorch.",
    ),
    (
        "modules.4.prerequisites",
        ["99"],
        "modules[4].prerequisites[0] (05_autograd): no module '99': modules are 01 to 20.",
    ),
    (
        "modules.4.prerequisites",
        ["03_layer"],
        "modules[4].prerequisites[0] (05_autograd): no module '03_layer': did you mean '03_layers'?",
    ),
    (
        "modules.4.prerequisites",
        ["01", "04-02"],
        "modules[4].prerequisites[1] (05_autograd): '04-02' runs backwards.",
    ),
    (
        "modules.4.prerequisites",
        ["m01"],
        "modules[4].prerequisites[0] (05_autograd): must be '03', '03_layers' or '01-03', not 'm01'.",
    ),
    (
        "modules.4.prerequisites",
        ["06_optimizers"],
        "modules[4].prerequisites[0] (05_autograd): needs 06_optimizers, which does not come before it.",
    ),
    (
        "modules.4.prerequisites",
        ["05"],
        "modules[4].prerequisites[0] (05_autograd): needs 05_autograd, which does not come before it.",
    ),
    (
        "milestones.0.prerequisites",
        ["01-99"],
        "milestones[0].prerequisites[0] (m01_perceptron): no module '01-99': modules are 01 to 20.",
    ),
]


@pytest.mark.parametrize(("path", "value", "sentence"), TWO_ROWS)
def test_rows_that_contradict_each_other(path: str, value: Any, sentence: str) -> None:
    assert complaint(edited(key(path), value)) == sentence


def test_a_cycle_is_found_where_it_leaves_the_order(data: dict[str, Any]) -> None:
    data["modules"][2]["prerequisites"] = ["01", "05"]
    data["modules"][4]["prerequisites"] = ["03"]
    assert complaint(data) == (
        "modules[2].prerequisites[1] (03_layers): needs 05_autograd, which does not come before it."
    )


def test_a_swapped_pair_of_rows_is_named_by_the_first(data: dict[str, Any]) -> None:
    rows = data["modules"]
    rows[3], rows[4] = rows[4], rows[3]
    assert complaint(data) == "modules[3].id (05_autograd): row 4 must have the number 04."


def test_a_misspelt_required_key_is_named_rather_than_the_missing_one(data: dict[str, Any]) -> None:
    data["modules"][4]["titel"] = data["modules"][4].pop("title")
    assert complaint(data) == "modules[4].titel (05_autograd): no such key; did you mean 'title'?"


def test_prerequisites_of_prerequisites_are_added(data: dict[str, Any]) -> None:
    data["modules"][2]["prerequisites"] = ["02_activations"]
    data["milestones"][0]["prerequisites"] = ["03"]
    course = Course.from_data(data, NAMED)
    assert course.modules[2].prerequisites == ("01_tensor", "02_activations")
    assert course.milestones[0].prerequisites == ("01_tensor", "02_activations", "03_layers")


def test_a_row_overrides_one_limit_and_one_split(data: dict[str, Any]) -> None:
    data["modules"][0] |= {"limits": {"memory_mib": 64}, "points": {"tests": 100, "written": 0}}
    first, second = Course.from_data(data, NAMED).modules[:2]
    assert first.limits == second.limits.model_copy(update={"memory_mib": 64})
    assert (first.points.written, second.points.written) == (0, 30)


def test_limits_of_processes_and_files_are_a_row_s_own_too(data: dict[str, Any]) -> None:
    data["modules"][0]["limits"] = {"processes": 8, "file_mib": 256}
    first, second = Course.from_data(data, NAMED).modules[:2]
    assert first.limits == second.limits.model_copy(update={"processes": 8, "file_mib": 256})


def test_without_them_processes_files_and_the_sandbox_have_their_usual_values(data: dict[str, Any]) -> None:
    del data["sandbox"], data["limits"]["processes"], data["limits"]["file_mib"]
    course = Course.from_data(data, NAMED)
    assert (course.limits.processes, course.limits.file_mib, course.sandbox.minimum) == (64, 64, "namespaces")


def test_a_course_without_milestones(data: dict[str, Any]) -> None:
    del data["milestones"]
    course = Course.from_data(data, NAMED)
    assert course.assignments == course.modules
    with pytest.raises(CourseError, match=r"^There is no module or milestone 'm1': modules are 01 to 20\.$"):
        course.assignment("m1")


def test_a_twenty_first_module_needs_only_a_row(tmp_path: Path) -> None:
    row = """
[[modules]]
id = "21_distribution"
title = "Distribution"
description = "One network trained by several processes."
tier = "optimisation"
built = false
hours = 3
import_path = "tinytorch.perf.distribution"
exports = ["AllReduce"]
checkpoint.question = "Can I add gradients of two processes?"
checkpoint.runs = "assert True"
"""
    (tmp_path / "course.toml").write_text(TEXT + row, encoding="utf-8")
    course = Course.load(tmp_path)
    new = course.assignment("21")
    assert new is course.modules[20] is course.assignments[-1]
    assert len(course.prerequisites(new)) == 20
    assert len(course.checkpoints) == 22
    assert course.tier_modules("optimisation")[-1] is new
    assert course.path_modules("systems-engineer")[-1] is new
    assert new.points == course.modules[0].points


def paths_in(value: Any, path: Key = ()) -> Iterator[Key]:
    """Every key's path in some data."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield (*path, step)
        yield from paths_in(inner, (*path, step))


EVERY_PATH = list(paths_in(REAL))


def test_deleting_any_key_is_harmless_or_one_sentence() -> None:
    optional = set()
    for path in EVERY_PATH:
        try:
            Course.from_data(edited(path, DELETED), NAMED)
        except CourseError as error:
            one_sentence(str(error))
        else:
            optional |= {step for step in path if isinstance(step, str)}
    assert "title" not in optional  # the control: a required key is missed
    assert "limits" in optional


likely = st.sampled_from(["01", "01_tensor", "m01_xor", "01-03", "foundation", "tinytorch.core", "None"])
toml_scalars = st.one_of(st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), likely)
toml_values = st.recursive(
    toml_scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@given(path=st.sampled_from(EVERY_PATH), value=toml_values)
@settings(max_examples=300, deadline=None)
def test_replacing_any_key_is_harmless_or_one_sentence(path: Key, value: Any) -> None:
    try:
        Course.from_data(edited(path, value), NAMED)
    except CourseError as error:
        one_sentence(str(error))


@given(path=st.sampled_from(EVERY_PATH), name=st.text(), value=toml_values)
@settings(max_examples=100, deadline=None)
def test_adding_any_key_is_harmless_or_one_sentence(path: Key, name: str, value: Any) -> None:
    if isinstance(path[-1], str):
        try:
            Course.from_data(edited((*path[:-1], name), value), NAMED)
        except CourseError as error:
            one_sentence(str(error))


@given(
    start=st.integers(0, len(TEXT)),
    length=st.integers(0, 40),
    new=st.one_of(st.text(max_size=4), st.sampled_from(list("[]{}=\"'\n.#"))),
)
@settings(max_examples=300, deadline=None)
def test_any_typing_error_is_harmless_or_one_sentence(start: int, length: int, new: str) -> None:
    text = TEXT[:start] + new + TEXT[start + length :]
    try:
        reading.outline(reading.parsed(text, NAMED), NAMED)
    except CourseError as error:
        one_sentence(str(error))
