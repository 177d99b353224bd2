"""What students hand in as a notebook, and what the exporters make of it."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tito import notebook as nb
from tito.judge.reading import readable
from tito.plugins.exporter import UNREADABLE, SourceExporter, TolerantExporter

MINIMAL = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}


def nested(depth: int) -> str:
    return json.dumps(MINIMAL)[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}"


def in_metadata(depth: int) -> str:
    return json.dumps(MINIMAL).replace('"metadata": {}', '"metadata": {"x": ' + "[" * depth + "]" * depth + "}")


UNREADABLES = {
    "empty": b"",
    "white space": b" \n",
    "not JSON": b"print('hello')",
    "half a file": json.dumps(MINIMAL).encode()[:-10],
    "a list": b"[]",
    "a number": b"3",
    "null": b"null",
    "no keys": b"{}",
    "no cells": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "no metadata": b'{"nbformat": 4, "nbformat_minor": 5, "cells": []}',
    "cells is text": json.dumps({**MINIMAL, "cells": "x"}).encode(),
    "cells hold text": json.dumps({**MINIMAL, "cells": ["x"]}).encode(),
    "a cell without source": json.dumps({**MINIMAL, "cells": [{"cell_type": "code"}]}).encode(),
    "an unknown cell": json.dumps({**MINIMAL, "cells": [{"cell_type": "x", "source": ""}]}).encode(),
    "nbformat 3": b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": []}]}',
    "nbformat 99": json.dumps({**MINIMAL, "nbformat": 99}).encode(),
    "nbformat is text": json.dumps({**MINIMAL, "nbformat": "four"}).encode(),
    "binary": bytes(range(256)) * 10,
    "UTF-16": json.dumps(MINIMAL).encode("utf-16"),
    "a zip": b"PK\x03\x04" + b"\0" * 100,
    "nested past JSON": nested(200_000).encode(),
    "nested past nbconvert": in_metadata(400).encode(),
    "nested in an extra key": nested(400).encode(),
    "NaN as format": json.dumps({**MINIMAL, "nbformat": float("nan")}).encode(),
}


def convert(path: Path) -> tuple[nbformat.NotebookNode, str | None]:
    text, resources = TolerantExporter().from_filename(str(path), resources={"nbgrader": {}})
    return nbformat.reads(text, as_version=4), resources.get(UNREADABLE)


@pytest.mark.parametrize("content", UNREADABLES.values(), ids=UNREADABLES.keys())
def test_what_cannot_be_read_is_blank_and_says_why(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    node, reason = convert(path)
    assert node.cells == []
    assert reason is not None
    assert reason.startswith("a.ipynb ")
    assert reason.endswith(".")
    assert "\n" not in reason
    assert str(tmp_path) not in reason, "students read this sentence"


def test_what_is_no_file_is_blank_and_says_why(tmp_path: Path) -> None:
    real = tmp_path / "real.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("stolen = 1")]), real)
    (tmp_path / "link.ipynb").symlink_to(real)
    (tmp_path / "dangling.ipynb").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.ipynb").mkdir()
    reasons = {}
    for name in ("link", "dangling", "folder", "absent"):
        node, reasons[name] = convert(tmp_path / f"{name}.ipynb")
        assert node.cells == []
    assert reasons == {
        "link": "link.ipynb is a link, not a file.",
        "dangling": "dangling.ipynb is a link, not a file.",
        "folder": "folder.ipynb is not a file.",
        "absent": "absent.ipynb does not exist.",
    }


@pytest.mark.parametrize("minor", ["x", None, -1, 5.5, True, 99, [], {}])
def test_a_minor_version_of_any_kind_stops_nothing(tmp_path: Path, minor: object) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({**MINIMAL, "nbformat_minor": minor}))
    node, reason = convert(path)
    assert node.cells == []
    assert reason is None or reason.startswith("a.ipynb ")


@pytest.mark.parametrize("version", [2, 99, "three", None])
def test_another_schema_version_is_no_reason_to_refuse(tmp_path: Path, version: object) -> None:
    cell = new_code_cell("x = 1", metadata={"nbgrader": {"grade_id": "x", "schema_version": version}})
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[cell]), path)
    node, reason = convert(path)
    assert reason is None
    assert node.cells[0].source == "x = 1"


def test_older_minor_versions_and_copied_ids_are_read(tmp_path: Path) -> None:
    cells = [new_code_cell("x = 1"), new_code_cell("y = 2"), new_markdown_cell("z")]
    path = tmp_path / "a.ipynb"
    node = new_notebook(cells=cells)
    node.cells[0].id = node.cells[1].id = "same"
    path.write_text(json.dumps(node), encoding="utf-8")
    assert [c.source for c in readable(path).cells] == ["x = 1", "y = 2", "z"]
    assert len({c.id for c in readable(path).cells}) == 3
    for cell in node.cells:
        del cell["id"]
    for minor in range(5):
        path.write_text(json.dumps(node | {"nbformat_minor": minor}), encoding="utf-8")
        assert len({c.id for c in readable(path).cells}) == 3
        assert convert(path)[1] is None


def test_an_instructors_notebook_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("{")
    with pytest.raises(nb.NotebookError, match=r"a\.ipynb is not a notebook: it is not JSON\.$"):
        SourceExporter().from_filename(str(path), resources={})
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1")]), path)
    assert "x = 1" in SourceExporter().from_filename(str(path), resources={})[0]
