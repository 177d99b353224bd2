"""The house of docs/architecture.md: a room imports only from rooms above it in the table."""

import ast
import re
from pathlib import Path

import pytest
from typer.main import get_command

from tests.conftest import ROOT
from tito import cli

TABLE = re.findall(r"^\| (`tito/.+?) \| .+ \| (.+?) \|$", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE)
"""Rows of the table: rooms, and what they may import."""

FILES = sorted((ROOT / "tito").rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "tito").parts[0].removesuffix(".py")


def imported_rooms(text: str) -> set[str]:
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            parts = node.module.split(".")
            if parts[0] == "tito":
                rooms |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            rooms |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("tito.")}
    return rooms


def allowed(table: list[tuple[str, str]]) -> dict[str, set[str]]:
    """Room -> the rooms that it may import from: its own row's and those above, or all, but those that are named."""
    rows = [(re.findall(r"`tito/(\w+)", rooms), rule) for rooms, rule in table]
    every = {room for rooms, _ in rows for room in rooms}
    found: dict[str, set[str]] = {}
    for rooms, rule in rows:
        named, _, but = rule.partition(" but ")
        reach = set() if named == "nothing of the project" else every if named == "all" else {*found, *rooms}
        found |= dict.fromkeys(rooms, reach - set(re.findall(r"\w+", but)))
    return found


ALLOWED = allowed(TABLE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_room_imports_only_what_the_table_says(path: Path) -> None:
    room, others = room_of(path), imported_rooms(path.read_text())
    assert others <= (set() if room == "__init__" else {room, *ALLOWED[room]}), room


def test_a_row_of_the_table_is_held() -> None:
    rows = [("`tito/a.py`, `tito/b`", "NumPy"), ("`tito/c`", "nothing of the project")]
    found = allowed([*rows, ("`tito/d`", "the above but `b`"), ("`tito/e`", "all but c, f"), ("`tito/f`", "all")])
    assert found == {"a": {"a", "b"}, "b": {"a", "b"}, "c": set(), "d": {"a", "c", "d"}, "e": set("abde"),
                     "f": set("abcdef")}  # fmt: skip
    assert "judge" not in ALLOWED["roster"] | ALLOWED["backup"] | ALLOWED["exchange"]


def test_the_rule_can_be_broken() -> None:
    assert imported_rooms("from tito.cli import grade\nimport tito.judge.kernel\nfrom tito import audit") == {
        "cli", "judge", "audit",
    }  # fmt: skip


@pytest.mark.parametrize("room", ["checks", "data", "stack"])
def test_what_students_import_needs_nothing_of_the_project(room: str) -> None:
    for path in FILES:
        if room_of(path) == room:
            assert imported_rooms(path.read_text()) <= {room}, path


def test_every_command_is_documented() -> None:
    cli._register()
    docs = "\n".join(path.read_text() for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
    commands = get_command(cli.app).commands
    assert set(commands) >= {"export", "audit", "scan", "release", "grade", "report", "demo"}
    names = [*commands, *(f"{group} {name}" for group in cli.GROUPS for name in commands[group].commands)]
    assert {"module catch-up", "milestone run", "checkpoint test", "system info"} <= set(names)
    assert [name for name in names if not re.search(rf"tito {name}\b", docs)] == []


def test_every_documented_command_exists() -> None:
    cli._register()
    docs = "\n".join(path.read_text() for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
    named = set(re.findall(r"(?<!from )\btito ([a-z]+)", docs))
    assert named <= set(get_command(cli.app).commands)


def test_no_tracked_text_names_a_host_or_a_machine_path() -> None:
    bad = re.compile(r"python[h]osted|p[y]pi\.org|(^|[^A-Za-z0-9_.])/(wor[k]|roo[t])/[a-z]")
    faults = []
    for path in sorted(ROOT.rglob("*")):
        if path.suffix in (".py", ".md", ".toml", ".txt", ".ipynb", ".j2") and not set(path.parts) & {
            ".venv", ".hubs", ".git", "demo", "state", "node_modules", ".hypothesis",
        }:  # fmt: skip
            text = path.read_text(encoding="utf-8")
            faults += [f"{path.relative_to(ROOT)}: {m.group()}" for m in bad.finditer(text)]
    assert faults == []
