"""Compiling a test cell: what it needs, what is refused, and that instrumented code does what plain code does."""

import ast
import builtins
import json
import sys
import traceback

import pytest
from court_fakes import error_of, hold
from hypothesis import example, given
from hypothesis import strategies as st

from tito.judge.court.compiling import Unsupported, compile_cell, global_names, prepared, unpacked
from tito.judge.court.recorder import Recorder


@pytest.mark.parametrize(
    "source",
    ["%time f()", "%%writefile a.py\nx", "!ls", "f?", "await g()", "async with a: pass", "[x async for x in y]",
     "return 3", "x = (", "x = 1\n  y = 2", "\x00"],
)  # fmt: skip
def test_what_is_no_plain_python_is_unsupported(source):
    with pytest.raises(Unsupported) as why:
        compile_cell(source, 1)
    result = hold(source)
    assert result.unsupported == str(why.value) != ""
    assert not result.passed and result.outputs == []


def test_plain_python_is_supported():
    assert compile_cell("async def f():\n    await g()\nx = lambda: (yield)", 1).root is None
    assert hold("from __future__ import annotations\ndef f(x: Nope): return x\nassert f(1) == 1").passed


def test_needs_are_found_at_any_depth():
    reads, binds = global_names(
        "import a.b, c as d\nfrom e import f as g\n"
        "def h(x=i):\n    y = x\n    return [j(z) for z in k if y]\n"
        "class L(m):\n    n = o\n    def p(self):\n        global q\n        q = r\n        return lambda: s\n"
        "for t in u: pass\nwith v as w: w.attribute\n"
    )
    assert reads == {"i", "j", "k", "m", "o", "r", "s", "u", "v", "w"}
    assert binds == {"a", "d", "g", "h", "L", "q", "t", "w"}


@pytest.mark.parametrize(
    ("source", "answers", "root"),
    [("3", True, None), ("f(3).x[1]", True, "f"), ("total", True, "total"), ("total;", False, "total"),
     ("total;  # quiet", False, "total"), ("x = 3", False, None), ("assert 3", False, None), ("'a;'", True, None),
     ("a; b", True, "b"), ("", False, None)],
)  # fmt: skip
def test_the_last_expression_is_found(source, answers, root):
    compiled = compile_cell(source, 1)
    assert (compiled.answers, compiled.root) == (answers, root)


def test_a_packed_cell_is_the_same_cell():
    source = "if x:\n    assert x == 3\nelse:\n    assert y\ncheck.close(1, 2)\nf(3)"
    compiled = compile_cell(source, 4)
    assert unpacked(json.loads(json.dumps(compiled.packed()))) == compiled
    assert prepared(source, 4) == compiled.packed()
    assert prepared("%magic", 4) == {}


names = st.sampled_from("abc")
numbers = st.integers(-2, 2).map(str)
atoms = names | numbers | st.sampled_from(["[a, b]", "items(2)", "items(0)", "boom()"])
comparisons = st.builds("{} {} {}".format, atoms, st.sampled_from(["==", "!=", "<", "in", "is", "not in"]), atoms)
expressions = atoms | comparisons | st.builds("check({})".format, atoms) | st.builds("{} + {}".format, atoms, atoms)
simple = (
    st.builds("{} = {}".format, names, expressions)
    | st.builds("assert {}".format, expressions | st.just("a < b < c"))
    | st.builds("assert {}, {}".format, expressions, st.just("'told'"))
    | expressions
    | st.just("log.append(a)")
)


def indented(body):
    return "\n".join("    " + line for statement in body for line in statement.split("\n"))


def blocks(children):
    body = st.lists(children, min_size=1, max_size=3).map(indented)
    return (
        st.builds("for a in items(2):\n{}".format, body)
        | st.builds("if {}:\n{}\nelse:\n{}".format, expressions, body, body)
        | st.builds("try:\n{}\nexcept (AssertionError, TypeError) as error:\n{}\nfinally:\n{}".format, body, body, body)
        | st.builds("with held():\n{}".format, body)
        | st.builds("def f(a, b=1):\n{}\nf({})".format, body, atoms)
        | st.builds("class C:\n{}".format, body)
        | st.builds("[{} for c in items(3)]".format, expressions)
    )


programs = st.lists(st.recursive(simple, blocks, max_leaves=8), min_size=1, max_size=5).map("\n".join)


def world():
    class Held:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return False

    def boom():
        raise ValueError("boom")

    def check(value):
        seen.append(repr(value)[:80])
        return value

    seen = []
    return {"a": 1, "b": 2, "c": [1], "items": lambda n: list(range(n)), "boom": boom, "check": check,
            "held": Held, "log": seen, "__name__": "__main__"}  # fmt: skip


def outcome(code, namespace):
    """Everything that can be seen of a run: what it raised and where, what it called, what it left."""
    try:
        exec(code, namespace)
        raised = None
    except Exception as error:
        frames = traceback.walk_tb(error.__traceback__)
        lines = [line for frame, line in frames if frame.f_code.co_filename == code.co_filename]
        told = str(error) if not str(error).startswith("assert") else ""
        raised = (type(error), told, lines)
    left = {k: repr(v) for k, v in namespace.items() if isinstance(v, int | list)}
    return raised, left


def lines_run(code, namespace):
    """The lines that a debugger would stop at."""
    seen = set()

    def trace(frame, event, _):
        if frame.f_code.co_filename != code.co_filename:
            return None
        if event == "line":
            seen.add(frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        exec(code, namespace)
    except Exception:
        pass
    finally:
        sys.settrace(before)
    return seen


def lines_of(code):
    own = {line for *_, line in code.co_lines() if line}
    return own.union(*(lines_of(c) for c in code.co_consts if hasattr(c, "co_lines")))


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@given(programs)
@example("c = c\ntry:\n    log.append(a)\nfinally:\n    assert 0\n    assert a < b < c")  # has dead code
def test_instrumented_code_does_what_plain_code_does(source):
    plain = compile(source, "Cell In[5]", "exec", dont_inherit=True)
    compiled = compile_cell(source, 5)
    places = {node.lineno for node in ast.walk(ast.parse(source)) if hasattr(node, "lineno")}
    assert lines_of(compiled.code) <= places
    recorder = Recorder(source, compiled.asserted, compiled.choices)
    told = {"__builtins__": vars(builtins) | {compiled.recorder: recorder}}
    assert outcome(compiled.code, world() | told) == outcome(plain, world())
    assert lines_run(plain, world()) <= lines_run(compiled.code, world() | told)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@given(programs)
def test_the_last_value_is_the_value(source):
    tree = ast.parse(source)
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        tree.body[-1] = ast.copy_location(ast.Assign([ast.Name("@last", ast.Store())], last.value), last)
    compiled, namespace = compile_cell(source, 5), world()
    recorder = Recorder(source, compiled.asserted, compiled.choices)
    try:
        exec(compile(ast.fix_missing_locations(tree), "plain", "exec"), namespace)
        exec(compiled.code, world() | {compiled.recorder: recorder})
    except Exception:
        return
    assert repr(recorder.last) == repr(namespace.get("@last"))


def test_assertions_are_kept_when_python_leaves_them_out():
    """Under `python -O` too: the code is compiled for what it says."""
    assert sys.flags.optimize == 0
    assert error_of(hold("assert False")).ename == "AssertionError"
    assert compile_cell("assert False", 1).code.co_code != compile("assert False", "c", "exec", optimize=1).co_code
