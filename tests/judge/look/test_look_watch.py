"""The look at run time: in a process of its own it notes what cells do, and nothing of what honest ones do."""

# ruff: noqa: E501 - a line may hold a cell

from pathlib import Path

import look_watched
import pytest
from look_snippets import HONEST

from tests.conftest import ROOT
from tito import notebook
from tito.judge.look.finding import Finding
from tito.judge.look.integrity import Snapshot
from tito.judge.look.territory import Territory, cell_number
from tito.notebook import SOLUTION, Role, unmarked

SEEN = {
    "read": ("x = 1\nopen('/etc/passwd').read()", 2, "/etc/passwd"),
    "pathlib": ("from pathlib import Path\nPath('/etc/passwd').read_text()", 2, "/etc/passwd"),
    "above": ("import os\ntry:\n    open('../../../../../../etc/shadow')\nexcept OSError:\n    pass", 3, "shadow"),
    "missing": ("try:\n    open('/srv/course/gradebook.db')\nexcept OSError:\n    pass", 2, "gradebook.db"),
    "NumPy reads": ("import numpy as np\ntry:\n    np.load('/srv/x.npy')\nexcept OSError:\n    pass", 3, "/srv/x.npy"),
    "proc": ("s = open('/proc/self/maps').read()", 1, "/proc/self/maps"),
    "list": ("import os\nnames = os.listdir('/')", 2, "(/)"),
    "glob": ("import glob\nnames = glob.glob('/*')", 2, "(/"),
    "change of folder": ("import os\nhere = os.getcwd()\nos.chdir('/')\nos.chdir(here)", 3, "(/)"),
    "database": ("import sqlite3\ntry:\n    sqlite3.connect('/srv/gradebook.db')\nexcept sqlite3.Error:\n    pass", 3, "gradebook"),
    "subprocess": ("import subprocess\nd = subprocess.run(['true'])", 2, "subprocess.Popen"),
    "system": ("import os\nr = os.system('true')", 2, "os.system"),
    "fork": ("import os\nif os.fork() == 0:\n    os._exit(0)\nw = os.wait()", 2, "os.fork"),
    "hidden by exec": ("exec('import os\\nos.system(\"true\")')", 1, "os.system"),
    "getattr": ("import os\ngetattr(os, 'sys' + 'tem')('true')", 2, "os.system"),
    "kill": ("import os\nos.kill(os.getpid(), 0)", 2, "os.kill"),
    "network": ("import urllib.request\ntry:\n    urllib.request.urlopen('http://127.0.0.1:9/')\nexcept OSError:\n    pass", 3, "network"),
    "connect": ("import socket\ns = socket.socket()\ntry:\n    s.connect(('127.0.0.1', 9))\nexcept OSError:\n    s.close()", 4, "network"),
    "frame": ("import sys\nf = sys._getframe()", 2, "sys._getframe"),
    "traceback": ("try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    f = e.__traceback__.tb_frame", 4, "tb_frame"),
    "code": ("def f():\n    return 1\nf.__code__ = (lambda: 2).__code__", 3, "replaces inner parts"),
    "generator": ("g = (i for i in [1]).gi_frame", 1, "gi_frame"),
    "memory": ("import gc\nn = len(gc.get_objects())", 2, "gc.get_objects"),
    "trace": ("import sys\nsys.settrace(None)", 2, "sys.settrace"),
    "ctypes": ("import ctypes\nb = ctypes.string_at(id(1), 1)", 2, "ctypes.string_at"),
    "limit": ("import resource as r\nr.setrlimit(r.RLIMIT_CORE, (0, 0))", 2, "resource.setrlimit"),
    "hook": ("import sys\nsys.addaudithook(lambda *a: None)", 2, "sys.addaudithook"),
    "eval": ("x = 2\ny = eval('1 + 1')", 2, "runs text as code"),
    "function of a cell": ("def later():\n    import os\n    return os.system('true')\nx = later()", 3, "os.system"),
}  # fmt: skip
HELPER = "import os\ndef sneak():\n    return os.system('true')\n"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """All of the cells above in one process, with three more: a module beside the notebook, and two that patch."""
    folder = tmp_path_factory.mktemp("watched") / "work"
    folder.mkdir()
    (folder / "helper.py").write_text(HELPER)
    more = [
        "import helper\nx = helper.sneak()",
        "import numpy as np, json, builtins\nnp.allclose = lambda *a, **k: True\nbuiltins.abs = lambda x: 0",
        "np.testing.assert_allclose.__wrapped__ = 1\nnp.array_equal._implementation.__code__ = (lambda *a, **k: True).__code__",
        "from tito.checks import Check\nCheck.array = lambda *a: 1",
    ]
    return look_watched.run(folder, [source for source, _, _ in SEEN.values()] + more)


def test_every_cell_ran(watched: dict) -> None:
    assert watched["errors"] == []


@pytest.mark.parametrize("name", SEEN)
def test_what_a_cell_does_is_noted_with_its_line(watched: dict, name: str) -> None:
    count = list(SEEN).index(name) + 1
    _, line, what = SEEN[name]
    said = watched["seen"][count - 1]
    assert [one for one in said if one.startswith(f"cell In[{count}], line {line}:") and what in one], said
    assert all(one.startswith(f"cell In[{count}], line ") for one in said)


def test_a_module_beside_the_notebook_counts_as_the_cell_that_calls_it(watched: dict) -> None:
    assert watched["seen"][len(SEEN)] == [
        f"cell In[{len(SEEN) + 1}], line 2: starts another program or process (os.system), in helper.py"
    ]


def test_what_was_replaced_is_named(watched: dict) -> None:
    said = watched["integrity"]
    assert "numpy.allclose was replaced" in said
    assert "builtins.abs was replaced" in said
    assert "the code of numpy.array_equal was changed" in said
    assert not any(one.startswith(("json", "math", "operator")) for one in said)


def test_what_was_replaced_in_a_class_of_the_checks_is_named(watched: dict) -> None:
    assert "tito.checks.Check.array was replaced" in watched["integrity"]


# the other notebooks are looked at in pipeline/test_real_course.py, where honest students must not be flagged
REFERENCES = [ROOT / "source" / name / f"{name}.ipynb" for name in ("01_tensor", "05_autograd", "m01_perceptron")]


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
def test_nothing_is_noted_in_a_reference_notebook(path: Path, tmp_path: Path) -> None:
    cells = [cell for cell in notebook.read(path).cells if cell.is_code and cell.role is not Role.TEST]
    work = tmp_path / "work"
    work.mkdir()
    result = look_watched.run(work, [unmarked(cell.source, SOLUTION) for cell in cells])
    assert result["errors"] == []
    assert [one for said in result["seen"] for one in said] == []
    assert result["integrity"] == []


def test_nothing_is_noted_in_honest_cells(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    cells = ["import numpy as np\ndef add(a, b): return a + b\na, b, x = 1, 2, np.ones(3)\nclass Tensor: ..."]
    cells += [source for name, source in HONEST.items() if name not in ("an old NumPy", "a command")]
    cells += [
        "import platform, uuid, getpass, locale\np = platform.platform(), platform.processor(), uuid.uuid4()",
        "import collections, enum, typing, logging, dataclasses\nP = collections.namedtuple('P', 'a b')\n"
        "class E(enum.Enum):\n    A = 1\nT = typing.TypeVar('T')\nlogging.warning('x')\n"
        "D = dataclasses.make_dataclass('D', ['a'])",
        "import warnings\nwarnings.warn('x')\nnp.ones(3).ctypes.data\nnp.float64(1) / 0",
        "import random, tempfile, pickle\nwith tempfile.TemporaryFile() as f:\n    pickle.dump(np.ones(3), f)",
        "import asyncio\nasync def main():\n    return 1\nawait main()",
        "%timeit -n 1 -r 1 sum([1])\n%who\nhelp(sum)\n?sum",
        "1 / 0",
        "import concurrent.futures, unittest, timeit\nt = timeit.timeit('1', number=3)",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('$x^2$')\nplt.show()",
    ]
    result = look_watched.run(work, cells)
    assert [one for said in result["seen"] for one in said] == []
    assert result["integrity"] == []


def test_it_costs_little_even_where_the_interpreter_reports_much(tmp_path: Path) -> None:
    busy = "import collections\nfor n in range(300):\n    P = collections.namedtuple('P', 'a b c')\n    open('x', 'a').close()"
    spent = {}
    for watch in (False, True):
        work = tmp_path / f"work{watch}"
        work.mkdir()
        result = look_watched.run(work, [busy] * 5, watch)
        assert result["errors"] == [] and not any(result["seen"])
        spent[watch] = min(result["seconds"])
    assert spent[True] < 3 * spent[False] + 0.05, spent


def test_a_snapshot_sees_code_that_was_changed_and_put_back() -> None:
    import json

    snapshot = Snapshot(("json",))
    assert snapshot.changes() == []
    original, code = json.dumps, json.loads.__code__
    try:
        json.dumps, json.loads.__code__ = print, (lambda *a, **k: None).__code__
        assert snapshot.changes() == ["json.dumps was replaced", "the code of json.loads was changed"]
    finally:
        json.dumps, json.loads.__code__ = original, code
    assert snapshot.changes() == []


def test_a_deleted_function_is_named() -> None:
    import json

    snapshot, original = Snapshot(("json",)), json.dumps
    try:
        del json.dumps
        assert snapshot.changes() == ["json.dumps was replaced"]
    finally:
        json.dumps = original


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("<ipython-input-7-0123abcd>", 7),
        ("In[3]", 3),
        ("Cell In[12]", 12),
        ("/usr/lib/python3/os.py", None),
        ("<string>", None),
    ],
)
def test_the_number_of_a_cell(name: str, number: int | None) -> None:
    assert cell_number(name) == number
    assert Territory().theirs(name) == (number is not None)


def test_territory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    place = Territory()
    place.stand()
    assert not place.outside("data.npy", by_library=False)
    assert not place.outside(str(tmp_path / "work" / "deep" / "x"), by_library=False)
    assert not place.outside(str(tmp_path / "home" / ".cache"), by_library=False)
    assert not place.outside("/usr/share/fonts/x.ttf", by_library=False)
    assert place.outside("/srv/course/x", by_library=True)
    assert place.outside("/etc/passwd", by_library=False)
    assert not place.outside("/etc/passwd", by_library=True)
    assert place.outside("/usr/share/../../srv/x", by_library=True)


def test_a_finding_that_no_cell_caused() -> None:
    assert str(Finding(0, 3, "does x")) == "in no cell: does x"
