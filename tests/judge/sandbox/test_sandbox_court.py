"""What the process that holds the tests may still do."""

from sandbox_bench import Sandbox


def test_it_starts_nothing_and_reaches_nobody(court: Sandbox) -> None:
    text = """
        import os, socket, signal
        say([refused(os.fork), refused(os.execv, "/bin/true", ["true"]),
             refused(os.posix_spawn, "/bin/true", ["true"], {}), refused(socket.socket, socket.AF_UNIX),
             refused(socket.socket, socket.AF_INET), refused(os.kill, 1, 0),
             refused(os.kill, os.getpid(), signal.SIGTERM)])
    """
    *calls, unix, inet, other, itself = court.run(text)
    assert calls == ["EPERM"] * 3
    assert (unix, inet, other, itself) == ("EPERM", "EAFNOSUPPORT", "EPERM", "EPERM")


def test_it_has_no_rights(court: Sandbox) -> None:
    text = """
        status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
        say([status[name].split()[0] for name in ("CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "Uid")])
    """
    assert court.run(text) == ["0" * 16, "0" * 16, "1", "2", "65534"]


def test_it_computes(court: Sandbox) -> None:
    text = """
        import concurrent.futures, tempfile
        import numpy as np
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            squares = list(pool.map(lambda n: n * n, range(4)))
        with tempfile.NamedTemporaryFile() as file:
            np.save(file, np.eye(3))
        say([squares, float(np.linalg.norm(np.ones((30, 30)) @ np.ones((30, 30))))])
    """
    assert court.run(text) == [[0, 1, 4, 9], 900.0]


def test_its_memory_is_limited(court: Sandbox) -> None:
    text = "try:\n    bytearray(400 << 20)\nexcept MemoryError:\n    say('refused')\nelse:\n    say('taken')"
    assert court.run(text, memory_mib=200) == "refused"
    assert court.run(text, memory_mib=600) == "taken"


def test_it_leaves_nothing_to_the_next(court: Sandbox) -> None:
    assert court.run("open('/tmp/left', 'w').write('x')\nsay(1)") == 1
    assert court.run("import os\nsay(os.path.exists('/tmp/left'))") is False
