"""Whatever a student writes is text: nothing of it runs, loads, or breaks out of its place on the page."""

import base64
import html
import json
import time
from typing import Any

import pytest
from feedback_pages import Page, code, error, prose, rendered, small, stream

from tito.feedback import maths, outputs, page, pictures
from tito.feedback.code import shown
from tito.feedback.grades import Grades, Score
from tito.feedback.markdown import laid_out
from tito.feedback.redact import SEALED
from tito.feedback.sheets import FeedbackError
from tito.judge.words import MARK

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"x" * 40).decode()
WORDS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</pre></section></main><script>alert(1)</script>",
    "<svg onload=alert(1)><style>*{display:none}</style></svg>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "<!--<script>alert(1)//-->",
    "]]><script>alert(1)</script>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "{{ 7 * 7 }}{% raw %}<iframe src=https://example.org>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<base href=https://example.org/><meta http-equiv=refresh content=0>",
    "\u202egnp.exe\u2066<b onclick=alert(1)>\x00\x1b[31m</b>",
    "<form action=https://example.org><button>ok</button></form>",
    '<a href="javascript:alert(1)">x</a>',
]
MARKDOWN = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](//example.org/a)",
    "[x](file:///etc/passwd)",
    '[x](<https://example.org/" onclick="alert(1)>)',
    '[x](https://example.org "a\\" onclick=\\"alert(1)")',
    "<javascript:alert(1)>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "![x](https://example.org/spy.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    f'![" onerror="alert(1)](data:image/png;base64,{PNG})',
    "![x](attachment:../../etc/passwd)",
    "# <script>alert(1)</script>",
    "| <img src=x onerror=alert(1)> |\n|-|\n| <script>alert(1)</script> |",
    '```"><script>alert(1)</script>\n</pre><script>alert(1)</script>\n```',
    "`</code><script>alert(1)</script>`",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\text{<script>alert(1)</script>}$",
    "$\\text{&lt;img src=x onerror=alert(1)&gt;}$",
    "$$\\style{position:fixed}{x}$$",
    '$\\color{red" onload="alert(1)}{x}$',
    "$\\class{x}{y} \\require{html}$",
    "$<img src=x onerror=alert(1)>$",
    "$$\n</math><script>alert(1)</script>\n$$",
]
TAGS = frozenset({
    "a", "b", "blockquote", "body", "br", "caption", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "header", "hr", "html", "i", "img", "input", "li", "main", "math", "meta", "mfrac", "mi",
    "mn", "mo", "mover", "mpadded", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable",
    "mtd", "mtext", "mtr", "munder", "munderover", "nav", "ol", "p", "pre", "section", "span", "strong",
    "style", "table", "tbody", "td", "th", "thead", "title", "tr", "u", "ul",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "accent", "alt", "aria-label", "aria-labelledby", "charset", "checked", "class", "columnalign", "content",
    "depth", "disabled", "display", "displaystyle", "fence", "form", "height", "href", "http-equiv", "id",
    "lang", "largeop", "linebreak", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "name",
    "rel", "scope", "scriptlevel", "src", "start", "stretchy", "type", "voffset", "width",
})  # fmt: skip


def everywhere(word: str) -> str:
    """A page with a word in every place that a student, or their files, can fill."""
    bundle = {"text/plain": word, "text/html": word, "image/svg+xml": word, "image/png": word, "text/latex": word}
    role = {"grade": True, "solution": True, "grade_id": word, "points": 1}
    cells = [
        code(word, stream(word), {"output_type": "display_data", "data": bundle, "metadata": {word: word}}, count=1),
        code(word, error(word, word, word, f"Cell In[1], line 1, in {word}"), count=2),
        code(f"def f():\n    {word!r}", error("E", word, "Cell In[3], line 2"), count=3),
        prose(word), {"cell_type": "raw", "source": word, "metadata": {}},
        prose(word, **role), code(word, count=4, grade=True, grade_id=f"t{word}"),
        prose("no more", task=True, grade_id=word),
        {**prose(f"![{word}](attachment:{word})"), "attachments": {word: {"image/png": PNG, word: word}}},
    ]  # fmt: skip
    marks = Grades({word: Score(1, 2), f"t{word}": Score(0, 1)}, {word: word})
    book = small(*cells, **{MARK: {SEALED: True, "unreadable": word}, "kernelspec": {"language": word}})
    return rendered(book, marks, student=word, notebook=word)


def check(text: str) -> Page:
    """Hold a page to the tags and attributes that the template and the renderers write."""
    made = Page(text)
    assert made.faults == []
    for tag, attributes in made.tags:
        assert tag in TAGS, tag
        assert set(attributes) <= ATTRIBUTES, (tag, attributes)
        for name in ("href", "src"):
            value = str(attributes.get(name, "#"))
            assert value.startswith(("#", "https://", "http://", "mailto:", "data:image/png;base64,")), value
    assert sum(tag == "style" for tag, _ in made.tags) == 1
    assert sum(tag == "meta" for tag, _ in made.tags) == 4
    return made


@pytest.mark.parametrize("word", WORDS + MARKDOWN)
def test_a_word_is_text_wherever_it_stands(word: str) -> None:
    made = check(everywhere(word))
    assert not [value for _, attributes in made.tags for value in attributes.values() if "javascript" in str(value)]
    assert made.text.count(shown(word)) >= 5, "as it was written, in code, outputs and errors"


def test_the_check_finds_what_gets_through() -> None:
    for bad in ("<script>x</script>", "<p onclick=x>y</p>", '<a href="javascript:x">y</a>', "<p>", "<style>x</style>"):
        with pytest.raises(AssertionError):
            check(everywhere("x").replace("</main>", f"{bad}</main>"))


@pytest.mark.parametrize("source", MARKDOWN)
def test_links_and_pictures_of_markdown(source: str) -> None:
    made = Page(f"<div>{laid_out(source)}</div>")
    assert made.faults == []
    assert not [src for src in made.attributes("src") if not src.startswith("data:image/png;base64,")]
    assert all(href.startswith(("https://example.org", "#")) for href in made.attributes("href"))


def test_honest_links_and_pictures_work() -> None:
    made = laid_out(
        "[a](https://example.org/b?c=1&d=2) [e](#f) ![g](images/h.png)", {"images/h.png": "data:image/png;x"}
    )
    assert '<a href="https://example.org/b?c=1&amp;d=2" rel="noopener noreferrer">a</a>' in made
    assert '<a href="#f"' in made
    assert '<img src="data:image/png;x" alt="g">' in made


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("image/svg+xml", PNG),
        ("text/html", PNG),
        ("image/png", "PHN2Zz4="),
        ("image/png", f'{PNG}" onload="x'),
        ("image/png", base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"x" * pictures.LARGEST).decode()),
        ("image/jpeg", PNG),
        ("image/png", {"a": PNG}),
        ("image/png", None),
        (None, PNG),
        ("image/png", "é"),
    ],
)
def test_what_is_no_small_picture_is_none(kind: Any, data: Any) -> None:
    assert pictures.data_uri(kind, data) is None


def test_a_picture_is_written_anew() -> None:
    spaced = [PNG[:10] + "\n", PNG[10:] + "\n"]
    assert pictures.data_uri("image/png", spaced) == f"data:image/png;base64,{PNG}"


def test_outputs_are_cut_to_their_room() -> None:
    room = outputs.Room()
    long = outputs.laid_out([stream("x" * 100_000)], room)
    assert "the rest is left out" in long and len(long) < 5000
    lines = outputs.laid_out([stream("y\n" * 1000)], room)
    assert lines.count("y") <= 61
    for _ in range(100):
        outputs.laid_out([stream("z" * 4000)], room)
    assert "z" not in outputs.laid_out([stream("z" * 4000)], room)
    picture = {"output_type": "display_data", "data": {"image/png": PNG, "text/plain": "<Figure>"}, "metadata": {}}
    assert "<img" in outputs.laid_out([picture], outputs.Room())
    room.pictures = 10
    assert "<img" not in outputs.laid_out([picture], room)


@pytest.mark.parametrize("latex", [
    r"\newcommand{\a}{xx}\a\a", r"\def\a{x}\a", r"\frac", "{", "}", r"\begin{matrix}1", "x^y^z", r"\left(",
    "{" * 1999, r"\sqrt" * 399, "a_{" * 300 + "b" + "}" * 300, "x" * 2001, r"\begin{matrix}" * 140, "%", "",
])  # fmt: skip
def test_a_formula_that_cannot_be_converted_stays_text(latex: str) -> None:
    made = maths.mathml(latex, block=False)
    assert Page(made).faults == []
    assert "newcommand" not in latex or made == f'<code class="tex">{html.escape(latex)}</code>'


def test_text_of_any_length_and_depth_is_survived_in_bounded_time() -> None:
    cells = [
        prose(piece * (20_000 // len(piece))) for piece in ("[", "![", "*a **b ", "`a ", "$a ", "> ", "- ", "<!--", "_")
    ]
    cells += [code(piece * (50_000 // len(piece)), count=1) for piece in ("(", 'f"{', '"""\\"', "a.", "\\")]
    cells += [prose("#" * 1_500_000), code("x = 1\n" * 100_000)]
    began = time.process_time()
    made = rendered(small(*cells))
    assert time.process_time() - began < 15
    assert Page(made).faults == []
    assert len(made) < 3_000_000


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"cells": 3}', b'{"cells": [3]}', b'{"cells": [{"cell_type": "code"}]}', b"\xff\xfe",
     b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_notebook_is_a_sentence(content: bytes) -> None:
    with pytest.raises(FeedbackError, match="cannot be read"):
        page.parsed(content)


def test_odd_metadata_and_outputs_are_survived() -> None:
    odd: list[Any] = [None, [], {}, 7, "x", True, {"grade": 1, "grade_id": []}, {"solution": "yes", "grade_id": {}}]
    cells = [{**code("1", count=1), "metadata": {"nbgrader": value}} for value in odd]
    cells += [{**code("1", count=1), "execution_count": value} for value in (None, "3", 1.5, True)]
    rich = {"output_type": "display_data", "data": {"image/png": {"a": 1}, "text/plain": [1, 2]}, "metadata": None}
    cells += [
        code("1", rich, {**rich, "data": {}}, stream(""), error("E", ""), count=3),
        {**prose("x"), "attachments": 3},
    ]
    book = json.loads(json.dumps(small(*cells, **{MARK: {SEALED: True}, "kernelspec": []})))
    assert Page(rendered(book)).faults == []
