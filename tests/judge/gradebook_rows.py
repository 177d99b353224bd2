"""What a gradebook says, without what differs from run to run: row by row, two runs can be compared."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

_RANDOM_ID = re.compile(r"^[0-9a-f]{32}$")
_CLOCK = {("tito_verdict", "decided")}  # columns that hold when it was done, and nothing about what came of it
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_NUMBER = re.compile(r"[\d.,:]+(e[+-]?\d+)?")
_KERNEL_FILE = re.compile(r"/tmp/ipykernel_\d+/\d+\.py")

Row = tuple[Any, ...]
Tables = dict[str, Counter[Row]]


def tables(db: Path) -> Tables:
    """Every table as a bag of rows; a random id is replaced by the row that it points to."""
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True, timeout=60)) as connection:
        book = _Book(connection)
        return {table: Counter(book.row(table, values) for values in book.values(table)) for table in book.names}


class _Book:
    """A database, with its keys followed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        rows = connection.execute("select name from sqlite_master where type = 'table' order by name")
        self.names = [name for (name,) in rows if not name.startswith(("sqlite_", "alembic"))]
        self._columns = {t: [r[1] for r in self._ask(f"pragma table_info({t})")] for t in self.names}
        self._foreign = {t: {r[3]: r[2] for r in self._ask(f"pragma foreign_key_list({t})")} for t in self.names}
        self._by_id = {t: {v[0]: v for v in self.values(t)} for t in self.names}
        self._known: dict[tuple[str, Any], Row] = {}

    def _ask(self, query: str) -> list[Row]:
        return self._db.execute(query).fetchall()

    def values(self, table: str) -> list[Row]:
        return self._ask(f'select * from "{table}"')

    def row(self, table: str, values: Row) -> Row:
        """A row as it reads in any run."""
        return tuple(self._cells(table, values))

    def _cells(self, table: str, values: Row) -> Iterator[Any]:
        for column, value in zip(self._columns[table], values, strict=True):
            target = self._foreign[table].get(column)
            if (table, column) in _CLOCK:
                continue
            if target and value is not None:
                yield self._followed(target, value)
            elif not (isinstance(value, str) and _RANDOM_ID.match(value)):
                yield value

    def _followed(self, table: str, key: Any) -> Row:
        if (table, key) not in self._known:
            self._known[table, key] = self.row(table, self._by_id[table].get(key, (key,) * len(self._columns[table])))
        return self._known[table, key]


def table_differences(one: Tables, two: Tables) -> list[str]:
    """A sentence for each row that stands in one gradebook and not in the other."""
    found = []
    for table in sorted(one.keys() | two.keys()):
        first, second = one.get(table, Counter()), two.get(table, Counter())
        found += [f"{table}: only in the first: {_short(row)}" for row in (first - second).elements()]
        found += [f"{table}: only in the second: {_short(row)}" for row in (second - first).elements()]
    return found


def _short(row: Row) -> str:
    text = repr(row)
    return text if len(text) < 400 else f"{text[:250]} ... {text[-150:]}"


def graded_files(root: Path, assignment: str) -> dict[str, str]:
    """Path in autograded/ -> what the file holds, a part a line.

    Left out are times of execution, addresses in memory, and what cells without a mark measured (the clock is in it):
    of their outputs the words are kept, and the kinds of pictures.
    """
    folder = root / "autograded"
    files = (path for path in folder.glob(f"*/{assignment}/**/*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _content(path) for path in sorted(files)}


def _content(path: Path) -> str:
    if path.suffix != ".ipynb":
        return repr(path.read_bytes())
    node = nbformat.read(path, as_version=4)
    for cell in node.cells:
        cell.metadata.pop("execution", None)
        if cell.get("outputs") and not cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [_words(output) for output in cell.outputs]
    text = _KERNEL_FILE.sub("<cell>", json.dumps(node, indent=1, sort_keys=True))
    return _ADDRESS.sub("0x", text)


def _words(output: Any) -> Any:
    """An output without its numbers and pictures."""
    kept = {name: " ".join(_NUMBER.sub("#", str(value)).split()) for name, value in output.items() if name != "data"}
    data = output.get("data", {})
    plain = " ".join(_NUMBER.sub("#", str(data.get("text/plain", ""))).split())
    return NotebookNode(
        kept
        | (
            {"data": {"text/plain": plain, **dict.fromkeys(sorted(data.keys() - {"text/plain"}), "...")}}
            if data
            else {}
        )
    )


def file_differences(one: dict[str, str], two: dict[str, str]) -> list[str]:
    """A sentence for each file that differs, with the first line that does."""
    names = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
    return [f"autograded/{name}: {_line(one.get(name), two.get(name))}" for name in names]


def _line(one: str | None, two: str | None) -> str:
    if one is None or two is None:
        return "only in the second" if one is None else "only in the first"
    pairs = zip_longest(one.split("\n"), two.split("\n"), fillvalue="nothing")
    first, second = next(pair for pair in pairs if pair[0] != pair[1])
    return f"{first.strip()[:200]} | {second.strip()[:200]}"


@dataclass
class Marks:
    """What nbgrader keeps of one submission.

    Attributes:
        grades: name of a graded cell -> its automatic score, whether it waits for a person, its maximum and its
            manual score and extra credit.
        comments: name of a cell -> automatic and manual comment.
        late: penalties of its notebooks, and seconds late.
    """

    grades: dict[str, list[Any]] = field(default_factory=dict)
    comments: dict[str, list[Any]] = field(default_factory=dict)
    late: list[Any] = field(default_factory=list)


_GRADES = """
select s.student_id, c.name, g.auto_score, g.needs_manual_grade,
       coalesce(gc.max_score, sc.max_score), g.manual_score, g.extra_credit
from grade g join submitted_notebook n on g.notebook_id = n.id
join submitted_assignment s on n.assignment_id = s.id join assignment a on s.assignment_id = a.id
join base_cell c on g.cell_id = c.id left join grade_cells gc on gc.id = c.id
left join task_cells sc on sc.id = c.id where a.name = ?"""
_COMMENTS = """
select s.student_id, c.name, m.auto_comment, m.manual_comment
from comment m join submitted_notebook n on m.notebook_id = n.id
join submitted_assignment s on n.assignment_id = s.id join assignment a on s.assignment_id = a.id
join base_cell c on m.cell_id = c.id where a.name = ?"""
_LATE = """
select s.student_id, n.late_submission_penalty, s.timestamp, a.duedate
from submitted_notebook n join submitted_assignment s on n.assignment_id = s.id
join assignment a on s.assignment_id = a.id where a.name = ?"""


def marks(db: Path, assignment: str) -> dict[str, Marks]:
    """Student -> what the gradebook holds about their submission."""
    found: dict[str, Marks] = {}
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True, timeout=60)) as connection:
        for student, cell, *values in connection.execute(_GRADES, (assignment,)):
            found.setdefault(student, Marks()).grades[cell] = values
        for student, cell, *values in connection.execute(_COMMENTS, (assignment,)):
            found.setdefault(student, Marks()).comments[cell] = values
        for student, *values in connection.execute(_LATE, (assignment,)):
            found.setdefault(student, Marks()).late = values
    return found
