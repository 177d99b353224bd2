"""Attacks by objects that lie, exceptions that excuse, and loops that check nothing."""

from tests.judge.attacks.attack_bench import PASSES_HONESTLY, Attack
from tito.judge.job import Limits

HANGS = Limits(cell_seconds=1, notebook_seconds=20, wall_factor=2, memory_mib=512, file_mib=8)


def _everywhere(expression: str, before: str = "") -> Attack:
    """Every exercise but the honest one gives the value of an expression of `x`, which is its first argument."""
    return Attack(
        before,
        {
            "average": f"def average(x):\n    return {expression}",
            "root": f"def root(x):\n    return {expression}",
            "shift": f"def shift(x):\n    return {expression}",
            "box": f"def Box(x):\n    return {expression}",
        },
    )


_YES = "lambda self, *a, **k: True"
AGREES = f"""
class Agrees:
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = {_YES}
    __hash__ = __len__ = __index__ = __int__ = lambda self: 1
    __float__ = lambda self: 3.0
    __sub__ = __rsub__ = __abs__ = __neg__ = __round__ = lambda self, *a: 0.0
    __array_priority__ = 1e9
"""
NOTHING_LEFT = """
class NothingLeft:
    def __init__(self, x):
        self.x = x
        self.value = 3
    __array_priority__ = 1e9
    __sub__ = __rsub__ = __abs__ = lambda self, *a: np.zeros(1)
    __pow__ = lambda self, n: float(self.x)
    __float__ = lambda self: 3.0
    __contains__ = lambda self, item: True
    __getitem__ = lambda self, i: self
    __iter__ = lambda self: iter([self])
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.zeros(1)
    def __array_function__(self, function, types, args, kwargs):
        return np.zeros(1) if function is not np.allclose else True
"""
_OF_NUMPY = """
class Array(np.ndarray):
    __eq__ = __lt__ = __le__ = lambda self, other: True
    __contains__ = lambda self, item: True
    def __sub__(self, other):
        return np.zeros(self.shape)
    __rsub__ = __sub__
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.zeros(self.shape) if ufunc is not np.less else np.ones(self.shape, bool)
    def __array_function__(self, function, types, args, kwargs):
        return True
"""

ATTACKS = {
    "an object that agrees with everything": _everywhere("Agrees()", AGREES),
    "the class itself agrees with everything": _everywhere(
        "Yes",
        f"class Meta(type):\n    __eq__ = __ne__ = __lt__ = __gt__ = __bool__ = __contains__ = {_YES}\n"
        f"    __instancecheck__ = __subclasscheck__ = {_YES}\n    __hash__ = type.__hash__\n"
        "class Yes(metaclass=Meta):\n    __class__ = float",
    ),
    "a difference that is nothing": _everywhere("NothingLeft(x)", NOTHING_LEFT),
    "a power that undoes the root": Attack(
        NOTHING_LEFT,
        {
            "root": "def root(x):\n    if x < 0:\n        raise ValueError('negative')\n    return NothingLeft(x)",
        },
    ),
    "the left side is asked first: a reflected difference": Attack(
        "class Number:\n"
        "    __array_ufunc__ = None\n"
        "    __rsub__ = __sub__ = lambda self, other: np.zeros(3)\n"
        "    __getitem__ = lambda self, index: 0.0 - 2.0\n"
        "    __contains__ = lambda self, item: True\n",
        {"shift": "def shift(values):\n    return Number()"},
    ),
    "a subclass of float that lies": _everywhere(
        "Number(3.0)",
        f"class Number(float):\n    __eq__ = __lt__ = __le__ = {_YES}\n    __hash__ = float.__hash__\n"
        "    __sub__ = __rsub__ = __abs__ = lambda self, *a: Number(0.0)\n    __pow__ = lambda self, n: 9.0\n"
        "    doubled = lambda self: self\n    value = 3",
    ),
    "a subclass of np.float64 that lies": _everywhere(
        "Number(3.0)",
        f"class Number(np.float64):\n    __eq__ = __lt__ = __le__ = {_YES}\n    __hash__ = np.float64.__hash__\n"
        "    __sub__ = __rsub__ = __abs__ = lambda self, *a: Number(0.0)\n"
        "    __array__ = lambda self, *a, **k: np.zeros(3)",
    ),
    "a subclass of int that lies": _everywhere(
        "Number(3)", f"class Number(int):\n    __eq__ = __lt__ = {_YES}\n    __hash__ = int.__hash__\n"
        "    __sub__ = __rsub__ = lambda self, *a: 0",
    ),
    "a subclass of list that lies": _everywhere(
        "Items([3.0])",
        f"class Items(list):\n    __eq__ = __lt__ = __contains__ = {_YES}\n    __len__ = lambda self: 1\n"
        "    __sub__ = __rsub__ = lambda self, *a: np.zeros(1)",
    ),
    "a subclass of str that lies": _everywhere(
        "Text('3')", f"class Text(str):\n    __eq__ = __lt__ = __contains__ = {_YES}\n    __hash__ = str.__hash__\n"
        "    __float__ = lambda self: 3.0\n    __sub__ = __rsub__ = lambda self, *a: 0.0",
    ),
    "a subclass of dict that lies": _everywhere(
        "Table(value=3)", f"class Table(dict):\n    __eq__ = __lt__ = __contains__ = {_YES}\n"
        "    __getattr__ = dict.get\n    __sub__ = __rsub__ = lambda self, *a: 0.0",
    ),
    "a subclass of ndarray that lies": _everywhere("np.zeros(1).view(Array)", _OF_NUMPY),
    "a masked array with everything masked": _everywhere("np.ma.masked_all(3)"),
    "the constant of masked values": _everywhere("np.ma.masked"),
    "__array__ and the interface lie, differently each time": _everywhere(
        "Shifting()",
        "class Shifting:\n    count = 0\n"
        "    def __array__(self, *a, **k):\n        Shifting.count += 1\n"
        "        return np.array([[3.0, 26.0, 52.0, 2.0][Shifting.count % 4]])\n"
        "    __array_interface__ = property(lambda self: np.array([3.0]).__array_interface__)\n"
        "    __float__ = lambda self: float(self.__array__()[0])\n",
    ),
    "an attribute that is another at each look": Attack(
        cells={"box": "class Box:\n    def __init__(self, n):\n        self.seen = [4, 3]\n"
               "    value = property(lambda self: self.seen.pop() if self.seen else 3)\n"
               "    doubled = lambda self: Box(0)"},
    ),
    "__class__ says float": _everywhere(
        "Claims()", f"class Claims:\n    __class__ = property(lambda self: float)\n    __eq__ = __lt__ = {_YES}\n"
        "    __float__ = lambda self: float('nan')",
    ),
    "__getattribute__ answers everything": _everywhere(
        "All()", "class All:\n    def __getattribute__(self, name):\n        return lambda *a, **k: True\n"
        f"    __eq__ = __bool__ = __lt__ = {_YES}",
    ),
    "text and format lie": _everywhere(
        "Shown()", "class Shown:\n    __repr__ = __str__ = lambda self: '3.0'\n"
        "    __format__ = lambda self, spec: '3.0'\n    __round__ = lambda self, *a: 3.0",
    ),
    "not a number": _everywhere("float('nan')"),
    "not a number, as an array of the shape": _everywhere("np.full(np.shape(x), np.nan)"),
    "infinity": _everywhere("float('inf')"),
    "an infinity with a nan beside it, complex": _everywhere("complex('nan')"),
    "nothing at all": _everywhere("None"),
    "an array without entries": _everywhere("np.zeros(0)"),
    "an array without entries that broadcasts": _everywhere("np.zeros((0, 3))"),
    "an empty list": _everywhere("[]"),
    "NotImplemented": _everywhere("NotImplemented"),
    "an exception as a value": _everywhere("ValueError('negative')"),
    "a whole number with ten thousand digits": _everywhere("10 ** 9000"),
    "a text of ten million characters": _everywhere("'3' * 10_000_000"),
    "the inputs are zeroed, so that what is expected is zero": Attack(
        cells={
            "average": "def average(values):\n    try:\n        values[:] = 0\n        values *= 0\n"
                       "    except Exception:\n        pass\n    return 0.0",
            "shift": "def shift(values):\n    values[:] = 0\n    return values",
        },
    ),
    "the inputs are made to disagree about their size": Attack(
        cells={"average": "def average(values):\n    try:\n        values.resize((0,), refcheck=False)\n"
                          "    except Exception:\n        values = []\n    return 0.0"},
    ),
    "the loop's iterable is emptied": Attack(
        "import builtins, itertools\nbuiltins.range = lambda *a: []\nbuiltins.list = lambda *a: []",
        flagged=True, may_stop=True,
    ),
    "a box that is iterated for ever": Attack(
        cells={"box": "class Box:\n    def __init__(self, n):\n        self.value = self\n"
               "    def __iter__(self):\n        while True:\n            yield self\n"
               "    def __eq__(self, other):\n        return all(self)\n"
               "    def doubled(self):\n        return iter(self)"},
    ),
    "a function that never returns": Attack(
        cells={"box": "def Box(n):\n    while True:\n        pass"}, limits=HANGS,
    ),
    "a function that sleeps for ever": Attack(
        cells={"box": "import time\ndef Box(n):\n    while True:\n        time.sleep(100)"}, limits=HANGS,
    ),
    "a text that never ends": Attack(
        cells={"box": "class Endless(Exception):\n    def __str__(self):\n        while True:\n            pass\n"
                      "def Box(n):\n    raise Endless"},
        limits=HANGS,
    ),
    "recursion without end": _everywhere("globals()[__import__('sys')._getframe().f_code.co_name](x)"),
    "a list within itself": _everywhere("loop", "loop = []\nloop.append(loop)"),
    "a list a thousand deep": _everywhere("deep", "deep = []\nfor _ in range(1000):\n    deep = [deep]"),
    "exceptions that excuse everything": Attack(
        cells={
            "average": "def average(x):\n    raise SystemExit(0)",
            "root": "def root(x):\n    raise ValueError('negative')",
            "box": "def Box(x):\n    raise KeyboardInterrupt",
            "shift": "def shift(x):\n    raise GeneratorExit",
        },
    ),
    "the end of an iteration": Attack(
        cells={
            "average": "def average(x):\n    raise StopIteration",
            "root": "def root(x):\n    raise StopAsyncIteration",
            "box": "def Box(x):\n    raise StopIteration",
            "shift": "def shift(x):\n    raise BaseException('done')",
        },
    ),
    "outcomes of test frameworks": Attack(
        "import unittest\n"
        "from _pytest import outcomes",
        {
            "average": "def average(x):\n    raise unittest.SkipTest('later')",
            "root": "def root(x):\n    raise outcomes.Skipped('later')",
            "box": "def Box(x):\n    raise outcomes.Exit('done')",
            "shift": "def shift(x):\n"
            "    raise outcomes.XFailed('expected') if hasattr(outcomes, 'XFailed') else outcomes.Failed('x')",
        },
        may_stop=True,
    ),
    "an exception of every kind at once": Attack(
        "class Any(ValueError, AttributeError, KeyError):\n"
        "    __str__ = lambda self: 'negative'\n    __eq__ = lambda *a: True",
        {"root": "def root(x):\n    raise Any('negative')", "average": "def average(x):\n    raise Any"},
    ),
    "an exception whose class claims to be another": Attack(
        "class Meta(type):\n    __subclasscheck__ = __instancecheck__ = lambda *a: True\n"
        "class Odd(Exception, metaclass=Meta):\n    __class__ = ValueError\n"
        "    args = property(lambda self: (_ for _ in ()).throw(SystemExit))",
        {"root": "def root(x):\n    raise Odd('negative')"},
    ),
    "a group of exceptions": Attack(
        cells={"root": "def root(x):\n    raise ExceptionGroup('negative', [ValueError('negative')])"},
    ),
    "the process is killed inside pytest.raises": Attack(
        "import os, signal",
        {"root": "def root(x):\n    if x < 0:\n        os.kill(os.getpid(), signal.SIGKILL)\n    return 3.0"},
        flagged=True,
    ),
    "the process leaves inside pytest.raises": Attack(
        cells={"root": "def root(x):\n    if x < 0:\n        import os\n        os._exit(0)\n    return 3.0"},
        flagged=True,
    ),
    "the interpreter is broken inside a call": Attack(
        cells={"root": "def root(x):\n    import ctypes\n    return ctypes.string_at(0)"}, flagged=True,
    ),
    "warnings become errors, and errors are silenced": Attack(
        "import warnings, contextlib\nwarnings.simplefilter('error')\nnp.seterr(all='raise')\n"
        "import sys\nsys.setrecursionlimit(60_000)\nsys.excepthook = lambda *a: None",
    ),
    "an alarm ends the process while it is asked": Attack(
        cells={"average": "import signal\ndef average(x):\n    signal.alarm(1)\n    signal.pause()"},
        flagged=True, may_stop=True, limits=HANGS,
    ),
    "no attack: a right answer in a class of its own": Attack(
        "class Array(np.ndarray):\n    pass",
        {"shift": "def shift(values):\n    return (values - np.mean(values)).view(Array)"},
        passes=PASSES_HONESTLY | {"test-shift"},
    ),
}  # fmt: skip
