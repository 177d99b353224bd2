"""The scan of a release: each kind of leak is found, and a clean release passes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from tests import tiny
from tito import notebook as nb
from tito import release
from tito.notebook import Notebook

NAME = "01_numbers"
SOLUTION_LINE = "both_halves = [x, x]"
HIDDEN_LINE = 'check.close(double(-3.0), -6.0, rule="twice a negative number is negative")'
RUBRIC_LINE = "- 2 points for naming the `cost` of a product"
SECRETS = [SOLUTION_LINE, HIDDEN_LINE, RUBRIC_LINE]
Change = Callable[[list[NotebookNode]], object]


@pytest.fixture(scope="module")
def source() -> Notebook:
    return tiny.source_of(tiny.numbers())


class Release:
    """A released folder to hide things in."""

    def __init__(self, folder: Path, source: Notebook) -> None:
        self.folder, self.source = folder / NAME, source
        self.put(lambda cells: None)

    def put(self, change: Change) -> None:
        cells = tiny.released(tiny.numbers())
        new = change(cells)
        tiny.save(new if isinstance(new, list) else cells, self.folder / f"{NAME}.ipynb")

    def file(self, name: str, text: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def faults(self) -> list[str]:
        return release.scan_release(self.source, self.folder)


@pytest.fixture
def folder(tmp_path: Path, source: Notebook) -> Release:
    return Release(tmp_path, source)


def test_a_clean_release_passes(folder: Release) -> None:
    assert folder.faults() == []
    folder.file("data/digits.csv", "1,2,3\n")
    folder.file("images/curve.png", bytes(range(256)))
    assert folder.faults() == []


def test_there_must_be_a_release(tmp_path: Path, source: Notebook) -> None:
    said = release.scan_release(source, tmp_path / NAME)
    assert said == [f"it has not been generated: run nbgrader generate_assignment {NAME}"]
    (tmp_path / NAME).mkdir()
    assert release.scan_release(source, tmp_path / NAME) == [f"{tmp_path / NAME / NAME}.ipynb does not exist."]
    (tmp_path / NAME / f"{NAME}.ipynb").write_text("{")
    assert "is not a notebook: it is not JSON." in release.scan_release(source, tmp_path / NAME)[0]


def test_the_source_itself_is_the_worst_release(folder: Release) -> None:
    folder.put(lambda _: tiny.numbers())
    said = "\n".join(folder.faults())
    for secret in (*SECRETS, "BEGIN SOLUTION", "END HIDDEN TESTS"):
        assert re.sub(r"\s", "", secret) in re.sub(r"\s", "", said)


def _into(name: str, text: Callable[[str], str]) -> Callable[[list[NotebookNode], str], object]:
    return lambda cells, secret: tiny.named(cells, name).update(source=text(secret))


HIDING: dict[str, Callable[[list[NotebookNode], str], object]] = {
    "another cell": _into("try-it", lambda s: f"double(21.0)\n{s}"),
    "a comment": _into("title", lambda s: f"# Numbers\n\nTwice a number, and its root.\n<!-- {s} -->"),
    "other white space": _into("try-it", lambda s: "double(21.0)  # " + "\t ".join(s.split(" ")).replace("(", "(  ")),
    "two lines": _into("try-it", lambda s: "double(21.0)\n# " + s[:14] + "\n" + s[14:]),
    "metadata": lambda c, s: tiny.named(c, "title").metadata.update(note=s),
    "a key": lambda c, s: tiny.named(c, "title").metadata.update({s: 1}),
    "deep metadata": lambda c, s: tiny.named(c, "title").metadata.update(a=[{"b": [{"c": s}]}]),
    "a list": lambda c, s: tiny.named(c, "title").metadata.update(lines=[s[:5], s[5:9], s[9:]]),
    "an output": lambda c, s: tiny.named(c, "try-it").update(outputs=[new_output("stream", text=s)]),
    "a rich output": lambda c, s: tiny.named(c, "try-it").update(
        outputs=[new_output("display_data", data={"text/html": ["<b>", s, "</b>"]})]
    ),
    "an attachment": lambda c, s: tiny.named(c, "title").update(attachments={"a.txt": {"text/plain": s}}),
    "a new cell": lambda c, s: c.append(new_code_cell(f"# {s}", id="new")),
    "the answer": lambda c, s: tiny.named(c, "answer-numbers-1").update(source=f"YOUR ANSWER HERE\n{s}"),
    "its own cell": lambda c, s: tiny.named(c, "double").update(source=tiny.named(c, "double").source + f"\n# {s}"),
}


@pytest.mark.parametrize("secret", SECRETS, ids=["solution", "hidden test", "rubric"])
@pytest.mark.parametrize("place", HIDING)
def test_a_secret_line_is_found_wherever_it_hides(folder: Release, place: str, secret: str) -> None:
    folder.put(lambda cells: HIDING[place](cells, secret) and None)
    assert "the notebook shows '" + re.sub(r"\s", "", secret) + "'" in folder.faults()


@pytest.mark.parametrize("secret", SECRETS, ids=["solution", "hidden test", "rubric"])
@pytest.mark.parametrize("form", ["{}", "a,b\n {} \nc", "b'{}'", '["x\\n", "{}\\n"]'])
def test_a_secret_line_in_a_data_file(folder: Release, secret: str, form: str) -> None:
    text = form.replace("{}", secret.replace('"', '\\"') if form.startswith("[") else secret)
    folder.file("data/notes.txt", text)
    assert any(said.startswith("data/notes.txt shows '") for said in folder.faults())


def test_short_lines_of_a_solution_are_found_in_cells() -> None:
    """Too short to be searched for anywhere, but no line may stand in a cell that the source does not show there."""
    short = "def double(x):\n    ### BEGIN SOLUTION\n    y = x\n    y += x\n    ### END SOLUTION\n    return y"
    cells = tiny.numbers()
    tiny.named(cells, "double").source = short
    out = tiny.numbers()
    tiny.named(out, "double").source = short
    out = tiny.released(out)
    assert release.compare(tiny.source_of(cells), tiny.source_of(out)) == []
    tiny.named(out, "double").source += "\n    y += x"
    assert release.compare(tiny.source_of(cells), tiny.source_of(out)) == ["cell 5 ('double') shows the line 'y += x'"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("solution.py", "solution.py should not be there: what students need beside it stands in data or images/"),
        ("02_fours.ipynb", "02_fours.ipynb should not be there"),
        ("gradebook.db", "gradebook.db should not be there"),
        (".ipynb_checkpoints/01_numbers-checkpoint.ipynb", "should not be there"),
        ("notes/rubric.md", "should not be there"),
        ("data", "data should not be there"),
        ("data/solution.py", "data/solution.py should not be there: code that students need stands in the notebook"),
        ("data/01_numbers.ipynb", "data/01_numbers.ipynb should not be there: code"),
    ],
)
def test_stray_files(folder: Release, name: str, sentence: str) -> None:
    folder.file(name, "harmless")
    assert [said for said in folder.faults() if sentence in said]
    assert len(folder.faults()) == 1


@pytest.mark.parametrize("name", ["data/link.csv", "link", "data/gone", f"{NAME}.ipynb", "data/folder"])
def test_links(folder: Release, tmp_path: Path, name: str) -> None:
    target = tmp_path / "elsewhere"
    path = folder.folder / name
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        path.rename(target)
    elif name == "data/folder":
        target.mkdir()
    elif name != "data/gone":
        target.write_text("x")
    path.symlink_to(target)
    assert folder.faults() == [f"{name} is a link"]


def _drop_line(name: str, line: str) -> Change:
    def change(cells: list[NotebookNode]) -> None:
        lines = tiny.named(cells, name).source.split("\n")
        lines.remove(next(one for one in lines if line in one))
        tiny.named(cells, name).source = "\n".join(lines)

    return change


def _meta(name: str, key: str = "nbgrader", **changes: object) -> Change:
    return lambda cells: tiny.named(cells, name).metadata[key].update(changes)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_drop_line("double", "#| export"), "cell 5 ('double') has lost its '#| export'"),
        (_drop_line("double", '"""Twice'), "cell 5 ('double') lacks the line '\"\"\"Twice a number: double(2.0)"),
        (_drop_line("double", "def double"), "lacks the line 'def double(x: float) -> float:'"),
        (_drop_line("double", "return result"), "lacks the line 'return result'"),
        (_drop_line("test-double", "checks.cell"), "cell 6 ('test-double') lacks the line 'check = checks.cell("),
        (_drop_line("double", "raise NotImpl"), "cell 5 ('double') has no place for the student to write in"),
        (_drop_line("answer-numbers-1", "YOUR"), "cell 10 ('answer-numbers-1') has no place for the student"),
        (_meta("test-root", points=4), "cell 8 ('test-root') has changed its nbgrader metadata"),
        (_meta("test-root", grade_id="test-rot"), "cell 8 ('test-root') has changed its nbgrader metadata"),
        (_meta("test-root", grade=False), "cell 8 ('test-root') has changed its nbgrader metadata"),
        (_meta("double", solution=False), "cell 5 ('double') has changed its nbgrader metadata"),
        (_meta("test-root", "tito", needs=[]), "cell 8 ('test-root') has changed its nbgrader metadata"),
        (lambda c: tiny.named(c, "double").metadata.clear(), "cell 5 ('double') has changed its nbgrader metadata"),
        (lambda c: c.pop(4), "cell 5 ('double') is missing"),
        (lambda c: c.pop(), "cell 10 ('answer-numbers-1') is missing"),
        (lambda c: c.append(new_code_cell("y = 1", id="new")), "cell 11 of the release is not in the source"),
        (lambda c: c.insert(0, c.pop()), "the cells stand in another order than in the source"),
        (lambda c: tiny.named(c, "try-it").update(outputs=[new_output("stream", text="42")]), "cell 9 has outputs"),
        (lambda c: tiny.named(c, "try-it").update(source="double(21.0)\ndouble(21.0)"), "another order or number"),
        (lambda c: c[0].update(source="# BEGIN SOLUTION"), "the notebook shows 'BEGIN SOLUTION'"),
    ],
)
def test_what_a_release_must_keep(folder: Release, change: Change, sentence: str) -> None:
    folder.put(lambda cells: change(cells) and None)
    assert any(sentence in said for said in folder.faults()), folder.faults()
    assert all("\n" not in said for said in folder.faults())


def test_a_line_that_also_stands_in_the_open_is_no_secret(source: Notebook) -> None:
    cells = tiny.numbers()
    tiny.named(cells, "title").source += f"\n\n    {SOLUTION_LINE}"
    known = release.Secrets.of(tiny.source_of(cells)).lines
    assert re.sub(r"\s", "", SOLUTION_LINE) not in known
    assert re.sub(r"\s", "", SOLUTION_LINE) in release.Secrets.of(source).lines


def test_a_source_with_an_open_region_is_named(tmp_path: Path) -> None:
    cells = tiny.numbers()
    tiny.named(cells, "root").source = "### BEGIN SOLUTION"
    with pytest.raises(nb.NotebookError, match=r"^01_numbers.ipynb: cell 7 \('root'\), 'BEGIN SOLUTION' has no 'END"):
        release.Secrets.of(tiny.source_of(cells))
