"""A cohort's marks as one page of HTML that needs no other file and no network.

    page.write(cohort, root / "reports" / "cohort.html")

Names and reasons are students' text: the template escapes them.
"""

import datetime
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

import jinja2

from tito import files
from tito.gradebook.findings import basis, findings
from tito.gradebook.items import FEWEST
from tito.gradebook.marks import AssignmentMarks, Cohort
from tito.gradebook.report import (
    MARKERS,
    counted,
    heading,
    how,
    looks,
    markers,
    next_steps,
    number,
    others_failed,
    overridden,
    plain,
    tally,
)

_WORST = 10  # test cells an assignment that the page lists
_BINS = 10


@dataclass(frozen=True)
class Bar:
    """How many marks lie from `low` up to, and not including, `high`."""

    low: float
    high: float
    count: int


def distribution(one: AssignmentMarks) -> list[Bar]:
    """Marks of the gradable submissions in ten bars; the tenth includes all points.

    Extra credit above all points, where there is any, gets an eleventh.
    """
    if one.max_score <= 0:
        return []
    counts = [0] * (_BINS + 1)
    for score in one.scores:
        over = score > one.max_score
        counts[_BINS if over else min(_BINS - 1, int(score * _BINS / one.max_score))] += 1
    edges = [one.max_score * place / _BINS for place in range(_BINS + 1)]
    bars = [Bar(edges[place], edges[place + 1], counts[place]) for place in range(_BINS)]
    over_all = max(one.scores, default=0)
    return [*bars, Bar(one.max_score, over_all, counts[_BINS])] if counts[_BINS] else bars


class Drawing:
    """The histogram of one assignment as positions in an SVG picture, in its own units."""

    width, height = 560, 250
    left, right, top, bottom = 50, 548, 34, 200

    def __init__(self, one: AssignmentMarks) -> None:
        bars = distribution(one)
        self.max_score = one.max_score
        self.step = _tick(max(bar.count for bar in bars))
        self.highest = max(self.step, self.step * ceil(max(bar.count for bar in bars) / self.step))
        self.bar_width = (self.right - self.left) / len(bars)
        self.bars = [self._bar(place, bar) for place, bar in enumerate(bars)]
        edges = [*(bar.low for bar in bars[:_BINS]), one.max_score]
        self.x_ticks = [
            (round(self.left + place * self.bar_width, 1), number(edge)) for place, edge in enumerate(edges)
        ]
        if bars[_BINS:]:
            self.x_ticks.append((self.right - 14, "more"))
        self.y_ticks = [(self._y(n), n) for n in range(0, self.highest + 1, self.step)]
        self.median = self._median(one)

    def _y(self, count: int) -> float:
        return round(self.bottom - (self.bottom - self.top) * count / self.highest, 1)

    def _bar(self, place: int, bar: Bar) -> dict[str, float]:
        x, y = self.left + place * self.bar_width, self._y(bar.count)
        return {
            "x": round(x + 1.5, 1), "y": y, "width": round(self.bar_width - 3, 1), "count": bar.count,
            "height": round(self.bottom - y, 1), "middle": round(x + self.bar_width / 2, 1),
        }  # fmt: skip

    def _median(self, one: AssignmentMarks) -> dict[str, Any] | None:
        """Where the line of the median stands, and its words so that they stay in the picture."""
        if one.median is None:
            return None
        x = round(self.left + _BINS * self.bar_width * min(1.0, one.median / one.max_score), 1)
        end = x > (self.left + self.right) / 2
        return {"x": x, "anchor": "end" if end else "start", "words": x - 5 if end else x + 5}


def _tick(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 ... that reaches `most` in five steps."""
    step, factors = 1, (2, 2.5, 2)
    for turn in range(60):
        if step * 5 >= most:
            break
        step = int(step * factors[turn % 3])
    return step


def share(value: float | None) -> str:
    """A share in per cent: 87 %; a dash for None."""
    return "-" if value is None else f"{value:.0%}".replace("%", " %")


def signed(value: float | None) -> str:
    """A correlation with its sign: +0.45; a dash for None."""
    return "-" if value is None else f"{value:+.2f}"


@cache
def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"number": number, "plain": plain, "share": share, "signed": signed}
    for function in (basis, counted, findings, heading, how, looks, markers, others_failed, overridden, tally):
        environment.globals[function.__name__] = function
    return environment.get_template("report.html.j2")


def render(cohort: Cohort, made: datetime.datetime | None = None) -> str:
    """The report as one HTML page that needs no other file and no network.

    Args:
        made: the time that it is dated with; None is now.
    """
    used = {letter for one in cohort.assignments for mark in one.marks for letter in markers(mark)}
    drawn = [one for one in cohort.assignments if one.scores and one.max_score > 0]
    return _template().render(
        cohort=cohort,
        sections=any(student.section for student in cohort.students),
        steps=next_steps(cohort),
        drawings={one.id: Drawing(one) for one in drawn},
        legend={letter: words for letter, words in MARKERS.items() if letter in used},
        worst=_WORST,
        fewest=FEWEST,
        made=(made or datetime.datetime.now().astimezone()).strftime("%Y-%m-%d %H:%M %Z").strip(),
    )


def write(cohort: Cohort, path: Path) -> None:
    """Write the page, whole or not at all; it holds marks, so nobody but its owner may read it."""
    files.write(path, render(cohort), mode=0o600)
