"""What a submission sees, and what it cannot see."""

import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_bench import INNER, ROOT, Sandbox, need_namespaces

import tito
from tito.judge.sandbox import binds


def exist(sandbox: Sandbox, *paths: Path | str) -> list[bool]:
    return sandbox.run(f"import os\nsay([os.path.exists(path) for path in {[str(path) for path in paths]!r}])")


def test_it_does_not_see_the_course(sandbox: Sandbox) -> None:
    hidden = [
        ROOT / name for name in ("course.toml", "source", "bank", "tests/conftest.py", "nbgrader_config.py", ".git")
    ]
    assert all(path.exists() for path in hidden)
    assert exist(sandbox, *hidden) == [False] * len(hidden)


def test_it_sees_what_python_needs(sandbox: Sandbox) -> None:
    needed = [sys.executable, Path(tito.__file__), Path(os.__file__), "/bin/sh", "/proc/self/status", "/dev/null"]
    assert exist(sandbox, *needed) == [True] * len(needed)


@pytest.mark.parametrize("name", ["shadow", "hosts.allow", "ssh", "pip.conf", "environment", "machine-id", "sudoers"])
def test_it_sees_few_files_of_etc(sandbox: Sandbox, name: str) -> None:
    assert exist(sandbox, f"/etc/{name}") == [False]


def test_it_sees_neither_homes_nor_run_nor_var(sandbox: Sandbox) -> None:
    ours = {f"/{Path(place).parts[1]}" for place in (ROOT, sys.prefix, sys.base_prefix)}  # what Python needs lies there
    looked_for = sorted({"/home", "/run", "/var", "/sys", "/srv"} - ours)
    assert sandbox.run(f"import os\nsay([path for path in {looked_for!r} if os.path.exists(path)])") == []


def test_its_home_and_its_working_directory_are_its_own(sandbox: Sandbox) -> None:
    text = """
        import os, pwd
        home = os.path.expanduser("~")
        say([home.startswith(room), os.getcwd().startswith(room), os.listdir(home), os.listdir("."),
             pwd.getpwuid(os.getuid()).pw_name, os.uname().nodename])
    """
    assert sandbox.run(text) == [True, True, [], [], "nobody", "localhost"]


def test_it_sees_nothing_of_another_submission(sandbox: Sandbox) -> None:
    first = sandbox.submit("""
        import os
        for path in ("/tmp/secret", "/dev/shm/secret", f"{room}/secret"):
            open(path, "w").write("mine")
        say([os.path.exists("/tmp/secret"), os.path.exists("/dev/shm/secret"), os.path.exists(f"{room}/secret")])
    """)
    assert first.answer() == [True] * 3
    try:
        assert exist(sandbox, "/tmp/secret", "/dev/shm/secret", "/submission/secret") == [False] * 3
    finally:
        first.close()
    assert exist(sandbox, "/tmp/secret", "/dev/shm/secret", "/submission/secret") == [False] * 3


def test_it_sees_its_own_processes_only(sandbox: Sandbox) -> None:
    beside = sandbox.submit("import time\nsay(1)\ntime.sleep(60)")
    assert beside.answer() == 1
    try:
        pids = sandbox.run("import os\nsay([int(name) for name in os.listdir('/proc') if name.isdigit()])")
    finally:
        beside.close()
    assert sorted(pids) == [1, 2]
    assert not Path(f"/proc/{os.getpid()}").samefile("/proc/1")  # the control: there are others outside


@pytest.fixture
def server() -> Iterator[int]:
    """A server on this machine's loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=lambda: listening.accept()[0].close(), daemon=True).start()
        yield listening.getsockname()[1]


def test_it_reaches_no_network(sandbox: Sandbox, server: int) -> None:
    text = f"""
        import socket
        interfaces = [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line]
        say([interfaces, refused(lambda: socket.create_connection(("127.0.0.1", {server}), 5)),
             refused(socket.socket, socket.AF_INET6), refused(socket.socket, socket.AF_NETLINK, socket.SOCK_RAW)])
    """
    assert sandbox.run(text) == [["lo"], "EAFNOSUPPORT", "EAFNOSUPPORT", "EAFNOSUPPORT"]
    socket.create_connection(("127.0.0.1", server), 5).close()  # the control


def test_it_reaches_no_abstract_socket(sandbox: Sandbox) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("\0tito-sandbox-test")
        listening.listen()
        reach = "import socket\nsay(refused(socket.socket(socket.AF_UNIX).connect, '\\0tito-sandbox-test'))"
        assert sandbox.run(reach) == "ECONNREFUSED"
        with socket.socket(socket.AF_UNIX) as control:
            control.connect("\0tito-sandbox-test")


def test_it_cannot_write_the_system(sandbox: Sandbox) -> None:
    folders = ["/", "/usr", "/usr/bin", "/etc", "/dev", "/proc", "/submission/..", f"{sys.prefix}/bin",
               f"{sys.base_prefix}/lib",
               str(Path(tito.__file__).parent)]  # fmt: skip
    text = f"""
        say([path for path in {folders!r} if refused(open, path + "/written-by-a-test", "w") is None])
    """
    assert sandbox.run(text) == []
    assert sandbox.run("open('/tmp/x', 'w').write('x')\nsay(open('/tmp/x').read())") == "x"  # the control


def test_nothing_of_our_environment_is_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    need_namespaces()
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret-1957")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-1957")
    made = Sandbox()
    try:
        names = made.run("import os\nsay(dict(os.environ))")
        by_shell = made.run(
            "import subprocess\nsay(subprocess.run('env', shell=True, capture_output=True, text=True).stdout)"
        )
    finally:
        made.close()
    assert "secret" not in str(names) + by_shell and "TOKEN" not in str(names) + by_shell
    assert names["OMP_NUM_THREADS"] == "1"
    assert "OMP_NUM_THREADS=1" in by_shell


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file that nobody may read")
def test_rights_on_files_hold_below_a_path_that_is_shown(tmp_path: Path) -> None:
    need_namespaces()
    shown = tmp_path / "closed" / "shown"
    shown.mkdir(parents=True)
    tmp_path.chmod(0o700)
    (shown / "for-all").write_text("public")
    (shown / "for-root").write_text("secret")
    (shown / "for-root").chmod(0o600)
    made = Sandbox(readable=[shown])
    try:
        text = f"""
            names = [("for-root", "r"), ("new", "w")]
            say([open("{shown}/for-all").read(), *(refused(open, "{shown}/" + name, mode) for name, mode in names)])
        """
        assert made.run(text) == ["public", "EACCES", "EROFS"]
    finally:
        made.close()


def test_a_course_inside_something_shown_is_covered(tmp_path: Path) -> None:
    need_namespaces()
    course = tmp_path / "course"
    (course / "source").mkdir(parents=True)
    (course / "source" / "hidden").write_text("tests")
    (tmp_path / "beside").write_text("public")
    tmp_path.chmod(0o755)
    made = Sandbox(readable=[tmp_path], hidden=[course])
    try:
        assert exist(made, tmp_path / "beside", course / "source") == [True, False]
        assert made.run(f"import os\nsay([os.listdir('{course}'), refused(open, '{course}/new', 'w')])")[0] == []
    finally:
        made.close()


def test_python_and_this_package_are_shown_on_top_of_a_covered_course() -> None:
    need_namespaces()
    if Path("/tmp") in ROOT.parents:
        pytest.skip("this checkout lies in /tmp, where each submission has a folder of its own")
    made = Sandbox(readable=[ROOT], hidden=[ROOT])
    try:
        assert exist(made, ROOT / "tito" / "errors.py", ROOT / "course.toml", ROOT / "source") == [True, False, False]
    finally:
        made.close()


def test_the_course_around_us_is_always_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nbgrader_config.py").touch()
    (tmp_path / "deep" / "down").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "down")
    assert tmp_path in binds.courses()
    assert ROOT in binds.courses()  # this package was checked out with a course
    (tmp_path / "nbgrader_config.py").unlink()
    assert tmp_path not in binds.courses()


def test_the_inner_folder_is_not_the_whole_of_the_tests(sandbox: Sandbox) -> None:
    assert exist(sandbox, INNER / "sandbox_inner.py", INNER.parent / "conftest.py") == [True, False]
