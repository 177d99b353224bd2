"""nbgrader's own programming interface on a course, for what is nbgrader's to do: releases."""

import contextlib
from functools import cache
from pathlib import Path
from typing import Any

from tito.errors import TitoError

_AROUND = ("There was an error processing", "Please see the")  # what nbgrader says before and after the reason
_SILENT = "nbgrader does not say why."


class NbgraderError(TitoError):
    """nbgrader refuses; the message is the reason that it logged."""


@cache
def api(root: str) -> Any:
    """nbgrader's programming interface on this course, with its nbgrader_config.py; 3 CPU seconds to import."""
    import logging

    from nbgrader.api import Gradebook  # noqa: F401 - makes the import of apps quicker
    from nbgrader.apps import NbGraderAPI
    from nbgrader.apps.baseapp import NbGrader

    app = NbGrader()
    app.load_cwd_config = True
    app.config_dir = str(Path(root))
    app.load_config_file()
    app.config.CourseDirectory.root = root
    made = NbGraderAPI(config=app.config)
    made.log.setLevel(logging.WARNING)
    made.log.propagate = False
    return made


def generate(root: Path, assignment: str) -> None:
    """Generate a release in the place of any earlier one, as `nbgrader generate_assignment --force` does.

    Raises:
        NbgraderError: nbgrader refuses; it has then deleted the release.
    """
    with contextlib.chdir(root):
        _require(api(str(root)).generate_assignment(assignment, force=True, create=True))


def in_exchange(root: Path, assignment: str) -> bool:
    """Whether an assignment was handed over before."""
    with contextlib.chdir(root):
        now = api.__wrapped__(str(root))  # which looks for the exchange once, when it is made
        return assignment in now.get_released_assignments()


def hand_over(root: Path, assignment: str, force: bool = False) -> None:
    """Put a generated release into the exchange, as `nbgrader release_assignment` does.

    Args:
        force: whether it may take the place of an earlier one.

    Raises:
        NbgraderError: nbgrader refuses, or one of its plug-ins does.
    """
    from nbgrader.utils import capture_log, temp_attrs

    made = api(str(root))
    with contextlib.chdir(root), temp_attrs(made.coursedir, assignment_id=assignment):
        step = made.exchange.ReleaseAssignment(
            coursedir=made.coursedir, authenticator=made.authenticator, parent=made, force=force
        )
        _require(capture_log(step))


def _require(result: dict[str, Any]) -> None:
    if not result["success"]:
        raise NbgraderError(_reason(result.get("log", "")) or _reason(result.get("error", "")) or _SILENT)


def _reason(log: str) -> str:
    """The last thing in a log, or a traceback, that is more than a frame around it."""
    lines = [line for line in log.strip().splitlines() if not line.startswith("[WARNING]")]
    told = [text for line in lines if not (text := line.removeprefix("[ERROR] ")).startswith(_AROUND)]
    return told[-1].removeprefix("[CRITICAL] ") if told else ""
