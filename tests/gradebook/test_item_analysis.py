"""Item analysis: figures worked out by hand, a planted wrong test, and cohorts in which nothing is wrong."""

import io
import statistics
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tito.gradebook import page as pages
from tito.gradebook import report
from tito.gradebook.findings import basis, findings
from tito.gradebook.items import FEWEST, analyse, at_least, discrimination
from tito.gradebook.marks import Cohort
from tito.gradebook.responses import Question, Responses
from tito.gradebook.verdicts import Kind


def table(*rows: tuple[float | None, ...], points: tuple[float, ...] = (), written: int = 0) -> Responses:
    """A row a student; the last `written` columns are marked by a person."""
    points = points or tuple(float(max(v or 0 for v in column)) or 1.0 for column in zip(*rows, strict=True))
    names = [f"test-{chr(97 + place)}" for place in range(len(points))]
    first = len(points) - written
    questions = tuple(Question(n, p, place >= first) for place, (n, p) in enumerate(zip(names, points, strict=True)))
    return Responses(questions, {f"s{place:03}": row for place, row in enumerate(rows)})


def terminal(cohort: Cohort) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False, soft_wrap=True, color_system=None)
    report.show(cohort, console)
    return console.file.getvalue()


def cohort(seed: int, students: int = 60, tests: int = 12, spoil: float = 0.0) -> Responses:
    """People of different strength on tests of different hardness (Rasch's model), all of which are fair.

    Args:
        spoil: the share of those who pass the last test whom it refuses all the same: their design is another one.
    """
    rng = np.random.default_rng(seed)
    strength, hardness = rng.normal(0, 1, students), rng.uniform(-3.0, -0.5, tests)
    passed = rng.random((students, tests)) < 1 / (1 + np.exp(-1.5 * (strength[:, None] - hardness)))
    passed[:, -1] &= rng.random(students) >= spoil
    return table(*(tuple(map(float, 3 * row)) for row in passed.astype(int)), points=(3.0,) * tests)


# --------------------------------------------------------------------------------------------------- by hand


def test_difficulty_is_the_share_of_points_earned() -> None:
    found = analyse(table((4, 10), (2, None), (0, 5), (4, 0), points=(4.0, 10.0), written=1))
    first, answer = found.items
    assert (first.graded, first.failed, first.difficulty) == (4, 2, 10 / 16)
    assert (answer.graded, answer.failed, answer.difficulty) == (3, 2, 0.5)


def test_discrimination_is_the_point_biserial_of_the_textbook() -> None:
    """The five who pass have 6 to 10 points in the rest, the others 1 to 5: (8 - 3) / sqrt(8.25) * sqrt(0.5 * 0.5)."""
    found = analyse(table(*((float(rest > 5), float(rest)) for rest in range(1, 11))))
    assert found.items[0].discrimination == pytest.approx(5 / sqrt(8.25) * 0.5)
    assert found.items[0].discrimination == pytest.approx(0.870388, abs=1e-6)


def test_an_item_is_no_part_of_its_own_rest() -> None:
    """A test that has nothing to do with the others: with itself in the total it would look good."""
    rows = [(float(place % 2) * 9, float(place // 2 % 2), float(place // 4 % 2)) for place in range(16)]
    assert analyse(table(*rows)).items[0].discrimination == pytest.approx(0.0, abs=1e-12)
    total = [sum(row) for row in rows]
    assert statistics.correlation([row[0] for row in rows], total) > 0.9


def test_partial_points_count_in_the_correlation() -> None:
    earned = [0.0, 1.5, 1.5, 2.0, 4.0, 3.0, 0.5, 4.0, 2.5, 1.0]
    rest = [1.0, 2.0, 4.0, 3.0, 9.0, 5.0, 1.0, 7.0, 8.0, 2.0]
    found = analyse(table(*zip(earned, rest, strict=True)))
    assert found.items[0].discrimination == pytest.approx(statistics.correlation(earned, rest))


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 40)), min_size=FEWEST, max_size=40))
def test_discrimination_agrees_with_the_standard_library(rows: list[tuple[int, int]]) -> None:
    earned, rest = (np.array(column, dtype=float) / 2 for column in zip(*rows, strict=True))
    got = discrimination(earned, rest)
    try:
        assert got == pytest.approx(statistics.correlation(earned.tolist(), rest.tolist()), abs=1e-9)
        assert -1 <= got <= 1
    except statistics.StatisticsError:
        assert got is None


def test_phi_is_that_of_the_fourfold_table() -> None:
    """20 pass both, 9 fail both, one passes the first alone: (20 * 9 - 0) / sqrt(21 * 9 * 20 * 10)."""
    rows = [(1, 1, 1)] * 20 + [(0, 0, 1)] * 9 + [(1, 0, 1)]
    (pair,) = analyse(table(*rows)).pairs
    assert pair.tests == ("test-a", "test-b")
    assert pair.phi == pytest.approx(180 / sqrt(21 * 9 * 20 * 10), abs=1e-6)
    assert (pair.alike, pair.students) == (29, 30)


def test_pairs_that_hang_together_are_said_once() -> None:
    rows = [(1, 1, 1, 1, 1, 1)] * 20 + [(0, 0, 0, 1, 1, 1)] * 7 + [(1, 1, 1, 0, 0, 1)] * 6
    found = analyse(table(*rows))
    assert len(found.pairs) == 4
    assert [sentence.partition(":")[0] for sentence in findings(found)][:2] == [
        "test-a, test-b and test-c end alike (phi from 1.00 on)",
        "test-d and test-e end alike in 33 of 33 submissions (phi 1.00)",
    ]


def test_a_pair_below_the_bound_is_none() -> None:
    """One more that differs: (19 * 9 - 1) / sqrt(20 * 10 * 20 * 10) = 0.85."""
    assert analyse(table(*[(1, 1, 1)] * 19, *[(0, 0, 1)] * 9, (1, 0, 1), (0, 1, 1))).pairs == ()


def test_blanks_make_no_pair() -> None:
    """Nine who handed in nothing fail everything; that says nothing about any two tests."""
    assert analyse(table(*[(1, 1, 1)] * 20, *[(0, 0, 0)] * 9)).pairs == ()
    assert analyse(table(*[(1, 1, 1)] * 20, *[(0, 0, 1)] * 4)).pairs == ()
    assert len(analyse(table(*[(1, 1, 1)] * 20, *[(0, 0, 1)] * 5)).pairs) == 1


def test_written_questions_make_no_pair() -> None:
    assert analyse(table(*[(1, 1, 1)] * 20, *[(1, 0, 0)] * 9, written=2)).pairs == ()


def test_fishers_tea() -> None:
    """Eight cups, four of them tea first: three right by chance in 17 of 70 cases, four in 1 of 70."""
    chosen = np.array([True] * 4 + [False] * 4)
    assert at_least(4, chosen, chosen) == 1 / 70
    assert at_least(3, chosen, chosen) == 17 / 70
    assert at_least(0, chosen, chosen) == 1
    assert at_least(1, chosen, ~chosen) == 1 - 1 / comb(8, 4)


# ---------------------------------------------------------------------------------------------- a wrong test


def test_the_alarm_names_who_to_read() -> None:
    """Eight students pass all else, sixteen one test of three; the last test refuses five of the eight."""
    rows = [(3, 3, 3, float(place > 4)) for place in range(8)]
    rows += [(*one_of_three(place), float(place > 0)) for place in range(16)]
    found = analyse(table(*rows, points=(3.0, 3.0, 3.0, 1.0)))
    (alarm,) = found.alarms
    assert (alarm.test, alarm.best, alarm.others, alarm.others_failing, alarm.most) == ("test-d", 8, 16, 1, True)
    assert alarm.failing == ("s000", "s001", "s002", "s003", "s004")
    assert findings(found)[0] == (
        "5 of the 8 best fail test-d, and 1 of the 16 others: read what s000, s001, s002, s003 and s004 wrote; "
        "unless it is meant to be so hard, the test may be wrong."
    )


def test_fewer_than_half_of_the_best_are_an_alarm_when_the_others_pass() -> None:
    """4 of 10 of the best and none of 30 others: chance does so in 210 of 91390 cases."""
    best = [(3, 3, 3, float(place >= 4)) for place in range(10)]
    passing = [(*one_of_three(place), 1.0) for place in range(30)]
    (alarm,) = analyse(table(*best, *passing)).alarms
    assert (alarm.test, len(alarm.failing), alarm.others_failing, alarm.most) == ("test-d", 4, 0, False)
    assert comb(10, 4) / comb(40, 4) < 0.01
    failing = [(*one_of_three(place), float(place % 7 > 1)) for place in range(30)]
    assert analyse(table(*best, *failing)).alarms == []


def one_of_three(place: int) -> tuple[float, ...]:
    return tuple(3.0 * (place % 3 == test) for test in range(3))


@pytest.mark.parametrize("seed", range(8))
def test_a_planted_wrong_test_is_found_and_no_other(seed: int) -> None:
    found = analyse(cohort(seed, spoil=0.8))
    assert [alarm.test for alarm in found.alarms] == ["test-l"]


@pytest.mark.parametrize("students", [25, 60, 200])
@pytest.mark.parametrize("seed", range(8))
def test_a_healthy_cohort_raises_no_alarm(students: int, seed: int) -> None:
    found = analyse(cohort(seed, students))
    assert found.alarms == []
    assert [item for item in found.items if item.backwards] == []
    assert found.pairs == ()


def test_a_question_that_runs_backwards_is_named() -> None:
    """The stronger a student, the worse the mark: somebody reads the rubric the wrong way round."""
    rows = [(*(float(n >= 6 * test) for test in range(1, 5)), (30 - n) / 30) for n in range(30)]
    found = analyse(table(*rows, points=(1.0,) * 5, written=1))
    assert found.items[4].discrimination < -0.9
    (said,) = [sentence for sentence in findings(found) if "test-e" in sentence]
    assert said.startswith("The weaker do better in test-e than the stronger: agree on the rubric")


def test_tests_that_everybody_or_nobody_fails() -> None:
    found = analyse(table(*((0, 1, float(n % 2), 0) for n in range(12)), points=(1.0, 1.0, 1.0, 5.0), written=1))
    assert (found.everybody_fails, found.nobody_fails) == (["test-a"], ["test-b"])
    said = " ".join(findings(found))
    assert "Everybody fails test-a: run the reference" in said
    assert "Nobody fails test-b:" in said
    assert found.items[0].discrimination is None
    assert found.items[1].discrimination is None


# -------------------------------------------------------------------------------------------- small and empty


def test_an_empty_cohort_says_nothing() -> None:
    found = analyse(Responses((Question("test-a", 1.0),), {}, left_out=2))
    assert (found.counted, found.left_out, found.items, found.pairs) == (0, 2, (), ())
    assert findings(found) == []


def test_one_student_has_difficulty_and_no_more() -> None:
    found = analyse(table((0, 1, 2), points=(1.0, 1.0, 4.0)))
    assert [item.difficulty for item in found.items] == [0, 1, 0.5]
    assert {item.discrimination for item in found.items} == {None}
    assert findings(found) == []
    assert "from 10 on" in basis(found)


def test_one_below_the_fewest_is_too_few() -> None:
    rows = [(0, 1, float(n)) for n in range(FEWEST)]
    assert findings(analyse(table(*rows)))
    few = analyse(table(*rows[:-1]))
    assert findings(few) == []
    assert not few.enough


@pytest.mark.parametrize("row", [(1, 1, 1), (0, 0, 0), (1, 0, 1)])
def test_all_equal(row: tuple[float, ...]) -> None:
    found = analyse(table(*[row] * 30, points=(1.0, 1.0, 1.0)))
    assert {item.discrimination for item in found.items} == {None}
    assert (found.alarms, found.pairs) == ([], ())


def test_an_assignment_without_points_has_no_items() -> None:
    assert analyse(Responses((), {"ada": (), "ben": ()})).items == ()


def test_noise_of_sums_is_no_difference() -> None:
    """0.1 + 0.2 and 0.3 are the same points."""
    rows = [(float(n % 2), 0.1, 0.2, 0.0) if n % 3 else (float(n % 2), 0.0, 0.0, 0.3) for n in range(12)]
    assert analyse(table(*rows)).items[0].discrimination is None


def test_what_waits_for_a_person_changes_no_other_item() -> None:
    """Half the answers are read: they are compared over that half, and count in nobody's rest."""
    rows = [(float(n % 2), float(n % 3), None if n % 2 else float(n)) for n in range(24)]
    found = analyse(table(*rows, points=(1.0, 2.0, 30.0), written=1))
    without = analyse(table(*(row[:2] for row in rows), points=(1.0, 2.0)))
    assert [item.discrimination for item in found.items[:2]] == [item.discrimination for item in without.items]
    answer = found.items[2]
    assert answer.graded == 12
    read = [row for row in rows if row[2] is not None]
    want = statistics.correlation([row[2] for row in read], [row[0] + row[1] for row in read])
    assert answer.discrimination == pytest.approx(want)


# ---------------------------------------------------------------------------------------- from the gradebook


def test_the_gradebook_gives_the_table(full) -> None:
    """eve had nothing that could be graded; dot, ben and fay wait for a person; gus handed in nothing."""
    full.write_source()
    (one,) = full.cohort("01_tensor").assignments
    names = [question.name for question in one.responses.questions]
    assert names == ["test-sum", "test-add", "test-mean", "answer-1"]
    assert [question.written for question in one.responses.questions] == [False, False, False, True]
    assert one.responses.rows == {
        "ada": (3, 4, 3, 10), "ben": (3, 4, 0, None), "cai": (3, 0, 0, 5), "dot": (3, 4, 3, None),
        "fay": (3, 4, 3, None),
    }  # fmt: skip
    assert one.responses.left_out == 1
    assert "Analysis of 5 submissions, 1 left out that could not be graded" in basis(one.analysis)


def test_a_test_counts_as_it_ran_whatever_a_person_made_of_it(classroom) -> None:
    classroom.hand_in("ada", fails=("test-add",), written=10.0)
    with classroom.book() as book:
        grade = book.find_grade("test-add", "01_tensor", "01_tensor", "ada")
        grade.manual_score, grade.extra_credit = 4.0, 1.0
        book.db.commit()
    (one,) = classroom.cohort().assignments
    assert dict(zip([q.name for q in one.responses.questions], one.responses.rows["ada"], strict=True)) == {
        "test-sum": 3, "test-add": 0, "test-mean": 3, "answer-1": 10,
    }  # fmt: skip


def test_a_submission_that_no_test_has_seen_is_left_out(classroom) -> None:
    classroom.hand_in("ada", written=10.0)
    classroom.hand_in("ben", written=10.0)
    with classroom.book() as book:
        for name in ("test-sum", "test-add", "test-mean"):
            book.find_grade(name, "01_tensor", "01_tensor", "ben").auto_score = None
        book.db.commit()
    (one,) = classroom.cohort().assignments
    assert list(one.responses.rows) == ["ada"]
    assert one.responses.left_out == 1


def test_a_wrong_test_is_shown_wherever_the_report_is(classroom) -> None:
    """Four of the five who do all else fail test-mean; the nine who fail test-add pass it."""
    for place in range(5):
        classroom.hand_in(f"best{place}", fails=("test-mean",) if place else (), written=10.0)
    for place in range(9):
        classroom.hand_in(f"weak{place}", fails=("test-add",), written=float(place))
    classroom.hand_in("none", kind=Kind.NOT_GRADABLE, reasons=("no notebook",))
    cohort = classroom.cohort()
    sentence = "4 of the 5 best fail test-mean, and 0 of the 9 others: read what best1, best2, best3 and best4 wrote"
    data = report.as_data(cohort)["assignments"][0]["items"]
    assert (data["counted"], data["left_out"]) == (14, 1)
    assert [cell["cell"] for cell in data["cells"] if cell["alarm"]] == ["test-mean"]
    assert data["findings"][0].startswith(sentence)
    assert sentence in terminal(cohort)
    page = pages.render(cohort)
    assert sentence in page
    assert page.count("<code>answer-1</code></th>") == 1
