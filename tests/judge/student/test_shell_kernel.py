"""The shell gives what a real Jupyter kernel gives: the same cells in both, output by output."""

import json
import os
import re
from pathlib import Path

import nbclient
import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from shell_harness import Warm
from shell_snippets import DIFFERENT, SNIPPETS

from tito.judge.student.interactive import Transformer

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_VARYING = (
    (re.compile(r"0x[0-9a-f]+"), "0x"),
    (re.compile(r"(/tmp/ipykernel_\d+/)?\b\d{5,}\.py"), "CELL"),
    (re.compile(r"\d+(\.\d+)?(e\+\d+)? (ns|μs|ms|s)\b"), "TIME"),
)
_PICTURES = ("image/png", "image/svg+xml")

pytestmark = pytest.mark.filterwarnings("ignore")  # nbclient and the kernel's client warn about themselves


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Name of a snippet -> what the kernel put out, what the shell put out, in one form."""
    room = tmp_path_factory.mktemp("both")
    for name in ("kernel", "shell"):
        (room / name).mkdir()
    stock, warm = _kernel(room), Warm(room)
    ours = warm.run(*SNIPPETS.values(), folder=room / "shell")
    warm.close()
    return {name: (_form(a), _form(b)) for name, a, b in zip(SNIPPETS, stock, ours, strict=True)}


def _kernel(room: Path) -> list[list[dict]]:
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in SNIPPETS.values()])
    resources = {"metadata": {"path": str(room / "kernel")}}
    client = nbclient.NotebookClient(nb, timeout=120, allow_errors=True, resources=resources)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHONWARN"))}
    client.execute(env=kept | {"HOME": str(room), "IPYTHONDIR": str(room / "ipython")})
    return [json.loads(json.dumps(cell.outputs)) for cell in nb.cells]


def _form(outputs: list[dict]) -> str:
    """Outputs without what differs from run to run, and with stderr as stdout."""
    merged: list[dict] = []
    for output in outputs:
        if output["output_type"] == "stream" and merged and merged[-1]["output_type"] == "stream":
            merged[-1]["text"] += output["text"]
        else:
            merged.append(_tame(dict(output)))
    text = json.dumps(merged, indent=1, sort_keys=True, ensure_ascii=False)
    for pattern, instead in _VARYING:
        text = pattern.sub(instead, text)
    return text


def _tame(output: dict) -> dict:
    if output["output_type"] == "stream":
        output["name"] = "stdout"
    if output["output_type"] == "error":
        output["traceback"] = _COLOURS.sub("", "\n".join(output["traceback"])).split("\n")
    if "data" in output:
        output["data"] = {mime: mime if mime in _PICTURES else value for mime, value in output["data"].items()}
    return output


@pytest.mark.parametrize("name", [name for name in SNIPPETS if name not in DIFFERENT])
def test_as_in_a_kernel(both: dict[str, tuple[str, str]], name: str) -> None:
    stock, ours = both[name]
    assert ours == stock


def test_differences_are_of_snippets_that_exist_and_fail_with_the_same_error(both: dict[str, tuple[str, str]]) -> None:
    assert set(DIFFERENT) <= set(SNIPPETS)
    for name in set(DIFFERENT) - {"stderr"}:
        stock, ours = (json.loads(text)[-1] for text in both[name])
        assert (ours["ename"], ours["evalue"]) == (stock["ename"], stock["evalue"]), name
        assert ours["traceback"][-1] == stock["traceback"][-1]


def test_comparison_notices_a_difference(both: dict[str, tuple[str, str]]) -> None:
    assert both["print"][0] != both["value"][1]
    assert both["plot"][0] != "[]"


PLAIN_OR_NOT = (
    "x = 1\ny = x % 2\nz = f'{x!r} {y}?'", "# is it so?\nx = 1", "x = [\n    1,\n    2 % 3,\n]",
    "def f():\n    return 1  # ?",
    "'''\n%time\n!ls\nwhat?\n'''", "s = 'a' \\\n    '%b'", "if x != 3:\n    pass", "x = a if b else c\n",
    "%time 1", "  %time 1", "!ls", "a = !ls", "a =  %time 1", "x?", "x??", "?x", "x.y? ", ",f a b", ";f a b", "/f a",
    "%%time\n1", ">>> 1 + 1\n2", "In [1]: x = 1", "'''\n>>> x\n'''", "\n\n  x = 1\n  y = 2", "f(\n  %time 1)",
    "a = b = !ls", "(x,\n?\n)", "x = 1\n  \ny = 2", "x = '''\n\t\n'''", "  ...: x", "... x", "In[2]: x",
)  # fmt: skip


@pytest.mark.parametrize("source", PLAIN_OR_NOT)
def test_a_cell_is_read_as_ipython_reads_it(source: str) -> None:
    assert Transformer().transform_cell(source) == TransformerManager().transform_cell(source)


def test_the_courses_cells_hold_nothing_special() -> None:
    folder = Path(__file__).parents[3] / "source"
    cells = [cell for path in folder.glob("*/*.ipynb") for cell in nbformat.read(path, 4).cells]
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    assert len(sources) > 100
    for source in sources:
        assert Transformer().transform_cell(source) == TransformerManager().transform_cell(source)
