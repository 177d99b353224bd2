"""What holds for the whole room: rules, seeds, imports, silence, speed, documentation."""

import ast
import doctest
import importlib
import inspect
import pickle
import pkgutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tito import checks
from tito.checks import SEPARATOR, Check, CheckFailed

ROOM = Path(checks.__file__).parent
MODULES = sorted(f"tito.checks.{module.name}" for module in pkgutil.iter_modules([str(ROOM)]))
RULE = "two and two make four"

FAILING = {
    "array": lambda check, rule: check.array(None, rule=rule),
    "close": lambda check, rule: check.close(5, 4, rule=rule),
    "equal": lambda check, rule: check.equal(5, 4, rule=rule),
    "true": lambda check, rule: check.true(False, rule=rule),
    "raises": lambda check, rule: check.raises(ValueError, int, "3", rule=rule),
    "gradient": lambda check, rule: check.gradient(lambda x: x * x, [2.0], [5.0], rule=rule),
    "operations": lambda check, rule: check.operations(checks.Log(), ["add"], rule=rule),
    "unchanged": lambda check, rule: check.unchanged(np.ones(1), np.zeros(1), rule=rule),
}
PASSING = {
    "array": lambda check, rule: check.array(4, rule=rule),
    "close": lambda check, rule: check.close(4, 4, rule=rule),
    "equal": lambda check, rule: check.equal(4, 4, rule=rule),
    "true": lambda check, rule: check.true(True, rule=rule),
    "raises": lambda check, rule: check.raises(ValueError, int, "x", rule=rule),
    "gradient": lambda check, rule: check.gradient(lambda x: x * x, [2.0], [4.0], rule=rule),
    "operations": lambda check, rule: check.operations(checks.Log(), [], rule=rule),
    "unchanged": lambda check, rule: check.unchanged(np.ones(1), np.ones(1), rule=rule),
}


def test_every_check_has_its_control():
    public = {name for name, _ in inspect.getmembers(Check, inspect.isfunction) if not name.startswith("_")}
    assert public == set(FAILING) == set(PASSING)


@pytest.mark.parametrize("name", FAILING)
def test_a_message_is_its_rule_then_the_separator(check, name):
    PASSING[name](check, RULE)
    with pytest.raises(CheckFailed) as caught:
        FAILING[name](check, RULE)
    assert isinstance(caught.value, AssertionError)
    assert caught.value.rule == RULE
    assert str(caught.value).startswith(RULE + SEPARATOR)
    assert str(caught.value).endswith((".", "?"))


@given(st.text(), st.sampled_from(sorted(FAILING)))
def test_a_rule_is_kept_whole_or_refused(rule, name):
    check = checks.cell("test-of-rules")
    with pytest.raises((CheckFailed, ValueError)) as caught:
        FAILING[name](check, rule)
    sound = rule.strip() != "" and not rule.endswith(".") and "\n" not in rule and SEPARATOR not in rule
    assert (caught.type is CheckFailed) == sound
    if sound:
        assert str(caught.value).partition(SEPARATOR)[0] == rule == caught.value.rule


@pytest.mark.parametrize("rule", ["", " ", "ends.", "one. Got two", "two\nlines", None, 3, ["a"]])
@pytest.mark.parametrize("name", PASSING)
def test_an_unsound_rule_is_found_even_where_the_check_passes(check, name, rule):
    if name == "array" and rule is None:
        return  # array has rules of its own
    with pytest.raises(ValueError, match="a rule is"):
        PASSING[name](check, rule)


def test_the_separator_is_fixed():
    assert SEPARATOR == ". Got "


def test_a_failure_survives_pickling(check):
    with pytest.raises(CheckFailed) as caught:
        check.true(False, rule=RULE)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert type(copy) is CheckFailed and copy.rule == RULE and str(copy) == str(caught.value)


@pytest.mark.parametrize("name", FAILING)
def test_a_failure_s_traceback_is_short(check, name):
    with pytest.raises(CheckFailed) as caught:
        FAILING[name](check, RULE)
    here = [entry for entry in caught.traceback if Path(str(entry.path)).parent == ROOM]
    assert 1 <= len(here) <= 2


@given(st.integers(0, 2**64), st.text(min_size=1))
def test_the_same_seed_and_id_give_the_same_numbers(seed, grade_id):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TITO_SEED", str(seed))
        first, second = checks.cell(grade_id), checks.cell(grade_id)
        assert first.rng.integers(2**62) == second.rng.integers(2**62)


def test_the_seed_and_the_id_both_count(monkeypatch):
    def draw(seed, grade_id):
        monkeypatch.setenv("TITO_SEED", seed)
        return int(checks.cell(grade_id).rng.integers(2**62))

    assert (
        len({draw(seed, grade_id) for seed in ("0", "1", "2", "123") for grade_id in ("a", "b", "ab")}) == 12
    )


def test_without_a_seed_it_is_0_and_numbers_are_the_same_everywhere(monkeypatch):
    """Python's hash() would differ from process to process; these numbers may never change."""
    monkeypatch.delenv("TITO_SEED", raising=False)
    numbers = checks.cell("test-softmax-stable").rng.integers(1000, size=4).tolist()
    for seed in ("0", ""):
        monkeypatch.setenv("TITO_SEED", seed)
        assert checks.cell("test-softmax-stable").rng.integers(1000, size=4).tolist() == numbers
    assert numbers == [742, 196, 454, 940]


@pytest.mark.parametrize("seed", ["-1", "1.5", "x", "²", " "])
def test_a_seed_that_is_no_number_is_refused(monkeypatch, seed):
    monkeypatch.setenv("TITO_SEED", seed)
    with pytest.raises(ValueError, match="TITO_SEED is a whole number"):
        checks.cell("test-seed")


@pytest.mark.parametrize("grade_id", ["", None, 3])
def test_an_id_that_is_no_text_is_refused(grade_id):
    with pytest.raises(ValueError, match="id is a text"):
        checks.cell(grade_id)


def test_the_room_imports_numpy_and_the_standard_library_only():
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level <= 1, "an import from outside the room"
                names = [node.module] if node.level == 0 else []
            else:
                continue
            for name in names:
                top = name.partition(".")[0]
                assert top == "numpy" or top in sys.stdlib_module_names, (path.name, name)
                assert top not in {"resource", "signal", "fcntl", "pwd", "termios"}, "not on every system"


def test_importing_it_loads_nothing_of_the_project():
    code = (
        "import sys; from tito import checks; print(*sorted(m for m in sys.modules if m.startswith('tito')))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(loaded) == {"tito", "tito.checks", *MODULES}


@pytest.mark.parametrize("name", ["tito.checks", *MODULES])
def test_examples_run(name):
    module = importlib.import_module(name)
    result = doctest.testmod(module)
    assert result.failed == 0


def test_every_public_name_is_documented_annotated_and_shown():
    functions = [checks.cell, checks.numerical_gradient, checks.recording]
    functions += [method for name, method in inspect.getmembers(Check, inspect.isfunction) if name[0] != "_"]
    for function in functions:
        text = inspect.getdoc(function)
        for part in ("Example:", "Args:"):
            assert part in text, function
        signature = inspect.signature(function)
        assert signature.return_annotation is not inspect.Signature.empty
        for parameter in signature.parameters:
            assert parameter == "self" or f"{parameter}:" in text, (function, parameter)


@pytest.mark.parametrize("name", FAILING)
def test_checks_print_nothing(check, capfd, name):
    PASSING[name](check, RULE)
    with pytest.raises(CheckFailed):
        FAILING[name](check, RULE)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", PASSING)
def test_checks_return_none_so_that_no_number_ends_a_cell(check, name):
    result = PASSING[name](check, RULE)
    assert type(result) is np.ndarray if name == "array" else result is None


def test_a_small_close_is_cheap(check):
    """Against NumPy's own comparison, in turns, the best round of each: a busy machine slows both."""
    got = np.ones((3, 5), np.float32)

    def seconds(compare, count=100):
        start = time.process_time()
        for _ in range(count):
            compare()
        return time.process_time() - start

    def ours():
        check.close(got, got, rule=RULE)

    def numpys():
        np.testing.assert_allclose(got, got)

    rounds = [(seconds(ours), seconds(numpys)) for _ in range(10)]
    ours_best, numpys_best = (min(column) for column in zip(*rounds, strict=True))
    assert ours_best < numpys_best
