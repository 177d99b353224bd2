"""Files that are no notebook, each with its sentence."""

import json
import os
from pathlib import Path

import pytest

from tests import tiny
from tito import notebook as nb
from tito.notebook import NotebookError

CELL = {"cell_type": "code", "id": "a", "metadata": {}, "source": "x", "outputs": [], "execution_count": None}


def whole(cells: object, **changes: object) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | changes)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "X is not a notebook: it is not JSON."),
        ("{", "X is not a notebook: it is not JSON."),
        ("[" * 100_000, "X is not a notebook: it is not JSON."),
        ("[1]", "X is not a notebook: it does not say which notebook format it has."),
        ("null", "X is not a notebook: it does not say which notebook format it has."),
        (b"\xff\xfe\x00", "X cannot be read: it is not UTF-8 text."),
        (whole([], nbformat=3), "X is of notebook format 3: open it in JupyterLab and save it as format 4."),
        (whole([], nbformat=5), "X is of notebook format 5: open it in JupyterLab and save it as format 4."),
        (whole([], nbformat="4"), "X is of notebook format '4': open it in JupyterLab and save it as format 4."),
        (whole([], nbformat=True), "X is of notebook format True: open it in JupyterLab and save it as format 4."),
        (whole([{**CELL, "source": None}]), "X is not a valid notebook: "),
        (whole([{**CELL, "cell_type": "poem"}]), "X is not a valid notebook: "),
        (whole([{**CELL, "metadata": "mine"}]), "X is not a valid notebook: "),
        (whole([{**CELL, "id": "not an id"}]), "X is not a valid notebook: "),
        (whole([3]), "X is not a valid notebook: "),
        (whole({}), "X is not a valid notebook: "),
        (whole([], metadata=None), "X is not a valid notebook: "),
    ],
)
def test_what_is_no_notebook(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    path = tmp_path / "bad.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(NotebookError) as raised:
        nb.read(path)
    said = str(raised.value).replace(str(path), "X")
    assert said.startswith(sentence)
    assert said.endswith(".") and "\n" not in said and len(said) < 300


def test_missing_or_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"gone\.ipynb does not exist\.$"):
        nb.read(tmp_path / "gone.ipynb")
    with pytest.raises(NotebookError, match=r"cannot be read: is a directory\.$"):
        nb.read(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.touch(mode=0)
    with pytest.raises(NotebookError, match=r"cannot be read: permission denied\.$"):
        nb.read(path)


def test_what_can_be_read_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text("\ufeff" + whole([{**CELL, "source": ["a\n", "b"]}]), encoding="utf-8")  # a mark that editors add
    assert nb.read(path).cells[0].source == "a\nb"
    path.write_text(whole([CELL], nbformat_minor=99))
    assert nb.read(path).cells[0].source == "x"
    old = {k: v for k, v in CELL.items() if k != "id"}
    path.write_text(whole([old], nbformat_minor=4))
    assert "cell 1 has no id" in nb.problems(nb.read(path))[0]


def test_ids_that_nbformat_mends_are_still_a_fault_of_a_source(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(whole([CELL, CELL]))
    with pytest.raises(NotebookError, match=r"x\.ipynb: cell 2 repeats the id of cell 1\.$"):
        nb.read_source(path)
    path.write_text(whole([{k: v for k, v in CELL.items() if k != "id"}]))
    with pytest.raises(NotebookError, match=r"x\.ipynb: cell 1 has no id: "):
        nb.read_source(path)


def test_a_source_is_held_to_the_rules(tmp_path: Path) -> None:
    path = tiny.save(tiny.numbers(), tmp_path / "01_numbers.ipynb")
    assert nb.read_source(path, 10).path == path
    with pytest.raises(NotebookError, match=r"the points add up to 10, and course.toml says 100\.$"):
        nb.read_source(path, 100)
