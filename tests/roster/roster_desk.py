"""A course folder in which `tito course roster import` is typed."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Base
from sqlalchemy import create_engine
from typer.testing import CliRunner

from tests.conftest import ROOT
from tito.cli.course import app
from tito.errors import TitoError
from tito.gradebook import people

CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "tiny"\n'


@dataclass(frozen=True)
class Desk:
    root: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def type(self, *arguments: str) -> str:
        """What the command prints."""
        result = CliRunner().invoke(app, ["roster", "import", *arguments])
        if isinstance(result.exception, TitoError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    def take(self, text: str | bytes, *options: str) -> str:
        """Import a file with this text."""
        data = text if isinstance(text, bytes) else text.encode()
        (self.root / "r.csv").write_bytes(data)
        return self.type("r.csv", *options)

    def data(self, text: str | bytes, *options: str) -> dict[str, Any]:
        return json.loads(self.take(text, "--json", *options))

    def people(self) -> dict[str, dict[str, str]]:
        return people.read(self.url)

    def gradebook(self) -> None:
        """nbgrader's tables, made without alembic, which takes seconds."""
        engine = create_engine(self.url)
        Base.metadata.create_all(engine)
        engine.dispose()


def make_desk(root: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    root.mkdir()
    shutil.copy(ROOT / "course.toml", root)
    (root / "nbgrader_config.py").write_text(CONFIG)
    monkeypatch.chdir(root)
    return Desk(root)
