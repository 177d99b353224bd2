"""Nothing of a submission outlives its first process, and nothing of a sandbox its supervisor."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox_bench import INNER, Sandbox, alive, descendants, eventually, need_namespaces, need_user

from tito.judge.sandbox import receive_pid
from tito.judge.sandbox.pids import send_pid

DAEMON = """
    import os, signal, time
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                    signal.signal(number, signal.SIG_IGN)
                time.sleep(120)
            os._exit(0)
    time.sleep(0.3)
    say("started")
    time.sleep(120)
"""


@pytest.mark.parametrize("plain", [False, True], ids=["one-fork", "two-forks"])
def test_daemons_end_with_the_first_process(sandbox: Sandbox, plain: bool) -> None:
    submission = sandbox.submit(DAEMON, plain=plain)
    try:
        submission.answer()
        below = descendants(submission.pid)
        assert len(alive(below)) == 4  # the student's process, three daemons
        submission.end()
        assert eventually(lambda: not alive(below | {submission.pid}))
    finally:
        submission.close()


def test_two_forks_are_as_closed_as_one(sandbox: Sandbox) -> None:
    look = """
        import os
        say([os.getppid(), sorted(int(name) for name in os.listdir("/proc") if name.isdigit()), os.getuid()])
    """
    assert sandbox.run(look, plain=True) == sandbox.run(look) == [1, [1, 2], 65534]


def test_the_zygote_goes_on_after_many_submissions(sandbox: Sandbox) -> None:
    assert [sandbox.run(f"say({number})") for number in range(20)] == list(range(20))


@pytest.mark.parametrize("user", [False, True], ids=["as-we-are", "as-a-user"])
def test_everything_ends_with_the_sandbox(user: bool) -> None:
    need_namespaces()
    need_user(user)
    made = Sandbox(user=user)
    submission = made.submit(DAEMON)
    submission.answer()
    below = descendants(made.process.pid)
    assert len(alive(below)) >= 6
    made.process.kill()  # for the ordinary user's: the process that started it, without a word to bubblewrap
    assert eventually(lambda: not alive(below))
    submission.close()
    made.close()


def test_everything_ends_with_the_supervisor() -> None:
    need_namespaces()
    text = f"""
import socket, sys
from pathlib import Path
from tito.judge.sandbox import start
ours, theirs = socket.socketpair()
start("sandbox_inner", [theirs.fileno()], [Path({str(INNER)!r})], variables={{"PYTHONPATH": {str(INNER)!r}}})
assert ours.recv(1) == b"r"
print("ready", flush=True)
sys.stdin.read()
"""
    supervisor = subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert supervisor.stdout is not None and supervisor.stdin is not None
    assert supervisor.stdout.readline() == b"ready\n"
    below = descendants(supervisor.pid)
    assert alive(below)
    supervisor.kill()
    supervisor.wait()
    assert eventually(lambda: not alive(below))
    supervisor.stdout.close()
    supervisor.stdin.close()


def pair() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return ours, theirs


def test_the_system_says_who_sends() -> None:
    ours, theirs = pair()
    with ours, theirs:
        send_pid(theirs)
        assert receive_pid(ours) == os.getpid()


def test_descriptors_that_come_along_are_not_taken() -> None:
    ours, theirs = pair()
    with ours, theirs:
        before = len(list(Path("/proc/self/fd").iterdir()))
        socket.send_fds(theirs, [b"p"], [theirs.fileno()] * 5)
        assert receive_pid(ours) == os.getpid()
        assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_nobody_at_the_other_side_is_an_error() -> None:
    ours, theirs = pair()
    theirs.close()
    with ours, pytest.raises(OSError, match="gone"):
        receive_pid(ours)


def test_without_the_system_s_word_there_is_no_number() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        send_pid(theirs)
        with pytest.raises(OSError, match="does not say"):
            receive_pid(ours)


def test_the_control_a_daemon_does_outlive_a_process_without_a_sandbox() -> None:
    text = """
import os, time
if os.fork() == 0:
    os.setsid()
    print(os.getpid(), flush=True)
    os.close(1)
    time.sleep(20)
"""
    pid = int(subprocess.run([sys.executable, "-c", text], stdout=subprocess.PIPE, check=True).stdout)
    assert Path(f"/proc/{pid}").exists()
    os.kill(pid, 9)
