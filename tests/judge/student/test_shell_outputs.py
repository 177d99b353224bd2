"""What cells print and show, beyond what is compared with a kernel."""

import nbformat
from shell_harness import Warm

from tito.judge.ended import CUT


def stream(text: str) -> list[dict]:
    return [{"output_type": "stream", "name": "stdout", "text": text}]


def result(text: str, count: int) -> dict:
    return {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}, "execution_count": count}


def test_stdout_and_stderr_are_one_text_in_order(warm: Warm) -> None:
    cell = "import sys\nfor i in range(3):\n    print(i)\n    print('e', file=sys.stderr)"
    assert warm.last(cell) == stream("0\ne\n1\ne\n2\ne\n")


def test_what_is_written_below_python_stays_in_order(warm: Warm) -> None:
    cell = """
import ctypes, os, subprocess, sys
print(1)
os.write(1, b"2\\n"); os.write(2, b"3\\n")
subprocess.run(["sh", "-c", "echo 4; echo 5 >&2"])
os.system("echo 6")
sys.__stdout__.write("7\\n")
print(8, flush=True)
ctypes.CDLL(None).puts(b"9");
"""
    assert warm.last(cell) == stream("".join(f"{i}\n" for i in range(1, 10)))


def test_a_display_stands_between_what_was_written_before_and_after(warm: Warm) -> None:
    kinds = [o["output_type"] for o in warm.last("import os\nos.write(1, b'a'); display(1); os.write(1, b'b');")]
    assert kinds == ["stream", "display_data", "stream"]


def test_characters_split_over_writes_are_joined(warm: Warm) -> None:
    assert warm.text("import os\nos.write(1, b'\\xe2\\x82'); os.write(1, b'\\xac');") == "€"
    assert warm.text("import os\nos.write(1, b'\\xe2\\x82')\nNone;").startswith("�")


def test_a_cell_that_moves_the_descriptors_away_costs_what_it_prints(warm: Warm) -> None:
    cells = ("import os\nkept = os.dup(1)\nos.close(1)", "print('lost')", "os.dup2(kept, 1)\nprint('seen')")
    said = f"\n{CUT}\n"
    assert warm.run(*cells) == [[], stream(said), stream("seen\n")]


def test_help_is_printed(warm: Warm) -> None:
    assert "Return the number of items" in warm.text("len?")
    assert "def f():" in warm.text("def f():\n    return 1", "f??")


def test_exit_says_nothing_and_later_cells_run(warm: Warm) -> None:
    assert warm.run("exit()", "quit()", "exit", "print(1)") == [[], [], [], stream("1\n")]


def test_sys_exit_is_an_error_and_later_cells_run(warm: Warm) -> None:
    first, second = warm.run("import sys\nsys.exit(3)", "print(1)")
    assert (first[0]["ename"], first[0]["evalue"]) == ("SystemExit", "3")
    assert second == stream("1\n")


def test_pip_fails_and_harms_nothing(warm: Warm) -> None:
    outputs = warm.last("%pip install --no-index no-such-package-at-all")
    assert "No matching distribution" in outputs[0]["text"]


def test_magics_that_write_to_the_home_do_not(warm: Warm) -> None:
    home = warm.folder / "home"
    before = set(home.rglob("*"))
    outputs = warm.run("a = 1", "%store a", "%bookmark here", "%history", "%recall 1", "%hist -g a")
    assert all(output["output_type"] != "error" for cell in outputs for output in cell), outputs
    assert set(home.rglob("*")) == before


def test_timeit_and_time(warm: Warm) -> None:
    assert "per loop" in warm.text("%timeit -n1 -r1 pass")
    assert "Wall time" in warm.text("%%time\nx = 1")


def test_an_update_replaces_what_an_earlier_cell_showed(warm: Warm) -> None:
    reply = warm.ask("h = display('a', display_id=True)\nprint(1)", "h.update('b')")
    assert reply["outputs"][1] == []
    shown = reply["revised"]["1"] if "1" in reply["revised"] else reply["revised"][1]
    assert shown[0]["data"] == {"text/plain": "'b'"}
    assert shown[1:] == stream("1\n")


def test_an_unknown_display_id_is_ignored(warm: Warm) -> None:
    assert warm.last("from IPython.display import update_display\nupdate_display(1, display_id='none')") == []


def test_cells_that_were_run_elsewhere_keep_their_place_in_history(warm: Warm) -> None:
    assert warm.run("'a'", "", "In[1], In[2], len(In)") == [
        [result("'a'", 1)], [], [result("(\"'a'\", '', 4)", 3)]
    ]  # fmt: skip


def test_a_task_goes_on_between_cells(warm: Warm) -> None:
    cells = (
        "import asyncio\nasync def f():\n    for _ in range(5): await asyncio.sleep(0)\n    print('done')",
        "t = asyncio.create_task(f())",
        "t.done()",
    )
    assert warm.run(*cells)[1:] == [stream("done\n"), [result("True", 3)]]


def test_what_a_cell_sets_in_its_context_holds_afterwards(warm: Warm) -> None:
    cells = (
        "import contextvars\nv = contextvars.ContextVar('v', default=0)\nv.set(1)\nNone",
        "import asyncio\nawait asyncio.sleep(0)\nprint(v.get())\n_ = v.set(2)",
        "v.get()",
    )
    assert warm.run(*cells)[1:] == [stream("1\n"), [result("2", 3)]]


def test_multiprocessing_by_fork(warm: Warm) -> None:
    cell = (
        "import multiprocessing as mp\ndef f(x): return x * x\n"
        "with mp.get_context('fork').Pool(2) as pool: print(pool.map(f, [1, 2, 3]))"
    )
    assert warm.text(cell) == "[1, 4, 9]\n"


def test_figures(warm: Warm) -> None:
    shown, after, agg = warm.run(
        "import matplotlib.pyplot as plt\nfor i in range(2):\n    plt.figure(); plt.plot([i])",
        "plt.get_fignums()",
        "plt.switch_backend('agg')\nplt.plot([1])\nplt.show.__name__;",
    )
    assert [list(output["data"]) for output in shown] == [["text/plain", "image/png"]] * 2
    assert shown[0]["data"]["image/png"].startswith("iVBOR")
    assert after[0]["data"]["text/plain"] == "[]"
    assert agg == []


def test_a_figure_that_cannot_be_drawn_is_one_error(warm: Warm) -> None:
    outputs = warm.last("import matplotlib.pyplot as plt\nplt.title(r'$\\frac$');")
    assert [output["output_type"] for output in outputs].count("error") == 1


def test_outputs_are_valid_in_a_notebook(warm: Warm) -> None:
    cells = (
        "print(1)\ndisplay(2, metadata={'a': {'b': [1, None]}})\n3",
        "1 / 0",
        "x = = 1",
        "class A:\n    def _repr_mimebundle_(self, **k):\n"
        "        return {'text/plain': 3, 'text/html': ['a', 'b'], 'application/json': float('nan'), 4: 'x'}\nA()",
    )
    outputs = warm.run(*cells)
    made = [
        nbformat.v4.new_code_cell(source, outputs=[nbformat.from_dict(output) for output in cell])
        for source, cell in zip(cells, outputs, strict=True)
    ]
    nbformat.validate(nbformat.v4.new_notebook(cells=made))
    assert outputs[3][0]["data"] == {"text/html": "ab", "application/json": "nan", "4": "x"}


def test_control_characters_do_not_reach_a_notebook(warm: Warm) -> None:
    cell = (
        "print('\\x1b[31mred\\x1b[0m\\x00\\x07\\x9b|\\ud800|\\t\\r|\\x1b]0;title\\x07')\n"
        "raise ValueError('\\x1b[1mv\\x08')"
    )
    printed, error = warm.last(cell)
    assert printed["text"] == "red|?|\t\r|\n"
    assert error["evalue"] == "v"
    assert not any(ord(character) < 32 and character != "\n" for character in "".join(error["traceback"]))
