"""`tito report` as a user types it."""

import json

import pytest
import typer
from typer.testing import CliRunner

from tito.cli import report as command
from tito.errors import CourseError, TitoError


def run(classroom, monkeypatch: pytest.MonkeyPatch, *arguments: str):
    monkeypatch.chdir(classroom.root)
    app = typer.Typer()
    app.command()(command.report)
    result = CliRunner().invoke(app, arguments)
    if isinstance(result.exception, TitoError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def printed(capsys, monkeypatch: pytest.MonkeyPatch):
    """What the shared console prints goes where the runner can see it."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True, width=100)
    monkeypatch.setattr(command, "out", console)


@pytest.mark.usefixtures("printed")
def test_it_prints_the_table_and_writes_the_page(full, monkeypatch) -> None:
    text = run(full, monkeypatch)
    assert "Marks in TinyTorch" in text
    assert "What to do next" in text
    assert (full.root / "reports" / "cohort.html").is_file()
    assert str(full.root / "reports" / "cohort.html") in text


@pytest.mark.usefixtures("printed")
def test_one_assignment_has_a_page_of_its_own(full, monkeypatch) -> None:
    text = run(full, monkeypatch, "2")
    assert "02_activations" in text
    assert "01_tensor" not in text
    assert [path.name for path in (full.root / "reports").iterdir()] == ["02_activations.html"]


def test_json_is_all_that_is_printed(full, monkeypatch) -> None:
    data = json.loads(run(full, monkeypatch, "01", "--json"))
    assert [one["assignment"] for one in data["assignments"]] == ["01_tensor"]
    assert not (full.root / "reports").exists()


def test_json_and_a_page(full, monkeypatch) -> None:
    page = full.root / "there" / "page.html"
    json.loads(run(full, monkeypatch, "--json", "--html", str(page)))
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_no_gradebook_is_one_sentence(empty, monkeypatch) -> None:
    with pytest.raises(TitoError, match=r"^There is no gradebook at .*first\.$"):
        run(empty, monkeypatch)


def test_unknown_and_planned_assignments(classroom, monkeypatch) -> None:
    with pytest.raises(CourseError, match="There is no module or milestone 'zzz'"):
        run(classroom, monkeypatch, "zzz")
    planned = [row for row in classroom.course.assignments if not row.built]
    if not planned:
        pytest.skip("every row of course.toml is built")
    with pytest.raises(CourseError, match="is planned, not built yet"):
        run(classroom, monkeypatch, planned[0].id)


def test_a_page_that_cannot_be_written_is_one_sentence(full, monkeypatch) -> None:
    (full.root / "file").write_text("")
    with pytest.raises(TitoError, match=r"page.html cannot be written: .*\.$"):
        run(full, monkeypatch, "--html", str(full.root / "file" / "page.html"))
