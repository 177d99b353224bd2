"""What a page holds, how it reads, what it costs."""

import dataclasses
import html
import io
import json
import keyword
import re
import time
import tokenize
from datetime import datetime
from itertools import pairwise

import pytest
from feedback_pages import (
    BUILT,
    Page,
    code,
    engine,
    error,
    failing,
    graded,
    grades,
    nothing,
    prose,
    rendered,
    sheet,
    small,
    source,
)

from tito.feedback import page
from tito.feedback.code import highlighted
from tito.feedback.grades import Grades, Score
from tito.feedback.markdown import laid_out
from tito.judge.ended import OUT_OF_TIME
from tito.judge.words import MARK

ROLES = small(
    prose("# Title\n\nSome prose."),
    code("x = 1", count=1),
    code("def f():\n    return 1", count=2, solution=True, grade_id="f"),
    code("assert f() == 1", count=3, grade=True, grade_id="test-f", points=4),
    prose("Because.", solution=True, grade=True, grade_id="why", points=10),
    prose("Draw it.", task=True, grade_id="task", points=5),
    {"cell_type": "raw", "source": "raw <text>", "metadata": {}},
)
MARKS = Grades(
    {"test-f": Score(4, 4), "why": Score(8, 10, extra=1.5), "task": Score(0, 5, waiting=True)},
    {"f": "No response.", "why": "Say **why**, too."},
    penalty=2.0,
    received=datetime(2026, 12, 1, 17, 0, 5, 9),
)


def test_score_penalty_and_what_waits_stand_on_top() -> None:
    text = Page(rendered(ROLES, MARKS)).text
    assert "Score: 10 / 19" in text
    assert "Handed in late: 2 points taken off." in text
    assert "Still to be marked by a person: 5 points." in text
    assert "The submission that counts arrived on 2026-12-01 at 17:00:05 UTC." in text
    assert "arrived" not in Page(rendered(ROLES, dataclasses.replace(MARKS, received=None))).text
    assert "Student: ada" in text
    assert "late" not in Page(rendered(ROLES, dataclasses.replace(MARKS, penalty=0))).text.lower()
    assert "Score: 0 / 19" in Page(rendered(ROLES, dataclasses.replace(MARKS, penalty=50))).text


def test_every_graded_cell_stands_in_the_table_and_links_to_its_place() -> None:
    made = Page(rendered(ROLES, MARKS))
    table = re.sub(r"\s+", " ", made.text[made.text.index("Points by cell") : made.text.index("Some prose")])
    assert "test-fTests4 / 4all points" in table
    assert "whyYour answer8 / 10some points, 1.5 of them extra, comment" in table
    assert "taskTask0 / 5not marked yet" in table
    assert "Late submission penalty-2" in table
    assert "Your code" not in table, "a cell without points or a comment by a person"
    targets = set(made.attributes("id"))
    links = [href.removeprefix("#") for href in made.attributes("href") if href.startswith("#")]
    assert links and set(links) <= targets


def test_cells_are_shown_with_their_marks_and_comments() -> None:
    text = rendered(ROLES, MARKS)
    assert "<p>Say <strong>why</strong>, too.</p>" in text
    assert "All checks passed." in text
    assert "<b>def</b> f():" in text
    assert "raw &lt;text&gt;" in text
    assert "<h2>Title</h2>" in text


def test_a_cell_that_the_gradebook_does_not_know_has_no_mark() -> None:
    forged = small(code("1", count=1, grade=True, grade_id="mine", points=100))
    made = Page(rendered(forged, MARKS))
    assert "mine" not in made.text
    assert not [tag for tag, _ in made.tags if tag == "section"]


def test_a_failed_test_says_why() -> None:
    book = json.loads(json.dumps(ROLES))
    said = error("CheckFailed", "it is 1. Got 2, expected 1.", "Cell In[3], line 1\n----> 1 assert f() == 1")
    book["cells"][3]["outputs"] = [said]
    failed = dataclasses.replace(MARKS, scores={**MARKS.scores, "test-f": Score(0, 4)})
    text = Page(rendered(book, failed)).text
    assert "CheckFailed: it is 1. Got 2, expected 1." in text
    assert "All checks passed." not in text
    book["cells"][3]["outputs"] = [error(OUT_OF_TIME, "this cell computed for more than 2 s", "x")]
    assert "The test was stopped: this cell computed for more than 2 s." in Page(rendered(book, failed)).text


def test_a_submission_that_could_not_be_graded_says_so_first() -> None:
    text = Page(rendered(small(prose("# x"), **{MARK: {"unreadable": "a.ipynb is not JSON."}}))).text
    assert "Your submission could not be graded. a.ipynb is not JSON. It was counted as blank" in text


def test_another_language_is_not_coloured() -> None:
    book = small(code("def <- function(x) x", count=1), kernelspec={"language": "R"})
    assert "<pre>def &lt;- function(x) x</pre>" in rendered(book)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("return x  # it is", "<b>return</b> x  <i># it is</i>"),
        ("s = 'if' + \"# no\"", "s = <u>'if'</u> + <u>\"# no\"</u>"),
        (r'"""a "b" \""" if""" if x', r'<u>"""a "b" \""" if"""</u> <b>if</b> x'),
        (r"""rb'\'' + f"{x}" """, r"""<u>rb'\''</u> + <u>f"{x}"</u> """),
        ("If = classes.notin + true", "If = classes.notin + true"),
        ("x = 'open\nelse", "x = <u>'open</u>\n<b>else</b>"),
        ("'''never closed # if", "<u>'''never closed # if</u>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("", ""),
    ],
)
def test_colours_of_code(source: str, expected: str) -> None:
    assert highlighted(source) == expected


@pytest.mark.skipif(hasattr(tokenize, "FSTRING_START"), reason="from 3.12 on, the tokenizer takes f-strings apart")
@pytest.mark.parametrize("name", BUILT)
def test_colours_change_no_letter_and_are_those_of_python(name: str) -> None:
    """Python's own tokenizer says where strings and comments begin and end, and what is a keyword."""
    kinds = {tokenize.STRING: "u", tokenize.COMMENT: "i", tokenize.NAME: "b"}
    for cell in (cell for cell in source(name).cells if cell.is_code):
        made = str(highlighted(cell.source))
        assert html.unescape(re.sub(r"</?[bui]>", "", made)) == cell.source
        tokens = [*tokenize.generate_tokens(io.StringIO(cell.source).readline)]
        theirs = [
            (kinds[token.type], token.string)
            for token in tokens
            if token.type in kinds and (token.type != tokenize.NAME or keyword.iskeyword(token.string))
        ]
        ours = [(tag, html.unescape(text)) for tag, text in re.findall(r"<([bui])>(.*?)</\1>", made, re.DOTALL)]
        assert ours == theirs


def test_lines_of_a_file_that_holds_lists_are_joined() -> None:
    cell = {**code("", count=1), "source": ["a = 1\n", "b = 2"]}
    assert "a = 1\nb = 2" in Page(rendered(small(cell))).text


# ------------------------------------------------------------------------------------------ reading and markup


@pytest.fixture(scope="module", params=BUILT)
def built(request: pytest.FixtureRequest) -> str:
    original = source(request.param)
    book = graded(original, failing(engine))
    return page.render(sheet(original, book, grades(original, 0.5))).decode()


def test_tags_pair_and_names_are_there(built: str) -> None:
    made = Page(built)
    assert made.faults == []
    ids = made.attributes("id")
    assert len(ids) == len(set(ids))
    assert set(made.attributes("aria-labelledby")) <= set(ids)
    assert {href[1:] for href in made.attributes("href") if href.startswith("#")} <= set(ids)


def test_a_reader_finds_landmarks_headings_and_a_way_around(built: str) -> None:
    made = Page(built)
    tags = [tag for tag, _ in made.tags]
    for landmark in ("header", "nav", "main", "h1", "caption", "title"):
        assert tags.count(landmark) == 1, landmark
    assert ("html", {"lang": "en"}) in made.tags
    first_link = next(attributes for tag, attributes in made.tags if tag == "a")
    assert first_link == {"class": "skip", "href": "#work"}
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert all(attributes.get("alt") for tag, attributes in made.tags if tag == "img")


def test_nothing_runs_and_nothing_is_fetched(built: str) -> None:
    made = Page(built)
    assert not {"script", "link", "iframe", "object", "embed", "svg"} & {tag for tag, _ in made.tags}
    assert all(src.startswith("data:") for src in made.attributes("src"))
    assert "url(" not in built and "@import" not in built
    policy = next(a["content"] for tag, a in made.tags if tag == "meta" and "http-equiv" in a)
    assert str(policy).startswith("default-src 'none'; img-src data:; style-src 'sha256-")


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    full = colour if len(colour) == 6 else "".join(c * 2 for c in colour)
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_text_has_contrast_in_light_in_dark_and_on_paper(built: str) -> None:
    schemes = [
        dict(re.findall(r"--(\w+): #(\w+)", block)) for block in re.findall(r":root \{(.*?)\}", built, re.DOTALL)
    ]
    assert len(schemes) == 3
    for scheme in schemes:
        for name in ("ink", "faint", "good", "bad", "some", "word", "text", "link"):
            for ground in ("paper", "band"):
                light, dark = sorted((luminance(scheme[name]), luminance(scheme[ground])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground, scheme[name])


# ---------------------------------------------------------------------------------------------------- formulas


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("$x_i$", "<math><msub><mi>x</mi><mi>i</mi></msub></math>"),
        ("$a_{i}^{2}$", "<msubsup>"),
        ("$a < b$", "<mo>&lt;</mo>"),
        ("a $\\alpha * \\beta$ and * $\\gamma$", "<mi>α</mi>"),
        ("$$\n\\frac{1}{n}\\sum_i x_i\n$$", '<math display="block"><mfrac>'),
        ("so $$x$$ it is", '<math display="block">'),
        ("\\begin{align}\na &= b\n\\end{align}", '<math display="block"><mtable'),
        ("a\n\n$$\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}$$", "<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn>"),
        ("$\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}^2$", "</mtable><mo>)</mo></mrow><mn>2</mn></msup></math>"),
        ("costs $5", "costs $5"),
        ("`$x$`", "<code>$x$</code>"),
        ("```\n$x$\n```", "<pre>$x$</pre>"),
    ],
)  # fmt: skip
def test_formulas(latex: str, expected: str) -> None:
    made = laid_out(latex)
    assert expected in made
    assert Page(f"<div>{made}</div>").faults == []


@pytest.mark.parametrize("name", BUILT)
def test_every_formula_of_the_course_is_one(name: str) -> None:
    original = source(name)
    made = "".join(laid_out(cell.source) for cell in original.cells if not cell.is_code)
    assert "<math" in made
    assert 'class="tex"' not in made
    assert not re.findall(r"\\[a-z]{2,}", re.sub(r"<(code|pre)>.*?</\1>", "", made, flags=re.DOTALL))


# ------------------------------------------------------------------------------------------------------- costs


def test_a_page_is_small_and_quick() -> None:
    """Measured: 9 CPU ms and 93 kB on a page, of which 62 kB are the notebook's own words; nbgrader's has 370 kB."""
    original = source("01_tensor")
    cohort = [graded(original, nothing), graded(original, nothing, solved=False)]
    for number, book in enumerate(cohort * 8):
        book["cells"][-1]["source"] += f" And so says student {number}."
    made = [sheet(original, book) for book in cohort * 8]
    page.render(made[0])
    began = time.process_time()
    pages = [page.render(one) for one in made]
    assert (time.process_time() - began) / len(made) < 0.1
    assert max(map(len, pages)) < 110_000
    words = len(Page(pages[0].decode()).text.encode())
    assert len(pages[0]) < 1.6 * words


def test_the_same_sheet_gives_the_same_bytes() -> None:
    original = source("m01_perceptron")
    one = sheet(original, graded(original, failing(engine)))
    assert page.render(one) == page.render(one)
