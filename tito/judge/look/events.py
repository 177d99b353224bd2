"""Audit events of the interpreter that honest cells do not cause, what is said of them, and through whom they count.

An event counts when the code nearest to it is the student's. `through` names library files that only pass a call on:
`subprocess.run` is the student's doing, `platform.processor()`, which runs a program as well, is not.
"""

from dataclasses import dataclass

ANYONE = None
"""Counts through any library: what libraries do at a student's wish is the student's doing."""


@dataclass(frozen=True)
class Event:
    """How one event of the interpreter is judged.

    Attributes:
        what: the phrase for a TA.
        through: parts of the paths of library files that pass it on, or `ANYONE`.
        names: where given, only events about an attribute or module of such a name count.
        paths: whether only events about a path outside the notebook's places count.
    """

    what: str
    through: tuple[str, ...] | None = ()
    names: frozenset[str] = frozenset()
    paths: bool = False


_STARTERS = (
    "/subprocess.py", "/os.py", "/pty.py", "/multiprocessing/", "/concurrent/futures/", "/asyncio/", "/contextlib.py",
    "/threading.py", "/webbrowser.py",
)  # fmt: skip
_CTYPES, _IMPORTING = ("/ctypes/",), ("<frozen importlib", "/importlib/__init__.py")
_INNER = frozenset({"__code__", "gi_frame", "gi_code", "cr_frame", "ag_frame", "tb_frame", "f_code"})
_STORED = frozenset({"__code__", "__defaults__", "__kwdefaults__", "__class__", "__bases__"})
_MODULES = frozenset(
    {"ctypes", "_ctypes", "cffi", "_cffi_backend", "multiprocessing", "subprocess", "_posixsubprocess", "pty", "mmap",
     "socket", "_socket", "linecache", "nbgrader"}
)  # fmt: skip

_PROGRAM, _FRAMES = Event("starts another program or process", _STARTERS), Event("reads frames of running functions")
_NETWORK, _KILL = Event("reaches for the network", ANYONE), Event("sends a signal to a process", _STARTERS)
_HUNT, _TRACE = Event("searches the memory for other objects"), Event("hooks into the interpreter")
_MEMORY, _LIMITS = Event("reaches below Python", _CTYPES), Event("changes the limits of the process")
_CODE, _PATH = Event("runs text as code"), Event("touches a file outside its places", ANYONE, paths=True)

EVENTS: dict[str, Event] = {
    "sys._getframe": _FRAMES, "sys._current_frames": _FRAMES, "sys._current_exceptions": _FRAMES,
    "gc.get_objects": _HUNT, "gc.get_referrers": _HUNT, "gc.get_referents": _HUNT, "sys.settrace": _TRACE,
    "sys.setprofile": _TRACE, "sys.addaudithook": Event("hooks into the interpreter", ANYONE),
    "object.__getattr__": Event("reads inner parts of functions or frames", (), _INNER),
    "object.__setattr__": Event("replaces inner parts", (), _STORED),
    "object.__delattr__": Event("replaces inner parts", (), _STORED),
    "code.__new__": _CODE, "function.__new__": _CODE, "exec": _CODE, "compile": _CODE, "marshal.loads": _CODE,
    "import": Event("imports a module that no exercise needs", _IMPORTING, _MODULES), "os.system": _PROGRAM,
    "os.exec": _PROGRAM, "os.fork": _PROGRAM, "os.forkpty": _PROGRAM, "os.posix_spawn": _PROGRAM,
    "os.spawn": _PROGRAM, "subprocess.Popen": _PROGRAM, "pty.spawn": _PROGRAM, "webbrowser.open": _PROGRAM,
    "cpython.PyInterpreterState_New": _PROGRAM, "os.kill": _KILL, "os.killpg": _KILL, "signal.pthread_kill": _KILL,
    "resource.setrlimit": _LIMITS, "resource.prlimit": _LIMITS, "mmap.__new__": _MEMORY, "socket.connect": _NETWORK,
    "socket.bind": _NETWORK, "socket.sendto": _NETWORK, "socket.sendmsg": _NETWORK, "socket.getaddrinfo": _NETWORK,
    "socket.gethostbyname": _NETWORK, "socket.gethostbyaddr": _NETWORK, "urllib.Request": _NETWORK,
    "http.client.connect": _NETWORK, "ftplib.connect": _NETWORK, "smtplib.connect": _NETWORK, "open": _PATH,
    "os.listdir": _PATH, "os.scandir": _PATH, "os.walk": _PATH, "os.chdir": _PATH, "os.mkdir": _PATH,
    "os.remove": _PATH, "os.rename": _PATH, "os.rmdir": _PATH, "os.chmod": _PATH, "os.chown": _PATH, "os.link": _PATH,
    "os.symlink": _PATH, "os.truncate": _PATH, "os.utime": _PATH, "glob.glob": _PATH, "shutil.copyfile": _PATH,
    "shutil.copytree": _PATH, "shutil.move": _PATH, "shutil.rmtree": _PATH, "sqlite3.connect": _PATH,
} | {
    f"ctypes.{part}": _MEMORY
    for part in (
        "addressof", "call_function", "cdata", "cdata/buffer", "create_string_buffer", "create_unicode_buffer",
        "dlopen", "dlsym", "dlsym/handle", "string_at", "wstring_at", "PyObj_FromPtr",
    )
}  # fmt: skip
"""By the interpreter's own names (Python's documentation has the table). What is not here is not looked at."""
