"""Limits on memory, processes, files and time, each with the control that less is allowed."""

import pytest
from sandbox_bench import Sandbox, alive, descendants, eventually

BOMB = """
    import os, time
    count = 0
    try:
        while count < 5000:
            if os.fork() == 0:
                time.sleep(120)
            count += 1
    except BlockingIOError:
        pass
    say(count)
    time.sleep(120)
"""


def test_a_fork_bomb_is_contained_and_ends_with_the_submission(sandbox: Sandbox) -> None:
    submission = sandbox.submit(BOMB, processes=24)
    try:
        assert 15 <= submission.answer() <= 24
        below = descendants(submission.pid)
        assert len(alive(below)) >= 15
        submission.end()
        assert eventually(lambda: not alive(below))
    finally:
        submission.close()


def test_a_fork_bomb_takes_nothing_from_another_submission(sandbox: Sandbox) -> None:
    bomb = sandbox.submit(BOMB, processes=40)
    try:
        assert bomb.answer() > 20
        beside = "import os\npids = [os.fork() or os._exit(0) for _ in range(10)]\nsay(len(pids))"
        assert sandbox.run(beside, processes=20) == 10
    finally:
        bomb.close()


def test_a_bomb_of_threads_is_contained(sandbox: Sandbox) -> None:
    text = """
        import threading, time
        count = 0
        try:
            while count < 1000:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                count += 1
        except RuntimeError:
            pass
        say(count)
    """
    assert 15 <= sandbox.run(text, processes=24, memory_mib=2000) <= 24


@pytest.mark.parametrize(("mib", "enough"), [(100, True), (400, False)])
def test_memory(sandbox: Sandbox, mib: int, enough: bool) -> None:
    text = f"""
        try:
            size = len(bytearray({mib} << 20))
        except MemoryError:
            size = 0
        say(size > 0)
    """
    assert sandbox.run(text, memory_mib=200) is enough


def test_memory_of_a_program(sandbox: Sandbox) -> None:
    text = """
        import subprocess, sys
        def run(mib):
            words = [sys.executable, "-S", "-c", f"bytearray({mib} << 20)"]
            return subprocess.run(words, capture_output=True).returncode
        say([run(50), run(4000)])
    """
    fits, fails = sandbox.run(text, memory_mib=200)
    assert fits == 0 != fails


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "."])
def test_one_file(sandbox: Sandbox, folder: str) -> None:
    text = f"""
        def write(mib):
            with open("{folder}/big", "wb", buffering=0) as file:
                for _ in range(mib):
                    file.write(bytes(1 << 20))
        say([refused(write, 2), refused(write, 8)])
    """
    assert sandbox.run(text, file_mib=4) in ([None, "EFBIG"], [None, "ENOSPC"])


def test_many_files(sandbox: Sandbox) -> None:
    text = """
        def write():
            for number in range(8):
                with open(f"/tmp/{number}", "wb", buffering=0) as file:
                    file.write(bytes(1 << 20))
        say(refused(write))
    """
    assert sandbox.run(text, file_mib=4) == "ENOSPC"


def test_open_files(sandbox: Sandbox) -> None:
    text = "kept = []\nsay(refused(lambda: [kept.append(open('/dev/null')) for _ in range(1000)]))"
    assert sandbox.run(text) == "EMFILE"


def test_limits_cannot_be_raised(sandbox: Sandbox) -> None:
    text = """
        import resource
        def raise_it(which):
            try:
                resource.setrlimit(which, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            except ValueError:
                return "refused"
        names = ("AS", "NPROC", "FSIZE", "CPU", "CORE", "NOFILE", "STACK")
        say([raise_it(getattr(resource, f"RLIMIT_{name}")) for name in names])
    """
    assert sandbox.run(text) == ["refused"] * 7


def test_seconds_are_a_backstop(sandbox: Sandbox) -> None:
    text = """
        import os
        child = os.fork()
        while child == 0:
            pass
        say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    assert sandbox.run(text, seconds=1) in (-24, -9)  # SIGXCPU, SIGKILL
