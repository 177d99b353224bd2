"""Attacks on the conversations: with the test that asks, and with the supervisor that runs the cells."""

from dataclasses import replace

from tests.judge.attacks.attack_bench import Attack
from tito.judge.job import Limits

QUICK = Limits(cell_seconds=1, notebook_seconds=20, wall_factor=2, memory_mib=512, file_mib=8)

FIND = """
import gc, sys, os, socket, struct, json, time, signal, threading

def found(name):
    for thing in gc.get_objects():
        if type(thing).__name__ == name and type(thing).__module__.startswith('tito.judge'):
            return thing
    frame = sys._getframe()
    while frame is not None:
        for value in frame.f_locals.values():
            if type(value).__name__ == name and type(value).__module__.startswith('tito.judge'):
                return value
        frame = frame.f_back
    raise LookupError(name)

def sockets():
    made = []
    for name in os.listdir('/proc/self/fd'):
        try:
            if os.readlink('/proc/self/fd/' + name).startswith('socket:'):
                made.append(int(name))
        except OSError:
            pass
    return made

def frame_of(value):
    from tito.judge.wire.encoding import encode
    return encode(value).packed()
"""
"""What most of these need: objects of this project in the student's process, descriptors of sockets, frames."""


def _base(text: str, **further: object) -> Attack:
    """An attack from a cell, in the process that runs the cells."""
    return Attack(FIND + text, **{"flagged": True, "may_stop": True, **further})


def _answering(text: str, **further: object) -> Attack:
    """An attack from a function that a test calls; `stream` is the child's end of the conversation."""
    body = "    stream = found('Stream')\n" + "".join(f"    {line}\n" for line in text.strip().splitlines())
    average = f"def average(values):\n{body}    return 0.0"
    root = f"def root(number):\n{body}    raise ValueError('negative')"
    shift = f"def shift(values):\n{body}    return values"
    return Attack(FIND, {"average": average, "root": root, "shift": shift}, **{"flagged": True, **further})


def _saying(answer: str, **further: object) -> Attack:
    """The base says something of its own where the supervisor waits for what became of a cell."""
    return _base(
        "from tito.judge.student import base\n"
        f"base.Base.cell = lambda self, message: {answer}",
        **further,
    )  # fmt: skip


ATTACKS = {
    # ------------------------------------------------------------------------------ with the test, inside a question
    "an answer in advance": _answering("stream.sock.sendall(frame_of((3, 'value', 3.0)) * 1)"),
    "many answers in "
    "advance": _answering("for n in range(1, 60):\n    stream.sock.sendall(frame_of((n, 'value', 3.0)))"),
    "an answer to another question": _answering("stream.sock.sendall(frame_of((999, 'value', 3.0)))"),
    "every answer twice": _base(
        "from tito.judge.wire import Stream\nsend = Stream.send\n"
        "Stream.send = lambda self, value: (send(self, value), send(self, value))",
    ),
    "an answer of no known kind": _answering(
        "import types\nstream.send = lambda value, send=stream.send: send((value[0], 'passed', True))"
    ),
    "a right answer that is told to be the end of an iteration": _answering(
        "stream.send = lambda value, send=stream.send: send((value[0], 'stop', 3.0))"
    ),
    "the answer True to everything": _answering(
        "stream.send = lambda value, send=stream.send: send((value[0], 'value', True))"
    ),
    "nonsense instead of frames": _answering("stream.sock.sendall(os.urandom(4096))"),
    "half a frame, then silence": _answering(
        "stream.sock.sendall(frame_of((1, 'value', [1.0] * 50))[:30])\ntime.sleep(30)", limits=QUICK,
    ),
    "a frame that says it is four gigabytes": _answering(
        "stream.sock.sendall(struct.pack('<3sBIII', b'TTW', 1, 10, 1, 0xffffffff))\ntime.sleep(30)", limits=QUICK,
    ),
    "a frame with four thousand million blobs": _answering(
        "stream.sock.sendall(struct.pack('<3sBII', b'TTW', 1, 0xffffffff, 0xffffffff))",
    ),
    "headers a hundred thousand lists deep": _answering(
        "head = b'[' * 100000\nstream.sock.sendall(struct.pack('<3sBII', b'TTW', 1, len(head), 0) + head)"
    ),
    "handles of nothing": _answering(
        "from tito.judge.wire import Handle\n"
        "stream.handle_for = lambda value: Handle(77, 88)\n"
        "stream.send = lambda value, send=stream.send: send((value[0], 'value', object()))"
    ),
    "handles of negative and of huge numbers": _answering(
        "head = b'[\"tuple\",3,\"value\",[\"handle\",-1,99999999999999999999]]'\n"
        "stream.sock.sendall(struct.pack('<3sBII', b'TTW', 1, len(head), 0) + head)"
    ),
    "arrays that do not fill their shape": _answering(
        "head = b'[\"tuple\",3,\"value\",[\"array\",\"<f8\",[1000000,1000000],\"00\"]]'\n"
        "stream.sock.sendall(struct.pack('<3sBII', b'TTW', 1, len(head), 0) + head)"
    ),
    "arrays of objects": _answering(
        "head = b'[\"tuple\",3,\"value\",[\"array\",\"|O\",[1],\"0000000000000000\"]]'\n"
        "stream.sock.sendall(struct.pack('<3sBII', b'TTW', 1, len(head), 0) + head)"
    ),
    "classes with hostile names": _base(
        "from tito.judge.student import serve\ndescribe = serve.describe\n"
        "def hostile(cls, number_of):\n"
        "    told = describe(cls, number_of)\n"
        "    told.update(name='float\\x1b[2J\\n__import__(\"os\")', qualname='numpy.float64', module='builtins',\n"
        "                methods=['__eq__', '__class__', '__bool__', '_tito_remote', '__init_subclass__'],\n"
        "                specials=['__eq__', '__instancecheck__', '__del__', '__reduce__'], "
        "bases=['ValueError', 1, 1])\n"
        "    return told\n"
        "serve.describe = hostile\n"
        "class Number:\n    value = 3\n    doubled = lambda self: self\n"
        "average = root = shift = lambda x: Number()",
        cells={"average": "", "root": "", "shift": ""},
    ),
    "classes that are named tuples of hostile fields": _base(
        "from tito.judge.student import serve\ndescribe = serve.describe\n"
        "serve.describe = lambda cls, n: describe(cls, n) | {'fields': ['a', 'b): import os; os.abort()  #'],\n"
        "    'methods': ['index', 'count', 'item', 'max', 'startswith']}\n"
        "class Number:\n    value = 3\n"
        "average = root = shift = lambda x: Number()",
        cells={"average": "", "root": "", "shift": ""},
    ),
    "a class that is its own base, without end": _base(
        "from tito.judge.student import serve\ndescribe = serve.describe\ncount = [10]\n"
        "def endless(cls, number_of):\n"
        "    count[0] += 1\n"
        "    made = type('C%d' % count[0], (), {})\n"
        "    return describe(cls, number_of) | {'bases': [number_of(made)]}\n"
        "serve.describe = endless\n"
        "class Number:\n    value = 3\n"
        "average = root = shift = lambda x: Number()",
        cells={"average": "", "root": "", "shift": ""},
    ),
    "a named tuple that equals everything": Attack(
        "from collections import namedtuple\n"
        "class Three(namedtuple('Three', 'value')):\n"
        "    __eq__ = __lt__ = __contains__ = lambda *a: True\n    __hash__ = tuple.__hash__\n"
        "    __sub__ = __rsub__ = __abs__ = lambda self, *a: 0.0\n    doubled = lambda self: self",
        {name: f"def {name}(x):\n    return Three(3)" for name in ("average", "root", "shift")}
        | {"box": "Box = Three"},
    ),
    "names of the notebook answer with other things": _base(
        "from tito.judge.student import serve\n"
        "serve.Session._name = lambda self, name: (lambda *a, **k: 3.0)\n"
        "serve.Session._names = lambda self, wanted: ([], {})",
        passes=frozenset(),
    ),
    "names of the notebook are told as one function": _base(
        "from tito.judge.student import serve\n"
        "def three(*a, **k): return 3.0\n"
        "def told(self, wanted):\n"
        "    handle, described = self.handles.handle_for(three), {}\n"
        "    self._describe_all(handle.class_id, described)\n"
        "    return [(name, handle.id, handle.class_id) for name in [*wanted, 'np', 'checks', 'check']], described\n"
        "serve.Session._names = told",
        passes=frozenset(),
    ),
    "calls in calls are answered with one number": _base(
        "from tito.judge.student import serve\n"
        "serve.Session._results = lambda self, steps: [3.0 for _ in steps]",
    ),
    "numbers come along that no call gave": _base(
        "from tito.judge.student import serve\n"
        "class Liked:\n    def numpy(self): return np.float32(3)\n"
        "serve.Session._chain = lambda self, read, *steps: serve.Read((Liked(), 'value', np.full((), 3.0)))\n"
        "serve.Session._chains = lambda self, wanted, *steps: tuple(Liked() for _ in wanted)",
    ),
    "a module that is not there answers": _base(
        "import types\nfor name in ('numpy', 'math', 'pytest', 'tito.checks'):\n"
        "    fake = types.ModuleType(name)\n"
        "    fake.isclose = fake.allclose = fake.array = fake.cell = fake.raises = lambda *a, **k: True\n"
        "    sys.modules[name] = fake",
    ),
    "comparisons are answered by the student's operations": _base(
        "from tito.judge.student import operations\n"
        "for name in list(operations.OPERATIONS):\n"
        "    if name not in ('call', 'get', 'method', 'module', 'named', 'seed'):\n"
        "        operations.OPERATIONS[name] = lambda *a, **k: True\n"
        "class Number:\n    value = 3\n    __eq__ = __lt__ = lambda *a: True\n"
        "average = root = shift = lambda x: Number()",
        cells={"average": "", "root": "", "shift": ""},
    ),
    "the socket is closed inside pytest.raises": _answering("stream.sock.close()\nos.close(0) if False else None"),
    "the socket is shut for writing": _answering("stream.sock.shutdown(socket.SHUT_WR)"),
    "every socket becomes /dev/null": _answering(
        "null = os.open('/dev/null', os.O_RDWR)\nfor n in sockets():\n    os.dup2(null, n)"
    ),
    "another process answers": _answering(
        "pid = os.fork()\nif pid:\n    time.sleep(30)\n"
        "stream.send = lambda v, send=stream.send: send((v[0], 'value', 3.0))",
        limits=QUICK,
    ),
    "a thread answers as well": _answering(
        "threading.Thread(target=lambda: [stream.sock.send(frame_of((n, 'value', 3.0))) for n in range(40)]).start()\n"
        "time.sleep(0.05)"
    ),
    "descriptors are handed to the court": _answering(
        "socket.send_fds(stream.sock, [frame_of((2, 'value', 3.0))], [1, 2, 1, 2, 1, 2])"
    ),
    "the process stops itself while it is asked": _answering("os.kill(os.getpid(), signal.SIGSTOP)", limits=QUICK),
    "the child is replaced by another program": _answering(
        "os.execv('/bin/sh', ['sh', '-c', 'for n in 3 4 5 6 7 8 9; do echo TTW >&$n; done; sleep 30'])", limits=QUICK,
    ),
    # ---------------------------------------------------------------------------------- with the test, from the base
    "the child is never forked": _base(
        "from tito.judge.student import base\nbase.os.fork = lambda: 4711", limits=QUICK,
    ),
    "children speak before they are asked": _base(
        "from tito.judge.student import base\n"
        "serve = base.serve\n"
        "def early(stream, namespace):\n"
        "    for n in range(1, 30):\n        stream.sock.send(frame_of((n, 'value', 3.0)))\n"
        "    serve(stream, namespace)\n"
        "base.serve = early",
        passes=frozenset(),
    ),
    "a process of the base's answers all tests": _base(
        "from tito.judge.student import base\n"
        "class Yes:\n    __getattr__ = lambda self, name: lambda *a: 3.0\n"
        "def answer(stream, namespace):\n"
        "    while True:\n        number = stream.receive()[0]\n        stream.send((number, 'value', 3.0))\n"
        "def fork(self):\n"
        "    _, (conversation, output) = base.receive_with(self.rights)\n"
        "    if os.fork() == 0:\n"
        "        if os.fork() == 0:\n"
        "            sock = socket.socket(fileno=conversation)\n            sock.send(b'c')\n"
        "            answer(base.Stream(sock, writable=True), {})\n"
        "        os._exit(0)\n"
        "    self.channel.send({'replaced': []})\n"
        "base.Base.fork = fork",
        passes=frozenset(),
    ),
    "one process says that it is every child": _base(
        "from tito.judge.student import base\n"
        "def fork(self):\n"
        "    _, (conversation, output) = base.receive_with(self.rights)\n"
        "    os.write(conversation, b'c')\n"
        "    self.channel.send({'replaced': []})\n"
        "base.Base.fork = fork",
        passes=frozenset(),
    ),
    "a process that is gone says that it is the child": _base(
        "from tito.judge.student import base\n"
        "def fork(self):\n"
        "    _, (conversation, output) = base.receive_with(self.rights)\n"
        "    if os.fork() == 0:\n        os.write(conversation, b'c')\n        os._exit(0)\n"
        "    os.wait()\n    self.channel.send({'replaced': []})\n"
        "base.Base.fork = fork",
        passes=frozenset(),
    ),
    "provided helpers are not put back": _base(
        "from tito.judge.student import provided\nprovided.Provided.put_back = lambda self: []\n"
        "spread = lambda values: 0.0",
    ),
    "the fork is answered with lies": _base(
        "from tito.judge.student import base\nfork = base.Base.fork\n"
        "def lying(self):\n    send = self.channel.send\n"
        "    self.channel.send = lambda m: send({'replaced': [{'a': [None] * 9}, '\\x1b[2J' * 999, 3.5, {}]})\n"
        "    fork(self)\n    self.channel.send = send\n"
        "base.Base.fork = lying",
    ),
    "the fork is answered with a number": _base(
        "from tito.judge.student import base\nfork = base.Base.fork\n"
        "def lying(self):\n    send = self.channel.send\n    self.channel.send = lambda m: send({'replaced': 7})\n"
        "    fork(self)\n    self.channel.send = send\n"
        "base.Base.fork = lying",
    ),
    "the fork takes for ever": _base(
        "from tito.judge.student import base\nbase.Base.fork = lambda self: time.sleep(1000)", limits=QUICK,
    ),
    "the fork computes for ever": _base(
        "from tito.judge.student import provided\n"
        "def put_back(self):\n    while True:\n        pass\n"
        "provided.Provided.put_back = put_back", limits=QUICK,
    ),
    "the forked child never says that it is there": _base(
        "from tito.judge.student import base\n"
        "base._own_folder = lambda: time.sleep(1000)", limits=replace(QUICK, notebook_seconds=3),
    ),
    # --------------------------------------------------------------------------------------------- to the supervisor
    "done before a cell has run, many times": _base(
        "channel = found('Base').channel\n"
        "for _ in range(40):\n    channel.send({'outputs': [], 'notes': [], 'written': 0})",
    ),
    "outputs of 50 MB": _saying(
        "{'outputs': [{'output_type': 'stream', 'name': 'stdout', 'text': 'x' * 50_000_000}], 'notes': [], "
        "'written': 0}"
    ),
    "a million small outputs": _saying(
        "{'outputs': [{'output_type': 'stream', 'name': 'stdout', 'text': 'x'}] * 700_000, 'notes': [], 'written': 0}"
    ),
    "a message longer than any may "
    "be": _base("found('Base').channel.sock.sendall(struct.pack('<I', 0xfffffff0) + b'x' * 99)"),
    "a message that never ends": _base(
        "sock = found('Base').channel.sock\nsock.sendall(struct.pack('<I', 60_000_000))\n"
        "for _ in range(50):\n    sock.sendall(b'[' * 1000)\n    time.sleep(0.1)", limits=QUICK,
    ),
    "messages that are no JSON": _base("found('Base').channel.sock.sendall(struct.pack('<I', 5) + b'\\xff{[\\\\u')"),
    "JSON that is deeply nested": _base(
        "data = b'[' * 3_000_000\nfound('Base').channel.sock.sendall(struct.pack('<I', len(data)) + data)"
    ),
    "JSON that is nested as deep as it goes": _base(
        "sock = found('Base').channel.sock\n"
        "for depth in (900, 940, 960, 970, 980, 990):\n"
        "    deep = '[' * depth + ']' * depth\n"
        "    data = "
        "('{\"outputs\":[{\"output_type\":\"display_data\",\"data\":{\"application/json\":%s},\"metadata\":{\"a\":%s}}],'\n"
        "            '\"notes\":[%s],\"written\":0}' % (deep, deep, deep)).encode()\n"
        "    sock.sendall(struct.pack('<I', len(data)) + data)",
    ),
    "a message that is a list": _saying("[1, 2, 3]"),
    "a message that is nothing": _saying("None"),
    "outputs of forbidden types": _saying(
        "{'outputs': [7, None, [], {'output_type': []}, {'output_type': {}}, {'output_type': 'update_display_data'},"
        " {'output_type': 'error', 'ename': 5, 'evalue': [], 'traceback': {'a': 1}},"
        " {'output_type': 'stream', 'text': ['a']}, {'output_type': 'execute_result', 'data': [], 'metadata': 3},"
        " {'output_type': 'display_data', 'data': {'text/html': {'a': 1}, 'x': 7}, 'metadata': {'a': float('nan')}}],"
        " 'notes': {'a': 1}, 'written': 0}"
    ),
    "text that no file can hold": _saying(
        "{'outputs': [{'output_type': 'stream', 'text': '\\udc80\\ud800'},"
        " {'output_type': 'error', 'ename': '\\udfff', 'evalue': '\\ud800', 'traceback': ['\\udc80']},"
        " {'output_type': 'display_data', 'data': {'text/plain': '\\ud800', '\\ud801': '\\ud802',"
        " 'application/json': {'\\ud803': ['\\ud804']}}, 'metadata': {'\\ud805': '\\ud806'}}],"
        " 'notes': ['\\ud800'], 'written': 0}"
    ),
    "a written offset that is negative": _base(
        "from tito.judge.student import base\ncell = base.Base.cell\n"
        "base.Base.cell = lambda self, message: cell(self, message) | {'written': -5}",
        cells={"average": "import os\nprint('x', flush=True)\nos._exit(1)"},
    ),
    "a written offset beyond everything": _base(
        "from tito.judge.student import base\ncell = base.Base.cell\n"
        "base.Base.cell = lambda self, message: cell(self, message) | {'written': 10 ** 30}",
        cells={"average": "import os\nprint('x', flush=True)\nos._exit(1)"},
    ),
    "a written offset that is no number": _saying("{'outputs': [], 'notes': [], 'written': 'seven'}"),
    "a written offset that is a list": _saying("{'outputs': [], 'notes': [], 'written': [1]}"),
    "a written offset that is not a number": _saying("{'outputs': [], 'notes': [], 'written': float('nan')}"),
    "a written offset that is infinite": _saying("{'outputs': [], 'notes': [], 'written': float('-inf')}"),
    "notes without end": _saying("{'outputs': [], 'notes': ['x' * 100_000] * 400, 'written': 0}"),
    "descriptors are sent to the supervisor": _base(
        "for n in sockets():\n    try:\n"
        "        socket.send_fds(socket.socket(fileno=os.dup(n)), [struct.pack('<I', 2) + b'{}'], [0, 1, 2] * 30)\n"
        "    except OSError:\n        pass"
    ),
    "every descriptor is closed": _base("os.closerange(0, 200)"),
    "every descriptor becomes another socket": _base(
        "a, b = socket.socketpair()\nfor n in sockets():\n    os.dup2(a.fileno(), n)", limits=QUICK,
    ),
    "the output file is cut, moved and overwritten": _base(
        "import fcntl, mmap\n"
        "for n in (1, 2):\n"
        "    fcntl.fcntl(n, fcntl.F_SETFL, 0)\n    os.ftruncate(n, 0)\n    os.ftruncate(n, 7_000_000)\n"
        "    os.lseek(n, 5_000_000, 0)\n"
        "m = mmap.mmap(1, 7_000_000)\nm[:100] = b'\\x1b' * 100\nos.ftruncate(1, 10)",
    ),
    "the output file is sealed": _base(
        "import fcntl\n"
        "for n in (1, 2):\n    try:\n        fcntl.fcntl(n, 1033, 15)\n    except OSError:\n        pass",
    ),
    "the base stops itself": _base("os.kill(os.getpid(), signal.SIGSTOP)", limits=QUICK),
    "the base leaves, and another process keeps its sockets": _base(
        "if os.fork():\n    os._exit(0)\nos.setsid()\ntime.sleep(1000)", limits=QUICK,
    ),
    "the base leaves, and another process goes on in its place": _base(
        "if os.fork():\n    os._exit(0)\nos.setsid()", limits=QUICK,
    ),
    "as many processes as there may be, then the base ends": _base(
        "try:\n"
        "    while True:\n"
        "        if os.fork() == 0:\n            os.setsid()\n            signal.pause()\n"
        "except OSError:\n    pass\n"
        "os._exit(1)", limits=QUICK,
    ),
    "processes that fork for ever": _base(
        "if os.fork() == 0:\n"
        "    while True:\n"
        "        try:\n            os.fork()\n        except OSError:\n            pass\n"
        "time.sleep(0.5)\nos._exit(1)", limits=QUICK,
    ),
    "all memory of the private folders": _base(
        "for folder in ('/tmp', '/dev/shm', os.getcwd()):\n"
        "    try:\n"
        "        for n in range(99):\n            open(f'{folder}/{n}', 'wb').write(b'x' * 7_000_000)\n"
        "    except OSError:\n        pass",
    ),
    "the keeper is shot at": _base(
        "for number in range(1, 65):\n"
        "    for pid in (1, os.getppid()):\n"
        "        if number != signal.SIGCHLD or True:\n"
        "            try:\n                os.kill(pid, number)\n            except (OSError, ValueError):\n"
        "                pass\n"
    ),
    "everything is shot": _base("os.kill(-1, signal.SIGKILL)\nos.kill(os.getpid(), signal.SIGKILL)", limits=QUICK),
    "children are shot by a later cell": Attack(
        last="import os, signal\n"
             "for name in os.listdir('/proc'):\n"
             "    if name.isdigit() and int(name) not in (1, os.getpid()):\n        os.kill(int(name), signal.SIGKILL)",
        flagged=True, may_stop=True,
    ),
    "a name of a process that confuses who reads it": _base(
        "import ctypes\nctypes.CDLL(None).prctl(15, b') R \\xff\\xfe\\n 0', 0, 0, 0)",
    ),
    "the interrupt is ignored": Attack(
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass",
        flagged=True, limits=QUICK,
    ),
    "the interrupt is caught again and again": Attack(
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
        limits=QUICK,
    ),
    "Base.cell, Shell.run and the watch are replaced": _base(
        "from tito.judge.student import shell\nfrom tito.judge.look import watch\n"
        "shell.Shell.run = lambda self, *a: [{'output_type': 'execute_result', 'data': {'text/plain': '100'},"
        " 'metadata': {}}]\n"
        "watch.Watch.taken = lambda self: []\nwatch.Watch.heard = lambda *a: None",
        passes=frozenset(),
    ),
}  # fmt: skip
