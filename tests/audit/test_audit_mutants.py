"""Mutants: which faults a solution is given, and where none is made."""

import ast
from pathlib import Path

import pytest

from tito.audit.equivalent import FILE, arguments, skeleton
from tito.audit.mutants import own
from tito.audit.mutants.making import Mutant, mutants_of
from tito.audit.mutants.text import difference, shape

CELL = '''#| export
def f(x: "np.ndarray[0]", k: int = 2) -> int:
    """Adds 1 to x, 2 times."""
    y = k + 1
    ### BEGIN SOLUTION
{body}
    ### END SOLUTION
    return y * 2
'''


def made(body: str) -> list[Mutant]:
    """The mutants of a function with this solution."""
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return mutants_of("f", CELL.format(body=lines))


def added(body: str, family: str) -> set[str]:
    """What stands in place of the solution's line in the mutants of one family."""
    lines = [line for one in made(body) if one.family == family for line in one.diff.split("\n")]
    return {line[2:].strip() for line in lines if line.startswith("+")}


@pytest.mark.parametrize(
    ("family", "body", "mutants"),
    [
        ("axis", "y = x.sum(axis=0)", {"y = x.sum()", "y = x.sum(axis=1)"}),
        ("axis", "y = x.sum(axis=-2)", {"y = x.sum()", "y = x.sum(axis=-3)"}),
        ("axis", "y = np.sum(x, k)", {"y = np.sum(x)"}),
        ("axis", "y = x.sum(axis=k)", {"y = x.sum()"}),
        ("keepdims", "y = x.sum(keepdims=True)", {"y = x.sum()"}),
        ("keepdims", "y = x.sum(keepdims=k)", {"y = x.sum()", "y = x.sum(keepdims=True)"}),
        ("operands swapped", "y = a @ b", {"y = b @ a"}),
        ("operands swapped", "y = x.matmul(k)", {"y = k.matmul(x)"}),
        ("operands swapped", "y = np.dot(x, k)", {"y = np.dot(k, x)"}),
        ("transpose dropped", "y = x.T @ x", {"y = x @ x"}),
        ("transpose dropped", "y = np.swapaxes(x, 0, 1)", {"y = x"}),
        ("transpose dropped", "y = x.transpose(1, 0)", {"y = x"}),
        ("other reduction", "y = x.mean()", {"y = x.sum()"}),
        ("other reduction", "y = max(x)", {"y = min(x)"}),
        ("off by one", "y = range(k)", {"y = range(k - 1)", "y = range(k + 1)", "y = range(1, k)"}),
        ("off by one", "y = range(k, 9)", {"y = range(k + 1, 9)"}),
        ("off by one", "y = x[k:]", {"y = x[:]", "y = x[k - 1:]", "y = x[k + 1:]"}),
        ("off by one", "y = x // stride", {"y = x // (stride - 1)", "y = x // (stride + 1)"}),
        ("eps dropped", "y = x / (k + 1e-8)", {"y = x / (k)"}),
        ("eps dropped", "y = np.maximum(x, eps)", {"y = x"}),
        ("wrong sign", "y = x * k", {"y = -(x * k)"}),
        ("wrong sign", "y += x", {"y -= x"}),
        ("scale missing", "y = x / k", {"y = x"}),
        ("scale missing", "y = (x + 1) * k", {"y = x + 1", "y = k"}),
        ("function dropped", "y = np.sqrt(x + 1) * k", {"y = (x + 1) * k"}),
        ("float64 leak", "y = x.astype(k)", {"y = x"}),
        ("float64 leak", "y = np.zeros(k, dtype=x.dtype)", {"y = np.zeros(k)"}),
        ("no copy", "y = x.copy()", {"y = x"}),
        ("no copy", "y = np.copy(x)", {"y = x"}),
        ("no copy", "y = np.array(x)", {"y = np.asarray(x)"}),
        ("no copy", "y = list(x)", {"y = x"}),
        ("state not updated", "x.size = k", {"pass"}),
        ("state not updated", "x[k] += 1", {"pass"}),
        ("state updated twice", "x[k] += 1", {"x[k] += 1"}),
        ("state updated twice", "x.append(k)", {"x.append(k)"}),
        ("statement deleted", "y = y + x", {"pass"}),
        ("statement deleted", "return x", {"pass"}),
        ("condition", "if x and k:\n    y = 3", {"if True:", "if False:", "if x:", "if k:", "if not x and k:"}),
        ("condition", "y = [k for k in x if k]", {"y = [k for k in x if True]"}),
        ("early return", "for k in x:\n    y = k", {"break"}),
        ("loop without a turn", "for k in x:\n    y = k", {"for k in []:"}),
        ("number", "y = 3", {"y = 4", "y = 2"}),
        ("comparison", "y = x < k", {f"y = x {one} k" for one in ("==", "!=", "<=", ">", ">=")}),
        ("comparison", "y = x is None", {"y = x is not None"}),
        ("arithmetic", "y = x + k", {f"y = x {one} k" for one in ("-", "*", "/", "//", "%", "**")}),
        ("unary operator", "y = -x", {"y = +x", "y = x"}),
        ("keyword", "y = True", {"y = False"}),
    ],
)  # fmt: skip
def test_an_operator(family: str, body: str, mutants: set[str]) -> None:
    assert added(body, family) == mutants


def test_every_family_of_ours_is_tried_above() -> None:
    mark = next(mark for mark in test_an_operator.pytestmark if mark.name == "parametrize")
    assert {case[0] for case in mark.args[1]} >= set(own.FAMILIES)


def test_only_the_solution_is_mutated() -> None:
    """Neither what the release gives, nor hints, docstrings, comments, and what an exception says."""
    left_alone = 'z: "list[int, 3]" = k  # 1 + 1\n"""A text, 1 + 1."""\ny = f"{x + 1}"'
    assert [one.diff for one in made(left_alone)] == []
    assert {one.diff for one in made('raise ValueError(f"{x}", x + 1)')} == {
        '- raise ValueError(f"{x}", x + 1)\n+ pass'
    }
    for one in made("y = x + k"):
        assert one.source.startswith(CELL.split("{body}")[0].replace("    ### BEGIN SOLUTION\n", ""))
        assert "SOLUTION" not in one.source


def test_each_mutant_once_and_none_is_the_reference() -> None:
    body = "if not x == k:\n    y = x[0] + 1 - 1\nfor i in range(k):\n    y += 1"
    found = made(body)
    shapes = [shape(one.source) for one in found]
    assert len(set(shapes)) == len(shapes) > 20
    reference = CELL.format(body="\n".join(f"    {line}" for line in body.split("\n")))
    assert shape(reference) not in shapes
    assert all(ast.parse(one.source) for one in found)


def test_lines_that_read_the_same_are_told_apart_by_their_neighbours() -> None:
    diffs = [one.diff for one in made("if x:\n    y = 1\nelse:\n    k = 2\n    y = 1")]
    assert len(set(diffs)) == len(diffs)
    assert any(line.split() == ["k", "=", "2"] for diff in diffs for line in diff.split("\n"))


def test_a_statement_of_several_lines_is_doubled_as_it_stands() -> None:
    twice = next(one for one in made("x.append(\n    k,  # why\n)") if one.family == "state updated twice")
    assert twice.source.count("# why") == 2 and shape(twice.source)


def test_characters_of_several_bytes_do_not_move_a_change() -> None:
    assert added('y = {"\u00e9\u20ac": x.mean()}', "other reduction") == {'y = {"\u00e9\u20ac": x.sum()}'}


def test_the_difference_is_indented_as_little_as_can_be() -> None:
    assert difference("a\n    b\n        c", "a\n    b\n        d") == "- c\n+ d"
    assert difference("a\n    b\nc", "a\n    b\n    d\nc") == "      b\n+     d\n  c"
    assert difference("a\n    b", "a\n    if c:\n        b") == "- b\n+ if c:\n+     b"
    assert difference("a\n    b\n\nc", "a\n    b\n    d\n\nc") == "  b\n+ d"  # a bank's reader drops blank lines, too


def test_a_difference_that_touches_an_empty_line_can_be_argued(tmp_path: Path) -> None:
    diff = difference("a\n\nc", "a\nb\n\nc")
    (tmp_path / FILE).write_text(skeleton({"exercise": [diff]}))
    assert diff == "  a\n+ b" and [one.diff for one in arguments(tmp_path)] == [diff]


def test_a_cell_that_is_no_plain_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        made("%time y = 1")


def test_a_cell_without_marks_is_solution_from_its_first_line() -> None:
    found = {one.diff for one in mutants_of("f", "def f(x):\n    return x + 1")}
    assert "- return x + 1\n+ return x - 1" in found
