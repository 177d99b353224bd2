"""Attacks that use up what others need, or hold up whoever grades: they cost nobody but their own submission."""

from dataclasses import replace

from tests.judge.attacks.attack_bench import Attack
from tito.judge.job import Limits

_SMALL = Limits(cell_seconds=1, notebook_seconds=12, wall_factor=3, output_bytes=200_000, memory_mib=256, file_mib=8)
_SHORT = replace(_SMALL, cell_seconds=0.4, wall_factor=1)
_TAKING = replace(_SMALL, cell_seconds=4)  # memory runs out before time, on a slow machine too
_NOTHING: frozenset[str] = frozenset()


def _first(text: str, limits: Limits = _SMALL, **options: object) -> Attack:
    """An attack before the exercises; what comes after it is graded all the same."""
    return Attack(f"import os, signal, sys, threading, time\n{text}", limits=limits, **options)  # type: ignore[arg-type]


def _asked(body: str, limits: Limits = _SMALL, first: str = "", **options: object) -> Attack:
    """An attack from within a function that a test calls."""
    root = f"def root(number):\n    import os, signal, sys, threading, time\n{body}\n    return number"
    return Attack(first, {"root": root}, limits=limits, **options)  # type: ignore[arg-type]


def _last(text: str, limits: Limits = _SMALL, **options: object) -> Attack:
    return Attack(last=f"import os, signal, sys, threading, time\n{text}", limits=limits, **options)  # type: ignore[arg-type]


_DETACHED = """
def detached(action):
    pid = os.fork()
    if pid:
        if os.waitpid(pid, 0)[1]:
            raise OSError("no more")
        return
    os.setsid()
    try:
        if os.fork() == 0:
            action()
    except OSError:
        os._exit(71)
    os._exit(0)
def busy():
    while True:
        pass
"""

_PROCESSES = {
    "a fork bomb": _first("while True:\n    try:\n        os.fork()\n    except OSError:\n        pass", _SHORT, may_stop=True),
    "a fork bomb from a thread": _first(
        "def bomb():\n    while True:\n        try:\n            os.fork()\n        except OSError:\n            pass\n"
        "threading.Thread(target=bomb).start()\nbomb()",
        _SHORT, may_stop=True,
    ),
    "a thread bomb": _first(
        "def wait():\n    time.sleep(100)\nwhile True:\n    try:\n        threading.Thread(target=wait, daemon=True).start()\n"
        "    except RuntimeError:\n        break\nprint('no', 'more')",
        shows="no more",
    ),
    "thirty detached processes that sleep": _first(f"{_DETACHED}for _ in range(30):\n    detached(lambda: time.sleep(1000))"),
    "thirty detached processes that compute": _first(f"{_DETACHED}for _ in range(30):\n    detached(busy)", may_stop=True),
    "as many as may be, and the base ends": _first(
        f"{_DETACHED}try:\n    while True:\n        detached(lambda: time.sleep(1000))\nexcept OSError:\n    pass\nos._exit(0)"
    ),
    "detached processes kill whoever comes": _first(
        f"{_DETACHED}def kill():\n    while True:\n        try:\n            os.kill(-1, 9)\n        except OSError:\n            pass\n"
        "detached(kill)\ntime.sleep(0.05)\nos._exit(0)"
    ),
    "busy children once the base has ended": _last(f"{_DETACHED}for _ in range(20):\n    detached(busy)", shows="CheckFailed"),
    "busy children of a thread": _first(
        "def start():\n    for _ in range(8):\n        if os.fork() == 0:\n            while True:\n                pass\n"
        "    time.sleep(1000)\nthreading.Thread(target=start, daemon=True).start()\ntime.sleep(1000)"
    ),
    "a fork bomb in a test": _asked(
        "    while True:\n        try:\n            os.fork()\n        except OSError:\n            pass",
        _SHORT,
    ),
    "a fork never returns": _first("os.register_at_fork(before=lambda: time.sleep(1000))", _SHORT, passes=_NOTHING),
    "a forked child never says that it is there": _first(
        "os.register_at_fork(after_in_child=lambda: os._exit(0))", passes=_NOTHING
    ),
    "forked children multiply": _first(
        "def more():\n    try:\n        for _ in range(8):\n            if os.spawnv(os.P_NOWAIT, '/bin/sleep', ['sleep', '1000']) < 0:\n"
        "                break\n    except OSError:\n        pass\nos.register_at_fork(after_in_child=more)",
        may_stop=True,
    ),
}

_MEMORY = {
    "three gigabytes": _first("kept = bytearray(3 << 30)", shows="MemoryError"),
    "many processes that each take what one may": _first(
        "for _ in range(40):\n    if os.fork() == 0:\n        kept = bytearray(b'x') * (200 << 20)\n        time.sleep(1000)\ntime.sleep(1000)",
        _TAKING, shows="more memory than it may",
    ),
    "many processes of a thread that each take what one may": _first(
        "def start():\n    for _ in range(40):\n        if os.fork() == 0:\n            kept = bytearray(b'x') * (120 << 20)\n"
        "            time.sleep(1000)\n    time.sleep(1000)\nthreading.Thread(target=start, daemon=True).start()\ntime.sleep(1000)",
        _TAKING, shows="more memory than it may",
    ),
    "detached processes that each take what one may": _first(
        f"{_DETACHED}def take():\n    kept = bytearray(b'x') * (200 << 20)\n    time.sleep(1000)\n"
        "for _ in range(12):\n    detached(take)\ntime.sleep(1000)",
        _TAKING, shows="more memory than it may",
    ),
    "memory within a test": _asked(
        "    for _ in range(40):\n        if os.fork() == 0:\n            kept = bytearray(b'x') * (200 << 20)\n            time.sleep(1000)\n"
        "    time.sleep(1000)",
        _TAKING, shows="more memory than it may",
    ),
    "memory that processes share": _first(
        "import mmap\nkept = []\nfor _ in range(20):\n    try:\n        kept.append(mmap.mmap(-1, 128 << 20))\n"
        "        kept[-1].write(b'x' * (100 << 20))\n    except OSError:\n        break\n    if os.fork():\n        kept.clear()\n"
        "        time.sleep(1000)\ntime.sleep(1000)",
    ),
    "folders in memory are filled": _first(
        "for folder in ('/tmp', '/dev/shm', '.', os.path.expanduser('~'), '/submission'):\n    total = 0\n    try:\n"
        "        for number in range(100):\n            total += open(f'{folder}/{number}', 'wb').write(bytes(4 << 20))\n"
        "    except OSError:\n        pass\n    if total > 80 << 20:\n        print('BRE' 'ACH')",
    ),
    "all names of a folder are used": _first(
        "try:\n    for number in range(10**6):\n        open(f'/tmp/{number}', 'x').close()\nexcept OSError as error:\n    print('no', 'room')",
        replace(_SMALL, cell_seconds=3), shows="no room",
    ),
    "descriptors": _first(
        "kept = []\ntry:\n    while True:\n        kept.append(os.open('/dev/null', 0))\nexcept OSError:\n    print('no', 'more')",
        shows="no more", may_stop=True,
    ),
    "pipes and sockets full of bytes": _first(
        "import fcntl, socket\nkept = []\ntry:\n    while True:\n        kept.append(socket.socketpair())\n"
        "        kept[-1][0].setblocking(False)\n        kept[-1][0].send(bytes(200_000))\nexcept OSError:\n    kept.clear()",
    ),
    "output as a store": _first(
        "import fcntl\nfcntl.fcntl(1, fcntl.F_SETFL, 0)\n"
        "for act in (lambda: os.ftruncate(1, 1 << 40), lambda: os.pwrite(1, b'x', 1 << 40), lambda: os.pwrite(1, bytes(64 << 20), 0)):\n"
        "    try:\n        act()\n    except OSError:\n        pass\nos.ftruncate(1, 0)\nos.lseek(1, 0, 0)",
        may_stop=True,
    ),
    "deep recursion": _first("sys.setrecursionlimit(10**9)\ndef deep(n):\n    return deep(n + 1)\ndeep(0)", may_stop=True),
    "deep recursion in C": _first("import itertools\nchain = iter(())\nfor _ in range(10**6):\n    chain = itertools.chain(chain)\nnext(chain)"),
    "a giant integer": _first("x = 10 ** 10**9", _SHORT),
    "a giant text": _first("x = 'x' * 10**11", shows="MemoryError"),
    "a giant array": _first("x = np.ones((10**6, 10**6))"),
    "a pickle that grows": _first(
        "import pickle\ntext = b'(' + b'lp0\\n' + b'g0\\na' * 0\nvalue = ['x']\nfor _ in range(60):\n    value = value + value", shows="MemoryError"
    ),
    "an archive that grows": _first(
        "import io, zipfile\nbuffer = io.BytesIO()\nwith zipfile.ZipFile(buffer, 'w', zipfile.ZIP_DEFLATED) as archive:\n"
        "    archive.writestr('big', bytes(40 << 20))\narchive = zipfile.ZipFile(buffer)\n"
        "for number in range(50):\n    open(f'x{number}', 'wb').write(archive.read('big'))",
        replace(_SMALL, cell_seconds=3), may_stop=True,
    ),
    "an array file that grows": _first(
        "import io\nhead = b\"{'descr': '<f8', 'fortran_order': False, 'shape': (10000000000,), }\".ljust(117) + b'\\n'\n"
        "np.load(io.BytesIO(b'\\x93NUMPY\\x01\\x00v\\x00' + head))",
    ),
    "folders within folders": _first(
        "for _ in range(3000):\n    os.mkdir('d')\n    os.chdir('d')\nos.chdir('/submission/work')", may_stop=True
    ),
}  # fmt: skip

_OUTPUT = {
    "fifty megabytes of output": _first("print('x' * (50 << 20))", shows="output was cut"),
    "a million small writes": _first("for _ in range(10**6):\n    sys.stdout.write('x')", replace(_SMALL, cell_seconds=4)),
    "a million writes below Python": _first("for _ in range(10**6):\n    os.write(1, b'x')", replace(_SMALL, cell_seconds=4)),
    "output without end from a program": _first("import subprocess\nsubprocess.run(['yes'])"),
    "output without end from a detached program": _first("!setsid yes &\nos.system('setsid yes &')"),
    "images of a hundred megabytes": _first(
        "from IPython.display import display, Image\nfor _ in range(4):\n    display(Image(data=bytes(25 << 20), format='png'))"
    ),
    "ten thousand displays": _first(
        "from IPython.display import display, HTML\nfor _ in range(10_000):\n    display(HTML('<b>x</b>'))", replace(_SMALL, cell_seconds=4)
    ),
    "half a character, and displays nested deeply": _first(
        "from IPython.display import display, publish_display_data\nnest = value = {}\nfor _ in range(700):\n    value['x'] = value = {}\n"
        "for data, meta in (({'text/html': '\\ud800'}, {}), ({'application/json': nest}, {}), ({'text/plain': 'x'}, nest),\n"
        "                   ({'application/xjson': {'a': 1}}, {}), ({'text/plain': 'x', '\\ud800': 'x'}, {'\\ud800': float('nan')}),\n"
        "                   ({'application/json': float('nan')}, {}), ({'': [1, 2]}, {}), ({'text/plain': None}, {'a': None})):\n"
        "    try:\n        publish_display_data(data, meta)\n    except Exception as error:\n        print(type(error))",
        may_stop=True,
    ),
    "an error with a giant text": _first("raise ValueError('x' * 10**7)", shows="ValueError"),
    "an error whose text never comes": _first(
        "class E(Exception):\n    def __str__(self):\n        while True:\n            pass\nraise E"
    ),
}  # fmt: skip

_TIME = {
    "sleeping for ever": _first("time.sleep(10**6)", _SHORT),
    "computing for ever": _first("while True:\n    pass", _SHORT),
    "computing for ever, deaf": _first(
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True:\n    pass", _SHORT
    ),
    "sleeping for ever, deaf": _first(
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\ntime.sleep(10**6)", _SHORT
    ),
    "catching every interrupt": _first("while True:\n    try:\n        time.sleep(10**6)\n    except BaseException:\n        pass", _SHORT),
    "stopping oneself": _first("os.kill(os.getpid(), signal.SIGSTOP)", _SHORT),
    "stopping everybody": _last("os.kill(-1, signal.SIGSTOP)", _SHORT, may_stop=True),
    "an expression that backtracks": _first("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", _SHORT),
    "a lock that is never free": _first("lock = threading.Lock()\nlock.acquire()\nlock.acquire()", _SHORT),
    "an end that never comes": _first(
        "import atexit\natexit.register(time.sleep, 10**6)\nclass Deaf:\n    def __del__(self):\n        time.sleep(10**6)\nkept = Deaf()"
    ),
    "a trace that slows everything": _first(
        "def slow(*_):\n    time.sleep(0.05)\n    return slow\nsys.settrace(slow)\nthreading.settrace(slow)", may_stop=True
    ),
    "a thread that never lets go": _first(
        "import re\nthreading.Thread(target=lambda: re.match('(a+)+$', 'a' * 60 + 'b'), daemon=True).start()", _SHORT, may_stop=True
    ),
    "standard input": _first("input()\nsys.stdin.read()"),
    "a pipe that nobody writes to": _first("os.read(os.pipe()[0], 1)", _SHORT),
}  # fmt: skip

_SOCKETS = (
    "import socket, stat\n"
    "sockets = [n for n in map(int, os.listdir('/proc/self/fd')) if n > 2 and os.path.exists(f'/proc/self/fd/{n}')\n"
    "           and stat.S_ISSOCK(os.fstat(n).st_mode)]\n"
)
"""The base's descriptors to the supervisor, and a child's to the court: a student can find them and say anything."""


def _said(data: str) -> str:
    """Words of the base to the supervisor, on every socket that it has."""
    return f"{_SOCKETS}import json, struct\nfor n in sockets:\n    data = {data}\n    try:\n        os.write(n, data)\n    except OSError:\n        pass\n"


_SUPERVISOR = {
    "an answer that comes byte by byte": _first(
        f"{_said('struct.pack(chr(60) + chr(73), 900_000)')}while True:\n    time.sleep(0.03)\n    for n in sockets:\n        os.write(n, b' ')",
        _SHORT,
    ),
    "an answer early, and nobody reads the next question": Attack(
        f"import os, time\n{_said('(lambda b: struct.pack(chr(60) + chr(73), len(b)) + b)(json.dumps(dict(outputs=[])).encode())')}time.sleep(1000)",
        {"average": "# " + "x" * 1_000_000}, limits=_SHORT, may_stop=True,
    ),
    "an answer of a million lists": _first(
        f"{_SOCKETS}import struct\ndata = b'{{\"outputs\":[' + b'[],' * 1_500_000 + b'[]]}}'\n"
        "os.set_blocking(sockets[0], True)\nos.writev(sockets[0], [struct.pack('<I', len(data))])\n"
        "sent = 0\nwhile sent < len(data):\n    sent += os.write(sockets[0], data[sent:])",
        may_stop=True,
    ),
    "an answer longer than it may be": _first(_said("struct.pack('<I', 2**32 - 1) + b'x'"), may_stop=True),
    "answers of the wrong types": _first(
        _said(
            "(lambda b: struct.pack('<I', len(b)) + b)(json.dumps(dict(outputs=[{}, 5, None, dict(output_type='stream', text=5),"
            " dict(output_type='error', traceback=[{}], ename=[], evalue={}), dict(output_type='display_data', data=5, metadata=5)],"
            " notes=[5, {}, [[]], chr(27) + '[2J', None], written='x', replaced=[5, None, chr(27) + ']0;x'])).encode())"
        ),
        may_stop=True,
    ),
    "written so far beyond the file": _first(
        _said("(lambda b: struct.pack('<I', len(b)) + b)(json.dumps(dict(written=-5, outputs=None)).encode())")
        + "os._exit(0)",
        may_stop=True,
    ),
    "an answer that is no JSON": _first(_said("struct.pack('<I', 5) + b'[[[[['"), may_stop=True),
    "an answer nested deeply": _first(
        _said("(lambda b: struct.pack('<I', len(b)) + b)(b'[' * 100_000 + b']' * 100_000)"), may_stop=True
    ),
    "descriptors sent to the supervisor": _first(
        f"{_SOCKETS}import array\nfor n in sockets:\n    s = socket.socket(fileno=os.dup(n))\n"
        "    socket.send_fds(s, [b''.join([b'\\x02\\0\\0\\0', b'{}'])], list(range(3)) * 40)",
        may_stop=True,
    ),
    "the sockets are closed": _first(f"{_SOCKETS}for n in sockets:\n    os.close(n)"),
    "the base ends in every cell": Attack(
        "import os\nos._exit(0)", dict.fromkeys(("average", "root", "box"), "import os\nos._exit(0)"), last="import os\nos._exit(1)",
        limits=_SMALL,
    ),
    "cells that end the base the second time": Attack(
        "import os\nopen('n', 'a').write('x')\nif len(open('n').read()) > 1:\n    os._exit(0)",
        {"average": "import os\nopen('m', 'a').write('x')\nif len(open('m').read()) > 1:\n    os._exit(0)"},
        last="import os\nos._exit(0)", limits=_SMALL, may_stop=True,
    ),
    "another process speaks for the base": _first(
        f"{_SOCKETS}if os.fork() == 0:\n    os.setsid()\n    for _ in range(4):\n        time.sleep(0.1)\n"
        "        for n in sockets:\n            try:\n                os.write(n, b'\\x02\\0\\0\\0{}')\n            except OSError:\n                pass\n"
        "    os._exit(0)\nos._exit(0)",
        _SHORT, may_stop=True,
    ),
}  # fmt: skip

_COURT = {
    "a reply that comes byte by byte": _asked(
        "    import stat\n    sockets = [n for n in range(3, 64) if os.path.exists(f'/proc/self/fd/{n}') and stat.S_ISSOCK(os.fstat(n).st_mode)]\n"
        "    for byte in b'TTW\\x01' + bytes(4) + b'\\x01\\0\\0\\0' + b'\\0\\0\\0\\x02' + bytes(10**6):\n        for n in sockets:\n"
        "            os.write(n, bytes([byte]))\n        time.sleep(0.02)",
        _SHORT,
    ),
    "a reply after its time": _asked("    time.sleep(1000)", _SHORT),
    "a reply that never comes, deaf": _asked(
        "    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n    while True:\n        pass", _SHORT
    ),
    "a child that does not read": _asked("    os.kill(os.getpid(), signal.SIGSTOP)", _SHORT),
    "keys that share one hash": _asked("    return {k * (2**61 - 1): 0 for k in range(90_000)}"),
    "members that share one hash": _asked("    return {k * (2**61 - 1) for k in range(90_000)}"),
    "texts nested deeply": _asked("    value = []\n    for _ in range(50_000):\n        value = [value]\n    return value"),
    "a list of a hundred million": _asked("    return [0] * 10**8"),
    "a list of lists that doubles": _asked("    value = [0]\n    for _ in range(40):\n        value = [value, value]\n    return value"),
    "a list that holds itself": _asked("    value = []\n    value.append(value)\n    return value"),
    "a million objects": _asked("    return [object() for _ in range(10**6)]"),
    "a class for each answer": Attack(
        cells={"box": "class Box:\n    def __new__(cls, value):\n        return object.__new__(type('Box', (cls,), {}))\n"
               "    def __init__(self, value):\n        self.value = 0\n    def doubled(self):\n        return Box(0)"},
        limits=_SMALL,
    ),
    "a number of ten million digits": _asked("    return 1 << 10**8"),
    "a text of a hundred megabytes": _asked("    return 'x' * (100 << 20)"),
    "an array of a hundred megabytes": _asked("    import numpy\n    return numpy.ones(13_000_000)"),
    "an array of strides": _asked("    import numpy\n    return numpy.lib.stride_tricks.as_strided(numpy.ones(1), (10**6, 10**6), (0, 0))"),
    "an error that holds a gigabyte": _asked("    raise ValueError('x' * (100 << 20))"),
    "fifty megabytes printed within a test": _asked("    print('x' * (50 << 20))"),
    "a chain of errors": _asked(
        "    error = None\n    for _ in range(10**5):\n        new = ValueError()\n        new.__cause__ = error\n        error = new\n    raise error"
    ),
    "a generator without end": _asked("    def f():\n        while True:\n            yield 0\n    return f()"),
    "a length that lies": _asked("    class L(list):\n        def __len__(self):\n            return 10**18\n    return L()"),
}  # fmt: skip

ATTACKS = {**_PROCESSES, **_MEMORY, **_OUTPUT, **_TIME, **_SUPERVISOR, **_COURT}
