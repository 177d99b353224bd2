"""Attacks that want to see a hidden test, or what it hands over, in what the student gets to read.

They print the secret itself where they come upon any part of a test, so that one look finds every leak.
"""

from tests.judge.attacks.attack_bench import Attack
from tito.judge.job import Limits

QUICK = Limits(cell_seconds=2, notebook_seconds=20, wall_factor=2, memory_mib=512, file_mib=8)

_TOOLS = """
import base64, ctypes, gc, glob, hashlib, linecache, os, re, signal, socket, sys, threading, time

SIGNS = [re.compile(sign) for sign in (rb"hidden_number[s] = np", rb"heron-[0-9][0-9]", rb"5[.], +70[.]")]

def secret():
    return "-".join(("heron", "71"))

def tell(what):
    data = what if isinstance(what, (bytes, bytearray)) else str(what).encode("utf-8", "replace")
    for sign in SIGNS:
        if sign.search(data):
            print(secret(), flush=True)

def look(path):
    try:
        with open(path, "rb") as file:
            tell(file.read(8_000_000))
    except (OSError, ValueError, MemoryError):
        pass
"""


def _before(text: str, **options: object) -> Attack:
    """From a cell before the exercises."""
    return Attack(_TOOLS + text, **options)  # type: ignore[arg-type]


def _kept(keep: str, find: str, before: str = "", **options: object) -> Attack:
    """Functions that tests call keep their arguments as `seen`; a later cell looks for them.

    They answer what can be read in the open, so that the hidden lines are reached.
    """
    body = "".join(f"    {line}\n" for line in f"seen = repr((args, kwargs))\n{keep}".strip().splitlines())
    known = {"average": "3.0", "root": "3.0", "shift": "np.array([-2.0, -1.0, 3.0])"}
    cells = {name: f"def {name}(*args, **kwargs):\n{body}    return {value}" for name, value in known.items()}
    return Attack(_TOOLS + before, cells, find, **options)  # type: ignore[arg-type]


_WAITING = """
if os.fork() == 0:
    os.setsid()
    for _ in range(200):
        {look}
        time.sleep(0.02)
    os._exit(0)
"""

ATTACKS = {
    # ------------------------------------------------------------------------ what a function was given, carried out
    "arguments are "
    "printed": _kept("print(seen, flush=True)\nsys.__stdout__.write(seen)\nos.write(2, seen.encode())", ""),
    "arguments are kept in globals and builtins": _kept(
        "import builtins\nbuiltins.kept = globals()['kept'] = seen\nnp.kept = seen", "tell(globals().get('kept'))"
    ),
    "arguments lie in files": _kept(
        "for path in ('/tmp/seen', '/dev/shm/seen', 'seen', os.path.expanduser('~/seen'), '/var/tmp/seen'):\n"
        "    try:\n        open(path, 'a').write(seen)\n    except OSError:\n        pass",
        "for path in ('/tmp/seen', '/dev/shm/seen', 'seen', os.path.expanduser('~/seen'), '/var/tmp/seen'):\n"
        "    look(path)",
    ),
    "arguments lie in files, and a process waits for them": _kept(
        "open('/tmp/seen', 'a').write(seen)", "print('so far', flush=True)",
        _WAITING.format(look="look('/tmp/seen')"), flagged=True, limits=QUICK,
    ),
    "arguments lie in memory shared since before the fork": _kept(
        "shared[:len(seen)] = seen.encode()", "tell(bytes(shared))\n",
        "import mmap\n"
        "shared = mmap.mmap(-1, 100_000)\n" + _WAITING.format(look="tell(bytes(shared))"), flagged=True, limits=QUICK,
    ),
    "arguments go through a pipe that the base has kept": _kept(
        "os.write(there, seen.encode())", "os.set_blocking(here, False)\ntry:\n    tell(os.read(here, 9999))\n"
        "except BlockingIOError:\n    pass",
        "here, there = os.pipe()\n" + _WAITING.format(look="tell(os.read(here, 9999))"), flagged=True, limits=QUICK,
    ),
    "arguments go through a socket between children": _kept(
        "sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "try:\n    sock.sendto(seen.encode(), '/tmp/mailbox')\nexcept OSError:\n    pass",
        "",
        "box = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\nbox.bind('/tmp/mailbox')\n"
        "threading.Thread(target=lambda: [tell(box.recv(9999)) for _ in range(99)], daemon=True).start()\n"
        + _WAITING.format(look="tell(box.recv(9999))"),
        flagged=True, limits=QUICK,
    ),
    "arguments are written into the output of the cells": _kept(
        "os.write(out, secret().encode())\nos.pwrite(out, secret().encode(), 0)", "print('end')",
        "out = os.dup(1)\nprint('begin', flush=True)",
    ),
    "an output is updated while a test runs": _kept(
        "handle.update(secret())\nupdate_display(secret(), display_id='x')", "",
        "from IPython.display import display, update_display\nhandle = display('nothing yet', display_id='x')",
    ),
    "the answer of a cell is sent while a test runs": _kept(
        "import json, struct\n"
        "data = json.dumps({'outputs': [{'output_type': 'stream', 'text': secret()}], 'notes': [secret()],\n"
        "                   'written': 0}).encode()\n"
        "for sock in kept:\n    os.write(sock, struct.pack('<I', len(data)) + data)",
        "",
        "kept = [os.dup(int(n)) for n in os.listdir('/proc/self/fd')\n"
        "        if os.path.exists('/proc/self/fd/' + n) and os.readlink('/proc/self/fd/' + n).startswith('socket')]",
        flagged=True,
    ),
    "a thread waits for what tests hand over": _kept(
        "box.append(seen)", "", "box = []\n"
        "def wait():\n    for _ in range(300):\n        tell(box)\n        time.sleep(0.01)\n"
        "threading.Thread(target=wait).start()",
    ),
    "what is left at exit, and by finalizers": _kept(
        "class Late:\n    def __del__(self):\n        print(secret() if '70.' in seen else '', flush=True)\n"
        "globals()['late'] = Late()\nimport atexit\natexit.register(print, seen)", "",
    ),
    "arguments come out in exceptions": _kept("raise RuntimeError(seen)", "tell(sys.exc_info())"),
    "the memory of the children is read by a later cell": Attack(
        last=_TOOLS
        + "for path in glob.glob('/proc/[0-9]*/mem'):\n"
        "    try:\n        maps = open(path[:-3] + 'maps').read().splitlines()\n        memory = open(path, 'rb')\n"
        "    except OSError:\n        continue\n"
        "    for line in maps[:400]:\n"
        "        first, last = (int(n, 16) for n in line.split()[0].split('-'))\n"
        "        try:\n            memory.seek(first)\n            tell(memory.read(min(last - first, 4_000_000)))\n"
        "        except (OSError, ValueError, OverflowError):\n            pass",
        flagged=True,
    ),
    # -------------------------------------------------------------------------------------- where a test could stand
    "In, Out and the history": Attack(
        _TOOLS, last="tell((In, Out, _ih, _oh, _i, _ii, _iii, globals().get('_i4')))\n"
        "ip = get_ipython()\ntell(list(ip.history_manager.get_range(raw=True)))\n"
        "tell((ip.history_manager.input_hist_raw, ip.history_manager.input_hist_parsed))\n%history",
    ),
    "the lines that tracebacks are made of": Attack(
        _TOOLS, last="for lines in linecache.cache.values():\n    tell(lines)\n"
            "tell(get_ipython().compile._filename_map)",
    ),
    "every text and every frame in the process": Attack(
        _TOOLS,
        last="for thing in gc.get_objects():\n"
        "    if type(thing) in (dict, list, tuple):\n"
        "        for item in (thing.values() if type(thing) is dict else thing):\n"
        "            if type(item) in (str, bytes) and 'SIGNS' not in str(item):\n                tell(item)\n"
        "frame = sys._getframe()\n"
        "while frame is not None:\n"
        "    tell([v for v in frame.f_locals.values() if type(v) is dict and 'do' in v and v.get('kind') == "
        "'test'])\n    frame = frame.f_back",
        flagged=True,
    ),
    "the same from the functions that tests call": _kept(
        "for frame in sys._current_frames().values():\n    while frame is not None:\n"
        "        tell(frame.f_locals.keys())\n"
        "        frame = frame.f_back\nfor lines in list(linecache.cache.values()):\n    tell(lines)", "",
        flagged=True,
    ),
    "the memory of the own process": Attack(
        _TOOLS,
        last="text = b'-'.join((b'heron', b'71'))\n"
        "with open('/proc/self/mem', 'rb') as memory:\n"
        "    for line in open('/proc/self/maps').read().splitlines()[:400]:\n"
        "        first, last = (int(n, 16) for n in line.split()[0].split('-'))\n"
        "        try:\n            memory.seek(first)\n            data = memory.read(min(last - first, 4_000_000))\n"
        "        except (OSError, ValueError, OverflowError):\n            continue\n"
        "        if data.count(b'hidden_number' + text[:0] + b's = np'):\n            print(secret())",
        flagged=True,
    ),
    "the notebook and the course, wherever they may be": _before(
        "for top in ('.', '/tmp', '/home', '/root', '/work', '/srv', '/mnt', '/opt', '/var', '/etc', '/run', '/dev'):\n"
        "    for folder, _, names in os.walk(top):\n"
        "        if folder.count('/') > 6 or 'site-packages' in folder or '/lib/python' in folder:\n"
        "            continue\n"
        "        for name in names:\n"
        "            if name.endswith(('.ipynb', '.py', '.pyc', '.db', '.json', '.toml', '.md')):\n"
        "                look(os.path.join(folder, name))",
        flagged=True,
    ),
    "environments, command lines and maps of all processes": Attack(
        _TOOLS,
        last="for path in glob.glob('/proc/[0-9]*/*') + glob.glob('/proc/[0-9]*/fd/*'):\n"
        "    if path.endswith(('environ', 'cmdline', 'maps', 'comm', 'stack', 'syscall')) or '/fd/' in path:\n"
        "        try:\n            with open(path, 'rb', opener=lambda p, f: os.open(p, f | os.O_NONBLOCK)) as file:\n"
        "                tell(file.read(1_000_000))\n"
        "        except OSError:\n            pass\n"
        "if os.environ.get('TITO_SEED'):\n    print(secret())",
        flagged=True,
    ),
    "the environment while a test runs": _kept(
        "if os.environ.get('TITO_SEED'):\n    open('/tmp/seen', 'w').write('1')",
        "if os.path.exists('/tmp/seen'):\n    print(secret())",
    ),
    "the seed is found again by trying all": _before(
        "import random, struct\n"
        "state, own = random.getstate()[1], np.random.get_state()[1]\n"
        "given = set()\nframe = sys._getframe()\n"
        "while frame is not None:\n"
        "    for value in frame.f_locals.values():\n"
        "        if type(value) is dict and 'entropy' in value:\n            given.add(value['entropy'])\n"
        "    frame = frame.f_back\n"
        "for seed in range(3000):\n"
        "    data = hashlib.sha256(f\"student's process, {seed}\".encode()).digest()\n"
        "    for n in (seed, int.from_bytes(data[:4], 'big')):\n"
        "        if seed == 1957 and (n in given or random.Random(n).getstate()[1] == state\n"
        "                             or (np.random.RandomState(n % 2**32).get_state()[1] == own).all()):\n"
        "            print(secret())",
        flagged=True,
    ),
    "messages of the supervisor are listened to": _before(
        "from tito.judge.student import base\n"
        "receive = base.Channel.receive\n"
        "def listening(self, *a):\n    message = receive(self, *a)\n    tell(message)\n    return message\n"
        "base.Channel.receive = listening\n"
        "with_rights = base.receive_with\n"
        "def heard(sock):\n    message, fds = with_rights(sock)\n    tell(message)\n    for fd in fds:\n"
        "        look(f'/proc/self/fd/{fd}') if os.fstat(fd).st_mode & 0o170000 == 0o100000 else None\n"
        "    return message, fds\n"
        "base.receive_with = heard",
        flagged=True,
    ),
    "the pipe of the court is listened to by a neighbour": _kept(
        "pass", "", _WAITING.format(
            look="[look(f'/proc/{n}/fd/{k}') for n in os.listdir('/proc') if n.isdigit() for k in (3, 4, 5, 6, 7)]"
        ), flagged=True, limits=QUICK,
    ),
    "files that appear are watched": _kept(
        "open('/tmp/note-5.,  70.', 'w').close()", "",
        "libc = ctypes.CDLL(None)\nwatch = libc.inotify_init()\nlibc.inotify_add_watch(watch, b'/tmp', 0xfff)\n"
        + _WAITING.format(look="tell(os.read(watch, 4096))"),
        flagged=True, limits=QUICK,
    ),
    "a core is dumped while a test runs": _kept(
        "import resource\ntry:\n    resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))\n"
        "except (ValueError, OSError):\n    pass\n"
        "os.abort()", "for path in glob.glob('core*') + glob.glob('/tmp/core*'):\n    look(path)", flagged=True,
    ),
    "a debugger waits in the function": _kept(
        "try:\n    import pdb\n    pdb.Pdb(nosigint=True, skip=['*']).set_trace()\nexcept BaseException:\n    pass", "",
        may_stop=True,
    ),
    "tracers and profilers record what runs": _before(
        "def trace(frame, event, arg):\n    if 'test' in frame.f_code.co_filename:\n        tell(frame.f_locals)\n"
        "    return trace\n"
        "sys.settrace(trace)\nsys.setprofile(lambda frame, event, arg: None)\nthreading.settrace(trace)",
        flagged=True,
    ),
}  # fmt: skip
