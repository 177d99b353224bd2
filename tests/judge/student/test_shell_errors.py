"""Errors stay small, quick and readable, whatever is raised."""

import pytest
from shell_harness import Warm


def error(warm: Warm, *cells: str) -> dict:
    outputs = warm.last(*cells)
    assert [output["output_type"] for output in outputs] == ["error"], outputs
    return outputs[0]


def size(error: dict) -> int:
    return len("\n".join(error["traceback"]).encode())


def test_the_line_that_raised_is_shown_where_a_handler_ran_after_it(warm: Warm) -> None:
    cell = "def f():\n    try:\n        1 / 0\n    finally:\n        x = 1\nf()"
    assert "line 3, in f()" in "\n".join(error(warm, cell)["traceback"])


def test_comprehensions_and_lambdas_show_their_own_line(warm: Warm) -> None:
    lines = "\n".join(error(warm, "def g():\n    return 1\n\ny = [1 / i\n     for i in [0]]")["traceback"])
    assert "----> 4 y = [1 / i" in lines
    assert "----> 1 f = lambda: 1 / 0" in "\n".join(error(warm, "f = lambda: 1 / 0\nf()")["traceback"])


def test_no_frame_is_ours(warm: Warm) -> None:
    for cell in (
        "1 / 0",
        "input()",
        "import sys; sys.stdout.write(1)",
        "eval('1+')",
        "raise ExceptionGroup('g', [E()])",
    ):
        text = "\n".join(error(warm, "class E(Exception): pass", cell)["traceback"])
        assert "tito" not in text, text
        assert "IPython" not in text, text


def test_endless_recursion_stays_small(warm: Warm) -> None:
    made = error(
        warm, "import sys\nsys.setrecursionlimit(20_000)\ndef f(n): return f(n + 1) if n < 15_000 else 1 / 0\nf(0)"
    )
    assert made["ename"] == "ZeroDivisionError"
    assert len("\n".join(made["traceback"]).split("\n")) < 80
    assert any("skipping similar frames: 1" in line for line in made["traceback"])


def test_a_short_stack_is_whole(warm: Warm) -> None:
    made = error(warm, "def f(n): return f(n + 1) if n < 14 else 1 / 0\nf(0)")
    assert not any("skipping" in line for line in made["traceback"])


def test_an_exception_group_is_an_error(warm: Warm) -> None:
    made = error(warm, "raise ExceptionGroup('both', [ValueError('one'), KeyError('two')])")
    assert made["ename"] == "ExceptionGroup"
    assert "ValueError: one" in "\n".join(made["traceback"])


HUGE = {
    "text": "raise ValueError('x' * 10_000_000)",
    "lines": "raise ValueError('x\\n' * 1_000_000)",
    "wide characters": "raise ValueError('€' * 1_000_000)",
    "name": "raise type('E' * 100_000, (Exception,), {})",
    "notes": "e = ValueError(1)\ne.__notes__ = ['n' * 10_000] * 1000\nraise e",
    "group": "raise ExceptionGroup('g', [ValueError('x' * 10_000) for i in range(10_000)])",
    "deep group": "e = ValueError(1)\nfor i in range(500): e = ExceptionGroup('g', [e])\nraise e",
    "contexts": "e = None\nfor i in range(5000):\n    n = ValueError(i); n.__context__ = e; e = n\nraise e",
    "handlers": "def f(n):\n    try: 1 / 0\n    except Exception:\n        if n: f(n - 1)\n        raise\nf(200)",
    "source line": "x = '" + "y" * 200_000 + "'; 1 / 0",
    "rendered": "class E(Exception):\n    def _render_traceback_(self): return ['l' * 1000] * 100_000\nraise E",
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_capped(warm: Warm, name: str) -> None:
    made = error(warm, HUGE[name])
    assert len(made["ename"]) <= 200
    assert len(made["evalue"]) <= 2010
    assert size(made) <= 100_000
    assert len("\n".join(made["traceback"]).split("\n")) <= 200


BROKEN = {
    "str raises": ("class E(Exception):\n    def __str__(self): raise ValueError('x')\nraise E", "E"),
    "str is no text": ("class E(Exception):\n    def __str__(self): return 5\nraise E", "E"),
    "str is a subclass": ("class S(str): pass\nclass E(Exception):\n    def __str__(self): return S()\nraise E", "E"),
    "name raises": (
        "class M(type):\n    @property\n    def __name__(cls): return 1 / 0\n"
        "class E(Exception, metaclass=M): pass\nraise E",
        "E",
    ),
    "notes are no text": ("e = KeyError('k')\ne.__notes__ = [5]\nraise e", "KeyError"),
    "render raises": ("class E(Exception):\n    def _render_traceback_(self): 1 / 0\nraise E", "E"),
    "render is odd": ("class E(Exception):\n    def _render_traceback_(self): return [5, 'a', None]\nraise E", "E"),
    "render is text": ("class E(Exception):\n    def _render_traceback_(self): return 'told'\nraise E", "E"),
    "syntax error is odd": ("e = SyntaxError('s'); e.lineno = 'z'; e.offset = {}\nraise e", "SyntaxError"),
    "causes go round": (
        "a, b = ValueError(1), ValueError(2)\na.__cause__, b.__cause__ = b, a\nraise a", "ValueError"
    ),
    "frame's name is odd": ("__name__ = 5\n1 / 0", "ZeroDivisionError"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_written_is_still_an_error(warm: Warm, name: str) -> None:
    cell, ename = BROKEN[name]
    made = error(warm, cell)
    assert made["ename"] == ename
    assert made["traceback"]
    assert "Unexpected exception formatting exception" not in "\n".join(made["traceback"])


def test_an_interrupt_is_an_error_and_later_cells_run(warm: Warm) -> None:
    first, second = warm.run("import os, signal\nos.kill(os.getpid(), signal.SIGINT)", "1 + 1")
    assert first[0]["ename"] == "KeyboardInterrupt"
    assert second[0]["data"]["text/plain"] == "2"


def test_an_interrupt_ends_an_await(warm: Warm) -> None:
    cell = (
        "import asyncio, os, signal, threading\n"
        "threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()\nawait asyncio.sleep(60)"
    )
    first, second = warm.run(cell, "await asyncio.sleep(0, 7)")
    assert first[-1]["ename"] == "KeyboardInterrupt"
    assert second[0]["data"]["text/plain"] == "7"
