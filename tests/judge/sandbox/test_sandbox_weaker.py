"""The levels without namespaces: the same calls, and what still holds."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_bench import ROOT, Sandbox, alive, descendants, eventually, need_user

from tito.judge.sandbox import bare, landlock

WITH_LANDLOCK = pytest.mark.skipif(landlock.version() < 1, reason="this kernel has no Landlock")
WITH_SCOPES = pytest.mark.skipif(landlock.version() < 6, reason="this kernel's Landlock does not hold back signals")


@pytest.fixture(scope="module", params=[False, True], ids=["as-we-are", "as-a-user"])
def pod(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    need_user(request.param)
    made = Sandbox("pod", user=request.param)
    yield made
    made.close()


@pytest.fixture(scope="module", params=["pod", "none"])
def weak(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    made = Sandbox(request.param)
    yield made
    made.close()


def test_honest_work_runs(weak: Sandbox) -> None:
    text = """
        import os, subprocess, tempfile, wave
        import numpy as np
        with tempfile.TemporaryFile() as file:
            file.write(b"x")
        open("mine", "w").write("x")
        shell = subprocess.run(["/bin/sh", "-c", "echo hello"], capture_output=True, text=True).stdout
        here = os.path.realpath(os.getcwd()) == os.path.realpath(room + "/work")
        say([shell, float(np.ones(5).sum()), here, os.listdir("."), os.listdir(os.path.expanduser("~"))])
    """
    assert weak.run(text) == ["hello\n", 5.0, True, ["mine"], []]


def test_limits_hold(weak: Sandbox) -> None:
    text = """
        def write():
            open("big", "wb", buffering=0).write(bytes(8 << 20))
            open("big", "ab", buffering=0).write(b"x")
        try:
            size = len(bytearray(400 << 20))
        except MemoryError:
            size = 0
        say([size, refused(write)])
    """
    assert weak.run(text, memory_mib=200, file_mib=4) == [0, "EFBIG"]


def test_a_fork_bomb_ends(weak: Sandbox) -> None:
    text = """
        import os, time
        count = 0
        try:
            while count < 200:
                if os.fork() == 0:
                    os.setsid()
                    time.sleep(60)
                count += 1
        except BlockingIOError:
            pass
        say(count)
        time.sleep(60)
    """
    submission = weak.submit(text, processes=20)
    try:
        made = submission.answer()
        below = descendants(submission.pid)
        assert made < 200 or not bare.open_to_all()  # root has no limit, and stays root there
        assert len(alive(below)) >= 10
        submission.end()
        assert eventually(lambda: not alive(below))
    finally:
        submission.close()


def test_daemons_and_the_folder_are_cleared_up(weak: Sandbox) -> None:
    submission = weak.submit("""
        import os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(60)
            os._exit(0)
        time.sleep(0.2)
        say(room)
        time.sleep(60)
    """)
    try:
        room = Path(submission.answer())
        below = descendants(submission.pid)
        assert len(alive(below)) == 2 and room.is_dir()
        submission.end()
        assert eventually(lambda: not alive(below) and not room.exists())
    finally:
        submission.close()


def test_everything_ends_with_the_zygote() -> None:
    made = Sandbox("pod")
    submission = made.submit("import time\nsay(room)\ntime.sleep(60)")
    room = Path(submission.answer())
    below = descendants(made.process.pid)
    made.close()
    assert eventually(lambda: not alive(below) and not room.exists())
    assert not room.parent.exists()
    submission.close()


def test_without_levels_there_are_limits_only() -> None:
    made = Sandbox("none")
    try:
        text = """
            names = ("NoNewPrivs", "Seccomp:")
            say([line.split()[1] for line in open("/proc/self/status") if line.startswith(names)])
        """
        before = Path("/proc/self/status").read_text()
        outside = [line.split()[1] for line in before.splitlines() if line.startswith(("NoNewPrivs", "Seccomp:"))]
        assert made.run(text) == outside
    finally:
        made.close()


def test_a_pod_gives_no_rights_and_filters_calls(pod: Sandbox) -> None:
    text = """
        import os, socket
        status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
        say([status[name].split()[0] for name in ("CapEff", "NoNewPrivs", "Seccomp")]
            + [refused(socket.socket, socket.AF_INET), os.getuid()])
    """
    *rights, user = pod.run(text)
    assert rights == ["0" * 16, "1", "2", "EAFNOSUPPORT"]
    assert user or not bare.open_to_all()  # who is not root cannot use a Python that only root may read


@WITH_LANDLOCK
def test_a_pod_hides_the_course_and_the_rest_of_the_disk(pod: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    paths = [str(path) for path in (ROOT / "course.toml", tmp_path / "secret", "/etc/hostname", "/var/lib/dpkg/status")]
    there = [path for path in paths if Path(path).exists()]
    text = f"""
        import os
        reads = [refused(open, path) for path in {there!r}]
        say([reads, refused(open, "/tmp/x", "w"), refused(os.listdir, "/tmp")])
    """
    reads, write, listing = pod.run(text)
    assert set(reads) == {"EACCES"} and len(reads) >= 2
    assert (write, listing) == ("EACCES", "EACCES")


@WITH_SCOPES
def test_a_pod_sends_no_signal_outside(pod: Sandbox) -> None:
    text = f"""
        import os
        say([refused(os.kill, pid, 0) for pid in ({os.getpid()}, os.getppid(), 1)])
    """
    ours, parent, first = pod.run(text)
    assert (ours, first) == ("EPERM", "EPERM")
    assert parent is None  # its keeper is inside with it


def test_a_pod_does_not_read_the_supervisor(pod: Sandbox) -> None:
    assert (
        pod.run(f"say([refused(open, '/proc/{os.getpid()}/' + name) for name in ('environ', 'mem', 'maps')])")
        == ["EACCES"] * 3
    )


def test_a_court_in_a_pod() -> None:
    made = Sandbox("pod", court=True)
    try:
        text = (
            "import os\nopen('note', 'w').write('x')\nsay([refused(os.fork), refused(os.execv, '/bin/true', ['true'])])"
        )
        assert made.run(text) == ["EPERM", "EPERM"]
    finally:
        made.close()


def test_an_undertaker_that_is_told_twice_never_becomes_a_submission() -> None:
    made = Sandbox("pod")
    submission = made.submit("import time\nsay(1)\ntime.sleep(60)")
    try:
        submission.answer()
        keeper = Path(f"/proc/{submission.pid}/stat").read_text().rpartition(")")[2].split()
        undertaker = int(keeper[1])
        submission.end()
        for _ in range(20):
            if alive({undertaker}):
                os.kill(undertaker, signal.SIGTERM)
            time.sleep(0.005)
        assert eventually(lambda: not alive({undertaker}))
        assert made.run("say(2)") == 2
    finally:
        submission.close()
        made.close()
