"""The same rows on PostgreSQL, on a server of the test's own."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import postgres
import pytest
from fake_engine import plug_in
from pairs import Pair, append, by_hand, first_round, generate, second_round
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from tito.gradebook import records
from tito.gradebook.connection import GradebookError, connect, transact

pytestmark = pytest.mark.skipif(postgres.missing() is not None, reason=str(postgres.missing()))


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.server() as running:
        yield running


def use(root: Path, url: str) -> None:
    append(root / "nbgrader_config.py", f"\nc.CourseDirectory.db_url = {url!r}\n")


@pytest.fixture
def pair(server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alembic: None) -> Pair:
    plug_in(monkeypatch)
    released = tmp_path / "released"
    monkeypatch.setattr("pairs.build", lambda root, build=postgres_build(server.create("released")): build(root))
    generate(released)
    made = Pair(tmp_path / "theirs", tmp_path / "ours", monkeypatch, _copy)
    for root in (made.theirs, made.ours):
        shutil.copytree(released, root)
        use(root, server.create(root.name, "released"))
    return made


def postgres_build(url: str) -> object:
    """Building the course with its gradebook there."""
    from tests.pipeline import tiny_course

    def build(root: Path) -> None:
        tiny_course.build(root)
        use(root, url)

    return build


def _copy(root: Path) -> Path:
    return postgres.as_sqlite(records.url(root), root / "copy.db")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # nbgrader leaves connections open
def test_rows_are_nbgraders(pair: Pair) -> None:
    pair.both(first_round)
    pair.grade()
    assert pair.differences() == []
    pair.both(by_hand)
    pair.both(second_round)
    pair.grade()
    assert pair.differences() == []
    assert not (pair.ours / "gradebook.db").exists()


def test_a_lock_is_waited_for_and_then_a_sentence(server: postgres.Server) -> None:
    url = server.create("locked")
    holder, engine = create_engine(url), connect(url)

    def put(session: Session, number: int) -> None:
        session.execute(text("set local lock_timeout = 50"))
        session.execute(text(f"insert into t values ({number})"))

    with holder.begin() as setup:
        setup.execute(text("create table t (n int)"))
    with holder.begin() as held:
        held.execute(text("lock table t"))
        with pytest.raises(GradebookError, match=r"in use by another program for 0\.3 s"):
            transact(engine, partial(put, number=1), 0.3)
    transact(engine, partial(put, number=2), 0.3)
    with holder.begin() as check:
        assert check.execute(text("select n from t")).scalars().all() == [2]
    holder.dispose()
    engine.dispose()
