"""Each behaviour's notebook has the defect that it claims, and nothing else."""

import ast

import pytest
from rehearsal_plays import BUILT, COURSE, release_of

from tito import notebook as nb
from tito.audit import bank
from tito.course import Assignment
from tito.notebook import SOLUTION, Notebook, Role
from tito.rehearsal.behaviours import BEHAVIOURS
from tito.rehearsal.cohort import Synthetic
from tito.rehearsal.doing import WARNING

Cohort = dict[str, Synthetic]


def handed_in(one: Synthetic) -> Notebook:
    return nb.read(one.folder / f"{one.assignment}.ipynb")


def solution(row: Assignment, grade_id: str) -> str:
    return nb.unmarked(nb.read(COURSE.source(row)).by_id(grade_id).source, SOLUTION)


def ids(notebook: Notebook) -> list[str]:
    return [cell.node.id for cell in notebook.cells]


def filled(row: Assignment, notebook: Notebook) -> dict[str, str]:
    """The exercises of a submission, by name."""
    return {cell.grade_id: cell.source for cell in notebook.by_role(Role.EXERCISE)}


def others_are_as_released(row: Assignment, notebook: Notebook) -> None:
    """Cells that are not the student's stand as they were released, metadata included."""
    release = {cell.node.id: cell.node for cell in release_of(row).cells}
    for cell in notebook.cells:
        if cell.role not in (Role.EXERCISE, Role.ANSWER):
            assert cell.node == release[cell.node.id], cell
        else:
            assert cell.node.metadata == release[cell.node.id].metadata, cell


def test_right(row: Assignment, cohort: Cohort) -> None:
    notebook = handed_in(cohort["right"])
    assert ids(notebook) == ids(release_of(row))
    others_are_as_released(row, notebook)
    for name, text in filled(row, notebook).items():
        assert text == solution(row, name)
        assert "BEGIN SOLUTION" not in text
    for cell in notebook.by_role(Role.ANSWER):
        assert cell.source.startswith("My answer: ")


def test_other_design_is_right_code_that_warns(row: Assignment, cohort: Cohort) -> None:
    notebook = handed_in(cohort["other design"])
    assert ids(notebook) == ids(release_of(row))
    others_are_as_released(row, notebook)
    entries = [e for e in bank.entries(COURSE.root / "bank" / row.id) if e.right]
    texts = filled(row, notebook)
    warning = [name for name, text in texts.items() if WARNING in text]
    assert len(warning) == 1
    without = {n: _without_warning(t) for n, t in texts.items()}
    designs = [{name: solution(row, name) for name in texts} | entry.cells for entry in entries]
    assert without in (designs or [{name: solution(row, name) for name in texts}])


def _without_warning(text: str) -> str:
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if WARNING in line:
            return "\n".join(lines[: index - 2] + lines[index + 1 :])
    return text


def test_the_warning_stands_inside_a_function(cohort: Cohort) -> None:
    texts = [cell.source for cell in handed_in(cohort["other design"]).by_role(Role.EXERCISE)]
    tree = ast.parse(next(text for text in texts if WARNING in text))
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    assert any(WARNING in ast.unparse(statement) for statement in function.body[:3])


def test_deleted_cells(row: Assignment, cohort: Cohort) -> None:
    notebook = handed_in(cohort["deleted cells"])
    others_are_as_released(row, notebook)
    gone = [cell for cell in release_of(row).cells if cell.node.id not in ids(notebook)]
    assert sorted(cell.role for cell in gone) == [Role.PROVIDED, Role.TEST]
    assert all(cell.is_code for cell in gone)
    assert ids(notebook) == [i for i in ids(release_of(row)) if i not in {c.node.id for c in gone}]
    assert all(text == solution(row, name) for name, text in filled(row, notebook).items())


def test_duplicated_test(row: Assignment, cohort: Cohort) -> None:
    notebook = handed_in(cohort["duplicated test"])
    names = [cell.grade_id for cell in notebook.cells if cell.grade_id]
    twice = {name for name in names if names.count(name) == 2}
    assert len(twice) == 1
    at = next(i for i, cell in enumerate(notebook.cells) if cell.grade_id in twice)
    first, second = notebook.cells[at], notebook.cells[at + 1]
    assert first.role is second.role is Role.TEST
    assert first.source == second.source
    assert first.node.id != second.node.id
    kept = [cell for index, cell in enumerate(notebook.cells) if index != at + 1]
    assert [cell.node.id for cell in kept] == ids(release_of(row))
    assert all(text == solution(row, name) for name, text in filled(row, notebook).items())


def wrong_cells(row: Assignment, notebook: Notebook) -> set[str]:
    return {name for name, text in filled(row, notebook).items() if text != solution(row, name)}


def test_one_mistake_is_an_entry_of_the_bank(row: Assignment, cohort: Cohort) -> None:
    notebook = handed_in(cohort["one mistake"])
    others_are_as_released(row, notebook)
    texts = filled(row, notebook)
    entries = [e for e in bank.entries(COURSE.root / "bank" / row.id) if not e.right]
    if not entries:
        pytest.skip(f"the bank of {row.id} has no wrong entry yet")
    used = [e for e in entries if all(texts[name] == text for name, text in e.cells.items())]
    assert any(wrong_cells(row, notebook) == e.cells.keys() for e in used)
    expected = cohort["one mistake"].expected
    assert any(set(e.fails) == expected.lost for e in used)


def test_unfinished(row: Assignment, cohort: Cohort) -> None:
    notebook = handed_in(cohort["unfinished"])
    others_are_as_released(row, notebook)
    release = filled(row, release_of(row))
    texts = filled(row, notebook)
    names = list(texts)
    undone = [name for name in names if texts[name] == release[name]]
    tail = names[len(names) - len(names) // 3 :]
    assert set(tail) <= set(undone)
    wrong = wrong_cells(row, notebook) - set(undone)
    assert wrong or not [e for e in bank.entries(COURSE.root / "bank" / row.id) if not e.right]
    assert wrong | set(undone) != set(names)


def test_exception(row: Assignment, cohort: Cohort) -> None:
    notebook = handed_in(cohort["exception"])
    others_are_as_released(row, notebook)
    assert ids(notebook) == ids(release_of(row))
    (broken,) = wrong_cells(row, notebook)
    text = filled(row, notebook)[broken]
    extra = [line for line in text.split("\n") if line not in solution(row, broken).split("\n")]
    assert extra == ["print(my_first_try[0])  # does this work?"]
    first = ast.parse(text).body[0]
    assert ast.unparse(first) == "print(my_first_try[0])"
    assert nb.Cell(notebook.by_id(broken).node, 0).exported == release_of(row).by_id(broken).exported


def test_blank(row: Assignment, cohort: Cohort) -> None:
    notebook = handed_in(cohort["blank"])
    assert notebook.node == release_of(row).node


def test_no_cell_of_a_submission_shows_what_was_not_released(row: Assignment, cohort: Cohort) -> None:
    """Hidden tests must come back from the gradebook, not from the submission."""
    for one in cohort.values():
        for path in one.folder.glob("*.ipynb"):
            text = path.read_text(encoding="utf-8")
            assert "BEGIN HIDDEN" not in text
            assert "BEGIN SOLUTION" not in text


@pytest.mark.parametrize(
    ("behaviour", "names"),
    [
        ("empty file", {"{}.ipynb"}),
        ("renamed", {"{}-Copy1.ipynb"}),
        ("no notebook", {"notes.txt"}),
        ("link", {"{}.ipynb"}),
        ("right", {"{}.ipynb"}),
    ],
)
def test_what_lies_in_the_folder(row: Assignment, cohort: Cohort, behaviour: str, names: set[str]) -> None:
    folder = cohort[behaviour].folder
    found = {path.name for path in folder.iterdir()} - {"timestamp.txt", ".rehearsal"}
    assert found == {name.format(row.id) for name in names}


def test_the_empty_file_is_empty(row: Assignment, cohort: Cohort) -> None:
    assert (cohort["empty file"].folder / f"{row.id}.ipynb").read_bytes() == b""


def test_the_renamed_notebook_is_right(row: Assignment, cohort: Cohort) -> None:
    notebook = nb.read(cohort["renamed"].folder / f"{row.id}-Copy1.ipynb")
    assert wrong_cells(row, notebook) == set()


def test_the_link_leads_to_a_classmates_right_notebook(row: Assignment, cohort: Cohort) -> None:
    path = cohort["link"].folder / f"{row.id}.ipynb"
    assert path.is_symlink()
    assert not path.readlink().is_absolute()
    assert path.resolve() == (cohort["right"].folder / path.name).resolve()


def test_every_behaviour_says_what_it_does() -> None:
    assert len(BEHAVIOURS) == 12
    for behaviour in BEHAVIOURS.values():
        assert behaviour.sentence.endswith(".")
        assert behaviour.kinds


def test_something_was_compared() -> None:
    assert all(list(release_of(row).by_role(Role.EXERCISE)) for row in BUILT)
