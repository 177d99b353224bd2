"""What an administrator runs of a folder that holds both a course and the installation.

In a room these are read-only. What is not there could be put there from inside, so whatever `make hub` looks for first
has to be there.
"""

import os

from tito.hub.courses import HubCourse
from tito.hub.errors import HubError
from tito.judge.sandbox import binds

TOOLS = (
    ".ci", ".git", ".hubs", ".venv", "GNUmakefile", "Makefile", "activate.sh", "constraints.txt", "hub",
    "pyproject.toml", "setup-environment.sh", "tests", "tito", "tito.egg-info",
)  # fmt: skip
_INSTALLED = (".hubs", ".venv")  # folders that make fills, empty ones too


def within(course: HubCourse) -> tuple[str, ...]:
    """The tools that lie in a course's folder; none where the installation is elsewhere."""
    return TOOLS if binds.package().parent == course.folder else ()


def secure(course: HubCourse) -> None:
    """See that every tool in a course's folder is an administrator's.

    Raises:
        HubError: one is somebody else's.
    """
    if not within(course):
        return
    for name in _INSTALLED:
        (course.folder / name).mkdir(exist_ok=True)
    trusted = {os.geteuid(), course.folder.stat().st_uid}
    for path in (course.folder / name for name in TOOLS):
        if os.path.lexists(path) and path.lstat().st_uid not in trusted:
            raise HubError(f"{path} was put there by somebody else, an instructor perhaps: look at it, and delete it.")
