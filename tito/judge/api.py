"""nbgrader's own programming interface on a course, for what is nbgrader's to do: releases."""

from functools import cache
from pathlib import Path
from typing import Any


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
