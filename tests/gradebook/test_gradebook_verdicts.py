"""One verdict a submission: saved, replaced, and read back as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm import Session

from tito.gradebook import verdicts as table_of
from tito.gradebook.connection import connect, transact
from tito.gradebook.verdicts import Kind, Verdict, Verdicts, open_verdicts

REASONS = ("it took long", 'it said "no" & ünder')
REVIEW = Verdict("01_tensor", "ada", Kind.NEEDS_REVIEW, REASONS, "d" * 64, 1957, "judge", "namespaces")


@pytest.fixture
def verdicts(tmp_path):
    with open_verdicts(f"sqlite:///{tmp_path / 'gradebook.db'}") as table:
        yield table


def test_a_verdict_comes_back_as_it_was_saved(verdicts: Verdicts) -> None:
    verdicts.save(REVIEW)
    assert verdicts.get("01_tensor", "ada") == REVIEW


def test_there_is_none_before_one_is_saved(verdicts: Verdicts) -> None:
    assert verdicts.get("01_tensor", "ada") is None
    assert verdicts.of("01_tensor") == {}


def test_a_second_verdict_takes_the_place_of_the_first(verdicts: Verdicts) -> None:
    verdicts.save(REVIEW)
    later = Verdict("01_tensor", "ada", Kind.GRADED)
    verdicts.save(later)
    assert verdicts.of("01_tensor") == {"ada": later}


def test_verdicts_are_kept_apart_by_assignment_and_ordered_by_student(verdicts: Verdicts) -> None:
    for student in ("zoe", "ada"):
        verdicts.save(Verdict("01_tensor", student, Kind.GRADED))
    verdicts.save(Verdict("02_activations", "ada", Kind.NOT_GRADABLE, ("no notebook",)))
    assert list(verdicts.of("01_tensor")) == ["ada", "zoe"]
    assert verdicts.of("02_activations")["ada"].kind is Kind.NOT_GRADABLE
    assert verdicts.get("01_tensor", "ada").kind is Kind.GRADED


def test_verdicts_outlive_their_connection(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with open_verdicts(url) as table:
        table.save(REVIEW)
    with open_verdicts(url) as table:
        assert table.get("01_tensor", "ada") == REVIEW


# ------------------------------------------------------------------- tables that earlier versions have made

EARLIER = """CREATE TABLE tito_verdict (
    assignment VARCHAR(128) NOT NULL, student VARCHAR(128) NOT NULL, kind VARCHAR(16) NOT NULL, reasons TEXT NOT NULL,
    digest VARCHAR(64) NOT NULL, seed INTEGER NOT NULL, decided TIMESTAMP NOT NULL,
    PRIMARY KEY (assignment, student))"""
ROW = """INSERT INTO tito_verdict (assignment, student, kind, reasons, digest, seed, decided)
    VALUES ('01_tensor', 'ada', 'needs review', '["it took long"]', 'd', 7, '2025-03-01 00:00:00')"""
BEFORE = Verdict("01_tensor", "ada", Kind.NEEDS_REVIEW, ("it took long",), "d", 7)


def earlier(url: str) -> str:
    """A gradebook as the version before this one has left it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(EARLIER))
        connection.execute(text(ROW))
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "sqlite":
        yield earlier(f"sqlite:///{tmp_path / 'gradebook.db'}")
        return
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "judge")
    import postgres

    if why := postgres.missing():
        pytest.skip(why)
    with postgres.server() as server:
        yield earlier(server.create("old"))


def test_an_earlier_table_gets_its_new_columns_and_keeps_its_rows(old: str) -> None:
    for _ in range(2):
        with open_verdicts(old) as verdicts:
            assert verdicts.of("01_tensor") == {"ada": BEFORE}
    with open_verdicts(old) as verdicts:
        verdicts.save(REVIEW)
        assert verdicts.get("01_tensor", "ada") == REVIEW


def test_it_is_mended_within_a_transaction_too_and_by_several_at_once(old: str) -> None:
    gate, done = Barrier(4), []

    def both(session: Session) -> None:
        table_of.prepare(session.connection())
        table_of.put(session, REVIEW)

    def mend() -> None:
        engine = connect(old)
        gate.wait()
        done.append(transact(engine, both))
        engine.dispose()

    threads = [Thread(target=mend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [None] * 4
    with open_verdicts(old) as verdicts:
        assert verdicts.get("01_tensor", "ada") == REVIEW


def test_an_earlier_table_and_a_new_one_are_the_same(tmp_path: Path) -> None:
    """Two gradebooks are compared row by row: columns in another order would be a difference."""
    urls = [earlier(f"sqlite:///{tmp_path / 'old.db'}"), f"sqlite:///{tmp_path / 'new.db'}"]
    found = []
    for url in urls:
        with open_verdicts(url) as verdicts:
            verdicts.save(REVIEW)
        engine = create_engine(url)
        found.append([(one["name"], one["nullable"]) for one in inspect(engine).get_columns("tito_verdict")])
        engine.dispose()
    assert found[0] == found[1]


def test_earlier_versions_can_still_write_into_the_table(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    with open_verdicts(f"sqlite:///{path}") as verdicts:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(ROW)
        assert verdicts.get("01_tensor", "ada") == BEFORE
