"""Steps that fill in a paper: right, otherwise right, and wrong in the ways that the bank has labelled."""

import ast

from tito import notebook as nb
from tito.audit.bank import Entry
from tito.notebook import SOLUTION, Role
from tito.rehearsal.paper import Paper

WARNING = "this is slow for large arrays"
_ANSWERS = (
    "My answer: both ways give the same numbers. I worked a two by two example by hand, and the shapes fit.",
    "My answer: the cost grows with the number of elements, so twice the batch is twice the work and memory.",
    "My answer: I tried a small input. Without this step it looks right, and is wrong for large values.",
    "My answer: it depends on the shape. For one row it makes no difference, for many rows it does.",
)


def solve(paper: Paper) -> None:
    """Every exercise right, as in the instructor's notebook."""
    for cell in paper.exercises:
        paper.fill(str(cell.grade_id), nb.unmarked(cell.source, SOLUTION))


def solve_otherwise(paper: Paper) -> None:
    """Every exercise right, by another design where the bank has one."""
    solve(paper)
    designs = [entry for entry in paper.bank if entry.right]
    for design in designs[:1]:
        paper.used.append(design)
        for grade_id, text in design.cells.items():
            paper.fill(grade_id, text)


def answer(paper: Paper) -> None:
    """Every written question answered, in words of the student's own."""
    for cell in paper.source.by_role(Role.ANSWER):
        paper.cell(str(cell.grade_id)).source = paper.rng.choice(_ANSWERS)
        paper.answered += 1


def one_mistake(paper: Paper) -> None:
    """One misconception."""
    _mistakes(paper, 1)


def several_mistakes(paper: Paper) -> None:
    """Several misconceptions, in different exercises."""
    _mistakes(paper, 3)


def stop_early(paper: Paper) -> None:
    """The last third of the exercises left as they were released."""
    names = [str(cell.grade_id) for cell in paper.exercises]
    for name in names[len(names) - max(1, len(names) // 3) :]:
        _undo(paper, name)


def raise_in_the_middle(paper: Paper) -> None:
    """A line that raises, left over from a trial, above one definition in the middle."""
    cell = paper.exercises[len(paper.exercises) // 2]
    lines = paper.cell(str(cell.grade_id)).source.split("\n")
    at = 1 if lines[0].startswith("#|") else 0
    lines.insert(at, "print(my_first_try[0])  # does this work?")
    paper.fill(str(cell.grade_id), "\n".join(lines))
    paper.undone.add(str(cell.grade_id))


def warn(paper: Paper) -> None:
    """A warning on stderr, from a right function, whenever a test calls it."""
    say_inside(paper, ["import warnings", "", f'warnings.warn("{WARNING}", stacklevel=2)'])


def say_inside(paper: Paper, lines: list[str]) -> str:
    """Write lines at the top of the body of one function that is done; returns the exercise's grade_id."""
    texts = {str(cell.grade_id): paper.cell(str(cell.grade_id)).source for cell in paper.exercises}
    done = [name for name, text in texts.items() if name not in paper.undone and _body_line(text)]
    name = paper.rng.choice(done)
    text, at = texts[name].split("\n"), _body_line(texts[name]) - 1
    indent = " " * (len(text[at]) - len(text[at].lstrip()))
    text[at:at] = [f"{indent}{line}" if line else "" for line in lines]
    paper.cell(name).source = "\n".join(text)
    return name


def _body_line(text: str) -> int:
    """The line, from 1, of the first statement below the first function's docstring; 0 without a function."""
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.FunctionDef):
            body = statement.body[1:] if ast.get_docstring(statement) is not None else statement.body
            return body[0].lineno if body and body[0].lineno > statement.lineno else 0
    return 0


def _mistakes(paper: Paper, count: int) -> None:
    """Put wrong entries of the bank in, each in another exercise; without a bank, leave exercises undone."""
    for entry in (entry for entry in paper.bank if not entry.right):
        if count and not entry.cells.keys() & (paper.wrong | paper.undone):
            _err(paper, entry)
            count -= 1
    for cell in paper.exercises[:count]:
        _undo(paper, str(cell.grade_id))


def _err(paper: Paper, entry: Entry) -> None:
    paper.used.append(entry)
    for grade_id, text in entry.cells.items():
        paper.fill(grade_id, text)
    paper.wrong |= entry.cells.keys()
    paper.fails |= set(entry.fails)


def _undo(paper: Paper, grade_id: str) -> None:
    paper.cell(grade_id).source = nb.cleared(paper.source.by_id(grade_id).source)
    paper.undone.add(grade_id)
