"""The scan of feedback pages: hidden tests and rubrics, however HTML dresses them."""

import html
import re

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_output

from tests import tiny
from tito import release
from tito.notebook import Notebook

HIDDEN_LINE = 'check.close(double(-3.0), -6.0, rule="twice a negative number is negative")'
COMPARED = 'check.true(double(1.0) < 3.0 > double(1.0), rule="two & two")'
SOURCE_TEST = tiny.TEST_DOUBLE.replace(HIDDEN_LINE, f"{HIDDEN_LINE}\n{COMPARED}")


@pytest.fixture(scope="module")
def source() -> Notebook:
    cells = tiny.numbers()
    tiny.named(cells, "test-double").source = SOURCE_TEST
    return tiny.source_of(cells)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def spans(line: str) -> str:
    """A line as a highlighter writes it."""
    return "".join(f'<span class="n">{html.escape(part)}</span>' for part in re.split(r"(\W)", line))


DRESSES = {
    "plain": lambda line: line,
    "escaped": html.escape,
    "decimal": lambda line: "".join(f"&#{ord(c)};" for c in line),
    "highlighted": spans,
    "coloured traceback": lambda line: f'<span class="ansi-green-fg">----&gt; 5 </span>{spans(line)}<br/>',
    "two lines": lambda line: html.escape(line[:20]) + "<br>\n   " + html.escape(line[20:]),
    "attribute": lambda line: f'<a title="{html.escape(line)}">x</a>',
}


@pytest.mark.parametrize("line", [HIDDEN_LINE, COMPARED])
@pytest.mark.parametrize("dress", DRESSES)
def test_a_hidden_line_is_found_in_every_dress(source: Notebook, dress: str, line: str) -> None:
    page = f"<html><body><pre>{DRESSES[dress](line)}</pre></body></html>"
    assert release.scan_feedback(source, page) == [squeezed(line)]


def test_a_page_of_nbconvert_with_the_whole_test_in_it(source: Notebook) -> None:
    body, _ = HTMLExporter().from_notebook_node(source.node)
    found = release.scan_feedback(source, body)
    assert squeezed(HIDDEN_LINE) in found and squeezed(COMPARED) in found


def test_a_traceback_in_an_output(source: Notebook) -> None:
    cells = tiny.released(tiny.numbers())
    trace = f"\x1b[0;32m----> 4\x1b[0m \x1b[43mcheck\x1b[49m.{HIDDEN_LINE.removeprefix('check.')}"
    tiny.named(cells, "test-double").outputs = [new_output("error", ename="E", evalue="", traceback=[trace])]
    body, _ = HTMLExporter().from_notebook_node(tiny.book(cells))
    assert release.scan_feedback(source, body) == [squeezed(HIDDEN_LINE)]


@pytest.mark.parametrize("line", tiny.ANSWER.split("\n")[1:2] + tiny.ANSWER.split("\n")[3:6])
def test_a_rubric_is_found_as_markdown_and_as_a_page(source: Notebook, line: str) -> None:
    assert release.scan_feedback(source, f"<pre>{html.escape(line)}</pre>")
    page, _ = HTMLExporter().from_notebook_node(tiny.book([tiny.prose(line, "a")]))
    assert release.scan_feedback(source, page)


def test_honest_feedback_passes(source: Notebook) -> None:
    """The released cells, the student's answers (which may be ours, line for line), and the rule of a hidden check."""
    cells = tiny.solved(tiny.numbers())
    tiny.named(cells, "answer-numbers-1").source = "Adding is cheap."
    said = "CheckFailed: twice a negative number is negative. Got -5.0, expected -6.0."
    tiny.named(cells, "test-double").outputs = [new_output("error", ename="E", evalue=said, traceback=[said])]
    body, _ = HTMLExporter().from_notebook_node(tiny.book(cells))
    assert release.scan_feedback(source, body) == []
    assert release.scan_feedback(source, "") == []
