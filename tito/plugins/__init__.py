"""What nbgrader loads: `configure(c)` in nbgrader_config.py plugs all of it in."""

import contextlib
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from tito.course import Course, CourseError

_HERE = "tito.plugins"
_STOCK = "nbgrader.preprocessors"


def configure(c: Any) -> None:
    """Set nbgrader's traits so that its own commands, and formgrader's buttons, use what this package brings.

    Args:
        c: the traitlets configuration that nbgrader_config.py is given.
    """
    _find_alembic()
    # nbgrader 0.9.6 adds rows to a session while it walks their relations, and SQLAlchemy remarks on each of them
    warnings.filterwarnings("ignore", message=r"Object of type <\w+> not in session")
    _generate(c)
    _autograde(c)
    _late(c)
    _feedback(c)


def _find_alembic() -> None:
    """nbgrader runs `alembic` by name when it makes a gradebook, whether or not the environment is active."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])


def _generate(c: Any) -> None:
    names = "IncludeHeaderFooter LockCells ClearSolutions ClearOutput CheckCellMetadata ComputeChecksums SaveCells"
    after = "ClearHiddenTests ClearMarkScheme ComputeChecksums CheckCellMetadata"
    c.GenerateAssignment.preprocessors = [
        f"{_HERE}.release.CheckSource",
        *(f"{_STOCK}.{name}" for name in names.split()),
        *(f"{_STOCK}.{name}" for name in after.split()),
        f"{_HERE}.release.ScanRelease",
    ]
    c.GenerateAssignment.exporter_class = f"{_HERE}.exporter.SourceExporter"
    c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}


def _autograde(c: Any) -> None:
    c.Autograde.exporter_class = f"{_HERE}.exporter.TolerantExporter"
    c.Autograde.pre_convert_hook = f"{_HERE}.links.replace_links"
    c.Autograde.sanitize_preprocessors = [
        f"{_HERE}.restore.RestoreCells",
        f"{_STOCK}.ClearOutput",
        f"{_STOCK}.OverwriteKernelspec",
        f"{_STOCK}.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        f"{_HERE}.execute.Execute",
        f"{_STOCK}.IgnorePattern",
        f"{_STOCK}.LimitOutput",
        f"{_STOCK}.SaveAutoGrades",
        f"{_STOCK}.AssignLatePenalties",
        f"{_STOCK}.CheckCellMetadata",
        f"{_HERE}.verdict.SaveVerdict",
    ]


def _late(c: Any) -> None:
    """nbgrader's own penalty for late work, as course.toml chooses it; a wrong course.toml is said by what needs it."""
    with contextlib.suppress(CourseError):
        c.LateSubmissionPlugin.penalty_method = Course.find().policies.late


def _feedback(c: Any) -> None:
    c.GenerateFeedback.preprocessors = [
        f"{_STOCK}.GetGrades",
        f"{_HERE}.feedback.Redact",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.HTMLExporter.preprocessors = [f"{_HERE}.answers.ShowModelAnswers"]
