"""Attacks that reach for what lies outside: files, processes, the network, the kernel, other submissions."""

from tests.judge.attacks.attack_bench import Attack

_TOOLS = """
import ctypes, fcntl, glob, os, signal, socket, struct, subprocess, sys, time
libc = ctypes.CDLL(None, use_errno=True)

def breach(*what):
    print("BRE" "ACH", *what)

def attempt(action, *arguments, **named):
    try:
        got = action(*arguments, **named)
    except BaseException as error:
        return print("refused", type(error).__name__)
    breach(str(got)[:300])

def show(action, *arguments, **named):
    try:
        print(str(action(*arguments, **named))[:5000])
    except BaseException as error:
        print("refused", type(error).__name__)

def read(path, *mode):
    with open(path, "rb") as file:
        return file.read(5000)

def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return result

def shell(line):
    done = subprocess.run(line, shell=True, capture_output=True, text=True, timeout=5)
    print(done.stdout[:5000], done.stderr[:500])

numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
"""


def _escape(text: str, **options: object) -> Attack:
    """An attack from a cell of its own, which must come to its end."""
    return Attack(f"{_TOOLS}{text}\nprint('came to' ' its end')", shows="came to its end", **options)  # type: ignore[arg-type]


_FILES = {
    "the course by its absolute path": _escape(
        "for name in ('course.toml', 'source/01_tensor/01_tensor.ipynb', 'submitted/bob/01_tensor/01_tensor.ipynb'):\n"
        "    show(read, '@FOLDER@/' + name)"
    ),
    "the course by a relative path": _escape(
        "for steps in range(12):\n    show(read, '../' * steps + '@FOLDER@/course.toml'.lstrip('/'))"
    ),
    "the gradebook is read": _escape("show(read, '@FOLDER@/gradebook.db')"),
    "the gradebook is written": _escape(
        "import sqlite3\nattempt(open, '@FOLDER@/gradebook.db', 'ab')\n"
        "attempt(lambda: sqlite3.connect('@FOLDER@/gradebook.db').execute('create table x (y)'))\n"
        "attempt(os.unlink, '@FOLDER@/gradebook.db')"
    ),
    "the course is looked for everywhere": _escape(
        "name = '@FOLDER@'.split('/')[-1]\n"
        "for top in ('/tmp', '/root', '/home', '/srv', '/mnt', '/media', '/opt', '/var', '/run', '/work', '/etc'):\n"
        "    for folder, folders, files in os.walk(top):\n"
        "        if name in folders:\n"
        "            breach(folder)"
    ),
    "the checkout of this project": _escape(
        "import tito\nup = os.path.dirname(os.path.dirname(tito.__file__))\n"
        "for name in ('course.toml', 'source', 'tests/judge/attacks/attack_bench.py', '.git/config', 'bank'):\n"
        "    if os.path.exists(os.path.join(up, name)):\n        breach(name)"
    ),
    "passwords and root's files": _escape(
        "for path in ('/etc/shadow', '/etc/gshadow', '/etc/sudoers', '/root/.bashrc', '/root/.ssh', '/etc/ssh', '/var/lib'):\n"
        "    attempt(os.listdir, path) if os.path.isdir(path) else attempt(read, path)\n"
        "if b'daemon:' in read('/etc/passwd'):\n    breach('the real /etc/passwd')"
    ),
    "secrets mounted for pods": _escape(
        "for path in ('/var/run/secrets/kubernetes.io/serviceaccount/token', '/run/secrets', '/var/run/docker.sock',\n"
        "             '/run/containerd/containerd.sock', '@FOLDER@/hub/jupyterhub_cookie_secret'):\n"
        "    if os.path.exists(path):\n        breach(path)"
    ),
    "files named through the first process": _escape(
        "for name in ('root', 'cwd', 'fd', 'task/1/root', 'map_files'):\n    attempt(os.listdir, f'/proc/1/{name}')\n"
        "for name in ('environ', 'mem', 'maps', 'auxv', 'stack', 'syscall', 'pagemap', 'root@FOLDER@/gradebook.db'):\n"
        "    attempt(read, f'/proc/1/{name}')"
    ),
    "a descriptor of a folder outside": _escape(
        "for name in os.listdir('/proc/self/fd'):\n    number = int(name)\n    try:\n"
        "        folder = os.path.isdir(f'/proc/self/fd/{number}')\n        where = os.readlink(f'/proc/self/fd/{number}')\n"
        "    except OSError:\n        continue\n"
        "    if folder and not where.startswith('/proc/') or 'log' in where or 'ns/' in where:\n        breach(where)"
    ),
    "hard links to what lies outside": _escape(
        "for path in ('/etc/passwd', sys.executable, np.__file__, '@FOLDER@/gradebook.db', '/proc/1/environ'):\n"
        "    attempt(os.link, path, 'linked', follow_symlinks=True)"
    ),
    "symbolic links in the work folder": _escape(
        "os.symlink('@FOLDER@/gradebook.db', 'book.db')\nos.symlink('@FOLDER@', 'course')\nos.symlink('/', 'root')\n"
        "attempt(read, 'book.db')\nattempt(open, 'book.db', 'w')\nattempt(os.listdir, 'course')\n"
        "attempt(read, 'root@FOLDER@/gradebook.db')"
    ),
    "links that the supervisor might follow": Attack(
        last="import os, shutil\nfor name in os.listdir('.'):\n    os.remove(name)\n"
        "here = os.getcwd()\nos.chdir('..')\nshutil.rmtree(here)\nos.symlink('@FOLDER@', here)\nprint('done', 'it')",
        shows="done it",
    ),
    "a loop of links where children copy the folder": _escape(
        "os.symlink('.', 'again')\nos.mkdir('a')\nos.symlink('../a', 'a/b')\nopen('plain', 'w').write('x')"
    ),
    "the package and NumPy are written": _escape(
        "import tito.checks.check as c, site\n"
        "for path in (c.__file__, np.__file__, sys.executable, os.path.join(os.path.dirname(np.__file__), 'new.py'),\n"
        "             os.path.join(site.getsitepackages()[0], 'evil.pth'),\n"
        "             os.path.join(site.getsitepackages()[0], 'sitecustomize.py'),\n"
        "             os.path.join(os.path.dirname(c.__file__), '__pycache__', 'check.cpython-311.pyc')):\n"
        "    attempt(open, path, 'ab')\n    attempt(os.chmod, path, 0o777)\n    attempt(os.utime, path, (0, 0))"
    ),
    "the loader is told to load ours": _escape(
        "for path in ('/etc/ld.so.preload', '/etc/ld.so.cache', '/etc/ld.so.conf.d/x.conf', '/lib/evil.so', '/usr/lib/evil.so'):\n"
        "    attempt(open, path, 'ab')\nos.environ['LD_PRELOAD'] = '/submission/work/evil.so'\n"
        "os.environ['PYTHONPATH'] = os.getcwd()\nopen('sitecustomize.py', 'w').write('raise SystemExit')"
    ),
    "IPython's and the shell's magics write outside": Attack(
        "%cd -q /\n!echo x > /etc/evil; echo x > @FOLDER@/course.toml; cat @FOLDER@/course.toml; cp /bin/sh /usr/bin/evil; ls /root\n"
        "!touch /bin/evil /lib/evil /usr/evil /etc/evil /opt/evil /var/evil && echo BRE''ACH\n"
        "%cd -q -\nprint('came', 'here')",
        shows="came here",
    ),
}

_PROCESSES = {
    "the parent is killed": _escape(
        "for number in (9, 15, 2, 19, 6, 11, 1):\n    os.kill(os.getppid(), number)\n    os.kill(1, number)\ntime.sleep(0.1)"
    ),
    "everybody is killed before the tests": _escape("attempt(os.kill, -1, signal.SIGKILL)"),
    "everybody is killed behind the tests": Attack(
        last="import os\nos.kill(-1, 9)\nprint('still', 'here')", shows="still here", passes=frozenset({"test-scale"}),
        may_stop=True,
    ),
    "everybody is killed within a test": Attack(
        cells={"root": "def root(number):\n    import os\n    os.kill(-1, 9)\n    os.kill(os.getppid(), 9)\n    return number"},
        may_stop=True,
    ),
    "every number is killed": _escape(
        "for number in range(2, 40_000):\n    if number != os.getpid():\n        try:\n            os.kill(number, signal.SIGKILL)\n"
        "        except OSError:\n            pass\n        else:\n            if number in (@CANARY@, @SUPERVISOR@):\n                breach(number)"
    ),
    "processes outside are seen": _escape(
        "for number in numbers:\n    line = read(f'/proc/{number}/cmdline')\n"
        "    if b'pytest' in line or b'sleep' in line or b'bwrap' in line:\n        breach(line)\n"
        "if len(numbers) > 4:\n    breach(numbers)"
    ),
    "tokens in environments": _escape(
        "print(dict(os.environ))\nfor number in numbers:\n    show(read, f'/proc/{number}/environ')\nshell('env; set')"
    ),
    "memory of the first process": _escape(
        "attempt(call, 101, 16, 1, 0, 0)\nattempt(call, 101, 0x4206, 1, 0, 0)\nbuffer = ctypes.create_string_buffer(64)\n"
        "vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)\n"
        "attempt(call, 310, 1, vector, 1, vector, 1, 0)\nattempt(call, 311, 1, vector, 1, vector, 1, 0)"
    ),
    "descriptors of the first process": _escape(
        "first = os.pidfd_open(1)\nfor number in range(12):\n    attempt(call, 438, first, number, 0)\n"
        "attempt(call, 440, first, 0, 0, 21, 0)"
    ),
    "the first process is slowed": _escape(
        "import resource\nattempt(os.setpriority, os.PRIO_PROCESS, 1, 19)\nattempt(os.sched_setaffinity, 1, {0})\n"
        "attempt(resource.prlimit, 1, resource.RLIMIT_CPU, (1, 1))\nattempt(resource.prlimit, 1, resource.RLIMIT_NOFILE)\n"
        "attempt(os.sched_setscheduler, 1, os.SCHED_IDLE, os.sched_param(0))\nattempt(os.nice, -5)"
    ),
    "limits are lifted": _escape(
        "import resource\nfor which in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):\n"
        "    attempt(resource.setrlimit, which, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "attempt(open('/proc/self/oom_score_adj', 'w').write, '-1000') if os.access('/proc/self/oom_score_adj', 2) else None"
    ),
    "memory shared with the process that comes next": _escape(
        "for line in open('/proc/self/maps') if os.access('/proc/self/maps', os.R_OK) else ():\n"
        "    if line.split()[1] == 'rw-s':\n        breach(line)"
    ),
}

_NETWORK = {
    "a server on loopback": _escape(
        "for host in ('127.0.0.1', 'localhost', '0.0.0.0', '127.0.1.1'):\n"
        "    attempt(socket.create_connection, (host, @PORT@), 1)\n"
        "import urllib.request\nattempt(urllib.request.urlopen, 'http://127.0.0.1:@PORT@/hub/api', None, 1)\n"
        "shell('exec 3<>/dev/tcp/127.0.0.1/@PORT@; cat <&3')"
    ),
    "an abstract socket": _escape(
        "s = socket.socket(socket.AF_UNIX)\nattempt(s.connect, '\\0@ABSTRACT@')\n"
        "d = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\nattempt(d.sendto, b'x', '\\0@ABSTRACT@')"
    ),
    "a socket in the file system": _escape(
        "attempt(socket.socket(socket.AF_UNIX).connect, '@FOLDER@/socket')\n"
        "for path in ('/run/dbus/system_bus_socket', '/var/run/docker.sock', '/dev/log', '/run/systemd/private'):\n"
        "    attempt(socket.socket(socket.AF_UNIX).connect, path)"
    ),
    "every family of sockets": _escape(
        "for family in range(2, 46):\n    for kind in (1, 2, 3, 5):\n        for protocol in (0, 1, 255):\n            try:\n"
        "                breach(socket.socket(family, kind, protocol))\n            except OSError:\n                pass"
    ),
    "the hub and the metadata service": _escape(
        "import urllib.request\nfor url in ('http://hub:8081/hub/api', 'http://169.254.169.254/latest/meta-data/', 'https://example.org'):\n"
        "    attempt(urllib.request.urlopen, url, None, 1)\nattempt(socket.getaddrinfo, 'example.org', 443)"
    ),
}

_KERNEL = {
    "namespaces and mounts": _escape(
        "for flags in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x02000000):\n"
        "    attempt(call, 272, flags)\n    attempt(call, 56, flags | 17, 0, 0, 0, 0)\n"
        "attempt(call, 165, b'none', b'/tmp', b'tmpfs', 0, 0)\nattempt(call, 165, b'/', b'/tmp', 0, 4096, 0)\n"
        "attempt(call, 166, b'/tmp', 2)\nattempt(call, 155, b'/tmp', b'/tmp')\nattempt(os.chroot, '/tmp')\n"
        "for number in (428, 429, 430, 431, 432, 433, 442):\n    attempt(call, number, 0, 0, 0, 0, 0)"
    ),
    "clone3 with its flags in memory": _escape(
        "arguments = (ctypes.c_uint64 * 11)(0x10000000 | 0x00020000, 0, 0, 0, 17)\nattempt(call, 435, arguments, 88)"
    ),
    "another's namespaces are entered": _escape(
        "for kind in ('mnt', 'net', 'pid', 'user', 'ipc', 'uts', 'cgroup'):\n"
        "    attempt(lambda: call(308, os.open(f'/proc/1/ns/{kind}', os.O_RDONLY), 0))\n"
        "attempt(call, 308, os.pidfd_open(1), 0x00020000)"
    ),
    "another user": _escape(
        "for user in (0, 1, 1000, 65533):\n    attempt(os.setresuid, user, user, user)\n    attempt(os.setresgid, user, user, user)\n"
        "attempt(os.setgroups, [0])\nattempt(os.chown, '.', 0, 0)\n"
        "status = open('/proc/self/status').read()\n"
        "if 'CapEff:\\t0000000000000000' not in status or 'NoNewPrivs:\\t1' not in status:\n    breach(status)"
    ),
    "set-uid programs": _escape(
        "for line in ('su -c id', 'sudo -n id', 'passwd -S root', 'newgrp root', 'mount -t tmpfs none /tmp', 'chsh -s /bin/sh',\n"
        "             'newuidmap 1 0 0 1', 'pkexec id', 'unshare -Ur id', 'bwrap --ro-bind / / id', 'nsenter -t 1 -a id'):\n"
        "    done = subprocess.run(line, shell=True, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=5)\n"
        "    if done.returncode == 0 or 'uid=0' in done.stdout:\n        breach(line, done.stdout)"
    ),
    "a set-uid program of one's own": _escape(
        "import shutil\nfor folder in ('.', '/tmp', '/dev/shm'):\n    path = shutil.copy('/usr/bin/id', f'{folder}/own-id')\n"
        "    os.chmod(path, 0o6755)\n    shown = subprocess.run([path], capture_output=True, text=True).stdout\n"
        "    if 'uid=0' in shown or 'gid=0' in shown:\n        breach(shown)"
    ),
    "settings of the kernel": _escape(
        "for path in glob.glob('/proc/sys/kernel/*') + glob.glob('/proc/sys/vm/*') + glob.glob('/proc/sys/net/*/*') + ['/proc/sysrq-trigger']:\n"
        "    if os.path.isfile(path):\n        try:\n            with open(path, 'r+b', buffering=0) as file:\n                file.write(file.read(4000))\n                breach(path)\n        except OSError:\n            pass\n"
        "attempt(os.listdir, '/sys/fs/cgroup')\nattempt(os.listdir, '/sys/kernel')\nattempt(open, '/proc/1/cgroup', 'ab')"
    ),
    "devices": _escape(
        "for kind, major, minor in ((0o060000, 8, 0), (0o060000, 254, 0), (0o020000, 1, 1), (0o020000, 5, 1)):\n"
        "    attempt(os.mknod, 'device', kind | 0o666, os.makedev(major, minor))\n"
        "known = {'null', 'zero', 'full', 'random', 'urandom', 'tty', 'ptmx', 'pts', 'shm', 'core', 'fd', 'stdin', 'stdout', 'stderr', 'console'}\n"
        "if not known >= set(os.listdir('/dev')):\n    breach(os.listdir('/dev'))\nattempt(open, '/dev/new', 'w')\n"
        "attempt(read, '/proc/kcore')\nattempt(read, '/proc/kmsg')"
    ),
    "letters typed into a terminal": _escape(
        "leader, follower = os.openpty()\nattempt(fcntl.ioctl, follower, 0x5412, b'x')\nattempt(fcntl.ioctl, leader, 0x5412, b'x')\n"
        "attempt(fcntl.ioctl, follower, 0x541C, b'\\x02')\nattempt(fcntl.ioctl, 0, 0x5412, b'x')\nattempt(open, '/dev/tty', 'r+b')"
    ),
    "memory between processes that outlives them": _escape(
        "attempt(call, 29, 71, 4096, 0o1666)\nattempt(call, 64, 71, 1, 0o1666)\nattempt(call, 68, 71, 0o1666)\n"
        "attempt(call, 240, b'/queue', 0o102, 0o666, 0)\nattempt(call, 248, b'user', b'name', b'value', 5, -4)\n"
        "attempt(call, 250, 0, -3, 1)\nattempt(call, 249, b'user', b'name', 0, -4)"
    ),
    "young and dangerous calls": _escape(
        "room = ctypes.create_string_buffer(256)\nattempt(call, 425, 8, room)\nattempt(call, 323, 0)\nattempt(call, 321, 0, room, 64)\n"
        "attempt(call, 298, room, 0, -1, -1, 0)\nattempt(call, 447, 0)\nattempt(call, 453, 0, 4096, 0)\nattempt(call, 462, 0, 0, 0)"
    ),
    "a program that only memory holds": _escape(
        "descriptor = -1\ntry:\n    descriptor = os.memfd_create('program')\n    breach('memfd')\nexcept OSError:\n    pass\n"
        "if os.fork() == 0:\n    libc.syscall(322, os.open('/usr/bin/id', os.O_RDONLY), b'', (ctypes.c_char_p * 2)(b'id'), None, 0x1000)\n"
        "    os._exit(0)\nos.wait()"
    ),
    "the machine": _escape(
        "attempt(libc.reboot, 0x01234567) if False else attempt(call, 169, 0xfee1dead, 672274793, 0x01234567, 0)\n"
        "attempt(time.clock_settime, time.CLOCK_REALTIME, 0)\nattempt(socket.sethostname, 'evil')\nattempt(call, 103, 3, b'x' * 99, 99)\n"
        "attempt(call, 175, b'', 0, b'')\nattempt(call, 163, b'/tmp/acct')\nattempt(call, 167, b'/tmp/swap', 0)\n"
        "attempt(call, 304, -100, b'\\0' * 64, 0)\nattempt(call, 303, -100, b'/', b'\\0' * 200, b'\\0' * 8, 0)\nattempt(call, 135, 0x0040000)"
    ),
    "calls by numbers of another kind": _escape(
        "for number in (0x40000000 + 39, 0x40000000 + 101, 600, 2**31 - 1):\n    attempt(call, number, 0, 0, 0)\n"
        "import mmap\npage = mmap.mmap(-1, 4096, prot=7)\npage.write(b'\\xb8\\x14\\0\\0\\0\\xcd\\x80\\xc3')\n"
        "if os.fork() == 0:\n    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()\n    os._exit(71)\n"
        "_, status = os.wait()\nif os.WIFEXITED(status) and os.WEXITSTATUS(status) == 71:\n    breach('32-bit calls')"
    ),
    "a program that crashes wakes nobody": _escape(
        "import resource\nif resource.getrlimit(resource.RLIMIT_CORE)[1] != 1:\n    breach('a handler of core dumps would be run')\n"
        "subprocess.run([sys.executable, '-c', 'import os; os.abort()'])\nprint(glob.glob('core*'))"
    ),
}

_FROM_A_TEST = {
    "a child of a test reaches for the course": Attack(
        cells={
            "root": "def root(number):\n    for path in ('@FOLDER@/gradebook.db', '/proc/1/environ', '/etc/shadow'):\n"
            "        try:\n            print(open(path).read())\n        except OSError:\n            pass\n"
            "    import socket\n    try:\n        print(socket.create_connection(('127.0.0.1', @PORT@)).recv(99))\n"
            "    except OSError:\n        pass\n    return number",
        },
    ),
    "a child tells a cell's output what a test asked": Attack(
        "import os\nkept = os.dup(1)\n",
        cells={
            "average": "def average(values):\n    import os\n    for number in [kept, *range(3, 40)]:\n        try:\n"
            "            os.write(number, b'BRE' + b'ACH' if not os.path.exists(f'/proc/self/fd/{number}') else b'')\n"
            "        except OSError:\n            pass\n    open('told', 'a').write(str(values))\n    return 0.0"
        },
        last="import os\nprint(os.path.exists('told') and 'BRE' 'ACH')",
        may_stop=True,
    ),
}  # fmt: skip

ATTACKS = {**_FILES, **_PROCESSES, **_NETWORK, **_KERNEL, **_FROM_A_TEST}

CONTROLS = {
    name: f"{_TOOLS}{text}"
    for name, text in {
        "files": "show(read, '@FOLDER@/gradebook.db')",
        "shared": "show(read, '@SHARED@')",
        "loopback": "print(socket.create_connection(('127.0.0.1', @PORT@), 1).recv(99))",
        "abstract": "s = socket.socket(socket.AF_UNIX)\ns.connect('\\0@ABSTRACT@')\nprint(s.recv(99))",
        "named": "s = socket.socket(socket.AF_UNIX)\ns.connect('@FOLDER@/socket')\nprint(s.recv(99))",
        "environment": "show(read, '/proc/@CANARY@/environ')",
    }.items()
}
"""What an attack does, for a process outside the sandbox: there it finds the marker."""

RESIDUES = {
    "files in shared places": (
        "for folder in ('/tmp', '/dev/shm', '/var/tmp', os.path.expanduser('~'), '..', '.'):\n    try:\n"
        "        open(f'{folder}/residue', 'w').write('x')\n        os.chmod(f'{folder}/residue', 0o6777)\n    except OSError:\n        pass",
        "for folder in ('/tmp', '/dev/shm', '/var/tmp', os.path.expanduser('~'), '..', '.'):\n"
        "    if os.path.exists(f'{folder}/residue'):\n        breach(folder)",
    ),
    "the list of fonts": (
        "for path in glob.glob(os.environ['MPLCONFIGDIR'] + '/*'):\n    open(path, 'w').write('residue')",
        "for path in glob.glob(os.environ['MPLCONFIGDIR'] + '/*'):\n    if read(path).startswith(b'residue'):\n        breach(path)",
    ),
    "start-up files of IPython and matplotlib": (
        "home = os.path.expanduser('~')\nfor path in (os.environ['IPYTHONDIR'] + '/profile_default/startup/x.py', home + '/.bashrc',\n"
        "             os.environ['MPLCONFIGDIR'] + '/matplotlibrc', home + '/.local/lib/python3.11/site-packages/usercustomize.py'):\n"
        "    os.makedirs(os.path.dirname(path), exist_ok=True)\n    open(path, 'w').write('residue')",
        "home = os.path.expanduser('~')\nfor path in (os.environ['IPYTHONDIR'] + '/profile_default/startup/x.py', home + '/.bashrc',\n"
        "             os.environ['MPLCONFIGDIR'] + '/matplotlibrc', home + '/.local/lib/python3.11/site-packages/usercustomize.py'):\n"
        "    if os.path.exists(path):\n        breach(path)",
    ),
    "modules, builtins and environment": (
        "import builtins, json\nbuiltins.residue = sys.residue = json.residue = np.residue = 1\nos.environ['RESIDUE'] = '1'\n"
        "sys.path.insert(0, '/residue')\nsys.meta_path.insert(0, type('F', (), {'find_spec': staticmethod(lambda *a: None)}))",
        "import builtins, json\nif any(hasattr(one, 'residue') for one in (builtins, sys, json, np)) or 'RESIDUE' in os.environ:\n"
        "    breach('a name')\nif '/residue' in sys.path or any(getattr(one, '__name__', '') == 'F' for one in sys.meta_path):\n    breach('a path')",
    ),
    "state of the process": (
        "os.umask(0o777)\nos.nice(5)\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})\n"
        "signal.setitimer(signal.ITIMER_REAL, 100)\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nnp.seterr(all='raise')\n"
        "sys.setrecursionlimit(150)\nimport resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
        "import resource\nif os.umask(0o22) == 0o777 or os.nice(0) or signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN:\n    breach('umask, nice or signal')\n"
        "if signal.getitimer(signal.ITIMER_REAL)[0] or signal.pthread_sigmask(signal.SIG_BLOCK, ()):\n    breach('timer or mask')\n"
        "if resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 64 or sys.getrecursionlimit() == 150 or np.geterr()['divide'] == 'raise':\n    breach('limit')",
    ),
    "a server that goes on": (
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork():\n        os._exit(0)\n    s = socket.socket(socket.AF_UNIX)\n    s.bind('\\0residue')\n"
        "    s.listen()\n    while True:\n        time.sleep(100)\ntime.sleep(0.2)",
        "try:\n    socket.socket(socket.AF_UNIX).connect('\\0residue')\n    breach('it answers')\nexcept OSError:\n    pass\n"
        "if len(numbers) > 4:\n    breach(numbers)",
    ),
    "a lock on a file that all share": (
        "handle = open(np.__file__)\nfcntl.flock(handle, fcntl.LOCK_EX)\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(100)",
        "handle = open(np.__file__)\ntry:\n    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)\nexcept OSError:\n    breach('still locked')",
    ),
    "terminals": (
        "pairs = []\ntry:\n    while len(pairs) < 100:\n        pairs.append(os.openpty())\nexcept OSError:\n    pass",
        "if len(os.listdir('/dev/pts')) > 2:\n    breach(os.listdir('/dev/pts'))\nos.openpty()",
    ),
}  # fmt: skip
"""What one submission leaves behind, and how the next would find it."""


def residue(half: str) -> Attack:
    """One half of a pair of RESIDUES."""
    return _escape(half)
