"""What a submission may do to the system and to the process that keeps it."""

import os
from pathlib import Path

import pytest
from sandbox_bench import Sandbox, need_namespaces

from tito.judge.sandbox.filters import STUDENT
from tito.judge.sandbox.syscalls import machine, number

STATUS = """
    import os
    status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
    say({name: status[name].strip() for name in
         ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "Uid", "Gid", "Groups")})
"""
NONE = "0" * 16


def test_it_has_no_rights(sandbox: Sandbox) -> None:
    status = sandbox.run(STATUS)
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {NONE}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert status["Uid"].split() == status["Gid"].split() == ["65534"] * 4
    assert set(status["Groups"].split()) <= {"65534"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to become")
def test_outside_it_is_nobody_too(sandbox: Sandbox) -> None:
    submission = sandbox.submit("import time\nsay(1)\ntime.sleep(60)")
    try:
        submission.answer()
        status = Path(f"/proc/{submission.pid}/status").read_text()
    finally:
        submission.close()
    assert "\nUid:\t65534\t65534\t65534\t65534" in status
    assert f"\nCapEff:\t{NONE}" in status


def test_a_program_gets_no_rights_back(sandbox: Sandbox) -> None:
    text = (
        "import subprocess\nsay(subprocess.run(['/bin/sh', '-c', {!r}], capture_output=True, text=True).stdout.split())"
    )
    command = "grep -hE '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; id -u"
    assert sandbox.run(text.format(command)) == [
        "CapEff:", NONE, "CapBnd:", NONE, "NoNewPrivs:", "1", "Seccomp:", "2", "65534",
    ]  # fmt: skip


def test_setuid_programs_change_nothing(sandbox: Sandbox) -> None:
    assert sandbox.run("import os\nsay(refused(os.setuid, 0))") in ("EPERM", "EINVAL")
    assert (
        sandbox.run(
            "say([line.split()[5] for line in open('/proc/self/mountinfo') if 'nosuid' not in line.split()[5]])"
        )
        == []
    )


CALLS = """
    import ctypes, errno
    libc = ctypes.CDLL(None, use_errno=True)
    def call(number, *arguments):
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(number), *(ctypes.c_ulong(a & 0xFFFFFFFFFFFFFFFF) for a in arguments))
        return errno.errorcode.get(ctypes.get_errno()) if result == -1 else None
"""


@pytest.mark.skipif(machine() is None, reason="system calls are not filtered on this architecture")
def test_each_forbidden_call_is_refused(sandbox: Sandbox) -> None:
    import errno

    architecture = machine()
    rules = [(rule, number(rule.call, architecture)) for rule in STUDENT if rule.argument is None]
    wanted = {rule.call: errno.errorcode[rule.error] for rule, at in rules if at is not None}
    numbers = {rule.call: at for rule, at in rules if at is not None}
    text = CALLS + f"\n    say({{name: call(number, 0, 0, 0, 0, 0, 0) for name, number in {numbers!r}.items()}})"
    assert sandbox.run(text) == wanted
    assert len(wanted) > 60


@pytest.mark.skipif(machine() is None, reason="system calls are not filtered on this architecture")
def test_some_calls_are_refused_for_what_they_ask(sandbox: Sandbox) -> None:
    n = {
        name: number(name, machine())
        for name in ("clone", "personality", "prlimit64", "ioctl", "setpriority", "clone3")
    }
    text = (
        CALLS
        + f"""
    say([call({n["clone"]}, 0x10000000 | 17), call({n["clone"]}, 0x40000000 | 17), call({n["personality"]}, 0x40000),
         call({n["personality"]}, 0xFFFFFFFF), call({n["prlimit64"]}, 1, 9, 0, 0), call({n["prlimit64"]}, 0, 9, 0, 0),
         call({n["ioctl"]}, 0, 0x5412, 0), call({n["ioctl"]}, 0, 0x100005412, 0), call({n["setpriority"]}, 0, 1, 5),
         call({n["setpriority"]}, 0, 0, 5), call({n["clone3"]}, 0, 0), call(500, 0), call(0x40000000 + 39)])
    """
    )
    assert sandbox.run(text) == [
        "EPERM", "EPERM", "EPERM", None, "EPERM", None, "EPERM", "EPERM", "EPERM", None, "ENOSYS", "ENOSYS", "ENOSYS",
    ]  # fmt: skip


def test_what_honest_work_needs_is_allowed(sandbox: Sandbox) -> None:
    text = """
        import asyncio, concurrent.futures, multiprocessing, os, socket, subprocess, tempfile, threading
        import numpy as np
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            threads = list(pool.map(abs, [-1, -2]))
        with multiprocessing.get_context("fork").Pool(2) as pool:
            processes = pool.map(abs, [-3, -4])
        async def wait():
            await asyncio.sleep(0)
            return 5
        with tempfile.TemporaryFile() as file:
            file.write(b"x")
        a, b = socket.socketpair()
        a.send(b"y")
        print_out = subprocess.run(["/bin/sh", "-c", "echo hello | tr a-z A-Z"], capture_output=True, text=True).stdout
        product = float(np.ones((50, 50)).dot(np.ones(50))[0])
        say([threads, processes, asyncio.run(wait()), b.recv(1).decode(), print_out, product])
    """
    assert sandbox.run(text) == [[1, 2], [3, 4], 5, "y", "HELLO\n", 50.0]


def test_its_first_process_cannot_be_touched(sandbox: Sandbox) -> None:
    text = """
        import os, signal, resource, time
        signals = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGSTOP, signal.SIGHUP)
        kills = [refused(os.kill, 1, number) for number in signals]
        time.sleep(0.1)
        reads = [refused(open, f"/proc/1/{name}", mode) for name, mode in
                 (("mem", "rb"), ("mem", "r+b"), ("environ", "rb"), ("maps", "rb"), ("auxv", "rb"))]
        def limit():
            resource.prlimit(1, resource.RLIMIT_CPU, (0, 0))
        links = [refused(os.readlink, f"/proc/1/{name}") for name in ("fd/0", "cwd", "root")]
        say([kills, reads, *links, refused(os.sched_setaffinity, 1, {0}), refused(limit), os.getppid(),
             open("/proc/1/stat").read().split()[2]])
    """
    kills, reads, *rest, state = sandbox.run(text)
    assert kills == [None] * 5  # the kernel takes them and does nothing
    assert reads == ["EACCES"] * 5
    assert rest == ["EACCES", "EACCES", "EACCES", "EPERM", "EPERM", 1]
    assert state in "RS"


def test_it_inherits_no_descriptor_but_its_own(sandbox: Sandbox) -> None:
    text = """
        import os
        links = []
        for name in os.listdir("/proc/self/fd"):
            if int(name) > 2 and refused(os.readlink, f"/proc/self/fd/{name}") is None:  # the listing's own is gone
                links.append(os.readlink(f"/proc/self/fd/{name}").partition(":")[0])
        say(links)
    """
    assert sandbox.run(text) == ["socket"]


def test_its_first_process_outlives_what_it_tries(sandbox: Sandbox) -> None:
    submission = sandbox.submit("""
        import os, signal, time
        for number in range(1, 65):
            try:
                os.kill(1, number)
            except OSError:
                pass
        time.sleep(0.2)
        say("alive")
        time.sleep(60)
    """)
    try:
        assert submission.answer() == "alive"
        assert Path(f"/proc/{submission.pid}").exists()
    finally:
        submission.close()


def test_it_cannot_trace_a_process_of_its_own_user(sandbox: Sandbox) -> None:
    text = (
        CALLS
        + f"""
    import os, time
    child = os.fork()
    if child == 0:
        time.sleep(30)
    traced = call({number("ptrace", machine() or "x86_64")}, 16, child)
    os.kill(child, 9)
    say(traced)
    """
    )
    assert sandbox.run(text) == "EPERM"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may look into other processes here")
def test_the_zygote_keeps_only_what_it_needs() -> None:
    need_namespaces()
    made = Sandbox()
    try:
        from sandbox_bench import descendants

        inner = max(descendants(made.process.pid))
        status = Path(f"/proc/{inner}/status").read_text()
    finally:
        made.close()
    held = int(status.partition("CapEff:")[2].split()[0], 16)
    assert held == 1 << 21 | 1 << 7 | 1 << 6 | 1 << 8  # SYS_ADMIN, SETUID, SETGID, SETPCAP
