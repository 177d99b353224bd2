"""`nbgrader autograde` for formgrader's button, beside the server and not within it."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

_LAST = 100_000  # characters of a log that are shown
_NOT_PASSED_ON = ("JUPYTERHUB_", "JPY_")


class Autograder:
    """Grades submissions of one course, one after the other: more at once would only wait for each other's cores."""

    def __init__(self, course: Path) -> None:
        self._course = course
        self._turn = asyncio.Semaphore(1)

    async def grade(self, assignment: str, student: str) -> dict[str, Any]:
        """Grade one submission again; whether that went well, and what nbgrader said."""
        options = (f"--assignment={assignment}", f"--student={student}", "--force")
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "nbgrader", "autograde", *options,
                cwd=self._course, env=_environment(), stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            )  # fmt: skip
            said, _ = await process.communicate()
        return {"success": process.returncode == 0, "log": said.decode("utf-8", "replace")[-_LAST:]}


def _environment() -> dict[str, str]:
    """This process's, without what the hub gave to this service alone."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
