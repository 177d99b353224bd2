"""What the real course.toml says: the facts that the rest of the project builds on."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from tito.course import Course, CourseError, Module

ROOT = Path(__file__).parents[2]
MODULES = {  # id: import path inside the package, names at its top level
    "01_tensor": ("core.tensor", "Tensor"),
    "02_activations": ("core.activations", "Sigmoid ReLU Tanh GELU Softmax"),
    "03_layers": ("core.layers", "Layer Linear Dropout"),
    "04_losses": ("core.losses", "MSELoss CrossEntropyLoss BinaryCrossEntropyLoss"),
    "05_autograd": ("core.autograd", "no_grad"),
    "06_optimizers": ("core.optimizers", "SGD Adam AdamW"),
    "07_training": ("core.training", "Trainer CosineSchedule clip_grad_norm"),
    "08_dataloader": (
        "core.dataloader",
        "Dataset TensorDataset DataLoader RandomHorizontalFlip RandomCrop Compose",
    ),
    "09_spatial": ("core.spatial", "Conv2d MaxPool2d AvgPool2d BatchNorm2d"),
    "10_tokenization": ("core.tokenization", "Tokenizer CharTokenizer BPETokenizer"),
    "11_embeddings": ("core.embeddings", "Embedding PositionalEncoding EmbeddingLayer"),
    "12_attention": ("core.attention", "MultiHeadAttention scaled_dot_product_attention"),
    "13_transformers": ("core.transformer", "LayerNorm MLP TransformerBlock GPT create_causal_mask"),
    "14_profiling": ("perf.profiling", ""),
    "15_quantization": ("perf.quantization", ""),
    "16_compression": ("perf.compression", ""),
    "17_memoization": ("perf.memoization", ""),
    "18_acceleration": ("perf.acceleration", ""),
    "19_benchmarking": ("bench", ""),
    "20_capstone": ("capstone", ""),
}
MILESTONES = {
    "m01_perceptron": (1957, range(1, 4)),
    "m02_xor": (1969, range(1, 7)),
    "m03_mlp": (1986, range(1, 8)),
    "m04_cnn": (1998, range(1, 10)),
    "m05_transformer": (2017, [*range(1, 9), *range(10, 14)]),
    "m06_olympics": (2018, range(1, 20)),
}


def numbers(modules: list[Module]) -> list[int]:
    return [module.number for module in modules]


def test_there_are_twenty_modules_and_six_milestones(course: Course) -> None:
    assert [module.id for module in course.modules] == list(MODULES)
    assert [milestone.id for milestone in course.milestones] == list(MILESTONES)
    assert numbers(list(course.modules)) == list(range(1, 21))


@pytest.mark.parametrize("name", MILESTONES)
def test_a_milestone_has_its_year_and_its_prerequisites(course: Course, name: str) -> None:
    milestone = course.milestone(name)
    year, needed = MILESTONES[name]
    assert (milestone.year, milestone.kind) == (year, "milestone")
    assert numbers(course.prerequisites(milestone)) == list(needed)
    assert milestone.prerequisites == tuple(module.id for module in course.prerequisites(name))


def test_a_module_stands_on_all_earlier_ones_unless_its_row_says_less(course: Course) -> None:
    for module in course.modules:
        earlier = set(range(1, module.number))
        left_out = {9} if 10 <= module.number <= 13 else set()  # text does not need convolutions
        assert numbers(course.prerequisites(module)) == sorted(earlier - left_out)


def test_assignments_follow_what_they_need_and_milestones_at_once(course: Course) -> None:
    ids = [row.id for row in course.assignments]
    assert len(ids) == len(set(ids)) == 26
    for row in course.assignments:
        before = ids[: ids.index(row.id)]
        assert set(row.prerequisites) <= set(before)
        if row.kind == "milestone":
            assert before[-1] == row.prerequisites[-1]
    assert ids[-2:] == ["m06_olympics", "20_capstone"]


def test_the_three_tiers(course: Course) -> None:
    tiers = {tier.id: numbers(course.tier_modules(tier)) for tier in course.tiers}
    assert tiers == {
        "foundation": list(range(1, 8)),
        "architecture": list(range(8, 14)),
        "optimisation": list(range(14, 21)),
    }
    with pytest.raises(CourseError, match=r"^There is no tier 'middle': tiers are foundation, "):
        course.tier_modules("middle")


def test_the_four_learning_paths(course: Course) -> None:
    paths = {path.id: (path.takes, numbers(course.path_modules(path))) for path in course.paths}
    assert paths == {
        "ml-student": ("all", list(range(1, 8))),
        "systems-engineer": ("all", list(range(1, 21))),
        "researcher": ("all", list(range(1, 14))),
        "curious": ("any", list(range(1, 21))),
    }
    assert course.path_modules("researcher") == course.path_modules(course.path("researcher"))
    with pytest.raises(CourseError, match=r"^There is no path 'poet': paths are ml-student, "):
        course.path("poet")


def test_twenty_one_checkpoints_the_environment_first(course: Course) -> None:
    assert len(course.checkpoints) == 21
    assert [checkpoint.number for checkpoint in course.checkpoints] == list(range(21))
    assert [checkpoint.module for checkpoint in course.checkpoints] == [None, *course.modules]
    assert [checkpoint.id for checkpoint in course.checkpoints[:2]] == ["environment", "tensor"]
    assert len({checkpoint.question for checkpoint in course.checkpoints}) == 21


def test_what_a_checkpoint_runs_imports_nothing_of_later_modules(course: Course) -> None:
    for checkpoint in course.checkpoints[1:]:
        assert checkpoint.module is not None
        reached = {*course.prerequisites(checkpoint.module), checkpoint.module}
        words = set(checkpoint.runs.replace(".", " ").replace("(", " ").replace(",", " ").split())
        for module in set(course.modules) - reached:
            assert not words & set(module.exports), (checkpoint.id, module.id)
            assert module.import_path not in checkpoint.runs


def test_the_environment_checkpoint_runs_here(course: Course) -> None:
    pytest.importorskip("tito.checks")
    exec(compile(course.checkpoints[0].runs, "environment", "exec"), {})


@pytest.mark.parametrize("name", [module.id for module in Course.load(ROOT).modules if module.built])
def test_the_checkpoint_of_a_built_module_runs_on_the_reference(course: Course, name: str) -> None:
    reference = {"PYTHONPATH": str(course.root / "tinytorch_solutions"), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", course.module(name).checkpoint.runs]
    done = subprocess.run(command, env=reference, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_the_package_shows_and_where_it_comes_from(course: Course) -> None:
    assert course.package == "tinytorch"
    for module in course.modules:
        path, names = MODULES[module.id]
        assert (module.import_path, module.default_exp) == (f"tinytorch.{path}", path)
        assert module.exports == tuple(names.split())
    aliases = {alias: module.import_path for module in course.modules for alias in module.aliases}
    assert aliases == {
        "tinytorch.data.loader": "tinytorch.core.dataloader",
        "tinytorch.text.tokenization": "tinytorch.core.tokenization",
        "tinytorch.text.embeddings": "tinytorch.core.embeddings",
        "tinytorch.models.transformer": "tinytorch.core.transformer",
    }


def test_points(course: Course) -> None:
    assert {(row.points.tests, row.points.written) for row in course.modules} == {(70, 30)}
    assert {(row.points.tests, row.points.written) for row in course.milestones} == {(100, 0)}
    assert {row.points.total for row in course.assignments} == {100}


def test_limits_are_the_usual_ones_but_for_what_a_row_says(course: Course) -> None:
    assert course.module("tensor").limits == course.limits
    cnn = course.milestone("cnn").limits
    assert cnn.notebook_seconds > course.limits.notebook_seconds
    assert (cnn.wall_factor, cnn.output_bytes) == (course.limits.wall_factor, course.limits.output_bytes)
    assert course.limits.wall_factor == 10
    assert (course.limits.processes, course.limits.file_mib) == (64, 64)


def test_the_sandbox_must_be_the_strongest(course: Course) -> None:
    assert course.sandbox.minimum == "namespaces"


def test_texts_are_one_sentence_and_hours_are_sensible(course: Course) -> None:
    for row in (*course.assignments, *course.tiers, *course.paths, course):
        assert row.description.endswith(".")
        assert row.description.count(". ") == 0
    assert all(1 <= row.hours <= 4 for row in course.assignments)


def test_a_planned_row_is_refused_by_who_needs_the_notebook(data: dict) -> None:
    for index, row in enumerate((*data["modules"], *data["milestones"])):
        row["built"] = index < 2
    course = Course.from_data(data, Path("course.toml"))
    assert [row.id for row in course.built()] == ["01_tensor", "02_activations"]
    assert course.require_built("2").id == "02_activations"
    with pytest.raises(CourseError) as raised:
        course.require_built("5")
    assert str(raised.value) == (
        "05_autograd is planned, not built yet: those built so far are 01_tensor and 02_activations."
    )


def test_rows_are_frozen(course: Course) -> None:
    with pytest.raises(ValidationError):
        course.modules[0].title = "other"
    assert len({*course.assignments}) == 26
