"""The report in the terminal, as JSON and as a page."""

import dataclasses
import errno
import io
import json
import os
import re
import stat
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tito import overrides
from tito.gradebook import page as pages
from tito.gradebook import people, report
from tito.gradebook.marks import AssignmentMarks, CellMarks, Cohort, Mark, Student
from tito.gradebook.verdicts import Kind

VOID = {"meta", "br", "link", "img"}


class Page(HTMLParser):
    """Elements with their attributes and text, and a check that each is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def terminal(cohort: Cohort, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, soft_wrap=True, color_system=None)
    report.show(cohort, console)
    return console.file.getvalue()


def row(text: str, student: str) -> list[str]:
    line = next(line for line in text.splitlines() if f" {student} " in line and "│" in line)
    return [" ".join(cell.split()) for cell in line.strip("│┃").split("│")]


def of_scores(*scores: float, max_score: float = 100.0) -> AssignmentMarks:
    marks = tuple(
        Mark(f"s{place}", max_score, score, kind=Kind.GRADED, graded=True)
        for place, score in enumerate(scores)
    )
    return AssignmentMarks("01_tensor", "Tensors", max_score, marks, ())


def cohort_of(*assignments: AssignmentMarks) -> Cohort:
    students = sorted({mark.student for one in assignments for mark in one.marks})
    return Cohort("TinyTorch", tuple(map(Student, students)), assignments)


# ------------------------------------------------------------------------------------------ terminal


@pytest.mark.parametrize(
    ("student", "cells"),
    [
        ("ada", ["22.5", "17", "39.5"]), ("ben", ["7 w", "-", "7"]), ("cai", ["5 L", "-", "5"]),
        ("dot", ["10 wr", "-", "10"]), ("eve", ["0 x", "-", "0"]), ("fay", ["10 wuL", "-", "10"]),
        ("gus", ["-", "-", "0"]),
    ],
)  # fmt: skip
def test_a_row_a_student(full, student: str, cells: list[str]) -> None:
    assert row(terminal(full.cohort()), student) == [student, *cells]


def test_numbers_stand_below_each_other(full) -> None:
    lines = [line for line in terminal(full.cohort()).splitlines() if re.match("│ (ada|ben|cai) ", line)]
    ends = [re.search(r"│ \w+ +│ +([\d.]+)", line).end(1) for line in lines]
    assert len(set(ends)) == 1


def test_the_legend_names_the_markers_in_use(full) -> None:
    text = terminal(full.cohort())
    for words in report.MARKERS.values():
        assert words in text
    assert "- not handed in" in text


def test_an_unused_marker_is_not_explained() -> None:
    text = terminal(cohort_of(of_scores(50)))
    assert not any(words in text for words in report.MARKERS.values())


def test_tests_failed_most_with_their_exercises(full) -> None:
    full.write_source()
    text = terminal(full.cohort())
    assert "2 of 5 failed test-mean (tensor-mean, tensor-sum)" in text
    assert text.index("failed test-mean") < text.index("failed test-add")
    tensor_part = text[text.index("6 handed in") : text.index("02_activations\n", text.index("6 handed in"))]
    assert "test-sum" not in tensor_part


def test_only_the_worst_tests_are_listed() -> None:
    cells = tuple(CellMarks(f"test-{n}", 2, (), failed=n, ran=10) for n in range(9))
    text = terminal(cohort_of(dataclasses.replace(of_scores(50), cells=cells)))
    assert "test-8" in text
    assert "test-3" not in text
    assert "3 more tests were failed by somebody." in text


def test_who_needs_a_person_and_why(full) -> None:
    text = terminal(full.cohort())
    part = text[text.index("Who needs a person") :]
    assert "eve, 01_tensor (not gradable): no notebook" in part
    assert "dot, 01_tensor (needs review): it tried <script>alert(1)</script>\n" in part
    assert "fay, 01_tensor (no verdict): it has marks but no verdict" in part
    assert part.index("eve,") < part.index("dot,") < part.index("fay,")
    assert "3 submissions of 01_tensor: written answers to mark, 30 points" in part
    assert "ada," not in part


def test_overrides_of_the_audit_are_shown_everywhere(full) -> None:
    """Anybody's text: it is shown on one line, and never as markup."""
    assert "in spite of its audit" not in terminal(full.cohort()) + pages.render(full.cohort())
    reason = "the <b>term</b> begins"
    overrides.record(full.course, "02_activations", "Ada", reason, "02_activations has not been audited.", "0" * 64)
    cohort = full.cohort()
    said = f"by Ada in spite of its audit: {reason} (02_activations has not been audited.)"
    text = terminal(cohort)
    assert said in text
    assert text.index("02_activations\n  1 handed in") < text.index(said)
    assert said in Page(pages.render(cohort)).text
    first, second = report.as_data(cohort)["assignments"]
    assert first["overrides"] == []
    assert [(one["by"], one["reason"]) for one in second["overrides"]] == [("Ada", reason)]
    assert json.loads(json.dumps(second["overrides"])) == second["overrides"]


def test_all_reasons_of_a_submission_stand_below_its_name() -> None:
    finding = "cell In[3], line 2: replaces numpy.allclose [np.allclose = lambda *a: [b]True[/b]]"
    mark = Mark("dot", 100, kind=Kind.NEEDS_REVIEW, reasons=("cell 4: it was stopped", finding))
    cohort = cohort_of(dataclasses.replace(of_scores(), marks=(mark,)))
    text = terminal(cohort)
    assert f"  dot, 01_tensor (needs review):\n      cell 4: it was stopped\n      {finding}\n" in text
    assert text.count("dot, 01_tensor") == 1
    page = Page(pages.render(cohort))
    assert [tag for tag, _ in page.elements].count("li") == 2 + len(report.next_steps(cohort))
    assert finding in page.text


def test_what_to_do_next(full) -> None:
    assert report.next_steps(full.cohort()) == [
        "Grade 1 submission of 01_tensor without a verdict: tito grade 01.",
        "Look at the 3 submissions listed under Who needs a person.",
        "Mark the written answers of 3 submissions in formgrader: 30 points wait.",
        "Write feedback and hand it out: tito grade 01 --feedback, then nbgrader release_feedback "
        "01_tensor, and so on for each assignment.",
    ]
    text = terminal(full.cohort())
    assert all(step in text for step in report.next_steps(full.cohort()))


def test_next_steps_when_all_is_done() -> None:
    assert report.next_steps(cohort_of(of_scores(50, 60))) == [
        "Write feedback and hand it out: tito grade 01 --feedback, then nbgrader release_feedback 01_tensor."
    ]
    assert "Nobody." in terminal(cohort_of(of_scores(50)))


def test_next_steps_when_nobody_handed_in(classroom) -> None:
    assert report.next_steps(classroom.cohort()) == [
        "Nobody has handed in 01_tensor: nbgrader collect 01_tensor, then tito grade 01."
    ]
    assert "Nobody has handed in." in terminal(classroom.cohort())


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_wide_table_is_cut_into_parts_and_loses_nothing(width: int) -> None:
    rows = [dataclasses.replace(of_scores(12.5, 100), id=f"{n:02d}_module") for n in range(1, 15)]
    text = terminal(cohort_of(*rows), width)
    table = text[: text.index("not handed in")]
    assert max(map(len, table.splitlines())) <= width
    assert sum(line.count("12.5") for line in table.splitlines() if "│ s0" in line) == 14
    assert len(re.findall("total", table)) == 1
    assert ("part 1 of" in table) == (width < 200)


def test_markup_and_escape_sequences_of_students_are_only_text() -> None:
    mark = Mark("[red]bob[/red]", 100, kind=Kind.NEEDS_REVIEW, reasons=("\x1b[31m[bold]loud\u202e\nline",))
    text = terminal(cohort_of(dataclasses.replace(of_scores(), marks=(mark,))))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]bob[/red], 01_tensor (needs review): [31m[bold]loud line" in text


@given(st.text(max_size=900))
def test_plain_text_is_one_short_line(text: str) -> None:
    line = report.plain(text)
    assert line.isprintable()
    assert len(line) <= 400
    line.encode("utf-8")


@pytest.mark.parametrize(
    ("value", "text"),
    [(87.5, "87.5"), (90.0, "90"), (1 / 3, "0.3"), (0.0, "0"), (-0.0, "0"), (1e6, "1000000")],
)
def test_numbers(value: float, text: str) -> None:
    assert report.number(value) == text
    assert report.number(None) == "-"


# ---------------------------------------------------------------------------------------------- JSON


def test_json_has_everything_once(full) -> None:
    data = json.loads(json.dumps(report.as_data(full.cohort())))
    assert set(data) == {"course", "max_score", "students", "assignments", "next"}
    assert {"student": "gus", "name": "Gus O'Neil & <b>Sons</b>", "section": "", "total": 0} in data["students"]
    one = data["assignments"][0]
    assert (one["assignment"], one["gradable"], one["median"], one["max_score"]) == ("01_tensor", 5, 10, 20)
    assert one["marks"][2] == {
        "student": "cai", "score": 5.0, "late_penalty": 3.0, "late_seconds": 86400.0, "waiting": 0.0,
        "verdict": "graded", "reasons": [], "flagged": False, "failed_tests": ["test-add", "test-mean"],
        "engine": "", "level": "",
    }  # fmt: skip
    assert one["tests"][1] == {"test": "test-mean", "points": 3.0, "exercises": [], "failed": 2, "ran": 5}
    assert one["marks"][5]["verdict"] is None


def test_json_of_nobody(classroom) -> None:
    data = json.loads(json.dumps(report.as_data(classroom.cohort())))
    assert data["students"] == []
    assert data["assignments"][0]["marks"] == []
    assert data["assignments"][0]["mean"] is None


# ------------------------------------------------------------------------------------------ the page


def test_the_page_is_well_formed_and_escapes_students_text(full) -> None:
    text = pages.render(full.cohort())
    page = Page(text)
    assert not [tag for tag, _ in page.elements if tag == "script"]
    assert not [tag for tag, _ in page.elements if tag == "b"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "it tried <script>alert(1)</script>" in page.text
    assert "Gus O'Neil & <b>Sons</b>" in page.text


def test_the_parser_of_this_test_sees_a_script() -> None:
    assert [tag for tag, _ in Page("<p>x</p><script>alert(1)</script>").elements] == ["p", "script"]


def test_the_page_needs_nothing_from_outside(full) -> None:
    text = pages.render(full.cohort())
    for _, attributes in Page(text).elements:
        assert not {"src", "srcset", "data", "action", "onclick", "onload"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"https?:|//|@import|url\(", text)


def test_links_in_the_page_lead_somewhere(full) -> None:
    elements = Page(pages.render(full.cohort())).elements
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"][1:] for tag, attributes in elements if tag == "a"} <= set(ids)


def test_the_page_says_what_the_terminal_says(full) -> None:
    full.write_source()
    text = Page(pages.render(full.cohort(), datetime(2025, 3, 2, 8, 30, tzinfo=UTC))).text
    for words in ("test-mean", "tensor-mean", "2 of 5", "n = 5", "median 10", "mean 10.9"):
        assert words in text
    assert "eve not gradable no notebook" in text
    assert "3 submissions, 30 points, in formgrader: ben, dot, fay." in text
    assert "Made on 2025-03-02 08:30 UTC." in text
    assert all(step in text for step in report.next_steps(full.cohort()))
    assert all(words in text for words in report.MARKERS.values())


def test_the_page_of_nobody(classroom) -> None:
    text = Page(pages.render(classroom.cohort())).text
    assert "There is no mark to draw." in text
    assert "There are no students in the gradebook." in text
    assert "No submission has been tested." in text
    assert "Who needs a person Nobody." in text


def drawn(one: AssignmentMarks) -> list[ET.Element]:
    """Rectangles of the histogram; ElementTree also proves the drawing to be XML."""
    text = pages.render(cohort_of(one))
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) == 1
    picture = ET.fromstring(pictures[0])
    assert picture.get("role") == "img"
    words = [element.text for element in picture.iter("text")]
    assert "submissions" in words
    assert "points, of 100" in words
    counts = [element.text for element in picture.iter("text") if element.get("class") == "count"]
    assert sum(map(int, counts)) == len(one.scores)
    return list(picture.iter("rect"))


@given(st.lists(st.floats(0, 130).map(lambda x: round(x, 2)), min_size=1, max_size=60))
def test_bars_of_the_histogram_add_up(scores: list[float]) -> None:
    bars = pages.distribution(of_scores(*scores))
    assert sum(bar.count for bar in bars) == len(scores)
    for bar in bars[:9]:
        assert bar.count == sum(bar.low <= score < bar.high for score in scores)
    assert bars[9].count == sum(90 <= score <= 100 for score in scores)
    assert len(bars) == (11 if max(scores) > 100 else 10)


def test_the_drawing_has_a_bar_for_each_count_and_heights_in_proportion() -> None:
    rectangles = drawn(of_scores(5, 15, 16, 95, 100, 90, 90.5))
    heights = [float(rectangle.get("height")) for rectangle in rectangles]
    assert len(heights) == 3
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)
    assert heights[2] == pytest.approx(4 * heights[0], abs=0.2)


@pytest.mark.parametrize("scores", [(0,), (100,), (140, 150), (50,) * 700])
def test_the_drawing_stays_in_its_picture(scores: tuple[float, ...]) -> None:
    for rectangle in drawn(of_scores(*scores)):
        x, y, width, height = (float(rectangle.get(key)) for key in ("x", "y", "width", "height"))
        assert 0 <= x <= x + width <= pages.Drawing.width
        assert pages.Drawing.top - 0.2 <= y <= y + height <= pages.Drawing.bottom + 0.2


@given(st.integers(0, 10**9))
def test_the_axis_of_counts_has_few_ticks_and_reaches_the_top(most: int) -> None:
    step = pages._tick(most)
    assert step >= 1
    assert step * 5 >= most
    assert most <= 5 or step * 2 <= most
    assert str(step).rstrip("0") in ("1", "2", "5")


def test_an_assignment_without_points_has_no_drawing() -> None:
    one = of_scores(0, 0, max_score=0.0)
    assert pages.distribution(one) == []
    assert "There is no mark to draw." in Page(pages.render(cohort_of(one))).text


def test_the_page_is_written_whole_or_not_at_all(classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    path = classroom.root / "reports" / "cohort.html"
    pages.write(classroom.cohort(), path)
    first = path.read_text()
    assert first.startswith("<!DOCTYPE html>")

    def full_disk(*args):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "replace", full_disk)
    with pytest.raises(OSError, match="no space"):
        pages.write(classroom.cohort(), path)
    assert [entry.name for entry in path.parent.iterdir()] == ["cohort.html"]
    assert path.read_text() == first


def test_the_page_of_marks_is_for_its_owner_only(classroom) -> None:
    path = classroom.root / "cohort.html"
    pages.write(classroom.cohort(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_sections_stand_in_a_column_where_somebody_has_one(full) -> None:
    before = terminal(full.cohort()), pages.render(full.cohort())
    assert "section<" not in before[1]
    assert not re.search(r"student +┃ section", before[0])
    people.write(full.url, {"ada": {"section": "Tuesday"}}, "")
    cohort = full.cohort()
    assert re.search(r"student +┃ section", terminal(cohort, width=100))
    assert re.search(r"ada +│ Tuesday", terminal(cohort, width=100))
    assert all(len(line) <= 60 for line in terminal(cohort, width=60).splitlines() if "│" in line)
    assert "<td>Tuesday</td>" in pages.render(cohort)
    assert [one["section"] for one in report.as_data(cohort)["students"]][:2] == ["Tuesday", ""]
