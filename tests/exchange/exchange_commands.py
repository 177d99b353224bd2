"""nbgrader's commands in this process: each is the real command's code, without two seconds of imports before it."""

import contextlib
import io
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from exchange_service import NOTEBOOK
from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp
from traitlets.config import Config, PyFileConfigLoader

CONFIG = """\
from tito.plugins import use_exchange
c = get_config()
c.CourseDirectory.course_id = "tiny"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "feedback"]
use_exchange(c)
"""


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it logged."""

    code: int
    log: str


@dataclass(frozen=True)
class Desk:
    """Somebody's folder on the hub, and who they are."""

    folder: Path
    name: str
    url: str

    @contextlib.contextmanager
    def sitting(self) -> Iterator[None]:
        """In the folder, with the environment that the hub gives to a user's server."""
        environment = {
            "TITO_EXCHANGE_URL": self.url, "JUPYTERHUB_API_TOKEN": f"token-{self.name}",
            "JUPYTER_DATA_DIR": str(self.folder / ".data"), "HOME": str(self.folder),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",  # nbgrader looks for alembic
        }  # fmt: skip
        with mock.patch.dict(os.environ, environment), contextlib.chdir(self.folder):
            yield

    def config(self) -> Config:
        """The folder's nbgrader_config.py, read as nbgrader reads it."""
        return PyFileConfigLoader("nbgrader_config.py", path=str(self.folder)).load_config()

    def run(self, *arguments: str) -> Said:
        """`nbgrader ARGUMENTS`."""
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        code = 0
        with self.sitting():
            app = NbGraderApp.instance()
            try:
                app.initialize([*arguments])
                logger = app.subapp.log if app.subapp else app.log
                getattr(logger, "logger", logger).addHandler(handler)
                app.start()
            except NoStart:
                pass  # how a command that ran its sub-command ends
            except SystemExit as end:
                code = int(end.code or 0)
            finally:
                for logger in (app.log, *((app.subapp.log,) if app.subapp else ())):
                    getattr(logger, "logger", logger).removeHandler(handler)
                if app.subapp:
                    type(app.subapp).clear_instance()
                NbGraderApp.clear_instance()
        return Said(code, stream.getvalue())


def desk(folder: Path, name: str, url: str) -> Desk:
    """An empty folder for somebody, with the configuration of the course."""
    place = folder / name
    place.mkdir(parents=True)
    (place / "nbgrader_config.py").write_text(CONFIG)
    return Desk(place, name, url)


def course(folder: Path, url: str) -> Desk:
    """The instructor's folder, in which ps1 was generated."""
    ines = desk(folder, "ines", url)
    release = ines.folder / "release" / "ps1"
    (release / "course").mkdir(parents=True)
    (release / "p1.ipynb").write_bytes(NOTEBOOK)
    (release / "course" / "data.csv").write_text("1,2\n")
    return ines
