"""One verdict a submission: saved, replaced, and read back as it was."""

import pytest

from tito.gradebook.verdicts import Kind, Verdict, Verdicts, open_verdicts

REASONS = ("it took long", 'it said "no" & ünder')
REVIEW = Verdict("01_tensor", "ada", Kind.NEEDS_REVIEW, REASONS, "d" * 64, 1957)


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
