"""A room, attacked from inside. Each attack is tried outside as well, where it works."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hub_house import SECRET, House, marked, python, tried
from traitlets.config import Config

from tests.conftest import ROOT
from tito.hub import owners, rooms, starting, tools, trial
from tito.hub.errors import HubError
from tito.hub.rooms import Room
from tito.judge.sandbox import binds

MARK = "the-hub-has-this-in-its-environment"
GUIDE = ROOT / "docs" / "administrator.md"
AS_ROOT = pytest.mark.skipif(not owners.am_root(), reason="only root gives users numbers of their own")


def test_a_student_reaches_nothing_of_anybody_elses(house: House) -> None:
    secrets, room = house.secrets(), house.room("ada")
    with marked(MARK) as hub:
        outside, inside = tried(None, secrets, MARK), tried(room, secrets, MARK)
        hub.kill()
    assert inside == {"read": [], "listed": [], "written": [], "processes": []}
    assert set(outside["read"]) | set(outside["listed"]) == set(secrets) and outside["processes"]


def test_a_student_has_their_home_and_keeps_it(house: House) -> None:
    room, places = house.room("ada"), ["/home/ada", "/tmp", "/dev/shm"]
    found = tried(room, [*places, "/home/ada/work.txt"], MARK)
    assert found["read"] == ["/home/ada/work.txt"] and set(found["listed"]) == set(places)
    assert set(found["written"]) == {*places, "/home/ada/work.txt"}
    python(room, "open('/home/ada/kept', 'w').write('1'); open('/tmp/gone', 'w').write('1')")
    look = "import os; print(os.path.exists('/home/ada/kept'), os.path.exists('/tmp/gone'))"
    assert python(room, look) == "True False"


def test_the_environment_can_be_read_and_not_written(house: House) -> None:
    own = [binds.package(), trial.__file__, house.setup.folder / "etc" / "everyone" / "nbgrader_config.py"]
    parts = [sys.prefix, f"{sys.prefix}/pyvenv.cfg", "/usr/bin", "/etc", *map(str, own)]
    found = tried(house.room("ada"), parts, MARK)
    assert set(found["read"] + found["listed"]) == set(parts) and found["written"] == []


def test_an_instructor_has_their_course_and_no_other(house: House) -> None:
    room = house.room("ines", taught=["tiny"])
    mine, others = house.setup.courses
    state, other = str(house.setup.state), [str(others.folder), str(others.folder / "gradebook.db")]
    names = ["gradebook.db", "course.toml", "source", "tinytorch_solutions/tinytorch/t.py", "submitted/ben/x/x.ipynb"]
    paths = [f"/home/ines/tiny/{name}" for name in names]
    found = tried(room, [*paths, *other, state, f"{state}/cookie_secret"], MARK)
    assert set(found["read"] + found["listed"]) == set(paths) == set(found["written"])
    assert python(room, "import os; print(os.getcwd())") == "/home/ines/tiny"
    python(room, "open('new', 'w').write('1')")
    assert (mine.folder / "new").read_text() == "1"


def test_who_teaches_both_courses_has_both(house: House) -> None:
    paths = ["/home/otto/tiny/gradebook.db", "/home/otto/other/gradebook.db"]
    assert tried(house.room("otto", taught=["tiny", "other"]), paths, MARK)["read"] == sorted(paths)


def test_tools_of_an_installation_are_read_only_and_the_state_in_it_is_gone(
    empty: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = empty.setup.courses[0].folder
    for name in ("tito/made.py", "hub/jupyterhub_config.py", "hub/state/cookie_secret", ".git/config", "Makefile"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    room = empty.room("ines", taught=["tiny"])
    room = Room(**{**vars(room), "hidden": (*room.hidden, folder / "hub" / "state")})
    monkeypatch.setattr(binds, "package", lambda: folder / "tito")
    command = room.command(["/bin/sh", "-c", "cat hub/jupyterhub_config.py; ls hub/state; mv hub x; echo y > Makefile; "
                            "echo y > tito/made.py; echo y > course.toml"])  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "x" and (folder / "hub" / "state" / "cookie_secret").read_text() == "x"
    assert (folder / "Makefile").read_text() == (folder / "tito" / "made.py").read_text() == "x"
    assert (folder / "course.toml").read_text() == "y\n"


def test_no_tool_of_an_installation_can_be_put_there(empty: House, monkeypatch: pytest.MonkeyPatch) -> None:
    course = empty.setup.courses[0]
    for name in ("GNUmakefile", "Makefile"):
        (course.folder / name).write_text("x")
    attack = "for n in GNUmakefile .venv .hubs; do mv $n moved; rm -rf $n; mkdir -p $n/bin; echo y > $n; done; :"
    monkeypatch.setattr(binds, "package", lambda: course.folder / "tito")
    tools.secure(course)
    room = empty.room("ines", taught=["tiny"])
    attacked = room.command(["/bin/sh", "-c", attack])
    monkeypatch.undo()
    unprotected = room.command(["/bin/sh", "-c", attack])
    subprocess.run(attacked, capture_output=True, check=True)
    assert (course.folder / "GNUmakefile").read_text() == "x"
    assert list((course.folder / ".venv").iterdir()) == list((course.folder / ".hubs").iterdir()) == []
    subprocess.run(unprotected, capture_output=True, check=True)
    assert (course.folder / ".venv" / "bin").is_dir() and (course.folder / ".hubs" / "bin").is_dir()


@AS_ROOT
def test_a_tool_of_somebody_elses_is_refused(empty: House, monkeypatch: pytest.MonkeyPatch) -> None:
    course = empty.setup.courses[0]
    monkeypatch.setattr(binds, "package", lambda: course.folder / "tito")
    tools.secure(course)
    os.chown(course.folder / ".venv", owners.STAFF, owners.STAFF)
    with pytest.raises(HubError, match=r"\.venv was put there by somebody else"):
        tools.secure(course)


@AS_ROOT
def test_what_is_closed_to_everybody_else_is_not_shared(empty: House) -> None:
    folder = empty.setup.courses[0].folder
    (folder / "keys").mkdir(mode=0o700)
    closed = [folder / "monday.tar.zst", folder / "source" / "dump.before-1", folder / "keys"]
    for path in (*closed[:2], folder / "keys" / "key", folder / "notes"):
        path.write_text(SECRET)
    for path in closed[:2]:
        path.chmod(0o600)
    theirs = folder / "source" / "theirs"
    theirs.write_text(SECRET)
    theirs.chmod(0o600)
    os.chown(theirs, 1234, 1234)
    owners.share(folder, owners.STAFF, ("kept",))
    assert [path.lstat().st_uid for path in (*closed, folder / "keys" / "key")] == [0] * 4
    assert {path.lstat().st_uid for path in (theirs, folder / "notes", folder / "source")} == {owners.STAFF}


@AS_ROOT
def test_a_link_in_the_way_while_a_folder_is_handed_over_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, precious = tmp_path / "home", tmp_path / "precious"
    for place in (home / "inner", precious):
        place.mkdir(parents=True)
        (place / "file").write_text(SECRET)
    listed = os.listdir

    def swapping(folder: int) -> list[str]:
        """The owner is quick: while the home is listed, a folder in it becomes a link."""
        names = listed(folder)
        if "inner" in names:
            (home / "inner").rename(tmp_path / "away")
            (home / "inner").symlink_to(precious)
        return names

    monkeypatch.setattr(os, "listdir", swapping)
    owners.give(home, owners.FIRST)
    assert (home / "inner").is_symlink() and home.stat().st_uid == owners.FIRST
    assert {path.lstat().st_uid for path in (precious, precious / "file")} == {0}


@AS_ROOT
def test_a_folder_too_deep_to_hand_over_is_said(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 199)
    deep.mkdir(parents=True)
    owners.share(tmp_path, os.geteuid(), ())
    (deep / "d" / "e" / "f").mkdir(parents=True)
    with pytest.raises(HubError, match=r"'f' lies more than 200 folders deep"):
        owners.share(tmp_path, os.geteuid(), ())


def test_make_takes_no_file_that_somebody_put_beside_its_own(tmp_path: Path) -> None:
    def said() -> str:
        done = subprocess.run(["make", "-n", "hub"], cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    (tmp_path / "makefile").write_text("hub:\n\techo taken\n")
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    assert "taken" in said()
    shutil.copy(ROOT / "GNUmakefile", tmp_path)
    assert "taken" not in said() and "tito hub start" in said()
    (tmp_path / "setup.py").touch()
    assert "setup.py came from elsewhere" in said() and "tito hub start" not in said()


def test_a_state_folder_within_a_course_is_covered(empty: House) -> None:
    folder = empty.setup.courses[0].folder
    (folder / "kept").mkdir()
    (folder / "kept" / "cookie_secret").write_text(SECRET)
    room = empty.room("ines", taught=["tiny"])
    look = "import os; print(os.path.exists('kept/cookie_secret'))"
    assert python(room, look) == "True"
    assert python(Room(**{**vars(room), "hidden": (*room.hidden, folder / "kept")}), look) == "False"


PATTERN = Path("/proc/sys/kernel/core_pattern")
TRICKS = {
    "mount": "mount --bind / /tmp", "nested": "bwrap --unshare-user --uid 0 --bind / / --proc /proc ls SECRET",
    "unshare": "unshare -Ur chroot / ls SECRET", "nsenter": "nsenter -t $PPID -m ls SECRET",
    "sysctl": f'v=$(cat {PATTERN}) && echo "$v" > {PATTERN}', "setuid": "setpriv --reuid 0 id",
    "node": "mknod /tmp/a-device b 8 0 && rm /tmp/a-device",
}  # fmt: skip


def worked(room: Room | None, secret: Path) -> set[str]:
    """Which tricks come to something in a room; None: outside, each in a mount namespace that is thrown away."""
    code = (
        "import json, subprocess, sys\nfor name, line in json.loads(sys.argv[1]).items():\n"
        "    if subprocess.run(line, shell=True, capture_output=True).returncode == 0: print(name)"
    )
    tricks = {name: line.replace("SECRET", str(secret)) for name, line in TRICKS.items()}
    if room is not None:
        return set(python(room, code, json.dumps(tricks)).split())
    apart = {name: f"unshare --mount sh -c {shlex.quote(line)}" for name, line in tricks.items()}
    command = [sys.executable, "-I", "-c", code, json.dumps(apart)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_nobody_gets_more_by_mounting_or_becoming_root(house: House) -> None:
    assert worked(house.room("ada"), house.setup.state) == set()
    assert worked(house.room("ada"), Path("/home/ada")) == {"nested"}, "it shows what is there anyway"


@AS_ROOT
def test_each_of_these_tricks_works_where_root_has_its_rights(house: House) -> None:
    closed = set() if os.access(PATTERN, os.W_OK) else {"sysctl"}  # as in a container
    assert worked(None, house.setup.state) == set(TRICKS) - closed


@AS_ROOT
def test_nobody_takes_the_port_of_the_exchange(house: House) -> None:
    port = starting.free_ports(None).exchange
    if port >= 1024:
        pytest.skip("here everybody may open every port")
    code = f"import socket\ntry: socket.socket().bind(('127.0.0.1', {port}))\nexcept PermissionError: print('no')"
    assert python(house.room("ada"), code) == python(house.room("ines", taught=["tiny"]), code) == "no"
    with socket.socket() as ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # an exchange may have ended a moment ago
        ours.bind(("127.0.0.1", port))


def test_no_process_is_seen_or_ended(house: House) -> None:
    code = "import os, sys\ntry: os.kill(int(sys.argv[1]), 9)\nexcept OSError: print('no')"
    with marked(MARK) as other:
        assert python(house.room("ada"), code, str(other.pid)) == "no"
        assert other.poll() is None
        subprocess.run([sys.executable, "-c", code, str(other.pid)], check=True)
        assert other.wait() == -9


def test_limits_hold(house: House) -> None:
    limits = {"DATA": 256 * 1024**2, "NPROC": 20, "FSIZE": 1024**2}
    room = house.room("ada", limits=limits)
    code = """
import os, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
def refused(act):
    try:
        act()
    except (MemoryError, OSError):
        return True
    return False
def fork():
    for _ in range(60):
        if os.fork() == 0:
            signal.pause()
def fill():
    with open("/tmp/big", "wb", buffering=0) as file:
        while file.write(bytes(1024**2)) == 1024**2 and file.tell() < 3 * 1024**2:
            pass
        if file.tell() < 3 * 1024**2:
            file.write(b"1")
print(refused(lambda: bytearray(400 * 1024**2)), refused(fill), refused(fork))
sys.stdout.flush()
os._exit(0)
"""
    assert python(room, code).split() == ["True"] * 3
    assert python(house.room("ada"), code).split() == ["False"] * 3


def test_what_is_left_behind_ends_with_the_room(house: House) -> None:
    marker = "left-behind-in-a-room"
    code = f"import subprocess; subprocess.Popen(['sleep', '301'], env={{'MARK': '{marker}'}}, start_new_session=True)"
    python(house.room("ada"), code)
    assert tried(None, [], marker)["processes"] == []


def test_a_room_ends_with_whoever_started_it(house: House) -> None:
    command = house.room("ada").command(["/bin/sh", "-c", "echo up; exec sleep 302"])
    starter = f"import subprocess; subprocess.run({command!r}, env={{'MARK': 'orphan-of-a-room'}})"
    with subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None and parent.stdout.readline() == b"up\n"
        assert tried(None, [], "orphan-of-a-room")["processes"]
        parent.kill()
    until = time.monotonic() + 30
    while tried(None, [], "orphan-of-a-room")["processes"]:
        assert time.monotonic() < until


@AS_ROOT
def test_every_student_is_a_user_of_their_own_for_ever(empty: House) -> None:
    numbers = {name: owners.home(empty.setup.homes, name) for name in ("ada", "ben", "cleo")}
    assert len(set(numbers.values())) == 3 and min(numbers.values()) >= owners.FIRST
    assert {name: owners.home(empty.setup.homes, name) for name in reversed(numbers)} == numbers
    assert python(empty.room("ada"), "import os; print(os.getresuid(), os.getgroups())") == (
        f"{(numbers['ada'],) * 3} []"
    )


@AS_ROOT
def test_a_new_instructor_keeps_their_home_and_links_in_it_are_not_followed(empty: House, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text(SECRET)
    (empty.setup.homes / "ada" / "link").symlink_to(precious)
    room = empty.room("ada", taught=["tiny"])
    assert room.owner == owners.STAFF
    assert python(room, "print(open('/home/ada/work.txt').read())") == SECRET
    assert precious.stat().st_uid == 0
    assert empty.room("ada").owner >= owners.FIRST


@AS_ROOT
def test_courses_of_several_owners_are_refused(empty: House) -> None:
    one, other = (course.folder for course in empty.setup.courses)
    os.chown(one, 1234, 1234)
    assert owners.staff([one]) == 1234
    with pytest.raises(HubError, match="belong to different users"):
        owners.staff([one, other])


def test_something_in_the_way_of_a_course_is_said(empty: House) -> None:
    room = empty.room("ines", taught=["tiny"])
    (room.home / "tiny").symlink_to("/etc")
    with pytest.raises(HubError, match="tiny in your home is no folder"):
        room.command(["true"])


def test_an_instructor_can_grade_inside(empty: House) -> None:
    course = empty.setup.courses[0]
    (course.folder / "gradebook.db").unlink()
    assert trial.gradebook(empty.setup, course) == "namespaces"
    assert (course.folder / "gradebook.db").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("line", "said"), [("1 / 0", "ZeroDivisionError"), ("import os; os._exit(0)", "it says nothing")]
)
def test_a_course_whose_configuration_fails_or_ends_the_process_is_said(empty: House, line: str, said: str) -> None:
    course = empty.setup.courses[0]
    with (course.folder / "nbgrader_config.py").open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(HubError, match=f"gradebook of tiny cannot be made ready: {said}"):
        trial.gradebook(empty.setup, course)


def test_the_graders_service_of_the_guide_runs_in_a_room(empty: House) -> None:
    (text,) = [part for part in re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL) if "graders" in part]
    mine = empty.setup.courses[0].folder
    for place, ours in (("/srv/tito", ROOT), ("/srv/hub/state", empty.setup.state), ("/srv/tinytorch", mine)):
        text = text.replace(f'"{place}', f'"{ours}')
    c = Config(JupyterHub={"services": [], "load_roles": []})
    exec(text, {"c": c})
    (service,) = c.JupyterHub.services
    assert shutil.which("bwrap") in service["command"] and service["name"] == "formgrader-tiny"
    assert service["command"][-2:] == ["--course", f"/home/{service['name']}/tiny"]
    assert [role["groups"] for role in c.JupyterHub.load_roles] == [["formgrade-tiny", "instructor-tiny"]]


@AS_ROOT
def test_instructors_of_two_courses_run_as_one_user_and_reach_nothing_of_each_other(house: House) -> None:
    ines, otto = house.room("ines", taught=["tiny"]), house.room("otto", taught=["other"])
    assert ines.owner == otto.owner == owners.STAFF
    (otto.home / "mine").write_text(SECRET)
    sleeping = otto.command(["/bin/sh", "-c", "echo up; exec sleep 305"])
    with subprocess.Popen(sleeping, stdout=subprocess.PIPE, env={"MARK": "ottos-server"}) as server:
        assert server.stdout is not None and server.stdout.readline() == b"up\n"
        paths = [str(otto.home / "mine"), str(house.setup.courses[1].folder / "gradebook.db"), "/home/otto/mine"]
        found = tried(ines, [*paths, "/home/ines/tiny/gradebook.db"], "ottos-server")
        assert found["read"] == ["/home/ines/tiny/gradebook.db"] and found["processes"] == []
        assert tried(None, paths[:2], "ottos-server")["processes"], "control"
        code = "import os\ntry: os.kill(-1, 9)\nexcept ProcessLookupError: print('there is nobody else')"
        assert python(ines, code) == "there is nobody else" and server.poll() is None
        server.kill()


def test_where_rooms_cannot_be_had_one_sentence_says_so(empty: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "_namespaces", lambda: ["--no-such-option"])
    with pytest.raises(HubError, match=r"cannot be kept apart here \(bwrap: Unknown option.*--no-isolation"):
        trial.isolation(empty.setup)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(HubError, match="bubblewrap is not installed"):
        trial.isolation(empty.setup)


def test_the_pool_that_grades_takes_nothing_from_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "tito").mkdir()
    (tmp_path / "tito" / "__init__.py").write_text("raise SystemExit('the wrong one')")
    (tmp_path / "graded.py").write_text("import tito\ndef where():\n    return tito.__file__")
    code = (
        "import sys; from tito.judge.executors import pool\n"
        "sys.path.append('.'); import graded\n"
        "if __name__ == '__main__':\n    with pool(1) as workers: print(workers.submit(graded.where).result())"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(binds.package().parent)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == str(binds.package() / "__init__.py")
