"""A submission in formgrader's page: nothing that a student wrote runs in the grader's browser."""

import re
from typing import Any

import pytest
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from tito.plugins import use_judge

ALARM = "alert(1)"
TEXTS = (
    f"<script>{ALARM}</script>", f"<img src=x onerror={ALARM}>", f"[look](javascript:{ALARM})",
    f'<a href="javascript:{ALARM}">look</a>', f"<svg onload={ALARM}>", f"<iframe srcdoc='<script>{ALARM}</script>'>",
    f"$<script>{ALARM}</script>$", f"```\n</pre><script>{ALARM}</script>\n```",
)  # fmt: skip
OUTPUTS: tuple[dict[str, Any], ...] = (
    {"text/html": f"<script>{ALARM}</script>"}, {"application/javascript": ALARM}, {"text/plain": f"<script>{ALARM}"},
    {"image/svg+xml": f"<svg onload={ALARM}>"}, {"text/markdown": f"<script>{ALARM}</script>"},
    {"image/png": f'" onerror="{ALARM}'}, {"text/latex": f"<script>{ALARM}</script>"},
    {"application/vnd.jupyter.widget-view+json": {"model_id": f"</script><script>{ALARM}"}},
)  # fmt: skip
WIDE = dict.fromkeys(("width", "height", "alt"), f"1 onerror={ALARM}")


def notebook() -> NotebookNode:
    """Every trick in one."""
    outputs = [new_output("display_data", data, metadata=dict.fromkeys(data, WIDE)) for data in OUTPUTS]
    outputs.append(new_output("stream", text=f"<script>{ALARM}</script>"))
    outputs.append(new_output("error", ename="E", evalue="", traceback=[f"<script>{ALARM}</script>"]))
    picture = new_output("display_data", {"image/png": "iVBORw0KGgo="}, metadata={"image/png": WIDE})
    code = new_code_cell(f"# </pre><script>{ALARM}</script>", outputs=[*outputs, picture])
    code.metadata["tags"] = [f'"><script>{ALARM}</script>']
    return new_notebook(cells=[*(new_markdown_cell(text) for text in TEXTS), code])


def shown(config: Config) -> str:
    """The part of the page that holds the notebook; what stands above it is nbconvert's own."""
    config.HTMLExporter.template_name = "classic"
    node = notebook()
    node.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": f"<script>{ALARM}"}}
    page, _ = HTMLExporter(config=config).from_notebook_node(node)
    return page.partition("<body>")[2]


def runs(page: str) -> list[str]:
    """The tags that could run something."""
    bad = re.compile(r"<(script|iframe|svg)|<[^>]*(\son\w+\s*=|javascript:)", re.IGNORECASE)
    return [tag for tag in re.findall(r"<[a-zA-Z][^>]*>", page) if bad.match(tag)]


@pytest.fixture
def config() -> Config:
    found = Config()
    use_judge(found)
    return found


def test_nothing_runs(config: Config) -> None:
    page = shown(config)
    assert runs(page) == []
    assert page.count(ALARM) >= len(TEXTS), "it stands there as text"
    assert "data:image/png;base64,iVBORw0KGgo=" in page


@pytest.mark.filterwarnings("ignore")
def test_without_us_much_of_it_would(config: Config) -> None:
    del config["HTMLExporter"]
    assert len(runs(shown(config))) > 5


def test_text_formulas_and_attached_pictures_are_laid_out(config: Config) -> None:
    cell = new_markdown_cell("**bold** and $x^2$ ![mine](attachment:a.png)")
    cell.attachments = {"a.png": {"image/png": "iVBORw0KGgo="}}
    config.HTMLExporter.template_name = "classic"
    page, _ = HTMLExporter(config=config).from_notebook_node(new_notebook(cells=[cell]))
    body = page.partition("<body>")[2]
    assert "<strong>bold</strong>" in body
    assert "<math" in body
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in body
