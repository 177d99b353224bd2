"""What is done to outputs after a run, whichever engine made them."""

from nbformat import NotebookNode
from nbformat.v4 import new_output

from tito.judge.ended import CUT
from tito.judge.settings import Cleaning

_STREAM_CUT, _TRACEBACK_CUT = "... Output truncated ...", "... Traceback truncated ..."


def tame_streams(nb: NotebookNode) -> None:
    """Make what was written on stderr ordinary output: nbgrader takes any of it for a failed test."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.name = "stdout"


def limit_bytes(nb: NotebookNode, limit: int) -> int:
    """Cut the outputs of a notebook so that together they hold at most `limit` bytes; returns how many were cut.

    The first error of each cell is kept, shortened: it decides marks.
    """
    left, cut = limit, 0
    for cell in nb.cells:
        kept = []
        for output in cell.get("outputs", []):
            size = len(str(output).encode("utf-8", "replace"))
            if size <= left:
                left -= size
                kept.append(output)
                continue
            cut += size
            if output.output_type != "error" or not any(o.output_type == "error" for o in kept):
                kept += _shortened(output, left)
            left = 0
        if "outputs" in cell:
            cell.outputs = kept
    return cut


def _shortened(output: NotebookNode, room: int) -> list[NotebookNode]:
    if output.output_type == "stream":
        return [new_output("stream", name="stdout", text=f"{output.text[:room]}\n{CUT}\n")]
    if output.output_type == "error":
        evalue = str(output.evalue)[:500]
        return [new_output("error", ename=str(output.ename)[:100], evalue=evalue, traceback=[evalue])]
    return []


def clear_outputs(nb: NotebookNode, cleaning: Cleaning) -> None:
    """Take the outputs of an earlier run out, as nbgrader's ClearOutput does."""
    for cell in _code(nb):
        cell.outputs, cell.execution_count = [], None
        for name in cleaning.fields:
            cell.metadata.pop(name, None)


def limit_lines(nb: NotebookNode, cleaning: Cleaning) -> None:
    """Cut what is long, as nbgrader's LimitOutput does.

    IgnorePattern, which stands before it, takes out what was written on stderr: nothing is, once streams are tame.
    """
    for cell in _code(nb):
        if cleaning.lines != -1:
            cell.outputs = _streams(cell.outputs, cleaning.lines)
        if cleaning.traceback != -1:
            for output in cell.outputs:
                if output.output_type == "error" and len(output.traceback) > cleaning.traceback:
                    output.traceback = _middle_out(output.traceback, cleaning.traceback)


def _streams(outputs: list[NotebookNode], most: int) -> list[NotebookNode]:
    kept, length = [], 0
    for output in outputs:
        if output.output_type == "stream":
            if length == most:
                continue
            lines = output.text.split("\n")
            if len(lines) + length > most:
                lines = [*lines[: most - length - 1], _STREAM_CUT]
            length += len(lines)
            output.text = "\n".join(lines)
        kept.append(output)
    return kept


def _middle_out(lines: list[str], most: int) -> list[str]:
    start = most // 2
    return [*lines[:start], _TRACEBACK_CUT, *lines[-(most - start - 1) :]]


def _code(nb: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in nb.cells if cell.cell_type == "code"]
