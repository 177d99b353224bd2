"""What a TA sees in formgrader beside the submission: model answer and rubric, and why somebody should look.

nbgrader gives its HTML pages no other hook, and its mark-scheme markers are for task cells only. Nothing is written
into any file: the cells are added to the page while formgrader shows it.
"""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from tito import notebook as nb
from tito.judge.words import MARK, decide
from tito.notebook import SOLUTION, Role


class ShowModelAnswers(NbGraderPreprocessor):
    """Adds cells to a submission's page in formgrader; does nothing on the way to feedback."""

    display_data_priority = List().tag(config=True)  # set by HTML exporters; nbgrader takes the option away

    def preprocess(self, node: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Insert the model answer below each written answer, and the reasons for a review on top."""
        if "submission_id" not in resources:  # only formgrader's page names a submission
            return node, resources
        answers = _model_answers(_source_of(resources))
        cells = [_banner(node)] if decide(node.metadata.get(MARK, {}))[1] else []
        for cell in node.cells:
            cells.append(cell)
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in answers:
                cells.append(_cell(f"---\n*For the grader only*\n\n{answers[name]}\n\n---"))
        node.cells = cells
        return node, resources


def _source_of(resources: dict[str, Any]) -> Path:
    """The instructor's notebook, found from the graded one: ROOT/autograded/STUDENT/ASSIGNMENT."""
    root = Path(resources["metadata"]["path"]).parents[2]
    return root / "source" / resources["assignment_id"] / f"{resources['notebook_id']}.ipynb"


def _model_answers(path: Path) -> dict[str, str]:
    try:
        source = nb.read(path)
    except nb.NotebookError:
        return {}
    return {c.grade_id: "\n".join(nb.inside(c.source, SOLUTION)) for c in source.by_role(Role.ANSWER) if c.grade_id}


def _banner(node: NotebookNode) -> NotebookNode:
    """Verdict and reasons. A reason may quote a line of the student's: indented, it is no Markdown and no formula."""
    kind, reasons = decide(node.metadata[MARK])
    lines = "\n".join(f"    - {' '.join(reason.split())}" for reason in reasons)
    return _cell(f"**This submission: {kind}**\n\n{lines}")


def _cell(text: str) -> NotebookNode:
    return NotebookNode(cell_type="markdown", metadata=NotebookNode(), source=text, id="tito-grader")
