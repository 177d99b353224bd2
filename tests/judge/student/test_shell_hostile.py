"""Cells may replace anything: what comes back is still a list of plain values, and the shell still runs."""

import pytest
from shell_harness import Warm

BUILTINS = (
    "import builtins\nfor name in ('len', 'str', 'isinstance', 'type', 'print', 'list', 'dict', 'repr', 'min', 'max',"
    " 'any', 'all', 'zip', 'range', 'getattr', 'issubclass', 'open', 'super'):\n    setattr(builtins, name, None)"
)

REPLACED = {
    "stdout": "import sys\nsys.stdout = sys.stderr = None",
    "stdout is odd": "import sys\nsys.stdout = 'x'",
    "stdout is closed": "import sys\nsys.stdout.close(); sys.stderr.close(); sys.__stdout__.close()",
    "descriptors": "import os\nos.closerange(0, 200)",
    "functions of the system": "import os\nos.pread = os.fstat = os.lseek = os.write = None",
    "JSON": "import json\njson.dumps = json.JSONEncoder = None",
    "hooks": "import sys\nsys.displayhook = sys.excepthook = 5",
    "publisher": "get_ipython().display_pub = None",
    "recorder": "get_ipython().recorder = get_ipython().displayhook.recorder = 5",
    "outputs": "get_ipython().recorder._outputs = [5, {'output_type': 'stream', 'text': [5]}, {'output_type': 'x'}]",
    "outputs are no list": "get_ipython().recorder._outputs = 7",
    "formatter": "get_ipython().display_formatter.format = lambda value: ({5: value, 'text/plain': value}, 7)",
    "shell": "import IPython.core.interactiveshell as i\ni.InteractiveShell.run_cell_async = None",
    "history": "get_ipython().history_manager = None",
    "namespace": "globals().clear()",
    "reset": "%reset -f",
    "transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: 1 / 0)",
    "tree": "class T:\n    def visit(self, node): return 5\nget_ipython().ast_transformers.append(T())",
    "event": "get_ipython().events.register('post_execute', lambda: 1 / 0)",
    "handler": "get_ipython().set_custom_exc((Exception,), lambda *a, **k: 5)",
    "loop is closed": "import asyncio\nasyncio.get_event_loop().close()",
    "loop is stopped": "import asyncio\nasyncio.get_event_loop().stop()\nawait asyncio.sleep(0.01)",
    "task exits": "import asyncio\nasync def f(): raise SystemExit\nasyncio.create_task(f())\nawait asyncio.sleep(9)",
    "recursion limit": "import sys\nsys.setrecursionlimit(60)",
    "truncated": "import os\nprint('abc')\nos.ftruncate(1, 0)",
    "file is sparse": "import os\nos.truncate(1, 10**9)",
    "modules": "import sys\nfor name in list(sys.modules):\n    if name[:4] in ('tito', 'IPyt'): del sys.modules[name]",
    "builtins": BUILTINS,
}


@pytest.mark.parametrize("name", REPLACED)
def test_a_cell_that_replaces(warm: Warm, name: str) -> None:
    outputs = warm.run(REPLACED[name], "print(1)", "display(2)\n3", "1 / 0", "await None")
    assert len(outputs) == 5
    assert all(type(cell) is list for cell in outputs)


def test_a_cell_that_ends_the_process_is_seen(warm: Warm) -> None:
    assert warm.ask("print(1)", "import os; os._exit(3)") == {"died": 3}
    assert warm.text("print(1)") == "1\n"


UNUSUAL = {
    "text": "class S(str):\n    def __str__(self): return 5\n    encode = __len__ = join = None\nprint(S('a'))",
    "repr": "class S(str): pass\nclass A:\n    def __repr__(self): return S('q')\nA()",
    "bundle": "class D(dict):\n    def items(self): return [(1, 2)]\n"
    "class A:\n    def _repr_mimebundle_(self, **k): return D({'application/json': D(a=True, b=2**70, c=1e999)})\nA()",
    "round": "x = []\nx.append(x)\nclass A:\n    def _repr_json_(self): return x\nA()",
    "numbers": "import enum, numpy as np\nclass E(enum.IntEnum): A = 1\nclass A:\n"
    "    def _repr_json_(self): return [E.A, np.float32(1.5), np.int8(3), {1: 2, None: 3}, {5}, object(), b'q']\nA()",
    "count": "get_ipython().execution_count = 'many'",
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_values_are_of_exactly_the_built_in_types(warm: Warm, name: str) -> None:
    assert warm.ask(UNUSUAL[name], "1")["exact"]


def test_numbers_of_a_bundle(warm: Warm) -> None:
    shown = warm.last(UNUSUAL["numbers"])[0]["data"]["application/json"]
    assert shown == [1, 1.5, 3, {"1": 2, "None": 3}, [5], None, "cQ=="]


def test_text_of_a_subclass(warm: Warm) -> None:
    assert warm.last(UNUSUAL["repr"])[0]["data"] == {"text/plain": "q"}
