"""A tiny course with an exchange of its own, and what people do there."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from tests import tiny
from tito import audited
from tito.cli import release as command
from tito.course import Assignment, Course
from tito.errors import TitoError
from tito.judge import api

NAME = "01_numbers"
CONFIG = """
from pathlib import Path
from tito.plugins import configure

c = get_config()
c.CourseDirectory.course_id = "tiny"
c.Exchange.root = str(Path(__file__).resolve().parent / "exchange")
configure(c)
"""
EXERCISE = {"made": 40, "killed": 38, "equivalent": 1, "survived": 1}


@dataclass(frozen=True)
class Desk:
    """A course folder, with what people do there."""

    root: Path
    lines: list[str]

    @property
    def course(self) -> Course:
        return Course.load(self.root)

    @property
    def row(self) -> Assignment:
        return self.course.assignment(NAME)

    @property
    def audit_file(self) -> Path:
        return audited.place(self.course, self.row)

    def audit(self, **changes: Any) -> None:
        """What `tito audit` writes for the notebook as it stands, but for `changes`."""
        data = {
            "format": 1, "assignment": NAME, "bank": "0" * 64,
            "source": audited.fingerprint(self.course.source(self.row)),
            "gates": {"blank": {"looked_at": 2, "faults": []}}, "exercises": {"double": EXERCISE, "root": EXERCISE},
            "tests": {"test-double": {"alone": 3}}, "flips": 0, "reruns": 20, "passed": True,
        }  # fmt: skip
        self.audit_file.parent.mkdir(parents=True, exist_ok=True)
        self.audit_file.write_text(json.dumps(data | changes))

    def change_source(self) -> None:
        path = self.course.source(NAME)
        path.write_text(path.read_text().replace("Twice a number, and", "Twice a number and"))

    def policy(self, gate: str) -> None:
        toml = self.root / "course.toml"
        toml.write_text(toml.read_text().replace("seed = 0 }", f'seed = 0, release_gate = "{gate}" }}'))

    def release(self, *arguments: str) -> str | None:
        """`tito release 1`: what it refuses with, or None; what it printed is in `lines`."""
        app = typer.Typer()
        app.command()(command.release)
        result = CliRunner().invoke(app, ["1", *arguments])
        if isinstance(result.exception, TitoError):
            return str(result.exception)
        assert result.exit_code == 0, (result.output, result.exception)
        return None

    def button(self, name: str = NAME) -> dict[str, Any]:
        """What formgrader's button does."""
        return api.api(str(self.root)).release_assignment(name)

    @property
    def handed_over(self) -> dict[str, bytes]:
        """All that lies in the exchange, by name below its outbound folder."""
        folder = self.root / "exchange"
        assert not folder.exists() or [p.name for p in folder.iterdir()] == ["tiny"]
        return tiny.tree(folder / "tiny" / "outbound") if folder.exists() else {}

    @property
    def overrides(self) -> list[dict[str, str]]:
        path = self.root / "overrides.json"
        return json.loads(path.read_text()) if path.exists() else []
