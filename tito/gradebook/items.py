"""Item analysis: what a cohort's marks say about the tests and questions themselves.

    found = analyse(one.responses)
    found.items[0].difficulty, found.alarms, found.pairs

All of it is classical test theory: Lord and Novick, Statistical Theories of Mental Test Scores, 1968, chapter 15. A
cell passes when it earns all its points, as in nbgrader.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import ceil, comb, sqrt

import numpy as np
from numpy.typing import NDArray

from tito.gradebook.responses import Question, Responses

FEWEST = 10  # submissions, below which nothing but difficulty is said
TOP = 0.25  # the share of a cohort that counts as its best
ALIKE = 0.9  # phi, from which on two tests count as redundant
_WITNESSES = 5  # students who fail both tests of a redundant pair and pass another: a blank fails every pair
_SEVERAL = 3  # of the best, who fail a test before "most of them" means anything
_CHANCE = 0.01  # how likely chance alone may be to look as bad; an assignment has some thirty tests
_TAIL = 3.09  # the standard normal distribution has 0.001 beyond it
_DIGITS = 6  # of points and of phi; what differs only beyond is equal

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Alarm:
    """The best fail a test: perhaps it is the test that is wrong.

    Attributes:
        best: how many students count as the best, by all their other points.
        failing: which of them fail it.
        others, others_failing: how many students there are besides, and how many of those fail it.
        most: whether most of the best fail it; else two or more do, and most others pass.
    """

    test: str
    best: int
    failing: tuple[str, ...]
    others: int
    others_failing: int
    most: bool


@dataclass(frozen=True)
class Item:
    """How one cell did as a question.

    Attributes:
        graded: submissions in which it has points.
        failed: how many of them did not earn all its points.
        difficulty: the share of its points that they earned, 0 to 1, so that hard is low; None without any.
        discrimination: see `discrimination`; -1 to 1, or None.
        alarm: why the test may be wrong; None for a written question.
    """

    question: Question
    graded: int
    failed: int
    difficulty: float | None
    discrimination: float | None
    alarm: Alarm | None

    @property
    def backwards(self) -> bool:
        """Whether the weaker do better, by more than chance explains.

        Without any connection, a correlation over n students is about normal with standard deviation 1 / sqrt(n - 1).
        """
        return self.discrimination is not None and self.discrimination * sqrt(self.graded - 1) < -_TAIL


@dataclass(frozen=True)
class Pair:
    """Two tests that (nearly) always end alike.

    Attributes:
        phi: correlation of passing the one with passing the other.
        alike: students in whom both end alike, of `students`.
    """

    tests: tuple[str, str]
    phi: float
    alike: int
    students: int


@dataclass(frozen=True)
class Analysis:
    """What was found in one assignment.

    Attributes:
        counted, left_out: submissions that it rests on, and those that say nothing.
    """

    counted: int
    left_out: int
    items: tuple[Item, ...] = ()
    pairs: tuple[Pair, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether there are submissions enough to say more than how hard each cell was."""
        return self.counted >= FEWEST

    @property
    def alarms(self) -> list[Alarm]:
        """Tests that the best fail."""
        return [item.alarm for item in self.items if item.alarm]

    @property
    def nobody_fails(self) -> list[str]:
        """Tests that everybody passes, where there are enough to tell."""
        return [item.question.name for item in self._told() if item.failed == 0]

    @property
    def everybody_fails(self) -> list[str]:
        """Tests that nobody passes, where there are enough to tell."""
        return [item.question.name for item in self._told() if item.failed == item.graded]

    def _told(self) -> Iterator[Item]:
        return (item for item in self.items if not item.question.written and item.graded >= FEWEST)


def analyse(responses: Responses) -> Analysis:
    """Analyse the cells of one assignment."""
    if not responses.rows:
        return Analysis(0, responses.left_out)
    table = _Table(responses)
    items = tuple(table.item(column) for column in range(len(responses.questions)))
    return Analysis(len(responses.rows), responses.left_out, items, tuple(table.pairs()))


class _Table:
    """Students by questions."""

    def __init__(self, responses: Responses) -> None:
        self.questions = responses.questions
        self.students = tuple(responses.rows)
        values = [[np.nan if earned is None else earned for earned in row] for row in responses.rows.values()]
        self.earned: Floats = np.array(values, dtype=float)  # (students, questions)
        self.there: Flags = ~np.isnan(self.earned)
        points = np.array([question.points for question in self.questions])
        self.passed: Flags = np.round(self.earned, _DIGITS) >= np.round(points, _DIGITS)
        self.whole: Flags = self.there.all(axis=0)  # (questions,)

    def item(self, column: int) -> Item:
        question, there = self.questions[column], self.there[:, column]
        graded = int(there.sum())
        earned, rest = self.earned[there, column], self.rest(column)[there]
        return Item(
            question,
            graded,
            failed=int((~self.passed[there, column]).sum()),
            difficulty=float(earned.mean() / question.points) if graded else None,
            discrimination=discrimination(earned, rest),
            alarm=None if question.written else self._alarm(column),
        )

    def rest(self, column: int) -> Floats:
        """Each student's points without one question.

        Only questions that have points in every submission count: written answers of which some wait would make those
        look weak that nobody has read.
        """
        others = self.whole.copy()
        others[column] = False
        return np.round(self.earned[:, others].sum(axis=1), _DIGITS)

    def _alarm(self, column: int) -> Alarm | None:
        """The alarm for a wrong test, if the best students fail it.

        The best are the top quarter by the rest score, with all that tie with the last of them. It is an alarm if
        most of them fail, three at least, though not everybody in the cohort; or if two or more of them fail while
        most others pass, and chance alone puts as many failures among the best in less than one case in a hundred
        (Fisher's exact test, one-sided: R. A. Fisher, Statistical Methods for Research Workers, 1934).
        """
        there = self.there[:, column]
        rest, fails = self.rest(column)[there], ~self.passed[there, column]
        if len(rest) < FEWEST or fails.all():
            return None
        best = rest >= np.sort(rest)[-ceil(TOP * len(rest))]
        others = int((~best).sum())
        if not others:  # all are equal
            return None
        among, beside = int(fails[best].sum()), int(fails[~best].sum())
        most = among >= _SEVERAL and 2 * among > best.sum()
        turned = among >= 2 and 2 * beside < others and at_least(among, best, fails) < _CHANCE
        if not (most or turned):
            return None
        names = np.array(self.students)[there][best & fails]
        return Alarm(
            self.questions[column].name, int(best.sum()), tuple(map(str, names)), others, beside, bool(most)
        )

    def pairs(self) -> Iterator[Pair]:
        """Redundant pairs of tests, most alike first, then in the notebook's order.

        phi is Pearson's correlation of two outcomes that are 0 or 1. A test that everybody passes, or nobody, has
        none, and one that lacks a submission is left out. Five students at least must fail both and pass another test.
        """
        if len(self.students) < FEWEST:
            return
        columns = [c for c, q in enumerate(self.questions) if not q.written and self.whole[c]]
        passes = self.passed[:, columns]
        varied = [c for c in columns if 0 < self.passed[:, c].sum() < len(self.students)]
        if len(varied) < 2:
            return
        phi = np.corrcoef(self.passed[:, varied].astype(float), rowvar=False)
        some = passes.any(axis=1)  # who fails two tests and passes any passes another
        found = [
            self._pair(a, b, float(phi[i, j]))
            for (i, a), (j, b) in combinations(enumerate(varied), 2)
            if phi[i, j] >= ALIKE and int((~self.passed[:, a] & ~self.passed[:, b] & some).sum()) >= _WITNESSES
        ]
        yield from sorted(found, key=lambda pair: -pair.phi)

    def _pair(self, a: int, b: int, phi: float) -> Pair:
        alike = int((self.passed[:, a] == self.passed[:, b]).sum())
        return Pair((self.questions[a].name, self.questions[b].name), round(phi, _DIGITS), alike, len(self.students))


def discrimination(earned: Floats, rest: Floats) -> float | None:
    """How well one question tells the strong from the weak: Pearson's correlation of its points with the rest score.

    The rest score is the total without the question itself, which would otherwise correlate with itself (S. Henrysson,
    Correction of item-total correlations in item analysis, Psychometrika 28, 1963). For a question that gives all
    points or none, it is the point-biserial correlation.

    Returns:
        -1 to 1; None with fewer than `FEWEST` students, or where either is the same for everybody.
    """
    if len(earned) < FEWEST or np.ptp(np.round(earned, _DIGITS)) == 0 or np.ptp(rest) == 0:
        return None
    return float(np.clip(np.corrcoef(earned, rest)[0, 1], -1.0, 1.0))


def at_least(count: int, chosen: Flags, marked: Flags) -> float:
    """How likely `count` or more of the chosen are among the marked when chance alone chooses (hypergeometric)."""
    size, hits, drawn = len(chosen), int(marked.sum()), int(chosen.sum())
    ways = sum(comb(hits, n) * comb(size - hits, drawn - n) for n in range(count, min(hits, drawn) + 1))
    return ways / comb(size, drawn)
