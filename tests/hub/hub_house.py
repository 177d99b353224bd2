"""A hub's folders without a hub: two courses, some homes, secrets everywhere; and what is tried from inside a room."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests import tiny
from tests.conftest import ROOT
from tito.hub import courses, making, owners
from tito.hub.rooms import Room
from tito.hub.setup import Setup

SECRET = "what nobody else may read"
CONFIG = 'from tito.plugins import configure\nc = get_config()\nc.CourseDirectory.course_id = "{id}"\nconfigure(c)\n'

TRIED = """
import json, os, sys
paths, marker = json.loads(sys.argv[1]), sys.argv[2]
found = {"read": [], "listed": [], "written": [], "processes": []}
def tried(kind, path, act):
    try:
        act()
        found[kind].append(path)
    except OSError:
        pass
for path in paths:
    for way in (path, "/proc/1/root" + path, "/proc/self/root" + path):
        if os.path.isdir(way):
            tried("listed", path, lambda: os.listdir(way))
            tried("written", path, lambda: os.rmdir(way + "/new") or True if os.mkdir(way + "/new") is None else None)
        else:
            tried("read", path, lambda: open(way, "rb").read())
            tried("written", path, lambda: open(way, "a").close())
for number in filter(str.isdigit, os.listdir("/proc")):
    try:
        if marker in open(f"/proc/{number}/environ").read():
            found["processes"].append(number)
    except OSError:
        pass
print(json.dumps({kind: sorted(set(paths)) for kind, paths in found.items()}))
"""


def course_at(folder: Path, name: str) -> Path:
    """The tiny course, with a gradebook, a bank, a solution and a submission, all secret."""
    tiny.make_course(folder)
    toml = folder / "course.toml"
    toml.write_text(toml.read_text().replace("seed = 0 }", 'seed = 0, release_gate = "off" }'))
    (folder / "nbgrader_config.py").write_text(CONFIG.format(id=name))
    for part in ("gradebook.db", "bank/x/right/a.py", "submitted/ben/x/x.ipynb", "tinytorch_solutions/tinytorch/t.py"):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).write_text(SECRET)
    return folder


class House:
    """The folders of a hub with the courses `tiny` and `other`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        folders = [course_at(root / "tiny", "tiny"), course_at(root / "other", "other")]
        self.setup = Setup(ROOT / "hub", root / "state", courses.read(folders))
        for part in ("jupyterhub.sqlite", "cookie_secret", "accounts.json", "exchange/exchange.db", "exchange/files/a"):
            path = self.setup.state / part
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(SECRET)
        for name in ("ada", "ben"):
            owner = owners.home(self.setup.homes, name)
            (self.setup.homes / name / "work.txt").write_text(SECRET)
            if owners.am_root():
                owners.give(self.setup.homes / name, owner)

    def room(self, name: str, taught: Iterable[str] = (), limits: Mapping[str, int] | None = None) -> Room:
        """The room of a student, or of somebody who teaches some of the courses."""
        setup = self.setup
        mine = tuple(course for course in setup.courses if course.id in set(taught))
        if owners.am_root():
            for course in mine:
                owners.share(course.folder, owners.staff([course.folder]), ())
        return making.room(setup, name, mine, limits)

    def secrets(self) -> list[str]:
        """Every file and folder of the hub's and of the courses', and ben's home."""
        parts = ("homes/ben", "jupyterhub.sqlite", "cookie_secret", "accounts.json", "exchange")
        roots = [*(self.setup.state / part for part in parts), *(course.folder for course in self.setup.courses)]
        return [str(path) for root in roots for path in (root, *root.rglob("*"))]


def run(room: Room, *command: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run something in a room, to its end."""
    variables = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": room.inner_home, "LANG": "C.UTF-8"}
    return subprocess.run(
        room.command(command), env=variables, capture_output=True, text=True, timeout=120, check=False, **more
    )


def python(room: Room, code: str, *arguments: str) -> str:
    """What a program prints in a room."""
    done = run(room, sys.executable, "-I", "-c", code, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def tried(room: Room | None, paths: list[str], marker: str) -> dict[str, list[str]]:
    """What of these somebody reads, lists and writes in a room, and whose environment they see; None: outside."""
    arguments = (json.dumps(paths), marker)
    if room is not None:
        return json.loads(python(room, TRIED, *arguments))
    done = subprocess.run([sys.executable, "-I", "-c", TRIED, *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def marked(marker: str) -> subprocess.Popen[bytes]:
    """A process outside with something in its environment, such as the hub is one."""
    return subprocess.Popen(["sleep", "300"], env={**os.environ, "MARK": marker})
