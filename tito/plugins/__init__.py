"""What nbgrader loads: `configure(c)` in nbgrader_config.py plugs all of it in."""

import contextlib
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from tito.course import Course, CourseError
from tito.exchange import URL
from tito.judge import settings

_EXCHANGE = {
    "exchange": "exchange.HubExchange",
    "release_assignment": "exchange_release.ReleaseAssignment",
    "fetch_assignment": "exchange_fetch.FetchAssignment",
    "submit": "exchange_submit.Submit",
    "list": "exchange_list.List",
    "collect": "exchange_collect.Collect",
    "release_feedback": "exchange_feedback.ReleaseFeedback",
    "fetch_feedback": "exchange_feedback.FetchFeedback",
}
_HERE = "tito.plugins"
_STOCK = "nbgrader.preprocessors"


def configure(c: Any) -> None:
    """Set nbgrader's traits so that its own commands, and formgrader's buttons, use what this package brings.

    Args:
        c: the traitlets configuration that nbgrader_config.py is given.
    """
    use_judge(c)
    _generate(c)
    c.ExchangeFactory.release_assignment = f"{_HERE}.gate.ReleaseAssignment"
    _late(c)
    use_exchange(c)


def use_judge(c: Any) -> None:
    """Grade with the judge, and write its feedback, in any course of nbgrader's; all else stays as it is configured.

    Args:
        c: the traitlets configuration that nbgrader_config.py is given.
    """
    find_alembic()
    # nbgrader 0.9.6 adds rows to a session while it walks their relations, and SQLAlchemy remarks on each of them
    warnings.filterwarnings("ignore", message=r"Object of type <\w+> not in session")
    _autograde(c)
    _feedback(c)


def use_exchange(c: Any) -> None:
    """Plug the hub's exchange in where the hub has said where it is; elsewhere nbgrader's shared folder stays.

    Args:
        c: the traitlets configuration that nbgrader_config.py is given.
    """
    if os.environ.get(URL):
        for trait, name in _EXCHANGE.items():
            setattr(c.ExchangeFactory, trait, f"{_HERE}.{name}")


def find_alembic() -> None:
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
        f"{_HERE}.release.HandOut",
        f"{_HERE}.release.ScanRelease",
    ]
    c.GenerateAssignment.exporter_class = f"{_HERE}.exporter.SourceExporter"
    c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}


def _autograde(c: Any) -> None:
    c.Autograde.exporter_class = f"{_HERE}.exporter.TolerantExporter"
    c.Autograde.pre_convert_hook = settings.HOOK
    c.Autograde.sanitize_preprocessors = list(settings.SANITIZE)
    c.Autograde.autograde_preprocessors = list(settings.AUTOGRADE)


def _late(c: Any) -> None:
    """nbgrader's own penalty for late work, as course.toml chooses it; a wrong course.toml is said by what needs it."""
    with contextlib.suppress(CourseError):
        c.LateSubmissionPlugin.penalty_method = Course.find().policies.late


def _feedback(c: Any) -> None:
    c.GenerateFeedback.exporter_class = f"{_HERE}.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = []
    c.HTMLExporter.preprocessors = [f"{_HERE}.harmless.Harmless", f"{_HERE}.answers.ShowModelAnswers"]
    c.HTMLExporter.filters = {"markdown2html": f"{_HERE}.harmless.markdown"}
