"""What nbgrader_config.py says about autograding, for the runs in which nbgrader itself takes no part."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tito.errors import TitoError

_PLUGINS, _STOCK = "tito.plugins", "nbgrader.preprocessors"
SANITIZE = [
    f"{_PLUGINS}.restore.RestoreCells",
    f"{_STOCK}.ClearOutput",
    f"{_STOCK}.OverwriteKernelspec",
    f"{_STOCK}.CheckCellMetadata",
]
AUTOGRADE = [
    f"{_PLUGINS}.execute.Execute",
    f"{_STOCK}.IgnorePattern",
    f"{_STOCK}.LimitOutput",
    f"{_STOCK}.SaveAutoGrades",
    f"{_PLUGINS}.extension.ApplyExtension",
    f"{_STOCK}.AssignLatePenalties",
    f"{_STOCK}.CheckCellMetadata",
    f"{_PLUGINS}.verdict.SaveVerdict",
]
HOOK = f"{_PLUGINS}.links.replace_links"
"""What is plugged into nbgrader's Autograde, in order."""


class GradingError(TitoError):
    """A cohort cannot be graded as things stand."""


@dataclass(frozen=True)
class Cleaning:
    """How nbgrader's ClearOutput and LimitOutput are configured; -1 is no limit.

    Attributes:
        fields: metadata that goes with the outputs of a cell.
        lines: of all streams of a cell.
        traceback: entries of an error's traceback.
    """

    fields: frozenset[str] = frozenset({"collapsed", "scrolled"})
    lines: int = 1000
    traceback: int = 100


@dataclass(frozen=True)
class Settings:
    """The options of nbgrader that decide what autograding leaves behind.

    Attributes:
        ignore: names of files that are not copied.
        own_files: files beside the source that a student's copy of stays.
        mode: permissions of the files in autograded/.
        group: whether folders there are shared with the group.
        create_student: whether somebody whom the gradebook does not know is entered.
        late: nbgrader's AssignLatePenalties, with the plug-in that is configured.
    """

    course_id: str
    ignore: tuple[str, ...]
    own_files: frozenset[str]
    mode: int
    group: bool
    create_student: bool
    cleaning: Cleaning
    late: Any


def read(root: Path, assignment: str) -> Settings:
    """The settings of the course in `root` for one assignment.

    Raises:
        GradingError: the configuration plugs into Autograde what only nbgrader itself can run.
    """
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import AssignLatePenalties, ClearOutput, LimitOutput

    config = _config(root)
    _check(config)
    folder = CourseDirectory(config=config)
    autograde = config.BaseConverter | config.Autograde
    limit, late = LimitOutput(config=config), AssignLatePenalties(config=config)
    late.init_plugin()
    fields = frozenset(ClearOutput(config=config).remove_metadata_fields)
    return Settings(
        course_id=folder.course_id,
        ignore=tuple(folder.ignore),
        own_files=frozenset(autograde.get("exclude_overwriting", {}).get(assignment, [])),
        mode=int(str(autograde.get("permissions", 664 if folder.groupshared else 444)), 8),
        group=folder.groupshared,
        create_student=autograde.get("create_student", True),
        cleaning=Cleaning(fields, limit.max_lines, limit.max_traceback),
        late=late,
    )


def _config(root: Path) -> Any:
    """The configuration as nbgrader reads it: the user's and the machine's files, and above them the course's."""
    from jupyter_core.paths import jupyter_config_path
    from traitlets.config import Config, PyFileConfigLoader

    config = Config()
    for folder in (*reversed(jupyter_config_path()), str(root)):
        if (Path(folder) / "nbgrader_config.py").is_file():
            config.merge(PyFileConfigLoader("nbgrader_config.py", path=folder).load_config())
    return config


def _check(config: Any) -> None:
    autograde = config.BaseConverter | config.Autograde
    for option, usual in (
        ("sanitize_preprocessors", SANITIZE), ("autograde_preprocessors", AUTOGRADE),
        ("pre_convert_hook", HOOK), ("post_convert_hook", None),
    ):  # fmt: skip
        if autograde.get(option) != usual:
            raise GradingError(
                f"Your nbgrader configuration has its own Autograde.{option}, which tito grade does not run: "
                "use nbgrader autograde, or leave the option to tito.plugins.configure."
            )
