"""The look at the text: every honest cell passes, and each dishonest one is flagged in its line."""

import time
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from look_snippets import DISHONEST, HONEST

from tito.judge.look.finding import Finding
from tito.judge.look.static import MOST, look, names_defined, names_provided

LOCKED = """
import numpy as np
import time
from tito import checks

def heard(operation: str, arrays: list) -> tuple:
    return [], [], []

class Tensor:
    def from_op(self): ...
    def __eq__(self, other): return True
"""


@dataclass(frozen=True)
class Cell:
    """As the engine has it."""

    source: str
    kind: str = "student"
    grade_id: str | None = None


def flagged(source: str, **more: object) -> list[Finding]:
    """What is said of one cell that stands below a locked one."""
    return look([Cell(LOCKED, "provided"), Cell(source, grade_id="own")], **more)


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_cell(name: str) -> None:
    assert [str(one) for one in flagged(HONEST[name])] == []


@pytest.mark.parametrize("name", DISHONEST)
def test_a_dishonest_cell(name: str) -> None:
    source, line, what = DISHONEST[name]
    found = flagged(source)
    assert [one for one in found if one.line == line and what in one.what], found
    assert {one.cell for one in found} == {2}


def test_there_are_enough_of_both() -> None:
    assert len(HONEST) >= 30
    assert len(DISHONEST) >= 60


def test_a_finding_reads_as_a_sentence_with_its_line() -> None:
    (found,) = flagged("if True:\n    np.allclose = lambda *a, **k: True  # " + "x" * 200)
    assert str(found).startswith("cell In[2], line 2: replaces numpy.allclose [np.allclose = lambda *a, **k: True")
    assert len(found.text) <= 80 and found.text.endswith(" ...")


def test_only_the_students_cells_are_looked_at() -> None:
    bad = "np.allclose = print"
    assert look([Cell(bad, "provided"), Cell(bad, "test")]) == []
    assert [one.cell for one in look([Cell("x", "test"), Cell("import numpy as np", "provided"), Cell(bad)])] == [3]


def test_what_the_release_defines_may_be_defined() -> None:
    source = "def len(x):\n    return 3\nclass A:\n    def __array__(self): return self.data"
    assert {one.line for one in flagged(source)} == {1, 4}
    blank = "def len(x):\n    ...\nclass A:\n    def __array__(self):\n        raise NotImplementedError()"
    assert flagged(source, released={"own": blank}) == []
    assert [one.line for one in flagged(source, released={"another": "class A: ..."})] == [1, 4]


def test_lines_of_the_release_are_the_courses_own() -> None:
    released = {"x1": "import os\nprint(os.environ)"}
    assert flagged("import os\nprint(os.environ)", released=released) == []
    assert [one.line for one in flagged("import os\nprint(os.environ)\nos.fork()", released=released)] == [3]


def test_a_text_that_cannot_be_printed_is_made_so() -> None:
    (found,) = flagged("np.allclose = '\x1b[31m\u202e<b>'")
    assert "\x1b" not in found.text and "\u202e" not in found.text and "<b>" in found.text


def test_names_provided() -> None:
    assert names_provided(LOCKED) == {
        "np", "time", "checks", "heard", "heard()", "Tensor", "Tensor()", "Tensor.from_op", "Tensor.__eq__",
    }  # fmt: skip
    assert names_provided("def broken(") == set()


def test_names_defined() -> None:
    assert names_defined("class A:\n    def __array__(self): ...\ndef f():\n    def g(): ...\nx = 1") == {
        "A", "__array__", "f", "g", "x",
    }  # fmt: skip


def test_given_names_take_the_place_of_those_found() -> None:
    assert [one.what for one in flagged("def other(): ...", provided=frozenset({"other"}))] == [
        "defines other again, which the notebook provides"
    ]
    assert flagged("def heard(): ...", provided=frozenset()) == []


HOSTILE = {
    "null bytes": "x = 1\0\nimport ctypes",
    "lone surrogates": "x = '\ud800'\nnp.allclose = 1",
    "parentheses": "(" * 100_000,
    "minus signs": "-" * 90_000 + "1",
    "attributes": "np" + ".a" * 40_000 + " = 1",
    "calls": "f" + "()" * 40_000,
    "sums": "x = 'a'" + " + 'a'" * 10_000,
    "branches": "if x:\n pass\n" + "elif x:\n pass\n" * 6_000,
    "comparisons": "a" + "<a" * 45_000,
    "a long line": "x = '" + "a" * 1_000_000 + "'",
    "a megabyte of code": "np.allclose = 1\n" * 62_500,
    "magics": "%time 1\n" * 10_000,
    "magics in magics": "%%time\n" * 3_000 + "x",
    "a magic that goes on": "%time " + "\\\n" * 5_000,
    "questions": "x?\n" * 5_000,
    "nothing but a magic": "%%",
    "only blank": "\n" * 50_000,
    "half a text": '%%time\n"""' + "a" * 1_000,
    "formatted": "f'" + "{x}" * 30_000 + "'",
    "functions in functions": "\n".join(" " * n + "def f(a):" for n in range(99)) + "\n" + " " * 99 + "pass",
    "lambdas": "lambda: " * 90 + "1",
    "global in all": "def f():\n global " + ", ".join(f"a{n}" for n in range(5_000)) + "\n a1 = 1",
    "no arguments": "getattr()\nsetattr()\nvars()\nopen()\nchr()\nstr()\n''.join()\nvars(*a)\n__import__()",
    "starred": "getattr(*a)\nsetattr(*a, **b)\nopen(*a)\nprint(*a, *b)\nnp.__setattr__(*a)\nglobals()[()]\nx[:, ::-1]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_stops_it(name: str) -> None:
    began = time.process_time()
    found = look([Cell("import numpy as np", "provided"), Cell(HOSTILE[name]), Cell("import ctypes")])
    assert len(found) <= MOST
    assert not any("could not" in one.what for one in found)
    assert (
        any(one.cell == 3 and "ctypes" in one.what for one in found)
        or len(found) == MOST
        or any("more text" in one.what for one in found)
    )
    assert time.process_time() - began < 20, "far more than any of these takes: only a blow-up reaches it"


def test_a_tangle_is_given_up() -> None:
    source = "x"
    for _ in range(40):
        source = f"getattr({source}.join([]), 'a')"
    found = flagged(source + "\n")
    assert all("tangled" in one.what or one.line == 1 for one in found)


def test_what_is_too_long_is_said_to_be() -> None:
    assert [one.what for one in flagged("x = 1\n" * 20_000)] == [
        "holds 120,000 characters, which is too much to look at"
    ]
    many = look([Cell("x = 1\n" * 10_000) for _ in range(10)])
    assert many and {one.what for one in many} == {"stands behind more text than can be read"}


def test_a_crowd_of_findings_is_cut() -> None:
    assert len(flagged("np.allclose = 1\n" * 500)) == MOST


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(list(DISHONEST.values())), max_size=3).map(lambda rows: "\n".join(r[0] for r in rows)),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_nothing_that_is_cut_or_mixed_raises(text: str, start: int, length: int) -> None:
    for source in (text, text[start:], text[: start + length], text[::-1]):
        for found in flagged(source):
            assert "could not be looked at" not in found.what
            assert found.cell == 2 and found.line >= 1 and str(found).isprintable()


def test_a_temporary_file_may_be_opened_by_its_descriptor() -> None:
    honest = "import os, tempfile\nhandle, path = tempfile.mkstemp()\nwith os.fdopen(handle, 'wb') as file:\n    pass"
    assert flagged(honest) == []
    assert [one.line for one in flagged("import os\nos.fdopen(3)")] == [2]
