"""A cohort: one verdict a submission, nothing lost, nothing graded twice, and nobody who stops the others."""

import os
import shutil
from concurrent.futures import Executor, Future

import pytest
from fake_engine import deadly
from judge_course import NAME, WRONG, Room
from nbgrader.api import Gradebook

from tito.gradebook import records
from tito.gradebook.verdicts import Kind, Verdict, open_verdicts
from tito.judge import cohort
from tito.judge.digests import digest
from tito.judge.executors import pool


def test_every_submission_gets_one_verdict_and_the_unchanged_are_skipped(room: Room) -> None:
    room.hand_in("ada")
    room.hand_in("ben", WRONG)
    room.hand_in("cai").write_text("not a notebook")
    room.hand_in("dot").rename(room.folder("dot") / "01_tensor-Copy1.ipynb")
    room.hand_in("eve").unlink()
    theirs = room.hand_in("fay")
    theirs.unlink()
    theirs.symlink_to(room.folder("ada") / f"{NAME}.ipynb")
    (room.root / "submitted" / "gus").mkdir()
    room.folder("gus").symlink_to(room.folder("ada"))
    room.folder("hal").parent.mkdir()
    room.folder("hal").write_text("a file")

    first = room.grade()
    kinds = {name: one.verdict.kind for name, one in first.items()}
    assert kinds == {
        "ada": Kind.GRADED, "ben": Kind.GRADED, "cai": Kind.NOT_GRADABLE, "dot": Kind.NOT_GRADABLE,
        "eve": Kind.NOT_GRADABLE, "fay": Kind.NOT_GRADABLE, "gus": Kind.NOT_GRADABLE, "hal": Kind.NOT_GRADABLE,
    }  # fmt: skip
    reasons = {name: " ".join(one.verdict.reasons) for name, one in first.items()}
    assert reasons["cai"] == "01_tensor.ipynb is not a notebook: it is not JSON."
    assert reasons["dot"].startswith(
        "there is no 01_tensor.ipynb, but 01_tensor-Copy1.ipynb: give it its old"
    )
    assert reasons["eve"].startswith("the folder holds no 01_tensor.ipynb")
    assert "is a link" in reasons["fay"]
    assert "not a folder of its own" in reasons["gus"]
    assert "not a folder of its own" in reasons["hal"]
    assert {name: room.score(name) for name in kinds} == dict.fromkeys(kinds, 0) | {"ada": 70}
    assert room.verdicts() == {name: one.verdict for name, one in first.items()}
    for name in ("dot", "eve", "fay", "gus", "hal"):
        page = (room.root / "feedback" / name / NAME / f"{NAME}.html").read_text()
        assert "Your submission earned 0 points" in page

    second = room.grade()
    assert not [name for name, one in second.items() if one.fresh]
    assert {name: one.verdict for name, one in second.items()} == room.verdicts()
    assert room.runs("ada") == room.runs("ben") == 1


def test_what_changed_is_graded_again_and_again_grades_all(room: Room) -> None:
    room.hand_in("ada")
    room.hand_in("ben", WRONG)
    room.grade()
    room.hand_in("ben")
    assert {name: one.fresh for name, one in room.grade().items()} == {"ada": False, "ben": True}
    assert (room.score("ada"), room.score("ben")) == (70, 70)
    shutil.rmtree(room.root / "autograded" / "ada")
    assert room.grade()["ada"].fresh, "without the graded notebook there is no feedback"
    room.grade(again=True)
    assert (room.runs("ada"), room.runs("ben")) == (3, 3)


def test_resubmission_after_one_that_could_not_be_graded_and_back(room: Room) -> None:
    path = room.hand_in("ada")
    renamed = path.with_name("mine.ipynb")
    path.rename(renamed)
    assert room.grade()["ada"].verdict.kind is Kind.NOT_GRADABLE
    renamed.rename(path)
    assert room.grade()["ada"].verdict.kind is Kind.GRADED
    assert room.score("ada") == 70
    with Gradebook(room.db_url) as book:
        grade = book.find_grade("answer", NAME, NAME, "ada")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 25, 2, False
        book.db.commit()
    assert room.score("ada") == 97
    path.unlink()
    found = room.grade()["ada"].verdict
    assert found.kind is Kind.NOT_GRADABLE
    assert room.score("ada") == 0, "the page says 0 points"
    assert not (room.root / "autograded" / "ada" / NAME).exists(), "formgrader would show the old notebook"
    with Gradebook(room.db_url) as book:
        assert not book.find_submission(NAME, "ada").needs_manual_grade


def test_an_unchanged_answer_is_zero_and_no_ta_is_asked(room: Room) -> None:
    blank = (room.root / "release" / NAME / f"{NAME}.ipynb").read_text()
    room.hand_in("ada").write_text(blank)
    room.hand_in("ben", answer="In my words.")
    room.grade()
    with Gradebook(room.db_url) as book:
        waits = {s: book.find_submission(NAME, s).needs_manual_grade for s in ("ada", "ben")}
        assert book.find_grade("answer", NAME, NAME, "ada").auto_score == 0
    assert waits == {"ada": False, "ben": True}


def test_a_run_that_was_killed_leaves_no_verdict_that_looks_up_to_date(room: Room) -> None:
    room.hand_in("ada")
    room.grade()
    run = cohort.run(room.course, room.row, _Dying(), room.db_url, again=True)
    with pytest.raises(SystemExit):
        list(run)
    assert room.grade()["ada"].fresh
    assert room.runs("ada") == 2


class _Dying(Executor):
    """Takes the whole program down at the first submission."""

    def submit(self, *args: object, **kwargs: object) -> Future:
        raise SystemExit


def test_whoever_ends_a_worker_stops_nobody(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submission that kills its grader: the others are graded, and so are those of the next run."""
    monkeypatch.setattr(cohort.unit, "grade", deadly)  # no engine lets a submission do that
    room.hand_in("ada")
    room.hand_in("ben")
    room.hand_in("cai", WRONG)
    with pool(1) as room.executor:
        found = room.grade()
    assert {name: one.verdict.kind for name, one in found.items()} == {
        "ada": Kind.GRADED, "ben": Kind.NEEDS_REVIEW, "cai": Kind.GRADED,
    }  # fmt: skip
    assert found["ben"].verdict.reasons == (
        "grading stopped before it was done (the process that graded it was ended): grade this submission again",
    )
    assert (room.score("ada"), room.score("cai")) == (70, 0)


def test_a_failure_of_the_grader_is_a_verdict_too(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.hand_in("ada")
    monkeypatch.setattr(cohort.unit, "grade", lambda unit: 1 / 0)
    verdict = room.grade()["ada"].verdict
    assert verdict.kind is Kind.NEEDS_REVIEW
    assert "ZeroDivisionError: division by zero" in verdict.reasons[0]
    monkeypatch.undo()
    monkeypatch.chdir(room.root)
    assert room.grade()["ada"].verdict.kind is Kind.GRADED


def test_what_a_mark_depends_on_changes_the_digest(room: Room) -> None:
    room.hand_in("ada")

    def now() -> str:
        return digest(room.course, room.row, "ada")

    seen = {now()}
    assert now() in seen
    (room.folder("ada") / "data.csv").write_text("1")
    seen.add(now())
    source = room.course.source(room.row)
    source.write_text(source.read_text().replace("large numbers", "big numbers"))
    seen.add(now())
    toml = room.root / "course.toml"
    toml.write_text(toml.read_text().replace("seed = 1957", "seed = 1958"))
    seen.add(now())
    toml.write_text(toml.read_text().replace("cell_seconds = 20", "cell_seconds = 19"))
    seen.add(now())
    assert len(seen) == 5


def test_a_page_names_the_reason_as_text(room: Room) -> None:
    reason = "there is no 01_tensor.ipynb, but <script>alert(1)</script>.ipynb"
    verdict = Verdict(NAME, "ada", Kind.NOT_GRADABLE, (reason,))
    records.write_page(room.root, verdict)
    page = (room.root / "feedback" / "ada" / NAME / f"{NAME}.html").read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("stamp", ["2026-01-12 18:00:00.000000 UTC", "soon", "", "\udcff", "9" * 400])
def test_a_timestamp_of_any_kind_is_survived(room: Room, stamp: str) -> None:
    room.folder("ada").mkdir(parents=True)
    (room.folder("ada") / "timestamp.txt").write_bytes(stamp.encode("utf-8", "surrogateescape"))
    assert room.grade()["ada"].verdict.kind is Kind.NOT_GRADABLE
    with Gradebook(room.db_url) as book:
        assert (book.find_submission(NAME, "ada").timestamp is None) == (not stamp.startswith("2026"))


def test_the_table_of_verdicts_holds_one_row_a_submission(room: Room) -> None:
    with open_verdicts(room.db_url) as verdicts:
        for kind in (*Kind, Kind.GRADED):
            verdicts.save(Verdict(NAME, "ada", kind, ("x",) if kind is not Kind.GRADED else ()))
        assert verdicts.of(NAME) == {"ada": Verdict(NAME, "ada", Kind.GRADED)}
        assert verdicts.get(NAME, "nobody") is None


def test_pipes_and_huge_files_stop_nobody(room: Room) -> None:
    """Opening a pipe waits for ever, and reading a sparse file takes all memory."""
    for student in ("ada", "ben", "cai"):
        room.hand_in(student)
    os.mkfifo(room.folder("ada") / "pipe")
    with (room.folder("ben") / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    path = room.folder("cai") / f"{NAME}.ipynb"
    path.unlink()
    os.mkfifo(path)
    found = room.grade()
    assert {name: one.verdict.kind for name, one in found.items()} == {
        "ada": Kind.GRADED, "ben": Kind.NEEDS_REVIEW, "cai": Kind.NOT_GRADABLE,
    }  # fmt: skip
    assert "its files are larger than 256 MiB" in found["ben"].verdict.reasons[0]
    assert not (room.root / "autograded" / "ada" / NAME / "pipe").exists()
