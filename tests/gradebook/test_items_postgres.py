"""The same cohort in PostgreSQL: marks and item analysis are the same."""

from pathlib import Path

import pytest
from nbgrader.api import Base
from sqlalchemy import create_engine, insert, select

from tests.judge import postgres
from tito.gradebook import marks, report, verdicts

pytestmark = pytest.mark.skipif(postgres.missing() is not None, reason=str(postgres.missing()))


def copy(origin: str, target: str) -> None:
    """Copy nbgrader's tables and ours, row by row."""
    source, copied = create_engine(origin), create_engine(target)
    with source.connect() as reading, copied.begin() as writing:
        for metadata in (Base.metadata, verdicts._Base.metadata):
            metadata.create_all(writing)
            for table in metadata.sorted_tables:
                rows = [dict(row) for row in reading.execute(select(table)).mappings()]
                if rows:
                    writing.execute(insert(table), rows)
    source.dispose()
    copied.dispose()


def test_the_report_is_the_same(full, tmp_path: Path) -> None:
    for place in range(12):
        full.hand_in(f"s{place:02}", fails=("test-add",) if place % 3 else (), written=float(place % 7))
    here = report.as_data(full.cohort())
    with postgres.server() as server:
        url = server.create("marks")
        copy(full.url, url)
        there = report.as_data(marks.read(url, full.course))
    assert there == here
    (cells,) = [one["items"]["cells"] for one in there["assignments"] if one["assignment"] == "01_tensor"]
    assert {cell["graded"] for cell in cells} >= {17, 14}
    assert any(cell["discrimination"] is not None for cell in cells)
