"""What the static look knows: names that an honest solution of a numerical course has no use for, and those it has.

Paths are dotted, with imports resolved: `from os import system as s` makes `s` the path `os.system`. The longest entry
that is the path or begins it decides, and None says that nothing is wrong with it.
"""

_FRAMES = "reads frames of running functions"
_TRACE = "hooks into the interpreter"
_HUNT = "searches the memory for other objects"
_MEMORY = "reaches below Python"
_PROGRAM = "starts another program or process"
_NETWORK = "reaches for the network"
_PROCESS = "touches the process itself"
_SYSTEM = "reaches around the file system"
_LIMITS = "changes the limits of the process"
_CODE = "runs text as code"
_IMPORTS = "changes how Python imports"
_SHELL = "reaches into IPython"
_PATCH = "uses a tool for replacing functions"
_GRADER = "reaches for the grading tools"
_LATER = "leaves something behind that runs later"
_ENVIRONMENT = "reads or changes the environment"

USES: dict[str, str | None] = {
    "sys._getframe": _FRAMES, "sys._current_frames": _FRAMES, "sys._current_exceptions": _FRAMES,
    "inspect.stack": _FRAMES, "inspect.currentframe": _FRAMES, "inspect.trace": _FRAMES,
    "inspect.getinnerframes": _FRAMES, "inspect.getouterframes": _FRAMES, "inspect.getframeinfo": _FRAMES,
    "inspect.getclosurevars": _FRAMES, "inspect.getargvalues": _FRAMES, "types.FrameType": _FRAMES,
    "traceback.extract_stack": _FRAMES, "traceback.walk_stack": _FRAMES, "traceback.walk_tb": _FRAMES,
    "traceback.format_stack": _FRAMES, "traceback.print_stack": _FRAMES,
    "sys.settrace": _TRACE, "sys.setprofile": _TRACE, "sys.monitoring": _TRACE, "sys.addaudithook": _TRACE,
    "sys.displayhook": _TRACE, "sys.__displayhook__": _TRACE, "sys.excepthook": _TRACE, "sys.unraisablehook": _TRACE,
    "sys.breakpointhook": _TRACE, "sys.call_tracing": _TRACE, "threading.settrace": _TRACE,
    "threading.setprofile": _TRACE, "threading.excepthook": _TRACE, "bdb": _TRACE,
    "gc.get_objects": _HUNT, "gc.get_referrers": _HUNT, "gc.get_referents": _HUNT, "gc.callbacks": _HUNT,
    "tracemalloc.take_snapshot": _HUNT, "tracemalloc.get_object_traceback": _HUNT, "linecache": _HUNT,
    "objgraph": _HUNT, "ctypes": _MEMORY, "_ctypes": _MEMORY, "cffi": _MEMORY, "_cffi_backend": _MEMORY,
    "mmap": _MEMORY, "numpy.ctypeslib": _MEMORY, "_posixsubprocess": _MEMORY,
    "os.fork": _PROGRAM, "os.forkpty": _PROGRAM, "os.system": _PROGRAM, "os.popen": _PROGRAM, "os.execl": _PROGRAM,
    "os.execle": _PROGRAM, "os.execlp": _PROGRAM, "os.execlpe": _PROGRAM, "os.execv": _PROGRAM, "os.execve": _PROGRAM,
    "os.execvp": _PROGRAM, "os.execvpe": _PROGRAM, "os.posix_spawn": _PROGRAM, "os.posix_spawnp": _PROGRAM,
    "os.spawnl": _PROGRAM, "os.spawnle": _PROGRAM, "os.spawnlp": _PROGRAM, "os.spawnlpe": _PROGRAM,
    "os.spawnv": _PROGRAM, "os.spawnve": _PROGRAM, "os.spawnvp": _PROGRAM, "os.spawnvpe": _PROGRAM,
    "os.startfile": _PROGRAM, "posix": _PROGRAM, "subprocess": _PROGRAM, "multiprocessing": _PROGRAM,
    "multiprocessing.cpu_count": None, "concurrent.futures.ProcessPoolExecutor": _PROGRAM, "pty": _PROGRAM,
    "pexpect": _PROGRAM, "asyncio.create_subprocess_exec": _PROGRAM, "asyncio.create_subprocess_shell": _PROGRAM,
    "runpy": _PROGRAM, "webbrowser": _PROGRAM,
    "os.kill": _PROCESS, "os.killpg": _PROCESS, "os._exit": _PROCESS, "os.abort": _PROCESS, "os.setsid": _PROCESS,
    "os.setuid": _PROCESS, "os.setgid": _PROCESS, "os.getppid": _PROCESS, "os.dup": _PROCESS, "os.dup2": _PROCESS,
    "os.pipe": _PROCESS, "os.read": _PROCESS, "os.write": _PROCESS, "os.close": _PROCESS,
    "os.closerange": _PROCESS, "os.memfd_create": _PROCESS, "os.sched_setaffinity": _PROCESS, "signal": _PROCESS,
    "faulthandler": _PROCESS, "fcntl": _PROCESS, "_thread": _LATER, "threading.Timer": _LATER, "atexit": _LATER,
    "os.open": _SYSTEM, "os.symlink": _SYSTEM, "os.link": _SYSTEM, "os.chroot": _SYSTEM, "os.mkfifo": _SYSTEM,
    "os.environ": _ENVIRONMENT, "os.environb": _ENVIRONMENT, "os.getenv": _ENVIRONMENT, "os.putenv": _ENVIRONMENT,
    "os.unsetenv": _ENVIRONMENT, "os.register_at_fork": _LATER,
    "os.path.expanduser": _SYSTEM, "pathlib.Path.home": _SYSTEM,
    "resource.setrlimit": _LIMITS, "resource.prlimit": _LIMITS,
    "socket": _NETWORK, "_socket": _NETWORK, "socketserver": _NETWORK, "ssl": _NETWORK, "urllib.request": _NETWORK,
    "urllib3": _NETWORK, "requests": _NETWORK, "http": _NETWORK, "http.HTTPStatus": None, "httpx": _NETWORK,
    "aiohttp": _NETWORK, "ftplib": _NETWORK, "smtplib": _NETWORK, "telnetlib": _NETWORK, "xmlrpc": _NETWORK,
    "paramiko": _NETWORK, "zmq": _NETWORK, "asyncio.open_connection": _NETWORK, "asyncio.start_server": _NETWORK,
    "builtins.eval": _CODE, "builtins.exec": _CODE, "builtins.compile": _CODE, "builtins.__import__": _CODE,
    "types.CodeType": _CODE, "marshal": _CODE, "code": _CODE, "codeop": _CODE,
    "importlib.__import__": _CODE, "importlib.util": _IMPORTS, "importlib.util.find_spec": None,
    "importlib.machinery": _IMPORTS, "importlib.abc": _IMPORTS, "importlib._bootstrap": _IMPORTS, "pkgutil": _IMPORTS,
    "imp": _IMPORTS, "sys.modules": _IMPORTS, "sys.meta_path": _IMPORTS, "sys.path_hooks": _IMPORTS,
    "sys.path_importer_cache": _IMPORTS, "copyreg": _CODE,
    "IPython.core": _SHELL, "IPython.utils": _SHELL, "IPython.Application": _SHELL, "IPython.InteractiveShell": _SHELL,
    "IPython.core.display": None, "IPython.core.display_functions": None, "IPython.core.getipython": None,
    "IPython.core.pylabtools": None, "IPython.core.interactiveshell": None,
    "IPython.core.interactiveshell.InteractiveShell": None, "ipykernel": _SHELL,
    "unittest.mock": _PATCH, "mock": _PATCH, "pytest.MonkeyPatch": _PATCH, "_pytest": _PATCH, "wrapt": _PATCH,
    "forbiddenfruit": _PATCH, "nbgrader": _GRADER, "nbformat": _GRADER, "nbclient": _GRADER, "nbconvert": _GRADER,
    "tito": _GRADER, "tito.checks": None, "tito.stack": None, "tito.data": None,
}  # fmt: skip

CALLS = {"types.FunctionType": _CODE}
"""What only matters where it is called."""

SHELL_PART = _SHELL
HONEST_OF_SHELL = {"run_line_magic", "run_cell_magic", "magic", "system", "getoutput", "__class__", "colors", "config"}
"""What `get_ipython()` is asked for by honest cells; magics and commands are looked at by their text."""
MAGIC_PROGRAMS = {
    "bash", "sh", "script", "system", "sx", "sc", "!", "cmd", "perl", "ruby", "python", "python2", "python3", "pypy",
    "javascript", "js", "cython", "run", "rerun", "macro", "alias", "edit",
}  # fmt: skip
MAGIC_HISTORY = {"history", "hist", "recall", "rep", "notebook", "save", "logstart", "store"}
MAGIC_LOADS = {"load_ext", "load", "loadpy", "reload_ext"}
EXTENSIONS = {"autoreload", "memory_profiler", "line_profiler", "watermark", "tensorboard", "jupyter_black", "nb_black"}
MAGIC_CODE = {"time", "timeit", "prun", "memit", "mprun", "lprun", "capture", "debug"}
"""Magics that take Python, which is looked at in its turn."""
MAGIC_FILES = {"writefile", "file"}
COMMANDS = {
    "pip", "pip3", "conda", "mamba", "ls", "pwd", "echo", "date", "nvidia-smi", "lscpu", "free", "uname", "head",
    "tail", "wc", "which", "df", "du", "cat", "mkdir",
}  # fmt: skip
"""Shell commands that an honest notebook holds."""

GUARDED = {
    "builtins", "numpy", "math", "cmath", "operator", "_operator", "random", "json", "statistics", "functools",
    "itertools", "collections", "copy", "inspect", "types", "time", "sys", "os", "io", "gc", "pickle", "abc",
    "dataclasses", "importlib", "pytest", "unittest", "IPython", "ipykernel", "tito", "tinytorch", "scipy", "traceback",
    "linecache", "threading", "re", "ast", "numbers", "enum", "contextlib", "fractions", "decimal",
}  # fmt: skip
"""Modules whose attributes nobody assigns to."""
HONEST_STORES = {
    "sys.stdout", "sys.stderr", "sys.stdin", "sys.path", "sys.argv", "sys.tracebacklimit", "sys.dont_write_bytecode",
    "IPython.core.interactiveshell.InteractiveShell.ast_node_interactivity",
}  # fmt: skip
COMPARING = {
    "allclose", "isclose", "array_equal", "array_equiv", "assert_allclose", "assert_array_equal", "assert_equal",
    "assert_almost_equal", "assert_array_almost_equal", "assert_array_less", "assert_raises",
}  # fmt: skip
"""Functions that tests decide with: assigning to an attribute of such a name is odd whatever it belongs to."""

HIDDEN_PLACES = {"builtins", "sys", "os", "gc", "inspect", "importlib", "IPython", "ctypes", "types", "get_ipython()"}
"""Modules whose attributes no honest cell looks up by a name that is known only when it runs."""

ODD_ATTRIBUTES = {
    "__code__", "__globals__", "__closure__", "__subclasses__", "__builtins__", "__import__", "__loader__", "__spec__",
    "__reduce__", "__reduce_ex__", "__getattribute__", "__kwdefaults__", "f_back", "f_locals", "f_globals", "f_code",
    "f_builtins", "gi_frame", "gi_code", "cr_frame", "ag_frame", "tb_frame", "tb_next", "co_code", "co_consts",
    "_getframe", "currentframe", "get_objects", "get_referrers", "get_referents", "settrace", "setprofile",
    "addaudithook", "meta_path", "path_hooks", "ast_transformers", "input_transformers", "input_transformers_post",
    "input_transformers_cleanup", "input_transformer_manager", "run_cell", "run_cell_async", "run_code", "user_ns",
    "history_manager", "do_execute", "cell_contents", "displayhook", "excepthook", "_ih",
}  # fmt: skip
"""Names of attributes that stand in no honest solution, whatever they belong to."""

LYING = {
    "__array__", "__array_function__", "__array_ufunc__", "__array_wrap__",
    "__array_interface__", "__array_struct__", "__instancecheck__", "__subclasscheck__", "__subclasshook__",
    "__getattribute__", "__class__", "__reduce__", "__reduce_ex__",
}  # fmt: skip
"""Special methods that a solution has no reason to define where the released cell has none."""
ALWAYS = {
    "__eq__": True, "__ne__": False, "__lt__": True, "__le__": True, "__gt__": True, "__ge__": True,
    "__contains__": True,
}  # fmt: skip
"""Comparisons, and the answer that one which only flatters would give each time."""

SHADOWED = {
    "sum", "max", "min", "pow", "round", "divmod", "abs", "sorted", "reversed", "filter", "map", "zip", "print",
    "input", "help", "exit", "quit", "dir", "hash", "id", "eval", "compile", "display", "format", "next", "iter",
    "slice", "bin", "hex", "range", "enumerate", "copyright", "credits", "license", "breakpoint", "ascii", "chr",
    "ord", "oct", "complex", "set", "all", "any",
}  # fmt: skip
"""Builtins for which students do write functions of their own: only one that returns the same each time is odd."""

WORDS = r"TITO_SEED|TINYTORCH_PATH|gradebook\.db|nbgrader_config|hidden_tests?\b|(?:BEGIN|END) HIDDEN TESTS"
"""Text that speaks of grading."""

HONEST_VARIABLES = r"(\w+_NUM_THREADS|KMP_\w+|MPL\w+|TF_\w+|CUDA_\w+|PYTHON\w+|OMP_\w+|COLAB_\w+|KAGGLE_\w+)"
"""Environment variables that notebooks set or read for honest reasons."""

OPENERS = {
    "builtins.open", "io.open", "codecs.open", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "numpy.load",
    "numpy.loadtxt", "numpy.genfromtxt", "numpy.fromfile", "numpy.memmap", "numpy.save", "numpy.savez",
    "numpy.savez_compressed", "numpy.savetxt", "os.listdir", "os.walk", "os.scandir", "os.stat", "os.remove",
    "os.unlink", "os.rename", "os.replace", "os.rmdir", "os.mkdir", "os.makedirs", "os.chdir", "os.chmod", "os.access",
    "os.path.exists", "os.path.isfile", "os.path.isdir", "os.path.getsize", "os.path.abspath", "os.path.realpath",
    "glob.glob", "glob.iglob", "shutil.copy", "shutil.copyfile", "shutil.copy2", "shutil.copytree", "shutil.move",
    "shutil.rmtree", "sqlite3.connect", "zipfile.ZipFile", "tarfile.open", "gzip.open", "bz2.open", "lzma.open",
    "pandas.read_csv", "pandas.read_pickle", "pandas.read_json", "pandas.read_parquet", "matplotlib.pyplot.imread",
    "matplotlib.pyplot.imsave", "matplotlib.pyplot.savefig", "PIL.Image.open", "os.readlink", "joblib.load",
}  # fmt: skip
"""Functions whose first argument is a path."""
