"""The level is found by trying, named, and demanded."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_bench import ROOT, need_namespaces
from typer.testing import CliRunner

from tito import cli
from tito.errors import TitoError
from tito.judge.sandbox import (
    LEVELS,
    NAMESPACES,
    NONE,
    POD,
    Report,
    SandboxError,
    at_least,
    health,
    probe,
    require,
    starting,
)


@pytest.fixture
def afresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is found in a test is not remembered after it."""
    monkeypatch.delenv("TITO_SANDBOX", raising=False)
    probe.cache_clear()
    yield
    probe.cache_clear()


@pytest.fixture
def without_bubblewrap(afresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (health, starting):
        monkeypatch.setattr(module, "bubblewrap", lambda: None)


@pytest.fixture
def with_bubblewrap_that_is_refused(afresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo bubblewrap 0.8.0 && exit\necho 'bwrap: No permissions' >&2\nexit 1\n"
    )
    fake.chmod(0o755)
    for module in (health, starting):
        monkeypatch.setattr(module, "bubblewrap", lambda: str(fake))


def test_the_strongest_level_that_works_is_found(afresh: None) -> None:
    need_namespaces()
    report = probe()
    assert report.level == NAMESPACES
    assert {"bubblewrap", "namespaces", "user namespaces", "seccomp", "Landlock", "user", "Python", "cgroup"} == {
        p.name for p in report.parts
    }
    assert report.remedies == ()
    assert require(NAMESPACES) == NAMESPACES


def test_a_missing_bubblewrap_is_said_in_one_sentence(without_bubblewrap: None) -> None:
    assert probe().level == NONE
    assert "bubblewrap is not installed: apt-get install bubblewrap." in probe().remedies
    assert require(NONE) == NONE
    with pytest.raises(
        SandboxError, match=r"level 'none' here, and the course demands 'namespaces'\. bubblewrap is not"
    ):
        require(NAMESPACES)
    with pytest.raises(TitoError):
        require(POD)


def test_a_declared_pod(without_bubblewrap: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TITO_SANDBOX", "pod")
    assert require(POD) == POD
    with pytest.raises(SandboxError, match="level 'pod' here"):
        require(NAMESPACES)


@pytest.mark.parametrize("declared", ["namespaces", "none", "POD", ""])
def test_other_declarations_declare_nothing(
    without_bubblewrap: None, monkeypatch: pytest.MonkeyPatch, declared: str
) -> None:
    monkeypatch.setenv("TITO_SANDBOX", declared)
    assert probe().level == NONE


def test_refused_namespaces_name_the_reason(with_bubblewrap_that_is_refused: None) -> None:
    assert probe().level == NONE
    (remedy,) = [sentence for sentence in probe().remedies if "Namespaces" in sentence]
    assert "bwrap: No permissions" in remedy and "TITO_SANDBOX=pod" in remedy


def test_namespaces_are_preferred_to_a_declared_pod(afresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    need_namespaces()
    monkeypatch.setenv("TITO_SANDBOX", "pod")
    assert probe().level == NAMESPACES


def test_it_is_tried_once(without_bubblewrap: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first = probe()
    monkeypatch.setattr(health, "_tried", lambda level: pytest.fail("tried again"))
    assert probe() is first


def test_without_bubblewrap_none_is_started_in_silence(without_bubblewrap: None) -> None:
    with pytest.raises(SandboxError, match="not installed"):
        starting.start("tito.judge.sandbox.trial", [], level=NAMESPACES)


def test_order_of_levels() -> None:
    assert [[at_least(level, minimum) for minimum in LEVELS] for level in LEVELS] == [
        [True, True, True], [False, True, True], [False, False, True],
    ]  # fmt: skip


def told(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[int, str]:
    monkeypatch.chdir(folder)
    if not cli.app.registered_groups:
        cli._register()
    result = CliRunner().invoke(cli.app, ["system", "health"])
    return result.exit_code, result.output


def test_the_command_says_that_all_is_well(afresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    need_namespaces()
    code, text = told(monkeypatch, ROOT)
    assert code == 0
    assert text.startswith("Sandbox: namespaces (the course demands namespaces)\n")
    assert all(f"  {part.name}" in text for part in probe().parts)


def test_the_command_fails_below_the_minimum(without_bubblewrap: None, monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = told(monkeypatch, ROOT)
    assert code == 1
    assert "apt-get install bubblewrap" in text and "level 'none', and 'namespaces' is demanded" in text


def test_the_command_honours_the_course(
    without_bubblewrap: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    toml = (ROOT / "course.toml").read_text()
    (tmp_path / "course.toml").write_text(toml.replace('minimum = "namespaces"', 'minimum = "none"  '))
    code, text = told(monkeypatch, tmp_path)
    assert (code, text.splitlines()[0]) == (0, "Sandbox: none (the course demands none)")


def test_outside_a_course_the_strongest_is_asked_for(
    without_bubblewrap: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert told(monkeypatch, tmp_path)[0] == 1


def test_nothing_is_left_in_the_temporary_folder(
    without_bubblewrap: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert isinstance(probe(), Report)
    assert list(tmp_path.iterdir()) == []


def test_a_python_that_was_started_by_a_relative_path_works_too(tmp_path: Path) -> None:
    text = "import sys; from tito.judge.sandbox.health import probe; print('..' in sys.executable, probe().level)"
    words = [os.path.relpath(sys.executable, tmp_path), "-c", text]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", probe().level], done.stdout + done.stderr
